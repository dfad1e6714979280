import numpy as np
import pytest
import torch

import torchduet as td
from torchduet.errors import InputTypeError, InputValueError
from torchduet.word_vectors import glove_gradients as formulas
from torchduet.word_vectors.corpus import read_corpus
from torchduet.word_vectors.count_blocks import count_in_blocks
from torchduet.word_vectors.glove_training import Glove, fit_glove

TEXTS = ["black tea with milk", "green tea with lemon", "black coffee with milk", "coffee with sugar and milk"] * 6


def example(n, m, dim=3):
    generator = np.random.default_rng(3)
    counts = generator.gamma(0.5, 80.0, size=(n, m)) * (generator.random((n, m)) < 0.6)
    return counts, *(generator.normal(size=size) for size in ((n, dim), (m, dim), n, m))


def loss_by_autograd(counts, words, contexts, word_biases, context_biases):
    """Return the loss of the formula in torch, and its gradients by automatic differentiation, in double precision."""
    leaves = [torch.tensor(array, requires_grad=True) for array in (words, contexts, word_biases, context_biases)]
    w, c, b, bc = leaves
    x = torch.tensor(counts)
    predicted = w @ c.T + b[:, None] + bc[None, :]
    met = x > 0
    weight = torch.clamp((x / 100) ** 0.75, max=1.0)
    loss = (weight * (predicted - torch.log(torch.where(met, x, 1.0))) ** 2)[met].sum()
    loss.backward()
    return loss.item(), [leaf.grad.numpy() for leaf in leaves]


@pytest.mark.parametrize("cells_per_count", [0, 10**9], ids=["as matrices", "count by count"])
def test_gradients_are_those_of_autograd(cells_per_count, monkeypatch):
    monkeypatch.setattr(formulas, "CELLS_PER_COUNT", cells_per_count)
    given = example(5, 7)
    found = td.glove_gradients(*given)
    loss, gradients = loss_by_autograd(*given)
    assert found["loss"] == pytest.approx(loss, rel=1e-13)
    for name, expected in zip(("words", "contexts", "word_biases", "context_biases"), gradients, strict=True):
        np.testing.assert_allclose(found[name], expected, rtol=1e-11, atol=1e-12)


def test_one_pair_by_hand():
    # x = 16, so f = 0.16^0.75; r = 0.5 * 1 + 0.1 - 0.2 - log 16
    found = td.glove_gradients([[16.0]], [[0.5]], [[1.0]], [0.1], [-0.2])
    weight, residual = 0.16**0.75, 0.4 - np.log(16)
    assert found["weights"][0, 0] == pytest.approx(weight, rel=1e-14)
    assert found["loss"] == pytest.approx(weight * residual**2, rel=1e-14)
    assert found["words"][0, 0] == pytest.approx(2 * weight * residual * 1.0, rel=1e-14)
    assert found["contexts"][0, 0] == pytest.approx(2 * weight * residual * 0.5, rel=1e-14)
    assert found["context_biases"][0] == pytest.approx(2 * weight * residual, rel=1e-14)


def test_blocks_hold_every_count_once(tmp_path):
    corpus = read_corpus(TEXTS, min_count=1)
    blocks = count_in_blocks(corpus, np.random.default_rng(1), tmp_path, window=3, memory=1)
    assert blocks.side == 1
    word_of = np.argsort(blocks.number_of)
    found = {}
    for block in blocks.filled():
        row, column = divmod(int(block), blocks.per_side)
        for place, count in zip(*(array[blocks.starts[block] : blocks.starts[block + 1]]
                                  for array in (blocks.places, blocks.counts)), strict=True):  # fmt: skip
            one, other = row * blocks.side + place // blocks.side, column * blocks.side + place % blocks.side
            found[corpus.words[word_of[one]], corpus.words[word_of[other]]] = count
    table = td.co_occurrences(TEXTS, window=3, min_count=1)
    expected = {(word, context): count for word, context, count in table.itertuples(index=False)}
    assert len(expected) == sum(1 if one == other else 2 for one, other in found)
    for pair, count in found.items():
        assert count == pytest.approx(expected[pair], rel=1e-6)


@pytest.mark.parametrize("side", [2, 9], ids=["many blocks", "one block"])
def test_an_epoch_is_adagrad_on_the_formula(side, tmp_path, monkeypatch):
    """Torch's own Adagrad, with the loss of autograd, takes the same steps in double precision."""
    monkeypatch.setattr("torchduet.word_vectors.count_blocks.FEWEST_BLOCKS", -(-9 // side))
    corpus = read_corpus(TEXTS, min_count=1)
    size = len(corpus.words)
    blocks = count_in_blocks(corpus, np.random.default_rng(1), tmp_path, window=3, memory=1)
    network = Glove(size, 4, np.random.default_rng(2)).double()
    start = {name: vectors.clone() for name, vectors in network.named_parameters()}
    run = fit_glove(network, blocks, np.random.default_rng(3), epochs=1, learning_rate=0.1)

    table = td.co_occurrences(TEXTS, window=3, min_count=1)
    counts = np.zeros((size, size))
    number = dict(zip(corpus.words, blocks.number_of, strict=True))
    counts[table["word"].map(number), table["context"].map(number)] = table["count"].astype(np.float32)
    x = torch.tensor(counts)
    leaves = {
        "w": start["words"][:, :4], "b": start["words"][:, 4],
        "c": start["contexts"][:, :4], "bc": start["contexts"][:, 5],
    }  # fmt: skip
    leaves = {name: leaf.clone().requires_grad_() for name, leaf in leaves.items()}
    optimizer = torch.optim.Adagrad(leaves.values(), lr=0.1, initial_accumulator_value=1.0, eps=0.0)
    total = 0.0
    for block in np.random.default_rng(3).permutation(blocks.filled()):
        row, column = divmod(int(block), blocks.per_side)
        here = (torch.arange(size)[:, None] // blocks.side == row) & (torch.arange(size)[None] // blocks.side == column)
        for part in (here,) if row == column else (here, here.T):
            met = part & (x > 0)
            predicted = leaves["w"] @ leaves["c"].T + leaves["b"][:, None] + leaves["bc"]
            squares = (predicted - x.clamp(min=1e-9).log()) ** 2
            loss = ((x / 100).clamp(max=1.0) ** 0.75 * squares)[met].sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
    assert run.history[0]["loss"] == pytest.approx(total / (counts > 0).sum(), rel=1e-6)
    assert blocks.side == side
    torch.testing.assert_close(network.words[:, :4], leaves["w"].detach(), rtol=1e-5, atol=1e-7)
    torch.testing.assert_close(network.contexts[:, :4], leaves["c"].detach(), rtol=1e-5, atol=1e-7)
    torch.testing.assert_close(network.contexts[:, 5], leaves["bc"].detach(), rtol=1e-5, atol=1e-7)


def test_products_come_to_tell_the_counts():
    losses = []
    vectors = td.train_glove(
        TEXTS, embedding_dim=8, min_count=1, epochs=60, seed=1, callbacks=[lambda record: losses.append(record["loss"])]
    )
    assert len(losses) == 60
    assert losses[-1] < 0.02 * losses[0]
    assert vectors.words[:2] == ["with", "milk"]
    assert vectors.vectors.shape == (len(vectors.words), 8)


def test_the_seed_settles_the_vectors_and_torch_is_left_alone():
    before = torch.get_rng_state()
    settings = {"embedding_dim": 4, "min_count": 2, "epochs": 2}
    one = td.train_glove(TEXTS, seed=5, **settings)
    assert torch.equal(torch.get_rng_state(), before)
    np.testing.assert_array_equal(td.train_glove(TEXTS, seed=5, memory=1, **settings).vectors, one.vectors)
    assert np.abs(td.train_glove(TEXTS, seed=6, **settings).vectors - one.vectors).max() > 0.01


def test_training_can_be_stopped():
    seen = []

    def stop(record):
        seen.append(record["epoch"])
        return "stop" if record["epoch"] == 2 else None

    def interrupt(_):
        raise KeyboardInterrupt

    td.train_glove(TEXTS, min_count=1, embedding_dim=2, seed=1, callbacks=[stop])
    assert seen == [1, 2]
    with pytest.warns(UserWarning, match=r"interrupted after 1 epoch\(s\); the vectors are what they were by then"):
        vectors = td.train_glove(TEXTS, min_count=1, embedding_dim=2, seed=1, callbacks=[interrupt])
    assert np.isfinite(vectors.vectors).all()


def test_bad_input_is_named():
    with pytest.raises(InputValueError, match="embedding_dim must be at least 1; given 0"):
        td.train_glove(TEXTS, embedding_dim=0)
    with pytest.raises(InputValueError, match="learning_rate must be greater than 0; given -1"):
        td.train_glove(TEXTS, learning_rate=-1)
    with pytest.raises(InputTypeError, match="callbacks must be a sequence of functions; given 3"):
        td.train_glove(TEXTS, callbacks=3)
    with pytest.raises(InputTypeError, match=r"callbacks must be a sequence of functions; given .*Put it in a list"):
        td.train_glove(TEXTS, callbacks=print)
    with pytest.raises(InputValueError, match="texts must hold words near each other"):
        td.train_glove(["a", "b"], min_count=1)
    counts, *rest = example(2, 3)
    with pytest.raises(InputValueError, match=r"counts must be a matrix .* given shape \(2,\)"):
        td.glove_gradients(counts[:, 0], *rest)
    with pytest.raises(InputValueError, match=r"contexts must have a row for each of the 3 columns .* shape \(2, 3\)"):
        td.glove_gradients(counts, rest[0], rest[0], *rest[2:])
    with pytest.raises(InputValueError, match=r"word_biases must hold 2 numbers; given shape \(3,\)"):
        td.glove_gradients(counts, rest[0], rest[1], rest[3], rest[3])
