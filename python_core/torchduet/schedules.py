"""How large the optimizer's steps are in each epoch."""

from collections.abc import Callable

import torch

from torchduet.parameters import check_number
from torchduet.training import Callback, Run

__all__ = ["LearningRateFunction", "LearningRateSchedule"]

LearningRateFunction = Callable[[int], float]
"""From an epoch, counted from 1, to its learning rate. (torch's LambdaLR counts from 0, and gives a factor.)"""


class LearningRateSchedule(Callback):
    """Ask a function for the learning rate before each epoch, and write it into the history.

    Layers with a rate of their own keep it.

    Parameters
    ----------
    optimizer : torch.optim.Optimizer
    function : callable
        From an epoch, counted from 1, to a number greater than 0.

    Examples
    --------
    >>> halved = LearningRateSchedule(torch.optim.SGD([torch.zeros(1)], lr=1.0), lambda epoch: 0.1 * 0.5 ** (epoch - 1))
    >>> halved.on_epoch_begin(Run(torch.nn.Linear(1, 1), epochs=3))
    >>> halved.optimizer.param_groups[0]["lr"]
    0.1
    """

    def __init__(self, optimizer: torch.optim.Optimizer, function: LearningRateFunction) -> None:
        self.optimizer = optimizer
        self.function = function

    def on_epoch_begin(self, run: Run) -> None:
        """Set the rate of the epoch that begins."""
        epoch = len(run.history) + 1
        rate = self.function(epoch)
        check_number(f"learning_rate of epoch {epoch}", rate, above=0.0)
        self.rate = float(rate)
        for group in self.optimizer.param_groups:
            if not group.get("own_rate"):
                group["lr"] = self.rate

    def on_epoch_end(self, run: Run) -> None:
        """Note the rate."""
        run.history[-1]["learning_rate"] = self.rate
