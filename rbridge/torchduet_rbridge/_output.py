"""What Python prints, on its way to R's console, where R is the host.

`sys.stdout` and `sys.stderr` become streams that hand whole lines to R while R is calling Python: stdout through R's
`cat()`, so that `sink()`, `capture.output()` and knitr have it; stderr (logging, progress bars, tracebacks) as R
messages of class ``python_stderr``, which knitr shows and `suppressMessages()` silences. What Python writes at any
other time goes where it went before. Output of other threads waits for the main thread, which takes it along as soon
as it runs Python code for R, and at the latest when the session ends. What is written to the file descriptors 1 and 2
by C code or by child processes does not pass through here.
"""

from __future__ import annotations

import codecs
import ctypes
import io
import sys
import threading
from collections import deque
from typing import Any

from torchduet_rbridge import _calls, _helpers, _interrupts

__all__ = ["flush", "install", "is_waiting", "release"]

# Text that R has not got yet, with the stream that it was written to, in the order of writing.
_waiting: deque[tuple[_Stream, str]] = deque()
# What R's handlers raised at a moment when Python could not be told.
_raised: list[BaseException] = []
_draining = False


class _Stream(io.TextIOBase):
    """A text stream of R's, in the place of the one before."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, before: Any, *, is_error: bool) -> None:
        self.before = before
        self.is_error = is_error
        self.buffer = _Bytes(self)

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return bool(self.before is not None and self.before.isatty())

    def fileno(self) -> int:
        if self.before is None:
            raise io.UnsupportedOperation("fileno")
        return int(self.before.fileno())

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        _waiting.append((self, text))
        if not _calls.depth() and threading.current_thread() is threading.main_thread():
            release()
        elif "\n" in text or "\r" in text:  # progress bars move by carriage returns
            self.flush()
        return len(text)

    def flush(self) -> None:
        if not _waiting:
            return
        if threading.current_thread() is not threading.main_thread():
            # The main thread's Python code is interrupted between two instructions for it. Asked too often it refuses:
            # then it was asked.
            ctypes.pythonapi.Py_AddPendingCall(_take_along, None)
        elif not _calls.depth():
            # reticulate does this whenever R waits; what other threads wrote is for R all the same.
            if self.before is not None:
                self.before.flush()
        elif _interrupts.is_admitted():
            # While data crosses the border, R objects are between two hands, and R's collector must not be started by
            # an object of Python's that prints a farewell; what is written then waits for the end of the call.
            _drain()


class _Bytes(io.RawIOBase):
    """The stream for those who encode themselves."""

    def __init__(self, stream: _Stream) -> None:
        self.stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.stream.write(self._decoder.decode(bytes(data)))
        return len(data)

    def flush(self) -> None:
        self.stream.flush()


def install() -> None:
    """Put the streams in the place of Python's own."""
    sys.stdout = _Stream(sys.stdout, is_error=False)
    sys.stderr = _Stream(sys.stderr, is_error=True)


def is_waiting() -> bool:
    """Say whether `flush` has anything to do."""
    return bool(_waiting or _raised)


def flush() -> None:
    """Give R everything that was written so far, incomplete lines too.

    Raises
    ------
    RError
    RSignal
        What R's handlers did about a line of stderr.
    """
    if _waiting:
        _drain()
    if _raised:
        raise _raised.pop()


def release() -> None:
    """Write what still waits to where Python wrote before: R has no part in it, or no time left."""
    while _waiting:
        lower, text = _waiting.popleft()
        if lower.before is not None:
            lower.before.write(text)
            lower.before.flush()


def _drain() -> None:
    """Hand R what waits."""
    global _draining
    if _draining:
        return  # R's handler of a line calls Python, which writes: that comes after the line
    _draining = True
    try:
        with _interrupts.deferred():
            while _waiting:
                stream, text = _waiting.popleft()
                pieces = [text]
                while _waiting and _waiting[0][0] is stream:
                    pieces.append(_waiting.popleft()[1])
                _give(stream, "".join(pieces))
    finally:
        _draining = False


def _give(stream: _Stream, text: str) -> None:
    from torchduet_rbridge import _signals
    from torchduet_rbridge._r import RCallError, call, protected, strings

    readable = text.replace("\0", "\\0").encode(errors="backslashreplace").decode()
    with protected(strings([readable])) as line:
        if stream.is_error:
            _signals.call_user(_helpers.function("report"), [("", line)])
            return
        try:
            call(_helpers.function("write_out"), line)
        except RCallError:  # a sink whose connection is broken
            if stream.before is not None:
                stream.before.write(text)


def _take_along_now(_: Any) -> int:
    if _calls.depth() and _interrupts.is_admitted():
        try:
            _drain()
        except BaseException as error:  # nothing can be raised from here
            _raised.append(error)
    return 0


_take_along = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(_take_along_now)
