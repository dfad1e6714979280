"""Fitted classifiers that learn further: frozen, unfrozen, with a new head."""

import copy

import numpy as np
import pytest
import torch

import torchduet as td
from torchduet.estimator import NotFittedError

SETTINGS = {
    "seed": 1,
    "architecture": "gru",
    "embedding_dim": 6,
    "hidden_size": 5,
    "batch_normalization": True,
    "epochs": 2,
    "learning_rate": 0.01,
    "weight_decay": 0.1,
}


@pytest.fixture(scope="module")
def trained(reviews) -> td.TextClassifier:
    return td.TextClassifier(**SETTINGS).fit(reviews.texts, reviews.labels)


@pytest.fixture
def model(trained) -> td.TextClassifier:
    return trained._copy()


def weights(model: td.TextClassifier) -> dict[str, bytes]:
    return {name: tensor.numpy().tobytes() for name, tensor in model.network_.state_dict().items()}


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """Return the parts of a network, as "layers.recurrent", of which anything is another."""
    return {name.rpartition(".")[0] for name in before if before[name] != after[name]}


def trainable(model: td.TextClassifier) -> set[str]:
    table = model.summary()
    return {name.rpartition(".")[0] for name in table.loc[table["trainable"], "weights"]}


class TestFreezing:
    @pytest.mark.parametrize(
        ("arguments", "left"),
        [
            ({}, {"output"}),
            ({"depth": 2}, {"output", "normalization"}),
            ({"layers": "embedding"}, {"layers.recurrent", "normalization", "output"}),
            ({"layers": ["layers", "normalization"]}, {"embedding", "output"}),
        ],
    )
    def test_what_is_frozen_stays_to_the_last_bit_and_all_else_moves(self, model, reviews, arguments, left):
        # With weight decay, and normalisation whose running estimates stay, too, where it is frozen.
        assert model.freeze(**arguments) is model
        assert trainable(model) == left
        before = weights(model)
        model.refit(reviews.texts, reviews.labels, seed=7)
        assert changed(before, weights(model)) == left
        assert trainable(model) == left

    def test_no_gradient_is_computed_of_what_is_frozen(self, model, reviews):
        model.freeze()
        ids = torch.from_numpy(model.vectorizer_.transform(reviews.texts))
        model.network_.train()(ids).sum().backward()
        having = {name for name, parameter in model.network_.named_parameters() if parameter.grad is not None}
        assert having == {"output.weight", "output.bias"}

    def test_unfreezing_by_name_by_depth_and_whole(self, model):
        assert trainable(model.freeze().unfreeze("embedding")) == {"embedding", "output"}
        assert trainable(model.freeze().unfreeze(depth=3)) == {"layers.recurrent", "normalization", "output"}
        assert trainable(model.unfreeze()) == {"embedding", "layers.recurrent", "normalization", "output"}

    def test_a_file_keeps_what_is_frozen(self, model, tmp_path):
        model.freeze("embedding").save(tmp_path / "model")
        assert td.load(tmp_path / "model").summary().equals(model.summary())

    def test_an_embedding_frozen_from_the_start_can_be_let_go(self, reviews):
        vectors = td.word_vectors.vectors.WordVectors(["coffee", "tea"], np.eye(2))
        model = td.TextClassifier(seed=1, epochs=1, embeddings=vectors, freeze_embeddings=True)
        model.fit(reviews.texts, reviews.labels)
        before = weights(model)
        model.unfreeze("embedding").refit(reviews.texts, reviews.labels)
        assert changed(before, weights(model)) == {"embedding", "output"}
        assert not model.network_.embedding.weight[0].any()  # padding


class TestRefit:
    def test_it_starts_from_the_weights_and_keeps_the_vocabulary(self, model, reviews):
        vocabulary, before = model.vectorizer_.vocabulary_, model.get_weights()
        model.refit(["wholly other words", *reviews.texts], ["other", *reviews.labels], epochs=1, learning_rate=1e-9)
        assert model.vectorizer_.vocabulary_ == vocabulary
        for name, learned in model.network_.named_parameters():  # steps too short to lead away
            np.testing.assert_allclose(learned.detach(), before[name], atol=1e-6)
        assert len(model.history_) == 1

    def test_a_head_kept_knows_the_old_classes_and_a_new_one_those_given(self, model, reviews):
        stars = [5 if label == "great" else place % 2 + 1 for place, label in enumerate(reviews.labels)]
        with pytest.raises(
            ValueError, match=r'not one of the classes that the model knows.*With head = "new" it learns'
        ):
            model.refit(reviews.texts, stars)
        before = weights(model)
        assert model.freeze().refit(reviews.texts, stars, head="new") is model
        np.testing.assert_array_equal(model.classes_, [1, 5])
        assert model.predict_proba(reviews.texts).shape == (160, 2)
        assert changed(before, weights(model)) == {"output"}

    def test_a_new_head_of_another_size_is_saved_and_read_back(self, model, reviews, tmp_path):
        thirds = [f"class {place % 3}" for place in range(160)]
        model.refit(reviews.texts, thirds, head="new")
        model.save(tmp_path / "model")
        again = td.load(tmp_path / "model")
        np.testing.assert_array_equal(again.predict_proba(reviews.texts), model.predict_proba(reviews.texts))

    def test_the_seed_settles_it_and_torchs_own_state_is_left_alone(self, model, reviews):
        one, two, other = model._copy(), model._copy(), model._copy()
        torch.manual_seed(9)
        state = torch.get_rng_state()
        one.refit(reviews.texts, reviews.labels, head="new", seed=3)
        assert torch.equal(torch.get_rng_state(), state)
        torch.manual_seed(10)
        two.refit(reviews.texts, reviews.labels, head="new", seed=3)
        other.refit(reviews.texts, reviews.labels, head="new", seed=4)
        assert weights(one) == weights(two) != weights(other)
        assert one.seed_ == 3

    def test_a_copy_and_what_it_was_made_of_go_their_own_ways(self, model, trained, reviews):
        before = weights(trained)
        model.freeze().refit(reviews.texts, [label[0] for label in reviews.labels], head="new")
        assert weights(trained) == before
        assert trainable(trained) == {"embedding", "layers.recurrent", "normalization", "output"}
        np.testing.assert_array_equal(trained.classes_, ["great", "other"])

    def test_one_step_of_each_layer_is_as_long_as_its_rate(self, model, reviews):
        # Adam's first step is the learning rate, whatever the gradient: where there is one, to its sign.
        rates = {"embedding": 1e-4, "layers": 1e-3}
        before = {name: tensor.clone() for name, tensor in model.network_.state_dict().items()}
        model.refit(
            reviews.texts, reviews.labels, epochs=1, batch_size=500, weight_decay=0.0, validation_split=0,
            learning_rate=1e-2, learning_rates=rates,
        )  # fmt: skip
        step = {name: (tensor - before[name]).abs().max().item() for name, tensor in model.network_.named_parameters()}
        assert step["embedding.weight"] == pytest.approx(1e-4, rel=0.05)
        assert step["layers.recurrent.weight_ih_l0"] == pytest.approx(1e-3, rel=0.05)
        assert step["output.weight"] == pytest.approx(1e-2, rel=0.05)

    def test_layers_with_a_rate_of_their_own_keep_it_where_the_others_have_a_schedule(self, model, reviews):
        seen = []

        class Watch(td.Callback):
            def on_fit_begin(self, run):
                before = copy.deepcopy(run.network.state_dict())
                seen.append(before)

        model.freeze("layers")
        model.refit(
            reviews.texts, reviews.labels, epochs=1, batch_size=500, weight_decay=0.0, validation_split=0,
            learning_rate=lambda _: 1e-2, learning_rates={"embedding": 1e-4}, callbacks=[Watch()],
        )  # fmt: skip
        assert model.history_["learning_rate"].tolist() == [1e-2]
        moved = (model.network_.embedding.weight - seen[0]["embedding.weight"]).abs().max().item()
        assert moved == pytest.approx(1e-4, rel=0.05)

    def test_settings_of_training_are_taken_over_and_others_refused(self, model, reviews):
        model.refit(reviews.texts, reviews.labels, epochs=1, metrics={"share": lambda *_: 0.5})
        assert model.history_["validation_share"].tolist() == [0.5]
        assert model.get_params()["epochs"] == 1
        with pytest.raises(ValueError, match="hidden_size is not a setting that refit can change; those are epochs, "):
            model.refit(reviews.texts, reviews.labels, hidden_size=3)

    def test_validation_data_may_be_given(self, model, reviews):
        model.refit(reviews.texts[:80], reviews.labels[:80], (reviews.texts[80:], reviews.labels[80:]), patience=None)
        assert "validation_loss" in model.history_


def fail(_record):
    raise RuntimeError("enough")


class TestFailures:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"callbacks": [fail]}, "enough"),
            ({"epochs": 0}, "epochs must be at least 1"),
            ({"head": "other"}, 'head must be one of "keep", "new"; given \'other\''),
            ({"learning_rates": {"body": 1e-3}}, "learning_rates must be among the network's"),
            ({"validation_split": 0.999}, "leaves none to learn"),
        ],
    )
    def test_a_refit_that_fails_leaves_the_model_as_it_was(self, model, reviews, arguments, message):
        before, params, history = weights(model), model.get_params(), model.history_.copy()
        with pytest.raises(Exception, match=message):
            model.refit(reviews.texts, reviews.labels, **{"epochs": 2, "head": "new", **arguments})
        assert weights(model) == before
        assert model.get_params() == params
        assert model.history_.equals(history)
        np.testing.assert_array_equal(model.classes_, ["great", "other"])

    def test_all_layers_frozen(self, model, reviews):
        model.freeze().freeze("output")
        with pytest.raises(ValueError, match="nothing to refit: all layers are frozen"):
            model.refit(reviews.texts, reviews.labels)
        model.refit(reviews.texts, reviews.labels, head="new")  # what is new is trained

    def test_before_fitting(self, reviews):
        model = td.TextClassifier()
        with pytest.raises(NotFittedError, match="freeze needs a fitted TextClassifier"):
            model.freeze()
        with pytest.raises(NotFittedError, match="unfreeze needs a fitted TextClassifier"):
            model.unfreeze()
        with pytest.raises(NotFittedError, match="refit needs a fitted TextClassifier"):
            model.refit(reviews.texts, reviews.labels)
