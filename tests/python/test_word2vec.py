import importlib.util
import os
import subprocess
import sys

import numpy as np
import pytest
import torch

import torchduet as td
from torchduet.errors import InputTypeError, InputValueError
from torchduet.word_vectors.corpus import read_corpus
from torchduet.word_vectors.gensim_training import _texts, train_in_gensim
from torchduet.word_vectors.sampled_training import SampledSettings

TOPICS = [["tea", "milk", "cup", "sugar", "lemon"], ["dog", "cat", "bone", "bowl", "treat"]]
QUICK = {"embedding_dim": 8, "min_count": 1, "window": 3, "sample": 0.0, "learning_rate": 0.1, "epochs": 6, "seed": 1}


def two_topics():
    """Return texts of five words, all of one topic."""
    generator = np.random.default_rng(1)
    return [" ".join(generator.choice(TOPICS[number % 2], size=6)) for number in range(100)]


TEXTS = two_topics()


@pytest.mark.parametrize("engine", ["gensim", "torch"])
@pytest.mark.parametrize("method", ["cbow", "skip_gram"])
@pytest.mark.parametrize("train", [td.train_word2vec, td.train_fasttext])
def test_words_of_one_topic_become_neighbours(train, method, engine):
    settings = QUICK | ({"buckets": 50} if train is td.train_fasttext else {})
    vectors = train(TEXTS, method=method, engine=engine, **settings)
    assert sorted(vectors.words) == sorted(TOPICS[0] + TOPICS[1])
    for topic in TOPICS:
        found = vectors.most_similar(topic, k=4)
        assert found["neighbour"].isin(topic).mean() > 0.8


@pytest.mark.parametrize("engine", ["gensim", "torch"])
def test_the_seed_settles_the_vectors(engine):
    one, two, other = (
        td.train_word2vec(TEXTS, engine=engine, **(QUICK | {"epochs": 2, "seed": seed})).vectors for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one, two)
    assert np.abs(other - one).max() > 0.01


def test_the_two_engines_learn_the_same_similarities():
    same_topic = np.kron(np.eye(2), np.ones((5, 5))).astype(bool)
    between = []
    for engine in ("gensim", "torch"):
        vectors = td.train_word2vec(TEXTS, engine=engine, **(QUICK | {"epochs": 12}))
        cosines = td.cosine_similarity(vectors.lookup(TOPICS[0] + TOPICS[1]))
        between.append(cosines[same_topic].mean() - cosines[~same_topic].mean())
    assert min(between) > 0.4
    assert between[0] == pytest.approx(between[1], abs=0.2)


def test_unknown_words_have_the_vectors_that_gensim_gives_them():
    vectors = td.train_fasttext(TEXTS, buckets=60, minn=2, maxn=4, **QUICK)
    corpus = read_corpus(TEXTS, min_count=1)
    model = train_in_gensim(corpus, SampledSettings(False, 8, 3, 5, 0.0, 6, 0.1, 1), min_n=2, max_n=4, bucket=60)
    for word in ["teas", "açúcar", "tea", "bone"]:
        np.testing.assert_allclose(vectors.lookup(word)[0], model.wv[word], rtol=1e-5, atol=1e-7)
    assert "teas" not in vectors


def test_the_parts_of_a_word():
    parts = td.subwords("armarinho")
    assert {"<ar", "mar", "inh", "nho", "ho>"} <= set(parts)
    assert "ar" not in parts
    assert len(parts) == 9 + 8 + 7 + 6  # of 11 signs, 3 to 6 at a time
    assert td.subwords("é", minn=1, maxn=3) == ["<é", "<é>", "é", "é>"]
    with pytest.raises(InputValueError, match="maxn must be at least minn = 4; given 3"):
        td.subwords("tea", minn=4, maxn=3)
    with pytest.raises(InputTypeError, match=r"word must be one string; given \['tea'\]"):
        td.subwords(["tea"])


def test_texts_too_long_for_gensim_are_cut():
    pieces = _texts(read_corpus(["a b " * 12_000, "b"], min_count=1))
    assert [len(piece) for piece in pieces] == [10_000, 10_000, 4_000, 1]


def test_without_a_seed_one_is_drawn_from_torch():
    torch.manual_seed(3)
    one = td.train_word2vec(TEXTS, engine="torch", **(QUICK | {"seed": None, "epochs": 1}))
    torch.manual_seed(3)
    two = td.train_word2vec(TEXTS, engine="torch", **(QUICK | {"seed": None, "epochs": 1}))
    np.testing.assert_array_equal(one.vectors, two.vectors)


def test_without_gensim_the_way_out_is_named(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ImportError, match=r'train_fasttext .* needs gensim: pip install "torchduet\[gensim\]"'):
        td.train_fasttext(TEXTS)
    assert len(td.train_word2vec(TEXTS, engine="torch", **(QUICK | {"epochs": 1}))) == 10


def test_bad_input_is_named():
    with pytest.raises(InputValueError, match=r'method must be one of "cbow", "skip_gram"; given .skipgram.'):
        td.train_word2vec(TEXTS, method="skipgram")
    with pytest.raises(InputValueError, match="sample must be at least 0 and less than 1; given 1"):
        td.train_word2vec(TEXTS, sample=1)
    with pytest.raises(InputValueError, match="negative must be at least 1; given 0"):
        td.train_fasttext(TEXTS, negative=0)
    with pytest.raises(InputValueError, match="buckets must be at least 1; given 0"):
        td.train_fasttext(TEXTS, buckets=0)
    for engine in ("gensim", "torch"):
        with pytest.raises(InputValueError, match="seed must be at most 4294967295; given 4294967296"):
            td.train_word2vec(TEXTS, engine=engine, seed=2**32)
    with pytest.raises(InputValueError, match="texts must hold words near each other"):
        td.train_word2vec(["a", "b"], min_count=1)


PRINT_SUM = """
import torchduet as td
texts = ["tea with milk", "dog with bone", "tea with bone"] * 40
for train in (td.train_word2vec, td.train_fasttext):
    vectors = train(texts, embedding_dim=5, min_count=1, seed=1)
    print(vectors.words, vectors.vectors.tobytes().hex())
"""


@pytest.mark.slow
def test_pythons_hash_of_strings_does_not_matter():
    printed = {
        subprocess.run(
            [sys.executable, "-c", PRINT_SUM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1
