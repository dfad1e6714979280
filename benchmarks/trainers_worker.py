"""One epoch with somebody else's trainer; runs in the environment that `benchmarks.trainers` makes.

``python trainers_worker.py lightning|skorch|keras|keras_masked reviews.npz`` prints the CPU seconds of an epoch, the
faster of two after one that does not count.
"""

import logging
import sys
import time
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import nn

VOCABULARY, DIMENSIONS, HIDDEN, BATCH = 10_000, 64, 64, 32


class PlainLSTM(nn.Module):
    """The last state of an LSTM, and a linear layer."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, DIMENSIONS, padding_idx=0)
        self.recurrent = nn.LSTM(DIMENSIONS, HIDDEN, batch_first=True)
        self.output = nn.Linear(HIDDEN, 2)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return scores, shape (batch, 2), of ids, shape (batch, time)."""
        _, (hidden, _) = self.recurrent(self.embedding(ids))
        scores: torch.Tensor = self.output(hidden[-1])
        return scores


def lightning(ids: torch.Tensor, targets: torch.Tensor) -> Callable[[], None]:
    """Return an epoch of Lightning's Trainer, with all that reports or writes switched off."""
    import lightning.pytorch as pl  # type: ignore[import-not-found]
    from torch.utils.data import DataLoader, TensorDataset

    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)

    class Module(pl.LightningModule):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.network = PlainLSTM()

        def training_step(self, batch: Any, _index: int) -> torch.Tensor:
            return nn.functional.cross_entropy(self.network(batch[0]), batch[1])

        def configure_optimizers(self) -> torch.optim.Optimizer:
            return torch.optim.Adam(self.parameters(), lr=0.001)

    loader = DataLoader(TensorDataset(ids, targets), batch_size=BATCH, shuffle=True)
    module = Module()

    def epoch() -> None:
        quiet = {"logger": False, "enable_checkpointing": False, "enable_progress_bar": False}
        trainer = pl.Trainer(max_epochs=1, accelerator="cpu", devices=1, enable_model_summary=False, **quiet)
        trainer.fit(module, loader)

    return epoch


def skorch(ids: torch.Tensor, targets: torch.Tensor) -> Callable[[], None]:
    """Return an epoch of skorch, without held-back data."""
    from skorch import NeuralNetClassifier  # type: ignore[import-not-found]

    net = NeuralNetClassifier(
        PlainLSTM, criterion=nn.CrossEntropyLoss, optimizer=torch.optim.Adam, lr=0.001, batch_size=BATCH,
        max_epochs=1, train_split=None, iterator_train__shuffle=True, verbose=0, warm_start=True,
    )  # fmt: skip
    return lambda: net.fit(ids.numpy(), targets.numpy())


def keras(ids: torch.Tensor, targets: torch.Tensor, *, masked: bool = False) -> Callable[[], None]:
    """Return an epoch of Keras on torch."""
    import keras  # type: ignore[import-not-found]

    layers = [
        keras.layers.Embedding(VOCABULARY, DIMENSIONS, mask_zero=masked),
        keras.layers.LSTM(HIDDEN),
        keras.layers.Dense(2),
    ]
    model = keras.Sequential(layers)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(0.001), loss=loss)
    return lambda: model.fit(ids.numpy(), targets.numpy(), batch_size=BATCH, epochs=1, verbose=0)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    data = np.load(sys.argv[2])
    peers: dict[str, Callable[[torch.Tensor, torch.Tensor], Callable[[], None]]]
    peers = {"lightning": lightning, "skorch": skorch, "keras": keras, "keras_masked": partial(keras, masked=True)}
    epoch = peers[sys.argv[1]](torch.from_numpy(data["ids"]), torch.from_numpy(data["targets"]))
    spent = []
    for _ in range(3):
        start = time.process_time()
        epoch()
        spent.append(time.process_time() - start)
    print(min(spent[1:]))
