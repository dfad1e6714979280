"""What each process of test_distributed.py does: the cases named on the command line; writes what came out as JSON."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import nn

import torchduet as td
from torchduet.batches import LengthBatches
from torchduet.distributed import Alone, ProcessError, join
from torchduet.networks import AveragePoolingNetwork
from torchduet.training import Run, train

RANK = int(os.environ.get("RANK", "0"))
TEXTS = [f"{'good' if number % 2 else 'bad'} {' '.join('abcdefghij'[: number % 10])}" for number in range(203)]
LABELS = ["+" if number % 2 else "-" for number in range(203)]
QUICK = {"seed": 1, "embedding_dim": 8, "epochs": 3, "learning_rate": 0.02}


def digest(model: td.TextClassifier) -> str:
    return hashlib.sha256(b"".join(one.tobytes() for one in model.get_weights().values())).hexdigest()


def outcome(model: td.TextClassifier) -> dict[str, Any]:
    return {
        "weights": digest(model), "history": model.history_.drop(columns="seconds").to_dict("list"),
        "seed": model.seed_, "interrupted": model.interrupted_,
    }  # fmt: skip


def descend(processes: Alone, count: int, batch_size: int, epochs: int, **options: Any) -> tuple[Run, nn.Module]:
    """Train a small network in float64 with plain gradient descent."""
    generator = torch.Generator().manual_seed(3)
    ids = torch.randint(2, 40, (count, 12), generator=generator)
    ids = torch.where(torch.arange(12) < torch.randint(0, 13, (count, 1), generator=generator), ids, 0)
    targets = torch.randint(3, (count,), generator=generator)
    torch.manual_seed(4)
    network = AveragePoolingNetwork(40, 8, 3).double()
    share = (processes.rank, processes.size)
    batches = LengthBatches(ids, targets, batch_size=batch_size, shuffle=True, share=share)
    validation = LengthBatches(ids[:21], targets[:21], batch_size=5, shuffle=False, share=share)
    run = train(
        network, batches, loss_function=nn.functional.cross_entropy, epochs=epochs, processes=processes,
        optimizer=torch.optim.SGD(network.parameters(), lr=0.5), validation_batches=validation, **options,
    )  # fmt: skip
    return run, network


SIZES = {"equal": (160, 16, 2), "uneven": (53, 8, 3), "one left": (49, 8, 3)}


def gradient_descent() -> dict[str, Any]:
    """Equal shares, 20 steps; a last batch of 5; a last batch of 1, of which one process has nothing."""
    processes, results = join(torch.device("cpu")), {}
    for clip in (None, 0.05):
        for name, size in SIZES.items():
            run, network = descend(processes, *size, gradient_clip=clip)
            weights = {key: tensor.tolist() for key, tensor in network.state_dict().items()}
            history = [{key: value for key, value in record.items() if key != "seconds"} for record in run.history]
            results[f"{name}, {clip}"] = {"weights": weights, "history": history}
    return results


def adam() -> dict[str, Any]:
    model = td.TextClassifier(embedding_dim=8, epochs=8, learning_rate=0.02, seed=5, batch_size=32, patience=2)
    return outcome(model.fit(TEXTS, LABELS))


def no_seed() -> dict[str, Any]:
    torch.manual_seed(RANK)
    return outcome(td.TextClassifier(**QUICK | {"seed": None}).fit(TEXTS, LABELS))


def order_with_dropout() -> list[Any]:
    """The rows of every batch, and the dropout that each process draws."""
    seen: list[Any] = []

    class Listening(LengthBatches):
        def row_batches(self) -> list[torch.Tensor]:
            rows = super().row_batches()
            if self.shuffle:
                seen.append([batch.tolist() for batch in rows])
            return rows

    td.classifier_training.LengthBatches = Listening
    state: list[int] = []
    td.TextClassifier(
        **QUICK | {"dropout": 0.5}, callbacks=[lambda _: state.append(int(torch.randint(10**9, ())))]
    ).fit(TEXTS, LABELS)
    td.classifier_training.LengthBatches = LengthBatches
    return [seen, state]


def stopped_by_one() -> dict[str, Any]:
    stop = lambda record: "stop" if RANK == 1 and record["epoch"] == 2 else None  # noqa: E731
    return outcome(td.TextClassifier(**QUICK | {"epochs": 9}, callbacks=[stop]).fit(TEXTS, LABELS))


def failing() -> list[str]:
    def fail(record: dict[str, float]) -> None:
        if RANK == 1 and record["epoch"] == 2:
            raise ValueError("this callback had enough")

    model = td.TextClassifier(**QUICK, callbacks=[fail])
    try:
        model.fit(TEXTS, LABELS)
    except (ValueError, ProcessError) as error:
        return [type(error).__name__, str(error), *(outcome(td.TextClassifier(**QUICK).fit(TEXTS, LABELS))["weights"],)]
    return []


def other_texts() -> list[str]:
    try:
        td.TextClassifier(**QUICK).fit(TEXTS[RANK:], LABELS[RANK:])
    except ValueError as error:
        return [type(error).__name__, str(error)]
    return []


def progress() -> list[str]:
    said, sys.stderr = sys.stderr, io.StringIO()
    try:
        td.TextClassifier(**QUICK, verbose=True).fit(TEXTS, LABELS)
        return [sys.stderr.getvalue()]
    finally:
        sys.stderr = said


def interrupted(times: int = 8, who: tuple[int, ...] = (1,)) -> list[Any]:
    """SIGINT at random moments of training, in one process or in both at once; then a training as usual."""
    generator = random.Random(20)  # the same moments in all processes
    results = []
    for _ in range(times):
        delay, began = generator.uniform(0.02, 0.25), threading.Event()

        def strike(delay: float = delay, began: threading.Event = began) -> None:
            began.wait()
            time.sleep(delay)
            os.kill(os.getpid(), signal.SIGINT)

        class Begun(td.training.Callback):
            def on_fit_begin(self, _: Run, began: threading.Event = began) -> None:
                began.set()

        striking = threading.Thread(target=strike, daemon=True)
        model = td.TextClassifier(**QUICK | {"epochs": 100_000, "patience": None}, callbacks=[Begun()])
        results.append(None)  # where a busy machine strikes the second process when it has already stopped
        with contextlib.suppress(KeyboardInterrupt):
            if RANK in who:
                striking.start()
            results[-1] = outcome(model.fit(TEXTS, LABELS))
            if RANK in who:
                striking.join()
    results.append(outcome(td.TextClassifier(**QUICK).fit(TEXTS, LABELS)))
    return results


def both_interrupted() -> list[Any]:
    return interrupted(who=(0, 1))


def interrupted_often() -> list[Any]:
    return interrupted(60, who=(0, 1))[:-1] + interrupted(60, who=(0,))[:-1] + interrupted(60, who=(1,))


def lost(leave: Callable[[], None], patience: int) -> list[Any]:
    """One process dies or hangs in the second epoch; the other says so."""
    dist.init_process_group("gloo", timeout=timedelta(seconds=patience))

    def callback(record: dict[str, float]) -> None:
        if RANK == 1 and record["epoch"] == 2:
            leave()

    start = time.monotonic()
    try:
        td.TextClassifier(**QUICK, callbacks=[callback]).fit(TEXTS, LABELS)
    except ProcessError as error:
        return [str(error), time.monotonic() - start]
    return []


def killed() -> list[Any]:
    return lost(lambda: os.kill(os.getpid(), signal.SIGKILL), patience=60)


def hanging() -> list[Any]:
    return lost(lambda: time.sleep(60), patience=4)


if __name__ == "__main__":
    torch.set_num_threads(1)
    folder, *names = sys.argv[1:]
    for name in names:
        Path(folder, f"{name}-{RANK}.json").write_text(json.dumps(globals()[name]()))
