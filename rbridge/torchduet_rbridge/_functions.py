"""R functions as Python callables."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from torchduet_rbridge import _interrupts, _output, _signals
from torchduet_rbridge._r import Cdata, held, protected, rlib
from torchduet_rbridge._values import RObject

__all__ = ["RFunction"]


class RFunction:
    """Call an R function from Python: arguments and result are converted, R errors become `RError`.

    Parameters
    ----------
    function : RObject
    to_python : callable
        What converts the result.
    adapters : sequence of callables
        What each argument without a name goes through before it is converted; further arguments go as they are.
    """

    def __init__(
        self, function: RObject, to_python: Callable[[Cdata], Any], adapters: Sequence[Callable[[Any], Any]] = ()
    ) -> None:
        self.function = function
        self._to_python = to_python
        self._adapters = adapters

    def adapted(self, adapters: Sequence[Callable[[Any], Any]]) -> RFunction:
        """Return the same R function, its arguments adapted."""
        return RFunction(self.function, self._to_python, adapters)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call it.

        Raises
        ------
        RError
            The R function called ``stop()``; R's condition comes with it.
        RuntimeError
            Called from another thread than the main one.
        """
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("an R function can be called from Python's main thread only")
        from torchduet_rbridge._py2r import to_r

        adapted = (adapt(value) for adapt, value in zip(self._adapters, arguments, strict=False))
        arguments = (*adapted, *arguments[len(self._adapters) :])

        with _interrupts.deferred():
            _output.flush()  # what Python has printed so far stands before what R prints
            pairs = []
            try:
                for name, value in [*(("", argument) for argument in arguments), *named.items()]:
                    pairs.append((name, rlib.Rf_protect(to_r(value))))
                answer = _signals.call_user(held(self.function.sexp), pairs)
            finally:
                rlib.Rf_unprotect(len(pairs))
            with protected(answer):
                return _scalar(self._to_python(answer))

    def __repr__(self) -> str:
        return "<R function>"


def _scalar(value: Any) -> Any:
    """Return a vector of one as what it holds: a function's result is what Python's callers expect of a callback."""
    if isinstance(value, pd.Series):  # names, units of time
        value = value.array if value.shape == (1,) else value
    if isinstance(value, np.ndarray | pd.api.extensions.ExtensionArray) and value.shape == (1,):
        item = value[0]
        return item.item() if isinstance(item, np.generic) else item
    return value
