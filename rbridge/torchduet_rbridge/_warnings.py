"""Warnings on their way to R: Python's, and those of R functions that Python calls.

They are kept until the call from R is done, and raised there: R's calling handlers, `suppressWarnings()` among them, do
not reach through Python's frames.
"""

from __future__ import annotations

import sys
import threading
import warnings
from typing import Any

from torchduet_rbridge import _calls, _helpers
from torchduet_rbridge._r import Cdata, call, hold, protected, read_strings, rlib
from torchduet_rbridge._values import RObject

__all__ = ["add_r_conditions", "install", "take"]

_pending: list[str | RObject] = []


def install() -> None:
    """Let warnings of Python that R calls become R's; others stay where they went before."""
    shown_before = warnings.showwarning

    def show(message: Warning | str, category: type[Warning], *where: Any, **how: Any) -> None:
        if _calls.depth() and threading.current_thread() is threading.main_thread():
            _pending.append(str(message))
        else:
            shown_before(message, category, *where, **how)

    warnings.showwarning = show
    # A warning is shown once per place by default; the place is the bridge itself, for every call of a session.
    if not sys.warnoptions:
        warnings.simplefilter("always", UserWarning, append=False)


def add_r_conditions(conditions: Cdata) -> None:
    """Keep a list of R's warning conditions; where Python is its own master they become warnings of Python's."""
    if not _calls.depth():
        for place in range(rlib.Rf_xlength(conditions)):
            with protected(call(_helpers.function("message_of"), rlib.VECTOR_ELT(conditions, place))) as message:
                warnings.warn(str(read_strings(message)[0]), stacklevel=6)
        return
    _pending.extend(RObject(hold(rlib.VECTOR_ELT(conditions, place))) for place in range(rlib.Rf_xlength(conditions)))


def take() -> list[str | RObject]:
    """Return the warnings since the last time, and forget them."""
    taken = list(_pending)
    _pending.clear()
    return taken
