"""Windows over series: what a forecast may see, cut out of the series a batch at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
import torch
from numpy.typing import NDArray

__all__ = ["Inputs", "WindowBatches", "WindowData", "WindowMaker"]


class Inputs(NamedTuple):
    """What a network is given of some windows."""

    past: torch.Tensor
    """Shape (batch, window, features): what was observed, and what was known of those times."""
    known: torch.Tensor
    """Shape (batch, horizon, known features): what is known in advance of the times to forecast."""
    reference: torch.Tensor
    """Shape (batch, horizon): a simple forecast that the network's answer is added to."""


@dataclass(frozen=True)
class WindowMaker:
    """How inputs are made of scaled numbers.

    A window is named by its origin: the place of the first number to forecast. Those before it were seen.
    """

    window: int
    horizon: int
    difference: int
    """The lag of the differences that the network sees; 0 for none."""
    center: str
    """What is taken from each window before the network sees it: its "mean", its "last" number, or "none"."""
    periods: tuple[float, ...]
    pairs: int
    """Sines and cosines of each season."""

    @property
    def length(self) -> int:
        """How many numbers before its origin a window needs."""
        return self.window + self.difference

    @property
    def season_features(self) -> int:
        """How many sines and cosines describe a time."""
        return 2 * sum(self._pairs_of(period) for period in self.periods)

    def inputs(self, numbers: torch.Tensor, times: torch.Tensor, past: torch.Tensor, known: torch.Tensor) -> Inputs:
        """Return what the network is given.

        Parameters
        ----------
        numbers : tensor, shape (batch, length)
            Scaled observations before the origins.
        times : tensor of int64, shape (batch,)
            When the origins are, counted from the series' start.
        past : tensor, shape (batch, window, past covariates)
        known : tensor, shape (batch, window + horizon, covariates)
        """
        seen = numbers[:, self.difference :]
        if self.difference:
            seen = seen - numbers[:, : -self.difference]
            steps = torch.arange(self.horizon, device=numbers.device) % self.difference
            reference = numbers[:, self.length - self.difference + steps]
        else:
            middle = self._middle(numbers)
            seen = seen - middle
            reference = middle.expand(-1, self.horizon)
        around = torch.cat([self.season(times, known.dtype), known], dim=2)
        return Inputs(
            torch.cat([seen.unsqueeze(2), past, around[:, : self.window]], dim=2),
            around[:, self.window :],
            reference,
        )

    def season(self, times: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
        """Return sines and cosines, shape (batch, window + horizon, season_features)."""
        steps = torch.arange(-self.window, self.horizon, device=times.device)
        places = (times.unsqueeze(1) + steps).double()
        columns = []
        for period in self.periods:
            phase = 2 * torch.pi / period * (places % period)
            for pair in range(1, self._pairs_of(period) + 1):
                columns += [torch.sin(pair * phase), torch.cos(pair * phase)]
        if not columns:
            return places.new_zeros(*places.shape, 0, dtype=dtype)
        return torch.stack(columns, dim=2).to(dtype)

    def _pairs_of(self, period: float) -> int:
        return min(self.pairs, int(period // 2))

    def _middle(self, numbers: torch.Tensor) -> torch.Tensor:
        if self.center == "mean":
            return numbers.mean(dim=1, keepdim=True)
        return numbers[:, -1:] if self.center == "last" else torch.zeros_like(numbers[:, :1])


@dataclass(frozen=True)
class WindowData:
    """Series one after the other in one tensor each, with room after each series' end for what is to be forecast.

    What this costs beside the series themselves is one copy in the network's precision, however long the windows: they
    are views of it.
    """

    maker: WindowMaker
    numbers: torch.Tensor
    """Shape (times,): scaled; NaN where nothing was observed yet."""
    past: torch.Tensor
    """Shape (times, past covariates)."""
    known: torch.Tensor
    """Shape (times, covariates)."""
    starts: torch.Tensor
    """Where each series begins."""
    lengths: torch.Tensor
    skipped: torch.Tensor
    """How many times of each series came before what is here."""

    @classmethod
    def lay_out(
        cls,
        maker: WindowMaker,
        series: Sequence[NDArray[np.float64]],
        past: Sequence[NDArray[np.float64]],
        known: Sequence[NDArray[np.float64]],
        *,
        room: int,
        skipped: Sequence[int] | None = None,
        device: torch.device | str = "cpu",
    ) -> Self:
        """Lay out scaled series and covariates, arrays of shape (times, covariates).

        `known` may go on after a series' end, for as many times as there is `room`. Of each series, so many times may
        be `skipped`, left out at its start.
        """
        lengths = torch.tensor([len(numbers) for numbers in series])
        ends = torch.cumsum(lengths + room, 0)
        starts = ends - lengths - room

        def joined(parts: Sequence[NDArray[np.float64]], fill: float) -> torch.Tensor:
            whole = torch.full((int(ends[-1]), *parts[0].shape[1:]), fill)
            for start, part in zip(starts.tolist(), parts, strict=True):
                whole[start : start + len(part)] = torch.from_numpy(part)
            return whole.to(device)

        before = torch.zeros_like(lengths) if skipped is None else torch.tensor(skipped)
        return cls(maker, joined(series, torch.nan), joined(past, 0.0), joined(known, 0.0), starts, lengths, before)

    def origins(self, spans: Sequence[tuple[int, int]], horizon: int | None = None) -> torch.Tensor:
        """Return the windows that have a target among the times of spans, (first, last) of each series.

        A window whose origin is before the span counts where its horizon, `maker`'s or another, reaches into it.
        """
        length, steps = self.maker.length, horizon or self.maker.horizon
        return torch.cat(
            [
                start + torch.arange(max(length, first - steps + 1), max(length, last))
                for start, (first, last) in zip(self.starts.tolist(), spans, strict=True)
            ]
        )

    def ends(self) -> torch.Tensor:
        """Return the windows at whose origin each series ends."""
        return self.starts + self.lengths

    def inputs(self, origins: torch.Tensor) -> Inputs:
        """Return what the network is given of some windows."""
        maker = self.maker
        rows = origins.to(self.numbers.device)
        numbers = self.numbers.unfold(0, maker.length, 1)[rows - maker.length]
        return maker.inputs(numbers, self.times(origins).to(rows.device), *self.covariates(origins))

    def covariates(self, origins: torch.Tensor, ahead: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
        """Return past and known covariates of windows that begin so many steps later."""
        maker = self.maker
        rows = origins.to(self.numbers.device) + ahead - maker.window
        past = self.past.unfold(0, maker.window, 1)[rows].transpose(1, 2)
        known = self.known.unfold(0, maker.window + maker.horizon, 1)[rows].transpose(1, 2)
        return past, known

    def targets(self, origins: torch.Tensor, spans: torch.Tensor, horizon: int | None = None) -> torch.Tensor:
        """Return what was observed from the origins on, shape (batch, horizon), NaN outside of the spans.

        Parameters
        ----------
        origins : tensor
        spans : tensor of int64, shape (series, 2)
            First and last of each series' times that are targets.
        horizon : int, optional
            Another than that of `maker`.
        """
        steps = horizon or self.maker.horizon
        first, last = spans[self.series_of(origins)].T.unsqueeze(2)
        places = self.times(origins).unsqueeze(1) + torch.arange(steps)
        outside = (places < first) | (places >= last)
        targets = self.numbers.unfold(0, steps, 1)[origins.to(self.numbers.device)]
        return targets.masked_fill(outside.to(targets.device), torch.nan)

    def times(self, origins: torch.Tensor) -> torch.Tensor:
        """Return how many times of its series come before each origin."""
        series = self.series_of(origins)
        return origins - self.starts[series] + self.skipped[series]

    def series_of(self, origins: torch.Tensor) -> torch.Tensor:
        """Return which series each window belongs to."""
        if len(self.starts) == 1:
            return torch.zeros_like(origins)
        return torch.searchsorted(self.starts, origins, right=True) - 1


class WindowBatches:
    """Iterate over (inputs, targets) of windows.

    Parameters
    ----------
    data : WindowData
    spans : sequence of (first, last)
        Of each series, the times that are targets; a window's others are NaN.
    batch_size : int
    shuffle : bool
        Draw a new order at every pass, from torch's generator.
    share, generator
        As `LengthBatches` has them.
    """

    def __init__(
        self,
        data: WindowData,
        spans: Sequence[tuple[int, int]],
        *,
        batch_size: int,
        shuffle: bool,
        share: tuple[int, int] = (0, 1),
        generator: torch.Generator | None = None,
    ) -> None:
        self.data = data
        self.spans = torch.tensor(spans)
        self.origins = data.origins(spans)
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.share = share
        self.generator = generator

    def __len__(self) -> int:
        return math.ceil(len(self.origins) / self.batch_size)

    def __iter__(self) -> Iterator[tuple[Inputs, torch.Tensor]]:
        process, processes = self.share
        count = len(self.origins)
        order = torch.randperm(count, generator=self.generator) if self.shuffle else torch.arange(count)
        for batch in torch.split(order, self.batch_size):
            origins = self.origins[batch[process::processes]]
            yield self.data.inputs(origins), self.data.targets(origins, self.spans)
