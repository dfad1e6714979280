"""Binary files of word vectors: word2vec's, and fastText's with the vectors of parts of words."""

import gzip
import json
import struct
from pathlib import Path

import numpy as np
import pytest
from benchmarks.environments import make_environment, run_in
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.python.embedding_files import fasttext_binary, fnv1a, ngrams_of, word2vec_binary

import torchduet as td
from torchduet.word_vectors import word2vec_binary as word2vec_module
from torchduet.word_vectors.subwords import ngram_buckets

WORDS = ["</s>", "the", "vovó", "日本語", "a", "ção"]
BUCKETS, DIMENSION = 50, 7
MATRIX = np.random.default_rng(1).normal(size=(len(WORDS) + BUCKETS, DIMENSION)).astype(np.float32)
UNKNOWN = ["vovôs", "x", "日本"]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORCHDUET_CACHE", str(tmp_path / "cache"))


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "vectors"
    path.write_bytes(content)
    return path


def composed(word: str, minn: int, maxn: int) -> np.ndarray:
    """FastText::getWordVector: the mean of the word's own row, if it has one, and its n-grams' rows."""
    rows = [MATRIX[WORDS.index(word)]] if word in WORDS else []
    rows += [MATRIX[len(WORDS) + fnv1a(part.encode()) % BUCKETS] for part in ngrams_of(word, minn, maxn)]
    return np.mean(np.array(rows, dtype=np.float64), axis=0)


@pytest.mark.parametrize("line_ends", [True, False])
@pytest.mark.parametrize("cache", [True, False])
def test_word2vec_binary(tmp_path: Path, line_ends: bool, cache: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word2vec_module, "BLOCK", 41)
    path = written(tmp_path, word2vec_binary(WORDS, MATRIX[: len(WORDS)], line_ends=line_ends))
    for _ in range(2):
        vectors = td.load_embeddings(path, problems="error", cache=cache)
        assert vectors.words == WORDS
        np.testing.assert_array_equal(vectors.vectors, MATRIX[: len(WORDS)])
    assert td.load_embeddings(path, max_words=2, cache=cache).words == WORDS[:2]


def test_word2vec_binary_that_is_cut_off(tmp_path: Path) -> None:
    content = word2vec_binary(WORDS, MATRIX[: len(WORDS)])
    path = written(tmp_path, content[:-10])
    with pytest.warns(UserWarning, match="line 6: is cut off, or missing: 6 words were promised, 5 are whole"):
        assert td.load_embeddings(path, cache=False).words == WORDS[:5]
    with pytest.raises(ValueError, match="line 6: is cut off"):
        td.load_embeddings(path, problems="error")
    path = written(tmp_path, content.replace(b"6 7", b"1000000000000 7"))
    with pytest.warns(UserWarning, match="line 7: is cut off, or missing: 1000000000000 words"):
        assert len(td.load_embeddings(path, cache=False)) == 6
    path = written(tmp_path, b"1 999999999999\nking " + bytes(100))
    with pytest.raises(ValueError, match="promises vectors of 999999999999 numbers"):
        td.load_embeddings(path)


def test_word2vec_binary_with_broken_words(tmp_path: Path) -> None:
    rows = MATRIX[:4].copy()
    rows[1, 2] = np.inf
    content = word2vec_binary(["good", "inf", "bad", "good"], rows).replace(b"bad ", b"b\xffd ")
    with pytest.warns(UserWarning, match="3 line"):
        vectors = td.load_embeddings(written(tmp_path, content))
    assert vectors.words == ["good"]
    assert vectors.problems["line"].tolist() == [2, 3, 4]
    assert vectors.problems["problem"].tolist() == [
        "holds no finite number",
        "is not UTF-8",
        "repeats a word; the first one counts",
    ]


@given(st.text(max_size=12), st.integers(1, 4), st.integers(0, 4), st.integers(1, 2**31 - 1))
@settings(deadline=None, max_examples=60)
def test_ngrams_are_hashed_as_fasttext_does(word: str, minn: int, more: int, buckets: int) -> None:
    found, offsets = ngram_buckets(["ab", word, "c"], minn=minn, maxn=minn + more, buckets=buckets)
    expected = [
        [fnv1a(part.encode()) % buckets for part in ngrams_of(one, minn, minn + more)] for one in ("ab", word, "c")
    ]
    ends = [*offsets[1:].tolist(), len(found)]
    assert [found[start:end].tolist() for start, end in zip(offsets.tolist(), ends, strict=True)] == expected


def test_known_values_of_the_hash() -> None:
    # Landon Curt Noll's test vectors of 32-bit FNV-1a
    assert [fnv1a(text) for text in (b"", b"a", b"foobar")] == [0x811C9DC5, 0xE40C292C, 0xBF9CF968]


@pytest.mark.parametrize(("minn", "maxn"), [(3, 6), (1, 3)])
@pytest.mark.parametrize("cache", [True, False])
@pytest.mark.parametrize("squeezed", [True, False])
def test_fasttext_binary(tmp_path: Path, minn: int, maxn: int, cache: bool, squeezed: bool) -> None:
    content = fasttext_binary(WORDS, MATRIX, buckets=BUCKETS, minn=minn, maxn=maxn)
    path = written(tmp_path, gzip.compress(content) if squeezed else content)
    for _ in range(2):
        vectors = td.load_embeddings(path, problems="error", cache=cache)
        assert vectors.words == WORDS
        for word in [*WORDS, *UNKNOWN]:
            np.testing.assert_allclose(vectors.lookup(word)[0], composed(word, minn, maxn), atol=1e-6)
        assert "of their parts, for unknown words" in repr(vectors)
        assert "vovôs" not in vectors
        assert len(vectors.most_similar("vovôs", 3)) == 3
    some = td.load_embeddings(path, words=["vovó"], cache=cache)
    np.testing.assert_allclose(some.lookup("vovôs")[0], composed("vovôs", minn, maxn), atol=1e-6)


def test_parts_are_saved_too(tmp_path: Path) -> None:
    vectors = td.load_embeddings(written(tmp_path, fasttext_binary(WORDS, MATRIX, buckets=BUCKETS)))
    vectors.save(tmp_path / "saved")
    again = td.load_embeddings(tmp_path / "saved")
    np.testing.assert_array_equal(again.lookup(UNKNOWN), vectors.lookup(UNKNOWN))


@pytest.mark.parametrize("minn", [0, 3])
def test_fasttext_without_parts(tmp_path: Path, minn: int) -> None:
    content = fasttext_binary(WORDS, MATRIX[: len(WORDS)], buckets=0, minn=minn, maxn=0)
    vectors = td.load_embeddings(written(tmp_path, content))
    np.testing.assert_array_equal(vectors.vectors, MATRIX[: len(WORDS)])
    assert np.isnan(vectors.lookup("vovôs")).all()


def test_fasttext_files_that_contradict_themselves(tmp_path: Path) -> None:
    good = fasttext_binary(WORDS, MATRIX, buckets=BUCKETS)
    size = 8 + 56  # where the dictionary begins
    cases = {
        good[:30]: "ends before its vectors do",
        good[:size]: "ends before its vectors do",
        good[:500]: "ends before its vectors do",
        good.replace(struct.pack("<i", 12), struct.pack("<i", 99), 1): "has version 99",
        good[:size] + struct.pack("<i", 2**31 - 1) + good[size + 4 :]: "ends before its vectors do|has no end",
        good[:size] + struct.pack("<i", -1) + good[size + 4 :]: "numbers in its header cannot be",
        fasttext_binary(WORDS, MATRIX, buckets=BUCKETS, minn=6, maxn=3): "numbers in its header cannot be",
        good.replace(struct.pack("<qq", *MATRIX.shape), struct.pack("<qq", 2**50, DIMENSION)): "has 1125899906842624",
        good.replace(struct.pack("<qq", 100, -1), struct.pack("<qq", 100, 3)): "quantised",
    }
    for content, message in cases.items():
        with pytest.raises(ValueError, match=message):
            td.load_embeddings(written(tmp_path, content))


GENSIM = """
import json, sys
from gensim.models import KeyedVectors
from gensim.models.fasttext import load_facebook_vectors
words = json.loads(sys.argv[2])
found = {
    "word2vec": KeyedVectors.load_word2vec_format(sys.argv[1] + ".w2v", binary=True),
    "text": KeyedVectors.load_word2vec_format(sys.argv[1] + ".vec"),
    "fasttext": load_facebook_vectors(sys.argv[1] + ".bin"),
}
print(json.dumps({
    name: {word: vectors[word].tolist() for word in words if name == "fasttext" or word in vectors.key_to_index}
    for name, vectors in found.items()
}))
"""


@pytest.mark.slow  # makes an environment with gensim
def test_gensim_reads_the_same(tmp_path: Path) -> None:
    own = MATRIX[: len(WORDS)]
    text = f"{len(WORDS)} {DIMENSION}\n" + "".join(
        f"{word} {' '.join(map(str, row.tolist()))}\n" for word, row in zip(WORDS, own, strict=True)
    )
    files = {
        "word2vec": ("w2v", word2vec_binary(WORDS, own)),
        "text": ("vec", text.encode()),
        "fasttext": ("bin", fasttext_binary(WORDS, MATRIX, buckets=BUCKETS)),
    }
    for ending, content in files.values():
        (tmp_path / f"v.{ending}").write_bytes(content)
    python = make_environment("gensim", ["gensim==4.4.0"], with_torch=False)
    known = [word for word in WORDS if word != "</s>"]  # gensim takes it apart, fastText does not
    said = run_in(python, "-c", GENSIM, str(tmp_path / "v"), json.dumps([*known, *UNKNOWN]))
    theirs = json.loads(said.splitlines()[-1])
    for name, (ending, _) in files.items():
        vectors = td.load_embeddings(tmp_path / f"v.{ending}")
        assert len(theirs[name]) == (len(known) + len(UNKNOWN) if name == "fasttext" else len(known))
        for word, row in theirs[name].items():
            np.testing.assert_allclose(vectors.lookup(word)[0], row, atol=1e-6, err_msg=f"{name}: {word}")
