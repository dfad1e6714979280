"""Errors whose message can be said in another language's words.

R writes NULL for None, TRUE for True and c(1, 2) for a list, and counts from one. So an error keeps what was given,
and which numbers are positions, apart from its words; whoever shows it to somebody else than a Python user puts them
in as that user writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

__all__ = [
    "PYTHON",
    "InputError",
    "InputTypeError",
    "InputValueError",
    "Language",
    "PositionError",
    "Shape",
    "literal",
    "missing_elements",
]

LONGEST_VALUE = 60


@dataclass(frozen=True)
class Language:
    """How a language writes what messages hold."""

    none: str
    true: str
    false: str
    first: int
    """The first position of a sequence."""
    show: Callable[[Any], str]
    """From a value to how it is written."""


class Shape(tuple[int, ...]):
    """The shape of an array among a message's values; languages write that of a vector differently: (3,) and (3)."""


def _shown(value: Any) -> str:
    written = repr(value.item() if isinstance(value, np.generic) else value)
    if len(written) > LONGEST_VALUE or "\n" in written:
        return f"an object of type {type(value).__name__}"
    return written


PYTHON = Language(none="None", true="True", false="False", first=0, show=_shown)


class InputError(Exception):
    """An argument cannot be used. What is raised is an InputValueError or an InputTypeError.

    Parameters
    ----------
    template : str
        The message, with a ``{name}`` for every value; ``{none}``, ``{true}`` and ``{false}`` are there already.
    **values : object
        What to put in, for instance what was given.
    """

    def __init__(self, template: str, **values: Any) -> None:
        self.template = template
        self.values = values
        super().__init__(self.message(PYTHON))

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions are rebuilt from `args`, which holds the finished message only.
        return _rebuild, (type(self), self.template, self.values)

    def message(self, language: Language) -> str:
        """Return the message in the words of a language."""
        words = {"none": language.none, "true": language.true, "false": language.false}
        return self.template.format(
            **words, **{name: self._put(value, language) for name, value in self.values.items()}
        )

    def _put(self, value: Any, language: Language) -> str:
        return language.show(value)

    @classmethod
    def about(cls, argument: str, expected: str, value: Any, remedy: str = "") -> Self:
        """Return the usual message: which argument, what was expected, what was given, how to mend it.

        Examples
        --------
        >>> str(InputValueError.about("epochs", "must be at least 1", 0))
        'epochs must be at least 1; given 0'
        """
        return cls(f"{argument} {expected}; given {{value}}{remedy and f'. {remedy}'}", value=value)


class InputValueError(InputError, ValueError):
    """An argument has the right type, and a value that makes no sense."""


class InputTypeError(InputError, TypeError):
    """An argument has a type that cannot be used."""


class PositionError(InputValueError):
    """Something is wrong at a position; all values of its message, but shapes, are positions, counted from zero.

    Examples
    --------
    >>> str(PositionError("texts: element {element} is missing", element=2))
    'texts: element 2 is missing'
    """

    def _put(self, value: Any, language: Language) -> str:
        return language.show(value) if isinstance(value, Shape) else str(value + language.first)


def literal(text: object) -> str:
    """Return a text that is to stand in a template as it is, whatever braces are in it.

    Examples
    --------
    >>> str(InputValueError(f"{literal('{a}')} is no name"))
    '{a} is no name'
    """
    return str(text).replace("{", "{{").replace("}", "}}")


def missing_elements(argument: str, positions: Sequence[int], alternative: str = "") -> PositionError:
    """Return the error that elements are missing; it names the first five.

    Examples
    --------
    >>> str(missing_elements("labels", [2]))
    'labels must not be missing: element 2 is. Leave it out'
    """
    named = positions[:5]
    listed = ", ".join(f"{{position{place}}}" for place in range(len(named)))
    more = ", ..." if len(positions) > len(named) else ""
    found = f"elements {listed}{more} are" if len(positions) > 1 else f"element {listed} is"
    remedy = f"Leave {'them' if len(positions) > 1 else 'it'} out{alternative and f', {alternative}'}"
    return PositionError(
        f"{argument} must not be missing: {found}. {remedy}",
        **{f"position{place}": position for place, position in enumerate(named)},
    )


def _rebuild(kind: type[InputError], template: str, values: dict[str, Any]) -> InputError:
    return kind(template, **values)
