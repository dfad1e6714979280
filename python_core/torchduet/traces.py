"""What happens inside a recurrent network at every step, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from torchduet.cells import Quantities
from torchduet.estimator import Estimator
from torchduet.parameters import check_choice
from torchduet.positions import PositionColumns
from torchduet.recurrent_weights import RecurrentWeights, cell_of, read_layers
from torchduet.traced_models import TracedModel, read_text
from torchduet.unrolling import Place, check_inputs, check_tokens, start_states, unroll

__all__ = ["NONLINEARITIES", "VARIANTS", "Trace", "gru_trace", "lstm_trace", "rnn_trace"]

Trace = Annotated[pd.DataFrame, PositionColumns(("step", "layer", "unit"))]
"""A table whose columns step, layer and unit are positions."""

NONLINEARITIES = ("tanh", "relu")
VARIANTS = ("standard", "peephole", "coupled")


def rnn_trace(
    inputs: ArrayLike | TracedModel,
    weights: RecurrentWeights | str,
    *,
    nonlinearity: str = "tanh",
    initial_state: ArrayLike | None = None,
    tokens: Sequence[str] | None = None,
) -> Trace:
    r"""Run a recurrent network by hand and return all that happens in it.

    .. math:: h_t = \tanh(x_t W_{ih}^\top + b_{ih} + h_{t-1} W_{hh}^\top + b_{hh})

    Parameters
    ----------
    inputs : array of float, shape (time, features), or a model
        A vector per step; shape (time,) where there is one feature. Or a fitted model with recurrent layers:
        a TextClassifier, SequenceGenerator or SequenceLabeler.
    weights : dict of arrays, torch.nn.RNN, or str
        By torch's names: ``weight_ih_l0``, shape (hidden, features), ``weight_hh_l0``, shape (hidden, hidden), and, if
        there are biases, ``bias_ih_l0`` and ``bias_hh_l0``, shape (hidden,); a second layer's end in ``_l1``, those of
        the backward direction in ``_reverse``. A whole network's weights will do: those of other layers are left out.
        Or the module that holds them; or, of a fitted model, the text that it reads.
    nonlinearity : {"tanh", "relu"}
        Of a module or a model, its own is taken.
    initial_state : array of float, shape (layers * directions, hidden), optional
        The state before the first step, zeros if left out; layer by layer, forward before backward. Shape (hidden,)
        where there is one layer and direction.
    tokens : sequence of str, optional
        What the steps are called; of a fitted model, its tokens.

    Returns
    -------
    DataFrame
        A row per number: ``step``, ``token``, ``layer``, ``direction`` ("forward" or "backward"), ``quantity``
        ("input", "hidden"; at the first step that is read, and if `initial_state` is given, "initial_hidden"),
        ``unit``, ``value``. The input of a layer above the first is what the layer below shows.

    Raises
    ------
    InputValueError, InputTypeError
        What does not fit is named, with the shape that was expected.

    See Also
    --------
    lstm_trace, gru_trace, gradient_trace, plot_trace

    Notes
    -----
    In double precision, whatever the weights' is; dropout is left out, as in prediction.

    Examples
    --------
    >>> rnn_trace([1.0, 2.0], {"weight_ih_l0": [[0.5]], "weight_hh_l0": [[-1.0]]}).round(3)
       step token  layer direction quantity  unit  value
    0     0  None      0   forward    input     0  1.000
    1     0  None      0   forward   hidden     0  0.462
    2     1  None      0   forward    input     0  2.000
    3     1  None      0   forward   hidden     0  0.491
    """
    check_choice("nonlinearity", nonlinearity, NONLINEARITIES)
    return _trace("rnn", nonlinearity, inputs, weights, initial_state, tokens)


def lstm_trace(
    inputs: ArrayLike | TracedModel,
    weights: RecurrentWeights | str,
    *,
    variant: str = "standard",
    initial_state: Sequence[ArrayLike] | None = None,
    tokens: Sequence[str] | None = None,
) -> Trace:
    r"""Run an LSTM by hand and return all that happens in it.

    .. math::

        i, f, o &= \sigma(x_t W_{i\cdot}^\top + b_{i\cdot} + h_{t-1} W_{h\cdot}^\top + b_{h\cdot}) \\
        g &= \tanh(x_t W_{ig}^\top + b_{ig} + h_{t-1} W_{hg}^\top + b_{hg}) \\
        c_t &= f \odot c_{t-1} + i \odot g \\
        h_t &= o \odot \tanh(c_t)

    Parameters
    ----------
    inputs : array of float, shape (time, features), or a model
        A vector per step; shape (time,) where there is one feature. Or a fitted model with recurrent layers:
        a TextClassifier, SequenceGenerator or SequenceLabeler.
    weights : dict of arrays, torch.nn.LSTM, or str
        As of `rnn_trace`, with four blocks of rows: input gate, forget gate, candidate, output gate. "peephole" has
        ``weight_ci_l0``, ``weight_cf_l0`` and ``weight_co_l0`` too, shape (hidden,); "coupled" has three blocks: forget
        gate, candidate, output gate.
    variant : {"standard", "peephole", "coupled"}
        With peepholes, the gates also see the cell: i and f see :math:`c_{t-1}`, o sees :math:`c_t`. Coupled:
        :math:`i = 1 - f`.
    initial_state : pair of arrays of float, each of shape (layers * directions, hidden), optional
        Hidden state and cell before the first step, as of `rnn_trace`: in this order, or by the names "hidden" and
        "cell".
    tokens : sequence of str, optional
        What the steps are called; of a fitted model, its tokens.

    Returns
    -------
    DataFrame
        As of `rnn_trace`; the quantities are "input", "input_gate", "forget_gate", "candidate", "output_gate", "cell",
        "hidden", and at the first step, if `initial_state` is given, "initial_hidden" and "initial_cell".

    Raises
    ------
    InputValueError, InputTypeError
        What does not fit is named, with the shape that was expected.

    Examples
    --------
    >>> weights = {"weight_ih_l0": [[1.0], [2.0], [3.0], [4.0]], "weight_hh_l0": [[0.0], [0.0], [0.0], [0.0]]}
    >>> trace = lstm_trace([0.5], weights)
    >>> trace[["quantity", "unit", "value"]].round(3)
          quantity  unit  value
    0        input     0  0.500
    1   input_gate     0  0.622
    2  forget_gate     0  0.731
    3    candidate     0  0.905
    4  output_gate     0  0.881
    5         cell     0  0.563
    6       hidden     0  0.450
    """
    check_choice("variant", variant, VARIANTS)
    return _trace("lstm", variant, inputs, weights, initial_state, tokens)


def gru_trace(
    inputs: ArrayLike | TracedModel,
    weights: RecurrentWeights | str,
    *,
    initial_state: ArrayLike | None = None,
    tokens: Sequence[str] | None = None,
) -> Trace:
    r"""Run a GRU by hand and return all that happens in it.

    This is torch's form: the reset gate stands outside the product, and z is the part of the old state that is kept.

    .. math::

        r, z &= \sigma(x_t W_{i\cdot}^\top + b_{i\cdot} + h_{t-1} W_{h\cdot}^\top + b_{h\cdot}) \\
        n &= \tanh(x_t W_{in}^\top + b_{in} + r \odot (h_{t-1} W_{hn}^\top + b_{hn})) \\
        h_t &= (1 - z) \odot n + z \odot h_{t-1}

    Parameters
    ----------
    inputs : array of float, shape (time, features), or a model
        A vector per step; shape (time,) where there is one feature. Or a fitted model with recurrent layers:
        a TextClassifier, SequenceGenerator or SequenceLabeler.
    weights : dict of arrays, torch.nn.GRU, or str
        As of `rnn_trace`, with three blocks of rows: reset gate, update gate, candidate.
    initial_state : array of float, shape (layers * directions, hidden), optional
        The state before the first step, as of `rnn_trace`.
    tokens : sequence of str, optional
        What the steps are called; of a fitted model, its tokens.

    Returns
    -------
    DataFrame
        As of `rnn_trace`; the quantities are "input", "reset_gate", "update_gate", "candidate", "hidden", and at the
        first step, if `initial_state` is given, "initial_hidden".

    Raises
    ------
    InputValueError, InputTypeError
        What does not fit is named, with the shape that was expected.

    Examples
    --------
    >>> weights = {"weight_ih_l0": [[1.0], [2.0], [3.0]], "weight_hh_l0": [[0.0], [0.0], [0.0]]}
    >>> gru_trace([0.5], weights)[["quantity", "unit", "value"]].round(3)
          quantity  unit  value
    0        input     0  0.500
    1   reset_gate     0  0.622
    2  update_gate     0  0.731
    3    candidate     0  0.905
    4       hidden     0  0.243
    """
    return _trace("gru", "", inputs, weights, initial_state, tokens)


def _trace(
    kind: str, setting: str, inputs: Any, weights: Any, initial_state: Any, tokens: Sequence[str] | None
) -> pd.DataFrame:
    if isinstance(inputs, Estimator):
        inputs, weights, tokens = read_text(inputs, weights, f"{kind}_trace")
    cell = cell_of(kind, weights, setting)
    vectors = check_inputs(inputs)
    layers = read_layers(weights, cell, vectors.shape[1])
    names = check_tokens(tokens, len(vectors))
    states = start_states(initial_state, cell, layers)
    run = unroll(cell, layers, vectors, states)
    parts = [
        _table(quantities, names, place, {} if initial_state is None else states[place])
        for place, quantities in run.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _table(quantities: Quantities, tokens: list[str | None], place: Place, start: Quantities) -> pd.DataFrame:
    layer, direction = place
    time = len(tokens)
    sizes = [values.shape[1] for values in quantities.values()]
    table = pd.DataFrame(
        {
            "step": np.repeat(np.arange(time), sum(sizes)),
            "token": np.repeat(np.array(tokens, dtype=object), sum(sizes)),
            "layer": layer,
            "direction": direction,
            "quantity": np.tile(np.repeat(np.array(list(quantities), dtype=object), sizes), time),
            "unit": np.tile(np.concatenate([np.arange(size) for size in sizes]), time),
            "value": np.concatenate(list(quantities.values()), axis=1).ravel(),
        }
    )
    if not start:
        return table
    first = 0 if direction == "forward" else time - 1
    before = [
        pd.DataFrame(
            {
                "step": first,
                "token": np.array([tokens[first]] * len(values), dtype=object),
                "layer": layer,
                "direction": direction,
                "quantity": f"initial_{name}",
                "unit": np.arange(len(values)),
                "value": values,
            }
        )
        for name, values in start.items()
    ]
    return pd.concat([*before, table], ignore_index=True)
