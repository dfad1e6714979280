"""A fitted model's loss, of the same network in double precision, against torch's automatic differentiation."""

import copy

import numpy as np
import pytest
import torch
from tests.python.gradient_tables import totals
from tests.python.recurrent_examples import EVERY_KIND
from torch import nn

import torchduet as td


@EVERY_KIND
def test_a_fitted_models_loss_for_a_text(kind, reviews):
    model = td.TextClassifier(
        architecture=kind, hidden_size=4, embedding_dim=3, bidirectional=kind == "gru", epochs=1, seed=1
    ).fit(reviews.texts[:40], reviews.labels[:40])
    text = "the tea was stale"
    network = copy.deepcopy(model.network_).double().eval()
    ids = torch.from_numpy(model.vectorizer_.transform([text]))
    nn.functional.cross_entropy(network(ids), torch.tensor([1])).backward()
    trace = td.gradient_trace(model, text, label="other", output="value")
    (layers,) = (module for module in network.modules() if isinstance(module, nn.RNNBase))
    # The traces take what the layers read in float32, as it was predicted with: 1e-7 of it.
    for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        np.testing.assert_allclose(totals(trace)[name], getattr(layers, f"{name}_l0").grad, rtol=1e-5, atol=1e-9)
    assert trace.drop_duplicates("step")["token"].tolist() == ["the", "tea", "was", "stale"]
    with pytest.raises(ValueError, match=r"label must be one of the classes .* \['great', 'other'\]; given 'bad'"):
        td.gradient_trace(model, text, label="bad")
    with pytest.raises(TypeError, match="needs label"):
        td.gradient_trace(model, text)


class TestFittedModelsWithAnAnswerAtEveryStep:
    """Their loss, of the same network in double precision, by autograd."""

    texts = ("Doug saw Jane.", "Jane saw Doug.")

    def assert_equal_to_autograd(self, model, trace, ids, loss_of):
        network = copy.deepcopy(model.network_).double().eval()
        loss_of(network(torch.tensor(ids))).backward()
        # The traces take what the layers read in float32, as it was predicted with: 1e-7 of it.
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            expected = getattr(network.layers.recurrent, f"{name}_l0").grad
            np.testing.assert_allclose(totals(trace)[name], expected, rtol=1e-5, atol=1e-9)

    @EVERY_KIND
    def test_a_generator_and_the_token_that_comes(self, kind):
        model = td.SequenceGenerator(architecture=kind, hidden_size=3, embedding_dim=3, epochs=1, seed=1)
        model.set_params(validation_split=0.0).fit(self.texts)
        tokens = ["[END]", "Doug", "saw"]
        ids = [[model.vocabulary_.index(token) for token in tokens]]
        for answer in ("Jane", "[END]"):
            trace = td.gradient_trace(model, "Doug saw", label=answer, output="value")
            place = model.vocabulary_.index(answer)
            self.assert_equal_to_autograd(
                model, trace, ids, lambda scores, place=place: -scores[-1].log_softmax(dim=0)[place]
            )
            assert trace.drop_duplicates("step")["token"].tolist() == tokens

    def test_a_labeler_and_a_label_for_each_token(self):
        model = td.SequenceLabeler(bidirectional=True, hidden_size=3, embedding_dim=3, epochs=1, seed=1)
        model.set_params(validation_split=0.0, lowercase=False)
        model.fit(self.texts, [["name", "other", "name"]] * 2)
        ids = [[model.vocabulary_.index(token) for token in ("Doug", "saw", "Jane")]]
        trace = td.gradient_trace(model, "Doug saw Jane", label=["name", "other", "name"], output="value")

        def loss(scores):
            chances = scores.log_softmax(dim=1)
            return -(chances[0, 0] + chances[1, 1] + chances[2, 0]) / 3

        self.assert_equal_to_autograd(model, trace, ids, loss)

    def test_answers_that_do_not_fit(self):
        generator = td.SequenceGenerator(hidden_size=3, epochs=1, seed=1, validation_split=0.0).fit(self.texts)
        with pytest.raises(TypeError, match="needs label: the token that comes after the text"):
            td.gradient_trace(generator, "Doug saw")
        for unfit in ("Spot", ""):
            with pytest.raises(ValueError, match=f"must be a token of the model's vocabulary; given '{unfit}'"):
                td.gradient_trace(generator, "Doug saw", label=unfit)
        labels = [["name", "other", "name"]] * 2
        labeler = td.SequenceLabeler(hidden_size=3, epochs=1, seed=1, validation_split=0.0).fit(self.texts, labels)
        with pytest.raises(ValueError, match="label must be one for each token, 3; given 1"):
            td.gradient_trace(labeler, "Doug saw Jane", label="name")
        with pytest.raises(ValueError, match=r"one of the classes .*; given 'verb'"):
            td.gradient_trace(labeler, "Doug saw", label=["name", "verb"])
