"""Where tensors live and networks train."""

from typing import Any

import torch
from torch import nn

from torchduet.errors import InputTypeError, InputValueError

__all__ = ["device_of", "find_device"]


def find_device(name: Any) -> torch.device:
    """Return the device of a name, after making sure that this machine has it.

    Parameters
    ----------
    name : str
        "cpu", "cuda", "cuda:1", "mps" and so on; "auto" is a CUDA device if there is one, else the CPU.

    Raises
    ------
    InputValueError
        torch does not know the name, or the machine has no such device; the message lists those that it has.

    Examples
    --------
    >>> find_device("cpu")
    device(type='cpu')
    """
    if not isinstance(name, str):
        raise InputTypeError.about("device", 'must be the name of a device, like "cpu" or "auto"', name)
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.empty(0, device=device)  # fails where there is none, whatever its kind
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        found = ["cpu", *(f"cuda:{number}" for number in range(torch.cuda.device_count()))]
        if torch.backends.mps.is_available():
            found.append("mps")
        expected = f"must be a device of this machine, which has {', '.join(found)}"
        raise InputValueError.about("device", expected, name) from error
    return device


def device_of(network: nn.Module) -> torch.device:
    """Return where a network's weights are."""
    return next(network.parameters()).device
