"""A server on this machine that speaks the protocol of OpenAI's embeddings, and fails where a test tells it to."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

DIMENSION = 4


def vector_of(text: str, dimension: int = DIMENSION) -> np.ndarray:
    """What the server gives for a text: numbers that depend on nothing else."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
    return np.random.default_rng(seed).normal(size=dimension).astype(np.float32)


@dataclass
class Service:
    """The server's address; the requests that it got; and what it does instead of answering, once for each entry."""

    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    faults: list[Any] = field(default_factory=list)
    """A status, (status, headers), a function from the answer to another one, or "cut"."""
    plain: bool = False
    """Whether vectors are lists of numbers, whatever was asked for, as of some other services."""

    def answer(self, body: dict[str, Any]) -> Any:
        items = []
        for place, text in enumerate(body["input"]):
            vector = vector_of(text, body.get("dimensions", DIMENSION))
            encoded = vector.tolist() if self.plain else base64.b64encode(vector.tobytes()).decode()
            items.append({"object": "embedding", "index": place, "embedding": encoded})
        tokens = sum(len(text.split()) for text in body["input"])
        return {"object": "list", "data": items, "model": body["model"], "usage": {"prompt_tokens": tokens}}


@contextmanager
def embedding_server() -> Iterator[Service]:
    """Run the server while a test needs it."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            service.requests.append(body)
            service.headers.append({name.lower(): value for name, value in self.headers.items()})
            fault = service.faults.pop(0) if service.faults else None
            if fault == "cut":
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b'{"data": [')
                self.connection.close()
                return
            status, extra = (fault if isinstance(fault, tuple) else (fault, {})) if fault else (200, {})
            answer: Any = service.answer(body)
            if callable(status):
                status, answer = 200, status(answer)
            elif status != 200:
                answer = {"error": {"message": f"fault {status} for {self.headers['Authorization']}", "code": "fault"}}
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            for name, value in extra.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # a client that gave up is what a test wants
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
