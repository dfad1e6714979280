"""R functions as Python callables."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from torchduet_rbridge import _helpers
from torchduet_rbridge._r import Cdata, call, held, hold, protected, read_strings, rlib
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
        from torchduet_rbridge._py2r import to_r_list

        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("an R function can be called from Python's main thread only")
        pairs = [("", value) for value in arguments] + list(named.items())
        with (
            protected(to_r_list(pairs)) as values,
            protected(call(_helpers.function("try_call"), held(self.function.sexp), values)) as answer,
        ):
            outcome = read_strings(rlib.Rf_getAttrib(answer, rlib.Rf_install(b"names")))[0]
            content = rlib.VECTOR_ELT(answer, 0)
            if outcome == "value":
                return self._to_python(content)
            if outcome == "interrupt":
                raise KeyboardInterrupt
            raise RError(str(read_strings(rlib.VECTOR_ELT(answer, 1))[0]), RObject(hold(content)))

    def __repr__(self) -> str:
        return "<R function>"
