"""Known sets of vectors, fetched from a server of the test's own that has the faults of real ones."""

import hashlib
import re
from pathlib import Path

import pytest
from tests.python.archive_server import ARCHIVE, FILE, NAME, SHA256, Server, fetch

import torchduet as td
from torchduet.word_vectors import download, resumable


def test_fetched_once_and_read_by_its_name(server: Server, folder: Path) -> None:
    with pytest.raises(
        FileNotFoundError, match=r'not in your cache; download_embeddings\("nilc.glove.50d"\) fetches it'
    ):
        td.load_embeddings(NAME)
    path = fetch(server)
    assert path == folder / FILE
    assert path.read_bytes() == ARCHIVE
    assert fetch(server) == path
    assert len(server.requests) == 1
    assert td.load_embeddings(NAME).lookup("palavra7").tolist() == [[7, 1]]
    assert sorted(item.name for item in folder.iterdir() if item.suffix != ".lock") == ["SHA256.json", FILE]


def test_nothing_is_fetched_without_consent(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for consent in (False, None):
        with pytest.raises(
            PermissionError, match=r"needs your consent\. nilc.glove.50d is in an archive of unknown size"
        ):
            td.download_embeddings(NAME, consent=consent, url=server.url)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: "n" if "unknown size" in question else "y")
    with pytest.raises(PermissionError):
        td.download_embeddings(NAME, url=server.url)
    assert server.requests == []
    assert not folder.exists()
    monkeypatch.setattr("builtins.input", lambda _: "y")
    assert td.download_embeddings(NAME, url=server.url).exists()


def test_a_page_to_log_in_is_no_archive(server: Server, folder: Path) -> None:
    server.content = b"<html>Welcome to the hotel's network</html>"
    with pytest.raises(ValueError, match="no zip archive, and is removed again"):
        fetch(server)
    assert [item.name for item in folder.iterdir() if item.suffix != ".lock"] == []
    server.content = ARCHIVE
    assert fetch(server).read_bytes() == ARCHIVE


def test_one_process_at_a_time(server: Server, folder: Path) -> None:
    folder.mkdir()
    with resumable.alone(folder / FILE), pytest.raises(BlockingIOError, match=f"another process is fetching {FILE}"):
        fetch(server)
    assert server.requests == []
    assert fetch(server).exists()


def test_another_file_than_expected_is_thrown_away(server: Server, folder: Path) -> None:
    with pytest.raises(ValueError, match=f"has the SHA-256 {SHA256}, expected {'0' * 64}"):
        fetch(server, checksum="0" * 64)
    assert [item.name for item in folder.iterdir() if item.suffix != ".lock"] == []
    fetch(server)
    (folder / FILE).unlink()
    server.content = ARCHIVE.replace(b"palavra9 9", b"palavra9 8")
    with pytest.raises(ValueError, match=f"expected {SHA256}"):  # what came first is what is expected
        fetch(server)
    assert fetch(server, checksum=hashlib.sha256(server.content).hexdigest()).read_bytes() == server.content
    with pytest.raises(ValueError, match=rf"^{re.escape(str(folder / FILE))} has .*expected 0000.*Remove it to fetch"):
        fetch(server, checksum="0" * 64)
    assert (folder / FILE).exists()


def test_glove_has_a_published_checksum(server: Server) -> None:
    with pytest.raises(ValueError, match="expected 617afb2fe6cb"):
        td.download_embeddings("glove.6B.100d", consent=True, url=server.url)


def test_what_the_server_says(server: Server) -> None:
    server.statuses = [500, 503]
    assert fetch(server).read_bytes() == ARCHIVE
    assert len(server.requests) == 3


def test_what_will_not_pass_is_said_at_once(server: Server) -> None:
    server.statuses = [404] * 9
    with pytest.raises(ConnectionError, match=r"answers 404 \(Not Found\)"):
        fetch(server)
    assert len(server.requests) == 1
    server.statuses = [500] * 9
    with pytest.raises(ConnectionError, match="answers 500"):
        fetch(server)
    assert len(server.requests) == 4


@pytest.mark.usefixtures("server")
def test_a_server_that_is_not_there() -> None:
    with pytest.raises(ConnectionError, match="could not be fetched"):
        td.download_embeddings(NAME, consent=True, url="http://127.0.0.1:9/nothing")


def test_a_full_disk_is_said_before(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resumable, "MISSING_SPACE", 1e15)
    with pytest.raises(OSError, match="MB are to come, but"):
        fetch(server)


def test_progress_is_in_bytes(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    fetch(server, verbose=True)
    assert capsys.readouterr().err.endswith("fetched 0.0 of 0.0 MB \n")
    seen: list[tuple[int, int]] = []
    (download.downloads_folder() / FILE).unlink()
    download.fetch(NAME, True, server.url, None, lambda done, total: seen.append((done, total)))
    assert seen[0] == (100, len(ARCHIVE))
    assert seen[-1] == (len(ARCHIVE), len(ARCHIVE))


def test_bad_input_is_named(server: Server) -> None:
    for how, message in {
        ("name", "glove.7B.100d"): "name must be one of",
        ("url", "file:///etc/passwd"): "url must begin with http",
        ("checksum", "abc"): "checksum must be a SHA-256",
        ("checksum", "g" * 64): "checksum must be a SHA-256",
        ("consent", "yes"): "consent must be True or False",
    }.items():
        with pytest.raises((ValueError, TypeError), match=message):
            td.download_embeddings(**{"name": NAME, "consent": True, "url": server.url} | dict([how]))
    assert server.requests == []
