"""A stand-in for the board of an MK3S on a pseudo-terminal: as much of its firmware as real PrusaLink wants, to print.

usage: prusa_board.py LINK        datagrams to LINK.ctl: mute, unmute, or a line that the firmware says
What it was told to show on its display (M117) is kept in LINK.shown: every print that began says its name there.
"""

import os
import pty
import re
import select
import socket
import sys
import time
import tty
from pathlib import Path

MOVE_S = 0.01
ANSWERS = {
    "M862.2 Q": ["302"],
    "M862.1 Q": ["0.40"],
    "M27": ["Not SD printing"],
    "M20": ["Begin file list", "End file list"],
    "M21": ["echo:SD card ok"],
    "M220": ["100%"],
    "M221": ["100%"],
    "M420": ["Mesh bed leveling not active."],
    "M707": ['echo:Unknown command: ("M707")'],
    "M601": ["// action:paused"],
    "M602": ["// action:resumed"],
    "M603": ["// action:cancel"],
}
PLACE = "X:10.00 Y:10.00 Z:0.20 E:0.00 Count X: 10.00 Y:10.00 Z:0.20 E:0.00"


def figure(line: str, letters: str) -> float:
    """The number behind one of these letters, 0 where there is none."""
    found = re.search(rf"(?:^| )[{letters}]([\d.]+)", line)
    return float(found[1]) if found else 0.0


class Board:
    """The board. ``heat``: now and wanted, of the nozzle and the bed."""

    def __init__(self, link: Path) -> None:
        self.master, self._slave = pty.openpty()
        tty.setraw(self.master)
        tty.setraw(self._slave)
        os.set_blocking(self.master, False)
        link.unlink(missing_ok=True)
        link.symlink_to(os.ttyname(self._slave))
        self._shown = Path(f"{link}.shown")
        self._orders = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        control = Path(f"{link}.ctl")
        control.unlink(missing_ok=True)
        self._orders.bind(str(control))
        self._memory: dict[int, int] = {}
        self._heat = {"nozzle": [25.0, 0.0], "bed": [25.0, 0.0]}
        self._done, self._mute = (-1, -1), False
        self._every, self._told_at = 0.0, 0.0

    def run(self) -> None:
        heard = b""
        self._say("start")
        while True:
            ready, _, _ = select.select([self.master, self._orders], [], [], 0.1)
            if self._orders in ready:
                self._obey(self._orders.recv(200).decode())
            if self.master in ready:
                heard += os.read(self.master, 4096)
                *lines, heard = heard.split(b"\n")
                for line in lines:
                    self._take(line.decode("latin1").strip())
            if self._every and time.time() - self._told_at > self._every:
                self._tell_heat()

    def _obey(self, order: str) -> None:
        if order in {"mute", "unmute"}:
            self._mute = order == "mute"
        else:
            self._say(order)

    def _say(self, line: str) -> None:
        left = b"" if self._mute else f"{line}\n".encode()
        while left:
            try:
                left = left[os.write(self.master, left) :]
            except BlockingIOError:
                time.sleep(0.001)

    def _take(self, line: str) -> None:
        if not line or line.startswith(";"):
            return
        order = re.sub(r"\*\d+$", "", re.sub(r"^N\d+\s*", "", line)).strip()
        code = order.split()[0] if order else ""
        if code == "PRUSA":
            if "Fir" in order or "SN" in order:
                self._say("3.14.1-8237" if "Fir" in order else "CZPX0420X004XK12345")
        elif code == "D3":
            self._memory_cell(order)
        elif code == "M73":
            self._progress(order)
        elif code == "M117":
            with self._shown.open("a") as shown:
                shown.write(f"{order.removeprefix('M117').strip()}\n")
        elif code == "M155":
            self._every = figure(order, "S")
        elif code in {"M104", "M109", "M140", "M190"}:
            wanted = figure(order, "SR")
            self._heat["nozzle" if code in {"M104", "M109"} else "bed"] = [wanted or 25.0, wanted]
        elif code in {"G0", "G1", "G2", "G3"}:
            time.sleep(MOVE_S)
        elif code == "M114":
            self._say(PLACE)
        for answer in ANSWERS.get(order, [] if code in {"M220", "M221"} else ANSWERS.get(code, [])):
            self._say(answer)
        self._say("ok")

    def _memory_cell(self, order: str) -> None:
        found = re.search(r"Ax([0-9a-fA-F]+)", order)
        start, count = int(found[1], 16) if found else 0, int(figure(order, "C")) or 1
        written = re.search(r"X([0-9a-fA-F ]+)", order)
        if written:
            for place, byte in enumerate(bytes.fromhex(written[1].replace(" ", ""))):
                self._memory[start + place] = byte
            return
        cells = " ".join(f"{self._memory.get(start + place, 0):02x}" for place in range(count))
        self._say(f"{start:04X}  {cells}")

    def _progress(self, order: str) -> None:
        if "P" in order:
            self._done = (int(figure(order, "P")), int(figure(order, "R")))
        for mode in ("NORMAL", "SILENT"):
            self._say(
                f"{mode} MODE: Percent done: {self._done[0]}; print time remaining in mins: {self._done[1]}; Change in mins: -1"
            )

    def _tell_heat(self) -> None:
        self._told_at = time.time()
        (nozzle, nozzle_to), (bed, bed_to) = self._heat["nozzle"], self._heat["bed"]
        self._say(
            f"T:{nozzle:.1f} /{nozzle_to:.1f} B:{bed:.1f} /{bed_to:.1f} T0:{nozzle:.1f} /{nozzle_to:.1f} "
            "@:0 B@:0 P:25.0 A:25.0"
        )
        self._say(PLACE)
        self._say("E0:0 RPM PRN1:0 RPM E0@:0 PRN1@:0")


Board(Path(sys.argv[1])).run()
