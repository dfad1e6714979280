"""What happens around models that are fitted fold by fold: who is told of each, and how one that fails is reported."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any, Literal

from torchduet.errors import InputError, Language
from torchduet.verbosity import shows_progress

__all__ = ["FoldError", "watchers"]

Record = dict[str, Any]


class FoldError(InputError, RuntimeError):
    """A model failed in a fold; the message says in which, and `__cause__` is what it raised."""

    def _put(self, value: Any, language: Language) -> str:
        if isinstance(value, InputError):
            return value.message(language)
        return str(value) or (type(value).__name__ if isinstance(value, Exception) else "")


def watchers(callbacks: Iterable[Callable[[Record], Any]], verbose: bool | Literal["auto"]) -> Callable[[Record], None]:
    """Return the function that tells all who want to know how far the folds are.

    Parameters
    ----------
    callbacks : iterable of callables
        Each gets a record of its own: ``done`` and ``total`` (fits), ``fold``, ``folds``, ``seconds`` so far, and what
        else is said of the fold, such as ``model``.
    verbose : bool or "auto"
        Whether a line shows it too; "auto" shows it on a terminal.
    """
    told = [*callbacks, *([_show] if shows_progress(verbose) else [])]

    def tell(record: Record) -> None:
        for callback in told:
            callback(dict(record))

    return tell


def _show(record: Record) -> None:
    """Rewrite the line that says how far it is."""
    done, total = record["done"], record["total"]
    left = record["seconds"] / done * (total - done)
    repeated = f"repeat {record['repeat']}/{record['repeats']}" if record.get("repeats", 1) > 1 else ""
    said = [f"fold {record['fold']}/{record['folds']}", repeated, record.get("model", ""), f"about {left:.0f} s left"]
    # Filled up: the line before it may have been longer.
    sys.stderr.write(f"\r{'  '.join(filter(None, said)):<70}" + ("\n" if done == total else ""))
    sys.stderr.flush()
