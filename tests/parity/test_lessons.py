"""Lessons end to end: a small one is rendered in both languages, then spoilt in one place at a time."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from lessons.__main__ import main
from lessons.column import REPOSITORY, environment

FOLDER = Path(__file__).with_name("lessons")
Render = Callable[..., int]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("site")
    assert main(["build", "averages", "--source", str(FOLDER), "--output", str(output)]) == 0
    return output


@pytest.fixture
def render(site: Path, tmp_path: Path) -> Render:
    """Render the lesson with one piece of its text replaced; what has not changed need not run again."""

    def _render(old: str, new: str) -> int:
        text = (FOLDER / "averages.Rmd").read_text(encoding="utf-8")
        assert text.count(old) == 1
        (tmp_path / "averages.Rmd").write_text(text.replace(old, new), encoding="utf-8")
        shutil.copytree(site, tmp_path / "site")
        return main(["build", "--source", str(tmp_path), "--output", str(tmp_path / "site")])

    return _render


def test_a_lesson_becomes_page_notebook_script_and_index(site: Path) -> None:
    page = (site / "averages.html").read_text(encoding="utf-8")
    assert "The mean is 1.2778" in page
    assert "none, to the last bit" in page
    assert "[1] 2 3" in page  # R's dim
    assert "(2, 3)" in page  # Python's shape
    assert page.count("mask must be TRUE or FALSE; given 3</code>") == 1  # the error that is shown, beside the code
    assert "6 results equal in R and Python" in (site / "index.html").read_text(encoding="utf-8")
    assert "stopifnot(all.equal(answer, 3 + 5 / 6))" in (site / "averages.R").read_text(encoding="utf-8")


def test_what_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--source", str(tmp_path), "--output", str(tmp_path / "site")]) == 1
    assert main(["build", "lstm", "--source", str(FOLDER), "--output", str(tmp_path / "site")]) == 1
    shown = capsys.readouterr().err
    assert "there are no lessons (*.Rmd) in" in shown
    assert "no lesson 'lstm'" in shown
    assert "averages, positions" in shown


def test_values_cross_exactly(site: Path) -> None:
    r, python = (
        {
            one["name"]: one
            for one in json.loads((site / ".columns" / f"averages-{language}.json").read_text())["column"]["results"]
        }
        for language in ("r", "python")
    )
    third = "0x1.5555555555555p-2"
    assert r["matrix"]["values"][1] == python["matrix"]["values"][1] == third
    assert r["matrix"]["shape"] == python["matrix"]["shape"] == [2, 3]
    assert r["words"]["values"] == python["words"]["values"] == ["cat", "mat", "água"]
    assert r["flags"]["values"] == python["flags"]["values"] == [True, False]


def test_the_notebook_holds_outputs_and_no_answers(site: Path) -> None:
    notebook = nbformat.read(site / "averages.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any("answer = x[0].sum()" in cell.source for cell in code)
    assert any("answer = x[0].sum()" in cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    drawn = [output for cell in code for output in cell.outputs if "image/svg+xml" in output.get("data", {})]
    assert len(drawn) == 1
    assert 'aria-label="A line that rises &amp; falls."' in drawn[0].data["image/svg+xml"]


def test_rendering_again_runs_nothing(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "averages", "--source", str(FOLDER), "--output", str(site)]) == 0
    shown = capsys.readouterr().out
    assert "stored" in shown
    assert str(site / "index.html") in shown


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('td.record_result("matrix", x)\n', "", "matrix"),
        ('td.record_result("matrix", x)', 'td.record_result("matrix", np.nextafter(x, 9))', "matrix"),
        ('td.record_result("words", ["cat"', 'td.record_result("words", ["Cat"', "words"),
        ('td.record_result("count", 3)', 'td.record_result("count", 3.0)', "count"),
        ("int(x[0].argmax())", "int(x[0].argmax()) + 1", "largest"),
        ('"mean", x[0].sum() / 3', '"mean", x[0].sum() / 3 * (1 + 1e-11)', "mean"),
    ],
    ids=["unrecorded", "last bit", "text", "type", "position", "by hand"],
)
def test_one_value_that_differs_fails_the_rendering(
    render: Render, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, named: str
) -> None:
    assert render(old, new) == 1
    shown = capsys.readouterr().out
    assert f"\n{named} " in shown  # the table of what differs
    assert "differ in 1 of 6 results" in shown
    assert "Open " not in shown
    page = "averages.html"
    assert (tmp_path / "site" / page).read_bytes() == (site / page).read_bytes()  # the former page stands


def test_an_error_in_r_is_named_with_its_chunk(render: Render, capsys: pytest.CaptureFixture[str]) -> None:
    assert render('plot(c(1, 2, 3, 2), type = "b"', 'plot(no_such_object, type = "b"') == 1
    shown = capsys.readouterr().out
    assert "averages.Rmd" in shown
    assert "R chunk 'picture'" in shown
    assert "no_such_object" in shown


def test_a_warning_in_r_is_named_with_its_chunk(render: Render, capsys: pytest.CaptureFixture[str]) -> None:
    assert render("\ndim(x)", '\nas.integer("three")') == 1
    shown = capsys.readouterr().out
    assert "R chunk 'results'" in shown
    assert "a warning" in shown


def test_an_error_in_python_is_named_with_its_chunk(render: Render, capsys: pytest.CaptureFixture[str]) -> None:
    assert render("x.shape", "x.no_such_attribute") == 1
    shown = capsys.readouterr().out
    assert "Python chunk 'results-py'" in shown
    assert "no_such_attribute" in shown


def test_a_warning_in_python_is_named_with_its_chunk(render: Render, capsys: pytest.CaptureFixture[str]) -> None:
    assert render("\nx.shape", "\nnp.log(np.array([0.0]))") == 1
    assert "Python chunk 'results-py': a warning" in capsys.readouterr().out


def test_a_solution_that_fails_its_check_fails_the_rendering(
    render: Render, capsys: pytest.CaptureFixture[str]
) -> None:
    assert render("answer = x[0].sum()", "answer = x[0].max()") == 1
    assert "Python chunk 'exercise-sum-py'" in capsys.readouterr().out


def test_r_in_the_python_column_fails_the_rendering(render: Render, capsys: pytest.CaptureFixture[str]) -> None:
    assert render("\nx.shape", '\nimport sys\nsys.modules["rpy2"] = sys\nx.shape') == 1
    assert "must run without R" in capsys.readouterr().out


def test_a_figure_needs_alternative_text(render: Render, capsys: pytest.CaptureFixture[str]) -> None:
    assert render(', fig.alt="A line that rises & falls."', "") == 1
    assert "fig.alt" in capsys.readouterr().out


def test_a_missing_partner_is_named_with_file_and_line(render: Render, capsys: pytest.CaptureFixture[str]) -> None:
    assert render("```{python results-py}", "```python") == 1
    lines = (FOLDER / "averages.Rmd").read_text(encoding="utf-8").splitlines()
    line = lines.index("```{r results}") + 1
    assert f"averages.Rmd:{line}: R chunk 'results' has no Python chunk 'results-py'" in capsys.readouterr().err


@pytest.mark.parametrize("library", ["ready", "missing"])
def test_the_source_is_a_vignette_that_shows_r_only(tmp_path: Path, library: str) -> None:
    for file in (FOLDER / "averages.Rmd", REPOSITORY / "vignettes" / "vignette-setup.R"):
        shutil.copy(file, tmp_path)
    if library == "missing":  # as on a machine where R has no Python that fits
        with (tmp_path / "vignette-setup.R").open("a", encoding="utf-8") as setup:
            setup.write("ready <- FALSE\nknitr::opts_chunk$set(eval = FALSE)\n")
    call = 'rmarkdown::render("averages.Rmd", "rmarkdown::html_vignette", quiet = TRUE)'
    run = subprocess.run(
        ["Rscript", "-e", call], cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8"
    )
    assert run.returncode == 0, run.stderr
    page = (tmp_path / "averages.html").read_text(encoding="utf-8")
    assert "library</span>(torchduet)" in page
    assert "numpy" not in page
    assert page.count("<details>") == 1
    assert ("The mean is 1.2778" in page) == (library == "ready")
    assert ("[1] 2 3" in page) == (library == "ready")


def test_what_the_notebook_and_the_script_read_is_on_the_site(site: Path) -> None:
    assert (site / "tables/numbers.csv").read_text() == (FOLDER / "tables/numbers.csv").read_text()
