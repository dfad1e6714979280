from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import torchduet as td
from torchduet.estimator import NotFittedError
from torchduet.positions import PositionError

WORDS = st.lists(st.sampled_from(["a", "b", "c", "água", "don't", "5"]), max_size=6)


def vocabulary_by_hand(tokens: list[list[str]], max_tokens: int) -> list[str]:
    """Frequency first, then first appearance: Counter keeps the order of meeting its keys, and sorted is stable."""
    counts = Counter(token for text in tokens for token in text)
    return ["", "[UNK]", *sorted(counts, key=lambda token: -counts[token])[: max_tokens - 2]]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=4), st.integers(3, 9), st.one_of(st.none(), st.integers(1, 5))
)
def test_equals_a_dictionary_by_hand(learned, seen, max_tokens, max_length):
    vectorizer = td.TextVectorizer(max_tokens=max_tokens, max_length=max_length)
    vectorizer.fit([" ".join(text) for text in learned])
    vocabulary = vocabulary_by_hand(learned, max_tokens)
    assert vectorizer.vocabulary_ == vocabulary

    ids = vectorizer.transform([" ".join(text) for text in seen])
    rows = [[vocabulary.index(token) if token in vocabulary else 1 for token in text][:max_length] for text in seen]
    width = max_length or max(map(len, rows), default=0)
    assert ids.dtype == np.int64
    assert ids.shape == (len(seen), width)
    assert ids.tolist() == [row + [0] * (width - len(row)) for row in rows]


def test_the_courses_six_words():
    texts = ["eu gosto de gatos", "eu gosto de cachorros", "eu gosto de gatos e cachorros"]
    vocabulary = td.TextVectorizer().fit(texts).vocabulary_
    assert vocabulary[2:] == ["eu", "gosto", "de", "gatos", "cachorros", "e"]


def test_ties_keep_first_appearance():
    assert td.TextVectorizer().fit(["z y", "x y", "x z w"]).vocabulary_[2:] == ["z", "y", "x", "w"]


def test_ties_keep_first_appearance_among_thousands_of_words():
    words = [f"w{number}" for number in np.random.default_rng(1).integers(0, 20_000, size=40_000)]
    texts = [words[start : start + 40] for start in range(0, len(words), 40)]
    vectorizer = td.TextVectorizer(max_tokens=10**6).fit([" ".join(text) for text in texts])
    assert vectorizer.vocabulary_ == vocabulary_by_hand(texts, 10**6)


def test_fit_transform_is_fit_and_transform(reviews):
    one, two = td.TextVectorizer(max_tokens=12), td.TextVectorizer(max_tokens=12)
    np.testing.assert_array_equal(one.fit_transform(reviews.texts), two.fit(reviews.texts).transform(reviews.texts))
    assert one.vocabulary_ == two.vocabulary_
    assert len(one.vocabulary_) == 12


def test_lowercase_off_tells_cases_apart():
    assert td.TextVectorizer(lowercase=False).fit(["The the"]).vocabulary_[2:] == ["The", "the"]


def test_rows_have_max_length_if_it_is_given():
    vectorizer = td.TextVectorizer(max_length=4).fit(["a b"])
    np.testing.assert_array_equal(vectorizer.transform(["a", "a b a b a b"]), [[2, 0, 0, 0], [2, 3, 2, 3]])


def test_texts_without_words_are_padding_alone():
    vectorizer = td.TextVectorizer().fit(["a"])
    np.testing.assert_array_equal(vectorizer.transform(["", "a a", "!"]), [[0, 0], [2, 2], [0, 0]])
    assert vectorizer.transform([""]).shape == (1, 0)
    assert vectorizer.transform([]).shape == (0, 0)


def test_nothing_to_learn_from_leaves_the_special_tokens():
    assert td.TextVectorizer().fit([]).vocabulary_ == ["", "[UNK]"]
    np.testing.assert_array_equal(td.TextVectorizer().fit(["!"]).transform(["a b"]), [[1, 1]])


def test_inverse_transform_joins_words_and_leaves_padding_out():
    vectorizer = td.TextVectorizer().fit(["não gosto", "gosto"])
    texts = vectorizer.inverse_transform(vectorizer.transform(["gosto", "não gosto mais", ""]))
    assert texts == ["gosto", "não gosto [UNK]", ""]


def test_inverse_transform_refuses_what_are_not_ids():
    vectorizer = td.TextVectorizer().fit(["a"])
    with pytest.raises(PositionError, match="ids must lie between 0 and 2, as there are 3 rows; given 3"):
        vectorizer.inverse_transform([[3]])
    with pytest.raises(ValueError, match=r"ids must have shape \(text, time\); given an array of 1 dimension"):
        vectorizer.inverse_transform([2])


def test_the_callers_series_keeps_its_index_to_itself():
    ids = td.TextVectorizer().fit_transform(pd.Series(["a", "b a"], index=[9, 3]))
    np.testing.assert_array_equal(ids, [[2, 0], [3, 2]])


@pytest.mark.parametrize("method", ["transform", "inverse_transform", "save"])
def test_it_says_that_it_was_not_fitted(method):
    with pytest.raises(NotFittedError, match=f"{method} needs a fitted TextVectorizer; call fit first"):
        getattr(td.TextVectorizer(), method)("x")


@pytest.mark.parametrize(
    ("params", "kind", "message"),
    [
        ({"max_tokens": 2}, ValueError, "max_tokens must be at least 3; given 2"),
        ({"max_tokens": "10"}, TypeError, "max_tokens must be a whole number; given '10' of type str"),
        ({"max_length": 0}, ValueError, "max_length must be at least 1 or None; given 0"),
        ({"max_length": 2.5}, TypeError, "max_length must be a whole number or None; given 2.5 of type float"),
        ({"lowercase": "no"}, TypeError, "lowercase must be True or False; given 'no'"),
    ],
)
@pytest.mark.parametrize("method", ["fit", "fit_transform"])
def test_unfit_parameters_are_named(params, kind, message, method):
    with pytest.raises(kind, match=message):
        getattr(td.TextVectorizer(**params), method)(["a"])
