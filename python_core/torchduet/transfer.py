"""What a model has learned, used for something else: layers frozen, others learned further, a new output layer."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal, Self, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray
from torch import nn

from torchduet.classifier_training import Examples, train_classifier
from torchduet.contextual.pieces import PieceVectorizer
from torchduet.errors import InputValueError, literal
from torchduet.fitting import check_training_params
from torchduet.layer_freezing import find_weights, layer_depths, set_trainable
from torchduet.losses import LossFunction
from torchduet.network_model import NetworkModel
from torchduet.own_metrics import MetricFunction, check_metrics
from torchduet.parameters import check_choice
from torchduet.positions import LayerNamesLike, LayerRates
from torchduet.schedules import LearningRateFunction
from torchduet.text_vectorizer import TextVectorizer
from torchduet.tokens import TextInput

__all__ = ["TransferModel"]

HEADS: Final = ("keep", "new")


class TrainingSettings(TypedDict, total=False):
    """What of a model's settings a refit may change: those of network and vocabulary have become weights and ids."""

    epochs: int
    batch_size: int
    learning_rate: float | LearningRateFunction
    weight_decay: float
    gradient_clip: float | None
    validation_split: float
    patience: int | None
    seed: int | None
    device: str
    loss: str | LossFunction
    metrics: Mapping[str, MetricFunction] | None
    callbacks: Sequence[Any]
    verbose: bool | Literal["auto"]


class TransferModel(NetworkModel):
    """Base of classifiers that can learn further from where they are."""

    classes_: NDArray[Any]
    vectorizer_: TextVectorizer | PieceVectorizer

    def freeze(self, layers: LayerNamesLike | None = None, *, depth: int | None = None) -> Self:
        """Keep layers as they are when the model is refitted: no gradient, no weight decay.

        Parameters
        ----------
        layers : str or sequence of str, optional
            Names as in `summary`, or how they begin: "embedding", "layers.recurrent", "output.bias".
        depth : int, optional
            Instead of names: all layers but this many, counted from the output (`summary` has the depths). Without
            either, all but the output layer.

        Returns
        -------
        TextClassifier
            Itself. (In R, another model.)

        Raises
        ------
        NotFittedError
            `fit` was not called yet. A model that starts from word vectors has `freeze_embeddings`.
        InputValueError, InputTypeError
            There is no such layer.

        See Also
        --------
        unfreeze, refit

        Notes
        -----
        Frozen normalisation uses its running estimates, and leaves them as they are, as in prediction. Dropout goes on.

        Examples
        --------
        >>> from torchduet import TextClassifier
        >>> model = TextClassifier(seed=1, epochs=1).fit(["good", "bad"] * 10, ["+", "-"] * 10)
        >>> model.freeze("embedding").summary()["trainable"].tolist()
        [False, True, True]
        """
        self._check_fitted("freeze")
        if layers is None:
            kept = set(find_weights(self.network_, None, 1 if depth is None else depth))
            frozen = [name for name in layer_depths(self.network_) if name not in kept]
        else:
            frozen = find_weights(self.network_, layers, depth)
        set_trainable(self.network_, frozen, trainable=False)
        return self

    def unfreeze(self, layers: LayerNamesLike | None = None, *, depth: int | None = None) -> Self:
        """Let layers be learned again when the model is refitted.

        Parameters
        ----------
        layers : str or sequence of str, optional
            Names as in `summary`, or how they begin.
        depth : int, optional
            Instead of names: this many layers, counted from the output. Without either, all.

        Returns
        -------
        TextClassifier
            Itself. (In R, another model.)

        See Also
        --------
        freeze, refit

        Examples
        --------
        Gradual unfreezing (Howard and Ruder, 2018): the output layer first, then one more at a time.

        >>> from torchduet import TextClassifier
        >>> texts, labels = ["good", "bad"] * 10, ["+", "-"] * 10
        >>> model = TextClassifier(architecture="gru", seed=1, epochs=1).fit(texts, labels)
        >>> for depth in (1, 2, 3):
        ...     model = model.freeze().unfreeze(depth=depth).refit(texts, labels)
        >>> bool(model.summary()["trainable"].all())
        True
        """
        self._check_fitted("unfreeze")
        everything = layers is None and depth is None
        names = [*layer_depths(self.network_)] if everything else find_weights(self.network_, layers, depth)
        set_trainable(self.network_, names, trainable=True)
        return self

    def refit(
        self,
        texts: TextInput,
        labels: Iterable[Any],
        validation_data: tuple[TextInput, Iterable[Any]] | None = None,
        *,
        head: Literal["keep", "new"] = "keep",
        learning_rates: LayerRates | None = None,
        **settings: Unpack[TrainingSettings],
    ) -> Self:
        """Learn further, from the weights and with the vocabulary that the model has.

        Parameters
        ----------
        texts : sequence of str, length n
        labels : sequence, length n
        validation_data : (texts, labels), optional
            What to choose the best epoch by, in place of a share of the texts.
        head : {"keep", "new"}
            "new" draws the output layer anew, for the classes of `labels`: what the layers before it have learned is
            used for another question.
        learning_rates : dict of str to float, optional
            Of layers, named as in `freeze`, that learn at rates of their own; the others have the model's.
        **settings
            Of the constructor's arguments, those of training: ``epochs``, ``batch_size``, ``learning_rate``,
            ``weight_decay``, ``gradient_clip``, ``validation_split``, ``patience``, ``seed``, ``device``, ``loss``,
            ``metrics``, ``callbacks``, ``verbose``. Those given become the model's.

        Returns
        -------
        TextClassifier
            Itself, with the history of this training; the optimizer begins anew. If anything fails, the model is left
            as it was. (In R, another model.)

        Raises
        ------
        NotFittedError
            `fit` was not called yet.
        InputValueError, InputTypeError
            An argument or the data does not make sense, such as labels that the model does not know with its old head.

        See Also
        --------
        freeze, unfreeze

        Examples
        --------
        >>> from torchduet import TextClassifier
        >>> model = TextClassifier(seed=1, epochs=1).fit(["good", "bad"] * 10, ["+", "-"] * 10)
        >>> model = model.freeze("embedding").refit(["good", "so so", "bad"] * 10, [3, 2, 1] * 10, head="new")
        >>> model.classes_
        array([1, 2, 3])
        """
        self._check_fitted("refit")
        check_choice("head", head, HEADS)
        trained = self._with_settings(settings)
        classes = self.classes_ if head == "keep" else None
        remedy = '. With head = "new" it learns others'
        examples = Examples.checked(texts, labels, validation_data, classes, remedy=remedy)

        def build(_: NDArray[np.int64]) -> nn.Module:
            network = copy.deepcopy(self.network_)
            if head == "new":
                old: Any = network.output
                network.output = nn.Linear(old.in_features, len(examples.classes), device=old.weight.device)
            if not any(parameter.requires_grad for parameter in network.parameters()):
                raise InputValueError("there is nothing to refit: all layers are frozen. Unfreeze some")
            return network

        fitted = train_classifier(
            trained,
            examples,
            read_training=self.vectorizer_.transform,
            read=self.vectorizer_.transform,
            build=build,
            data={"head": head},
            learning_rates=learning_rates,
        )
        self.set_params(**settings)
        self.classes_ = examples.classes
        self._take(fitted)
        return self

    def _with_settings(self, settings: TrainingSettings) -> Any:
        """Return a model with other settings of training, checked; this one is not changed."""
        known = TrainingSettings.__annotations__
        for name in settings:
            if name not in known:
                raise InputValueError(
                    f"{literal(name)} is not a setting that refit can change; those are {', '.join(known)}"
                )
        changed: Any = copy.copy(self)
        changed.set_params(**settings)
        check_training_params(changed)
        check_metrics(changed.metrics)
        return changed
