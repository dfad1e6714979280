import pytest

from lessons.errors import LessonError
from reference.docstring import Item, parse_docstring

DOCSTRING = """Turn ids into vectors,
    one per id.

    Equal to a product.

    .. math:: y = x W

    Parameters
    ----------
    ids, rows : array of int, shape (n,)
        Positions.

        Two paragraphs.
    weights : array

    Returns
    -------
    array of float, shape (n, dim)
        In double precision.
    bool

    Raises
    ------
    ValueError
        It does not fit.

    Notes
    -----
    A note.

    Examples
    --------
    >>> 1 + 1
    2
    """


def test_a_docstring_is_cut_into_its_parts() -> None:
    parsed = parse_docstring(DOCSTRING, "f")
    assert parsed.summary == "Turn ids into vectors, one per id."
    assert parsed.text == "Equal to a product.\n\n.. math:: y = x W"
    assert parsed.sections == {
        "Parameters": [
            Item("ids, rows", "array of int, shape (n,)", "Positions.\n\nTwo paragraphs."),
            Item("weights", "array", ""),
        ],
        "Returns": [Item("", "array of float, shape (n, dim)", "In double precision."), Item("", "bool", "")],
        "Raises": [Item("ValueError", "", "It does not fit.")],
    }
    assert parsed.prose == {"Notes": "A note.", "Examples": ">>> 1 + 1\n2"}


def test_one_line_is_enough() -> None:
    parsed = parse_docstring("Forget all.", "f")
    assert (parsed.summary, parsed.text, parsed.sections, parsed.prose) == ("Forget all.", "", {}, {})


def test_what_is_returned_may_have_a_name() -> None:
    parsed = parse_docstring("Do it.\n\nReturns\n-------\nloss : float\n    The loss.", "f")
    assert parsed.sections["Returns"] == [Item("loss", "float", "The loss.")]


def test_a_missing_docstring_and_an_unknown_section_are_errors() -> None:
    with pytest.raises(LessonError, match="embed has no docstring"):
        parse_docstring("", "embed")
    with pytest.raises(LessonError, match="embed: the docstring has a section 'Arguments'"):
        parse_docstring("Do it.\n\nArguments\n---------\nx : int", "embed")
