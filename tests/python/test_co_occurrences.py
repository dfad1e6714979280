import tracemalloc

import numpy as np
import pandas as pd
import pytest

import torchduet as td
from torchduet.errors import InputTypeError, InputValueError
from torchduet.word_vectors.co_occurrences import counted_pairs
from torchduet.word_vectors.corpus import read_corpus


def counted_by_loops(texts, window):
    """Return the table of counts, place by place."""
    counts = {}
    for words in map(str.split, texts):
        for place, word in enumerate(words):
            for other in range(max(0, place - window), min(len(words), place + window + 1)):
                if other != place:
                    pair = word, words[other]
                    counts[pair] = counts.get(pair, 0.0) + 1 / abs(place - other)
    return counts


def test_a_small_corpus_counted_on_paper():
    # eu gosto de gatos: eu-gosto 1, eu-de 1/2, gosto-de 1, gosto-gatos 1/2, de-gatos 1; eu-gatos are three apart.
    table = td.co_occurrences(["eu gosto de gatos"], window=2, min_count=1)
    found = {(word, context): count for word, context, count in table.itertuples(index=False)}
    one_way = {
        ("eu", "gosto"): 1.0, ("eu", "de"): 0.5, ("gosto", "de"): 1.0, ("gosto", "gatos"): 0.5, ("de", "gatos"): 1.0
    }  # fmt: skip
    assert found == one_way | {(context, word): count for (word, context), count in one_way.items()}


def test_a_word_near_itself_counts_from_either_place():
    table = td.co_occurrences(["no no"], window=1, min_count=1, tokenizer=lambda _: [["no", "no", "yes"]])
    assert table.set_index(["word", "context"])["count"].to_dict() == {
        ("no", "no"): 2.0, ("no", "yes"): 1.0, ("yes", "no"): 1.0
    }  # fmt: skip


def test_random_texts_give_what_loops_give():
    generator = np.random.default_rng(1)
    texts = [" ".join(generator.choice(list("abcdefg"), size=size)) for size in generator.integers(0, 12, size=40)]
    table = td.co_occurrences(texts, window=4, min_count=1)
    expected = counted_by_loops(texts, 4)
    assert len(table) == len(expected)
    for word, context, count in table.itertuples(index=False):
        assert count == pytest.approx(expected[word, context], rel=1e-14)


def test_rare_words_leave_no_gap_and_frequent_ones_come_first():
    table = td.co_occurrences(["b a", "b rare a a"], window=1, min_count=2)
    assert table[["word", "context"]].to_numpy().tolist() == [["a", "a"], ["a", "b"], ["b", "a"]]  # three a, two b
    assert table["count"].tolist() == [2.0, 2.0, 2.0]


def test_what_is_sorted_on_disk_is_the_same(monkeypatch):
    generator = np.random.default_rng(2)
    words = np.array([f"w{number}" for number in range(60)])
    texts = [" ".join(generator.choice(words, size=50)) for _ in range(40)]
    whole = td.co_occurrences(texts, window=6, min_count=1)
    monkeypatch.setattr("torchduet.word_vectors.co_occurrences.BYTES_PER_PAIR", 2**20 // 500)  # 83 words a run
    monkeypatch.setattr("torchduet.word_vectors.co_occurrences.BYTES_PER_SUM", 2**20 // 300)
    corpus = read_corpus(texts, min_count=1)
    numbers = np.arange(60, dtype=np.uint64)
    pieces = list(counted_pairs(corpus.ids, corpus.text_of, (numbers * np.uint64(60), numbers), window=6, memory=1))
    assert len(pieces) > 5
    keys = np.concatenate([piece for piece, _ in pieces])
    assert (np.diff(keys.astype(np.int64)) > 0).all()
    pd.testing.assert_frame_equal(td.co_occurrences(texts, window=6, min_count=1, memory=1), whole, rtol=1e-14)


def test_counting_keeps_to_the_memory_it_is_given():
    generator = np.random.default_rng(3)
    ids = generator.integers(0, 3000, size=60_000).astype(np.int32)
    numbers = np.arange(3000, dtype=np.uint64)
    tracemalloc.start()
    for _ in counted_pairs(
        ids, np.zeros(60_000, dtype=np.int32), (numbers * np.uint64(3000), numbers), window=15, memory=4
    ):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * 2**20  # all pairs at once would take 34 MiB


@pytest.mark.parametrize(
    "texts", [["a b"] * 9361 + ["a b a"], ["a"] * 20_000 + ["a b"] * 5], ids=["last part", "first parts"]
)
def test_a_part_on_disk_without_pairs_is_passed_over(texts):
    # A MiB holds 18,724 words of a window of 1: the last word, or the first 18,724, stand near no other.
    table = td.co_occurrences(texts, window=1, min_count=1, memory=1)
    expected = counted_by_loops(texts, 1)
    assert {(word, context): count for word, context, count in table.itertuples(index=False)} == expected


def test_parts_on_disk_that_all_lack_pairs_give_an_empty_table():
    assert len(td.co_occurrences(["a", "b"] * 10_000, window=1, min_count=1, memory=1)) == 0


def test_large_vocabularies_need_large_keys():
    # 70,000 words: a pair's number times the window does not fit into 32 bits.
    words = [f"w{number}" for number in range(70_000)]
    table = td.co_occurrences([" ".join(words)], window=2, min_count=1)
    assert len(table) == 2 * (69_999 + 69_998)
    assert table.iloc[-1].tolist() == ["w69999", "w69998", 1.0]


def test_bad_input_is_named():
    with pytest.raises(InputValueError, match="window must be at least 1; given 0"):
        td.co_occurrences(["a b"], window=0)
    with pytest.raises(InputTypeError, match=r"memory must be a whole number; given 0\.5"):
        td.co_occurrences(["a b"], memory=0.5)
    with pytest.raises(
        InputValueError, match=r"two words that occur min_count = 5 times; there are 0. Give more texts"
    ):
        td.co_occurrences(["a b"])
    with pytest.raises(InputValueError, match=r"min_count = 1 times; there are 1$"):
        td.co_occurrences(["a"], min_count=1)


def test_texts_whose_words_stand_alone_give_an_empty_table():
    table = td.co_occurrences(["a", "b"], min_count=1)
    assert list(table) == ["word", "context", "count"]
    assert len(table) == 0
