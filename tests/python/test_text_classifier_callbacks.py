"""What looks on while a text classifier is fitted, and what stops it."""

import signal
import sys

import numpy as np
import pytest
import torch
from tests.python.fitted_models import QUICK, weights

import torchduet as td
from torchduet.callbacks import BestWeights
from torchduet.training import Callback


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
