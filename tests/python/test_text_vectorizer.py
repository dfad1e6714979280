from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import torchduet as td
from torchduet.errors import PositionError
from torchduet.estimator import NotFittedError

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
    with pytest.raises(PositionError, match="ids must lie between 0 and 2, as the vocabulary has 3 tokens; given 3"):
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
        ({"max_tokens": 2}, ValueError, "max_tokens must be at least 3 or None; given 2"),
        ({"max_tokens": "10"}, TypeError, "max_tokens must be a whole number or None; given '10'"),
        ({"max_length": 0}, ValueError, "max_length must be at least 1 or None; given 0"),
        ({"max_length": 2.5}, TypeError, "max_length must be a whole number or None; given 2.5"),
        ({"lowercase": "no"}, TypeError, "lowercase must be True or False; given 'no'"),
    ],
)
@pytest.mark.parametrize("method", ["fit", "fit_transform"])
def test_unfit_parameters_are_named(params, kind, message, method):
    with pytest.raises(kind, match=message):
        getattr(td.TextVectorizer(**params), method)(["a"])


TEXTS = ["the cat sat on the mat", "the dog", "Não, não!", "", "a cat & a dog"]


class TestOutputs:
    def test_one_hot_is_a_vector_for_each_id(self):
        ids = td.TextVectorizer().fit_transform(TEXTS)
        vectorizer = td.TextVectorizer(output="one_hot")
        encoded = vectorizer.fit_transform(TEXTS)
        np.testing.assert_array_equal(encoded, td.one_hot(ids, num_classes=len(vectorizer.vocabulary_)))
        assert vectorizer.inverse_transform(encoded.argmax(axis=-1)) == td.TextVectorizer().fit(
            TEXTS
        ).inverse_transform(ids)

    def test_one_hot_refuses_what_no_memory_holds(self):
        texts = [" ".join(f"w{number}" for number in range(2000))] * 300
        with pytest.raises(ValueError, match=r"300 texts, 2000 tokens and a vocabulary of 2002 would take 9 GiB. Use"):
            td.TextVectorizer(output="one_hot").fit_transform(texts)

    @pytest.mark.parametrize("ngram_range", [(1, 1), (1, 2), (2, 3)])
    @pytest.mark.parametrize("level", ["word", "character"])
    def test_counts_are_scikit_learns(self, level, ngram_range):
        vectorizer = td.TextVectorizer(level=level, ngram_range=ngram_range, output="count")
        counts = vectorizer.fit_transform(TEXTS)
        peer = CountVectorizer(
            analyzer={"word": "word", "character": "char"}[level],
            ngram_range=ngram_range,
            token_pattern=r"[^\W_]+",
        )
        expected = pd.DataFrame(peer.fit_transform(TEXTS).toarray(), columns=peer.get_feature_names_out())
        assert set(vectorizer.vocabulary_[2:]) == set(expected)
        np.testing.assert_array_equal(counts.toarray()[:, 2:], expected[vectorizer.vocabulary_[2:]])
        assert counts[:, [0, 1]].sum() == 0

    @pytest.mark.parametrize("ngram_range", [(1, 1), (1, 2)])
    def test_weights_are_scikit_learns(self, ngram_range):
        vectorizer = td.TextVectorizer(ngram_range=ngram_range, output="tfidf").fit(TEXTS)
        peer = TfidfVectorizer(ngram_range=ngram_range, token_pattern=r"[^\W_]+").fit(TEXTS)
        new = [*TEXTS, "the unknown cat", "nothing known"]
        expected = pd.DataFrame(peer.transform(new).toarray(), columns=peer.get_feature_names_out())
        weights = vectorizer.transform(new).toarray()
        np.testing.assert_allclose(weights[:, 2:], expected[vectorizer.vocabulary_[2:]], rtol=1e-12)
        assert (weights[:, :2] == 0).all()

    def test_a_weight_by_hand(self):
        weights = td.TextVectorizer(output="tfidf").fit_transform(["a b a", "b"]).toarray()
        a, b = 2 * (1 + np.log(3 / 2)), 1 * (1 + np.log(3 / 3))
        np.testing.assert_allclose(weights[0, 2:], np.array([a, b]) / np.hypot(a, b), rtol=1e-15)
        np.testing.assert_array_equal(weights[1, 2:], [0, 1])

    def test_unknown_words_are_counted_in_their_column(self):
        counts = td.TextVectorizer(output="count").fit(["a b"]).transform(["a x y"])
        np.testing.assert_array_equal(counts.toarray(), [[0, 2, 1, 0]])

    def test_only_the_tokens_that_max_length_keeps_are_counted(self):
        counts = td.TextVectorizer(output="count", max_length=2).fit_transform(["a b b", "b"])
        np.testing.assert_array_equal(counts.toarray()[:, 2:], [[1, 1], [1, 0]])

    def test_counts_can_stand_in_a_pipeline(self, reviews):
        pipeline = make_pipeline(td.TextVectorizer(output="tfidf", ngram_range=(1, 2)), LogisticRegression())
        assert (
            pipeline.fit(reviews.texts[:120], reviews.labels[:120]).score(reviews.texts[120:], reviews.labels[120:])
            > 0.9
        )

    def test_inverse_transform_says_that_counts_have_no_order(self):
        vectorizer = td.TextVectorizer(output="count").fit(TEXTS)
        with pytest.raises(TypeError, match="given counts, which have lost the order"):
            vectorizer.inverse_transform(vectorizer.transform(TEXTS))


class TestTokens:
    @settings(max_examples=100, deadline=None)
    @given(st.lists(WORDS, max_size=5), st.integers(1, 3), st.integers(0, 2), st.sampled_from(["word", "character"]))
    def test_grams_are_those_of_ngrams(self, texts, shortest, more, level):
        sizes = range(shortest, shortest + more + 1)
        blank = " " if level == "word" else ""
        grams = []
        for text in texts:
            tokens = text if level == "word" else list(" ".join(text))
            grams.append(
                [
                    blank.join(tokens[start : start + size])
                    for start in range(len(tokens))
                    for size in sizes
                    if start + size <= len(tokens)
                ]
            )
        vectorizer = td.TextVectorizer(level=level, ngram_range=(shortest, shortest + more))
        ids = vectorizer.fit_transform([" ".join(text) for text in texts])
        assert vectorizer.vocabulary_ == vocabulary_by_hand(grams, 10000)
        found = [[vectorizer.vocabulary_[token] for token in row if token] for row in ids]
        assert found == grams
        if shortest == 1 and level == "word":
            assert grams == [td.ngrams(text, n=more + 1, up_to=True) for text in texts]

    def test_characters_come_back(self):
        vectorizer = td.TextVectorizer(level="character", ngram_range=(1, 2)).fit(TEXTS)
        assert vectorizer.inverse_transform(vectorizer.transform(["não, the cat"])) == ["não, the cat"]

    def test_words_come_back_from_pairs(self):
        vectorizer = td.TextVectorizer(ngram_range=(1, 2)).fit(TEXTS)
        assert vectorizer.inverse_transform(vectorizer.transform(["the cat sat"])) == ["the cat sat"]

    def test_an_emoji_is_a_character(self):
        assert td.TextVectorizer(level="character").fit(["a😀"]).vocabulary_ == ["", "[UNK]", "a", "😀"]

    def test_many_texts_are_one_vocabulary(self):
        """More texts than are tokenized at once, with words that appear first in a later part."""
        texts = [f"w{number % 700} w{number}" for number in range(9000)]
        ids = td.TextVectorizer(max_tokens=10**6).fit_transform(texts)
        vectorizer = td.TextVectorizer(max_tokens=10**6).fit(texts)
        assert vectorizer.vocabulary_ == vocabulary_by_hand([text.split() for text in texts], 10**6)
        assert [" ".join(vectorizer.vocabulary_[token] for token in row) for row in ids] == texts

    @pytest.mark.parametrize(
        ("params", "kind", "message"),
        [
            ({"level": "sentence"}, ValueError, 'level must be one of "word", "character"; given \'sentence\''),
            ({"output": "bag"}, ValueError, "output must be one of .*; given 'bag'"),
            ({"ngram_range": 2}, TypeError, "ngram_range must be two whole numbers, .*; given 2"),
            ({"ngram_range": (1, 2.5)}, TypeError, r"ngram_range must be two whole numbers, .*; given \(1, 2.5\)"),
            ({"ngram_range": (0, 1)}, ValueError, r"ngram_range must begin with 1 or more.*; given \(0, 1\)"),
            ({"ngram_range": (2, 1)}, ValueError, r"end with no less; given \(2, 1\)"),
        ],
    )
    def test_unfit_settings_are_named(self, params, kind, message):
        with pytest.raises(kind, match=message):
            td.TextVectorizer(**params).fit(["a"])


@pytest.mark.parametrize("output", ["ids", "count", "tfidf"])
def test_it_comes_back_from_a_file(tmp_path, output):
    vectorizer = td.TextVectorizer(output=output, ngram_range=(1, 2), level="character").fit(TEXTS)
    vectorizer.save(tmp_path / "vectorizer.zip")
    again = td.load(tmp_path / "vectorizer.zip")
    assert again.get_params() == vectorizer.get_params()
    one, two = vectorizer.transform(TEXTS), again.transform(TEXTS)
    np.testing.assert_array_equal(*(found if output == "ids" else found.toarray() for found in (one, two)))
