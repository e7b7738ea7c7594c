"""Real IPP servers, as the fault table wants them: a whole printer, a queue of CUPS before it, and LPrint before labels."""

import io
import os
import secrets
import signal
import tempfile
from pathlib import Path
from typing import Any, ClassVar

from PIL import Image

from tests.peers.printers.ipp_servers import Announcer, Cups, EvePrinter, LPrint
from tests.peers.printers.line_cutter import LineCutter
from tests.peers.printers.peer import Length, Peer
from tests.unit.drivers.printers.label_printer import LabelPrinter

_TAKEN = (
    b"\x02\x00\x00\x00\x00\x00\x00\x01\x01\x47\x00\x12attributes-charset\x00\x05utf-8"
    b"\x48\x00\x1battributes-natural-language\x00\x02en\x03"
)
SUCCESS = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(_TAKEN)
) + _TAKEN
LAST_DOCUMENT = b"last-document"


def photo() -> bytes:
    """A photo that does not shrink, another one with each call; some 300 kB."""
    out = io.BytesIO()
    Image.frombytes("RGB", (600, 400), os.urandom(600 * 400 * 3)).save(out, "JPEG", quality=95)
    return out.getvalue()


class IppPeer(Peer):
    """What IPP printers have in common."""

    driver, kind, suffix = "ipp", "2d", ".jpg"
    options: ClassVar = {"media": "na_index-4x6_4x6in", "borderless": True, "quality": "high", "scaling": "fill"}
    starts_itself, tells_lost = True, False
    path = "/ipp/print"

    def settings(self, port: int | None = None) -> dict[str, Any]:
        return {"address": f"ipp://127.0.0.1:{port or self.port}{self.path}"}

    def content(self, length: Length = "short", size: int = 0) -> bytes:
        del length
        content = photo()
        assert len(content) > size * 2 // 3
        return content

    def lose_upload_answer(self, wire: LineCutter) -> None:
        wire.swallow_answer_containing(LAST_DOCUMENT)

    def lie(self, wire: LineCutter) -> None:
        wire.answer_instead(LAST_DOCUMENT, SUCCESS)


class EvePeer(IppPeer):
    """ippeveprinter; its device keeps what it was given."""

    def __init__(self, folder: Path) -> None:
        for name in ("announcer", "printer"):
            (folder / name).mkdir()
        self._announcer = Announcer(folder / "announcer")
        self.printer = EvePrinter(folder / "printer", self._announcer)
        self.printer.start()
        self.port = self.printer.port

    def begun(self, uid: str, token: str) -> int:
        del token
        return self.printer.begun(uid)

    def idle(self) -> bool:
        return self.printer.works() == 0

    def hold(self, *, on: bool) -> None:
        self.printer.lever("hold", set_=on)

    def free(self) -> None:
        """A job without a document blocks it until it is switched off."""
        self.printer.stop(signal.SIGKILL)
        self.printer.start()

    def vanish(self) -> None:
        self.printer.stop(signal.SIGKILL)

    def come_back(self) -> None:
        self.printer.start()

    def close(self) -> None:
        self.printer.stop(signal.SIGKILL)
        self._announcer.stop()


class CupsPeer(EvePeer):
    """A queue of a private cupsd, with ippeveprinter behind it."""

    path = "/printers/photo"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        # not below pytest's folder, which is closed to the user that filters run as
        self._home = tempfile.TemporaryDirectory(prefix="statuette-cups-", ignore_cleanup_errors=True)
        Path(self._home.name).chmod(0o755)
        self.cups = Cups(Path(self._home.name))
        self.cups.start()
        self.cups.add("photo", self.printer.address, "-m", "everywhere")
        self.port = self.cups.port

    def free(self) -> None:
        self.cups.clear("photo")
        super().free()

    def idle(self) -> bool:
        return super().idle() and not self.cups.waiting("photo")

    def vanish(self) -> None:
        """The printer stays where it is: the computer that holds its queue is switched off."""
        self.cups.stop(signal.SIGKILL)

    def come_back(self) -> None:
        self.cups.start()

    def close(self) -> None:
        self.cups.stop(signal.SIGKILL)
        super().close()
        self._home.cleanup()


class LPrintPeer(IppPeer):
    """LPrint; the label printer behind it is a stand-in that keeps its labels. Each has a comment of its own."""

    driver, kind, suffix = "ipp_label", "label", ".zpl"
    options: ClassVar = {"media": "na_index-4x6_4x6in", "color": False}
    path = "/ipp/print/zebra"
    by_name = False

    def __init__(self, folder: Path) -> None:
        del folder
        self._home = tempfile.TemporaryDirectory(prefix="statuette-lprint-", ignore_cleanup_errors=True)
        self.labels = LabelPrinter()
        self.server = LPrint(Path(self._home.name), self.labels.port)
        self.server.start()
        self.port = self.server.port

    def content(self, length: Length = "short", size: int = 0) -> bytes:
        del length
        token = f"t-{secrets.token_hex(8)}"
        filler = f"^FX {'x' * 74}^FS\n" * (size // 80)
        return f"^XA\n^FX {token}^FS\n{filler}^FO50,50^A0N,50,50^FDPeer^FS\n^PQ1\n^XZ\n".encode()

    def token_of(self, content: bytes) -> str:
        return content.partition(b"^FX ")[2].partition(b"^FS")[0].decode()

    def begun(self, uid: str, token: str) -> int:
        del uid
        return sum(label.count(f"^FX {token}^".encode()) for label in self.labels.labels)

    def hold(self, *, on: bool) -> None:
        """The cable between LPrint and its printer is out."""
        if on:
            self.labels.unplug()
        else:
            self.labels.plug_in()

    def idle(self) -> bool:
        return not self.server.waiting()

    def free(self) -> None:
        self.server.clear()

    def vanish(self) -> None:
        self.server.stop(signal.SIGKILL)

    def come_back(self) -> None:
        self.server.start()

    def close(self) -> None:
        self.server.stop()
        self.labels.close()
        self._home.cleanup()
