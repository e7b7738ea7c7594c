"""A stand-in for a label printer on a TCP port, written from the manuals of ZPL and TSPL; it proves only what it contains."""

import contextlib
import socket
import threading

HOST_QUERY = (
    b"\x02\r\n  PRINTER STATUS\r\n   ERRORS:   0 00000000 00000000\r\n   WARNINGS:   0 00000000 00000000\r\n\x03"
)


class LabelPrinter:
    """state: paper, ribbon, head, pause (troubles that are set); ``labels``: what it printed; ``holds``: prints nothing yet."""

    def __init__(self, language: str = "zpl") -> None:
        self._language = language
        self.troubles: set[str] = set()
        self.holds = False
        self.mute = False
        self.hang_up_after: int | None = None
        self.labels: list[bytes] = []
        self._waiting: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Take no line any more."""
        self.close()

    def plug_in(self) -> None:
        """Take lines again, at the same port."""
        if not self._thread.is_alive():
            self._listener = socket.create_server(("127.0.0.1", self.port))
            self._thread = threading.Thread(target=self._serve, daemon=True)
            self._thread.start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            with line, contextlib.suppress(OSError):
                self._one(line)
            if not self.holds:
                self.labels += self._waiting
                self._waiting.clear()

    def _one(self, line: socket.socket) -> None:
        line.settimeout(1)
        heard = b""
        with contextlib.suppress(TimeoutError):  # some keep the line open: what came until then is the label
            while piece := line.recv(4096):
                heard += piece
                if self.hang_up_after is not None and len(heard) > self.hang_up_after:
                    self.hang_up_after = None
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    return
                if heard.endswith(b"~HQES\n"):
                    line.sendall(HOST_QUERY)
                if self._answered(line, heard):
                    heard = b""
        if heard:
            self._waiting.append(heard)

    def _answered(self, line: socket.socket, heard: bytes) -> bool:
        if self._language == "zpl" and heard.strip() == b"~HI":
            answer = b"\x02ZD421-203dpi,V93.21.15Z,8,8192KB\x03\r\n"
        elif self._language == "zpl" and heard.strip() == b"~HS":
            answer = self._zpl()
        elif self._language == "tspl" and heard == b"\x1b!?":
            answer = bytes([self._tspl()])
        elif self._language == "tspl" and heard.strip() == b"~!T":
            answer = b"TTP-244\r\n"
        else:
            return False
        if not self.mute:
            line.sendall(answer)
        return True

    def _zpl(self) -> bytes:
        paper, pause, ribbon, head = (
            "1" if name in self.troubles else "0" for name in ("paper", "pause", "ribbon", "head")
        )
        count = len(self._waiting)
        first = f"030,{paper},{pause},1245,{count:03d},0,0,0,000,0,0,0"
        second = f"000,0,{head},{ribbon},0,2,4,0,{count:08d},1,000"
        return b"".join(b"\x02" + part.encode() + b"\x03\r\n" for part in (first, second, "0000,0"))

    def _tspl(self) -> int:
        bits = {"head": 1, "jam": 2, "paper": 4, "ribbon": 8, "pause": 16}
        return sum(bits[name] for name in self.troubles) | (0x20 if self._waiting else 0)
