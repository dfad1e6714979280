import types

from reference.docstring import Docstring
from reference.examples import Shown, as_markdown, figures, from_docstring, merged
from reference.python_names import PythonName
from reference.python_side import PythonReader
from reference.python_side import signature as written
from reference.read_python import describe, public_names, run_examples, signature

SVG = '<svg width="504pt" height="288pt"></svg>'


def package() -> types.ModuleType:
    made = types.ModuleType("torchduet")
    made.__all__ = ["double"]  # type: ignore[attr-defined]
    made.double = lambda x: 2 * x  # type: ignore[attr-defined]
    return made


def test_prompts_go_and_imports_come() -> None:
    text = "First.\n\n>>> x = 1\n>>> for i in [x]:\n...     print(i)\n1\n>>> y()  # doctest: +SKIP\n2"
    assert from_docstring(text, ["import numpy as np"]) == [
        Shown("code", "import numpy as np"),
        Shown("prose", "First."),
        Shown("code", "x = 1\nfor i in [x]:\n    print(i)"),
        Shown("text", "1"),
        Shown("not run", "y()"),
        Shown("text", "2"),
    ]


def test_pieces_of_a_kind_are_put_together() -> None:
    shown = [Shown("code", "a\n"), Shown("code", ""), Shown("code", "b"), Shown("figure", SVG), Shown("figure", SVG)]
    assert merged(shown) == [Shown("code", "a\nb"), Shown("figure", SVG), Shown("figure", SVG)]


def test_figures_have_alternative_text_and_are_shown_where_they_were_drawn() -> None:
    pieces = [Shown("code", "plot(1)"), Shown("figure", SVG)]
    shown = as_markdown(pieces, "r", "plot.model", "Plot a <model>")
    alternative = "The plot that the example draws: Plot a &lt;model&gt;"
    assert f'<img src="figures/plot.model-1.svg" alt="{alternative}" width="672" height="384">' in shown
    assert f'aria-label="{alternative}"' in figures(pieces, "plot.model", "Plot a <model>")["plot.model-1.svg"]


def test_examples_run_with_the_imports_that_are_shown_and_no_other(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setitem(__import__("sys").modules, "torchduet", package())
    right = run_examples("f", "Do.\n\n>>> double(np.float64(2)) == 4\nnp.True_\n", package())
    assert right == {"imports": ["import numpy as np", "from torchduet import double"], "problem": ""}
    wrong = run_examples("f", "Do.\n\n>>> double(2)\n5\n", package())
    assert "Expected:\n    5\nGot:\n    4\n" in wrong["problem"]
    assert "NameError" in run_examples("f", "Do.\n\n>>> triple(2)\n6\n", package())["problem"]
    assert run_examples("f", "Do.\n\n>>> triple(2)  # doctest: +SKIP\n6\n", package())["problem"] == ""


def test_signatures_are_written_without_types() -> None:
    def example(x: int, *, words: str = "a", kind: type = dict, limit: float | None = None) -> None: ...

    assert signature(example)[0] == '(x, *, words="a", kind=dict, limit=None)'
    long = PythonName("f", "function", f'(x, *, {"y" * 30}="(a, b)", {"z" * 30}=(1, 2))', Docstring("Do.", ""), ())
    assert written(long) == f'torchduet.f(\n    x,\n    *,\n    {"y" * 30}="(a, b)",\n    {"z" * 30}=(1, 2),\n)'


class Model:
    """A model."""

    learned_: int

    def fit(self) -> None:
        """Fit."""

    @property
    def coef_(self) -> int:
        """Coefficients."""
        return 1

    def _hidden(self) -> None: ...


def test_classes_are_listed_with_their_methods_and_learned_values() -> None:
    made = types.ModuleType("made")
    made.__all__ = ["Model"]  # type: ignore[attr-defined]
    made.Model = Model  # type: ignore[attr-defined]
    found = [describe(name, member) for name, member in public_names(made)]
    assert [(one["name"], one["kind"]) for one in found] == [
        ("Model", "class"),
        ("Model.fit", "method"),
        ("Model.coef_", "attribute"),
        ("Model.learned_", "attribute"),
    ]


def test_formulas_of_several_lines_are_aligned() -> None:
    one = PythonName("f", "function", "()", Docstring("Do.", ""), ())
    prose = PythonReader(lambda _name, _context: None).prose
    assert prose(".. math:: y = x W\n\nMore.", one) == "$$y = x W$$\n\nMore."
    aligned = prose(".. math::\n\n    y &= x W \\\\\n    z &= y\n\nMore.", one)
    assert aligned == "$$\\begin{aligned}y &= x W \\\\\n    z &= y\\end{aligned}$$\n\nMore."
