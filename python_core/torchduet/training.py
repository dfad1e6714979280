"""The one training loop: what happens around each epoch, and an epoch of a network."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import torch
from torch import nn

from torchduet.allocation import keep_freed_memory
from torchduet.devices import device_of
from torchduet.distributed import Alone

__all__ = ["Callback", "Run", "evaluate_network", "make_optimizer", "run_epochs", "train"]

Batches = Iterable[tuple[torch.Tensor, torch.Tensor]]


@dataclass
class Run:
    """What a training run has reached; callbacks read it and may set `stop`."""

    network: nn.Module
    epochs: int
    history: list[dict[str, float]] = field(default_factory=list)
    stop: bool = False
    interrupted: bool = False


class Callback:
    """What happens around training; override what is needed.

    Examples
    --------
    >>> class StopEarly(Callback):
    ...     def on_epoch_end(self, run):
    ...         run.stop = run.history[-1]["loss"] < 0.1
    """

    def on_fit_begin(self, run: Run) -> None:
        """Before the first epoch."""

    def on_epoch_begin(self, run: Run) -> None:
        """Before each epoch; ``run.history`` holds those before."""

    def on_epoch_end(self, run: Run) -> None:
        """After each epoch; ``run.history[-1]`` describes it."""

    def on_fit_end(self, run: Run) -> None:
        """After the last epoch, also when training was stopped or interrupted."""


def train(
    network: nn.Module,
    batches: Batches,
    *,
    loss_function: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    epochs: int,
    validation_batches: Batches | None = None,
    gradient_clip: float | None = None,
    callbacks: Sequence[Callback] = (),
    processes: Alone | None = None,
) -> Run:
    """Train a network; return the run with its history.

    Parameters
    ----------
    network : torch.nn.Module
    batches : iterable of (inputs, targets)
        Gone through once per epoch.
    loss_function : callable
        From (scores, targets) to the mean loss of a batch.
    optimizer : torch.optim.Optimizer
    epochs : int
        Most passes over the data.
    validation_batches : iterable of (inputs, targets), optional
    gradient_clip : float, optional
        Largest norm that all gradients together may have.
    callbacks : sequence of Callback
    processes : torchduet.distributed.Processes, optional
        Those that train together; `batches` and `validation_batches` hold this one's share of each batch.

    Notes
    -----
    Ctrl-C ends training: the network keeps its weights, the run its history, and ``run.interrupted`` is True. Among
    several processes, where one is interrupted or told to stop, all stop, and all have the weights of the first.

    Examples
    --------
    >>> network = nn.Linear(1, 2)
    >>> batches = [(torch.zeros(4, 1), torch.tensor([0, 1, 1, 1]))]
    >>> run = train(network, batches, loss_function=nn.functional.cross_entropy,
    ...             optimizer=make_optimizer(network, learning_rate=0.1), epochs=3)
    >>> len(run.history)
    3
    """
    keep_freed_memory()
    group = processes or Alone()

    def learn() -> dict[str, float]:
        network.train()
        total = torch.zeros((), device=device_of(network))
        seen = 0
        for inputs, targets in batches:
            optimizer.zero_grad()
            if len(targets):  # several processes may have a batch too small for all
                loss = loss_function(network(inputs), targets)
                loss.backward()  # type: ignore[no-untyped-call]
                total += loss.detach() * len(targets)  # stays a tensor: reading a number would wait for it
                seen += len(targets)
            group.average_gradients(len(targets))
            if gradient_clip is not None:
                nn.utils.clip_grad_norm_(network.parameters(), gradient_clip)
            optimizer.step()
        loss_sum, count = group.sum(total.item(), seen)
        record = {"loss": loss_sum / count}
        if validation_batches is not None:
            record |= evaluate_network(network, validation_batches, loss_function, group)
        return record

    run = run_epochs(network, learn, epochs=epochs, callbacks=callbacks, processes=group)
    network.eval()
    return run


def run_epochs(
    network: nn.Module,
    learn: Callable[[], dict[str, float]],
    *,
    epochs: int,
    callbacks: Sequence[Callback] = (),
    processes: Alone | None = None,
) -> Run:
    """Learn epoch by epoch, with all that `train` says of callbacks, interrupts and processes; return the run.

    Parameters
    ----------
    network : torch.nn.Module
        What learns.
    learn : callable
        Goes through the data once, and returns what the history is to say of it: ``loss`` at least. Epoch and seconds
        are added.
    epochs : int
        Most passes over the data.
    callbacks : sequence of Callback
    processes : torchduet.distributed.Processes, optional

    Examples
    --------
    >>> losses = iter([0.5, 0.25])
    >>> run = run_epochs(nn.Identity(), lambda: {"loss": next(losses)}, epochs=2)
    >>> [(record["epoch"], record["loss"]) for record in run.history]
    [(1, 0.5), (2, 0.25)]
    """
    run = Run(network, epochs)
    processes = processes or Alone()
    processes.begin(network)
    for callback in callbacks:
        callback.on_fit_begin(run)
    try:
        with processes.until_one_leaves():
            for epoch in range(1, epochs + 1):
                for callback in callbacks:
                    callback.on_epoch_begin(run)
                start = time.perf_counter()
                record = learn()
                run.history.append({"epoch": epoch, **record, "seconds": time.perf_counter() - start})
                for callback in callbacks:
                    callback.on_epoch_end(run)
                if any(processes.sum(run.stop)):
                    break
    except KeyboardInterrupt:
        run.interrupted = True
    try:
        for callback in callbacks:
            callback.on_fit_end(run)
    finally:
        processes.end(run)
    return run


@torch.inference_mode()
def evaluate_network(
    network: nn.Module,
    batches: Batches,
    loss_function: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    processes: Alone | None = None,
) -> dict[str, float]:
    """Return ``validation_loss``, and of classes ``validation_accuracy``, over batches, without learning from them."""
    network.eval()
    loss, correct, seen, classes = 0.0, 0, 0, True
    for inputs, targets in batches:
        if not len(targets):
            continue
        scores = network(inputs)
        loss += loss_function(scores, targets).item() * len(targets)
        classes = not targets.is_floating_point()
        correct += int((scores.argmax(dim=1) == targets).sum()) if classes else 0
        seen += len(targets)
    all_loss, all_correct, all_seen = (processes or Alone()).sum(loss, correct, seen)
    accuracy = {"validation_accuracy": all_correct / all_seen} if classes else {}
    return {"validation_loss": all_loss / all_seen, **accuracy}


def make_optimizer(
    network: nn.Module,
    *,
    learning_rate: float,
    weight_decay: float = 0.0,
    own_rates: Mapping[str, float] = MappingProxyType({}),
) -> torch.optim.Optimizer:
    """Return AdamW of the weights that are trained; its weight decay touches weight matrices only.

    Biases and the weights of normalisation layers have one dimension and are left out; the padding row of an
    embedding is zero and stays so. Without weight decay this is Adam. Groups of weights with a rate of their own, given
    by the names of weights, have the entry ``own_rate``, which a `LearningRateSchedule` leaves alone.
    """
    # As few groups as can be: each costs as much at every step as the arithmetic of a small layer.
    groups: dict[tuple[float | None, float], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            decay = weight_decay if parameter.ndim >= 2 else 0.0
            groups.setdefault((own_rates.get(name), decay), []).append(parameter)
    return torch.optim.AdamW(
        [
            {"params": parameters, "weight_decay": decay} | ({} if rate is None else {"lr": rate, "own_rate": True})
            for (rate, decay), parameters in groups.items()
        ],
        lr=learning_rate,
        fused=True,
    )
