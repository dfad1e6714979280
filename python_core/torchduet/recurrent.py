"""Recurrent layers over sequences of unequal length, padded on the right."""

from collections.abc import Callable
from typing import Any, Final, cast

import torch
from torch import nn

from torchduet.errors import InputValueError
from torchduet.parameters import check_choice
from torchduet.recurrent_training import LAYERS as TRAINED_LAYERS
from torchduet.sequence_layers import pool_sequences

__all__ = ["RECURRENT_LAYERS", "RecurrentLayers", "final_states", "reverse_sequences"]

RECURRENT_LAYERS: Final[dict[str, type[nn.RNNBase]]] = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}

# One layer in one direction: torch's own functions, which nn.RNN, nn.LSTM and nn.GRU call.
_FUNCTIONS: Final[dict[str, Callable[..., tuple[torch.Tensor, ...]]]] = {
    "RNN_TANH": torch.rnn_tanh,
    "RNN_RELU": torch.rnn_relu,
    "LSTM": torch.lstm,
    "GRU": torch.gru,
}


class RecurrentLayers(nn.Module):
    """Layers of nn.RNN, nn.LSTM or nn.GRU that do not see padding, without packing.

    Padding stands on the right, so that a state never depends on it; only the state at a sequence's own last step is
    taken. The backward direction reads each sequence reversed within its own length, layer by layer. The results are
    those of `torch.nn.utils.rnn.pack_padded_sequence`, which takes five times as long on a CPU.

    Parameters
    ----------
    kind : {"rnn", "lstm", "gru"}
    input_size : int
        Features of a step.
    hidden_size : int
        Units of a layer and direction.
    layers : int
        Layers on top of each other; each reads the outputs of the one below.
    bidirectional : bool
        Read in both directions; a step's output is the forward state followed by the backward one.
    dropout : float
        Share of the outputs dropped in training between layers.

    Attributes
    ----------
    recurrent : torch.nn.RNN, torch.nn.LSTM or torch.nn.GRU
        Holds the weights, under torch's names (``recurrent.weight_ih_l0``).

    Examples
    --------
    >>> layers = RecurrentLayers("lstm", input_size=3, hidden_size=4, bidirectional=True)
    >>> outputs, last = layers(torch.zeros(2, 5, 3), torch.tensor([5, 2]))
    >>> outputs.shape, last.shape
    (torch.Size([2, 5, 8]), torch.Size([2, 8]))
    """

    recurrent: nn.RNNBase

    def __init__(
        self,
        kind: str,
        input_size: int,
        hidden_size: int,
        *,
        layers: int = 1,
        bidirectional: bool = False,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        check_choice("kind", kind, tuple(RECURRENT_LAYERS))
        build = cast(Callable[..., nn.RNNBase], RECURRENT_LAYERS[kind])
        self.recurrent = build(
            input_size,
            hidden_size,
            num_layers=layers,
            bidirectional=bidirectional,
            dropout=dropout if layers > 1 else 0.0,  # torch warns of a dropout that has no place
            batch_first=True,
        )
        self.output_size = hidden_size * (2 if bidirectional else 1)

    def forward(self, inputs: torch.Tensor, lengths: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Run the layers.

        Parameters
        ----------
        inputs : tensor of float, shape (batch, time, input_size)
        lengths : tensor of int64, shape (batch,)
            Real steps of each sequence; what stands at later ones is never read into a state that is used.

        Returns
        -------
        outputs : tensor, shape (batch, time, output_size)
            The last layer's states. Those past a sequence's length mean nothing.
        last : tensor, shape (batch, output_size)
            The state after the whole sequence was read: forward at its last step, backward at its first. Zeros for a
            sequence of length 0.

        Raises
        ------
        InputValueError
            The inputs have another shape, or no step.
        """
        size = self.recurrent.input_size
        if inputs.dim() != 3 or not inputs.shape[1] or inputs.shape[2] != size:
            raise InputValueError(
                f"inputs must have shape (batch, time, {size}), with at least one step; given {tuple(inputs.shape)}"
            )
        if not self.recurrent.bidirectional and not self._by_hand(inputs):
            outputs: torch.Tensor = self.recurrent(inputs)[0]
            return outputs, final_states(outputs, lengths)
        for layer in range(self.recurrent.num_layers):
            if layer:
                inputs = nn.functional.dropout(inputs, self.recurrent.dropout, self.training)
            forward = self._run(inputs, f"l{layer}")
            if not self.recurrent.bidirectional:
                inputs = forward
                continue
            backward = reverse_sequences(self._run(reverse_sequences(inputs, lengths), f"l{layer}_reverse"), lengths)
            inputs = torch.cat([forward, backward], dim=2)
        return inputs, final_states(inputs, lengths, bidirectional=self.recurrent.bidirectional)

    def _by_hand(self, inputs: torch.Tensor) -> bool:
        return self.recurrent.mode in TRAINED_LAYERS and inputs.device.type == "cpu" and torch.is_grad_enabled()

    def _run(self, inputs: torch.Tensor, suffix: str) -> torch.Tensor:
        names = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
        weights = [getattr(self.recurrent, f"{name}_{suffix}") for name in names]
        if self._by_hand(inputs):
            by_time = inputs.transpose(0, 1).contiguous()
            states: torch.Tensor = TRAINED_LAYERS[self.recurrent.mode].apply(by_time, *weights)  # type: ignore[no-untyped-call]
            return states.transpose(0, 1)
        start = inputs.new_zeros(1, len(inputs), self.recurrent.hidden_size)
        state: Any = (start, start) if self.recurrent.mode == "LSTM" else start
        return _FUNCTIONS[self.recurrent.mode](inputs, state, weights, True, 1, 0.0, self.training, False, True)[0]


def reverse_sequences(sequences: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Reverse each sequence within its own length; the padding stays where it is.

    Parameters
    ----------
    sequences : tensor, shape (batch, time, features)
    lengths : tensor of int64, shape (batch,)

    Examples
    --------
    >>> sequences = torch.tensor([[1, 2, 3], [4, 5, 0]]).unsqueeze(-1)
    >>> reverse_sequences(sequences, torch.tensor([3, 2])).squeeze(-1).tolist()
    [[3, 2, 1], [5, 4, 0]]
    """
    steps = torch.arange(sequences.shape[1], device=sequences.device)  # (time,)
    mirrored = lengths.unsqueeze(1) - 1 - steps  # (batch, time)
    places = torch.where(mirrored >= 0, mirrored, steps)
    first = torch.arange(len(sequences), device=sequences.device).unsqueeze(1) * sequences.shape[1]
    reversed_: torch.Tensor = _ExchangeSteps.apply(sequences, (first + places).flatten())  # type: ignore[no-untyped-call]
    return reversed_


class _ExchangeSteps(torch.autograd.Function):
    """Steps that change places in pairs: so do their gradients, which torch would add up one by one instead."""

    @staticmethod
    def forward(ctx: Any, sequences: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(places)
        return sequences.flatten(end_dim=1).index_select(0, places).view(sequences.shape)

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor, None]:
        return _ExchangeSteps.apply(gradient, *ctx.saved_tensors), None  # type: ignore[no-untyped-call]


def final_states(outputs: torch.Tensor, lengths: torch.Tensor, *, bidirectional: bool = False) -> torch.Tensor:
    """Return the states after each whole sequence was read: forward at its last step, backward at its first.

    Parameters
    ----------
    outputs : tensor, shape (batch, time, features)
        Where bidirectional, the first half of the features is the forward direction's.
    lengths : tensor of int64, shape (batch,)
    bidirectional : bool

    Returns
    -------
    tensor, shape (batch, features)
        Zeros for a sequence of length 0.
    """
    if not bidirectional:
        return pool_sequences(outputs, lengths, "last")
    forward, backward = outputs.chunk(2, dim=2)
    first = backward[:, 0] * (lengths > 0).unsqueeze(1)
    return torch.cat([pool_sequences(forward, lengths, "last"), first], dim=1)
