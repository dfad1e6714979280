import pytest

from lessons.errors import LessonError
from lessons.lesson import Prose
from lessons.prose import fill_numbers, for_notebook, pictures
from lessons.records import Record

RECORDS = {
    "accuracy": Record("accuracy", "library", "float", (1,), (0.98765,)),
    "reviews": Record("reviews", "library", "integer", (1,), (1000,)),
    "both": Record("both", "library", "float", (2,), (0.5, 0.25)),
    "place": Record("place", "position", "integer", (1,), (3,)),
}


def _fill(text: str) -> str:
    return fill_numbers(Prose(text, "lesson.Rmd:7"), RECORDS)


def test_numbers_come_from_the_results() -> None:
    assert _fill('`r recorded("accuracy")` of `r recorded("reviews")`') == "0.988 of 1000"
    assert _fill('`r recorded("accuracy", 2)`, `r recorded("accuracy", digits = 1)`') == "0.99, 1.0"


@pytest.mark.parametrize("name", ["both", "place", "nothing"])
def test_only_a_single_value_can_be_quoted(name: str) -> None:
    with pytest.raises(LessonError, match=r"lesson\.Rmd:7: the prose quotes"):
        _fill(f'`r recorded("{name}")`')


def test_pictures() -> None:
    assert pictures(Prose('![A line](images/line.svg) and ![Two](images/two.png "title")', "x:1")) == [
        "images/line.svg",
        "images/two.png",
    ]


def test_a_notebook_gets_plain_markdown() -> None:
    assert (
        for_notebook("## The idea {#idea}\n\n::: note\nMind this.\n:::\n\nOn.") == "## The idea\n\n> Mind this.\n\nOn."
    )
