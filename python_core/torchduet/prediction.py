"""A network's probabilities for texts, worked out batch by batch."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from torchduet.batches import LengthBatches

__all__ = ["BATCH_SIZE", "class_probabilities"]

BATCH_SIZE = 256


@torch.inference_mode()
def class_probabilities(network: nn.Module, ids: torch.Tensor, num_classes: int) -> NDArray[np.float64]:
    """Return the probability of each class, shape (n, num_classes), in the order of the rows of `ids`.

    Parameters
    ----------
    network : torch.nn.Module
        From ids, shape (batch, time), to scores, shape (batch, num_classes). It is left in evaluation mode.
    ids : tensor of int64, shape (n, time)
    num_classes : int
    """
    device = next(network.parameters()).device
    scores = torch.empty(len(ids), num_classes, device=device)
    rows = torch.arange(len(ids), device=device)
    network.eval()  # whoever trained it further may have left dropout on
    for inputs, places in LengthBatches(ids.to(device), rows, batch_size=BATCH_SIZE, shuffle=False):
        scores[places] = network(inputs)
    probabilities: NDArray[np.float64] = scores.cpu().double().softmax(dim=1).numpy()
    return probabilities
