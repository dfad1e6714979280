"""Weights to a file and back, by both torches' names; what does not fit changes nothing."""

import json
import struct

import numpy as np
import pytest
import safetensors.torch
import torch
from tests.python.recurrent_examples import make_module, reference_case, reference_values
from torch import nn

import torchduet as td
from torchduet.estimator import NotFittedError
from torchduet.layer_names import from_r_torch, to_r_torch

TEXTS, LABELS = ["good", "very good", "bad", "very bad"] * 10, ["+", "+", "-", "-"] * 10


def fit(epochs, texts=TEXTS, hidden_size=3):
    model = td.TextClassifier(
        architecture="lstm",
        layers=2,
        bidirectional=True,
        batch_normalization=True,
        hidden_size=hidden_size,
        embedding_dim=4,
        epochs=epochs,
        validation_split=0,
        seed=1,  # which settles the order of the vocabulary, too
    )
    return model.fit(texts, LABELS)


@pytest.fixture(scope="module")
def models():
    return {epochs: fit(epochs) for epochs in (1, 2)}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "weights.safetensors"


def header(path):
    """What the file itself says, read as its format describes it: a length, then JSON."""
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    return json.loads(content[8 : 8 + length])


@pytest.mark.parametrize("names", ["torch", "r-torch"])
def test_a_fitted_model_there_and_back(path, names, models):
    model = models[1]
    td.export_weights(model, path, names=names)
    other = fit(2)
    assert td.import_weights(other, path, names=names) is other
    np.testing.assert_array_equal(other.predict_proba(TEXTS), model.predict_proba(TEXTS))
    assert (models[2].predict_proba(TEXTS) != model.predict_proba(TEXTS)).any()


def test_the_names_and_shapes_in_the_file(path, models):
    td.export_weights(models[1], path, names="r-torch")
    found = header(path)
    for layer, width in (("l1", 4), ("l2", 6)):
        for suffix in ("", "_reverse"):
            assert found[f"layers.recurrent.weight_ih_{layer}{suffix}"]["shape"] == [12, width]
            assert found[f"layers.recurrent.bias_hh_{layer}{suffix}"]["shape"] == [12]
    assert not [name for name in found if "_l0" in name]
    assert {"embedding.weight", "output.weight", "normalization.running_mean"} <= set(found)
    td.export_weights(models[1], path)
    assert "layers.recurrent.weight_ih_l0" in header(path)


def test_a_file_written_by_r_torch_is_used(path):
    """Weights as R's torch names them, and the outputs that R's torch computed with them."""
    inputs, weights, _ = reference_case("lstm")
    named = {to_r_torch(name): torch.tensor(value) for name, value in weights.items()}
    assert sorted(named) == ["bias_hh_l1", "bias_ih_l1", "weight_hh_l1", "weight_ih_l1"]
    safetensors.torch.save_file(named, path)
    module = nn.LSTM(3, 4, batch_first=True, dtype=torch.float64)
    td.import_weights(module, path, names="r-torch")
    outputs = module(torch.tensor(inputs))[0].detach()
    np.testing.assert_allclose(outputs, reference_values("lstm", "f64", "output"), rtol=6e-9)


def test_any_module_in_its_own_precision(path):
    network = nn.Sequential(make_module("gru"), nn.BatchNorm1d(4))
    td.export_weights(network, path)
    assert header(path)["0.weight_ih_l0"]["dtype"] == "F64"
    assert header(path)["1.num_batches_tracked"]["dtype"] == "I64"
    single = nn.Sequential(nn.GRU(3, 4), nn.BatchNorm1d(4))
    td.import_weights(single, path)
    assert single[0].weight_hh_l0.dtype == torch.float32
    np.testing.assert_allclose(single[0].weight_hh_l0.detach(), network[0].weight_hh_l0.detach(), rtol=1e-7)


def test_shared_weights(path):
    network = nn.Sequential(nn.Embedding(5, 3), nn.Linear(3, 5, bias=False))
    network[1].weight = network[0].weight
    td.export_weights(network, path)
    other = nn.Sequential(nn.Embedding(5, 3), nn.Linear(3, 5, bias=False))
    td.import_weights(other, path)
    assert torch.equal(other[1].weight, network[0].weight)


def test_names_go_there_and_back():
    for name in ("a.b.weight_hh_l3_reverse", "bias_ih_l0", "output.weight", "weight_ci_l1", "embedding_l0.weight"):
        assert from_r_torch(to_r_torch(name)) == name
    assert to_r_torch("weight_hr_l9") == "weight_hr_l10"
    assert to_r_torch("norm_l0") == "norm_l0"
    with pytest.raises(ValueError, match=r"count from 1 in R; given x.weight_ih_l0"):
        from_r_torch("x.weight_ih_l0")


class TestWhatDoesNotFit:
    def test_shapes(self, path, models):
        td.export_weights(fit(1, hidden_size=5), path, names="r-torch")
        before = models[2].get_weights()
        with pytest.raises(
            ValueError,
            match=r"layers.recurrent.weight_ih_l1 must have shape \(12, 4\), as in the network; given \(20, 4\)",
        ):
            td.import_weights(models[2], path, names="r-torch")
        for name, value in models[2].get_weights().items():
            np.testing.assert_array_equal(value, before[name])

    def test_names(self, path):
        td.export_weights(nn.LSTM(3, 2), path)
        with pytest.raises(ValueError, match="must hold all weights of the network; missing: weight_ih_l1, "):
            td.import_weights(nn.LSTM(3, 2, num_layers=2), path)
        with pytest.raises(
            ValueError,
            match=r"holds weights that the network does not have: bias_ih_l0, bias_hh_l0|bias_hh_l0, bias_ih_l0",
        ):
            td.import_weights(nn.LSTM(3, 2, bias=False), path)
        with pytest.raises(ValueError, match=r'missing: weight_ih_l1, .* Read it with names = "torch"'):
            td.import_weights(nn.LSTM(3, 2), path, names="r-torch")
        td.export_weights(nn.LSTM(3, 2), path, names="r-torch")
        with pytest.raises(ValueError, match=r'missing: weight_ih_l0, .* Read it with names = "r-torch"'):
            td.import_weights(nn.LSTM(3, 2), path)
        with pytest.raises(ValueError, match=r"It holds [a-z0-9_, ]+$"):  # other names would not help
            td.import_weights(nn.LSTM(3, 2, num_layers=2), path)
        with pytest.raises(ValueError, match='names must be one of "torch", "r-torch"; given'):
            td.export_weights(nn.LSTM(3, 2), path, names="R")

    def test_vocabularies(self, path, models):
        td.export_weights(models[1], path)
        other = fit(1, texts=[text.replace("bad", "poor") for text in TEXTS])
        with pytest.raises(ValueError, match="from a model with another vocabulary"):
            td.import_weights(other, path)
        td.import_weights(other.network_, path)  # a network knows ids only
        safetensors.torch.save_file(models[1].network_.state_dict(), path)
        td.import_weights(other, path)  # other tools say nothing of words

    def test_files(self, path):
        with pytest.raises(FileNotFoundError, match="there is no file of weights at"):
            td.import_weights(nn.LSTM(3, 2), path)
        path.write_bytes(b"not a safetensors file at all")
        with pytest.raises(ValueError, match="is not a safetensors file, or is damaged"):
            td.import_weights(nn.LSTM(3, 2), path)

    def test_models(self, path, models):
        with pytest.raises(NotFittedError):
            td.export_weights(td.TextClassifier(), path)
        with pytest.raises(TypeError, match=r"model must be a fitted model or a torch.nn.Module; given 3"):
            td.export_weights(3, path)
        with pytest.raises(TypeError, match="model must have a network"):
            td.export_weights(models[1].vectorizer_, path)

    def test_a_failed_export_leaves_the_file_that_was_there(self, path, monkeypatch):
        td.export_weights(nn.LSTM(3, 2), path)
        before = path.read_bytes()
        monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
        with pytest.raises(OSError, match="disk full"):
            td.export_weights(nn.GRU(3, 2), path)
        assert path.read_bytes() == before
        assert [item.name for item in path.parent.iterdir()] == [path.name]
