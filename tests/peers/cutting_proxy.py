"""A wire between a program and a PostgreSQL server that can be cut at the worst moment: around a commit."""

import contextlib
import socket
import threading
from typing import Literal

Cut = Literal["before", "after"]


class CuttingProxy:
    """``cut``: at the next COMMIT, cut before the server gets it, or after it got it but before its answer is passed on."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.cut: Cut | None = None
        self.cuts = 0
        self.open = True
        self._sockets: list[socket.socket] = []
        self._plug = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with self._plug:  # a connection that comes while the plug is pulled is cut as well
                if not self.open:
                    client.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._target))
                self._sockets += [client, server]
            silent = threading.Event()
            threading.Thread(target=self._to_server, args=(client, server, silent), daemon=True).start()
            threading.Thread(target=self._to_client, args=(server, client, silent), daemon=True).start()

    def _to_server(self, client: socket.socket, server: socket.socket, silent: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                if self.cut is not None and b"COMMIT\0" in data:
                    cut, self.cut = self.cut, None
                    self.cuts += 1
                    if cut == "before":
                        break
                    silent.set()  # the answer is not passed on any more
                    server.sendall(data)
                    server.settimeout(5)
                    client.shutdown(socket.SHUT_RDWR)
                    return  # the server goes on with its commit
                server.sendall(data)
        self._close(client, server)

    def _to_client(self, server: socket.socket, client: socket.socket, silent: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                if silent.is_set():
                    break
                client.sendall(data)
        self._close(client, server)

    @staticmethod
    def _close(*sockets: socket.socket) -> None:
        for one in sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def pull_the_plug(self) -> None:
        """Cut every connection, and take no new one."""
        with self._plug:
            self.open = False
            self._close(*self._sockets)
            self._sockets.clear()

    def plug_in(self) -> None:
        """Take connections again."""
        self.open = True

    def close(self) -> None:
        """End it."""
        self.pull_the_plug()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes whoever waits for a connection
        self._listener.close()
