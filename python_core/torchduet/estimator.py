"""What every model here shares with scikit-learn's: parameters that are stored, listed and set by name."""

import inspect
import sys
from typing import Any, ClassVar, Literal, Self

__all__ = ["Estimator", "NotFittedError"]


class NotFittedError(ValueError, AttributeError):
    """The model was used before `fit`. Where scikit-learn is in use, it is one of its NotFittedErrors too."""


def _not_fitted_error() -> type[NotFittedError]:
    theirs = sys.modules.get("sklearn.exceptions")
    return NotFittedError if theirs is None else type("NotFittedError", (NotFittedError, theirs.NotFittedError), {})


class Estimator:
    """Base of models whose constructor only stores its arguments.

    Follows scikit-learn's convention without importing it: `get_params`, `set_params`, learned values that end in
    an underscore, and a repr that shows what differs from the defaults.
    """

    _estimator_type: ClassVar[Literal["classifier", "regressor"] | None] = None

    @classmethod
    def _defaults(cls) -> dict[str, Any]:
        signature = inspect.signature(cls.__init__)
        return {name: parameter.default for name, parameter in signature.parameters.items() if name != "self"}

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """Return the constructor's arguments by name; `deep` is there for scikit-learn and changes nothing."""
        return {name: getattr(self, name) for name in self._defaults()}

    def set_params(self, **params: Any) -> Self:
        """Change constructor arguments by name and return the model.

        Raises
        ------
        ValueError
            A name is not an argument of the constructor.
        """
        known = self._defaults()
        for name, value in params.items():
            if name not in known:
                raise ValueError(f"{type(self).__name__} has no parameter {name!r}; it has {', '.join(known)}")
            setattr(self, name, value)
        return self

    def __sklearn_tags__(self) -> Any:
        # Only scikit-learn asks, so it is imported already.
        from sklearn.utils import ClassifierTags, InputTags, RegressorTags, Tags, TargetTags, TransformerTags

        classifies, regresses = self._estimator_type == "classifier", self._estimator_type == "regressor"
        return Tags(
            estimator_type=self._estimator_type,
            target_tags=TargetTags(required=classifies or regresses),
            classifier_tags=ClassifierTags() if classifies else None,
            regressor_tags=RegressorTags() if regresses else None,
            transformer_tags=None if classifies or regresses else TransformerTags(),
            input_tags=InputTags(one_d_array=True, two_d_array=False, string=True),
        )

    def __getattr__(self, name: str) -> Any:
        # Called for what is not there, and for a property that says so itself.
        declared = inspect.getattr_static(type(self), name, None)
        if isinstance(declared, property) and declared.fget is not None:
            return declared.fget(self)
        learned = name.endswith("_") and any(name in inspect.get_annotations(kind) for kind in type(self).__mro__)
        if learned and not self.__sklearn_is_fitted__():
            raise _not_fitted_error()(f"{name} needs a fitted {type(self).__name__}; call fit first")
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def __sklearn_is_fitted__(self) -> bool:
        return any(name.endswith("_") and not name.startswith("_") for name in vars(self))

    def _check_fitted(self, method: str) -> None:
        if not self.__sklearn_is_fitted__():
            raise _not_fitted_error()(f"{method} needs a fitted {type(self).__name__}; call fit first")

    def __repr__(self) -> str:
        defaults = self._defaults()
        params = self.get_params().items()
        # Compared as they are written: an array has no one answer to whether it differs.
        changed = [f"{name}={value!r}" for name, value in params if repr(value) != repr(defaults[name])]
        return f"{type(self).__name__}({', '.join(changed)})"
