from collections import Counter
from itertools import permutations

import pytest

from torchduet.datasets import childrens_book, sentence_kind
from torchduet.errors import InputTypeError, InputValueError

NAMES = ["Doug", "Jane", "Spot"]


def test_every_pair_of_two_names_is_as_frequent_as_any_other():
    counts = Counter(childrens_book(12_000, seed=1))
    assert set(counts) == {f"{one} saw {other}." for one, other in permutations(NAMES, 2)}
    # Each count is binomial with n = 12,000 and p = 1/6: 2,000 with a standard deviation of 41.
    assert all(abs(count - 2000) < 5 * 41 for count in counts.values())


def test_filler_words_stand_between_verb_and_second_name():
    book = childrens_book(2000, fillers=3, seed=1)
    words = [sentence.removesuffix(".").split() for sentence in book]
    assert {len(row) for row in words} == {6}
    assert {row[1] for row in words} == {"saw"}
    assert all(row[0] != row[-1] and {row[0], row[-1]} <= set(NAMES) for row in words)
    fillers = Counter(word for row in words for word in row[2:5])
    assert set(fillers) == {"big", "dear", "kind", "little", "old"}
    assert max(fillers.values()) < 1.2 * min(fillers.values())
    assert set(sentence_kind(book)) == {"right"}


def test_a_seed_settles_the_book():
    assert childrens_book(50, seed=4) == childrens_book(50, seed=4)
    assert childrens_book(50, seed=4) != childrens_book(50, seed=5)
    assert childrens_book(50) != childrens_book(50)


@pytest.mark.parametrize(
    ("kind", "sentences"),
    {
        "right": ["Doug saw Jane.", "Spot saw Doug .", "Jane saw dear old Spot.", "Jane saw old old old Spot."],
        "same name": ["Doug saw Doug.", "Jane saw kind Jane."],
        "run-on": [
            "Jane saw Spot saw Doug.",
            "Jane saw Spot saw Doug saw",
            "Jane saw big Spot saw dear",
            "Jane saw Jane saw",
        ],
        "no verb": ["Doug.", "Spot."],
        "other": [
            "",
            ".",
            "Doug",
            "Doug saw",
            "Doug saw Jane",
            "Doug saw.",
            "saw Doug.",
            "big Doug saw Jane.",
            "Doug big saw Jane.",
            "Doug saw Jane big.",
            "Doug saw Jane. Jane saw Doug.",
            "Doug saw Jane saw.",
            "Doug saw Mary.",
            "doug saw jane.",
            "Doug saw Jane..",
            "Doug Jane.",
        ],
    }.items(),
)
def test_kinds_of_sentences(kind, sentences):
    found = dict(zip(sentences, sentence_kind(sentences), strict=True))
    assert found == dict.fromkeys(sentences, kind)


def test_kinds_have_one_order():
    assert list(sentence_kind("Doug.").categories) == ["right", "same name", "run-on", "no verb", "other"]
    assert len(sentence_kind([])) == 0


def test_bad_input_is_named():
    with pytest.raises(InputValueError, match="n_sentences must be at least 1; given 0"):
        childrens_book(0)
    with pytest.raises(InputValueError, match="fillers must be at least 0; given -1"):
        childrens_book(fillers=-1)
    with pytest.raises(InputTypeError, match=r"fillers must be a whole number; given 1\.5"):
        childrens_book(fillers=1.5)
    with pytest.raises(InputValueError, match="seed must be at least 0 or None; given -1"):
        childrens_book(seed=-1)
    with pytest.raises(InputTypeError, match="texts must be strings; given 1"):
        sentence_kind([1])
