"""Intervals that hold: as wide as the errors were on observations that the network had not learned from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from torchduet.errors import InputValueError
from torchduet.forecasting.levels import bounds
from torchduet.forecasting.prediction import forecast_windows
from torchduet.forecasting.windows import WindowData

__all__ = [
    "Conformal",
    "ConformalQuantiles",
    "Intervals",
    "conformal_quantile",
    "few_stretches",
    "intervals_of_arrays",
    "learn_intervals",
    "rising",
]

MOST_SCORES = 2000
# With fewer, the intervals would say little but that nothing is known.
FEWEST_DEGREES = 4


class Intervals(Protocol):
    """What makes intervals of forecasts."""

    def bounds(self, answer: NDArray[np.float64], levels: Sequence[float]) -> dict[str, NDArray[np.float64]]:
        """Return ``lower_`` and ``upper_`` of each level in per cent, from a network's (horizon, outputs)."""

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Return what a file holds."""


@dataclass(frozen=True)
class Conformal:
    """Split conformal intervals around a forecast, wider from step to step where the errors grew.

    Errors of held-out origins are divided by their usual size at that step; what is left is pooled over steps, series
    and origins, and its conformal quantile is the radius, in units of the usual size; `few_stretches` widens it.

    References
    ----------
    V. Vovk, A. Gammerman and G. Shafer (2005), "Algorithmic Learning in a Random World"; J. Lei and others (2018),
    "Distribution-free predictive inference for regression", JASA 113 (locally weighted, section 5.2).
    """

    sizes: NDArray[np.float64]
    """Shape (horizon,): the usual size of an error at each step; it never falls."""
    scores: NDArray[np.float64]
    """Absolute errors in units of the size, in order."""
    count: int
    """Observations that were held out."""

    @classmethod
    def learn(cls, errors: NDArray[np.float64], count: int) -> Self:
        """Return what errors, shape (origins, horizon), NaN where nothing was observed, say of the next ones."""
        absolute = np.abs(errors)
        sizes = np.maximum(rising(np.nanmean(absolute, axis=0)), np.finfo(np.float64).tiny)
        return cls(sizes, _thinned((absolute / sizes)[~np.isnan(errors)]), count)

    def bounds(self, answer: NDArray[np.float64], levels: Sequence[float]) -> dict[str, NDArray[np.float64]]:
        """Return the forecast less and plus the radius of each level."""
        made: dict[str, NDArray[np.float64]] = {}
        for level in levels:
            steps = self.sizes[: len(answer)] * few_stretches(level / 100, self.count, len(answer))
            radius = steps * conformal_quantile(self.scores, level / 100, self.count)
            lower, upper = bounds(level)
            made |= {lower: answer[:, 0] - radius, upper: answer[:, 0] + radius}
        return made

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Return what a file holds."""
        return {"sizes": self.sizes, "scores": self.scores, "count": np.array([float(self.count)])}


@dataclass(frozen=True)
class ConformalQuantiles:
    """Intervals between quantiles that the network learned, made wider or narrower by the conformal quantile.

    A score says by how many widths of its interval an observation lies outside, negative inside.

    References
    ----------
    Y. Romano, E. Patterson and E. Candès (2019), "Conformalized quantile regression", NeurIPS; scaled by the width as
    in M. Sesia and E. Candès (2020), "A comparison of some conformal quantile regression methods", Stat 9.
    """

    quantiles: NDArray[np.float64]
    scores: NDArray[np.float64]
    """Shape (intervals, scores): of the outermost quantiles first."""
    count: int

    @classmethod
    def learn(
        cls, answers: NDArray[np.float64], targets: NDArray[np.float64], quantiles: Sequence[float], count: int
    ) -> Self:
        """Return what quantiles, shape (origins, horizon, 1 + quantiles), and what then was observed say."""
        learned = np.array(sorted(quantiles))
        made = cls(learned, np.empty((0, 0)), count)
        rows = []
        for pair in made.levels():
            lower, upper, width = made.interval(answers, pair)
            outside = np.maximum(lower - targets, targets - upper) / width
            rows.append(_thinned(outside[~np.isnan(targets)]))
        return cls(learned, np.array(rows), count)

    def levels(self) -> list[float]:
        """Return the levels in per cent of the intervals between quantiles that mirror each other, widest first."""
        half = self.quantiles[: len(self.quantiles) // 2]
        return [round(100 * (1 - 2 * float(quantile)), 6) for quantile in half]

    def interval(self, answers: NDArray[np.float64], level: float) -> tuple[NDArray[np.float64], ...]:
        """Return lower and upper quantile, in the right order, and the width."""
        place = self.levels().index(level)
        ordered = np.sort(answers[..., 1:], axis=-1)
        lower, upper = ordered[..., place], ordered[..., -1 - place]
        return lower, upper, np.maximum(upper - lower, np.finfo(np.float32).eps)

    def bounds(self, answer: NDArray[np.float64], levels: Sequence[float]) -> dict[str, NDArray[np.float64]]:
        """Return the intervals of levels that were learned."""
        made: dict[str, NDArray[np.float64]] = {}
        for level in levels:
            if level not in self.levels():
                listed = ", ".join(f"{one:g}" for one in self.levels())
                raise InputValueError.about(
                    "levels", f"must be among those of the quantiles that the model learned, {listed}", level
                )
            lower, upper, width = self.interval(answer, level)
            scores = self.scores[self.levels().index(level)]
            more = width * conformal_quantile(scores, level / 100, self.count)
            factor = few_stretches(level / 100, self.count, len(answer))
            # A narrower interval still has its forecast inside.
            names, middle = bounds(level), answer[:, 0]
            made[names[0]] = middle - factor * np.maximum(middle - lower + more, 0)
            made[names[1]] = middle + factor * np.maximum(upper + more - middle, 0)
        return made

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Return what a file holds."""
        return {"quantiles": self.quantiles, "scores": self.scores, "count": np.array([float(self.count)])}


def intervals_of_arrays(arrays: Mapping[str, NDArray[np.float64]]) -> Intervals:
    """Return intervals as they were saved."""
    count = int(arrays["count"][0])
    if "sizes" in arrays:
        return Conformal(arrays["sizes"], arrays["scores"], count)
    return ConformalQuantiles(arrays["quantiles"], arrays["scores"], count)


def learn_intervals(
    network: nn.Module, data: WindowData, horizon: int, spans: Sequence[tuple[int, int]], quantiles: Sequence[float]
) -> Intervals:
    """Return the intervals that a network's errors ask for on spans that it has not learned from, one of each series.

    Of each step, all observations of the spans count, forecast from origins before the span, too.
    """
    origins = data.origins(spans, horizon)
    answers = forecast_windows(network, data, origins, horizon).double().numpy()
    targets = data.targets(origins, torch.tensor(spans), horizon).double().cpu().numpy()
    count = sum(last - first for first, last in spans)
    if quantiles:
        return ConformalQuantiles.learn(answers, targets, quantiles, count)
    return Conformal.learn(answers[..., 0] - targets, count)


def conformal_quantile(scores: NDArray[np.float64], level: float, count: int) -> float:
    """Return the score that the next one stays below with a probability of at least `level`.

    Parameters
    ----------
    scores : array of float64
        In order.
    level : float
        Between 0 and 1.
    count : int
        How many scores there would be if each came from another observation: the correction for few is theirs,
        ``ceil((count + 1) * level) / count``.
    """
    corrected = np.ceil((count + 1) * level - 1e-9) / count  # 20 * 0.95 is not above 19
    return float(np.quantile(scores, min(corrected, 1.0), method="inverted_cdf"))


def few_stretches(level: float, count: int, horizon: int) -> NDArray[np.float64]:
    """Return how much wider an interval must be at each step, as its errors come from ever fewer separate stretches.

    Errors k steps ahead from neighbouring origins share most of what happened in between: `count` of them say as much
    as ``count / k`` that do not overlap. Their spread is known as badly as that, so the quantile of Student's t with as
    many degrees of freedom, at least 4, takes the place of that with `count`; at the first step nothing changes.

    Examples
    --------
    >>> few_stretches(0.95, 40, 4).round(2).tolist()
    [1.0, 1.03, 1.07, 1.1]
    """
    from scipy.special import stdtrit  # 60 ms, which only intervals need

    degrees = np.maximum(count / np.arange(1, horizon + 1), FEWEST_DEGREES)
    probability = (1 + level) / 2
    factors: NDArray[np.float64] = stdtrit(degrees, probability) / stdtrit(degrees[0], probability)
    return factors


def rising(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the closest numbers that never fall: least squares by pooling neighbours that do.

    Examples
    --------
    >>> rising(np.array([1.0, 3.0, 2.0, 4.0])).tolist()
    [1.0, 2.5, 2.5, 4.0]
    """
    blocks: list[tuple[float, int]] = []
    for value in values.tolist():
        blocks.append((value, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (last, many), (before, few) = blocks.pop(), blocks.pop()
            blocks.append(((last * many + before * few) / (many + few), many + few))
    return np.repeat([value for value, _ in blocks], [count for _, count in blocks])


def _thinned(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores in order, or as many as tell their quantiles, the largest among them."""
    if len(scores) <= MOST_SCORES:
        return np.sort(scores)
    return np.quantile(scores, np.linspace(0, 1, MOST_SCORES), method="inverted_cdf")
