"""What a mistake is: how it is made in each language, and one message with a field for every place that differs."""

from dataclasses import dataclass, field
from typing import Any

# What the languages call what they were given: Python's name, R's.
NAMES = {
    "none": ("None", "NULL"),
    "true": ("True", "TRUE"),
    "false": ("False", "FALSE"),
    "strings": ("strings", "strings, a character vector"),
}


@dataclass(frozen=True)
class Mistake:
    """One mistake.

    Parameters
    ----------
    python, r : str
        An expression of each language, in the context that `test_bad_input` makes.
    message : str
        What both say, with a ``{name}`` where they differ.
    fields : dict of pairs
        What stands there in Python and in R.
    """

    python: str
    r: str
    message: str
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def expected(self, language: int) -> str:
        """Return the message in Python (0) or R (1)."""
        return self.message.format(**{name: pair[language] for name, pair in (NAMES | self.fields).items()})


def setting(name: str, python: str, r: str, expectation: str, **values: tuple[Any, Any]) -> Mistake:
    """Return the mistake of a classifier's setting."""
    shown = values.pop("value", (python, r))
    return Mistake(
        f"fit({name}={python})",
        f"quick({name} = {r}) |> fit(texts, labels)",
        f"{name} {expectation}; given {{value}}",
        {"value": shown, **values},
    )
