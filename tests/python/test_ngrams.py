import pytest

from torchduet import ngrams

SENTENCE = ["The", "cat", "sat", "on", "the", "mat"]


def test_worked_example_of_the_course() -> None:
    grams = "The, The cat, cat, cat sat, sat, sat on, on, on the, the, the mat, mat"
    assert ngrams(SENTENCE, n=2, up_to=True) == grams.split(", ")


def test_n_alone() -> None:
    assert ngrams(SENTENCE, n=3) == ["The cat sat", "cat sat on", "sat on the", "on the mat"]
    assert ngrams(SENTENCE, n=1) == SENTENCE


def test_a_text_too_short_has_none() -> None:
    assert ngrams(["one"], n=2) == []
    assert ngrams(["one"], n=2, up_to=True) == ["one"]
    assert ngrams([], n=2, up_to=True) == []


def test_unfit_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="n must be at least 1; given 0"):
        ngrams(SENTENCE, n=0)
    with pytest.raises(
        TypeError, match=r"tokens must be several strings, the tokens of one text; given 'The cat'. Call tokenize"
    ):
        ngrams("The cat")
    with pytest.raises(TypeError, match="tokens must hold strings; given 1"):
        ngrams(["a", 1])  # type: ignore[list-item]
