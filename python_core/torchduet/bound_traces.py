"""Several traces in one table, told apart by a column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import pandas as pd

from torchduet.errors import InputTypeError, InputValueError
from torchduet.positions import PositionColumns

__all__ = ["AnyTrace", "bind_traces"]

AnyTrace = Annotated[pd.DataFrame, PositionColumns(("step", "layer", "unit", "row", "column"))]
"""A table of `rnn_trace`, `lstm_trace`, `gru_trace` or `gradient_trace`."""


def bind_traces(traces: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Put traces one under the other, to compare them and to draw them in one picture.

    Parameters
    ----------
    traces : dict of DataFrame
        All of one kind: of cells, of gradients or of optimizers. The names say what each one is.

    Returns
    -------
    DataFrame
        The rows of all, with a first column ``trace``: the name.

    Raises
    ------
    InputValueError, InputTypeError
        There is no trace, or they are of different kinds.

    Examples
    --------
    >>> weights = {"weight_ih_l0": [[1.0]], "weight_hh_l0": [[0.5]]}
    >>> from torchduet import rnn_trace
    >>> starts = {"zero": rnn_trace([0.0], weights), "one": rnn_trace([0.0], weights, initial_state=[1.0])}
    >>> bind_traces(starts)[["trace", "step", "quantity", "value"]].round(3)
      trace  step        quantity  value
    0  zero     0           input  0.000
    1  zero     0          hidden  0.000
    2   one     0  initial_hidden  1.000
    3   one     0           input  0.000
    4   one     0          hidden  0.462
    """
    named = isinstance(traces, Mapping) and traces
    if not named or not all(isinstance(trace, pd.DataFrame) for trace in traces.values()):
        raise InputTypeError.about("traces", "must hold traces by their names", traces)
    if len({tuple(trace.columns) for trace in traces.values()}) != 1:
        raise InputValueError.about("traces", "must all have the same columns", list(traces))
    parts = [trace.assign(trace=name)[["trace", *trace.columns]] for name, trace in traces.items()]
    return pd.concat(parts, ignore_index=True)
