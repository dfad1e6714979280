import hashlib
import os
import random
import signal
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import sklearn.metrics
import torch

import torchduet as td
from torchduet.callbacks import BestWeights
from torchduet.estimator import NotFittedError
from torchduet.training import Callback, evaluate_network

QUICK = {"seed": 1, "embedding_dim": 8, "epochs": 4, "learning_rate": 0.02}


def weights(model: td.TextClassifier) -> bytes:
    return b"".join(tensor.numpy().tobytes() for tensor in model.network_.state_dict().values())


def test_it_learns_what_can_be_learned(reviews):
    model = td.TextClassifier(seed=1, embedding_dim=16, epochs=30, learning_rate=0.02)
    model.fit(reviews.texts[:120], reviews.labels[:120])
    assert model.score(reviews.texts[120:], reviews.labels[120:]) >= 0.9
    np.testing.assert_array_equal(model.predict(["delicious coffee", "stale tea"]), ["great", "other"])


def test_learned_values(fitted):
    np.testing.assert_array_equal(fitted.classes_, ["great", "other"])
    assert list(fitted.history_) == ["epoch", "loss", "validation_loss", "validation_accuracy", "seconds"]
    assert fitted.history_["epoch"].tolist() == list(range(1, len(fitted.history_) + 1))
    assert fitted.history_["loss"].is_monotonic_decreasing
    assert isinstance(fitted.network_, torch.nn.Module)
    assert isinstance(fitted.vectorizer_, td.TextVectorizer)
    assert fitted.seed_ == 1
    assert not fitted.interrupted_


def test_fit_returns_the_model_and_does_not_touch_its_arguments(reviews):
    model, texts, labels = td.TextClassifier(**QUICK), list(reviews.texts), list(reviews.labels)
    params = model.get_params()
    assert model.fit(texts, labels) is model
    assert (texts, labels) == (reviews.texts, reviews.labels)
    assert model.get_params() == params


def test_get_weights_is_enough_to_predict_by_hand(reviews, fitted):
    found = fitted.get_weights()
    assert list(found) == ["embedding.weight", "output.weight", "output.bias"]
    assert all(weight.dtype == np.float64 for weight in found.values())
    ids = fitted.vectorizer_.transform(reviews.texts)
    pooled = td.average_pool(td.embed(ids, found["embedding.weight"]), ids != 0)
    scores = np.exp(pooled @ found["output.weight"].T + found["output.bias"])
    expected = scores / scores.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(fitted.predict_proba(reviews.texts), expected, rtol=1e-5)
    found["output.bias"][:] = 0  # a copy: the model does not change
    assert (fitted.network_.output.bias != 0).any()


class TestPredict:
    def test_probabilities_are_the_softmax_of_the_networks_scores(self, reviews, fitted):
        ids = torch.tensor(fitted.vectorizer_.transform(reviews.texts))
        with torch.no_grad():
            scores = fitted.network_.double()(ids).numpy()
            fitted.network_.float()
        expected = np.exp(scores - scores.max(axis=1, keepdims=True))
        expected /= expected.sum(axis=1, keepdims=True)
        probabilities = fitted.predict_proba(reviews.texts)
        assert probabilities.dtype == np.float64
        np.testing.assert_allclose(probabilities, expected, rtol=1e-5)  # ours went through float32

    def test_classes_are_those_of_the_largest_probability(self, reviews, fitted):
        columns = fitted.predict_proba(reviews.texts).argmax(axis=1)
        assert len(set(columns)) == 2
        np.testing.assert_array_equal(fitted.predict(reviews.texts), fitted.classes_[columns])

    def test_company_and_padding_change_nothing(self, reviews, fitted):
        together = fitted.predict_proba([*reviews.texts, "the coffee " * 200])
        alone = np.concatenate([fitted.predict_proba([text]) for text in reviews.texts])
        np.testing.assert_allclose(together[:-1], alone, rtol=1e-6)

    def test_rows_come_in_the_order_of_the_texts(self, reviews, fitted):
        order = np.random.default_rng(1).permutation(len(reviews.texts))
        shuffled = fitted.predict_proba([reviews.texts[place] for place in order])
        np.testing.assert_allclose(shuffled, fitted.predict_proba(reviews.texts)[order], rtol=1e-6)

    def test_more_texts_than_a_batch(self, reviews, fitted):
        many = fitted.predict_proba(reviews.texts * 4)  # 640
        np.testing.assert_allclose(many, np.tile(fitted.predict_proba(reviews.texts), (4, 1)), rtol=1e-6)

    def test_nothing_gives_nothing(self, fitted):
        assert fitted.predict_proba([]).shape == (0, 2)
        assert fitted.predict([]).shape == (0,)

    def test_texts_without_known_words_have_a_probability(self, fitted):
        probabilities = fitted.predict_proba(["", "!!", "zzz"])
        assert np.isfinite(probabilities).all()
        np.testing.assert_array_equal(probabilities[0], probabilities[1])

    def test_texts_without_words_alone_where_length_is_free(self, reviews):
        model = td.TextClassifier(**QUICK, max_length=None).fit(reviews.texts, reviews.labels)
        assert model.predict_proba([""]).shape == (1, 2)

    def test_a_network_left_in_training_mode_still_predicts_without_dropout(self, reviews):
        model = td.TextClassifier(**QUICK, dropout=0.5).fit(reviews.texts, reviews.labels)
        expected = model.predict_proba(reviews.texts)
        model.network_.train()
        np.testing.assert_array_equal(model.predict_proba(reviews.texts), expected)

    @pytest.mark.parametrize("call", ["predict", "predict_proba", "get_weights", "plot", "save", "evaluate", "score"])
    def test_it_says_that_it_was_not_fitted(self, call):
        arguments = {"plot": [], "get_weights": [], "evaluate": [["a"], ["b"]], "score": [["a"], ["b"]]}.get(
            call, ["a"]
        )
        with pytest.raises(NotFittedError, match="needs a fitted TextClassifier; call fit first"):
            getattr(td.TextClassifier(), call)(*arguments)


class TestEvaluate:
    def test_it_measures_as_scikit_learn_does(self, reviews, fitted):
        probabilities = fitted.predict_proba(reviews.texts)
        measured = fitted.evaluate(reviews.texts, reviews.labels)
        assert measured == {
            "accuracy": pytest.approx(sklearn.metrics.accuracy_score(reviews.labels, fitted.predict(reviews.texts))),
            "auc": pytest.approx(sklearn.metrics.roc_auc_score(reviews.labels, probabilities[:, 1])),
            "log_loss": pytest.approx(sklearn.metrics.log_loss(reviews.labels, probabilities)),
        }
        assert fitted.score(reviews.texts, reviews.labels) == measured["accuracy"]

    def test_several_classes(self, reviews):
        labels = [f"{label} {len(text) % 2}" for text, label in zip(reviews.texts, reviews.labels, strict=True)]
        model = td.TextClassifier(**QUICK).fit(reviews.texts, labels)
        probabilities = model.predict_proba(reviews.texts)
        assert probabilities.shape == (len(labels), 4)
        expected = sklearn.metrics.roc_auc_score(labels, probabilities, multi_class="ovr")
        assert model.evaluate(reviews.texts, labels)["auc"] == pytest.approx(expected)

    def test_an_unseen_label_is_named(self, fitted):
        with pytest.raises(ValueError, match="labels: 'so-so' is not one of the classes that the model knows"):
            fitted.evaluate(["a", "b"], ["great", "so-so"])


class TestSeed:
    def test_the_same_seed_gives_the_same_model_to_the_last_bit(self, reviews):
        one, two, other = (
            td.TextClassifier(**{**QUICK, "seed": seed, "dropout": 0.2}).fit(reviews.texts, reviews.labels)
            for seed in (1, 1, 2)
        )
        assert weights(one) == weights(two)
        assert one.predict_proba(reviews.texts).tobytes() == two.predict_proba(reviews.texts).tobytes()
        assert one.history_.drop(columns="seconds").equals(two.history_.drop(columns="seconds"))
        assert weights(one) != weights(other)

    def test_fitting_again_starts_afresh(self, reviews):
        model = td.TextClassifier(**QUICK).fit(reviews.texts, reviews.labels)
        before = weights(model)
        assert weights(model.fit(reviews.texts, reviews.labels)) == before

    @pytest.mark.parametrize("hash_seed", ["1", "2"])
    def test_another_process_gives_the_same_model(self, reviews, hash_seed, tmp_path):
        pd.DataFrame({"text": reviews.texts, "label": reviews.labels}).to_csv(tmp_path / "reviews.csv", index=False)
        script = (
            "import hashlib, sys, pandas as pd, torch, torchduet as td\n"
            "torch.set_num_threads(int(sys.argv[2]))\n"
            "data = pd.read_csv(sys.argv[1])\n"
            f"model = td.TextClassifier(**{QUICK!r}).fit(data['text'], data['label'])\n"
            "weights = b''.join(tensor.numpy().tobytes() for tensor in model.network_.state_dict().values())\n"
            "print(hashlib.sha256(weights).hexdigest())\n"
        )
        answer = subprocess.run(
            [sys.executable, "-c", script, tmp_path / "reviews.csv", str(torch.get_num_threads())],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        model = td.TextClassifier(**QUICK).fit(reviews.texts, reviews.labels)
        assert answer.stdout.strip() == hashlib.sha256(weights(model)).hexdigest()

    def test_nobody_elses_random_numbers_change(self, reviews, tmp_path):
        torch.manual_seed(5)
        states = torch.get_rng_state(), np.random.get_state()[1].copy(), random.getstate()  # noqa: NPY002
        model = td.TextClassifier(**QUICK, dropout=0.1).fit(reviews.texts, reviews.labels)
        model.evaluate(reviews.texts, reviews.labels)
        model.save(tmp_path / "model")
        td.load(tmp_path / "model").predict(reviews.texts)
        assert torch.equal(torch.get_rng_state(), states[0])
        np.testing.assert_array_equal(np.random.get_state()[1], states[1])  # noqa: NPY002
        assert random.getstate() == states[2]

    def test_a_failure_in_the_middle_leaves_them_alone_too(self, reviews):
        def fail(_record):
            raise RuntimeError("enough")

        before = torch.get_rng_state()
        with pytest.raises(RuntimeError, match="enough"):
            td.TextClassifier(**QUICK, callbacks=[fail]).fit(reviews.texts, reviews.labels)
        assert torch.equal(torch.get_rng_state(), before)

    def test_without_a_seed_one_is_drawn_and_kept(self, reviews):
        params = {name: value for name, value in QUICK.items() if name != "seed"}
        torch.manual_seed(3)
        one, two = (td.TextClassifier(**params).fit(reviews.texts, reviews.labels) for _ in range(2))
        assert one.seed_ != two.seed_
        again = td.TextClassifier(**params, seed=two.seed_).fit(reviews.texts, reviews.labels)
        assert weights(again) == weights(two)
        torch.manual_seed(3)
        assert td.TextClassifier(**params).fit(reviews.texts, reviews.labels).seed_ == one.seed_


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


class TestInterrupt:
    def test_ctrl_c_keeps_the_model_and_the_history(self, reviews):
        def press_ctrl_c(record):
            if record["epoch"] == 2:
                signal.raise_signal(signal.SIGINT)

        model = td.TextClassifier(**QUICK, callbacks=[press_ctrl_c])
        with pytest.warns(UserWarning, match=r"interrupted after 2 epoch\(s\); the model keeps what it had learned"):
            model.fit(reviews.texts, reviews.labels)
        assert model.interrupted_
        assert len(model.history_) == 2
        assert model.predict(reviews.texts).shape == (160,)

    def test_ctrl_c_in_the_first_epoch(self, reviews, monkeypatch):
        monkeypatch.setattr(torch.optim.AdamW, "step", lambda *_: signal.raise_signal(signal.SIGINT))
        model = td.TextClassifier(**QUICK)
        with pytest.warns(UserWarning, match=r"interrupted after 0 epoch\(s\)"):
            model.fit(reviews.texts, reviews.labels)
        assert len(model.history_) == 0
        assert list(model.history_) == ["epoch", "loss", "validation_loss", "validation_accuracy", "seconds"]
        assert np.isfinite(model.predict_proba(["a"])).all()
        model.plot()

    def test_the_best_weights_come_back_after_ctrl_c_as_well(self, reviews):
        def press_ctrl_c(record):
            if record["epoch"] == 2:
                raise KeyboardInterrupt

        model = td.TextClassifier(**QUICK, callbacks=[press_ctrl_c])
        with pytest.warns(UserWarning, match="interrupted"):
            model.fit(reviews.texts, reviews.labels)
        # The second epoch is in the history, and its weights, the best so far, are the model's.
        two_epochs = td.TextClassifier(**{**QUICK, "epochs": 2}).fit(reviews.texts, reviews.labels)
        assert model.history_["loss"].tolist() == two_epochs.history_["loss"].tolist()
        assert weights(model) == weights(two_epochs)


class TestCallbacks:
    def test_functions_and_callbacks_are_called(self, reviews):
        records, begun = [], []

        class Begin(Callback):
            def on_fit_begin(self, run):
                begun.append(run.epochs)

        td.TextClassifier(**QUICK, callbacks=[records.append, Begin()]).fit(reviews.texts, reviews.labels)
        assert [record["epoch"] for record in records] == [1, 2, 3, 4]
        assert {"loss", "validation_loss", "validation_accuracy", "seconds", "epochs"} < set(records[0])
        assert begun == [4]

    def test_a_function_can_stop_training(self, reviews):
        model = td.TextClassifier(**QUICK, callbacks=[lambda _: "stop"]).fit(reviews.texts, reviews.labels)
        assert len(model.history_) == 1
        assert not model.interrupted_

    def test_progress_shows_when_it_is_asked_for(self, reviews, capsys):
        td.TextClassifier(**QUICK, verbose=True).fit(reviews.texts, reviews.labels)
        assert "epoch 4/4" in capsys.readouterr().err
        for verbose in (False, "auto"):  # pytest's stderr is no terminal
            td.TextClassifier(**QUICK, verbose=verbose).fit(reviews.texts, reviews.labels)
            assert capsys.readouterr() == ("", "")

    def test_progress_shows_on_a_terminal(self, reviews, capsys, monkeypatch):
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        td.TextClassifier(**QUICK).fit(reviews.texts, reviews.labels)
        assert "epoch 4/4" in capsys.readouterr().err

    def test_the_models_own_callbacks_stay_out_of_its_parameters(self, reviews):
        model = td.TextClassifier(**QUICK, callbacks=(BestWeights(1),))
        model.fit(reviews.texts, reviews.labels)
        assert len(model.callbacks) == 1


class TestTrainingParameters:
    @pytest.mark.parametrize(
        "changed",
        [
            {"learning_rate": 0.01},
            {"weight_decay": 0.5},
            {"dropout": 0.5},
            {"gradient_clip": 0.01},
            {"batch_size": 8},
            {"max_length": 3},
            {"max_tokens": 10},
            {"lowercase": False},
        ],
    )
    def test_each_one_changes_the_model(self, reviews, changed):
        texts = [text.capitalize() for text in reviews.texts]
        assert weights(td.TextClassifier(**QUICK).fit(texts, reviews.labels)) != weights(
            td.TextClassifier(**{**QUICK, **changed}).fit(texts, reviews.labels)
        )

    def test_a_batch_larger_than_the_data_holds_all_of_it(self, reviews):
        model = td.TextClassifier(**QUICK, batch_size=10**6).fit(reviews.texts, reviews.labels)
        assert len(model.history_) == 4

    @pytest.mark.parametrize(
        ("params", "kind", "message"),
        [
            (
                {"architecture": "lstmm"},
                ValueError,
                'architecture must be one of "average_pooling", .*"cnn"; given \'lstmm\'',
            ),
            ({"architecture": None}, TypeError, "architecture must be one of .*; given None"),
            ({"epochs": 0}, ValueError, "epochs must be at least 1; given 0"),
            ({"epochs": 2.5}, TypeError, "epochs must be a whole number; given 2.5"),
            ({"batch_size": 0}, ValueError, "batch_size must be at least 1; given 0"),
            ({"embedding_dim": "64"}, TypeError, "embedding_dim must be a whole number; given '64'"),
            ({"max_tokens": 2}, ValueError, "max_tokens must be at least 3 or None; given 2"),
            ({"max_length": 0}, ValueError, "max_length must be at least 1 or None; given 0"),
            ({"lowercase": 1}, TypeError, "lowercase must be True or False; given 1"),
            ({"learning_rate": 0}, ValueError, "learning_rate must be greater than 0; given 0"),
            ({"learning_rate": "0.1"}, TypeError, "learning_rate must be a number; given '0.1'"),
            ({"weight_decay": -1}, ValueError, "weight_decay must be at least 0; given -1"),
            ({"gradient_clip": 0}, ValueError, "gradient_clip must be greater than 0 or None; given 0"),
            ({"dropout": 1}, ValueError, "dropout must be at least 0 and less than 1; given 1"),
            ({"validation_split": 1}, ValueError, "validation_split must be at least 0 and less than 1; given 1"),
            (
                {"validation_split": 0.999},
                ValueError,
                r"validation_split = 0.999 of 160 text\(s\) leaves none to learn",
            ),
            ({"patience": 0}, ValueError, "patience must be at least 1 or None; given 0"),
            ({"seed": "abc"}, TypeError, "seed must be a whole number or None; given 'abc'"),
            ({"seed": -1}, ValueError, "seed must be at least 0 or None; given -1"),
            ({"verbose": "yes"}, TypeError, "verbose must be True or False or \"auto\"; given 'yes'"),
            ({"callbacks": print}, TypeError, "callbacks must be a sequence of functions; given .*Put it in a list"),
            ({"callbacks": [3]}, TypeError, "callbacks must hold Callback objects or functions; given 3"),
        ],
    )
    def test_an_unfit_one_is_named(self, reviews, params, kind, message):
        model = td.TextClassifier(**{**QUICK, **params})
        with pytest.raises(kind, match=message):
            model.fit(reviews.texts, reviews.labels)
        with pytest.raises(NotFittedError):
            model.predict(["a"])


class TestUnfitData:
    @pytest.mark.parametrize(
        ("texts", "labels", "kind", "message"),
        [
            (["a", "b"], ["x"], ValueError, "same length; given 2 texts and 1 labels"),
            (["a", "b"], iter(["x", "y", "x"]), ValueError, "same length; given 2 texts and 3 labels"),
            ("a text", ["x", "y"], ValueError, "same length; given 1 texts and 2 labels"),
            ([], [], ValueError, "texts must hold at least one text; given none"),
            (["a", None], ["x", "y"], ValueError, "texts must not be missing: element 1 is"),
            (["a", "b"], ["x", None], ValueError, "labels must not be missing: element 1 is"),
            (["a", "b"], ["x", "x"], ValueError, r"labels must hold at least two classes; given one class, 'x'"),
            (["a", 1], ["x", "y"], TypeError, "texts must be strings; given 1"),
            (["a", "b"], "xy", TypeError, "labels must be a sequence with one label per text; given 'xy'"),
            (pd.DataFrame({"t": ["a"]}), ["x"], TypeError, "texts must be strings; .* Choose one of its columns"),
        ],
    )
    def test_fit_says_what_is_wrong(self, texts, labels, kind, message):
        with pytest.raises(kind, match=message):
            td.TextClassifier(**QUICK).fit(texts, labels)

    def test_a_failed_fit_leaves_a_fitted_model_as_it_was(self, reviews):
        model = td.TextClassifier(**QUICK).fit(reviews.texts, reviews.labels)
        before, seed = weights(model), model.seed_
        with pytest.raises(ValueError, match="leaves none"):
            model.set_params(validation_split=0.999, seed=9).fit(reviews.texts, reviews.labels)
        assert weights(model) == before
        assert model.seed_ == seed

    def test_texts_without_any_word_can_be_learned_from(self):
        model = td.TextClassifier(**QUICK).fit(["", "!"] * 10, [0, 1] * 10)
        assert model.predict_proba(["x"]).shape == (1, 2)

    @pytest.mark.parametrize("wrap", [list, tuple, iter, np.array, pd.Series])
    def test_any_sequence_will_do(self, reviews, wrap):
        model = td.TextClassifier(**QUICK).fit(wrap(reviews.texts), wrap(reviews.labels))
        assert weights(model) == weights(td.TextClassifier(**QUICK).fit(reviews.texts, reviews.labels))

    def test_a_series_index_means_nothing(self, reviews):
        texts = pd.Series(reviews.texts, index=range(500, 660))
        labels = pd.Series(reviews.labels, index=range(160)).iloc[:]
        model = td.TextClassifier(**QUICK).fit(texts, labels)
        assert weights(model) == weights(td.TextClassifier(**QUICK).fit(reviews.texts, reviews.labels))

    @pytest.mark.parametrize(
        ("classes", "labels"),
        [([3, 7], [7, 3]), ([False, True], [True, False]), ([0.5, 2.0], [2.0, 0.5]), (["a", "b"], ["b", "a"])],
    )
    def test_predictions_are_labels_of_the_type_given(self, reviews, classes, labels):
        given = [labels[label == "great"] for label in reviews.labels]
        predicted = td.TextClassifier(**QUICK).fit(reviews.texts, given).predict(reviews.texts)
        assert set(predicted.tolist()) <= set(classes)
        assert predicted.dtype == np.array(classes).dtype

    def test_a_categorys_order_is_the_columns_order(self, reviews):
        labels = pd.Categorical(reviews.labels, categories=["other", "unseen", "great"])
        model = td.TextClassifier(**{**QUICK, "epochs": 15}).fit(reviews.texts, labels)
        assert model.classes_.tolist() == ["other", "unseen", "great"]
        probabilities = model.predict_proba(reviews.texts)
        assert probabilities.shape == (160, 3)
        assert probabilities[:, 1].max() < 0.5  # nothing was of this class
        assert model.score(reviews.texts, labels) > 0.9


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


class TestCoefficients:
    def test_scores_are_the_intercept_and_the_mean_of_the_words_coefficients(self, reviews, fitted):
        ids = fitted.vectorizer_.transform(reviews.texts)
        by_hand = np.stack(
            [fitted.intercept_ + fitted.coef_[:, row[row != 0]].mean(axis=1) for row in ids if (row != 0).any()]
        )
        shares = np.exp(by_hand) / np.exp(by_hand).sum(axis=1, keepdims=True)
        np.testing.assert_allclose(fitted.predict_proba(reviews.texts), shares, rtol=1e-5)
        assert fitted.coef_.shape == (2, len(fitted.vectorizer_.vocabulary_))

    def test_a_telling_word_tells(self, fitted):
        weights = dict(zip(fitted.vectorizer_.vocabulary_, fitted.coef_[0] - fitted.coef_[1], strict=True))
        assert weights["delicious"] > 0 > weights["awful"]

    def test_there_are_none_before_fitting(self):
        assert not hasattr(td.TextClassifier(), "coef_")
        with pytest.raises(NotFittedError, match="coef_ needs a fitted TextClassifier"):
            td.TextClassifier().coef_  # noqa: B018


def test_a_device_that_is_not_there_is_named(reviews):
    with pytest.raises(ValueError, match=r"device must be a device of this machine, which has cpu.*; given 'cuda:99'"):
        td.TextClassifier(**QUICK, device="cuda:99").fit(reviews.texts, reviews.labels)


def test_texts_in_the_place_of_labels_are_suspected(reviews):
    with pytest.warns(UserWarning, match="labels hold 1[0-9]{2} classes for 160 texts; are texts and labels swapped"):
        td.TextClassifier(**{**QUICK, "epochs": 1}).fit(reviews.labels, reviews.texts)


def test_a_vocabulary_without_limit(reviews):
    model = td.TextClassifier(**QUICK, max_tokens=None).fit(reviews.texts, reviews.labels)
    assert weights(model) == weights(td.TextClassifier(**QUICK).fit(reviews.texts, reviews.labels))
