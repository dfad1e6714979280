import copy
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from tests.python.tiny_bert import tiny_bert

import torchduet as td

pytest.importorskip("transformers", reason='transformers is not installed (pip install "torchduet[bert]")')

from torchduet.contextual.vectors import ContextualVectors
from torchduet.errors import InputValueError

TEXTS = ["good", "very good river", "bad", "very bad bank", "it is good", "it is a bad cat"] * 4
LABELS = ["+", "+", "-", "-", "+", "-"] * 4
NEW = ["the good cat", "bad bad money on the bank . it is very bad"]


@pytest.fixture(scope="module")
def vectors() -> ContextualVectors:
    model, tokenizer = tiny_bert()
    return ContextualVectors.from_transformers(model.float(), tokenizer)


def quick(vectors: ContextualVectors, *, freeze: bool, **settings: object) -> td.TextClassifier:
    settings = {
        "seed": 1,
        "validation_split": 0,
        "epochs": 40 if freeze else 15,
        "learning_rate": 0.05 if freeze else 0.005,
        **settings,
    }
    return td.TextClassifier(embeddings=vectors, freeze_embeddings=freeze, **settings).fit(TEXTS, LABELS)


@pytest.fixture(scope="module", params=[True, False], ids=["frozen", "trained"])
def model(vectors: ContextualVectors, request: pytest.FixtureRequest) -> td.TextClassifier:
    return quick(vectors, freeze=request.param)


def test_it_learns(model: td.TextClassifier) -> None:
    assert model.score(TEXTS, LABELS) == 1.0
    assert model.predict(NEW).tolist() == ["+", "-"]
    assert model.history_["loss"].iloc[-1] < model.history_["loss"].iloc[0]


@pytest.mark.parametrize("attribute", ["coef_", "intercept_"])
def test_a_word_in_context_has_no_coefficient(model: td.TextClassifier, attribute: str) -> None:
    assert not hasattr(model, attribute)
    with pytest.raises(AttributeError, match=f"{attribute} belongs to a model in which words add up; in this one"):
        getattr(model, attribute)


def test_what_was_given_stays_as_it_was(vectors: ContextualVectors, model: td.TextClassifier) -> None:
    given, fresh = vectors.encoder.model.state_dict(), tiny_bert()[0].float().state_dict()
    trained = model.network_.encoder.model.state_dict()
    assert all(torch.equal(given[name], fresh[name]) for name in fresh)
    assert all(torch.equal(trained[name], fresh[name]) for name in fresh) == model.freeze_embeddings
    assert vectors.encoder.model.embeddings.word_embeddings.weight.requires_grad


def test_scores_are_those_of_pooled_vectors_and_a_linear_layer(model: td.TextClassifier) -> None:
    network = model.network_
    encoder = network.encoder.model.double()
    inside = ContextualVectors.from_transformers(encoder, tiny_bert()[1]).embed_texts(NEW)
    scores = inside @ network.output.weight.detach().double().numpy().T + network.output.bias.detach().double().numpy()
    encoder.float()
    expected = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(model.predict_proba(NEW), expected, atol=1e-5)


def test_a_text_alone_and_beside_a_long_one(model: td.TextClassifier) -> None:
    np.testing.assert_allclose(model.predict_proba(NEW)[:1], model.predict_proba(NEW[:1]), atol=1e-6)


@pytest.mark.parametrize("path", ["folder", "model.zip"])
def test_saved_and_loaded(model: td.TextClassifier, tmp_path: Path, path: str) -> None:
    model.save(tmp_path / path)
    before = torch.get_rng_state()
    again = td.load(tmp_path / path)
    assert torch.equal(torch.get_rng_state(), before)
    np.testing.assert_array_equal(again.predict_proba(NEW), model.predict_proba(NEW))
    assert again.vectorizer_.vocabulary_ == model.vectorizer_.vocabulary_
    assert again.summary()["trainable"].tolist() == model.summary()["trainable"].tolist()
    refitted = again.set_params(epochs=1, freeze_embeddings=False).fit(
        TEXTS, LABELS
    )  # without vectors, as a model of its own
    assert "good" in refitted.vectorizer_.vocabulary_


def test_the_features_of_a_frozen_model_are_computed_once(vectors: ContextualVectors, monkeypatch) -> None:
    counted: list[int] = []
    forward = type(vectors.encoder).forward

    def count(encoder: object, ids: torch.Tensor, *rest: object) -> torch.Tensor:
        counted.append(len(ids))
        return forward(encoder, ids, *rest)

    monkeypatch.setattr(type(vectors.encoder), "forward", count)
    quick(vectors, freeze=True, epochs=5)
    assert sum(counted) == len(TEXTS)


def test_one_seed_settles_it(vectors: ContextualVectors) -> None:
    first, second, other = (quick(vectors, freeze=False, epochs=2, seed=seed).predict_proba(NEW) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, other)


def test_a_longer_text_than_max_length_is_cut(vectors: ContextualVectors) -> None:
    model = quick(vectors, freeze=True, max_length=4)
    np.testing.assert_array_equal(model.predict_proba("good cat bad bad"), model.predict_proba("good cat"))


@pytest.mark.parametrize(
    ("setting", "value"),
    [("architecture", "lstm"), ("embedding_dim", 8), ("lowercase", False), ("tokenizer", str.split)],
)
def test_settings_of_other_networks_are_refused(vectors: ContextualVectors, setting: str, value: object) -> None:
    with pytest.raises(InputValueError, match=f"{setting} does not go with embeddings in context"):
        quick(vectors, freeze=True, **{setting: value})


def test_it_learns_other_labels_with_a_new_head(model: td.TextClassifier) -> None:
    other = copy.deepcopy(model).unfreeze().freeze("encoder")
    before = {name: weights.clone() for name, weights in other.network_.encoder.state_dict().items()}
    labels = ["river" if "river" in text else "other" for text in TEXTS]
    other.refit(TEXTS, labels, head="new", epochs=3)
    assert other.classes_.tolist() == ["other", "river"]
    after = other.network_.encoder.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert other.history_["loss"].iloc[-1] < other.history_["loss"].iloc[0]


@pytest.mark.parametrize("freeze", [True, False], ids=["frozen", "trained"])
def test_a_model_in_half_precision_has_a_last_layer_in_single(freeze: bool) -> None:
    model, tokenizer = tiny_bert()
    half = ContextualVectors.from_transformers(model.to(torch.bfloat16), tokenizer)
    network = (fitted := quick(half, freeze=freeze, epochs=2)).network_
    assert network.output.weight.dtype == torch.float32
    assert next(network.encoder.parameters()).dtype == torch.bfloat16
    inside = ContextualVectors.from_transformers(network.encoder.model, tokenizer).embed_texts(NEW)
    weights, bias = (part.detach().double().cpu().numpy() for part in network.output.parameters())
    expected = np.exp(inside @ weights.T + bias)
    np.testing.assert_allclose(fitted.predict_proba(NEW), expected / expected.sum(axis=1, keepdims=True), atol=1e-3)


def test_a_file_does_not_say_where_the_model_lay(vectors: ContextualVectors, tmp_path: Path) -> None:
    config = vectors.encoder.model.config
    config._name_or_path = "/home/somebody/model"
    quick(vectors, freeze=True, epochs=1).save(tmp_path / "folder")
    config._name_or_path = ""
    assert "somebody" not in (tmp_path / "folder" / "model.json").read_text()


def test_without_transformers_loading_says_what_to_install(
    model: td.TextClassifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.save(tmp_path / "folder")
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(ImportError, match=r"vectors in context, needs transformers: pip install"):
        td.load(tmp_path / "folder")
