"""GloVe's vectors, and how they learn from blocks of counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from torchduet.training import Callback, Run, run_epochs
from torchduet.word_vectors.count_blocks import CountBlocks
from torchduet.word_vectors.glove_gradients import block_gradients, pair_weights

__all__ = ["Glove", "fit_glove"]


class Glove(nn.Module):
    """Two vectors and two biases of each word: as a word, and as another word's context.

    Parameters
    ----------
    count : int
        Words.
    embedding_dim : int
    generator : numpy.random.Generator
        Draws the first vectors, evenly between -1/2 and 1/2, divided by `embedding_dim`.
    """

    def __init__(self, count: int, embedding_dim: int, generator: np.random.Generator) -> None:
        super().__init__()
        self.embedding_dim = embedding_dim
        drawn = ((generator.random((2, count, embedding_dim + 1)) - 0.5) / embedding_dim).astype(np.float32)
        ones = np.ones((count, 1), dtype=np.float32)
        # See `block_gradients`: [w, b, 1] and [w', 1, b'].
        contexts = np.concatenate([drawn[1, :, :-1], ones, drawn[1, :, -1:]], axis=1)
        self.words = nn.Parameter(torch.from_numpy(np.concatenate([drawn[0], ones], axis=1)), requires_grad=False)
        self.contexts = nn.Parameter(torch.from_numpy(contexts), requires_grad=False)
        self.constant = {"words": embedding_dim + 1, "contexts": embedding_dim}

    def vectors(self) -> NDArray[np.float32]:
        """Return w + w', shape (words, embedding_dim)."""
        both: NDArray[np.float32] = (self.words + self.contexts)[:, : self.embedding_dim].numpy()
        return both


def fit_glove(
    network: Glove,
    blocks: CountBlocks,
    generator: np.random.Generator,
    *,
    epochs: int,
    learning_rate: float,
    callbacks: Sequence[Callback] = (),
) -> Run:
    """Go through the blocks in random order, `epochs` times: a step of AdaGrad for each, and for its mirror image."""
    steps = {name: torch.ones_like(vectors) for name, vectors in network.named_parameters()}

    def learn() -> dict[str, float]:
        loss, pairs = 0.0, 0
        for block in generator.permutation(blocks.filled()):
            more, seen = _learn_block(network, blocks, int(block), steps, learning_rate)
            loss, pairs = loss + more, pairs + seen
        return {"loss": loss / pairs}

    return run_epochs(network, learn, epochs=epochs, callbacks=callbacks)


def _learn_block(
    network: Glove, blocks: CountBlocks, block: int, steps: dict[str, torch.Tensor], learning_rate: float
) -> tuple[float, int]:
    """Take the steps of one block; return the sum of the losses and how many pairs they are of."""
    part = slice(blocks.starts[block], blocks.starts[block + 1])
    places = torch.from_numpy(blocks.places[part].astype(np.int64))
    log_counts = torch.from_numpy(np.log(blocks.counts[part]))
    row, column = (slice(number * blocks.side, (number + 1) * blocks.side) for number in divmod(block, blocks.per_side))
    width = len(network.words[column])
    at_row, at_column = places // blocks.side, places % blocks.side
    if row == column:  # the lower half of this block is the mirror image of its upper half
        off = at_row != at_column
        places = torch.cat([at_row * width + at_column, at_column[off] * width + at_row[off]])
        log_counts = torch.cat([log_counts, log_counts[off]])
    elif width < blocks.side:
        places = at_row * width + at_column
    weights = pair_weights(log_counts)
    loss = 0.0
    # The table is symmetric: what these words are as contexts of those is learned from the same counts.
    for left, right in (("words", "contexts"), ("contexts", "words"))[: 1 if row == column else 2]:
        rows, columns = network.get_parameter(left)[row], network.get_parameter(right)[column]
        more, by_row, by_column = block_gradients(rows, columns, places, log_counts, weights)
        for name, vectors, gradient, where in ((left, rows, by_row, row), (right, columns, by_column, column)):
            gradient[:, network.constant[name]] = 0.0
            squares = steps[name][where].addcmul_(gradient, gradient)
            vectors.addcdiv_(gradient, squares.sqrt(), value=-learning_rate)
        loss += more.item()
    return loss, len(places) * (1 if row == column else 2)
