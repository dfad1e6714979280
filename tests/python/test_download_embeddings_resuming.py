"""A download that broke off goes on where it can, and begins anew where it cannot."""

from pathlib import Path

import pytest
from tests.python.archive_server import ARCHIVE, FILE, SHA256, Server, fetch


def test_goes_on_where_it_broke_off(server: Server) -> None:
    server.cuts = [1000, 500]
    assert fetch(server, checksum=SHA256).read_bytes() == ARCHIVE
    assert [request.get("Range") for request in server.requests] == [None, "bytes=1000-", "bytes=1500-"]


def test_goes_on_in_the_next_call(server: Server, folder: Path) -> None:
    server.cuts = [1000, 0, 0]
    with pytest.raises(ConnectionError, match=r"broke off after 1,000 of [\d,]+ bytes. What came so far is kept"):
        fetch(server)
    assert not (folder / FILE).exists()
    assert (folder / f"{FILE}.part").stat().st_size == 1000
    server.requests.clear()
    assert fetch(server).read_bytes() == ARCHIVE
    assert server.requests[0]["Range"] == "bytes=1000-"


@pytest.mark.parametrize("change", ["no ranges", "no version", "changed"])
def test_begins_anew_where_it_cannot_go_on(server: Server, change: str) -> None:
    server.cuts = [1000, 0, 0]
    if change == "no version":
        server.version = None
    with pytest.raises(ConnectionError):
        fetch(server)
    server.ranges = change != "no ranges"
    if change == "changed":
        server.version, server.content = '"two"', ARCHIVE + b"more"
    assert fetch(server).read_bytes() == server.content


def test_more_than_there_is_is_thrown_away(server: Server, folder: Path) -> None:
    server.cuts = [1000, 0, 0]
    with pytest.raises(ConnectionError):
        fetch(server)
    with (folder / f"{FILE}.part").open("ab") as part:
        part.write(bytes(len(ARCHIVE)))
    assert fetch(server).read_bytes() == ARCHIVE


def test_a_part_that_is_whole_is_checked_and_not_fetched_again(server: Server, folder: Path) -> None:
    server.cuts = [1000, 0, 0]
    with pytest.raises(ConnectionError):
        fetch(server)
    (folder / f"{FILE}.part").write_bytes(ARCHIVE)  # as if the process had ended before the check
    server.requests.clear()
    server.cuts = [0, 0, 0]
    assert fetch(server, checksum=SHA256).read_bytes() == ARCHIVE
    assert len(server.requests) == 1


@pytest.mark.parametrize("mark", [b'{"url": "ht', b"[1]", b"\xff"])
def test_a_mark_that_cannot_be_read_counts_as_none(server: Server, folder: Path, mark: bytes) -> None:
    server.cuts = [1000, 0, 0]
    with pytest.raises(ConnectionError):
        fetch(server)
    (folder / f"{FILE}.part.json").write_bytes(mark)
    server.requests.clear()
    assert fetch(server).read_bytes() == ARCHIVE
    assert "Range" not in server.requests[0]
