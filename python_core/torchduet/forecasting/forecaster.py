"""Series in, forecasts with intervals out: windows, network and training behind fit and predict."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from torchduet.devices import device_of
from torchduet.errors import InputValueError
from torchduet.fitting import Fitted, Prepared, Share, fit_network, held_back
from torchduet.forecasting.covariates import align, are_names, pivot
from torchduet.forecasting.forecast_losses import forecast_loss
from torchduet.forecasting.forecaster_files import from_storage, tensors_of
from torchduet.forecasting.intervals import Intervals, learn_intervals
from torchduet.forecasting.levels import check_levels
from torchduet.forecasting.networks import ForecastNetwork, Members
from torchduet.forecasting.prediction import BATCH_SIZE, forecast_windows
from torchduet.forecasting.series import Missing, SeriesSet, as_series_set, column_names, following
from torchduet.forecasting.settings import check_lengths, check_settings, make_windows, season_list
from torchduet.forecasting.transforms import Scale, Transform
from torchduet.forecasting.view import Observed, View
from torchduet.forecasting.windows import WindowBatches, WindowData, WindowMaker
from torchduet.network_model import NetworkModel
from torchduet.parameters import check_integer
from torchduet.schedules import LearningRateFunction

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Forecaster"]


class Forecaster(NetworkModel):
    """Forecast series with a neural network, and say how far to trust it.

    Parameters
    ----------
    architecture : {"lstm", "gru", "rnn", "mlp", "linear"}
        The network that reads a window.
    window : int or None
        Observations that a forecast is made of. None: two seasons, at least 12, at most a third of the shortest series.
    horizon : int or None
        Most steps that can be forecast. None: two seasons, or 10 where there are none, as in R's package forecast.
    strategy : {"direct", "recursive"}
        All steps at once, or one after the other, each reading the forecasts before it as if they had been observed.
    transform : {"auto", "none", "log", "sqrt", "box_cox"}
        What makes the spread independent of the level; "box_cox" estimates lambda by Guerrero's method, "auto" does so
        where no number is negative, and takes at least the square root where one is zero.
    difference : {0, 1, "seasonal"}
        What the network reads and forecasts: the series, its changes, or its changes against a season ago.
    center : {"last", "mean", "none"}
        What is taken from each window, and added to its forecast, so that a level never seen before is none: its last
        number or its mean. Not used with differences, which have no level.
    scale : {"standard", "min_max", "none"}
        Of each series: to mean 0 and variance 1, to the range from 0 to 1, or as it is.
    seasonal_period : float or sequence of float, optional
        Observations in a season, or in each of several seasons; the first is the one of differences. None: that of the
        times, 12 of months, 7 of days and so on.
    seasonal_features : int
        Pairs of sine and cosine of each season that the network is given; 0 for none.
    missing : {"error", "interpolate", "last"}
        What becomes of missing observations and of times that are left out; see the notes.
    intervals : {"conformal", "quantile", "none"}
        The errors on held-back observations around the forecast, or around quantiles that the network learns.
    quantiles : sequence of float
        With "quantile", the levels to learn; 0.1 and 0.9 make the interval of 80 %.
    hidden_size, layers, dropout
        Of the recurrent or hidden layers.
    decoder : {"linear", "mlp"} or None
        How what is known in advance of a step is put together with what was read: added, or through a hidden layer.
        None: "mlp" with covariates, else "linear".
    members : int
        Networks trained together from different first weights; the forecast is their mean.
    epochs, batch_size, learning_rate, weight_decay, gradient_clip
        As of `TextClassifier`; a batch is of windows.
    validation_split : float
        Share of each series, its last part, held back to choose the best epoch by and to measure intervals on.
    patience : int or None
        Epochs without a lower validation loss after which training stops.
    refit : bool
        Train again on all observations, for as many epochs as were best. Without it, the last part of the series is
        read, but never learned from.
    loss : {"absolute_error", "squared_error", "huber"}
    seed, device, callbacks, verbose
        As of `TextClassifier`.

    Attributes
    ----------
    history_ : DataFrame
        A row per epoch of the training with observations held back: epoch, loss, validation_loss, seconds.
    best_epoch_ : int
    horizon_ : int
    window_ : int
    lambda_ : array of float64, shape (n_series,)
        Of the power transformation of each series: 1 for none, 0 for the logarithm.
    network_ : torch.nn.Module
    seed_ : int
    interrupted_ : bool

    Notes
    -----
    Everything learned, the scaling too, comes from the part that is not held back; with `refit`, in the end from all
    observations given to `fit`. Of losses, "absolute_error" makes the column ``mean`` a forecast of the median.

    Centred windows are a simple form of reversible instance normalisation: T. Kim and others (2022), "Reversible
    instance normalization for accurate time-series forecasting against distribution shift", ICLR.

    Examples
    --------
    >>> months = pd.period_range("2001-01", periods=60, freq="M")
    >>> wave = pd.Series(np.sin(np.arange(60) * np.pi / 6), index=months)
    >>> model = Forecaster(architecture="linear", horizon=3, members=1, epochs=30, seed=1).fit(wave)
    >>> model.predict()["time"].astype(str).tolist()
    ['2006-01', '2006-02', '2006-03']
    """

    best_epoch_: int
    horizon_: int
    window_: int
    lambda_: NDArray[np.float64]

    _observed: Observed
    _view: View
    _maker: WindowMaker
    _intervals: Intervals | None
    _columns: dict[str, Any]

    def __init__(
        self,
        *,
        architecture: str = "lstm",
        window: int | None = None,
        horizon: int | None = None,
        strategy: Literal["direct", "recursive"] = "direct",
        transform: Transform = "auto",
        difference: int | str = 0,
        center: Literal["last", "mean", "none"] = "mean",
        scale: Scale = "standard",
        seasonal_period: float | Sequence[float] | None = None,
        seasonal_features: int = 3,
        missing: Missing = "error",
        intervals: Literal["conformal", "quantile", "none"] = "conformal",
        quantiles: Sequence[float] = (0.025, 0.1, 0.9, 0.975),
        hidden_size: int = 32,
        layers: int = 1,
        dropout: float = 0.0,
        decoder: Literal["linear", "mlp"] | None = None,
        members: int = 3,
        epochs: int = 300,
        batch_size: int = 64,
        learning_rate: float | LearningRateFunction = 0.005,
        weight_decay: float = 0.0,
        gradient_clip: float | None = 1.0,
        validation_split: float = 0.2,
        patience: int | None = 30,
        refit: bool = True,
        loss: Literal["absolute_error", "squared_error", "huber"] = "absolute_error",
        seed: int | None = None,
        device: str = "auto",
        callbacks: Sequence[Any] = (),
        verbose: bool | Literal["auto"] = "auto",
    ) -> None:
        self.architecture = architecture
        self.window = window
        self.horizon = horizon
        self.strategy = strategy
        self.transform = transform
        self.difference = difference
        self.center = center
        self.scale = scale
        self.seasonal_period = seasonal_period
        self.seasonal_features = seasonal_features
        self.missing = missing
        self.intervals = intervals
        self.quantiles = quantiles
        self.hidden_size = hidden_size
        self.layers = layers
        self.dropout = dropout
        self.decoder = decoder
        self.members = members
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.gradient_clip = gradient_clip
        self.validation_split = validation_split
        self.patience = patience
        self.refit = refit
        self.loss = loss
        self.seed = seed
        self.device = device
        self.callbacks = callbacks
        self.verbose = verbose

    def fit(
        self,
        series: Any,
        covariates: Any = None,
        past_covariates: Any = None,
        *,
        time: str | None = None,
        value: str | None = None,
        key: str | None = None,
    ) -> Self:
        """Learn from one or several series.

        Parameters
        ----------
        series : Series, array or DataFrame
            A Series with times or numbers as index, a one-dimensional array, a DataFrame with a column per series, or
            a long DataFrame whose columns are named by `time`, `value` and `key`.
        covariates : DataFrame, array, dict or list of str, optional
            Numbers that are known in advance: one row per time of the series, matched by its times if it has any; a
            dict by the series' names; the names of columns, if `series` is a long DataFrame.
        past_covariates : the same, optional
            Numbers that are not known in advance.
        time, value, key : str, optional
            Columns of a long DataFrame: times, observations, and which series a row belongs to.

        Returns
        -------
        Forecaster
            Itself.

        Raises
        ------
        InputValueError, InputTypeError
            A setting or the data does not make sense; the message says which, where, and what was expected.
        """
        check_settings(self)
        columns = column_names(time, value, key)
        periods = season_list(self.seasonal_period)
        given = as_series_set(series, **columns, seasonal_period=periods[0] if periods else None, missing=self.missing)
        known, known_names = self._align(series, covariates, given.index, given, columns, "covariates")
        past, past_names = self._align(series, past_covariates, given.index, given, columns, "past_covariates")
        observed = Observed(given, past, known)
        maker, horizon = make_windows(self, observed)
        check_lengths(self, observed, maker, horizon)
        cuts = [length - held_back(length, self.validation_split) for length in observed.lengths]
        sizes = (
            1 + len(past_names) + len(known_names) + maker.season_features,
            len(known_names) + maker.season_features,
        )

        view = View.learn(observed, cuts, transform=self.transform, scale=self.scale)
        fitted = self._train(self, observed, view, maker, horizon, cuts, sizes)
        losses = fitted.history.get("validation_loss")
        best_epoch = len(fitted.history) if losses is None or losses.empty else int(losses.argmin()) + 1
        history, interrupted = fitted.history, fitted.interrupted
        intervals = None
        if self.intervals != "none":
            data = view.lay_out(observed, maker, room=horizon, device=device_of(fitted.network))
            spans = list(zip(cuts, observed.lengths, strict=True))
            intervals = learn_intervals(fitted.network, data, horizon, spans, self._quantiles())
        if self.refit and self.validation_split and not interrupted:
            again = copy.copy(self).set_params(
                epochs=best_epoch, validation_split=0.0, seed=fitted.seed, callbacks=(), verbose=False
            )
            view = View.learn(observed, observed.lengths, transform=self.transform, scale=self.scale)
            fitted = self._train(again, observed, view, maker, horizon, observed.lengths, sizes)
        # All at the end: a fit that fails leaves the model as it was.
        self._take(Fitted(fitted.network, history, fitted.seed, interrupted or fitted.interrupted))
        self.best_epoch_ = best_epoch
        self._columns = {"named": columns, "covariates": known_names, "past_covariates": past_names}
        self._settle(observed, view, maker, horizon, intervals)
        return self

    def predict(self, h: int | None = None, covariates: Any = None, levels: Any = (80, 95)) -> pd.DataFrame:
        """Forecast what follows the series.

        Parameters
        ----------
        h : int or None
            Steps; None for as many as the model was made for.
        covariates : DataFrame, array, dict, optional
            Of the times to forecast, for a model that was fitted with covariates; as `fit` takes them. Of a long
            DataFrame, one with the same columns.
        levels : sequence of float
            Of the intervals, in per cent; empty for none.

        Returns
        -------
        DataFrame
            A row per step, of each series: ``series`` (of several), ``time``, ``step`` from 1, ``mean``, and ``lower_``
            and ``upper_`` of each level.

        Raises
        ------
        InputValueError
            More steps than the model was made for, or covariates that end too early.
        NotFittedError
            `fit` was not called yet.
        """
        self._check_fitted("predict")
        steps, checked = self._check_steps(h), check_levels(levels)
        series = self._observed.series
        future = [series.future(place, steps) for place in range(len(series.names))]
        known = self._future_covariates(covariates, future)
        data = self._view.lay_out(
            Observed(series, self._observed.past, known),
            self._maker,
            room=self.horizon_,
            device=device_of(self.network_),
            last=self._maker.length,
        )
        answers = forecast_windows(self.network_, data, data.ends(), self.horizon_)[:, :steps].double().numpy()
        columns = []
        for answer, scaling in zip(answers, self._view.scalings, strict=True):
            bands = {} if self._intervals is None else self._intervals.bounds(answer, checked)
            scaled = {"mean": answer[:, 0], **bands}
            columns.append({name: scaling.undo(numbers) for name, numbers in scaled.items()})
        return series.restore(columns)

    def update(self, series: Any, covariates: Any = None, past_covariates: Any = None, *, epochs: int = 0) -> Self:
        """Add observations that came since, so that forecasts start after them.

        Parameters
        ----------
        series : as `fit` takes it
            The next observations; numbers without times are taken as the next ones.
        covariates, past_covariates : as `fit` takes them
            Of the new times.
        epochs : int
            Passes over all observations, old and new, to go on learning for; 0 leaves the weights as they are.
        """
        self._check_fitted("update")
        check_integer("epochs", epochs, at_least=0)
        before = self._observed
        columns = self._columns["named"]
        new = following(before.series, series, columns, "series")
        for values, scaling in zip(new, self._view.scalings, strict=True):
            scaling.check(values, "series")
        times = [before.series.future(place, len(values)) for place, values in enumerate(new)]
        rows = {}
        for argument, given, old in (
            ("covariates", covariates, before.known),
            ("past_covariates", past_covariates, before.past),
        ):
            aligned, names = self._align(series, given, times, before.series, columns, argument)
            self._check_names(argument, names)
            rows[argument] = [np.concatenate(pair) for pair in zip(old, aligned, strict=True)]
        observed = Observed(before.series.extended(new), rows["past_covariates"], rows["covariates"])
        if epochs:
            more = copy.copy(self).set_params(
                epochs=epochs, validation_split=0.0, seed=self.seed_, callbacks=(), verbose=False
            )
            fitted = self._train(
                more, observed, self._view, self._maker, self.horizon_, observed.lengths, network=self.network_
            )
            self.network_ = fitted.network
        self._observed = observed
        return self

    def residuals(self) -> pd.DataFrame:
        """Return what one-step forecasts of the observations given so far miss.

        Returns
        -------
        DataFrame
            ``series`` (of several), ``time``, ``value``, ``fitted`` and ``residual``; the first observations, of which
            the first window is made, are left out. With `refit`, the network has learned from all of them.
        """
        self._check_fitted("residuals")
        data = self._view.lay_out(self._observed, self._maker, room=self.horizon_, device=device_of(self.network_))
        tables = []
        series = self._observed.series
        for place, (name, values) in enumerate(zip(series.names, series.values, strict=True)):
            spans = [(0, len(values) if other == place else 0) for other in range(len(series.names))]
            origins = data.origins(spans, horizon=1)
            origins = origins[data.series_of(origins) == place]
            steps = self._maker.horizon  # a recursive network's first step needs no second
            answers = forecast_windows(self.network_, data, origins, steps)[:, 0, 0].double().numpy()
            fitted = self._view.scalings[place].undo(answers)
            seen = values[self._maker.length :]
            times = series.index[place][self._maker.length :]
            said = {"series": name} if series.several else {}
            tables.append(
                pd.DataFrame({**said, "time": times, "value": seen, "fitted": fitted, "residual": seen - fitted})
            )
        return pd.concat(tables, ignore_index=True)

    def plot(
        self, h: int | None = None, covariates: Any = None, levels: Any = (80, 95), last: int | None = None
    ) -> Axes:
        """Draw the last observations, the forecast and its intervals with matplotlib; return the axes.

        Parameters
        ----------
        h, covariates, levels
            As of `predict`.
        last : int, optional
            How many observations of each series to draw. None: six times the steps.
        """
        from torchduet.forecasting.plots import plot_forecast

        self._check_fitted("plot")
        forecast = self.predict(h, covariates, levels)
        return plot_forecast(self._observed.series, forecast, last or 6 * self._check_steps(h))

    def save(self, path: str | Path) -> None:
        """Write the model and its series to a folder, or to one file where `path` ends in ``.zip``.

        Functions stay out of the file: `callbacks`, and a `learning_rate` that is one.
        """
        self._check_fitted("save")
        description, tensors = tensors_of(self)
        self._write(path, self._storable_params(), description, tensors)

    @classmethod
    def _from_storage(cls, description: dict[str, Any], weights: dict[str, torch.Tensor]) -> Self:
        return from_storage(cls(**description["params"]), description, weights)

    def _sizes(self) -> dict[str, int]:
        """Return how many series and observations the model knows."""
        return {"series": len(self._observed.lengths), "observations": sum(self._observed.lengths)}

    def _observations(self, last: int) -> pd.DataFrame:
        """Return the last observations of each series: ``series`` (of several), ``time``, ``value``."""
        series = self._observed.series
        tables = [
            pd.DataFrame({"series": name, "time": index[-last:], "value": values[-last:]})
            for name, index, values in zip(series.names, series.index, series.values, strict=True)
        ]
        table = pd.concat(tables, ignore_index=True)
        return table if series.several else table.drop(columns="series")

    def _settle(
        self, observed: Observed, view: View, maker: WindowMaker, horizon: int, intervals: Intervals | None
    ) -> None:
        self._observed, self._view, self._maker, self._intervals = observed, view, maker, intervals
        self.horizon_, self.window_ = horizon, maker.window
        self.lambda_ = np.array([scaling.power for scaling in view.scalings])

    def _train(
        self,
        settings: Forecaster,
        observed: Observed,
        view: View,
        maker: WindowMaker,
        horizon: int,
        cuts: Sequence[int],
        sizes: tuple[int, int] = (0, 0),
        network: torch.nn.Module | None = None,
    ) -> Fitted:
        """Train a network, a new one or a copy of one, on what comes before the cuts; the rest is validation."""

        def prepare(device: torch.device, share: Share) -> Prepared:
            data: WindowData = view.lay_out(observed, maker, room=horizon, device=device)
            spans = list(zip(cuts, observed.lengths, strict=True))
            return Prepared(
                self._make_network(maker, *sizes) if network is None else copy.deepcopy(network),
                WindowBatches(
                    data, [(0, cut) for cut in cuts], batch_size=settings.batch_size, shuffle=True, share=share
                ),
                WindowBatches(data, spans, batch_size=BATCH_SIZE, shuffle=False, share=share)
                if settings.validation_split
                else None,
                forecast_loss(self.loss, self._quantiles()),
                classes=False,
            )

        return fit_network(settings, prepare, data={"series": tuple(observed.series.values)})

    def _quantiles(self) -> tuple[float, ...]:
        return tuple(sorted(self.quantiles)) if self.intervals == "quantile" else ()

    def _make_network(self, maker: WindowMaker, num_past: int, num_known: int) -> Members:
        decoder = self.decoder or ("mlp" if num_known > maker.season_features else "linear")
        return Members(
            [
                ForecastNetwork(
                    architecture=self.architecture,
                    window=maker.window,
                    horizon=maker.horizon,
                    num_past=num_past,
                    num_known=num_known,
                    hidden_size=self.hidden_size,
                    layers=self.layers,
                    dropout=self.dropout,
                    decoder=decoder,
                    num_outputs=1 + len(self._quantiles()),
                )
                for _ in range(self.members)
            ]
        )

    def _build_network(self, num_embeddings: int, num_outputs: int) -> Members:
        return self._make_network(self._maker, num_embeddings, num_outputs)

    def _align(
        self,
        series: Any,
        covariates: Any,
        index: Sequence[pd.Index[Any]],
        given: SeriesSet,
        columns: dict[str, str],
        argument: str,
    ) -> tuple[list[NDArray[np.float64]], list[str]]:
        """Return covariates of some times; of a long DataFrame of series, its columns of those names."""
        if columns and are_names(covariates):
            covariates = pivot(series, covariates, columns, argument)
        return align(covariates, index, given.names, argument)

    def _future_covariates(self, covariates: Any, future: Sequence[pd.Index[Any]]) -> list[NDArray[np.float64]]:
        """Return the covariates known so far and those of the times to forecast."""
        named, names = self._columns["named"], self._columns["covariates"]
        if isinstance(covariates, pd.DataFrame) and named and named["time"] in covariates.columns:
            covariates = pivot(covariates, names, named, "covariates")
        rows, given = align(covariates, future, self._observed.series.names, "covariates", wanted=names)
        self._check_names("covariates", given)
        return [np.concatenate(pair) for pair in zip(self._observed.known, rows, strict=True)]

    def _check_names(self, argument: str, given: list[str]) -> None:
        expected = self._columns[argument]
        if given != expected:
            listed = ", ".join(expected) if expected else "none, as the model was fitted without"
            raise InputValueError.about(
                argument, f"must be those that the model was fitted with: {listed}", given or None
            )

    def _check_steps(self, h: int | None) -> int:
        check_integer("h", h, at_least=1, optional=True)
        if h is not None and h > self.horizon_:
            raise InputValueError.about(
                "h",
                f"must be at most {self.horizon_}, the horizon that the model was made for",
                h,
                "Fit one with a larger horizon",
            )
        return h or self.horizon_
