"""Numbers made fit for a network, and its answers made numbers of the series again; learned from what it may see."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, Self, get_args

import numpy as np
from numpy.typing import NDArray

from torchduet.errors import InputValueError, PositionError

__all__ = ["SCALES", "TRANSFORMS", "Scale", "Scaling", "Transform", "guerrero_lambda"]

Transform = Literal["auto", "none", "log", "sqrt", "box_cox"]
Scale = Literal["standard", "min_max", "none"]
TRANSFORMS = get_args(Transform)
SCALES = get_args(Scale)

_POWERS = {"none": 1.0, "log": 0.0, "sqrt": 0.5}
_LAMBDAS = np.linspace(0.0, 1.0, 101)


@dataclass(frozen=True)
class Scaling:
    """A power transformation, then a shift and a division.

    Examples
    --------
    >>> scaling = Scaling.learn(np.array([1.0, 10.0, 100.0]), transform="log", scale="min_max", period=1)
    >>> scaling.apply(np.array([1.0, 10.0])).tolist()
    [0.0, 0.5]
    >>> scaling.undo(np.array([0.0, 0.5])).round(6).tolist()
    [1.0, 10.0]
    """

    power: float
    """Lambda of Box and Cox: 1 changes nothing but the origin, 0 is the logarithm."""
    location: float
    spread: float
    """In units of the transformed numbers."""

    @classmethod
    def learn(
        cls, values: NDArray[np.float64], *, transform: str, scale: str, period: float, name: str = "series"
    ) -> Self:
        """Return the scaling that numbers ask for.

        Parameters
        ----------
        values : array of float64
            Only what the network learns from.
        transform : {"auto", "none", "log", "sqrt", "box_cox"}
        scale : {"standard", "min_max", "none"}
        period : float
            Observations in a season, by which `guerrero_lambda` groups.

        Raises
        ------
        PositionError
            A number is not positive, where the transformation needs it to be.
        InputValueError
            All numbers are the same.
        """
        _check_sign(values, transform, name)
        if np.ptp(values) == 0:
            raise InputValueError(
                f"{name} is constant in the part to learn from: {{value}}. There is nothing to learn; "
                "forecast it with its last value",
                value=float(values[0]),
            )
        if transform in _POWERS:
            power = _POWERS[transform]
        elif transform == "auto" and values.min() < 0:
            power = 1.0
        else:
            power = guerrero_lambda(values, period)
        transformed = _forward(values, power)
        if scale == "standard":
            return cls(power, float(transformed.mean()), float(transformed.std()))
        if scale == "min_max":
            return cls(power, float(transformed.min()), float(np.ptp(transformed)))
        return cls(power, 0.0, 1.0)

    def apply(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return numbers as the network sees them."""
        transformed = _forward(values, self.power)
        transformed -= self.location
        transformed /= self.spread
        return transformed

    def undo(self, scaled: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what the network says in the series' own units."""
        return _backward(scaled * self.spread + self.location, self.power)

    def check(self, values: NDArray[np.float64], name: str) -> None:
        """Make sure that new numbers can be transformed."""
        if self.power != 1.0:
            _check_sign(values, "log" if self.power == 0 else "box_cox", name)

    def description(self) -> dict[str, Any]:
        """Return what a file holds; `Scaling(**description)` reads it."""
        return asdict(self)


def guerrero_lambda(values: NDArray[np.float64], period: float) -> float:
    """Return Guerrero's lambda: with it, the spread within a season depends least on the season's level.

    Parameters
    ----------
    values : array of float64
        Not negative.
    period : float
        Observations in a season; at least 2 are taken together.

    Returns
    -------
    float
        From 0 (the logarithm) to 1 (no transformation), in hundredths; where a number is zero, from 0.5 (the root):
        minimises the coefficient of variation of ``spread / level ** (1 - lambda)`` over the seasons whose level is not
        zero.

    References
    ----------
    V. M. Guerrero (1993), "Time-series analysis supported by power transformations", Journal of Forecasting 12; as in
    R's ``forecast::BoxCox.lambda``.
    """
    length = max(2, round(period))
    seasons = len(values) // length
    if seasons < 2:
        return 1.0
    blocks = values[len(values) - seasons * length :].reshape(seasons, length)
    blocks = blocks[blocks.mean(axis=1) > 0]
    level, spread = blocks.mean(axis=1), blocks.std(axis=1, ddof=1)
    if len(blocks) < 2 or not spread.any():
        return 1.0
    lambdas = _LAMBDAS if values.min() > 0 else _LAMBDAS[_LAMBDAS >= 0.5]
    ratios = spread / level ** (1.0 - lambdas[:, None])  # (lambdas, seasons)
    return float(lambdas[np.argmin(ratios.std(axis=1, ddof=1) / ratios.mean(axis=1))])


def _check_sign(values: NDArray[np.float64], transform: str, name: str) -> None:
    if transform not in ("log", "sqrt", "box_cox"):
        return
    wrong = np.flatnonzero(values < 0 if transform == "sqrt" else values <= 0)
    if len(wrong):
        least = "0 or more" if transform == "sqrt" else "greater than 0"
        raise PositionError(
            f'{name}: transform = "{transform}" needs numbers that are {least}, and element {{position}} is '
            f'{values[wrong[0]]:g}. Set transform to "none"',
            position=wrong[0],
        )


def _forward(values: NDArray[np.float64], power: float) -> NDArray[np.float64]:
    if power == 0:
        return np.log(values)
    return values - 1.0 if power == 1 else (values**power - 1.0) / power


def _backward(transformed: NDArray[np.float64], power: float) -> NDArray[np.float64]:
    if power == 0:
        return np.exp(transformed)
    if power == 1:
        return transformed + 1.0
    # Below the smallest number that the power has, that number.
    inside: NDArray[np.float64] = np.maximum(transformed * power + 1.0, 0.0) ** (1.0 / power)
    return inside
