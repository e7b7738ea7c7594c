"""A publisher with a real repository, and a PC that has installed version 0.1.0."""

import functools
import http.server
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

ROOT = Path(__file__).parent.parent.parent.parent
sys.path.insert(0, str(ROOT / "packaging"))  # the publisher's side is no package of the program

from tests.unit.updates.published import PC, Publisher  # noqa: E402


@pytest.fixture
def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publisher:
    monkeypatch.setenv("STATUETTE_RELEASE_PASSPHRASE", "twelve letters at least")
    return Publisher(tmp_path / "publisher")


@pytest.fixture
def pc(tmp_path: Path, publisher: Publisher) -> PC:
    return PC(tmp_path / "pc", publisher)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A web server that gives files, and what a test told it to do wrong."""

    cut_after: ClassVar[dict[str, int]] = {}
    seen: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers.get("Range", "")))
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        content = path.read_bytes()
        start = int(self.headers["Range"].removeprefix("bytes=").split("-")[0]) if "Range" in self.headers else 0
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        rest = content[start:]
        cut = next((n for name, n in self.cut_after.items() if name in self.path), None)
        self.wfile.write(rest if cut is None else rest[:cut])
        if cut is not None and cut < len(rest):
            self.close_connection = True

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture
def server(publisher: Publisher) -> Iterator[http.server.ThreadingHTTPServer]:
    Quiet.cut_after.clear()
    Quiet.seen.clear()
    made = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(publisher.repository.folder))
    )
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join(60)
