from typing import Any

import pytest

from lessons.errors import LessonError
from reference.markdown import code, escaped
from reference.rd import RdReader, usage


def tag(name: str, *children: Any, option: str = "") -> dict[str, Any]:
    return {"tag": name, "option": option, "children": list(children)}


def group(*children: Any) -> dict[str, Any]:
    return tag("", *children)


def blocks(*nodes: Any) -> str:
    addresses = {"fit.text_classifier": "fit.text_classifier.html"}
    return RdReader("man/x.Rd", lambda target, package: None if package else addresses[target]).blocks(list(nodes))


def test_text_and_code_pass_through_markdown_unchanged() -> None:
    assert blocks("1. *a* <b> $5 x_1") == r"1\. \*a\* \<b\> \$5 x\_1"
    assert blocks("in ", tag("\\code", "x$y[`_data`]"), "\n") == "in ``x$y[`_data`]``"
    assert code("`a") == "`` `a ``"
    assert escaped("a--b") == r"a\-\-b"


def test_marks_and_formulas() -> None:
    assert blocks(tag("\\emph", "one"), " ", tag("\\strong", "two")) == "*one* **two**"
    assert blocks("so ", tag("\\eqn", group("x^2"), group("x squared")), " holds") == "so $x^2$ holds"
    assert blocks("so\n", tag("\\deqn", group("\\frac{a}{b}"), group("a / b")), "\nholds") == (
        "so\n\n$$\\frac{a}{b}$$\n\nholds"
    )


def test_links_in_code_and_in_prose() -> None:
    fit = "=fit.text_classifier"
    linked = "[`fit()`](fit.text_classifier.html)"
    assert blocks(tag("\\code", tag("\\link", "fit()", option=fit))) == linked
    assert blocks(tag("\\link", "fit()", option=fit)) == linked
    assert blocks(tag("\\link", "to fit", option=fit)) == "[to fit](fit.text_classifier.html)"
    assert blocks(tag("\\code", tag("\\link", "evaluate", option="generics"))) == "`evaluate`"
    assert blocks(tag("\\href", "https://a.org", "there")) == "[there](https://a.org)"


def test_lists_and_tables_keep_their_items() -> None:
    items = blocks(tag("\\itemize", "\n", tag("\\item"), " one\n", tag("\\item"), " two\n"))
    assert [line for line in items.splitlines() if line and "`" not in line] == ["<ul>", "<li>", "one", "</li>", "<li>",
                                                                               "two", "</li>", "</ul>"]  # fmt: skip
    described = blocks(tag("\\describe", tag("\\item", group(tag("\\code", "a")), group("first"))))
    assert "`a`: first" in described
    table = blocks(tag("\\tabular", group("ll"), group("a", tag("\\tab"), "b", tag("\\cr"), "c", tag("\\tab"), "d")))
    assert table.count("<tr>") == 2
    assert table.count("<td>") == 4


def test_roxygens_html_around_code_is_left_out() -> None:
    nodes = [tag("\\if", group("html"), group(tag("\\out", "<div>"))), tag("\\preformatted", "x <- 1\n")]
    assert blocks(*nodes) == "~~~ {.r}\nx <- 1\n~~~"


def test_a_tag_that_cannot_be_shown_is_an_error() -> None:
    with pytest.raises(LessonError, match=r"man/x\.Rd holds \\Sexpr"):
        blocks(tag("\\Sexpr", "1"))


def test_arguments_are_listed() -> None:
    item = tag("\\item", group("x, ", tag("\\dots")), group("A ", tag("\\code", "vector"), "."))
    listed = RdReader("man/x.Rd", lambda *_: None).arguments(["\n", item, "\n"])
    assert listed == [("<code>x</code>, <code>...</code>", r"A `vector`\.")]


def test_methods_say_for_what_they_are_in_usage() -> None:
    nodes = ["\n", tag("\\method", group("fit"), group("text_vectorizer")), "(object, ...)\n\n", "autoplot.model(x)\n"]
    assert usage(nodes, ["autoplot.model", "fit.text_vectorizer"]) == (
        "# for a text_vectorizer\nfit(object, ...)\n\n# for a model\nautoplot(x)"
    )
