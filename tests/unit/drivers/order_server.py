"""A server on loopback that hands out orders, and misbehaves as it is told to."""

import hashlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

TOKEN = "made-up-token"


@dataclass
class Exchange:
    """A request as it came."""

    method: str
    path: str
    cursor: str
    headers: dict[str, str]
    body: bytes


@dataclass
class OrderServer:
    """``pages``: bundles by cursor, "" first, in this order; ``faults``: what the next requests meet, one each."""

    pages: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[Callable[["Handler"], bool]] = field(default_factory=list)
    seen: list[Exchange] = field(default_factory=list)
    accepted: dict[str, Any] = field(default_factory=dict)  # acknowledgements by idempotency key
    repeat: bool = False  # gives the same page for ever

    def __enter__(self) -> Self:
        server = self

        class Bound(Handler):
            order_server = server

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Bound)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/api"

    def add_file(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        self.files[digest] = content
        return digest

    def asked(self, what: str) -> list[Exchange]:
        return [one for one in self.seen if what in one.path]


class Handler(BaseHTTPRequestHandler):
    order_server: OrderServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._take(b"")

    def do_POST(self) -> None:
        self._take(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def good(self, body: bytes) -> None:
        """The answer that a healthy server gives."""
        server, path = self.order_server, urlsplit(self.path).path
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.answer(401, b"{}")
        elif path.endswith("/orders"):
            cursor = parse_qs(urlsplit(self.path).query).get("cursor", [""])[0]
            number = int(cursor[1:]) if cursor else 0
            last = number >= len(server.pages) - 1
            bundle = server.pages[number] if number < len(server.pages) else empty()
            following = cursor if server.repeat else f"c{min(number + 1, len(server.pages))}"
            answer = {"bundle": bundle, "next": following, "more": server.repeat or not last}
            self.answer(200, json.dumps(answer).encode())
        elif "/files/" in path:
            content = server.files.get(path.rsplit("/", 1)[1])
            self.answer(404, b"") if content is None else self.answer(200, content)
        elif path.endswith("/acknowledgements"):
            server.accepted[self.headers["Idempotency-Key"]] = json.loads(body)
            self.answer(200, b"{}")
        else:
            self.answer(404, b"{}")

    def _take(self, body: bytes) -> None:
        server, parts = self.order_server, urlsplit(self.path)
        cursor = parse_qs(parts.query).get("cursor", [""])[0]
        server.seen.append(Exchange(self.command, parts.path, cursor, dict(self.headers), body))
        fault = server.faults.pop(0) if server.faults else None
        if fault is not None and fault(self):
            self.close_connection = True
            return
        self.good(body)


def empty() -> dict[str, Any]:
    return {"version": 1, "source": "app", "orders": []}


def well(_handler: Handler) -> bool:
    """No fault: for the requests before the one that is meant."""
    return False


def status(code: int, **headers: str) -> Callable[[Handler], bool]:
    def fault(handler: Handler) -> bool:
        handler.answer(code, b"{}", **headers)
        return True

    return fault


def cut_off(handler: Handler) -> bool:
    """Announces more than it sends."""
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"bundle": {"version": 1')
    handler.wfile.flush()
    handler.connection.close()
    return True


def accepts_and_says_nothing(handler: Handler) -> bool:
    """Takes the acknowledgement; the answer never comes."""
    body = handler.order_server.seen[-1].body
    handler.order_server.accepted[handler.headers["Idempotency-Key"]] = json.loads(body)
    time.sleep(4)  # longer than somebody hasty waits
    return True


def drips(handler: Handler) -> bool:
    """A byte now and then, for ever: every single wait is short."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(100):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            break
        time.sleep(0.05)
    return True


def sends(body: bytes) -> Callable[[Handler], bool]:
    def fault(handler: Handler) -> bool:
        handler.answer(200, body)
        return True

    return fault
