"""What may happen around training: stopping early, showing progress, calling the user's function."""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TextIO

import torch

from torchduet.errors import InputTypeError
from torchduet.training import Callback, Run

__all__ = ["BestWeights", "EachEpoch", "Progress", "as_callback", "as_callbacks"]


class BestWeights(Callback):
    """Stop when the validation loss no longer falls, and put back the weights it was lowest with.

    Parameters
    ----------
    patience : int or None
        Epochs without a new lowest loss after which training stops; None never stops early.
    """

    def __init__(self, patience: int | None) -> None:
        self.patience = patience

    def on_fit_begin(self, run: Run) -> None:  # noqa: ARG002
        """Start without a best epoch."""
        self.best_epoch = 0
        self.best_loss = float("inf")
        self.best_weights: dict[str, torch.Tensor] = {}

    def on_epoch_end(self, run: Run) -> None:
        """Keep the weights if they are the best so far, else see whether patience is over."""
        epoch = len(run.history)
        loss = run.history[-1]["validation_loss"]
        if loss < self.best_loss:
            self.best_epoch, self.best_loss = epoch, loss
            self.best_weights = {name: tensor.clone() for name, tensor in run.network.state_dict().items()}
        elif self.patience is not None and epoch - self.best_epoch >= self.patience:
            run.stop = True

    def on_fit_end(self, run: Run) -> None:
        """Put the best weights back."""
        if self.best_weights:
            run.network.load_state_dict(self.best_weights)


class EachEpoch(Callback):
    """Call a function with each epoch's record: a dict of epoch, epochs, loss and so on.

    Training stops after an epoch for which the function returns the string "stop".
    """

    def __init__(self, function: Callable[[dict[str, float]], Any]) -> None:
        self.function = function

    def on_epoch_end(self, run: Run) -> None:
        """Call the function."""
        answer = self.function({**run.history[-1], "epochs": run.epochs})
        # Compared only if it is a string: a callback may return anything, an array too.
        if isinstance(answer, str) and answer == "stop":
            run.stop = True


class Progress(Callback):
    """Show a line with epoch, losses and time left; it is rewritten in place on a terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr

    def on_epoch_end(self, run: Run) -> None:
        """Rewrite the line."""
        record = run.history[-1]
        left = (run.epochs - len(run.history)) * sum(epoch["seconds"] for epoch in run.history) / len(run.history)
        shown = [f"epoch {len(run.history)}/{run.epochs}", f"loss {record['loss']:.4f}"]
        if "validation_loss" in record:
            shown.append(f"validation loss {record['validation_loss']:.4f}")
        self.stream.write(f"\r{'  '.join(shown)}  at most {left:.0f} s left ")
        self.stream.flush()

    def on_fit_end(self, run: Run) -> None:
        """End the line."""
        if run.history:
            self.stream.write("\n")
            self.stream.flush()


def as_callbacks(callbacks: Any) -> list[Callback]:
    """Return the callbacks of a sequence, plain functions as ones that are called at each epoch's end."""
    if not isinstance(callbacks, Iterable) or isinstance(callbacks, Iterator):  # the latter can be read only once
        raise InputTypeError.about("callbacks", "must be a sequence of functions", callbacks, "Put it in a list")
    return [as_callback(callback) for callback in callbacks]


def as_callback(callback: Any) -> Callback:
    """Return a callback as it is, and a plain function as one that is called at each epoch's end."""
    if isinstance(callback, Callback):
        return callback
    if callable(callback):
        return EachEpoch(callback)
    raise InputTypeError.about("callbacks", "must hold Callback objects or functions", callback)
