"""Ctrl-C in a process of two languages: whichever runs takes it, the other forgets it."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any

__all__ = ["admitted", "deferred", "is_admitted", "kept", "tell_r"]

# Larger than any platform's struct sigaction (152 bytes on x86-64 Linux).
_SIGACTION_BYTES = 512

_deferring = False
# R's own library, once it is there: importing this module needs no R.
_rlib: Any = None


@contextlib.contextmanager
def kept(*, share: bool) -> Iterator[None]:
    """Put back what SIGINT does after rpy2 has started: it takes it for Python alone, and R's loops never see one.

    With `share`, R is the host, and its handler at the C level tells both languages of a SIGINT. Then Python's
    side becomes `_on_interrupt`: the one of reticulate 1.28 asks an R function who is to take the interrupt, and if
    R takes it by jumping out of that function, the process ends.
    """
    if sys.platform == "win32":
        yield
        return
    handler = signal.getsignal(signal.SIGINT)
    libc = ctypes.CDLL(None)
    action = ctypes.create_string_buffer(_SIGACTION_BYTES)
    libc.sigaction(signal.SIGINT, None, action)
    global _rlib
    try:
        yield
    finally:
        from rpy2.rinterface_lib.openrlib import rlib

        _rlib = rlib
        # Python's first: setting it also sets the C handler, which must come out as it was.
        if share:
            signal.signal(signal.SIGINT, _on_interrupt)
        elif handler is not None:
            signal.signal(signal.SIGINT, handler)
        libc.sigaction(signal.SIGINT, action, None)


def _on_interrupt(_signal: int, _frame: Any) -> None:
    # R clears its flag when it takes an interrupt itself.
    if _rlib.R_interrupts_pending and not _deferring:
        _rlib.R_interrupts_pending = 0
        raise KeyboardInterrupt


# Classes, as they are entered at every call: a generator takes three times as long.
class deferred:  # noqa: N801
    """Leave interrupts to whoever comes after the with block: what crosses the border crosses whole.

    R's flag stays set; R looks at it when it has the word again, and `admitted` before Python goes on.
    """

    __slots__ = ("_before",)

    def __enter__(self) -> None:
        global _deferring
        self._before, _deferring = _deferring, True

    def __exit__(self, *_: object) -> None:
        global _deferring
        _deferring = self._before


class admitted:  # noqa: N801
    """Take interrupts inside the with block, and first the one that may have come before it."""

    __slots__ = ("_before",)

    def __enter__(self) -> None:
        global _deferring
        self._before = _deferring
        if _deferring and _rlib.R_interrupts_pending:
            _rlib.R_interrupts_pending = 0
            raise KeyboardInterrupt
        _deferring = False

    def __exit__(self, *_: object) -> None:
        global _deferring
        _deferring = self._before


def tell_r() -> None:
    """Where Python is the host, pass a Ctrl-C on to R while R code runs.

    Python's handler only takes a note, which Python's own code looks at; R's code never would. R asks, whenever it
    looks for interrupts, a function that is there for graphics windows: now one that lets Python look.
    """
    from torchduet_rbridge._r import libr

    with contextlib.suppress(ValueError):  # not on Windows
        asked = ctypes.c_void_p.in_dll(libr, "R_PolledEvents")
        asked.value = ctypes.cast(_look, ctypes.c_void_p).value


def _look_now() -> None:
    try:
        time.sleep(0)  # a pending signal is handled here, if it was not at the function's first instruction
    except KeyboardInterrupt:
        _rlib.R_interrupts_pending = 1


_look = ctypes.PYFUNCTYPE(None)(_look_now)


def is_admitted() -> bool:
    """Say whether Python's own code runs, rather than the bridge's."""
    return not _deferring
