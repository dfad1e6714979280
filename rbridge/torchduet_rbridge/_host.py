"""Attach Python and R to each other, whichever of the two is the host."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import threading
import warnings
from collections.abc import Iterator

from torchduet_rbridge import _interrupts

__all__ = ["attach"]

_attached = False


def attach() -> None:
    """Make R's option ``torchduet_rbridge`` hold the dispatcher; a second call does nothing.

    In a process that R started, Python attaches to that R; in one that Python started, R is started first. Signal
    handlers, environment variables and the speed of torch stay what they were.

    Raises
    ------
    RuntimeError
        Called from another thread than the main one: R works on the main thread only.

    Examples
    --------
    >>> import torchduet_rbridge  # doctest: +SKIP
    >>> torchduet_rbridge.attach()  # doctest: +SKIP
    """
    global _attached
    if _attached:
        return
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("attach must be called from Python's main thread, the only one that may call R")
    if _r_is_host():
        _import_torch_apart_from_r()
    with _environment_kept(), _interrupts.kept(share=_r_is_host()):
        _start_rinterface()
    from torchduet_rbridge import _dispatch, _forecast, _output

    _dispatch.install()
    _forecast.register()
    if _r_is_host():
        _output.install()
    else:
        _interrupts.tell_r()
    _attached = True


def _r_is_host() -> bool:
    # reticulate writes "PID=<pid>:NAME=..." when it boots Python; a value inherited from a parent has another pid.
    return f"PID={os.getpid()}" in os.environ.get("R_SESSION_INITIALIZED", "").split(":")


def _import_torch_apart_from_r() -> None:
    """Import torch so that it binds to its own BLAS.

    R loads its BLAS with global symbols; libtorch's own sgemm_ and dgemm_ would resolve to them, and with the
    reference BLAS a product takes 40 times as long (pytorch #182263, reticulate #922).
    """
    deepbind = getattr(os, "RTLD_DEEPBIND", None)  # glibc only; elsewhere libraries look at their own symbols first
    if deepbind is None:
        return
    if "torch" in sys.modules:
        warnings.warn(
            "torch was imported before torchduet attached to R; it may use R's BLAS and be many times slower. "
            "Call torchduet first in a new session.",
            stacklevel=3,
        )
        return
    flags = sys.getdlopenflags()
    sys.setdlopenflags(flags | deepbind)
    try:
        import torch  # noqa: F401
    finally:
        sys.setdlopenflags(flags)


@contextlib.contextmanager
def _environment_kept() -> Iterator[None]:
    """Put back environment variables that starting rpy2 changes or removes; those that it adds stay."""
    before = dict(os.environ)
    try:
        yield
    finally:
        for name, value in before.items():
            if os.environ.get(name) != value:
                os.environ[name] = value


def _start_rinterface() -> None:
    # rpy2 looks for variables of R's start script by running another Rscript (0.7 s), which runs the user's
    # .Rprofile once more and overwrites this process's variables. The running R already has them.
    from rpy2 import rinterface
    from rpy2.rinterface_lib import embedded

    if _r_is_host():
        look_up = rinterface._getrenvvars
        rinterface._getrenvvars = lambda *_, **__: ()
        try:
            rinterface.initr()
        finally:
            rinterface._getrenvvars = look_up
        # R ends Python, not the other way round.
        atexit.unregister(embedded.endr)
    else:
        rinterface.initr()
