"""The plates of one page, made by a RIP: what really gets ink, overprints and knock-outs done."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.errors import AppError, FileRefusedError
from app.i18n import text
from app.jobs.progress import Progress
from app.layouts.plates.program import ghostscript, run
from app.layouts.units import MM_PER_INCH

PROCESS = ("Cyan", "Magenta", "Yellow", "Black")
MOST_PIXELS = 400_000_000
SECONDS = 120.0
FULL = 255
Plate = NDArray[np.uint8]
"""(H, W), 255 is all of the ink."""


@dataclass
class Plates:
    """Plates in a folder, each read when it is asked for. Use as a context manager, or call ``close``: the folder is deleted.

    names   process inks first, then spot colours by name
    ppi     dots an inch
    """

    names: tuple[str, ...]
    ppi: float
    width: int
    height: int
    _files: Mapping[str, Path] = field(repr=False)
    _folder: "tempfile.TemporaryDirectory[str]" = field(repr=False)
    _read: dict[str, Plate] = field(default_factory=dict, repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._read.clear()
        self._folder.cleanup()

    @property
    def size_mm(self) -> tuple[float, float]:
        return self.width / self.ppi * MM_PER_INCH, self.height / self.ppi * MM_PER_INCH

    @property
    def spots(self) -> tuple[str, ...]:
        return tuple(name for name in self.names if name not in PROCESS)

    def plate(self, name: str) -> Plate:
        """Raises KeyError for an ink that the page does not have."""
        if name not in self._read:
            with Image.open(self._files[name]) as image:
                plate = FULL - np.asarray(image.convert("L"))
            plate.flags.writeable = False
            self._read[name] = plate
        return self._read[name]

    def coverage(self) -> NDArray[np.uint16]:
        """(H, W) sum of the process inks, 255 for each ink in full. Spot colours are jobs of their own and do not count."""
        total = np.zeros((self.height, self.width), np.uint16)
        for name in PROCESS:
            total += self.plate(name)
        return total

    def tac(self) -> float:
        """Most process ink at one place, 1 = 100 %."""
        return float(self.coverage().max()) / FULL

    def ink_at(self, x_mm: float, y_mm: float) -> dict[str, float]:
        """Amount of each ink, 0 to 1, at a place of the page from its top left; {} beside the page."""
        column, row = int(x_mm / MM_PER_INCH * self.ppi), int(y_mm / MM_PER_INCH * self.ppi)
        if x_mm < 0 or y_mm < 0 or column >= self.width or row >= self.height:
            return {}
        return {name: float(self.plate(name)[row, column]) / FULL for name in self.names}


def plates(
    pdf: Path,
    ppi: float,
    progress: Progress,
    *,
    page: int = 0,
    program: str = "",
    seconds: float = SECONDS,
) -> Plates:
    """Make the plates of a page (0 is the first) with Ghostscript.

    Raises NoGhostscriptError, FileRefusedError for a file or a page that is not there, AppError for more pixels than can be
    looked at and for files that Ghostscript cannot read, BudgetExceededError, Cancelled.
    """
    path = ghostscript(program)
    width_pt, height_pt = _page_size(pdf, page)
    wanted = round(width_pt / 72 * ppi) * round(height_pt / 72 * ppi)
    if wanted > MOST_PIXELS:
        raise AppError(text("The page is too large for plates this fine; choose fewer dots an inch."))
    folder = tempfile.TemporaryDirectory(prefix="plates-", ignore_cleanup_errors=True)
    try:
        run(
            path,
            [
                "-sDEVICE=tiffsep", "-sCompression=lzw", "-dMaxSpots=50", f"-r{ppi:g}", "-dAutoRotatePages=/None",
                f"-dFirstPage={page + 1}", f"-dLastPage={page + 1}", "-sOutputFile=p.tif", str(pdf.absolute()),
            ],
            Path(folder.name), seconds, progress,
        )  # fmt: skip
        return _found(folder, ppi)
    except BaseException:
        folder.cleanup()
        raise


def _page_size(pdf: Path, page: int) -> tuple[float, float]:
    """Width and height of the page in points."""
    import pikepdf  # noqa: PLC0415 - a library of its own, needed here only

    try:
        with pikepdf.open(pdf) as document:
            if not 0 <= page < len(document.pages):
                raise FileRefusedError(text("“{name}” has no page {n}.", name=pdf.name, n=page + 1))
            found = document.pages[page]
            left, bottom, right, top = (float(value) for value in found.mediabox.as_list())
            unit = float(found.obj.get("/UserUnit", 1))
            return abs(right - left) * unit, abs(top - bottom) * unit
    except (pikepdf.PdfError, pikepdf.PasswordError, OSError, TypeError, ValueError) as error:
        raise FileRefusedError(text("“{name}” cannot be opened as a PDF; write it again.", name=pdf.name)) from error


def _found(folder: "tempfile.TemporaryDirectory[str]", ppi: float) -> Plates:
    # slashes and everything beyond ASCII are written as in an address
    files = {
        unquote(path.name.removeprefix("p(").removesuffix(").tif")): path
        for path in sorted(Path(folder.name).glob("p(*).tif"))
    }
    if not files.keys() >= set(PROCESS):
        raise AppError(text("Ghostscript made no plates of this page; check the file, or write it again."))
    names = (*PROCESS, *(name for name in files if name not in PROCESS))
    with Image.open(files[PROCESS[0]]) as image:
        width, height = image.size
    return Plates(names, ppi, width, height, files, folder)
