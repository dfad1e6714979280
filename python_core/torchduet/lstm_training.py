"""Layers of nn.LSTM while they are trained on a processor, in C: torch's numbers in less time.

Operation by operation, as `recurrent_training` has the RNN and the GRU, an LSTM takes longer than torch's own loops do,
which are oneDNN's. So its steps are in C, too: `_lstm.c`, with the
formulas of `cells.lstm_step` and `cell_gradients.lstm_step_back`. Where it could not be compiled, torch does the work.
"""

import contextlib
import importlib
from typing import Any

import torch
from torch.autograd.function import once_differentiable

__all__ = ["LSTMLayer", "is_compiled"]

_loops: Any = None
with contextlib.suppress(ImportError):  # where there was no compiler that can, or the processor cannot
    _loops = importlib.import_module("torchduet._lstm")

# Of features and units together: beyond that the weights leave the nearest caches, and oneDNN's loops are as quick.
LARGEST = 192


def is_compiled() -> bool:
    """Say whether the loops are there."""
    return _loops is not None


class LSTMLayer(torch.autograd.Function):
    """One layer in one direction, with torch's gates i, f, g and o, from h_0 = c_0 = 0; for what `can_run` allows.

    Takes inputs, shape (time, batch, input_size), and the layer's weights in torch's order; gives the states, shape
    (time, batch, hidden_size).
    """

    @staticmethod
    def can_run(inputs: torch.Tensor, weight_hh: torch.Tensor) -> bool:
        """Say whether the loops are there for such numbers, and quicker: single precision, sizes that fill registers.

        Nor where torch has more than one thread to divide its own loops among.
        """
        sizes = (inputs.shape[2], weight_hh.shape[1])
        return (
            _loops is not None
            and inputs.dtype == weight_hh.dtype == torch.float32
            and torch.get_num_threads() == 1
            and sum(sizes) <= LARGEST
            and not any(size % _loops.LANES for size in sizes)
        )

    @staticmethod
    def forward(
        ctx: Any,
        inputs: torch.Tensor,
        weight_ih: torch.Tensor,
        weight_hh: torch.Tensor,
        bias_ih: torch.Tensor,
        bias_hh: torch.Tensor,
    ) -> torch.Tensor:
        """Return the states."""
        time, batch, features = inputs.shape
        hidden = weight_hh.shape[1]
        # (units, input or state, gate, unit): the weights that a register of units needs lie together.
        by_unit = torch.cat([weight_ih, weight_hh], dim=1).view(4, hidden // _loops.LANES, _loops.LANES, -1)
        panels = by_unit.permute(1, 3, 0, 2).contiguous()
        bias = bias_ih + bias_hh
        gates = inputs.new_empty(time, batch, 4 * hidden)  # i, f, g, o
        cells = inputs.new_empty(time, batch, hidden)
        states = inputs.new_empty(time, batch, hidden)
        arrays = (inputs, panels, bias, gates, cells, states)
        _loops.forward(time, batch, features, hidden, *(array.data_ptr() for array in arrays))
        ctx.save_for_backward(inputs, weight_ih, weight_hh, gates, cells, states)
        return states

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        """Return the gradients of inputs and weights; the steps are gone through from the last to the first."""
        inputs, weight_ih, weight_hh, gates, cells, states = ctx.saved_tensors
        time, batch, features = inputs.shape
        hidden = weight_hh.shape[1]
        gradient, weight_ih, weight_hh = (array.contiguous() for array in (gradient, weight_ih, weight_hh))
        of_state, of_cell = inputs.new_zeros(2, batch, hidden)  # through the step after
        sums = torch.empty_like(gates)  # gradients of what the gates' activations are taken of
        of_inputs = torch.empty_like(inputs) if ctx.needs_input_grad[0] else None
        of_bias = inputs.new_zeros(4 * hidden)
        arrays = (gradient, weight_ih, weight_hh, gates, cells, of_state, of_cell, sums, of_inputs, of_bias)
        addresses = (0 if array is None else array.data_ptr() for array in arrays)
        _loops.backward(time, batch, features, hidden, *addresses)
        of_weight_ih = _product(sums, inputs)
        of_weight_hh = _product(sums[1:], states[:-1])  # the first step saw h_0 = 0
        return of_inputs, of_weight_ih, of_weight_hh, of_bias, of_bias


def _product(sums: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
    """Return the gradient of a weight that values, shape (time, batch, width), were multiplied with."""
    height, width = sums.shape[2], values.shape[2]
    weights = values.new_zeros(height, width)
    _loops.outer(sums.shape[0] * sums.shape[1], height, width, *(a.data_ptr() for a in (sums, values, weights)))
    return weights
