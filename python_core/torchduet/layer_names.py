"""The names of recurrent weights: PyTorch counts layers from zero (``weight_ih_l0``), R's torch from one."""

from __future__ import annotations

import re
from typing import Literal

from torchduet.errors import InputValueError

__all__ = ["Direction", "from_r_torch", "split_name", "to_r_torch"]

# An LSTM with a projection has weight_hr; the peephole weights of the course are named in the same way.
_RECURRENT = re.compile(
    r"(?P<prefix>(?:.*\.)?)(?P<kind>(?:weight|bias)_[a-z]{2})_l(?P<layer>\d+)(?P<reverse>_reverse)?"
)

Direction = Literal["forward", "backward"]


def split_name(name: str) -> tuple[str, str, int, Direction] | None:
    """Take the name of a recurrent weight apart: prefix, kind, layer, direction; None if it is no such name.

    Examples
    --------
    >>> split_name("layers.recurrent.weight_ih_l1_reverse")
    ('layers.recurrent.', 'weight_ih', 1, 'backward')
    """
    found = _RECURRENT.fullmatch(name)
    if found is None:
        return None
    return found["prefix"], found["kind"], int(found["layer"]), "backward" if found["reverse"] else "forward"


def to_r_torch(name: str) -> str:
    """Return the name of a weight in R's torch; weights that are not recurrent have the same in both.

    Examples
    --------
    >>> to_r_torch("weight_ih_l0_reverse")
    'weight_ih_l1_reverse'
    """
    return _shifted(name, 1)


def from_r_torch(name: str) -> str:
    """Return the name of a weight in PyTorch.

    Raises
    ------
    InputValueError
        It counts layers from zero already.

    Examples
    --------
    >>> from_r_torch("recurrent.bias_hh_l2")
    'recurrent.bias_hh_l1'
    """
    return _shifted(name, -1)


def _shifted(name: str, by: int) -> str:
    found = _RECURRENT.fullmatch(name)
    if found is None:
        return name
    layer = int(found["layer"]) + by
    if layer < 0:
        raise InputValueError(f"the layers of recurrent weights count from 1 in R; given {name}")
    return f"{found['prefix']}{found['kind']}_l{layer}{found['reverse'] or ''}"
