"""Stand-ins, as the fault table wants them. They are ours, written from what is published: they prove only what they contain."""

import io
import time
import zipfile
from pathlib import Path
from typing import Any, ClassVar

from tests.peers.printers.bambu_stand_in import CODE, SERIAL, BambuStandIn
from tests.peers.printers.line_cutter import LineCutter
from tests.peers.printers.peer import Length, Peer
from tests.unit.drivers.printers.resin_printer import BOARD, ResinPrinter

PRINT_S = 0.4


class StandIn(Peer):
    """What both have in common: a print ends by itself after a while, unless it is held."""

    stand_in = True

    def __init__(self) -> None:
        self._held, self._began = False, 0.0

    def hold(self, *, on: bool) -> None:
        self._held = on

    def _is_due(self, *, printing: bool) -> bool:
        """Whether the print has gone on for long enough."""
        if not printing or self._held:
            self._began = 0.0
            return False
        self._began = self._began or time.monotonic()
        if time.monotonic() - self._began < PRINT_S:
            return False
        self._began = 0.0
        return True


class BambuPeer(StandIn):
    """Broker and FTPS server are real, the printer behind them is not."""

    driver, suffix = "bambu", ".3mf"
    secrets: ClassVar = {"access_code": CODE}
    wrong: ClassVar = {"access_code": "00000000"}

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.printer = BambuStandIn(folder)
        self.printer.start()
        self.port = self.printer.ftps_port

    def settings(self, port: int | None = None) -> dict[str, Any]:
        return {
            "host": "127.0.0.1", "serial": SERIAL, "mqtt_port": self.printer.mqtt_port, "ftps_port": port or self.port,
        }  # fmt: skip

    def content(self, length: Length = "short", size: int = 0) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as parts:
            parts.writestr("Metadata/plate_1.gcode", super().content(length, size))
        return out.getvalue()

    def begun(self, uid: str, token: str) -> int:
        del token
        return self.printer.starts.count(uid)

    def _printing(self) -> bool:
        return self.printer.state["gcode_state"] in {"PREPARE", "RUNNING", "PAUSE"}

    def idle(self) -> bool:
        return not self._printing()

    def go_on(self) -> None:
        if self._is_due(printing=self._printing()):
            self.printer.push(gcode_state="FINISH", mc_percent=100)

    def free(self) -> None:
        self.printer.fault = ""
        self.printer.push(whole=True, gcode_state="IDLE", subtask_id="", subtask_name="", hms=[], print_error=0)

    def vanish(self) -> None:
        self.printer.stop_broker()

    def come_back(self) -> None:
        self.printer.state.update(gcode_state="IDLE", subtask_id="", subtask_name="", gcode_file="")
        self.printer.start_broker()

    def lose_upload_answer(self, wire: LineCutter) -> None:
        del wire
        Path(f"{self.printer.card}.lose").touch()

    def cut_upload(self, wire: LineCutter) -> None:
        del wire
        Path(f"{self.printer.card}.cut").touch()

    def lose_start_answer(self, wire: LineCutter) -> None:
        del wire
        self.printer.fault = "mute"

    def lie(self, wire: LineCutter) -> None:
        del wire
        self.printer.fault = "deaf"

    def close(self) -> None:
        self.printer.stop()


class ResinPeer(StandIn):
    """SDCP. It asks for no key."""

    driver, suffix = "sdcp", ".ctb"

    def __init__(self, folder: Path) -> None:
        del folder
        super().__init__()
        self.printer = ResinPrinter()
        self.port = self.printer.port

    def settings(self, port: int | None = None) -> dict[str, Any]:
        return {
            "host": "127.0.0.1", "port": port or self.port, "mainboard": BOARD,
            "discovery_port": self.printer.discovery_port,
        }  # fmt: skip

    def begun(self, uid: str, token: str) -> int:
        del token
        return sum(name.startswith(uid) for name in self.printer.starts)

    def _printing(self) -> bool:
        return self.printer.printing

    def idle(self) -> bool:
        return not self._printing()

    def go_on(self) -> None:
        if self._is_due(printing=self._printing()):
            self.printer.end(1)

    def free(self) -> None:
        self.printer.fault = ""
        if self._printing():
            self.printer.end(3)

    def vanish(self) -> None:
        self.printer.fault = "off"

    def come_back(self) -> None:
        self.printer.restart()
        self.printer.fault = ""

    def lose_upload_answer(self, wire: LineCutter) -> None:
        wire.swallow_answer(b"POST /uploadFile/upload")

    def lose_start_answer(self, wire: LineCutter) -> None:
        del wire
        self.printer.fault = "deaf"

    def lie(self, wire: LineCutter) -> None:
        del wire
        self.printer.fault = "lie"

    def close(self) -> None:
        self.printer.close()
