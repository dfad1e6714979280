"""How the gradient of a loss travels back through time, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from torch import nn

from torchduet.arrays import as_doubles
from torchduet.backpropagation import Gradients, backpropagate, clip_factor, is_weight
from torchduet.cells import Cell
from torchduet.errors import InputTypeError, InputValueError, PositionError, Shape
from torchduet.estimator import Estimator
from torchduet.gradient_tables import element_table, norm_table
from torchduet.parameters import check_choice, check_integer, check_number
from torchduet.positions import PositionColumns
from torchduet.recurrent_weights import RecurrentWeights, as_arrays, cell_of, kind_of, read_layers
from torchduet.traced_models import TracedModel, output_gradient, read_text
from torchduet.traces import NONLINEARITIES, VARIANTS
from torchduet.unrolling import check_inputs, check_tokens, start_states, unroll

__all__ = ["GradientTrace", "gradient_trace"]

GradientTrace = Annotated[pd.DataFrame, PositionColumns(("step", "layer", "row", "column"))]
"""A table whose columns step, layer, row and column are positions."""


def gradient_trace(
    inputs: ArrayLike | TracedModel,
    weights: RecurrentWeights | str,
    *,
    loss_gradient: ArrayLike | None = None,
    label: Any = None,
    cell: str | None = None,
    nonlinearity: str = "tanh",
    variant: str = "standard",
    truncate: int | None = None,
    clip: float | None = None,
    output: str = "norm",
    initial_state: Any = None,
    tokens: Sequence[str] | None = None,
) -> GradientTrace:
    r"""Follow the gradient of a loss back through time, by hand.

    The same weights are used at every step. Unrolled over T steps there are T copies of them, and the gradient of the
    shared weight is the sum over the copies:

    .. math:: \frac{\partial L}{\partial W} = \sum_{t=1}^{T} \frac{\partial L}{\partial W_t}

    Parameters
    ----------
    inputs : array of float, shape (time, features), or a model
        As of `rnn_trace`.
    weights : dict of arrays, torch.nn.RNN, torch.nn.LSTM, torch.nn.GRU, or str
        As of `rnn_trace` and `lstm_trace`.
    loss_gradient : array of float, optional
        The gradient of the loss with respect to what the top layer shows: shape (time, hidden * directions), or
        (hidden * directions,) where the loss looks at the final states only (backward, the final one is at the first
        step). Ones if left out: the loss is the sum of the final states.
    label : optional
        Of a fitted model, the right answer; the loss is the model's cross-entropy. Of a TextClassifier, the class of
        the text; of a SequenceGenerator, the token that comes after the text (``"[END]"`` if it ends there); of a
        SequenceLabeler, one label per token, and the loss is their mean.
    cell : {"rnn", "lstm", "gru"}, optional
        Read from the weights if left out: `weight_hh_l0` has one block of rows in an RNN, three in a GRU, four in an
        LSTM.
    nonlinearity : {"tanh", "relu"}
        Of an RNN given by its matrices.
    variant : {"standard", "peephole", "coupled"}
        Of an LSTM given by its matrices, as of `lstm_trace`.
    truncate : int, optional
        Truncated backpropagation: the steps are cut into pieces of that many, counted from the last that is read, and
        no gradient crosses a cut.
    clip : float, optional
        Largest norm of all weights' gradients together; if it is larger, all are made smaller by the same factor, as
        `torch.nn.utils.clip_grad_norm_` does. The gradients with respect to states and inputs are left as they are.
    output : {"norm", "value"}
        The norm of each gradient, or its elements.
    initial_state : array or pair of arrays, optional
        As of `rnn_trace` and `lstm_trace`.
    tokens : sequence of str, optional
        What the steps are called; of a fitted model, its tokens.

    Returns
    -------
    DataFrame
        With "norm", a row per ``step``, ``layer``, ``direction`` and ``quantity``: "hidden", of an LSTM "cell",
        "input", and what the copy of this step adds to the gradient of "weight_ih", "weight_hh", "bias_ih", "bias_hh"
        (and, with peepholes, "weight_ci", "weight_cf", "weight_co").
        Column ``token``; ``distance``, the steps that were read after this one; ``norm``. With "value", a row per
        element: ``row`` and ``column`` (missing where the gradient is a vector) and ``value`` in place of ``norm``;
        the sum over the steps is the gradient. The gradient with respect to an input is the part that goes through
        this direction.

    Raises
    ------
    InputValueError, InputTypeError
        What does not fit is named, with the shape that was expected.

    See Also
    --------
    rnn_trace, bind_traces, plot_trace

    Examples
    --------
    The gradient fades by the factor w (1 - h^2) at every step back; here w is 0.5.

    >>> weights = {"weight_ih_l0": [[1.0]], "weight_hh_l0": [[0.5]]}
    >>> trace = gradient_trace([0.0, 0.0, 0.0], weights)
    >>> trace[trace["quantity"] == "hidden"][["step", "distance", "norm"]]
       step  distance  norm
    0     0         2  0.25
    4     1         1  0.50
    8     2         0  1.00
    """
    check_choice("output", output, ("norm", "value"))
    check_choice("nonlinearity", nonlinearity, NONLINEARITIES)
    check_choice("variant", variant, VARIANTS)
    check_integer("truncate", truncate, at_least=1, optional=True)
    check_number("clip", clip, above=0.0, optional=True)
    if isinstance(inputs, Estimator):
        if loss_gradient is not None:
            raise InputTypeError("gradient_trace with a fitted model takes label, the right answer, not loss_gradient")
        loss_gradient = output_gradient(inputs, weights, label, "gradient_trace")
        inputs, weights, tokens = read_text(inputs, weights, "gradient_trace")
    elif label is not None:
        raise InputTypeError("label is for a fitted model; with matrices, give loss_gradient")
    known = _known_cell(weights, cell, nonlinearity, variant)
    vectors = check_inputs(inputs)
    layers = read_layers(weights, known, vectors.shape[1])
    names = check_tokens(tokens, len(vectors))
    states = start_states(initial_state, known, layers)
    run = unroll(known, layers, vectors, states)
    d_outputs = _at_outputs(loss_gradient, len(vectors), len(layers[-1]), _hidden(known, layers))
    gradients = backpropagate(known, layers, run, states, d_outputs, truncate)
    factor = clip_factor(gradients.values(), clip)
    parts = [
        (norm_table if output == "norm" else element_table)(_clipped(part, factor), names, place)
        for place, part in gradients.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _known_cell(weights: Any, cell: str | None, nonlinearity: str, variant: str) -> Cell:
    """Return the cell that is asked for, or else the one that the weights are of."""
    if isinstance(weights, nn.RNNBase):
        kind = kind_of(weights)
    elif cell is None:
        # A coupled LSTM has three blocks of rows, as a GRU has: only its user knows what it is.
        kind = _kind(weights) if variant == "standard" else "lstm"
    else:
        kind = cell
    check_choice("cell", kind if cell is None else cell, ("rnn", "lstm", "gru"))
    if cell not in (None, kind):
        raise InputValueError.about("cell", f'must be "{kind}", as the weights are', cell, "Leave it out")
    if kind != "lstm" and variant != "standard":
        raise InputValueError.about("variant", f'must be "standard" with cell "{kind}": others are LSTMs', variant)
    return cell_of(kind, weights, {"rnn": nonlinearity, "lstm": variant, "gru": ""}[kind])


def _kind(weights: Any) -> str:
    """Return "rnn", "lstm" or "gru", by the blocks of rows that matrices have."""
    found = (values.shape for name, values in as_arrays(weights).items() if name.endswith("weight_hh_l0"))
    shape: tuple[int, ...] = next(found, ())
    blocks = shape[0] / shape[1] if len(shape) == 2 and shape[1] else 0.0
    kinds = {1: "rnn", 3: "gru", 4: "lstm"}
    if blocks not in kinds:
        raise PositionError(
            "weights must hold weight_hh_l{layer}, a matrix of hidden_size columns and, of an RNN, as many rows, of a "
            f"GRU three times, of an LSTM four times as many; given {'{shape}' if shape else 'none'}",
            layer=0,
            shape=Shape(shape),
        )
    return kinds[int(blocks)]


def _hidden(cell: Cell, layers: Any) -> int:
    return len(layers[0]["forward"].weight_hh[cell.gates[0]])


def _at_outputs(given: Any, time: int, directions: int, hidden: int) -> NDArray[np.float64]:
    """Return the gradient with respect to the top layer's outputs, shape (time, hidden * directions)."""
    units = hidden * directions
    gradient = np.ones(units) if given is None else as_doubles("loss_gradient", given)
    if gradient.shape == (time, units):
        return gradient
    if gradient.shape != (units,):
        raise InputValueError(
            "loss_gradient must have shape {whole}, steps by units of the top layer, or {final} for the final states; "
            "given {given}",
            whole=Shape((time, units)),
            final=Shape((units,)),
            given=Shape(gradient.shape),
        )
    at_outputs = np.zeros((time, units))
    at_outputs[-1, :hidden] = gradient[:hidden]
    at_outputs[0, hidden:] = gradient[hidden:]
    return at_outputs


def _clipped(gradients: Gradients, factor: float) -> Gradients:
    return {name: values * factor if is_weight(name) else values for name, values in gradients.items()}
