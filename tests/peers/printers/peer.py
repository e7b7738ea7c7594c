"""What the fault table asks of a printer that it is tried on. Its own records are what everything is judged by."""

import itertools
import re
import secrets
from collections.abc import Mapping
from typing import Any, Literal

from tests.peers.printers.line_cutter import LineCutter
from tests.peers.printers.print_files import gcode

Length = Literal["short", "medium", "long"]
"""How long something prints: for a moment; some seconds; until it is stopped, as far as a test is concerned."""
BIG = 300_000
_TOKEN = re.compile(rb"M117 (t-\w+)")


class Peer:
    """One printer.

    driver         id of its driver; ``port``: where its files are sent, and where a wire is cut
    starts_itself  what it gets it prints; there is no second order
    moments        at which programs that drive it are killed
    by_name        whether its records have our names; else they have what the file shows
    tells_lost     whether it can say what became of a job whose answer was lost
    stand_in       written by us from a published protocol: proves only what it contains
    wrong          secrets that it refuses; empty where it asks for none
    """

    driver = ""
    kind = "3d"
    suffix = ".gcode"
    options: Mapping[str, Any] = {}
    secrets: Mapping[str, str] = {}
    wrong: Mapping[str, str] = {}
    starts_itself = False
    moments: tuple[str, ...] = ("in_upload", "after_upload", "before_start", "after_start", "while_printing")
    by_name = True
    tells_lost = True
    stand_in = False
    port = 0
    layers: Mapping[Length, int] = {"short": 1, "medium": 3, "long": 60}
    _count = itertools.count()

    def settings(self, port: int | None = None) -> dict[str, Any]:
        """What its form says; ``port``: of a wire in front of it."""
        return {"address": f"http://127.0.0.1:{port or self.port}"}

    def content(self, length: Length = "short", size: int = 0) -> bytes:
        """Another file with each call. size: bytes at least."""
        token = f"t-{next(self._count)}x{secrets.token_hex(4)}"
        head, _, tail = gcode(self.layers[length], size).partition(b"G28\n")
        return head + b"G28\nM117 " + token.encode() + b"\n" + tail

    def token_of(self, content: bytes) -> str:
        """What the file shows on the printer's display when it is begun."""
        found = _TOKEN.search(content)
        return found[1].decode() if found else ""

    def begun(self, uid: str, token: str) -> int:
        """How often this was begun, by the printer's own records."""
        raise NotImplementedError

    def begun_under(self, names: set[str], token: str) -> int:
        """As ``begun``, for a job that has had these names."""
        return sum(self.begun(name, token) for name in names) if self.by_name else self.begun("", token)

    def idle(self) -> bool:
        """Whether it prints nothing, by what it says itself."""
        raise NotImplementedError

    def go_on(self) -> None:
        """Let what is due by now happen, where time does not do so by itself."""

    def hold(self, *, on: bool) -> None:
        """Keep it at its print, where a long file does not."""

    def free(self) -> None:
        """Bring it back to where it takes a job, after whatever a test has done."""

    def vanish(self) -> None:
        """It is gone in the middle of a print."""
        raise NotImplementedError

    def come_back(self) -> None:
        """It is switched on again."""
        raise NotImplementedError

    def lose_upload_answer(self, wire: LineCutter) -> None:
        """The file will arrive whole; the answer will not."""
        raise NotImplementedError

    def cut_upload(self, wire: LineCutter) -> None:
        """The line will be cut in the middle of a file of ``BIG`` bytes."""
        wire.cut_after(BIG // 2)

    def lose_start_answer(self, wire: LineCutter) -> None:
        """The order to start will arrive; the answer will not."""
        raise NotImplementedError

    def lie(self, wire: LineCutter) -> None:
        """The next order to print will be answered with success, and not be carried out."""
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError
