"""R functions as Python callables."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from torchduet_rbridge import _helpers, _interrupts, _warnings
from torchduet_rbridge._r import Cdata, RCallError, attribute, call, held, hold, protected, read_strings, rlib
from torchduet_rbridge._values import RError, RObject

__all__ = ["RFunction"]


class RFunction:
    """Call an R function from Python: arguments and result are converted, R errors become `RError`."""

    def __init__(self, function: RObject, to_python: Callable[[Cdata], Any]) -> None:
        self.function = function
        self._to_python = to_python

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
        pairs = [("", value) for value in arguments] + list(named.items())
        with _interrupts.deferred():
            return self._call(pairs)

    def _call(self, pairs: list[tuple[str, Any]]) -> Any:
        from torchduet_rbridge._py2r import to_r_list

        with protected(to_r_list(pairs, quote=True)) as values:
            try:
                answer = call(_helpers.function("try_call"), held(self.function.sexp), values, interruptible=True)
            except RCallError:
                # Errors are caught in R: what ends the call all the same is an interrupt, or a jump to the prompt.
                raise KeyboardInterrupt from None
        with protected(answer):
            content = rlib.VECTOR_ELT(answer, 0)
            _warnings.add_r_conditions(rlib.VECTOR_ELT(answer, 1))
            if read_strings(attribute(answer, "names"))[0] == "value":
                return _scalar(self._to_python(content))
            with protected(call(_helpers.function("message_of"), content)) as message:
                raise RError(str(read_strings(message)[0]), RObject(hold(content)))

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
