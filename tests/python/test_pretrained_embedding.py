"""Models that start from word vectors."""

import numpy as np
import pytest
import torch
from torch import nn

import torchduet as td
from torchduet.pretrained_embedding import PretrainedEmbedding
from torchduet.word_vectors.vectors import WordVectors

TEXTS = ["good good tea", "bad tea", "good day", "bad day"] * 5
LABELS = ["+", "-", "+", "-"] * 5
WORDS = ["day", "good", "night", "bad"]
VECTORS = np.arange(12.0).reshape(4, 3) - 5
QUICK = {"seed": 1, "epochs": 2, "learning_rate": 0.1, "validation_split": 0, "weight_decay": 0.1}


@pytest.fixture
def vectors() -> WordVectors:
    return WordVectors(WORDS, VECTORS)


def fit(vectors: WordVectors, **settings) -> td.TextClassifier:
    return td.TextClassifier(**{**QUICK, "embeddings": vectors, **settings}).fit(TEXTS, LABELS)


def rows(model: td.TextClassifier) -> dict[str, list[float]]:
    """Return the vector of each word, by way of what the network is given for it."""
    return {
        word: model.network_.embedding.weight[int(model.vectorizer_.transform([word])[0, 0])].tolist()
        for word in model.vectorizer_.vocabulary_[2:]
    }


class TestRows:
    def test_each_word_has_its_own_vector(self, vectors):
        # Looked up word by word: rows in another order, or off by one, would differ.
        found = rows(fit(vectors, freeze_embeddings=True))
        assert {word: found[word] for word in WORDS} == dict(zip(WORDS, VECTORS.tolist(), strict=True))

    def test_a_network_that_reads_a_word_sees_its_vector(self, vectors):
        model = fit(vectors, freeze_embeddings=True)
        output = model.network_.output
        scores = VECTORS[WORDS.index("bad")] @ output.weight.detach().numpy().T + output.bias.detach().numpy()
        shares = np.exp(scores) / np.exp(scores).sum()
        np.testing.assert_allclose(model.predict_proba(["bad"])[0], shares, rtol=1e-5)

    def test_padding_is_zero_before_and_after_training(self, vectors):
        for architecture in ("average_pooling", "lstm", "cnn"):
            for freeze in (True, False):
                model = fit(vectors, architecture=architecture, freeze_embeddings=freeze)
                assert not model.network_.embedding.weight[0].any(), (architecture, freeze)

    def test_words_without_a_vector_start_with_the_variance_of_the_others(self):
        words = [f"w{number}" for number in range(400)]
        known = WordVectors(words[:200], np.random.default_rng(1).normal(scale=3.0, size=(200, 20)))
        start, vectorizer = PretrainedEmbedding(known, freeze=False, extend=False), td.TextVectorizer()
        ids = start.fit_transform(vectorizer, words)
        torch.manual_seed(1)
        embedding = nn.Embedding(402, 20, padding_idx=0)
        start.fill(embedding, vectorizer.vocabulary_, ids)
        assert embedding.weight[202:].std().item() == pytest.approx(3.0, rel=0.05)
        assert embedding.weight[1].any()

    def test_a_word_is_looked_up_as_it_stands_and_then_in_lower_case(self):
        both = WordVectors(["Polish", "polish", "tea"], [[1.0], [2.0], [3.0]])
        model = td.TextClassifier(**QUICK, lowercase=False, embeddings=both, freeze_embeddings=True)
        model.fit(["Polish polish Tea", "coffee"] * 3, ["+", "-"] * 3)
        found = rows(model)
        assert (found["Polish"], found["polish"], found["Tea"]) == ([1.0], [2.0], [3.0])
        assert model.embedding_coverage_["missing"] == ["coffee"]

    def test_a_vector_of_the_unknown_words_name_is_not_taken(self):
        odd = WordVectors(["[UNK]", "good", "bad"], [[9.0], [1.0], [2.0]])
        model = fit(odd, freeze_embeddings=True)
        weight = model.network_.embedding.weight
        assert weight.isfinite().all()
        assert weight[0].item() == 0
        assert weight[1].item() != 9


class TestFreezing:
    def test_frozen_rows_stay_to_the_last_bit_and_the_others_move(self, vectors):
        # Weight decay is on: it must not touch them either.
        one, two = (fit(vectors, freeze_embeddings=True, epochs=epochs) for epochs in (1, 3))
        assert torch.equal(one.network_.embedding.weight, two.network_.embedding.weight)
        assert not torch.equal(one.network_.output.weight, two.network_.output.weight)
        assert one.network_.embedding.weight.grad is None
        summary = one.summary().set_index("weights")
        assert summary["trainable"].to_dict() == {
            "embedding.weight": False,
            "output.weight": True,
            "output.bias": True,
        }

    def test_without_freezing_they_are_learned_further(self, vectors):
        found = rows(fit(vectors))
        assert not np.allclose(found["good"], VECTORS[1])
        np.testing.assert_allclose(found["good"], VECTORS[1], atol=2.5)

    def test_what_is_learned_on_top_is_logistic_regression(self, vectors):
        # "good" is right half of the time, "bad" always: the likelihood is largest at 1/2 and, in the limit, at 1.
        settings = {"epochs": 200, "learning_rate": 0.1, "batch_size": 4, "weight_decay": 0.0}
        model = td.TextClassifier(**{**QUICK, **settings}, embeddings=vectors, freeze_embeddings=True)
        model.fit(["good", "bad", "good", "bad"], ["+", "-", "-", "-"])
        np.testing.assert_allclose(model.predict_proba(["good", "bad"]), [[0.5, 0.5], [0.0, 1.0]], atol=0.01)


class TestVocabulary:
    def test_frozen_vectors_bring_the_words_that_training_texts_lack(self, vectors):
        of_texts = {"", "[UNK]", "good", "tea", "bad", "day"}
        assert set(fit(vectors, freeze_embeddings=True).vectorizer_.vocabulary_) == of_texts | {"night"}
        assert set(fit(vectors).vectorizer_.vocabulary_) == of_texts
        assert set(fit(vectors, extend_vocabulary=True).vectorizer_.vocabulary_) == of_texts | {"night"}
        left_out = fit(vectors, freeze_embeddings=True, extend_vocabulary=False)
        assert set(left_out.vectorizer_.vocabulary_) == of_texts

    def test_words_that_max_tokens_leaves_out_come_back_with_their_vectors(self, vectors):
        model = fit(vectors, freeze_embeddings=True, max_tokens=3)
        assert model.vectorizer_.vocabulary_ == ["", "[UNK]", "good", "day", "night", "bad"]
        assert model.embedding_coverage_ == {"words": 1.0, "tokens": pytest.approx(7 / 9), "missing": []}

    def test_capitals_that_no_token_has_stay_out(self):
        cased = WordVectors(["good", "Paris"], [[1.0], [2.0]])
        assert "Paris" not in fit(cased, freeze_embeddings=True).vectorizer_.vocabulary_
        assert "Paris" in fit(cased, freeze_embeddings=True, lowercase=False).vectorizer_.vocabulary_
        own = fit(cased, freeze_embeddings=True, tokenizer=lambda texts: [text.split() for text in texts])
        assert "Paris" in own.vectorizer_.vocabulary_

    def test_coverage_counts_types_and_running_words(self, vectors):
        # good (15 times), tea (10), bad (10), day (10); tea has no vector.
        coverage = fit(vectors).embedding_coverage_
        assert coverage == {"words": 3 / 4, "tokens": pytest.approx(35 / 45), "missing": ["tea"]}
        assert td.TextClassifier(**QUICK).fit(TEXTS, LABELS).embedding_coverage_ is None


class TestFiles:
    def test_a_saved_model_does_not_need_the_vectors(self, vectors, tmp_path):
        model = fit(vectors, freeze_embeddings=True)
        model.save(tmp_path / "model.zip")
        loaded = td.load(tmp_path / "model.zip")
        np.testing.assert_array_equal(loaded.predict_proba([*TEXTS, "night"]), model.predict_proba([*TEXTS, "night"]))
        assert loaded.embedding_coverage_ == model.embedding_coverage_
        assert loaded.summary().equals(model.summary())
        assert (loaded.embeddings, loaded.embedding_dim) == (None, 3)

    def test_fitting_it_anew_asks_for_them(self, vectors, tmp_path):
        fit(vectors, freeze_embeddings=True).save(tmp_path / "model.zip")
        loaded = td.load(tmp_path / "model.zip")
        with pytest.raises(ValueError, match="freeze_embeddings needs embeddings"):
            loaded.fit(TEXTS, LABELS)
        loaded.set_params(embeddings=vectors).fit(TEXTS, LABELS)


@pytest.mark.parametrize(
    ("settings", "kind", "message"),
    [
        ({"embeddings": VECTORS}, TypeError, "embeddings must be word vectors or None; given an object of type ndarr"),
        ({"embedding_dim": 5}, ValueError, "embedding_dim must be that of embeddings, 3; given 5. Leave it out"),
        ({"freeze_embeddings": 1}, TypeError, "freeze_embeddings must be True or False; given 1"),
        ({"extend_vocabulary": "yes"}, TypeError, "extend_vocabulary must be True or False; given 'yes'"),
        ({"embeddings": None, "extend_vocabulary": True}, ValueError, "extend_vocabulary needs embeddings"),
        ({"embeddings": WordVectors(["eu"], [[1.0]])}, ValueError, "they have none of the 4. Are both in the same"),
    ],
)
def test_an_unfit_setting_is_named(vectors, settings, kind, message):
    with pytest.raises(kind, match=message):
        fit(vectors, **settings)
