"""The three real servers of 3D printers, as the fault table wants them."""

import signal
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from tests.peers.printers import programs
from tests.peers.printers.line_cutter import LineCutter
from tests.peers.printers.moonraker_server import MoonrakerServer
from tests.peers.printers.octoprint_server import OctoPrintServer
from tests.peers.printers.peer import Peer
from tests.peers.printers.prusalink_server import PrusaLinkServer

NO_CONTENT = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\nConnection: close\r\n\r\n"


class MoonrakerPeer(Peer):
    """Real Moonraker and klippy."""

    driver = "moonraker"

    def __init__(self, folder: Path) -> None:
        self.server = MoonrakerServer(folder)
        self.server.start()
        self.port = self.server.port
        self.secrets: Mapping[str, str] = {"api_key": self.server.key}
        self.wrong = {"api_key": "wrong" * 6}

    def begun(self, uid: str, token: str) -> int:
        del token
        return self.server.prints_of(uid)

    def _printing(self) -> bool:
        found = self.server.ask("/printer/objects/query?print_stats").get("result", {}).get("status", {})
        return found.get("print_stats", {}).get("state") in {"printing", "paused"}

    def idle(self) -> bool:
        return not self._printing()

    def free(self) -> None:
        if self._printing():
            self.server.tell("/printer/print/cancel")
            programs.wait(self.idle, 30, "it stops")

    def vanish(self) -> None:
        for program in ("klippy", "moonraker", "board"):
            self.server.stop(program, signal.SIGKILL)

    def come_back(self) -> None:
        self.server.start_board()
        self.server.start_klippy()
        self.server.start_moonraker()
        self.server.wait_warm()

    def lose_upload_answer(self, wire: LineCutter) -> None:
        wire.swallow_answer(b"POST /server/files/upload")

    def lose_start_answer(self, wire: LineCutter) -> None:
        wire.swallow_answer(b"POST /printer/print/start")

    def lie(self, wire: LineCutter) -> None:
        wire.answer_instead(b"POST /printer/print/start", OK + b'{"result": "ok"}')

    def close(self) -> None:
        self.server.stop()


class OctoPrintPeer(Peer):
    """Real OctoPrint and its virtual printer."""

    driver = "octoprint"
    secrets: ClassVar = {"api_key": OctoPrintServer.key}
    wrong: ClassVar = {"api_key": "wrong"}
    layers: ClassVar = {"short": 1, "medium": 40, "long": 400}

    def __init__(self, folder: Path) -> None:
        self.server = OctoPrintServer(folder)
        self.server.start()
        self.port = self.server.port

    def begun(self, uid: str, token: str) -> int:
        del token
        return self.server.begun(uid)

    def idle(self) -> bool:
        return str(self.server.ask("/api/job").get("state", "")) in {"Operational", "Offline"}

    def free(self) -> None:
        state = str(self.server.ask("/api/job").get("state", ""))
        if state in {"Printing", "Paused", "Pausing"}:
            self.server.tell("/api/job", command="cancel")
        self.server.wait_state("Operational")

    def vanish(self) -> None:
        self.server.stop(signal.SIGKILL)

    def come_back(self) -> None:
        self.server.start()

    def lose_upload_answer(self, wire: LineCutter) -> None:
        wire.swallow_answer(b"POST /api/files/local HTTP")

    def lose_start_answer(self, wire: LineCutter) -> None:
        wire.swallow_answer(b"POST /api/files/local/statuette/")

    def lie(self, wire: LineCutter) -> None:
        wire.answer_instead(b"POST /api/files/local/statuette/", NO_CONTENT)

    def close(self) -> None:
        self.server.stop()


class PrusaLinkPeer(Peer):
    """Real PrusaLink; its board is a stand-in, and keeps a record of what it was told to show."""

    driver = "prusalink"
    by_name = False
    secrets: ClassVar = {"password": PrusaLinkServer.password}
    wrong: ClassVar = {"password": "wrong-wrong"}
    layers: ClassVar = {"short": 2, "medium": 10, "long": 200}
    moments = (
        "in_upload",
        "before_start",
        "after_start",
    )  # it takes ten seconds after each print; the others follow from these

    def __init__(self, folder: Path) -> None:
        self.server = PrusaLinkServer(folder)
        try:
            self.server.start()
        except BaseException:
            self.server.stop()
            raise
        self.port = self.server.port

    def begun(self, uid: str, token: str) -> int:
        del uid
        return self.server.shown().count(token)

    def idle(self) -> bool:
        return self.server.state() not in {"PRINTING", "PAUSED", "BUSY", "ATTENTION"}

    def free(self) -> None:
        job = self.server.ask("/api/v1/job")
        if job.get("state") in {"PRINTING", "PAUSED"}:
            self.server.stop_job(int(job["id"]))
        try:
            programs.wait(lambda: self.server.state() == "IDLE", 60, "it is free again")
        except TimeoutError:
            self.server.restart()

    def vanish(self) -> None:
        self.server.stop("server", signal.SIGKILL)
        self.server.stop("board", signal.SIGKILL)

    def come_back(self) -> None:
        self.server.start()

    def lose_upload_answer(self, wire: LineCutter) -> None:
        wire.swallow_answer_containing(b"Print-After-Upload")

    def lose_start_answer(self, wire: LineCutter) -> None:
        wire.swallow_answer(b"POST /api/v1/files/local/statuette/")

    def lie(self, wire: LineCutter) -> None:
        wire.answer_instead(b"POST /api/v1/files/local/statuette/", NO_CONTENT)

    def close(self) -> None:
        self.server.stop()
