import dataclasses

import pytest

from lessons.errors import LessonError
from reference import groups, topics
from reference.addresses import Addresses
from reference.docstring import Docstring
from reference.groups import grouped
from reference.page import Reference, markdown
from reference.pairs import r_name
from reference.python_names import PythonName, PythonSide, read_python_side
from reference.r_topics import RSide, RTopic, read_r_side
from reference.topics import OVERVIEW, Topic, pair


def r_topic(name: str, *aliases: str) -> RTopic:
    return RTopic(name, aliases or (name,), {"title": [f"About {name}"], "description": ["What it is."]}, (), ())


def python(name: str, kind: str = "function", summary: str = "Do it.") -> PythonName:
    return PythonName(name, kind, "(x)", Docstring(summary, ""), ())


R = RSide(
    (
        r_topic(OVERVIEW),
        r_topic("tokenize"),
        r_topic("text_vectorizer", "text_vectorizer", "fit.text_vectorizer", "inverse_transform"),
        r_topic("save_model", "save_model", "load_model"),
        r_topic("torchduet_status"),
    ),
    frozenset({"fit"}),
    frozenset({"data.frame"}),
    ("fit.text_vectorizer",),
    {},
)
PYTHON = PythonSide(
    (
        python("torchduet", "module"),
        python("TextVectorizer", "class"),
        python("TextVectorizer.fit", "method"),
        python("TextVectorizer.save", "method"),
        python("TextVectorizer.get_params", "method"),
        python("load"),
        python("tokenize"),
    ),
    {},
)


def placed() -> dict[str, list[str]]:
    return {topic.name: [one.name for one in topic.python] for topic in pair(R, PYTHON)}


def test_every_python_name_stands_on_the_page_of_its_r_name() -> None:
    assert placed() == {
        OVERVIEW: ["torchduet"],
        "tokenize": ["tokenize"],
        "text_vectorizer": ["TextVectorizer"],  # with its methods
        "save_model": ["TextVectorizer.save", "load"],  # in R's order
        "torchduet_status": [],
    }


def test_a_missing_topic_fails() -> None:
    without = dataclasses.replace(R, topics=tuple(topic for topic in R.topics if topic.name != "tokenize"))
    with pytest.raises(LessonError, match="documents tokenize, which R calls Python's tokenize"):
        pair(without, PYTHON)


def test_a_name_in_python_only_has_a_page_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(topics.PYTHON_ONLY, "seed_all", "R has set.seed()")
    found = pair(R, PythonSide((*PYTHON.names, python("seed_all", summary="Seed all.")), {}))
    assert (found[-1].name, found[-1].title, found[-1].why_alone) == ("seed_all", "Seed all", "R has set.seed()")


def test_the_page_says_why_a_language_has_nothing() -> None:
    found = pair(R, PYTHON)
    reference = Reference(R, PYTHON, found, Addresses(found, R, PYTHON))
    pages = {topic.name: markdown(topic, reference) for topic in found}
    assert "Only in R: says which Python R uses." in pages["torchduet_status"]
    assert "Only in" not in pages["tokenize"]
    assert 'id="get_params"' in pages["text_vectorizer"]
    assert "Only in Python: an R vectorizer is a list" in pages["text_vectorizer"]
    assert "In R: [`fit()`](text_vectorizer.html)" in pages["text_vectorizer"]
    assert "[`TextVectorizer.save()`](text_vectorizer.html#save)" in pages["save_model"]


def test_links_lead_to_pages_or_are_errors() -> None:
    found = pair(R, PYTHON)
    addresses = Addresses(found, R, PYTHON)
    assert addresses.in_r("load_model") == "save_model.html"
    assert addresses.in_r("data.frame") is None
    assert addresses.in_r("evaluate", "generics") is None
    assert addresses.in_python("fit", "TextVectorizer") == "text_vectorizer.html#fit"
    assert addresses.in_python("x", "TextVectorizer") is None
    assert addresses.in_note("see load_model() (here)") == r"see [`load_model()`](save_model.html) \(here\)"
    with pytest.raises(LessonError, match="links to tokenise, which no page documents"):
        addresses.in_r("tokenise")


def test_names_differ_by_rule_or_by_table() -> None:
    names = {"text_vectorizer", "fit.text_vectorizer", "inverse_transform"}
    assert r_name("TextVectorizer", names) == "text_vectorizer"
    assert r_name("TextVectorizer.fit", names) == "fit.text_vectorizer"
    assert r_name("TextVectorizer.inverse_transform", names) == "inverse_transform"
    assert r_name("load", names) == "load_model"


def test_topics_stand_where_they_are_named_or_where_a_pattern_takes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    table = (("Text", ("tokenize",)), ("Models", ("*.*_*",)), ("Data sets", ("datasets.*",)))
    monkeypatch.setattr(groups, "GROUPS", table)
    some = [
        Topic("glance.text_classifier", r_topic("glance.text_classifier"), ()),
        Topic("tokenize", r_topic("tokenize"), (python("tokenize"),)),
        Topic("series", r_topic("series"), (python("datasets.series"),)),
        Topic("new", r_topic("new"), ()),
    ]
    assert [(title, [topic.name for topic in members]) for title, members in grouped(some)] == [
        ("Text", ["tokenize"]),
        ("Models", ["glance.text_classifier"]),
        ("Data sets", ["series"]),
        ("Other topics", ["new"]),
    ]
    with pytest.raises(LessonError, match="names what has no page: tokenize"):
        grouped(some[:1])


def raw_topic(**changed: object) -> dict[str, object]:
    title = {"tag": "\\title", "option": "", "children": ["A title"]}
    topic = {"name": "embed", "aliases": ["embed"], "there": [True], "keywords": [], "sections": [title], "shown": []}
    return topic | changed


def raw_r(*raw_topics: dict[str, object], exports: tuple[str, ...] = ("embed",)) -> dict[str, object]:
    return {"topics": list(raw_topics), "exports": list(exports), "foreign": [], "methods": [], "versions": {}}


def test_internal_topics_have_no_page_but_the_overview() -> None:
    internal = [raw_topic(name=name, aliases=[name], keywords=["internal"]) for name in ("reexports", OVERVIEW)]
    side = read_r_side(raw_r(raw_topic(), *internal))
    assert [topic.name for topic in side.topics] == ["embed", OVERVIEW]
    assert side.internal == {"reexports"}


def test_r_functions_without_help_and_help_without_functions_fail() -> None:
    with pytest.raises(LessonError, match=r"no page of man/ documents: ngrams"):
        read_r_side(raw_r(raw_topic(), exports=("embed", "ngrams")))
    with pytest.raises(LessonError, match=r"man/embed\.Rd documents embed, which the package does not have"):
        read_r_side(raw_r(raw_topic(there=[False])))


def raw_python(docstring: str, **changed: object) -> dict[str, object]:
    one = {"name": "f", "kind": "function", "signature": "(x)", "parameters": ["x"], "docstring": docstring,
           "imports": []}  # fmt: skip
    return {"names": [one | changed], "versions": {}}


def test_docstrings_that_do_not_fit_what_they_describe_fail() -> None:
    fits = "Do.\n\nParameters\n----------\nx : int"
    assert read_python_side(raw_python(fits)).names[0].name == "f"
    with pytest.raises(LessonError, match="f: the docstring describes the parameters y; the signature has x"):
        read_python_side(raw_python(fits.replace("x :", "y :")))
    with pytest.raises(LessonError, match=r"attributes that are not there: Model\.coef_"):
        read_python_side(raw_python("A.\n\nAttributes\n----------\ncoef_ : array", name="Model", kind="class"))
    with pytest.raises(LessonError, match="docstring of Model does not say what coef_ is"):
        read_python_side({
            "names": [*raw_python("A.", name="Model", kind="class")["names"],  # type: ignore[misc]
                      {"name": "Model.coef_", "kind": "attribute"}],
            "versions": {},
        })  # fmt: skip
