"""Recurrent layers over sequences of unequal length, padded on the right."""

from collections.abc import Callable
from typing import Any, Final, cast

import torch
from torch import nn

from torchduet.errors import InputValueError, Shape
from torchduet.lstm_training import LSTMLayer
from torchduet.parameters import check_choice
from torchduet.recurrent_training import LAYERS as TRAINED_LAYERS
from torchduet.reversal import exchange_steps, mirrored_places

__all__ = ["RECURRENT_LAYERS", "RecurrentLayers"]

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

    Padding stands on the right, so that a state never depends on it. The backward direction reads each sequence
    reversed within its own length, layer by layer. The results are those of
    `torch.nn.utils.rnn.pack_padded_sequence`, which takes five times as long on a CPU.

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
        Read in both directions; a step's output for the layer above is the forward state and the backward one.
    dropout : float
        Share of the outputs dropped in training between layers.

    Attributes
    ----------
    recurrent : torch.nn.RNN, torch.nn.LSTM or torch.nn.GRU
        Holds the weights, under torch's names (``recurrent.weight_ih_l0``).

    Examples
    --------
    >>> layers = RecurrentLayers("lstm", input_size=3, hidden_size=4, bidirectional=True)
    >>> forward, backward = layers(torch.zeros(2, 5, 3), torch.tensor([5, 2]))
    >>> forward.shape, backward.shape
    (torch.Size([2, 5, 4]), torch.Size([2, 5, 4]))
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

    def forward(self, inputs: torch.Tensor, lengths: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Run the layers.

        Parameters
        ----------
        inputs : tensor of float, shape (batch, time, input_size)
        lengths : tensor of int64, shape (batch,)
            Real steps of each sequence; what stands at later ones is never read into a state that is used.

        Returns
        -------
        tuple of tensors, each of shape (batch, time, hidden_size)
            Of each direction, the last layer's states in the order in which it reads: either way, the state after the
            whole sequence was read is the one at its length, and pooling need not know about directions.
            `torchduet.reversal.in_text_order` brings them together. Those past a sequence's length mean nothing.

        Raises
        ------
        InputValueError
            The inputs have another shape, or no step.
        """
        size = self.recurrent.input_size
        if inputs.dim() != 3 or not inputs.shape[1] or inputs.shape[2] != size:
            raise InputValueError(
                f"inputs must have shape (batch, time, {size}), with at least one step; given {{shape}}",
                shape=Shape(inputs.shape),
            )
        by_time = inputs.transpose(0, 1)  # (time, batch, input_size)
        if self.recurrent.bidirectional:
            readings = self._read_both_ways(by_time, lengths)
        elif self._by_hand(inputs) is not None:
            for layer in range(self.recurrent.num_layers):
                by_time = self._run(self._dropped(by_time) if layer else by_time, f"l{layer}")
            readings = (by_time,)
        else:
            return (self.recurrent(inputs)[0],)
        return tuple(reading.transpose(0, 1) for reading in readings)

    def _read_both_ways(self, by_time: torch.Tensor, lengths: torch.Tensor) -> tuple[torch.Tensor, ...]:
        places = mirrored_places(lengths, len(by_time))
        ahead, back = by_time, exchange_steps(by_time, places)
        for layer in range(self.recurrent.num_layers):
            if layer:
                ahead, back = self._dropped(ahead), self._dropped(back)
                ahead, back = (
                    torch.cat([ahead, exchange_steps(back, places)], dim=2),
                    torch.cat([exchange_steps(ahead, places), back], dim=2),
                )
            ahead, back = self._run(ahead, f"l{layer}"), self._run(back, f"l{layer}_reverse")
        return ahead, back

    def _dropped(self, states: torch.Tensor) -> torch.Tensor:
        return nn.functional.dropout(states, self.recurrent.dropout, self.training)

    def _by_hand(self, inputs: torch.Tensor) -> type[torch.autograd.Function] | None:
        """Return what runs a layer whose gradients are ours; None where torch does that as well as can be."""
        if inputs.device.type != "cpu" or not (self.training and torch.is_grad_enabled()):
            return None
        if self.recurrent.mode == "LSTM":
            return LSTMLayer if LSTMLayer.can_run(inputs, cast(torch.Tensor, self.recurrent.weight_hh_l0)) else None
        return TRAINED_LAYERS.get(self.recurrent.mode)

    def _run(self, by_time: torch.Tensor, suffix: str) -> torch.Tensor:
        """Run one layer in one direction, from (time, batch, features) to states, shape (time, batch, hidden_size)."""
        names = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
        weights = [getattr(self.recurrent, f"{name}_{suffix}") for name in names]
        if (by_hand := self._by_hand(by_time)) is not None:
            states: torch.Tensor = by_hand.apply(by_time.contiguous(), *weights)  # type: ignore[no-untyped-call]
            return states
        start = by_time.new_zeros(1, by_time.shape[1], self.recurrent.hidden_size)
        state: Any = (start, start) if self.recurrent.mode == "LSTM" else start
        return _FUNCTIONS[self.recurrent.mode](by_time, state, weights, True, 1, 0.0, self.training, False, False)[0]
