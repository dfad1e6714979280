import numpy as np
import pytest
import torch

import torchduet as td
from torchduet.errors import InputValueError
from torchduet.word_vectors.corpus import read_corpus
from torchduet.word_vectors.sampled_training import _step
from torchduet.word_vectors.windows import draw_examples


def by_autograd(inputs, target, negatives):
    leaves = [torch.tensor(array, requires_grad=True) for array in (inputs, target, negatives)]
    read, real, drawn = leaves
    hidden = read.mean(dim=0)
    loss = -torch.nn.functional.logsigmoid(real @ hidden) - torch.nn.functional.logsigmoid(-(drawn @ hidden)).sum()
    loss.backward()
    return loss.item(), [leaf.grad.numpy() for leaf in leaves]


@pytest.mark.parametrize("inputs", [1, 4])
def test_gradients_are_those_of_autograd(inputs):
    generator = np.random.default_rng(1)
    given = generator.normal(size=(inputs, 6)), generator.normal(size=6), generator.normal(size=(3, 6))
    found = td.negative_sampling_gradients(*given)
    loss, gradients = by_autograd(*given)
    assert found["loss"] == pytest.approx(loss, rel=1e-14)
    for name, expected in zip(("inputs", "target", "negatives"), gradients, strict=True):
        np.testing.assert_allclose(found[name], expected, rtol=1e-12, atol=1e-15)


def test_on_paper():
    # h = (1, 0): u_o . h = log 3, so p = 3/4; u_k . h = 0, so p = 1/2.
    found = td.negative_sampling_gradients([[2.0, 0.0], [0.0, 0.0]], [np.log(3), 1.0], [[0.0, 2.0]])
    np.testing.assert_allclose(found["probabilities"], [0.75, 0.5], rtol=1e-15)
    assert found["loss"] == pytest.approx(-np.log(0.75) - np.log(0.5), rel=1e-15)
    np.testing.assert_allclose(found["target"], [-0.25, 0.0], rtol=1e-15)
    np.testing.assert_allclose(found["negatives"], [[0.5, 0.0]], rtol=1e-15)
    np.testing.assert_allclose(found["inputs"], [[-0.125 * np.log(3), 0.375]] * 2, rtol=1e-15)


def test_a_step_of_training_goes_down_the_gradient():
    generator = np.random.default_rng(2)
    inputs, outputs = (generator.normal(size=(6, 4)) for _ in range(2))
    found = td.negative_sampling_gradients(inputs[[1, 2]], outputs[0], outputs[[3, 4]])
    after_inputs, after_outputs = torch.tensor(inputs), torch.tensor(outputs)
    table = torch.tensor([[0, -1], [1, 2], [3, -1]])  # the second word is the mean of two rows
    # Of the drawn words one is the target, and does not count.
    _step(after_inputs, after_outputs, table, torch.tensor([[1, -1]]), torch.tensor([[0, 3, 0, 4]]), 0.1)
    expected_inputs, expected_outputs = inputs.copy(), outputs.copy()
    expected_inputs[[1, 2]] -= 0.1 * 2 * found["inputs"]  # the whole gradient of the mean, as word2vec's program
    expected_outputs[0] -= 0.1 * found["target"]
    expected_outputs[[3, 4]] -= 0.1 * found["negatives"]
    np.testing.assert_allclose(after_inputs.numpy(), expected_inputs, rtol=1e-12)
    np.testing.assert_allclose(after_outputs.numpy(), expected_outputs, rtol=1e-12)


def test_near_words_are_drawn_more_often():
    corpus = read_corpus([" ".join("abcdefg")] * 2000, min_count=1)
    generator = np.random.default_rng(3)
    inputs, targets = draw_examples(corpus, generator, skip_gram=True, window=4, sample=0.0)
    for distance in range(1, 5):
        times = ((inputs[:, 0] == 1) & (targets == 1 + distance)).sum()  # b, and the word so far behind it
        share = (4 - distance + 1) / 4  # the reaches 1 to 4 that are as large
        assert times == pytest.approx(2000 * share, abs=4 * np.sqrt(2000 * share * (1 - share)) + 1e-9)
    assert np.abs(inputs[:, 0] - targets).max() == 4
    read, middle = draw_examples(corpus, generator, skip_gram=False, window=4, sample=0.0)
    assert len(middle) == 14_000
    assert (read >= 0).sum(axis=1).max() <= 8
    assert not (read == middle[:, None]).any()


def test_frequent_words_are_left_out_at_random():
    corpus = read_corpus(["often rare often often often often often often often other"] * 1000, min_count=1)
    _, targets = draw_examples(corpus, np.random.default_rng(4), skip_gram=False, window=2, sample=0.1)
    kept = np.sqrt(0.1 / 0.8) + 0.1 / 0.8
    often = (targets == corpus.words.index("often")).sum()
    assert often == pytest.approx(8000 * kept, rel=0.05)


def test_bad_input_is_named():
    with pytest.raises(InputValueError, match=r"target must be one vector; given shape \(1, 2\)"):
        td.negative_sampling_gradients([1.0, 2.0], [[1.0, 2.0]], [[1.0, 2.0]])
    with pytest.raises(InputValueError, match=r"negatives must be vectors as long as target, 2; given shape \(1, 3\)"):
        td.negative_sampling_gradients([1.0, 2.0], [1.0, 2.0], [[1.0, 2.0, 3.0]])
