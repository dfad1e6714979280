"""R functions that the bridge itself uses, made once from the files of R beside this one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from rpy2 import rinterface

from torchduet_rbridge._headers import is_altrep
from torchduet_rbridge._r import Cdata, call

__all__ = ["function", "plain"]


@cache
def _functions() -> dict[str, Any]:
    # Evaluated in the base environment: what the user defines in the workspace must not get in between.
    functions: dict[str, Any] = {}
    for name in ("_helpers.R", "_signals.R"):
        source = Path(__file__).with_name(name).read_text(encoding="utf-8")
        made: Any = rinterface.evalr_expr(rinterface.parse(source), envir=rinterface.baseenv)  # type: ignore[attr-defined]
        functions |= zip(made.names, made, strict=True)
    return functions


@cache
def function(name: str) -> Cdata:
    """Return a helper as an R function object; it stays alive."""
    return _functions()[name].__sexp__._cdata


def plain(sexp: Cdata) -> Cdata:
    """Return a vector itself, or the expanded copy of a compact or lazy (ALTREP) one, which is not protected."""
    return call(function("plain"), sexp) if is_altrep(sexp) else sexp
