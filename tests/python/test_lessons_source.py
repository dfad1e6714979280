from pathlib import Path

import pytest

from lessons.errors import LessonError
from lessons.lesson import Exercise, Lesson, Prose, Step
from lessons.source import read_lesson

HEADER = """---
title: "A lesson: short"
order: 3
needs: [embedding, text-as-data]
minutes: 5   # about
summary: 'One sentence.'
vignette: >
  %\\VignetteIndexEntry{A lesson: short}
---
"""
PAIR = """```{r pool, fig.alt="Two rows, \\"pooled\\"", fig.width=5}
pooled <- 1
```

```{python pool-py}
pooled = 1
```
"""
SOLUTION = """::: exercise
**Task.**

::: note
A hint.
:::

```{r mean, solution=TRUE}
x <- NULL
# <solution>
x <- 1
# </solution>
stopifnot(x == 1)
```

```{python mean-py}
# <solution>
x = 1
# </solution>
assert x == 1
```
:::
"""


def _read(folder: Path, body: str, header: str = HEADER) -> Lesson:
    path = folder / "lesson.Rmd"
    path.write_text(header + body, encoding="utf-8")
    return read_lesson(path)


def test_header(tmp_path: Path) -> None:
    header = _read(tmp_path, "").header
    assert header.title == "A lesson: short"
    assert (header.order, header.minutes, header.needs) == (3, 5, ("embedding", "text-as-data"))
    assert header.summary == "One sentence."


def test_prose_and_a_pair(tmp_path: Path) -> None:
    lesson = _read(tmp_path, f"Before.\n\n{PAIR}\nAfter.\n")
    before, step, after = lesson.blocks
    assert isinstance(before, Prose)
    assert before.text == "Before."
    assert isinstance(after, Prose)
    assert after.text == "After."
    assert isinstance(step, Step)
    assert step.label == "pool"
    assert step.options.fig_alt == 'Two rows, "pooled"'
    assert step.options.fig_width == 5
    assert [chunk.code for chunk in step.chunks] == ["pooled <- 1", "pooled = 1"]
    assert step.chunks[1].where.endswith("lesson.Rmd:16")


def test_an_exercise_holds_its_prose_and_steps(tmp_path: Path) -> None:
    (exercise,) = _read(tmp_path, SOLUTION).blocks
    assert isinstance(exercise, Exercise)
    prose, step = exercise.blocks
    assert isinstance(prose, Prose)
    assert prose.text.endswith("A hint.\n:::")  # a div inside does not end the exercise
    assert isinstance(step, Step)
    assert step.options.solution


def test_code_that_is_only_quoted_is_prose(tmp_path: Path) -> None:
    quoted = "````\n```{r not-run}\n1\n```\n````"
    (block,) = _read(tmp_path, quoted).blocks
    assert isinstance(block, Prose)
    assert block.text == quoted


def test_the_vignettes_own_chunk_is_left_out(tmp_path: Path) -> None:
    assert _read(tmp_path, '```{r vignette-setup, include=FALSE}\nsource("vignette-setup.R")\n```').blocks == ()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "\n```{r pool}\n1\n```\nBetween.\n```{python pool-py}\n1\n```",
            r":11: R chunk 'pool' has no Python chunk 'pool-py'",
        ),
        ("```{r pool}\n1\n```\n```{python other-py}\n1\n```", r":10: R chunk 'pool' has no Python chunk 'pool-py'"),
        ("```{python pool-py}\n1\n```", r":10: Python chunk 'pool-py' has no R chunk 'pool'"),
        ("```{python pool, single=TRUE}\n1\n```", "must be labelled 'pool-py'"),
        ("```{r}\n1\n```", "label is ''"),
        ("```{r pool, single=TRUE}\n1", "never closed"),
        ("```{julia pool}\n1\n```", "language is 'julia'"),
        ("```{r pool, echo=FALSE}\n1\n```", "unknown chunk option 'echo'"),
        ("```{r pool, single=yes}\n1\n```", "single is yes"),
        ("```{r pool, fig.alt=caption}\n1\n```", "must be a sentence in quotes"),
        ("```{r pool, fig.width=wide}\n1\n```", "must be a number"),
        ("```{r pool, TRUE}\n1\n```", "cannot read the chunk options"),
        ("```{r pool, single=TRUE}\n#| fig.alt: x\n1\n```", "options after '#|'"),
        (PAIR + PAIR, "'pool' is taken by the chunk at .*:10"),
        (PAIR.replace("pool-py}", "pool-py, include=FALSE}"), "options stand in the R chunk"),
        (SOLUTION.rstrip().removesuffix(":::"), "exercise is never closed"),
        (SOLUTION.replace("# </solution>\nstop", "stop"), "needs one line '# <solution>'"),
        (SOLUTION.replace("stopifnot(x == 1)", ""), "checks nothing"),
        (SOLUTION.replace(", solution=TRUE", ""), "not marked solution=TRUE"),
        (SOLUTION.replace("::: exercise", "").rstrip().removesuffix(":::"), "belongs inside '::: exercise'"),
        ("![](images/x.svg)", "no alternative text"),
        ("First.\n![A line](images/x.svg)", ":11: there is no picture"),
        ("It is `r nrow(x)`.", "only `r recorded"),
        ('It is `r recorded("size")`.', ":10: the prose quotes the result 'size', but no R chunk above"),
    ],
)
def test_mistakes_are_named_with_file_and_line(tmp_path: Path, body: str, message: str) -> None:
    with pytest.raises(LessonError, match=message) as caught:
        _read(tmp_path, body)
    assert "lesson.Rmd:" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("order: 3\n", "", "no field 'order'"),
        ("order: 3", "order: third", "order is third"),
        ("[embedding, text-as-data]", "embedding", "must be a list"),
        ("---\n", "", "no header"),
    ],
)
def test_mistakes_in_the_header(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(LessonError, match=message):
        _read(tmp_path, "", HEADER.replace(old, new))
