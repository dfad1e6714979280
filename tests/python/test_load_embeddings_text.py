"""Text files of word vectors: GloVe's, word2vec's, fastText's, as they are and as they should not be."""

import gzip
import zipfile
from pathlib import Path

import numpy as np
import pytest

import torchduet as td

GLOVE = "king 1 0.5\n. . . 0 -1e-2\nqueen 1 -0.5\n"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TORCHDUET_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def written(tmp_path: Path, content: str | bytes, name: str = "vectors.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("cache", [True, False])
@pytest.mark.parametrize(
    "content",
    [
        GLOVE,
        "3 2\n" + GLOVE,
        "\ufeff" + GLOVE,
        GLOVE.replace("\n", "\r\n"),
        GLOVE.replace("\n", " \n"),
        GLOVE.removesuffix("\n"),
        GLOVE.replace(" ", "\t").replace(".\t.\t.", ". . ."),
    ],
    ids=["glove", "word2vec", "mark", "windows", "fasttext", "unfinished", "tabs"],
)
def test_all_kinds_of_text_give_the_same(tmp_path: Path, content: str, cache: bool) -> None:
    vectors = td.load_embeddings(written(tmp_path, content), cache=cache)
    assert vectors.words == ["king", ". . .", "queen"]
    np.testing.assert_array_equal(vectors.vectors, np.float32([[1, 0.5], [0, -0.01], [1, -0.5]]))
    assert len(vectors.problems) == 0


def test_archives_are_known_by_their_content(tmp_path: Path) -> None:
    plain = td.load_embeddings(written(tmp_path, GLOVE))
    squeezed = td.load_embeddings(written(tmp_path, gzip.compress(GLOVE.encode()), "squeezed.txt"))
    with zipfile.ZipFile(tmp_path / "one", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/a.txt", GLOVE)
    zipped = td.load_embeddings(tmp_path / "one")
    for other in (squeezed, zipped):
        assert other.words == plain.words
        np.testing.assert_array_equal(other.vectors, plain.vectors)


def test_a_member_is_named_where_there_are_several(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.txt", GLOVE)
        archive.writestr("b.txt", "tea 1 2 3\n")
    with pytest.raises(ValueError, match=r"holds 2 files; name one as member: a.txt, b.txt"):
        td.load_embeddings(tmp_path / "two.zip")
    with pytest.raises(ValueError, match=r"member must be a file in .*: a.txt, b.txt; given 'c.txt'"):
        td.load_embeddings(tmp_path / "two.zip", member="c.txt")
    for _ in range(2):  # read, then from the cache
        assert td.load_embeddings(tmp_path / "two.zip", member="b.txt").words == ["tea"]
        assert td.load_embeddings(tmp_path / "two.zip", member="a.txt").words[0] == "king"
    with pytest.raises(ValueError, match="member is for zip archives only"):
        td.load_embeddings(written(tmp_path, GLOVE), member="a.txt")


BROKEN = (
    b"good 1 2\n"  # 1
    b"short 1\n"
    b"word 1 oops\n"
    b"good 3 4\n"
    b"\xff\xfe 1 2\n"  # 5
    b"\n"
    b"nul\0 1 2\n"
    b"inf 1 inf\n"
    b"2 000 5 6\n"
    b" 1 2\n"  # 10
    b"far 1 1e99\n"
    b"last 7 8"
)
PROBLEMS = {
    2: "has 1 number(s), not 2",
    3: "holds something that is not a finite number",
    4: "repeats a word; the first one counts",
    5: "is not UTF-8",
    6: "is empty",
    7: "holds a NUL byte",
    8: "holds something that is not a finite number",
    10: "has no word",
    11: "holds something that is not a finite number",
}


def test_broken_lines_are_counted_and_named(tmp_path: Path) -> None:
    path = written(tmp_path, BROKEN)
    for _ in range(2):  # read, then from the cache
        with pytest.warns(UserWarning, match=r"9 line\(s\) cannot be used, the first is line 2: has 1 number"):
            vectors = td.load_embeddings(path)
        assert vectors.words == ["good", "2 000", "last"]
        np.testing.assert_array_equal(vectors.vectors, [[1, 2], [5, 6], [7, 8]])
        assert dict(zip(vectors.problems["line"], vectors.problems["problem"], strict=True)) == PROBLEMS
        with pytest.raises(ValueError, match="line 2: has 1 number"):
            td.load_embeddings(path, problems="error")


def test_numbers_are_rounded_once_to_single_precision(tmp_path: Path) -> None:
    values = np.random.default_rng(1).normal(size=200)
    lines = "".join(f"w{place} {value!r}\n" for place, value in enumerate(values.tolist()))
    vectors = td.load_embeddings(written(tmp_path, lines))
    np.testing.assert_array_equal(vectors.vectors[:, 0], values.astype(np.float32))


def test_blocks_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from torchduet.word_vectors import text_format

    lines = [f"{'ä' * (row % 7 + 1)}{row} {row} {row / 4}\n" for row in range(500)]
    path = written(tmp_path, "".join(lines))
    whole = td.load_embeddings(path, cache=False)
    monkeypatch.setattr(text_format, "BLOCK", 37)
    parts = td.load_embeddings(path, cache=False)
    assert parts.words == whole.words == [line.split(" ")[0] for line in lines]
    np.testing.assert_array_equal(parts.vectors, whole.vectors)
    np.testing.assert_array_equal(parts.vectors[:, 1], np.arange(500) / 4)


def test_some_words(tmp_path: Path) -> None:
    path = written(tmp_path, GLOVE)
    for cache in (False, True, True):
        some = td.load_embeddings(path, words=["queen", "king", "jester"], cache=cache)
        assert some.words == ["king", "queen"]
        np.testing.assert_array_equal(some.lookup(["queen"]), [[1, -0.5]])
        assert td.load_embeddings(path, max_words=2, cache=cache).words == ["king", ". . ."]
        with pytest.raises(ValueError, match="words: none of them is in"):
            td.load_embeddings(path, words=["King", "Queen"], cache=cache)
        assert td.load_embeddings(path, words=["queen"], max_words=1, cache=cache).words == ["queen"]


def test_what_is_no_file_of_vectors_is_refused(tmp_path: Path) -> None:
    for content, message in {
        b"": "is empty",
        b"\n\n": "no file of word vectors",
        b"only words here\n": "no file of word vectors",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR": "no file of word vectors",
        b"3 2\n": r"holds no word with a vector \(line 1: promises 3 words, but 0 lines follow\)",
        b"1000000000000 2\nking 1 2\n": None,
        b"2 1000000000000\nking 1 2\n": "promises vectors of 1000000000000 numbers",
        gzip.compress(GLOVE.encode() * 99)[:-20]: "is damaged, or was not copied or downloaded whole",
    }.items():
        path = written(tmp_path, content)
        if message is None:
            with pytest.warns(UserWarning, match="line 1: promises 1000000000000 words, but 1 lines follow"):
                assert td.load_embeddings(path, cache=False).words == ["king"]
        else:
            with pytest.raises(ValueError, match=message):
                td.load_embeddings(path)
    with pytest.raises(FileNotFoundError, match=r"no file at .*nothing"):
        td.load_embeddings(tmp_path / "nothing")
    with pytest.raises(IsADirectoryError, match="path must be the name of a file"):
        td.load_embeddings(tmp_path)


def test_a_line_without_end_is_not_kept_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from torchduet.word_vectors import text_format

    monkeypatch.setattr(text_format, "BLOCK", 64)
    monkeypatch.setattr(text_format, "LONGEST_LINE", 256)
    path = written(tmp_path, "a 1 2\n" + "x" * 2000 + " 1 2\nb 3 4\n" + "y" * 2000)
    with pytest.warns(UserWarning, match="line 2: is longer than 256 bytes"):
        vectors = td.load_embeddings(path, cache=False)
    assert vectors.words == ["a", "b"]
    assert vectors.problems["line"].tolist() == [2, 4]
