"""A network's probabilities, worked out batch by batch."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from torchduet.batches import LengthBatches
from torchduet.devices import device_of

__all__ = ["BATCH_SIZE", "class_probabilities", "probabilities_by_row"]

BATCH_SIZE = 256


@torch.inference_mode()
def probabilities_by_row(
    network: nn.Module, batches: LengthBatches, num_rows: int, num_classes: int
) -> NDArray[np.float64]:
    """Return the probability of each class, shape (num_rows, num_classes).

    Parameters
    ----------
    network : torch.nn.Module
        From the ids of a batch to its scores. It is left in evaluation mode.
    batches : LengthBatches
        Their targets are the rows that the scores of a batch belong to.
    num_rows, num_classes : int
    """
    scores = torch.empty(num_rows, num_classes, device=batches.ids.device)
    network.eval()  # whoever trained it further may have left dropout on
    for inputs, rows in batches:
        scores[rows] = network(inputs)
    probabilities: NDArray[np.float64] = scores.cpu().double().softmax(dim=1).numpy()
    return probabilities


def class_probabilities(network: nn.Module, ids: torch.Tensor, num_classes: int) -> NDArray[np.float64]:
    """Return the probability of each class, shape (n, num_classes), in the order of the rows of `ids`.

    Parameters
    ----------
    network : torch.nn.Module
        From ids, shape (batch, time), to scores, shape (batch, num_classes). It is left in evaluation mode.
    ids : tensor of int64, shape (n, time)
    num_classes : int
    """
    device = device_of(network)
    rows = torch.arange(len(ids), device=device)
    batches = LengthBatches(ids.to(device), rows, batch_size=BATCH_SIZE, shuffle=False)
    return probabilities_by_row(network, batches, len(ids), num_classes)
