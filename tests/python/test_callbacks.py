import io

import numpy as np
import pytest
import torch
from torch import nn

from torchduet.callbacks import BestWeights, EachEpoch, Progress, as_callback, as_callbacks
from torchduet.training import Callback, Run
from torchduet.verbosity import shows_progress


def play(callback: Callback, losses: list[float], epochs: int = 10) -> Run:
    """Go through epochs with the given validation losses; the network's weight is the epoch's number."""
    run = Run(nn.Linear(1, 1, bias=False), epochs)
    callback.on_fit_begin(run)
    for epoch, loss in enumerate(losses, start=1):
        nn.init.constant_(run.network.weight, epoch)
        run.history.append({"epoch": epoch, "loss": 1 / epoch, "validation_loss": loss, "seconds": 2.0})
        callback.on_epoch_end(run)
        if run.stop:
            break
    callback.on_fit_end(run)
    return run


@pytest.mark.parametrize(
    ("losses", "patience", "stopped_after", "best"),
    [
        ([3, 2, 2.5, 2.4, 1], 2, 4, 2),
        ([3, 2, 2.5, 1.9, 2, 2], 2, 6, 4),
        ([3, 2, 2, 2], 2, 4, 2),  # equal is not lower
        ([1, 2], 1, 2, 1),
        ([3, 4, 5, 2], None, 4, 4),
        ([3, 4, 5, 6], None, 4, 1),
        ([3, 2, 1], 2, 3, 3),
        ([3, np.nan, 2.9, np.nan, np.nan, 1], 2, 5, 3),
    ],
)
def test_training_stops_when_patience_is_over_and_the_best_weights_come_back(losses, patience, stopped_after, best):
    run = play(BestWeights(patience), losses)
    assert len(run.history) == stopped_after
    assert run.network.weight.item() == best


def test_weights_stay_when_no_epoch_could_be_measured():
    run = play(BestWeights(2), [np.nan, np.nan, 1.0])
    assert len(run.history) == 2
    assert run.network.weight.item() == 2


def test_it_starts_afresh_with_each_training():
    callback = BestWeights(2)
    play(callback, [0.1])
    assert play(callback, [2.0, 3.0]).network.weight.item() == 1


def test_a_function_sees_each_epochs_record():
    seen = []
    run = play(EachEpoch(seen.append), [3, 2])
    assert seen == [{**record, "epochs": 10} for record in run.history]
    seen[0]["loss"] = None  # the caller's own
    assert run.history[0]["loss"] == 1


@pytest.mark.parametrize(("answer", "epochs"), [("stop", 1), ("go on", 3), (None, 3), (True, 3), (np.ones(3), 3)])
def test_a_function_stops_training_with_the_word_stop(answer, epochs):
    assert len(play(EachEpoch(lambda _: answer), [3, 2, 1]).history) == epochs


def test_progress_rewrites_one_line():
    stream = io.StringIO()
    play(Progress(stream), [0.5, 0.25], epochs=4)
    first, second = stream.getvalue().removeprefix("\r").split("\r")
    assert first == "epoch 1/4  loss 1.0000  validation loss 0.5000  at most 6 s left "
    assert second == "epoch 2/4  loss 0.5000  validation loss 0.2500  at most 4 s left \n"


def test_progress_says_nothing_when_nothing_happened():
    stream = io.StringIO()
    play(Progress(stream), [])
    assert stream.getvalue() == ""


def test_progress_without_validation():
    stream = io.StringIO()
    run = Run(nn.Linear(1, 1), 1, history=[{"epoch": 1, "loss": 0.5, "seconds": 1.0}])
    Progress(stream).on_epoch_end(run)
    assert stream.getvalue() == "\repoch 1/1  loss 0.5000  at most 0 s left "


def test_as_callback():
    callback = BestWeights(1)
    assert as_callback(callback) is callback
    assert isinstance(as_callback(print), EachEpoch)
    with pytest.raises(TypeError, match="callbacks must hold Callback objects or functions; given 3"):
        as_callback(3)


def test_callbacks_come_in_a_sequence():
    assert as_callbacks(()) == []
    callback = BestWeights(1)
    first, second = as_callbacks([callback, print])
    assert first is callback
    assert isinstance(second, EachEpoch)
    for unfit in (print, iter([print])):
        with pytest.raises(TypeError, match=r"callbacks must be a sequence of functions; given .*Put it in a list"):
            as_callbacks(unfit)


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_shows_on_a_terminal_unless_said_otherwise(monkeypatch, terminal):
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal)
    assert [shows_progress(verbose) for verbose in ("auto", True, False)] == [terminal, True, False]
    with pytest.raises(TypeError, match=r'verbose must be True or False or "auto"; given 1'):
        shows_progress(1)


def test_best_weights_are_a_copy():
    callback = BestWeights(None)
    run = play(callback, [1.0])
    with torch.no_grad():
        run.network.weight.fill_(9)
    assert callback.best_weights["weight"].item() == 1
