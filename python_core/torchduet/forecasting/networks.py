"""Networks from windows to forecasts, and several of them together."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import torch
from torch import nn

from torchduet.forecasting.windows import Inputs
from torchduet.recurrent import RECURRENT_LAYERS

__all__ = ["ARCHITECTURES", "DECODERS", "ForecastNetwork", "Members"]

ARCHITECTURES = (*RECURRENT_LAYERS, "mlp", "linear")
DECODERS = ("linear", "mlp")


class ForecastNetwork(nn.Module):
    """Read a window and say, for all steps at once, how they differ from a simple forecast.

    The answer is ``reference + head(state) + known(what is known of the step)``; the state is a recurrent layer's last
    one, a hidden layer's output, or, of a linear network, the window itself. With a "mlp" decoder, a hidden layer that
    sees both, the same for all steps, adds to it: what is known may then mean different things in different states.

    Parameters
    ----------
    architecture : {"rnn", "lstm", "gru", "mlp", "linear"}
    window, horizon : int
    num_past, num_known : int
        Features of a time in the window, and of one to forecast.
    hidden_size, layers, dropout
        As torch's recurrent layers have them; dropout goes before the head, too.
    decoder : {"linear", "mlp"}
    num_outputs : int
        Numbers per step: 1, or one per quantile.
    """

    def __init__(
        self,
        *,
        architecture: str,
        window: int,
        horizon: int,
        num_past: int,
        num_known: int,
        hidden_size: int,
        layers: int,
        dropout: float,
        decoder: str,
        num_outputs: int,
    ) -> None:
        super().__init__()
        self.horizon = horizon
        self.num_outputs = num_outputs
        self.recurrent: nn.Module | None = None
        self.body: nn.Module = nn.Flatten()
        size = window * num_past
        if architecture in RECURRENT_LAYERS:
            build = cast(Callable[..., nn.RNNBase], RECURRENT_LAYERS[architecture])
            between = dropout if layers > 1 else 0.0
            self.recurrent = build(num_past, hidden_size, num_layers=layers, dropout=between, batch_first=True)
            size = hidden_size
        elif architecture == "mlp":
            parts: list[nn.Module] = [nn.Flatten()]
            for _ in range(layers):
                parts += [nn.Linear(size, hidden_size), nn.ReLU()]
                size = hidden_size
            self.body = nn.Sequential(*parts)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(size, horizon * num_outputs)
        self.known = nn.Linear(num_known, num_outputs, bias=False) if num_known else None
        self.both: nn.Module | None = None
        if decoder == "mlp":
            self.both = nn.Sequential(
                nn.Linear(size + num_known, hidden_size), nn.ReLU(), nn.Linear(hidden_size, num_outputs)
            )

    def forward(self, inputs: Inputs) -> torch.Tensor:
        """Return forecasts, shape (batch, horizon, num_outputs)."""
        if self.recurrent is not None:
            states, _ = self.recurrent(inputs.past)  # (batch, window, hidden)
            state = states[:, -1]
        else:
            state = self.body(inputs.past)
        state = self.dropout(state)
        answer = self.head(state).unflatten(1, (self.horizon, self.num_outputs))
        if self.known is not None:
            answer = answer + self.known(inputs.known)
        if self.both is not None:
            states_of_steps = state.unsqueeze(1).expand(-1, self.horizon, -1)
            answer = answer + self.both(torch.cat([states_of_steps, inputs.known], dim=2))
        return inputs.reference.unsqueeze(2) + answer  # type: ignore[no-any-return]


class Members(nn.Module):
    """Networks that differ in the weights they began with; each learns by itself, the forecast is their mean."""

    def __init__(self, members: list[ForecastNetwork]) -> None:
        super().__init__()
        # A count, not a position: members.1 is the first, in every language.
        self.members = nn.ModuleDict({str(number): member for number, member in enumerate(members, 1)})

    def forward(self, inputs: Inputs) -> torch.Tensor:
        """Return each one's forecasts in training, else their mean: (members or 1, batch, horizon, num_outputs)."""
        answers = torch.stack([member(inputs) for member in self.members.values()])
        return answers if self.training else answers.mean(dim=0, keepdim=True)
