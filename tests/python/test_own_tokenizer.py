"""A tokenizer of the user's own, in the vectorizer and the classifier."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

import torchduet as td
from torchduet.errors import InputTypeError, InputValueError, PositionError
from torchduet.own_tokenizer import own_tokens

TEXTS = ["a-b-a", "", "c c-b"]


def by_hyphens(texts: list[str]) -> list[list[str]]:
    return [[token for token in text.split("-") if token] for text in texts]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text("ab- '", max_size=12), max_size=6))
def test_the_tokens_are_the_functions(texts):
    assert own_tokens(texts, by_hyphens, may_hold_blanks=True).to_list() == by_hyphens(texts)


def test_the_rules_of_words_given_as_a_function_change_nothing(reviews):
    own = td.TextVectorizer(tokenizer=td.tokenize, ngram_range=(1, 2))
    built_in = td.TextVectorizer(ngram_range=(1, 2))
    np.testing.assert_array_equal(own.fit_transform(reviews.texts), built_in.fit_transform(reviews.texts))
    assert own.vocabulary_ == built_in.vocabulary_
    assert own.inverse_transform(own.transform(reviews.texts)) == built_in.inverse_transform(
        built_in.transform(reviews.texts)
    )


def test_counts_are_scikit_learns(reviews):
    theirs = CountVectorizer(tokenizer=str.split, token_pattern=None, lowercase=False)
    counts = theirs.fit_transform(reviews.texts).toarray()
    ours = td.TextVectorizer(tokenizer=lambda texts: [text.split() for text in texts], output="count")
    found = ours.fit_transform(reviews.texts).toarray()[
        :, [ours.vocabulary_.index(w) for w in sorted(theirs.vocabulary_)]
    ]
    np.testing.assert_array_equal(found, counts)


def test_it_is_called_once_with_all_texts():
    calls = []

    def watch(texts: list[str]) -> list[list[str]]:
        calls.append(texts)
        return by_hyphens(texts)

    many = ["a-b"] * 10_000  # more than are tokenized at once with the rules of words
    td.TextVectorizer(tokenizer=watch).fit(many)
    assert calls == [many]


def test_level_and_lowercase_play_no_part_and_blanks_may_be_in_a_token():
    vectorizer = td.TextVectorizer(tokenizer=by_hyphens, level="character").fit(["A-b c-A"])
    assert vectorizer.vocabulary_[2:] == ["A", "b c"]
    assert vectorizer.inverse_transform(vectorizer.transform("b c-A")) == ["b c A"]


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (None, InputTypeError, "tokenizer must return a list with the tokens of each text; given None"),
        ("abc", InputTypeError, "tokenizer must return a list with the tokens of each text; given 'abc'"),
        ([["a"]], InputValueError, r"the tokens of each of the 3 text\(s\); given 1"),
        ([["a"], "b", ["c"]], PositionError, "returns for text 1 is not"),
        ([["a"], ["b"], [None]], PositionError, "returns for text 2 is not"),
        ([["a"], [float("nan")], ["c"]], PositionError, "returns for text 1 is not"),
        ([["a", ""], ["b"], ["c"]], PositionError, "none of them missing, empty or .UNK.; .* text 0 is not"),
        ([["a"], ["[UNK]"], ["c"]], PositionError, "returns for text 1 is not"),
        ([["a"], [["b"]], ["c"]], PositionError, "returns for text 1 is not"),
    ],
)
def test_what_is_no_list_of_tokens_is_refused(answer, error, message):
    with pytest.raises(error, match=message):
        td.TextVectorizer(tokenizer=lambda _: answer).fit(TEXTS)


def test_what_is_no_function_is_refused():
    with pytest.raises(InputTypeError, match="tokenizer must be a function or None; given 'word'"):
        td.TextVectorizer(tokenizer="word").fit(TEXTS)


def test_blanks_in_tokens_and_joined_grams_do_not_go_together():
    with pytest.raises(InputValueError, match="without blanks where ngram_range joins them by blanks; given 'c c'"):
        td.TextVectorizer(tokenizer=by_hyphens, ngram_range=(1, 2)).fit(TEXTS)


def test_its_own_error_comes_out_and_the_vectorizer_stays_as_it_was():
    class OwnError(Exception):
        pass

    def fail(texts: list[str]) -> list[list[str]]:
        raise OwnError(len(texts))

    vectorizer = td.TextVectorizer(tokenizer=by_hyphens).fit(TEXTS)
    vocabulary = vectorizer.vocabulary_
    with pytest.raises(OwnError, match="1"):
        vectorizer.set_params(tokenizer=fail).fit(["x"])
    assert vectorizer.vocabulary_ == vocabulary


class TestSaved:
    @pytest.fixture
    def path(self, tmp_path):
        td.TextVectorizer(tokenizer=by_hyphens).fit(TEXTS).save(tmp_path / "v.zip")
        return tmp_path / "v.zip"

    def test_it_comes_back_with_the_function(self, path):
        vectorizer = td.load(path, tokenizer=by_hyphens)
        np.testing.assert_array_equal(vectorizer.transform("b-x"), [[3, 1]])
        assert vectorizer.tokenizer is by_hyphens

    def test_without_the_function_it_is_not_read(self, path):
        with pytest.raises(InputValueError, match=r"tokenizer is missing: .*Give the same function"):
            td.load(path)
        with pytest.raises(InputTypeError, match="tokenizer must be a function"):
            td.load(path, tokenizer="words")

    def test_a_function_for_a_model_that_had_none_is_refused(self, tmp_path):
        td.TextVectorizer().fit(TEXTS).save(tmp_path / "v")
        with pytest.raises(InputValueError, match="tokenizer belongs to models fitted with one"):
            td.load(tmp_path / "v", tokenizer=by_hyphens)

    def test_a_classifier_too(self, tmp_path, reviews):
        settings = {"seed": 1, "embedding_dim": 8, "epochs": 2}
        model = td.TextClassifier(**settings, tokenizer=td.tokenize).fit(reviews.texts, reviews.labels)
        built_in = td.TextClassifier(**settings).fit(reviews.texts, reviews.labels)
        np.testing.assert_array_equal(model.predict_proba(reviews.texts), built_in.predict_proba(reviews.texts))
        model.save(tmp_path / "m")
        with pytest.raises(InputValueError, match="tokenizer is missing"):
            td.load(tmp_path / "m")
        again = td.load(tmp_path / "m", tokenizer=td.tokenize)
        np.testing.assert_array_equal(again.predict_proba(reviews.texts), model.predict_proba(reviews.texts))
