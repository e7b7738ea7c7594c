"""The machines of the workshop, all real programs: OctoPrint, an IPP printer, and print programs behind folders."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.commands.office import Office
from app.commands.print_floor import PrintFloor, keep_printer
from app.dispatch.records import Printer
from tests.e2e.day import rip
from tests.peers.printers.ipp_servers import Announcer, EvePrinter
from tests.peers.printers.octoprint_server import OctoPrintServer
from tests.peers.printers.programs import Program

FDM, JETTING, POSTCARDS, ACRYLIC, PHOTOS = "FDM 1", "Jetting RIP", "Dye sub", "Acrylic RIP", "Photo RIP"
FOLDERS = {JETTING: "jetting", ACRYLIC: "acrylic", PHOTOS: "photos"}
READY_S = 60


@dataclass
class Machines:
    """What stands in the workshop. ``printers``: their records once they are entered, by name."""

    folder: Path
    octoprint: OctoPrintServer
    postcards: EvePrinter
    printers: dict[str, Printer] = field(default_factory=dict)

    def enter(self, office: Office, floor: PrintFloor) -> None:
        """Enter them all, as whoever sets a workshop up does."""
        plate = {"width_mm": 220.0, "depth_mm": 220.0, "height_mm": 250.0}
        address = {"address": self.octoprint.address}
        fdm = Printer(
            name=FDM,
            driver="octoprint",
            kind="3d",
            process="white-fdm",
            materials=("pla-white",),
            settings=address,
            **plate,
        )
        cards = Printer(
            name=POSTCARDS, driver="ipp", kind="2d", queues=True, settings={"address": self.postcards.address},
            materials=("card-matte", "card-glossy"),
        )  # fmt: skip
        jetting = Printer(
            name=JETTING, driver="hot_folder", kind="3d", process="full-color-jetting", queues=True,
            materials=("jetting-full-color",), settings=self._folder(JETTING), **plate,
        )  # fmt: skip
        acrylic = Printer(name=ACRYLIC, driver="hot_folder_2d", kind="2d", queues=True, settings=self._folder(ACRYLIC))
        photos = Printer(
            name=PHOTOS, driver="hot_folder_2d", kind="2d", queues=True, settings=self._folder(PHOTOS),
            materials=("photo-glossy", "photo-matte"),
        )  # fmt: skip
        for printer in (fdm, cards, jetting, acrylic, photos):
            keys = {"api_key": self.octoprint.key} if printer is fdm else {}
            self.printers[printer.name] = keep_printer(office, floor, printer, keys)

    def printed_at(self, machine: str) -> Counter[str]:
        """What a machine has printed to a good end, by its own records: how often, by uid."""
        if machine == FDM:
            good = {Path(str(file["name"])).stem: _good_prints(file) for file in self._octoprint_files()}
            return +Counter(good)
        if machine == POSTCARDS:
            log = self.postcards.home / "begun"
            return Counter(log.read_text().split() if log.exists() else ())
        return Counter(line["uid"] for line in self.record_of(machine))

    def record_of(self, machine: str) -> list[dict[str, str]]:
        """What a program behind a folder wrote down."""
        log = self.folder / FOLDERS[machine] / rip.LOG
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    def _octoprint_files(self) -> list[dict[str, Any]]:
        told = self.octoprint.ask(
            "/api/files/local?recursive=true&force=true"
        )  # else from memory, without the last prints
        folders = {file["name"]: file for file in told["files"] if file["type"] == "folder"}
        return [file for file in folders["statuette"]["children"] if file["type"] != "folder"]

    def _folder(self, machine: str) -> dict[str, str]:
        return {"folder": str(self.folder / FOLDERS[machine]), "done_folder": rip.DONE}


def _good_prints(file: dict[str, Any]) -> int:
    """How often it was printed to a good end."""
    return int(file.get("prints", {}).get("success", 0))


@contextmanager
def running(folder: Path) -> Iterator[Machines]:
    """All of them, switched on."""
    with ExitStack() as stack:
        for name in ("octoprint", "announcer", "postcards", *FOLDERS.values()):
            (folder / name).mkdir(parents=True)
        octoprint = OctoPrintServer(folder / "octoprint")
        stack.callback(octoprint.stop)
        octoprint.start()
        announcer = Announcer(folder / "announcer")
        stack.callback(announcer.stop)
        postcards = EvePrinter(folder / "postcards", announcer)
        stack.callback(postcards.stop)
        postcards.start()
        for name in FOLDERS.values():
            program = Program([sys.executable, str(Path(rip.__file__)), str(folder / name)], folder / f"{name}.log")
            stack.callback(program.stop)
            program.wait((folder / name / rip.DONE).is_dir, READY_S, f"the program behind “{name}”")
        yield Machines(folder, octoprint, postcards)
