"""Layers of nn.RNN and nn.GRU while they are trained on a processor: torch's numbers in less time.

torch notes every operation of every step, and adds up the weights' gradients step by step. Here a step forward and a
step backward are a few operations each, and the gradients of the weights are one product over all steps at the end. The
formulas are those of the gradients by hand: Goodfellow et al., Deep Learning, 10.2.2. (For the LSTM see
`lstm_training`; on a graphics card torch has its own such path for all three.) Gradients of gradients are not there;
torch says so.
"""

from typing import Any, Final

import torch
from torch.autograd.function import once_differentiable

__all__ = ["LAYERS", "GRULayer", "RNNLayer"]

Gradients = tuple[torch.Tensor, ...]


class RNNLayer(torch.autograd.Function):
    """One layer in one direction: h_t = tanh(x_t W_ih' + b_ih + h_(t-1) W_hh' + b_hh), from h_0 = 0.

    Takes inputs, shape (time, batch, input_size), and the layer's weights in torch's order; gives the states, shape
    (time, batch, hidden_size).
    """

    @staticmethod
    def forward(
        ctx: Any,
        inputs: torch.Tensor,
        weight_ih: torch.Tensor,
        weight_hh: torch.Tensor,
        bias_ih: torch.Tensor,
        bias_hh: torch.Tensor,
    ) -> torch.Tensor:
        """Return the states, step by step."""
        projected = torch.nn.functional.linear(inputs, weight_ih, bias_ih + bias_hh)  # (time, batch, hidden_size)
        states = projected.new_zeros(len(inputs) + 1, *projected.shape[1:])  # h_0 first
        before = states[0]
        for step, after in zip(projected, states[1:], strict=True):
            torch.addmm(step, before, weight_hh.t(), out=after).tanh_()
            before = after
        ctx.save_for_backward(inputs, weight_ih, weight_hh, states)
        return states[1:].clone()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: torch.Tensor) -> Gradients:
        """Return the gradients of inputs and weights; the steps are gone through from the last to the first."""
        inputs, weight_ih, weight_hh, states = ctx.saved_tensors
        slopes = 1 - states[1:].square()  # of tanh
        sums = torch.empty_like(slopes)  # gradients of what tanh is taken of
        of_state = gradient[-1]
        for step in range(len(inputs) - 1, -1, -1):
            torch.mul(of_state, slopes[step], out=sums[step])
            if step:
                of_state = torch.addmm(gradient[step - 1], sums[step], weight_hh)
        flat = sums.flatten(end_dim=1)
        of_bias = flat.sum(dim=0)
        return (
            sums @ weight_ih,
            flat.t() @ inputs.flatten(end_dim=1),
            flat.t() @ states[:-1].flatten(end_dim=1),
            of_bias,
            of_bias,
        )


class GRULayer(torch.autograd.Function):
    """One layer in one direction, with torch's gates r, z and n, from h_0 = 0; takes and gives what `RNNLayer` does.

    With [a_r, a_z, a_n] = h_(t-1) W_hh' + b_hh and the same of x_t in place of b's: r = sigmoid(b_r + a_r),
    z = sigmoid(b_z + a_z), n = tanh(b_n + r a_n), h_t = (1 - z) n + z h_(t-1).
    """

    @staticmethod
    def forward(
        ctx: Any,
        inputs: torch.Tensor,
        weight_ih: torch.Tensor,
        weight_hh: torch.Tensor,
        bias_ih: torch.Tensor,
        bias_hh: torch.Tensor,
    ) -> torch.Tensor:
        """Return the states, step by step."""
        size = weight_hh.shape[1]
        # Apart, so that each step's numbers lie together; they become r and z, and n, where they are.
        gates = torch.nn.functional.linear(inputs, weight_ih[: 2 * size], bias_ih[: 2 * size])
        candidates = torch.nn.functional.linear(inputs, weight_ih[2 * size :], bias_ih[2 * size :])
        states = candidates.new_zeros(len(inputs) + 1, *candidates.shape[1:])  # h_0 first
        recurrent = candidates.new_empty(len(inputs), candidates.shape[1], 3 * size)  # a_r, a_z, a_n
        resets, updates = torch.split(gates, size, dim=2)
        to_gates, to_candidates = torch.split(recurrent, [2 * size, size], dim=2)
        for step in range(len(inputs)):
            torch.addmm(bias_hh, states[step], weight_hh.t(), out=recurrent[step])
            gates[step].add_(to_gates[step]).sigmoid_()
            candidates[step].addcmul_(resets[step], to_candidates[step]).tanh_()
            torch.lerp(candidates[step], states[step], updates[step], out=states[step + 1])
        ctx.save_for_backward(inputs, weight_ih, weight_hh, states, gates, candidates, to_candidates)
        return states[1:].clone()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: torch.Tensor) -> Gradients:
        """Return the gradients of inputs and weights; the steps are gone through from the last to the first."""
        inputs, weight_ih, weight_hh, states, gates, candidates, to_candidates = ctx.saved_tensors
        size = weight_hh.shape[1]
        resets, updates = torch.split(gates, size, dim=2)
        # What does not depend on the later steps, for all steps at once.
        to_candidate = (1 - updates) * (1 - candidates.square())
        to_update = (states[:-1] - candidates) * updates * (1 - updates)
        to_reset = to_candidates * resets * (1 - resets)
        sums = gates.new_empty(*gates.shape[:2], 3 * size)  # gradients of a_r, a_z, a_n
        of_resets, of_updates, of_candidates = torch.split(sums, size, dim=2)
        of_n = torch.empty_like(candidates)  # gradients of what tanh is taken of
        of_state = gradient[-1]
        for step in range(len(inputs) - 1, -1, -1):
            torch.mul(of_state, to_candidate[step], out=of_n[step])
            torch.mul(of_state, to_update[step], out=of_updates[step])
            torch.mul(of_n[step], to_reset[step], out=of_resets[step])
            torch.mul(of_n[step], resets[step], out=of_candidates[step])
            if step:
                of_state = torch.addcmul(gradient[step - 1], of_state, updates[step]).addmm_(sums[step], weight_hh)
        of_recurrent = sums.flatten(end_dim=1)
        of_bias_hh = of_recurrent.sum(dim=0)
        of_weight_hh = of_recurrent.t() @ states[:-1].flatten(end_dim=1)
        of_candidates.copy_(of_n)  # from here on, gradients of the inputs' parts: no r stands before them
        return (
            sums @ weight_ih,
            of_recurrent.t() @ inputs.flatten(end_dim=1),
            of_weight_hh,
            of_recurrent.sum(dim=0),
            of_bias_hh,
        )


LAYERS: Final[dict[str, type[torch.autograd.Function]]] = {"RNN_TANH": RNNLayer, "GRU": GRULayer}
