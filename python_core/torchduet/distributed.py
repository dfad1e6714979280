"""Several processes that train one model: torchrun starts them, each takes its share of every batch.

Before each step the processes meet: each brings the gradient of its share, all leave with that of the whole batch.
One all-reduce does it, of one buffer that has room for some numbers too. So every meeting is alike, and whoever has
to leave, for an interrupt or an error, says so at the next one, wherever in the training the others are.

DistributedDataParallel sends parts of the gradient while the rest is being computed, which pays with large networks
on several GPUs. But a process that stopped in the middle of its backward pass would leave the others waiting.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import torch
import torch.distributed as dist
from torch import nn

from torchduet.errors import InputValueError

if TYPE_CHECKING:
    from torchduet.training import Run

__all__ = ["Alone", "ProcessError", "Processes", "join", "own_device"]

LONGEST_WAIT = timedelta(minutes=10)
NUMBERS = 4
# Ctrl-C reaches the processes of torchrun one after the other: seconds in which one's own is no second one.
OWN_INTERRUPT = 0.2


class ProcessError(RuntimeError):
    """Another of the processes that train together has failed, ended, or did not come in time."""


class _CalledOff(Exception):  # noqa: N818
    """At a meeting, another process said that it leaves."""


class Alone:
    """One process; what it shares with others is nothing."""

    rank = 0
    size = 1

    def begin(self, network: nn.Module) -> None:
        """Start with the same weights in all processes."""

    def until_one_leaves(self) -> AbstractContextManager[Any]:
        """Return the context of training: if it ends in one process, it ends in all, and all know why."""
        return nullcontext()

    def average_gradients(self, count: int) -> None:
        """Turn gradients of the mean loss of `count` examples into those of the mean over all processes' examples."""

    def sum(self, *numbers: float) -> tuple[float, ...]:
        """Return sums over all processes."""
        return numbers

    def first(self, value: Any) -> Any:
        """Return the value that the first process has."""
        return value

    def end(self, run: Run) -> None:
        """End with the same weights and history in all processes."""

    def check_same(self, **values: Any) -> None:
        """Raise InputValueError in all processes if they do not have the same values."""


class Processes(Alone):
    """The processes of torch.distributed's default group."""

    def __init__(self) -> None:
        self.rank = dist.get_rank()
        self.size = dist.get_world_size()

    def begin(self, network: nn.Module) -> None:
        """Start with the same weights in all processes."""
        self._parameters = [parameter for parameter in network.parameters() if parameter.requires_grad]
        kind = torch.float32  # at least: it must count examples exactly
        for parameter in self._parameters:
            kind = torch.promote_types(kind, parameter.dtype)
        sizes = [parameter.numel() for parameter in self._parameters]
        # Made anew each time, so that it knows of nobody who left an earlier training.
        buffer = torch.zeros(sum(sizes) + NUMBERS + 1, dtype=kind, device=self._parameters[0].device)
        *views, self._numbers, self._leaving = torch.split(buffer, [*sizes, NUMBERS, 1])
        self._views = [view.view_as(parameter) for view, parameter in zip(views, self._parameters, strict=True)]
        self._buffer, self._gradients = buffer, buffer[: sum(sizes)]
        with _translated():
            _send_weights(network)

    def average_gradients(self, count: int) -> None:
        """Turn gradients of the mean loss of `count` examples into those of the mean over all processes' examples."""
        for parameter, view in zip(self._parameters, self._views, strict=True):
            if parameter.grad is None:  # no example for this process
                view.zero_()
            else:
                torch.mul(parameter.grad, count, out=view)
        self._gradients /= self.sum(count)[0]
        for parameter, view in zip(self._parameters, self._views, strict=True):
            parameter.grad = view.to(parameter.dtype)

    def sum(self, *numbers: float) -> tuple[float, ...]:
        """Return sums over all processes."""
        self._numbers[: len(numbers)] = torch.tensor(numbers, dtype=self._numbers.dtype)
        self._meet()
        if self._leaving.item():
            raise _CalledOff
        return tuple(self._numbers[: len(numbers)].tolist())

    def _meet(self) -> None:
        # An interrupt comes between two lines of Python, even between starting the all-reduce and waiting for it. Of
        # two calls that map makes there is no between: after an interrupt, either nothing was sent or all is done.
        group: Any = dist.group.WORLD
        with _translated():
            for _ in map(dist.Work.wait, map(group.allreduce, ([self._buffer],))):
                pass

    def until_one_leaves(self) -> AbstractContextManager[Any]:
        """Return the context of training: if it ends in one process, it ends in all, and all know why."""
        return _Training(self)

    def leave(self, error: BaseException | None) -> None:
        """Tell the others, unless one of them said so first; raise if one was interrupted or has failed."""
        self._interrupted = isinstance(error, KeyboardInterrupt)
        failed = None if self._interrupted or error is None else f"{type(error).__name__}: {error}"
        reports: list[Any] = [None] * self.size

        def tell() -> None:
            if not self._leaving.item():
                self._leaving.fill_(1)
                self._meet()
            dist.all_gather_object(reports, (self._interrupted, failed))
            if not self._interrupted and any(interrupted for interrupted, _ in reports):
                self._interrupted = True
                time.sleep(OWN_INTERRUPT)

        self._finish(tell)
        if failed:
            return  # its own error says more
        for rank, (_, report) in enumerate(reports):
            if report:
                raise ProcessError(f"process {rank} of 0 to {self.size - 1} has failed: {report}") from None
        if self._interrupted:
            raise KeyboardInterrupt

    def _finish(self, work: Callable[[], None]) -> None:
        """Do work in a thread, which interrupts do not reach; then raise an interrupt that came, if it is the first."""
        lock = threading.Lock()
        errors: list[Exception | None] = []

        def do() -> None:
            with lock:
                if not errors:  # else an earlier thread has done it
                    try:
                        with _translated():
                            work()
                        errors.append(None)
                    except Exception as error:
                        errors.append(error)

        came = False
        while not errors:
            try:
                # One that was interrupted goes on, and the next waits for it.
                thread = threading.Thread(target=do, daemon=True)
                thread.start()
                thread.join()
            except KeyboardInterrupt:
                came = True
        if errors[0] is not None:
            raise errors[0]
        if came and not self._interrupted:
            raise KeyboardInterrupt

    def first(self, value: Any) -> Any:
        """Return the value that the first process has."""
        values = [value]
        with _translated():
            dist.broadcast_object_list(values, src=0)
        return values[0]

    def end(self, run: Run) -> None:
        """End with the same weights and history in all processes."""

        def agree() -> None:
            _send_weights(run.network)
            run.history = self.first(run.history)

        self._finish(agree)

    def check_same(self, **values: Any) -> None:
        """Raise InputValueError in all processes if they do not have the same values."""
        digests: list[Any] = [None] * self.size
        with _translated():
            dist.all_gather_object(digests, {name: _digest(value) for name, value in values.items()})
        for name in values:
            if any(other[name] != digests[0][name] for other in digests):
                raise InputValueError(
                    f"the {self.size} processes that train together must be given the same {name}, and were not. "
                    "Read all of the data in each; fit takes each one's share"
                )


class _Training:
    def __init__(self, processes: Processes) -> None:
        self.processes = processes

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        if isinstance(error, ProcessError):
            return False  # there is nobody to tell
        self.processes.leave(None if isinstance(error, _CalledOff) else error)
        return isinstance(error, _CalledOff)


@contextmanager
def _translated() -> Iterator[None]:
    """Say in words of ours what torch says of sockets."""
    try:
        yield
    except RuntimeError as error:
        raise ProcessError(
            "another process of this training has ended, or did not come within the time that torch.distributed "
            f"waits; look at what the others printed. torch says: {error}"
        ) from error


def join(device: torch.device) -> Alone:
    """Return the processes to train with: those that torchrun has started, or those of torch.distributed.

    As with Lightning, nothing has to be asked for: torchrun's environment variables say it.
    """
    if not dist.is_available():
        return Alone()
    if not dist.is_initialized() and dist.is_torchelastic_launched() and int(os.environ["WORLD_SIZE"]) > 1:
        backend = "cpu:gloo,cuda:nccl" if device.type == "cuda" and dist.is_nccl_available() else "gloo"
        dist.init_process_group(backend, timeout=LONGEST_WAIT)
    return Processes() if dist.is_initialized() and dist.get_world_size() > 1 else Alone()


def own_device(device: torch.device) -> torch.device:
    """Return the CUDA device of this process where torchrun has started one per device, else the device given."""
    if device == torch.device("cuda") and "LOCAL_RANK" in os.environ:
        return torch.device("cuda", int(os.environ["LOCAL_RANK"]) % torch.cuda.device_count())
    return device


def _send_weights(network: nn.Module) -> None:
    for tensor in network.state_dict().values():
        dist.broadcast(tensor, src=0)


def _digest(value: Any) -> str:
    whole = hashlib.sha256()
    for part in value if isinstance(value, tuple) else (value,):
        # The repr of arrays and tables leaves out the middle.
        if isinstance(part, pd.DataFrame):
            part = pd.util.hash_pandas_object(part).to_numpy()
        whole.update(part.tobytes() if isinstance(part, np.ndarray) else repr(part).encode())
    return whole.hexdigest()
