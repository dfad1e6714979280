"""Fit and forecast with somebody else's LSTM; runs in the environment that `benchmarks.forecasting` makes.

``python forecasting_worker.py darts|neuralforecast series.npz`` prints the CPU seconds of a fit and a forecast, the
faster of two. The file holds the values, the horizon, the window, the batch size and the number of epochs.
"""

import logging
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

HIDDEN = 32
QUIET = {
    "accelerator": "cpu",
    "devices": 1,
    "logger": False,
    "enable_checkpointing": False,
    "enable_progress_bar": False,
    "enable_model_summary": False,
}


def darts(values: np.ndarray[Any, Any], horizon: int, window: int, batch: int, epochs: int) -> Callable[[], Any]:
    """Return a fit and forecast of all steps at once with darts' BlockRNNModel."""
    from darts import TimeSeries  # type: ignore[import-not-found]
    from darts.models import BlockRNNModel  # type: ignore[import-not-found]

    series = TimeSeries.from_values(values.astype(np.float32))

    def run() -> Any:
        model = BlockRNNModel(
            input_chunk_length=window, output_chunk_length=horizon, model="LSTM", hidden_dim=HIDDEN, n_rnn_layers=1,
            batch_size=batch, n_epochs=epochs, random_state=1, pl_trainer_kwargs=QUIET,
        )  # fmt: skip
        model.fit(series)
        return model.predict(horizon)

    return run


def neuralforecast(
    values: np.ndarray[Any, Any], horizon: int, window: int, batch: int, epochs: int
) -> Callable[[], Any]:
    """Return a fit and forecast of all steps at once with neuralforecast's LSTM, of as many steps of the optimizer."""
    import pandas as pd
    from neuralforecast import NeuralForecast  # type: ignore[import-not-found]
    from neuralforecast.models import LSTM  # type: ignore[import-not-found]

    days = pd.date_range("2000-01-01", periods=len(values))
    frame = pd.DataFrame({"unique_id": "series", "ds": days, "y": values})
    windows = len(values) - window - horizon + 1

    def run() -> Any:
        model = LSTM(
            h=horizon, input_size=window, encoder_n_layers=1, encoder_hidden_size=HIDDEN, decoder_layers=1,
            decoder_hidden_size=HIDDEN, max_steps=epochs * -(-windows // batch), windows_batch_size=batch,
            scaler_type="standard", random_seed=1, **QUIET,
        )  # fmt: skip
        forecaster = NeuralForecast(models=[model], freq="D")
        forecaster.fit(frame)
        return forecaster.predict()

    return run


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    torch.set_num_threads(1)
    data = np.load(sys.argv[2])
    run = {"darts": darts, "neuralforecast": neuralforecast}[sys.argv[1]](
        data["values"], *(int(data[name]) for name in ("horizon", "window", "batch", "epochs"))
    )
    spent = []
    for _ in range(2):
        start = time.process_time()
        forecast = run()
        spent.append(time.process_time() - start)
        assert len(forecast) == data["horizon"]
    print(min(spent))
