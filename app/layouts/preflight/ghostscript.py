"""Plates from Ghostscript's ``tiffsep``: an external program, called if it is there, watched while it runs.

It honours overprint, spot colours and transparency as a press does; previews do not (layout2d §4.3).
"""

import glob
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from app.errors import AppError, BudgetExceededError
from app.i18n import Text, text
from app.jobs.progress import Progress

PROGRAMS = ("gswin64c", "gswin32c", "gs") if sys.platform == "win32" else ("gs",)
POLL_SECONDS = 0.03
PROCESS = ("Cyan", "Magenta", "Yellow", "Black")


class PlatesFailedError(AppError):
    """Ghostscript could not read the file; the sentence says so."""


@dataclass(frozen=True, eq=False)
class Plates:
    """The inks of one page as the press would get them.

    page  from 1
    names (P,) of the plates, the four process inks first
    ink   (P, H, W) uint8: 0 no ink, 255 full; rows from the top of the unturned page
    ppi   pixels an inch of the page, across
    """

    page: int
    names: tuple[str, ...]
    ink: NDArray[np.uint8]
    ppi: float

    def of(self, name: str) -> NDArray[np.uint8]:
        """One plate (H, W)."""
        plate: NDArray[np.uint8] = self.ink[self.names.index(name)]
        return plate


def find_ghostscript() -> str | None:
    """Where the program is; None where it is not installed. ``STATUETTE_GHOSTSCRIPT`` names another one, or none."""
    named = os.environ.get("STATUETTE_GHOSTSCRIPT")
    if named is not None:
        return named or None
    found = next((path for program in PROGRAMS if (path := shutil.which(program))), None)
    if found is None and sys.platform == "win32":
        installed = sorted(glob.glob(r"C:\Program Files*\gs\gs*\bin\gswin*c.exe"))  # noqa: PTH207 - two roots at once
        found = installed[-1] if installed else None
    return found


def make_plates(
    program: str,
    path: Path,
    number: int,
    page: int,
    turn: int,
    *,
    ppi: float,
    seconds: float,
    memory_bytes: int,
    progress: Progress,
) -> Plates:
    """The plates of one page.

    ``number``: which page of ``path`` (from 1); ``page``: what it is called; ``turn``: its /Rotate. Raises
    PlatesFailedError, BudgetExceededError and Cancelled.
    """
    with tempfile.TemporaryDirectory(prefix="statuette-plates-") as folder:
        command = [
            program, "-dSAFER", "-dBATCH", "-dNOPAUSE", "-q", "-sDEVICE=tiffsep", "-sCompression=none", f"-r{ppi:g}",
            "-dBandHeight=512", "-dMaxBitmap=0", "-dBufferSpace=400000000", "-dPrinted=true",
            f"-dFirstPage={number}", f"-dLastPage={number}", f"-sOutputFile={Path(folder) / 'plate.tif'}", "-f", str(path),
        ]  # fmt: skip
        _run(command, seconds, memory_bytes, progress)
        made = _read(Path(folder), page, turn, ppi)
    if made is None:
        raise PlatesFailedError(_failed())
    return made


def _run(command: list[str], seconds: float, memory_bytes: int, progress: Progress) -> None:
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - a program that the user installed, with our own words
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        try:
            end = time.monotonic() + seconds
            while True:
                progress(0.0)
                try:
                    process.wait(POLL_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    if time.monotonic() > end or _memory(process.pid) > memory_bytes:
                        raise BudgetExceededError(
                            text("The plates of this file take too long or too much memory; make the file simpler.")
                        ) from None
        finally:
            process.kill()
            process.wait()
    if process.returncode != 0:
        raise PlatesFailedError(_failed())


def _memory(pid: int) -> int:
    import psutil  # noqa: PLC0415 - only where plates are made

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:  # it has just ended
        return 0


def _failed() -> Text:
    return text("Ghostscript could not read this file: a press may not either.")


def _read(folder: Path, page: int, turn: int, ppi: float) -> Plates | None:
    from PIL import Image  # noqa: PLC0415 - only where plates are made

    found = {}
    for path in folder.glob("plate(*).tif"):
        name = unquote(path.name[len("plate(") : -len(").tif")])  # names of files have no slashes and no Chinese
        with Image.open(path) as picture:
            found[name] = 255 - np.asarray(picture, np.uint8)
        path.unlink()
    if not all(name in found for name in PROCESS):
        return None
    names = (*PROCESS, *sorted(n for n in found if n not in PROCESS))
    ink = np.stack([found[name] for name in names])
    if turn:
        ink = np.rot90(ink, turn // 90, axes=(1, 2))
    return Plates(page, names, ink, ppi)
