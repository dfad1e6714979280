"""A server on this machine that has one archive of vectors, and the faults of real ones."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import torchduet as td

NAME = "nilc.glove.50d"
FILE = "nilc-glove-glove_s50.zip"


def archive() -> bytes:
    """Return a zip archive with a file of vectors, not squeezed, so that it is longer than a block of the test's."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        made.writestr("glove_s50.txt", "".join(f"palavra{row} {row} 1\n" for row in range(200)))
    return content.getvalue()


ARCHIVE = archive()
SHA256 = hashlib.sha256(ARCHIVE).hexdigest()


@dataclass
class Server:
    """A web server with one file, and with faults."""

    content: bytes = ARCHIVE
    statuses: list[int] = field(default_factory=list)
    """Answers to give first, instead of the file."""
    cuts: list[int] = field(default_factory=list)
    """After how many bytes to break off, at first."""
    ranges: bool = True
    version: str | None = '"one"'
    requests: list[dict[str, str]] = field(default_factory=list)
    url: str = ""


@contextmanager
def archive_server() -> Iterator[Server]:
    """Run the server while a test needs it."""
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.requests.append(dict(self.headers))
            if state.statuses:
                self.send_error(state.statuses.pop(0))
                return
            first = 0
            asked = self.headers.get("Range", "").removeprefix("bytes=").removesuffix("-")
            if asked and state.ranges and self.headers.get("If-Range") == state.version:
                first = int(asked)
                if first >= len(state.content):
                    self.send_response(416)
                    self.send_header("Content-Range", f"bytes */{len(state.content)}")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {first}-{len(state.content) - 1}/{len(state.content)}")
            else:
                self.send_response(200)
            if state.version:
                self.send_header("ETag", state.version)
            self.send_header("Content-Length", str(len(state.content) - first))
            self.end_headers()
            self.wfile.write(state.content[first:][: state.cuts.pop(0) if state.cuts else None])

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    state.url = f"http://127.0.0.1:{running.server_port}/file.zip"
    try:
        yield state
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


def fetch(server: Server, **how: Any) -> Path:
    return td.download_embeddings(NAME, consent=True, url=server.url, **how)
