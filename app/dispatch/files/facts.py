"""What a print file says of itself."""

from dataclasses import dataclass
from typing import Literal

from app.errors import FileRefusedError
from app.i18n import Text, text

Family = Literal["filament", "resin", "mesh", "flat", "label"]


class DamagedFileError(FileRefusedError):
    """It begins like a file of its kind, and is not whole."""

    def __init__(self) -> None:
        super().__init__(text("This print file is damaged or was not copied whole; make it again."))


@dataclass(frozen=True)
class FileFacts:
    """Everything but ``suffix``, ``family`` and ``title`` is 0 or empty where the file does not tell.

    suffix     the one that machines know it by: ".gcode.3mf" for a 3MF with G-code in it
    size_mm    what is printed; of a resin file the whole screen and the height of the model
    seconds, grams, millilitres   as its slicer foresaw them
    machine    model or profile that it was sliced for, in the slicer's words; ``program`` that made it
    feed       what the machine is fed with, in the slicer's words: PLA
    names      of the objects in it
    pages, page_mm   of a PDF; the size only where all its pages have one
    """

    suffix: str
    family: Family
    title: Text | str
    size_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    seconds: float = 0.0
    grams: float = 0.0
    millilitres: float = 0.0
    nozzle_mm: float = 0.0
    layer_mm: float = 0.0
    layers: int = 0
    machine: str = ""
    program: str = ""
    feed: str = ""
    names: tuple[str, ...] = ()
    pages: int = 0
    page_mm: tuple[float, float] = (0.0, 0.0)
