"""What holds of a text classifier whatever its architecture."""

import numpy as np
import pytest

import torchduet as td

SETTINGS = {
    "average_pooling": {"architecture": "average_pooling", "batch_normalization": True, "word_dropout": 0.1},
    "rnn": {"architecture": "rnn", "pooling": "mean"},
    "lstm": {"architecture": "lstm", "layers": 2, "dropout": 0.1},
    "gru": {"architecture": "gru", "batch_normalization": True},
    "bilstm": {"architecture": "lstm", "bidirectional": True, "pooling": "last", "batch_normalization": True},
    "bigru": {"architecture": "gru", "bidirectional": True},
    "cnn": {"architecture": "cnn", "batch_normalization": True},
}
QUICK = {"seed": 1, "embedding_dim": 8, "epochs": 8, "learning_rate": 0.02}


def make(name, **changed):
    hidden = {} if name == "average_pooling" else {"hidden_size": 8}
    return td.TextClassifier(**{**QUICK, **hidden, **SETTINGS[name], **changed})


@pytest.fixture(scope="module", params=SETTINGS)
def model(request, reviews):
    return make(request.param).fit(reviews.texts, reviews.labels)


def test_it_learns_what_can_be_learned(model, reviews):
    assert model.score(reviews.texts, reviews.labels) >= 0.9


def test_company_and_padding_change_nothing(model, reviews):
    texts = [*reviews.texts[:40], "", "coffee", "zzz"]
    together = model.predict_proba([*texts, "the coffee " * 120])
    alone = np.concatenate([model.predict_proba([text]) for text in texts])
    np.testing.assert_allclose(together[:-1], alone, rtol=0, atol=1e-6)


def test_texts_without_words_have_a_probability(model):
    probabilities = model.predict_proba(["", "!!"])
    assert np.isfinite(probabilities).all()
    np.testing.assert_array_equal(probabilities[0], probabilities[1])
    np.testing.assert_allclose(model.predict_proba(""), probabilities[:1], rtol=0, atol=1e-6)


def test_it_comes_back_from_its_file_to_the_last_bit(model, reviews, tmp_path):
    model.save(tmp_path / "model.zip")
    again = td.load(tmp_path / "model.zip")
    assert again.get_params() == model.get_params()
    np.testing.assert_array_equal(again.predict_proba(reviews.texts), model.predict_proba(reviews.texts))
    for name, weights in model.get_weights().items():
        np.testing.assert_array_equal(again.get_weights()[name], weights)


def test_the_same_seed_gives_the_same_model_to_the_last_bit(model, reviews):
    again = td.TextClassifier(**model.get_params()).fit(reviews.texts, reviews.labels)
    for name, weights in model.get_weights().items():
        np.testing.assert_array_equal(again.get_weights()[name], weights)
    other = td.TextClassifier(**{**model.get_params(), "seed": 2}).fit(reviews.texts, reviews.labels)
    assert (other.get_weights()["output.weight"] != model.get_weights()["output.weight"]).any()


@pytest.mark.parametrize("name", SETTINGS)
def test_texts_without_any_word_can_be_learned_from(name):
    probabilities = make(name, epochs=1).fit(["", "!"] * 10, [0, 1] * 10).predict_proba(["x"])
    assert np.isfinite(probabilities).all()


@pytest.mark.parametrize("name", SETTINGS)
def test_one_text_of_one_word_in_the_last_batch(name):
    texts, labels = ["good", "bad"] * 16 + ["good"], ["+", "-"] * 16 + ["+"]
    model = make(name, epochs=2, batch_size=32, validation_split=0.0).fit(texts, labels)
    assert np.isfinite(model.predict_proba(texts)).all()


def test_batch_normalization_and_the_coefficients_of_average_pooling(reviews):
    model = make("average_pooling").fit(reviews.texts, reviews.labels)
    assert model.network_.normalization.running_mean.abs().max() > 0.01  # there is something to fold in
    rows = model.vectorizer_.transform([*reviews.texts, ""])
    words = [row[row != 0] for row in rows]
    sums = np.stack([model.coef_[:, row].mean(axis=1) if len(row) else np.zeros(2) for row in words])
    scores = np.exp(model.intercept_ + sums)
    expected = scores / scores.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(model.predict_proba([*reviews.texts, ""]), expected, rtol=1e-5)


def test_a_word_has_no_coefficient_where_words_do_not_add_up(reviews):
    model = make("gru", epochs=1).fit(reviews.texts, reviews.labels)
    for attribute in ("coef_", "intercept_"):
        assert not hasattr(model, attribute)
        with pytest.raises(
            AttributeError,
            match=f'{attribute} belongs to architecture "average_pooling", where words add up; this .*"gru"',
        ):
            getattr(model, attribute)
