"""Learning to tell a word's real neighbours from words drawn at random: the step of word2vec and fastText."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from torchduet.arrays import as_doubles
from torchduet.errors import InputValueError, Shape

__all__ = ["negative_sampling_gradients", "sampled_gradients"]


def negative_sampling_gradients(
    inputs: ArrayLike, target: ArrayLike, negatives: ArrayLike
) -> dict[str, NDArray[np.float64]]:
    r"""Compute the loss of one step of word2vec, and its gradients, in double precision.

    .. math::

        h &= \frac{1}{m} \sum_{i=1}^m v_i, \quad
        J = -\log \sigma(u_o \cdot h) - \sum_{k} \log \sigma(-u_k \cdot h) \\
        \partial J / \partial u_o &= (\sigma(u_o \cdot h) - 1) \, h, \quad
        \partial J / \partial u_k = \sigma(u_k \cdot h) \, h \\
        \partial J / \partial v_i &= \tfrac{1}{m} \bigl( (\sigma(u_o \cdot h) - 1) \, u_o
        + \textstyle\sum_k \sigma(u_k \cdot h) \, u_k \bigr)

    Skip-gram has one input, the word in the middle, and its target is a neighbour; CBOW has all neighbours for inputs,
    and its target is the word in the middle. In fastText the parts of a word are inputs, too.

    Parameters
    ----------
    inputs : array of float, shape (m, embedding_dim) or (embedding_dim,)
        :math:`v`, what is read.
    target : array of float, shape (embedding_dim,)
        :math:`u_o`, of the word that is there.
    negatives : array of float, shape (k, embedding_dim) or (embedding_dim,)
        :math:`u_k`, of words that were drawn.

    Returns
    -------
    dict
        ``loss``; ``probabilities``, those of the target and of each negative to be real, shape (1 + k,); and the
        gradients ``inputs``, ``target`` and ``negatives``, each of the shape of the argument of its name.

    Raises
    ------
    InputValueError, InputTypeError
        Shapes do not fit.

    Notes
    -----
    T. Mikolov, I. Sutskever, K. Chen, G. Corrado and J. Dean (2013), "Distributed representations of words and phrases
    and their compositionality", NeurIPS.

    Examples
    --------
    >>> found = negative_sampling_gradients([1.0, 0.0], [0.0, 2.0], [[0.0, -1.0]])
    >>> found["probabilities"]
    array([0.5, 0.5])
    >>> found["inputs"]
    array([ 0. , -1.5])
    """
    read, real, drawn = (
        as_doubles(*given) for given in (("inputs", inputs), ("target", target), ("negatives", negatives))
    )
    if real.ndim != 1 or not real.size:
        raise InputValueError("target must be one vector; given shape {shape}", shape=Shape(real.shape))
    for name, vectors in (("inputs", read), ("negatives", drawn)):
        if vectors.ndim not in (1, 2) or vectors.shape[-1] != len(real) or not vectors.size:
            raise InputValueError(
                f"{name} must be vectors as long as target, {len(real)}; given shape {{shape}}",
                shape=Shape(vectors.shape),
            )
    rows, others = np.atleast_2d(read), np.atleast_2d(drawn)
    hidden = torch.from_numpy(rows.mean(axis=0))[None]
    outputs = torch.from_numpy(np.concatenate([real[None], others]))[None]
    losses, by_hidden, by_outputs, slopes = sampled_gradients(hidden, outputs)
    shared = np.broadcast_to(by_hidden.numpy() / len(rows), rows.shape)
    return {
        "loss": np.asarray(losses.item()),
        "probabilities": (slopes[0] + torch.eye(1, len(others) + 1, dtype=torch.float64)[0]).numpy(),
        "inputs": shared.reshape(read.shape).copy(),
        "target": by_outputs[0, 0].numpy(),
        "negatives": by_outputs[0, 1:].numpy().reshape(drawn.shape),
    }


def sampled_gradients(
    hidden: torch.Tensor, outputs: torch.Tensor, counted: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return each example's loss, the gradients with respect to hidden and outputs, and the scores' own.

    Parameters
    ----------
    hidden : tensor, shape (batch, embedding_dim)
    outputs : tensor, shape (batch, 1 + negatives, embedding_dim)
        The target's vector comes first.
    counted : tensor of bool, shape (batch, 1 + negatives), optional
        Which count; a word that was drawn and is the target does not.
    """
    scores = (outputs @ hidden[:, :, None]).squeeze(2)  # (batch, 1 + negatives)
    slopes = torch.sigmoid(scores)
    slopes[:, 0] -= 1.0
    scores[:, 0].neg_()
    losses = torch.nn.functional.softplus(scores)  # -log sigmoid(-score)
    if counted is not None:
        slopes, losses = slopes * counted, losses * counted
    by_hidden = (slopes[:, None, :] @ outputs).squeeze(1)
    return losses.sum(dim=1), by_hidden, slopes[:, :, None] * hidden[:, None, :], slopes
