"""A network of linear layers, forward and backward by hand: every quantity and every gradient, as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from torchduet.activations import ACTIVATIONS, ELEMENTWISE
from torchduet.arrays import as_doubles, as_examples
from torchduet.errors import InputTypeError, PositionError
from torchduet.loss_formulas import LOSSES, check_targets
from torchduet.parameters import check_choice
from torchduet.positions import PositionColumns

__all__ = ["MlpTrace", "mlp_trace"]

Array = NDArray[np.float64]
Layer = tuple[Array, Array]
"""Weights, shape (units, inputs), and biases, shape (units,)."""
Pass = dict[str, Array]
"""Of one layer, every quantity: by example and unit, of the weights by unit and input, of the biases by unit."""

MlpTrace = Annotated[pd.DataFrame, PositionColumns(("layer", "example", "unit", "input_unit"))]
"""A table whose columns layer, example, unit and input_unit are positions."""


def mlp_trace(
    inputs: ArrayLike,
    weights: Sequence[Mapping[str, ArrayLike]],
    targets: ArrayLike | None = None,
    *,
    activation: str = "sigmoid",
    loss: str = "mse",
) -> MlpTrace:
    r"""Run a multi-layer perceptron forward and backward by hand, and return all that happens in it.

    Forward, layer by layer, with :math:`x_1` the inputs and f the activation:

    .. math:: z_l = x_l W_l^\top + b_l, \qquad x_{l+1} = f(z_l)

    Backward, from the last layer to the first, with the error :math:`\delta_l = \partial L / \partial z_l`:

    .. math::

        \delta_l &= (\delta_{l+1} W_{l+1}) \odot f'(z_l) \\
        \partial L / \partial W_l &= \delta_l^\top x_l, \qquad \partial L / \partial b_l = \textstyle\sum_i \delta_{l,i}

    Parameters
    ----------
    inputs : array of float, shape (examples, features)
        A vector, shape (features,), is one example.
    weights : sequence of dict
        Of each layer ``weight``, shape (units, inputs), and, if it has biases, ``bias``, shape (units,): the names of
        `torch.nn.Linear`.
    targets : array of float, shape (examples, outputs), optional
        What the outputs should be, as of `loss`; shape (examples,) where there is one output. Without them, there is no
        loss and no way back.
    activation : {"identity", "heaviside", "sigmoid", "tanh", "relu"}
        Of all layers but the last.
    loss : {"mse", "binary_cross_entropy", "cross_entropy"}
        It says what the last layer's activation is, too: none, sigmoid or softmax.

    Returns
    -------
    DataFrame
        A row per number: ``layer``, ``quantity``, ``example``, ``unit``, ``input_unit``, ``value``. By layer, example
        and unit: "input", what the layer reads; "score", z; "activation", f(z), of the last layer the prediction; and
        with targets "error", the gradient of the loss with respect to z. By unit and ``input_unit``, summed over the
        examples: "weight_gradient"; by unit: "bias_gradient". And, of the last layer, "loss". What does not apply is
        missing.

    Raises
    ------
    InputValueError, InputTypeError
        What does not fit is named, with the shape that was expected.

    See Also
    --------
    activation, loss, perceptron_trace, rnn_trace

    Notes
    -----
    In double precision, whatever the weights' is. D. E. Rumelhart, G. E. Hinton and R. J. Williams (1986), "Learning
    representations by back-propagating errors", Nature 323.

    Examples
    --------
    Two layers of one unit each; the way back multiplies the error by the weight, 2, and by the slope, 1/4.

    >>> trace = mlp_trace([0.0], [{"weight": [[1.0]]}, {"weight": [[2.0]]}], targets=[0.0])
    >>> trace[["layer", "quantity", "value"]]
        layer         quantity  value
    0       0            input    0.0
    1       0            score    0.0
    2       0       activation    0.5
    3       0            error    1.0
    4       0  weight_gradient    0.0
    5       0    bias_gradient    1.0
    6       1            input    0.5
    7       1            score    1.0
    8       1       activation    1.0
    9       1            error    2.0
    10      1  weight_gradient    1.0
    11      1    bias_gradient    2.0
    12      1             loss    1.0
    """
    check_choice("activation", activation, tuple(ELEMENTWISE))
    check_choice("loss", loss, tuple(LOSSES))
    vectors = as_examples("inputs", inputs, vector="example")
    layers = _read_layers(weights, vectors.shape[1])
    passes = _forward(layers, vectors, activation, LOSSES[loss].activation)
    if targets is not None:
        scores = passes[-1]["score"]
        wanted = as_doubles("targets", targets)
        if wanted.shape == (scores.size,):
            wanted = wanted.reshape(scores.shape)
        wanted = check_targets(wanted, scores.shape, loss)
        passes[-1]["error"] = LOSSES[loss].gradient(scores, wanted)
        _backward(layers, passes, activation)
        passes[-1]["loss"] = np.asarray(LOSSES[loss].value(scores, wanted))
    parts = [_table(number, name, values) for number, each in enumerate(passes) for name, values in each.items()]
    return pd.concat(parts, ignore_index=True)


def _forward(layers: Sequence[Layer], x: Array, hidden: str, last: str) -> list[Pass]:
    passes = []
    for number, (weight, bias) in enumerate(layers):
        score = x @ weight.T + bias  # (examples, units)
        shown = ACTIVATIONS[last if number == len(layers) - 1 else hidden].value(score)
        passes.append({"input": x, "score": score, "activation": shown})
        x = shown
    return passes


def _backward(layers: Sequence[Layer], passes: list[Pass], hidden: str) -> None:
    """Add errors and gradients to each layer; the last has its error already."""
    for number in reversed(range(len(layers))):
        now = passes[number]
        if number < len(layers) - 1:
            weight_above, _ = layers[number + 1]
            # (examples, units above) times (units above, units): each unit gathers what it has done to all above.
            now["error"] = (passes[number + 1]["error"] @ weight_above) * ELEMENTWISE[hidden].derivative(now["score"])
        now["weight_gradient"] = now["error"].T @ now["input"]  # (units, inputs)
        now["bias_gradient"] = now["error"].sum(axis=0)


_AXES = {
    "weight_gradient": ("unit", "input_unit"),
    "bias_gradient": ("unit",),
    "loss": (),
}


def _table(layer: int, quantity: str, values: Array) -> pd.DataFrame:
    axes = _AXES.get(quantity, ("example", "unit"))
    places = np.indices(values.shape).reshape(len(axes), values.size)
    columns = dict(zip(axes, places, strict=True))
    return pd.DataFrame(
        {
            "layer": layer,
            "quantity": quantity,
            **{
                name: pd.array(columns.get(name, np.full(values.size, None)), dtype="Int64")
                for name in ("example", "unit", "input_unit")
            },
            "value": values.ravel(),
        }
    )


def _read_layers(weights: Any, features: int) -> list[Layer]:
    named = isinstance(weights, Sequence) and all(isinstance(layer, Mapping) for layer in weights)
    if not named or not len(weights):
        raise InputTypeError.about(
            "weights", "must hold one or more layers, each with its weight and its bias by these names", weights
        )
    layers: list[Layer] = []
    for number, layer in enumerate(weights):
        if "weight" not in layer or not {*layer} <= {"weight", "bias"}:
            raise PositionError(
                f"weights: layer {{layer}} must hold weight and may hold bias; "
                f"it holds {', '.join(layer) or 'nothing'}",
                layer=number,
            )
        weight = as_doubles("weights", layer["weight"])
        if weight.ndim != 2 or not len(weight) or weight.shape[1] != features:
            raise PositionError(
                f"weights: the weight of layer {{layer}} must have shape (units, {features}), units by what it reads; "
                f"it has shape {weight.shape}",
                layer=number,
            )
        bias = as_doubles("weights", layer["bias"]) if "bias" in layer else np.zeros(len(weight))
        if bias.shape != (len(weight),):
            raise PositionError(
                f"weights: the bias of layer {{layer}} must have shape ({len(weight)},); it has shape {bias.shape}",
                layer=number,
            )
        layers.append((weight, bias))
        features = len(weight)
    return layers
