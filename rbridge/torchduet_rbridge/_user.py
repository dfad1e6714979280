"""The bridge for those who write Python: evaluate R code, call R's functions, give R one's own."""

from __future__ import annotations

import threading
import types
from typing import TYPE_CHECKING, Any

from torchduet_rbridge._host import attach

if TYPE_CHECKING:
    from torchduet_rbridge._functions import RFunction

__all__ = ["export", "function", "r"]


class _R:
    """R code and R functions.

    ``r(code)`` evaluates R code in R's workspace and returns the value of its last expression, converted; ``r.name`` is
    an R function of that name, where a dot in R's name is an underscore in Python's if there is no such name in R.

    Parameters
    ----------
    code : str
        R code, of any number of lines.

    Returns
    -------
    value
        As the package's table says; a vector of length one is a scalar.

    Raises
    ------
    RError
        R called ``stop()``, or the code is no R code; ``condition`` is R's condition object.

    Examples
    --------
    >>> from torchduet_rbridge import r  # doctest: +SKIP
    >>> r("1 + 1")  # doctest: +SKIP
    2.0
    >>> r.paste("a", "b", sep="-")  # doctest: +SKIP
    'a-b'
    """

    def __call__(self, code: str) -> Any:
        return _helper("evaluate")(code)

    def __getattr__(self, name: str) -> RFunction:
        if name.startswith("__"):  # asked for by Python's own machinery
            raise AttributeError(name)
        known = _helper("exists_function")
        found = next((spelt for spelt in (name, name.replace("_", ".")) if known(spelt)), None)
        if found is None:
            raise AttributeError(f"R has no function {name}")
        return function(f"`{found}`")

    def __repr__(self) -> str:
        return "<R>"


r = _R()


def function(name: str) -> RFunction:
    """Return an R function as a Python callable.

    Parameters
    ----------
    name : str
        A name, ``"stats::lm"``, or R code that gives a function, ``"function(x) x + 1"``.

    Raises
    ------
    RError
        There is none.
    TypeError
        The name stands for something else than a function.

    Examples
    --------
    >>> from torchduet_rbridge import function  # doctest: +SKIP
    >>> function("stats::median")(np.array([1.0, 2.0, 9.0]))  # doctest: +SKIP
    2.0
    """
    found = _helper("find")(name)
    from torchduet_rbridge._functions import RFunction

    if not isinstance(found, RFunction):
        raise TypeError(f"{name} is not a function in R")
    return found


def export(value: Any, name: str) -> None:
    """Put a value, a function, an object or a module into R's workspace.

    Functions become functions of R's; a module becomes an environment with its public functions and values
    (``module$function(x)``); what is no data of R's becomes a handle of the object.

    Parameters
    ----------
    value : object
    name : str
        The variable's name in R.

    Examples
    --------
    >>> from torchduet_rbridge import export, r  # doctest: +SKIP
    >>> export(lambda x: x + 1, "increment")  # doctest: +SKIP
    >>> r("increment(1)")  # doctest: +SKIP
    2.0
    """
    assign = _helper("export")
    from torchduet_rbridge._functions import RFunction

    if isinstance(value, types.ModuleType):
        names = getattr(value, "__all__", None) or [name for name in vars(value) if not name.startswith("_")]
        members = {name: getattr(value, name) for name in names}
        value = {
            name: _callable(member) if callable(member) else member
            for name, member in members.items()
            if not isinstance(member, types.ModuleType)
        }
        value = _helper("module")(value)
    elif callable(value) and not isinstance(value, RFunction):
        value = _callable(value)
    assign(name, value)


def _callable(value: Any) -> Any:
    """Return the R function that calls a Python object."""
    from torchduet_rbridge import _dispatch, _helpers, _objects
    from torchduet_rbridge._r import call, hold, protected
    from torchduet_rbridge._values import RObject

    with protected(_objects.make_handle(value)) as handle:
        return RObject(hold(call(_helpers.function("caller"), handle, _dispatch.pointer())))


def _helper(name: str) -> RFunction:
    """Return one of the bridge's own R functions, as user code is called: with errors and conditions."""
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("R can be used from Python's main thread only")
    attach()
    from torchduet_rbridge import _helpers
    from torchduet_rbridge._functions import RFunction
    from torchduet_rbridge._r import hold
    from torchduet_rbridge._r2py import to_python
    from torchduet_rbridge._values import RObject

    return RFunction(RObject(hold(_helpers.function(name))), to_python)
