import unicodedata

import numpy as np
import pandas as pd
import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import torchduet as td
from torchduet.errors import PositionError

# Assigned long ago: the Unicode tables of Python and of polars agree on these characters.
OLD_CHARACTERS = st.characters(max_codepoint=0x2FFF, exclude_categories=["Cs", "Cn"])
TEXTS = st.text(st.one_of(OLD_CHARACTERS, st.sampled_from("aéÉ'\u2019 -.")))


def words_by_hand(text: str) -> list[str]:
    """Go through a text sign by sign: letters, numbers, marks after them, and an apostrophe between two of them."""
    text = unicodedata.normalize("NFC", text)
    kinds = [unicodedata.category(sign)[0] for sign in text] + ["end"]
    in_word: list[bool] = []
    for place, sign in enumerate(text):
        inside = bool(in_word) and in_word[-1] and text[place - 1] not in "'\u2019"
        in_word.append(
            kinds[place] in "LN"
            or (kinds[place] == "M" and inside)
            or (sign in "'\u2019" and inside and kinds[place + 1] in ("L", "N"))
        )
    words = "".join(sign if inside else "\0" for sign, inside in zip(text, in_word, strict=True)).split("\0")
    return [word for word in words if word]


def test_words_of_the_course():
    assert td.tokenize("The cat sat on the mat", lowercase=False) == [["The", "cat", "sat", "on", "the", "mat"]]
    assert td.tokenize("The cat sat on the mat") == [["the", "cat", "sat", "on", "the", "mat"]]


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, max_size=4))
def test_equals_a_scan_by_hand(texts):
    assert td.tokenize(texts, lowercase=False) == [words_by_hand(text) for text in texts]


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("aAéÉçÇãÃñÑüÜ .'-")))
def test_lowercase_folds_before_it_splits(text):
    assert td.tokenize(text) == [words_by_hand(unicodedata.normalize("NFC", text).lower())]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("don't d'água rock\u2019n\u2019roll", ["don't", "d'água", "rock\u2019n\u2019roll"]),
        ("'quoted' dogs' ''", ["quoted", "dogs"]),
        ("sugar-free e-mail", ["sugar", "free", "e", "mail"]),
        ("good😀food", ["good", "food"]),
        ("I \u2764\ufe0f it", ["i", "it"]),
        ("5 stars, 100% 1st", ["5", "stars", "100", "1st"]),
        ("<br />a_b", ["br", "a", "b"]),
        ("ÁGUA Straße", ["água", "straße"]),
        ("\u0435\u0449\u0451 日本", ["ещё", "日本"]),
        ("", []),
        ("!?… 😀", []),
    ],
)
def test_what_a_word_is(text, words):
    assert td.tokenize([text]) == [words]


def test_both_ways_to_write_an_accent_give_one_token():
    composed, decomposed = "não", "na\u0303o"
    assert composed != decomposed
    assert td.tokenize([composed]) == td.tokenize([decomposed]) == [[composed]]


@pytest.mark.parametrize(
    "container",
    [
        list,
        tuple,
        iter,
        np.array,
        lambda texts: np.array(texts, dtype=object),
        lambda texts: pd.Series(texts, index=[7, 7]),
        lambda texts: pd.Series(texts, dtype="category"),
        pd.Index,
        lambda texts: polars.Series(texts),
    ],
)
def test_any_sequence_will_do(container):
    assert td.tokenize(container(["a b", "c"])) == [["a", "b"], ["c"]]


def test_one_text_counts_as_a_sequence_of_one():
    assert td.tokenize("a b") == td.tokenize(np.array("a b")) == [["a", "b"]]
    assert td.tokenize([]) == []


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, np.nan])
def test_a_missing_text_is_named(missing, other_language):
    with pytest.raises(
        PositionError, match=r"texts must not be missing: elements 1, 2 are\. Leave them out, or put"
    ) as caught:
        td.tokenize(["a", missing, missing])
    assert caught.value.message(other_language).startswith("texts must not be missing: elements 2, 3 are")


def test_missing_text_in_a_series_is_named():
    with pytest.raises(PositionError, match=r"element 2 is\. Leave it out"):
        td.tokenize(pd.Series(["a", "b", None]))


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["a", 3], r"texts must be strings; given 3"),
        ([["a"]], r"texts must be strings; given \['a'\]"),
        (5, "texts must be strings; given 5"),
        (b"a", "texts must be strings; given b'a'"),
        ({"a": 1}, "given {'a': 1}"),
        (pd.DataFrame({"review": ["a"]}), "Choose one of its columns"),
    ],
)
def test_what_is_not_text_is_refused(texts, message):
    with pytest.raises(TypeError, match=message):
        td.tokenize(texts)


def test_half_a_character_is_refused():
    with pytest.raises(PositionError, match=r"element 1 holds half a Unicode character.*UTF-8"):
        td.tokenize(["a", "b\ud83d"])


def test_lowercase_must_be_a_flag():
    with pytest.raises(TypeError, match="lowercase must be True or False; given 'no'"):
        td.tokenize("a", lowercase="no")
