"""A folder of a print program; and what answers and is no printer."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.drivers.printers.hot_folder import HotFolder
from tests.unit.drivers.printers.hot_folders import Hot

PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<html></html>"


@pytest.fixture
def nonsense() -> Iterator[int]:
    """The port of a web server that shows a page for everything."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    line, _ = listener.accept()
                    with line, contextlib.suppress(OSError):
                        line.settimeout(2)
                        line.recv(65536)
                        line.sendall(PAGE)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@pytest.fixture
def hot(tmp_path: Path) -> Hot:
    return Hot.made(tmp_path / "hot")


@pytest.fixture
def driver(hot: Hot) -> HotFolder:
    return hot.driver(program="3D Link")
