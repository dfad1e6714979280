"""A text is traced through a fitted model."""

import copy

import numpy as np
import pytest
import torch
from sklearn.exceptions import NotFittedError
from tests.python.recurrent_examples import EVERY_KIND, TRACES, as_matrix, last_and_outputs
from torch import nn

import torchduet as td


@pytest.fixture(scope="module")
def recurrent_models(reviews):
    """One fitted model per kind; of the LSTM, two layers in both directions."""
    settings = {"rnn": {}, "lstm": {"layers": 2, "bidirectional": True}, "gru": {"dropout": 0.5}}
    return {
        kind: td.TextClassifier(architecture=kind, hidden_size=5, embedding_dim=4, epochs=1, seed=1, **more).fit(
            reviews.texts[:40], reviews.labels[:40]
        )
        for kind, more in settings.items()
    }


class TestModels:
    @EVERY_KIND
    def test_a_text_is_traced_through_a_fitted_model(self, recurrent_models, kind):
        model = recurrent_models[kind]
        text = "the coffee was zzz delicious"
        trace = TRACES[kind](model, text)
        assert trace.drop_duplicates("step")["token"].tolist() == ["the", "coffee", "was", "[UNK]", "delicious"]
        ids = torch.from_numpy(model.vectorizer_.transform([text]))
        (layers,) = (module for module in model.network_.modules() if isinstance(module, nn.RNNBase))
        embedded = model.network_.embedding(ids[:, :5]).detach()
        np.testing.assert_array_equal(as_matrix(trace, "input"), embedded[0].double())
        with torch.no_grad():
            expected = copy.deepcopy(layers).double()(embedded.double())[0][0]
        count, both = (2, True) if kind == "lstm" else (1, False)
        np.testing.assert_allclose(last_and_outputs(trace, count, both)[0], expected, rtol=0, atol=1e-12)

    def test_the_weights_and_the_vectors_give_the_same(self, recurrent_models):
        model = recurrent_models["gru"]
        trace = td.gru_trace(model, "bland tea")
        again = td.gru_trace(as_matrix(trace, "input"), model.get_weights(), tokens=["bland", "tea"])
        np.testing.assert_allclose(again["value"], trace["value"], rtol=0, atol=1e-15)

    def test_what_cannot_be_traced(self, recurrent_models, fitted):
        with pytest.raises(TypeError, match=r'rnn_trace needs a model with recurrent layers; .*"average_pooling"'):
            td.rnn_trace(fitted, "good")
        with pytest.raises(TypeError, match=r"those of an LSTM; given those of a GRU\. Use gru_trace"):
            td.lstm_trace(recurrent_models["gru"], "good")
        with pytest.raises(TypeError, match="gru_trace with a fitted model needs one text, a string"):
            td.gru_trace(recurrent_models["gru"], ["good", "bad"])
        with pytest.raises(ValueError, match=r"gru_trace needs a text of at least one word; given '...'"):
            td.gru_trace(recurrent_models["gru"], "...")
        with pytest.raises(NotFittedError):
            td.gru_trace(td.TextClassifier(architecture="gru"), "good")
