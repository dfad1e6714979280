"""What the fault campaign calls in Python: everything that can go wrong."""

import logging
import os
import resource
import sys
import threading
import time
import warnings
from typing import Any


class UnreadableError(Exception):
    """An exception whose message cannot be read."""

    def __str__(self) -> str:
        raise RuntimeError("no message")


class CurlyBraceError(Exception):
    """One with a name and words that markup could stumble over."""


def unreadable() -> None:
    """Raise what cannot be shown."""
    raise UnreadableError


def chained() -> None:
    """Fail while handling a failure."""
    try:
        raise ValueError("first")
    except ValueError as error:
        raise CurlyBraceError("{second} {.val x} %s") from error


def generator_exit() -> None:
    """Raise what generators are closed with."""
    raise GeneratorExit


def leave() -> None:
    """Ask the process to end."""
    sys.exit(3)


def interrupt() -> None:
    """Raise what Ctrl-C raises."""
    raise KeyboardInterrupt


def group() -> None:
    """Raise several exceptions at once."""
    raise ExceptionGroup("two", [ValueError("one"), TypeError("other")])


def long_message(characters: int) -> None:
    """Raise an exception with a very long message that has zero characters and half characters in it."""
    raise ValueError("x" * int(characters) + "\0\ud800")


def deep(depth: int) -> Any:
    """Call itself."""
    return deep(depth - 1) if depth else sys._nonexistent


def endless() -> Any:
    """Call itself for ever."""
    return endless()


def call(function: Any, *arguments: Any) -> Any:
    """Call an R function."""
    return function(*arguments)


def swallow(function: Any) -> str:
    """Call an R function, forget its error, go on."""
    try:
        function()
    except Exception as error:
        return f"swallowed {type(error).__name__}"
    return "nothing"


def reraise(function: Any) -> None:
    """Turn R's error into another of Python's."""
    try:
        function()
    except RuntimeError as error:
        raise LookupError("turned round") from error


def finish(function: Any) -> None:
    """Call an R function while an exception is on its way."""
    try:
        raise ValueError("on its way")
    finally:
        function()


class Farewell:
    """Prints, calls nothing, when it is collected."""

    def __del__(self) -> None:
        print("farewell")


def farewells(count: int) -> Any:
    """Make objects that print when they are collected, in circles, so that the collector decides when."""
    for _ in range(count):
        one, other = Farewell(), Farewell()
        one.other, other.other = other, one  # type: ignore[attr-defined]
    return [float(number) for number in range(1000)]


def write(text: str, *, to_stderr: bool = False) -> None:
    """Print as it is."""
    print(text, end="", file=sys.stderr if to_stderr else sys.stdout)


def mixed() -> None:
    """Print, warn and log in turn."""
    print("one")
    logging.getLogger("faults").warning("two")
    print("three", file=sys.stderr)
    sys.stdout.buffer.write("f\u00fcnf\n".encode())
    warnings.warn("six", stacklevel=1)
    print("unfinished", end="")


def print_from_threads(count: int) -> None:
    """Print from several threads while the main one computes."""
    threads = [threading.Thread(target=print, args=(f"thread {number}",)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def print_later(seconds: float, text: str) -> None:
    """Print from a thread when the call is over."""

    def later() -> None:
        time.sleep(seconds)
        print(text)

    threading.Thread(target=later, daemon=True).start()


def limit_memory(megabytes: int) -> None:
    """Let the process have only so much more memory than it has now."""
    with open("/proc/self/statm") as file:  # noqa: PTH123
        now = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (now + megabytes * 2**20, resource.RLIM_INFINITY))


def zeros(count: int) -> Any:
    """Give a large array."""
    import numpy as np

    return np.zeros(int(count))


def busy_threads(seconds: float) -> None:
    """Leave threads running that compute."""
    end = time.monotonic() + seconds

    def work() -> None:
        while time.monotonic() < end:
            sum(range(1000))

    for _ in range(3):
        threading.Thread(target=work, daemon=True).start()


def mixed_callback(function: Any) -> None:
    """Print half a line, let R print, print the other half."""
    print("before ", end="")
    function()
    print(" after")


def call_named(function: Any, name: str) -> Any:
    """Call an R function with an argument of a name."""
    return function(**{name: 1})
