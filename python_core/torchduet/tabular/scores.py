"""A network's scores, worked out in double precision."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

__all__ = ["BATCH_SIZE", "scores_of"]

BATCH_SIZE = 4096


@torch.inference_mode()
def scores_of(network: nn.Module, features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a network's scores, shape (rows, num_outputs), of features, shape (rows, features), in double precision.

    So they do not depend on which rows stand beside each other, but for the last bits of a double. The network's own
    weights stay as they are; it is left in evaluation mode.
    """
    network.eval()  # whoever trained it further may have left dropout on
    weights = {name: tensor.detach().cpu().double() for name, tensor in network.state_dict().items()}
    parts = [
        torch.func.functional_call(network, weights, (rows,))
        for rows in torch.split(torch.from_numpy(features), BATCH_SIZE)
    ]
    scores: NDArray[np.float64] = torch.cat(parts).numpy()
    return scores
