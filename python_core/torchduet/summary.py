"""What a network is made of: its weights, layer by layer."""

import pandas as pd
from torch import nn

from torchduet.layer_freezing import layer_depths

__all__ = ["weight_table"]


def weight_table(network: nn.Module) -> pd.DataFrame:
    """Return a row per weight array of a network.

    Parameters
    ----------
    network : torch.nn.Module

    Returns
    -------
    DataFrame
        ``weights`` (the name, as in the state dict), ``layer`` (the kind of layer it belongs to), ``shape`` (a string),
        ``parameters`` (how many numbers), ``trainable`` and ``depth`` (of the layer, 1 is the output). Weights that
        layers share are listed once.

    Examples
    --------
    >>> print(weight_table(nn.Sequential(nn.Linear(3, 2), nn.ReLU())).to_string(index=False))
     weights  layer shape  parameters  trainable  depth
    0.weight Linear 2 x 3           6       True      1
      0.bias Linear     2           2       True      1
    """
    depths = layer_depths(network)
    rows = [
        {
            "weights": name,
            "layer": type(network.get_submodule(name.rpartition(".")[0])).__name__,
            "shape": " x ".join(str(size) for size in parameter.shape),
            "parameters": parameter.numel(),
            "trainable": parameter.requires_grad,
            "depth": depths[name],
        }
        for name, parameter in network.named_parameters()
    ]
    return pd.DataFrame(rows, columns=["weights", "layer", "shape", "parameters", "trainable", "depth"])
