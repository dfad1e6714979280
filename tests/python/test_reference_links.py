from pathlib import Path

from lessons.markdown import fenced, to_html
from reference.check import broken_links
from reference.links import functions_used, link_code, pages_of_names

PAGES = {"tokenize": "tokenize", "text_classifier": "text_classifier", "fine_foods": "fine_foods", "embed": "embed",
         "load_model": "save_model"}  # fmt: skip


def linked(code: str, language: str, here: str = "") -> list[str]:
    html = link_code(to_html(fenced(code, language), "a test"), PAGES, root="reference/", here=here)
    return [part.split('"')[0] for part in html.split('href="reference/')[1:]]


def test_functions_in_code_become_links() -> None:
    assert linked("x <- tokenize(text) |> c()", "r") == ["tokenize.html"]
    assert linked("x = td.tokenize(td.datasets.fine_foods())", "python") == ["tokenize.html", "fine_foods.html"]
    assert linked("model = TextClassifier()\nload(path)", "python") == ["text_classifier.html", "save_model.html"]


def test_what_only_looks_like_one_does_not() -> None:
    assert linked('tokens$tokenize # tokenize()\n"tokenize()"', "r") == []
    assert linked('model.tokenize(x)\nnp.load(x)\n# tokenize()\n"tokenize()"', "python") == []
    assert linked("tokenize(x)", "r", here="tokenize") == []


def test_pages_are_read_from_the_help_files(tmp_path: Path) -> None:
    (tmp_path / "save_model.Rd").write_text("\\name{save_model}\n\\alias{save_model}\n\\alias{load_model}\n")
    (tmp_path / "fit.x.Rd").write_text("\\name{fit.x}\n\\alias{fit.x}\n")
    (tmp_path / "reexports.Rd").write_text("\\alias{fit}\n\\keyword{internal}\n")
    assert pages_of_names(tmp_path) == {"save_model": "save_model", "load_model": "save_model"}


def test_lessons_are_found_by_the_functions_they_call() -> None:
    assert functions_used("tokenize(x)\nother.embed(y)\nload_model |> f()", PAGES) == {"tokenize"}


def test_broken_links_are_found(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    first, second = tmp_path / "index.html", tmp_path / "folder" / "page.html"
    second.write_text('<h2 id="usage">Usage</h2><a href="../index.html">back</a><a href="#usage">up</a>')
    first.write_text('<a href="folder/page.html#usage">a</a> <a href="https://torchduet.org/none">b</a>')
    assert broken_links(tmp_path, "index.html") == []
    first.write_text('<a href="folder/page.html#use">a</a><a href="none.html">b</a><img src="none.svg"><i id="x"></i>'
                     '<i id="x"></i>')  # fmt: skip
    assert broken_links(tmp_path, "index.html") == [
        "index.html: folder/page.html#use names no place on that page",
        "index.html: none.html leads nowhere",
        "index.html: none.svg leads nowhere",
        "index.html: the anchor x is there twice",
    ]
