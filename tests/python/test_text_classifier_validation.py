"""What is held back, or given, to measure each epoch by."""

import pytest
import torch
from tests.python.fitted_models import QUICK

import torchduet as td
from torchduet.training import Callback, evaluate_network


class TestValidation:
    def test_the_vocabulary_and_the_network_do_not_see_what_is_held_back(self):
        texts = [f"word{number}" for number in range(40)]  # every text has a word of its own
        labels = ["a", "b"] * 20
        model = td.TextClassifier(**QUICK, validation_split=0.25).fit(texts, labels)
        assert len(model.vectorizer_.vocabulary_) == 2 + 30

    def test_another_seed_holds_back_other_texts(self):
        texts, labels = [f"word{number}" for number in range(40)], ["a", "b"] * 20
        learned = [
            set(td.TextClassifier(**{**QUICK, "seed": seed}).fit(texts, labels).vectorizer_.vocabulary_)
            for seed in (1, 2)
        ]
        assert learned[0] != learned[1]

    def test_the_weights_are_those_of_the_best_epoch(self, reviews):
        kept = []

        class Watch(Callback):
            def on_epoch_end(self, run):
                kept.append({name: tensor.clone() for name, tensor in run.network.state_dict().items()})

        # Steps so long that the validation loss goes up and down.
        params = {**QUICK, "learning_rate": 0.3, "epochs": 30, "patience": 4}
        model = td.TextClassifier(**params, callbacks=[Watch()]).fit(reviews.texts, reviews.labels)
        best = int(model.history_["validation_loss"].argmin())
        assert best < len(model.history_) - 1
        assert len(model.history_) in (30, best + 1 + 4)
        for name, tensor in model.network_.state_dict().items():
            assert torch.equal(tensor, kept[best][name])
            assert not torch.equal(tensor, kept[-1][name])

    def test_patience_none_goes_on_to_the_end(self, reviews):
        params = {**QUICK, "learning_rate": 0.3, "epochs": 12, "patience": None}
        assert len(td.TextClassifier(**params).fit(reviews.texts, reviews.labels).history_) == 12

    def test_without_validation_it_trains_on_all_for_all_epochs(self, reviews):
        model = td.TextClassifier(**QUICK, validation_split=0, patience=1).fit(reviews.texts, reviews.labels)
        assert list(model.history_) == ["epoch", "loss", "seconds"]
        assert len(model.history_) == QUICK["epochs"]

    def test_history_is_what_the_network_gives_on_the_texts_held_back(self):
        # Texts held back are those whose word the vocabulary lacks; the network sees each as one unknown word.
        texts, labels = [f"word{number}" for number in range(40)], ["a", "b"] * 20
        model = td.TextClassifier(**QUICK, validation_split=0.25).fit(texts, labels)
        held_back = [number for number, text in enumerate(texts) if text not in model.vectorizer_.vocabulary_]
        ids = torch.tensor(model.vectorizer_.transform([texts[number] for number in held_back]))
        targets = torch.tensor(held_back) % 2
        measured = evaluate_network(model.network_, [(ids, targets)], torch.nn.functional.cross_entropy)
        assert measured["validation_loss"] == pytest.approx(model.history_["validation_loss"].min(), rel=1e-6)


class TestValidationData:
    def test_it_is_what_the_history_measures(self, reviews):
        learned, held_back = (reviews.texts[:120], reviews.labels[:120]), (reviews.texts[120:], reviews.labels[120:])
        model = td.TextClassifier(**QUICK).fit(*learned, validation_data=held_back)
        best = model.history_["validation_loss"].argmin()
        measured = model.evaluate(*held_back)
        assert model.history_["validation_loss"][best] == pytest.approx(measured["log_loss"], rel=1e-5)
        assert model.history_["validation_accuracy"][best] == measured["accuracy"]

    def test_all_training_texts_are_learned_from_and_no_other(self):
        texts, labels = [f"word{number}" for number in range(40)], ["a", "b"] * 20
        model = td.TextClassifier(**QUICK).fit(texts, labels, validation_data=(["other"], ["a"]))
        assert sorted(model.vectorizer_.vocabulary_[2:]) == sorted(texts)

    @pytest.mark.parametrize(
        ("data", "kind", "message"),
        [
            (3, TypeError, "validation_data must be texts and their labels, two of the same length; given 3"),
            ((["a"],), TypeError, "validation_data must be texts and their labels"),
            ((["a", "b"], ["x"]), ValueError, "validation_data: texts and labels must have the same length; given 2"),
            (([None], ["x"]), ValueError, "validation_data: texts must not be missing: element 0 is"),
            ((["a"], ["z"]), ValueError, "validation_data: labels: 'z' is not one of the classes"),
        ],
    )
    def test_what_is_wrong_with_it_is_said(self, data, kind, message):
        with pytest.raises(kind, match=message):
            td.TextClassifier(**QUICK).fit(["a", "b"], ["x", "y"], validation_data=data)

    def test_a_share_of_few_texts_is_one_at_least(self):
        model = td.TextClassifier(**QUICK).fit(["a", "b", "c"], ["x", "y", "x"])
        assert len(model.vectorizer_.vocabulary_) == 2 + 2
        assert "validation_loss" in model.history_
