"""What training makes small: cross-entropy, or a function of the user's on arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from torchduet.arrays import complete_array
from torchduet.errors import InputTypeError, InputValueError, Shape
from torchduet.positions import Positions

__all__ = ["LossFunction", "NumberLossFunction", "TensorLoss", "as_loss"]

LossFunction = Callable[[NDArray[np.float64], Positions], Mapping[str, Any]]
"""From scores, shape (batch, n_classes), and the position of each text's class, shape (batch,), to a dict: ``loss``,
the mean loss of the batch, and ``gradient``, its derivative with respect to each score, shape (batch, n_classes)."""

NumberLossFunction = Callable[[NDArray[np.float64], NDArray[np.float64]], Mapping[str, Any]]
"""The same from predicted and right numbers, both of shape (batch,)."""

TensorLoss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


def as_loss(loss: str | LossFunction | NumberLossFunction) -> TensorLoss:
    """Return what torch trains with: from tensors of scores and of targets to the mean loss.

    Examples
    --------
    >>> def squares(scores, targets):
    ...     errors = scores - np.eye(scores.shape[1])[targets]
    ...     return {"loss": (errors**2).sum() / len(scores), "gradient": 2 * errors / len(scores)}
    >>> scores = torch.zeros(1, 2, requires_grad=True)
    >>> as_loss(squares)(scores, torch.tensor([1])).backward()
    >>> scores.grad
    tensor([[ 0., -2.]])
    """
    if loss == "cross_entropy":
        return nn.functional.cross_entropy
    if not callable(loss):
        kind = InputValueError if isinstance(loss, str) else InputTypeError
        raise kind.about("loss", 'must be "cross_entropy" or a function', loss)

    def apply(scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        value: torch.Tensor = _OnArrays.apply(scores, targets, loss)  # type: ignore[no-untyped-call]
        return value

    return apply


class _OnArrays(torch.autograd.Function):
    """A function on arrays as a step of torch's graph: it brings its own derivative."""

    @staticmethod
    def forward(
        ctx: Any, scores: torch.Tensor, targets: torch.Tensor, function: LossFunction | NumberLossFunction
    ) -> torch.Tensor:
        # Copies: what the function does to its arguments must not reach the network.
        answer = function(scores.double().cpu().numpy().copy(), targets.cpu().numpy().copy())
        loss, gradient = _checked(answer, tuple(scores.shape))
        ctx.save_for_backward(torch.from_numpy(gradient).to(scores))
        return scores.new_tensor(loss)

    @staticmethod
    def backward(ctx: Any, *outer: torch.Tensor) -> tuple[torch.Tensor, None, None]:
        (gradient,) = ctx.saved_tensors
        return outer[0] * gradient, None, None


def _checked(answer: Any, shape: tuple[int, ...]) -> tuple[float, NDArray[np.float64]]:
    if not isinstance(answer, Mapping) or not {"loss", "gradient"} <= set(answer):
        raise InputTypeError.about("loss", 'must return two things by name, "loss" and "gradient"', answer)
    loss = complete_array('loss: the "loss" that the function returns', answer["loss"])
    if loss.size != 1 or not np.isfinite(loss).all():
        raise InputValueError.about("loss", 'must return one finite number as "loss"', answer["loss"])
    gradient = complete_array('loss: the "gradient" that the function returns', answer["gradient"])
    if gradient.shape != shape:
        raise InputValueError(
            'loss must return a "gradient" of the shape of the scores, {wanted}; given one of shape {found}',
            wanted=Shape(shape),
            found=Shape(gradient.shape),
        )
    if not np.isfinite(gradient).all():
        raise InputValueError.about(
            "loss", 'must return a "gradient" of finite numbers', gradient[~np.isfinite(gradient)][0]
        )
    return float(loss.item()), gradient.astype(np.float64)
