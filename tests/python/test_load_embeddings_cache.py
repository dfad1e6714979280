"""What was read once is mapped from the cache; and no file, however broken, does harm."""

import os
import struct
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.python.embedding_files import fasttext_binary, word2vec_binary

import torchduet as td
from torchduet.word_vectors import files, loading

CONTENT = "".join(f"w{row} {row} {row / 2}\n" for row in range(300))
SETTINGS = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TORCHDUET_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "embeddings"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "vectors.txt"
    path.write_text(CONTENT)
    return path


def refuse_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the file was read again")

    monkeypatch.setattr(loading, "_contents", refuse)


def test_the_second_load_reads_nothing_of_the_file(path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = td.load_embeddings(path)
    assert len(list(cache.iterdir())) == 1
    refuse_to_read(monkeypatch)
    again = td.load_embeddings(path)
    assert again.words == first.words
    np.testing.assert_array_equal(again.vectors, first.vectors)
    np.testing.assert_array_equal(again.vectors[:, 1], np.arange(300) / 2)
    with pytest.raises(AssertionError, match="read again"):
        td.load_embeddings(path, cache=False)


def test_a_changed_file_is_read_again_and_replaces_the_old_one(path: Path, cache: Path) -> None:
    td.load_embeddings(path)
    path.write_text("other 1 2\n")
    assert td.load_embeddings(path).words == ["other"]
    assert len(list(cache.iterdir())) == 1
    time = path.stat().st_mtime_ns
    path.write_text("third 1 2\n")  # as long as before
    os.utime(path, ns=(time, time + 1))
    assert td.load_embeddings(path).words == ["third"]


@pytest.mark.parametrize("damage", ["cut", "zeros", "words", "problems", "no problems", "header", "empty", "version"])
def test_a_damaged_cache_is_read_anew(path: Path, cache: Path, damage: str) -> None:
    td.load_embeddings(path)
    (kept,) = cache.iterdir()
    content = bytearray(kept.read_bytes())
    if damage == "cut":
        del content[-100:]
    elif damage == "zeros":  # as a power cut may leave them
        content[files.HEADER_SIZE : files.HEADER_SIZE + 2048] = bytes(2048)
    elif damage == "words":
        place = content.index(b"w17\0")
        content[place : place + 3] = b"w99"
    elif damage == "problems":
        place = content.index(b'{"count": 0')
        content[place : place + 1] = b"["
    elif damage == "no problems":
        content = content.replace(b'"problems": {', b'"prablems": {')
    elif damage == "header":
        content[:8] = struct.pack("<Q", 2**60)
    elif damage == "version":
        content[: files.HEADER_SIZE] = content[: files.HEADER_SIZE].replace(
            b'"format_version": "1"', b'"format_version": "2"'
        )
    kept.write_bytes(b"" if damage == "empty" else content)
    np.testing.assert_array_equal(td.load_embeddings(path).lookup("w17"), [[17, 8.5]])


def test_without_a_cache_that_can_be_written_it_is_read_all_the_same(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TORCHDUET_CACHE", str(path))  # a file, where a folder should be
    assert len(td.load_embeddings(path)) == 300

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setenv("TORCHDUET_CACHE", str(tmp_path / "other"))
    monkeypatch.setattr(files.VectorFile, "write", full)
    assert len(td.load_embeddings(path)) == 300
    assert list((tmp_path / "other" / "embeddings").iterdir()) == []


def test_an_interrupt_leaves_nothing_behind(path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files.VectorFile, "finish", interrupt)
    with pytest.raises(KeyboardInterrupt):
        td.load_embeddings(path)
    assert list(cache.iterdir()) == []


def test_a_file_of_something_else_is_not_taken_for_ours(tmp_path: Path) -> None:
    import safetensors.numpy

    safetensors.numpy.save_file({"a": np.ones(2)}, tmp_path / "other")
    with pytest.raises(ValueError, match="is a safetensors file, but not one of word vectors"):
        td.load_embeddings(tmp_path / "other")


def loads_or_refuses(path: Path, content: bytes) -> td.WordVectors | None:
    """Load a file; only a ValueError may come of it."""
    path.write_bytes(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        try:
            vectors = td.load_embeddings(path, cache=False)
        except ValueError:
            return None
    return vectors


def assert_sound(vectors: td.WordVectors | None) -> None:
    if vectors is not None:
        assert vectors.vectors.shape == (len(vectors.words), vectors.vectors.shape[1])
        assert len(set(vectors.words)) == len(vectors.words)
        assert all(vectors.words)
        assert np.isfinite(vectors.vectors).all()


@SETTINGS
@given(
    st.lists(
        st.sampled_from([b" ", b"\n", b"\r", b"\t", b"1", b"-.5", b"2e3", b"nan", b"a", b"\xc3\xa7", b"\xff", b"\0"])
    )
)
@example([b"2 2\n"])
@example([b"a 1 2", b"\n", b" ", b"\n", b"   b 1 2"])
def test_lines_of_anything(tmp_path: Path, parts: list[bytes]) -> None:
    assert_sound(loads_or_refuses(tmp_path / "lines", b"".join(parts)))


WHOLE = {
    "text": CONTENT[:300].encode(),
    "word2vec": word2vec_binary(["a", "b", "c"], np.arange(12).reshape(3, 4)),
    "fasttext": fasttext_binary(["a", "bcd"], np.arange(24).reshape(12, 2) / 7, buckets=10),
}


@pytest.mark.parametrize("kind", [*WHOLE, "saved"])
@SETTINGS
@given(st.data())
def test_files_with_broken_bytes(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    if kind == "saved":
        td.WordVectors(["a", "b"], [[1.0, 2.0], [3.0, 4.0]]).save(tmp_path / "whole")
        content = bytearray((tmp_path / "whole").read_bytes())
    else:
        content = bytearray(WHOLE[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    vectors = loads_or_refuses(tmp_path / "broken", bytes(content[: data.draw(st.integers(1, len(content)))]))
    if kind != "saved":  # whoever edits that keeps its checksums, or has what is refused
        assert_sound(vectors)
