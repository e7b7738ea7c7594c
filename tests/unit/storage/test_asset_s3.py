"""What an S3 server's refusals are called; tests/peers has a real one."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from app.orders.assets import AssetsOfflineError
from app.storage.asset_s3 import S3Keeper

A_507 = 61 * "0" + "507"


@contextmanager
def refusing(status: int, body: str = "") -> Iterator[str]:
    class Refusing(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_what: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def keeper(endpoint: str, cache: Path) -> S3Keeper:
    return S3Keeper.at(f"s3://shop?endpoint={endpoint}", cache, ("key", "secret"))


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (507, "", "is full"),
        (400, "<Error><Code>XMinioStorageFull</Code></Error>", "is full"),
        (400, "507", "does not answer"),
        (403, "<Error><Code>AccessDenied</Code></Error>", "refuses the keys"),
        (404, "<Error><Code>NoSuchBucket</Code></Error>", "no bucket"),
    ],
)
def test_a_refusal_is_told_in_a_sentence(status: int, body: str, words: str, tmp_path: Path) -> None:
    with refusing(status, body) as endpoint, pytest.raises(AssetsOfflineError, match=words):
        keeper(endpoint, tmp_path).write(A_507, [b"figure"])


def test_a_server_that_is_not_there_is_not_called_full_for_the_name_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(AssetsOfflineError, match="does not answer"):
        keeper("http://127.0.0.1:9", tmp_path).write(A_507, [b"figure"])
