import inspect

import numpy as np
import torch
from experiments import glove_settings, word_vectors_few_labels
from experiments.stored_table import read_table

import torchduet as td
from torchduet.word_vectors.corpus import read_corpus
from torchduet.word_vectors.count_blocks import count_in_blocks
from torchduet.word_vectors.glove_training import Glove

TEXTS = ["black tea with milk", "green tea with lemon", "coffee with sugar and milk"] * 4


def test_the_default_learning_rate_is_the_one_that_pairs_held_back_chose() -> None:
    stored = read_table("glove_settings")
    mean = stored.groupby(["steps", "learning_rate"])["held_out_error"].mean()
    default = inspect.signature(td.train_glove).parameters["learning_rate"].default
    assert mean["blocks"].idxmin() == default
    assert mean["blocks"].min() < mean["pairs"].min()  # a step per 16,384 pairs
    seconds = stored.groupby("steps")["seconds"].mean()
    assert seconds["blocks"] < 0.5 * seconds["pairs"]


def test_pairs_held_back_and_pairs_kept_are_all_pairs(tmp_path) -> None:
    corpus = read_corpus(TEXTS, min_count=1)
    counted = count_in_blocks(corpus, np.random.default_rng(1), tmp_path, window=3, memory=1)
    kept = np.random.default_rng(2).random(len(counted.counts)) < 0.7
    left = glove_settings.without(counted, kept)
    everything = glove_settings.as_pairs(counted, np.ones(len(kept), dtype=bool))
    again = glove_settings.as_pairs(left, np.ones(len(left.counts), dtype=bool))
    for whole, part in zip(everything, again, strict=True):
        torch.testing.assert_close(whole[torch.from_numpy(kept)], part)
    network = Glove(len(corpus.words), 3, np.random.default_rng(1))
    words, contexts, log_counts = everything
    weight = torch.clamp((log_counts.exp() / 100) ** 0.75, max=1)
    squares = sum(
        weight * ((network.words[one] * network.contexts[other]).sum(dim=1) - log_counts) ** 2
        for one, other in ((words, contexts), (contexts, words))
    )
    expected = (squares.sum() / (2 * weight.sum())).item()
    np.testing.assert_allclose(glove_settings.held_out_error(network, everything), expected, rtol=1e-5)


def test_every_kind_of_vectors_was_tried_with_every_number_of_labels() -> None:
    stored = read_table("word_vectors_few_labels")
    tried = stored[["vectors", "labels", "seed"]].drop_duplicates()
    kinds = ["TF-IDF", *word_vectors_few_labels.VECTORS]
    assert len(tried) == len(stored) == len(kinds) * len(word_vectors_few_labels.LABELS) * 3
    assert set(stored["vectors"]) == set(kinds)
    assert stored["accuracy"].between(0.4, 0.95).all()


def test_a_text_is_the_mean_of_its_known_words() -> None:
    vectors = td.WordVectors(["tea", "milk"], [[1.0, 2.0], [3.0, 6.0]])
    means = word_vectors_few_labels.averages(vectors, ["Tea, milk and tea", "nothing known"])
    np.testing.assert_allclose(means, [[5 / 3, 10 / 3], [0.0, 0.0]], rtol=1e-6)
