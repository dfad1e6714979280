"""Layers of nn.LSTM while they are trained on a processor, in C: torch's numbers in less time.

Operation by operation, as `recurrent_training` has the RNN and the GRU, an LSTM takes longer than torch's own loops do,
which are oneDNN's. So its steps are in C, too: `_lstm.c`, with the formulas of `cells.lstm_step` and
`cell_gradients.lstm_step_back`. Texts are divided among torch's threads; how many there are changes no bit. Where the
loops could not be compiled, torch does the work: its numbers differ in the last bits, as they do from one processor to
another.
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

# Products of two numbers: a tenth of a millisecond, beside which waking a thread is little.
WORTH_A_THREAD = 2**22


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
        """Say whether the loops are there, and quicker: some texts, single precision, sizes that fill registers."""
        sizes = (inputs.shape[2], weight_hh.shape[1])
        return (
            _loops is not None
            and all(inputs.shape)
            and inputs.dtype == weight_hh.dtype == torch.float32
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
        sizes = (time, batch, features, hidden)
        _loops.forward(_threads(*sizes), *sizes, *(array.data_ptr() for array in arrays))
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
        arrays = (gradient, weight_ih, weight_hh, gates, cells, of_state, of_cell, sums, of_inputs)
        sizes = (time, batch, features, hidden)
        threads = _threads(*sizes)
        _loops.backward(threads, *sizes, *(0 if array is None else array.data_ptr() for array in arrays))
        of_weight_ih = _product(sums, inputs, threads)
        of_weight_hh = _product(sums[1:], states[:-1], threads)  # the first step saw h_0 = 0
        of_bias = sums.sum(dim=(0, 1))
        return of_inputs, of_weight_ih, of_weight_hh, of_bias, of_bias


def _threads(time: int, batch: int, features: int, hidden: int) -> int:
    """Return among how many threads a layer's steps are divided: torch's, or fewer where there is little to do."""
    products = time * batch * 4 * hidden * (features + hidden)
    return max(1, min(torch.get_num_threads(), products // WORTH_A_THREAD))


def _product(sums: torch.Tensor, values: torch.Tensor, threads: int) -> torch.Tensor:
    """Return the gradient of a weight that values, shape (time, batch, width), were multiplied with."""
    height, width = sums.shape[2], values.shape[2]
    weights = values.new_zeros(height, width)
    addresses = (array.data_ptr() for array in (sums, values, weights))
    _loops.outer(threads, sums.shape[0] * sums.shape[1], height, width, *addresses)
    return weights
