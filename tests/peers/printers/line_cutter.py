"""A wire between a driver and a printer that is cut at the worst moment: in the middle of a body, or after all of it."""

import contextlib
import re
import socket
import threading
from typing import Self

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


class LineCutter:
    """Passes everything on, until it is told to cut. ``passed``: bytes that the printer got over it."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._after: int | None = None
        self._keep_answers: bytes | None = None
        self._anywhere = False
        self._instead: tuple[bytes, bytes] | None = None
        self.passed = 0
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._take = threading.Thread(target=self._accept, daemon=True)
        self._take.start()

    def cut_after(self, count: int) -> None:
        """Cut the next connection that sends more than so many bytes, as soon as it does."""
        self._after = count

    def swallow_answer(self, to: bytes) -> None:
        """Pass the next request that begins so on whole, but cut before its answer comes back."""
        self._keep_answers, self._anywhere = to, False

    def swallow_answer_containing(self, words: bytes) -> None:
        """As ``swallow_answer``, for the next request whose first bytes have these words in them."""
        self._keep_answers, self._anywhere = words, True

    def answer_instead(self, to: bytes, answer: bytes) -> None:
        """Answer the next request that has these words in its first bytes; the printer never hears of it."""
        self._instead = to, answer

    @property
    def waits(self) -> bool:
        """Whether something that was ordered has not happened yet."""
        return self._after is not None or self._keep_answers is not None or self._instead is not None

    def unplug(self) -> None:
        """Cut all lines, and refuse new ones, as a printer that is not in the network."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._take.join(5)
        self._shut(*self._sockets)
        self._sockets.clear()

    def plug_in(self) -> None:
        """Take lines again, at the same port."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._take = threading.Thread(target=self._accept, daemon=True)
        self._take.start()

    def close(self) -> None:
        """End it."""
        self.unplug()
        for thread in self._threads:
            thread.join(5)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._target), timeout=5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            self._sockets += [client, server]
            silent = threading.Event()
            for job, arguments in (
                (self._to_printer, (client, server, silent)),
                (self._to_driver, (server, client, silent)),
            ):
                thread = threading.Thread(target=job, args=arguments, daemon=True)
                self._threads.append(thread)
                thread.start()

    def _to_printer(self, client: socket.socket, server: socket.socket, silent: threading.Event) -> None:
        sent, first = 0, True
        with contextlib.suppress(OSError):
            while data := client.recv(16384):
                if sent < 4096 and self._instead is not None and self._instead[0] in data:
                    self._answer(client, data)
                    break
                if first and self._keep_answers is not None and self._is_it(data):
                    self._keep_answers = None
                    silent.set()
                first = self._anywhere and sent < 4096
                if self._after is not None and sent + len(data) > self._after:
                    server.sendall(data[: self._after - sent])
                    self._after = None
                    break
                server.sendall(data)
                sent += len(data)
                self.passed += len(data)
        if silent.is_set():
            with contextlib.suppress(OSError):  # the printer answers, to nobody
                server.shutdown(socket.SHUT_WR)
            return
        self._shut(client, server)

    def _answer(self, client: socket.socket, data: bytes) -> None:
        assert self._instead is not None
        (_, answer), self._instead = self._instead, None
        head, _, body = data.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        left = (int(length[1]) if length else 0) - len(body)
        while left > 0 and (piece := client.recv(16384)):
            left -= len(piece)
        client.sendall(answer)

    def _is_it(self, data: bytes) -> bool:
        assert self._keep_answers is not None
        return self._keep_answers in data if self._anywhere else data.startswith(self._keep_answers)

    def _to_driver(self, server: socket.socket, client: socket.socket, silent: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(16384):
                if silent.is_set():
                    break
                client.sendall(data)
        self._shut(client, server)

    @staticmethod
    def _shut(*sockets: socket.socket) -> None:
        for one in sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
