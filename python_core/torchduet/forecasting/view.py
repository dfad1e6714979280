"""What a network sees of series and covariates: learned from their training part, applied to all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray

from torchduet.forecasting.covariates import CovariateScaling
from torchduet.forecasting.series import SeriesSet
from torchduet.forecasting.transforms import Scaling
from torchduet.forecasting.windows import WindowData, WindowMaker

__all__ = ["Observed", "View"]

Rows = list[NDArray[np.float64]]


@dataclass(frozen=True)
class Observed:
    """Series and the covariates of their times; those known in advance may go on beyond the series' ends."""

    series: SeriesSet
    past: Rows
    known: Rows

    @property
    def lengths(self) -> list[int]:
        """How many observations each series has."""
        return [len(values) for values in self.series.values]

    def tail(self, count: int) -> tuple[Rows, Rows, Rows, list[int]]:
        """Return the last observations with their covariates and those that follow, and how many were skipped."""
        skipped = [max(0, length - count) for length in self.lengths]
        parts = [
            [rows[start:] for rows, start in zip(whole, skipped, strict=True)]
            for whole in (self.series.values, self.past, self.known)
        ]
        return parts[0], parts[1], parts[2], skipped


@dataclass(frozen=True)
class View:
    """The scaling of each series and of the covariates."""

    scalings: list[Scaling]
    past: CovariateScaling
    known: CovariateScaling

    @classmethod
    def learn(cls, observed: Observed, cuts: Sequence[int], *, transform: str, scale: str) -> Self:
        """Return the view that the first observations of each series ask for, so many of each."""
        series = observed.series
        scalings = [
            Scaling.learn(
                values[:cut],
                transform=transform,
                scale=scale,
                period=series.seasonal_period,
                name=f"series {name}" if series.several else "series",
            )
            for name, values, cut in zip(series.names, series.values, cuts, strict=True)
        ]
        past, known = (
            CovariateScaling.learn([rows[:cut] for rows, cut in zip(whole, cuts, strict=True)])
            for whole in (observed.past, observed.known)
        )
        return cls(scalings, past, known)

    def lay_out(
        self, observed: Observed, maker: WindowMaker, *, room: int, device: torch.device, last: int | None = None
    ) -> WindowData:
        """Return windows over the series, or over their last so many observations."""
        values, past, known, skipped = observed.tail(last if last is not None else max(observed.lengths))
        return WindowData.lay_out(
            maker,
            [scaling.apply(numbers) for scaling, numbers in zip(self.scalings, values, strict=True)],
            [self.past.apply(rows) for rows in past],
            [self.known.apply(rows) for rows in known],
            room=room,
            skipped=skipped,
            device=device,
        )

    def description(self) -> dict[str, Any]:
        """Return what a file holds."""
        covariates = {"past": self.past, "known": self.known}
        return {
            "scalings": [scaling.description() for scaling in self.scalings],
            **{
                name: {"location": one.location.tolist(), "spread": one.spread.tolist()}
                for name, one in covariates.items()
            },
        }

    @classmethod
    def of_description(cls, description: dict[str, Any]) -> Self:
        """Take it back."""
        past, known = (
            CovariateScaling(np.array(description[name]["location"]), np.array(description[name]["spread"]))
            for name in ("past", "known")
        )
        return cls([Scaling(**one) for one in description["scalings"]], past, known)
