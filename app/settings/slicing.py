"""Which slicers this PC has, and which profile belongs to which printer and material. JSON in the settings folder."""

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.errors import AppError
from app.i18n import text
from app.safe_write import write_chunks

FILE = "slicing.json"
Program = Literal["prusa", "orca"]
Suffix = Literal[".gcode", ".bgcode", ".sl1", ".sl1s", ".pwmx", ".gcode.3mf"]


class SliceProfile(BaseModel):
    """What is sliced how.

    printer    the slicing profile that printers name (``Printer.profile``)
    materials  ids of the materials that it is for; none: all
    files      PrusaSlicer: one exported .ini (more: later ones win); OrcaSlicer: .json of machine, process and filament
    suffix     what comes out: .gcode, .bgcode, .sl1, .gcode.3mf …
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    printer: str = Field(min_length=1, max_length=80)
    program: Program
    files: tuple[str, ...] = Field(min_length=1)
    materials: tuple[str, ...] = ()
    suffix: Suffix = ".gcode"


class SlicingSettings(BaseModel):
    """The slicers of a PC.

    prusa, orca  the programs; "": wherever the system finds them
    minutes      a slicer that takes longer for one model is ended
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    prusa: str = ""
    orca: str = ""
    minutes: float = Field(default=15.0, gt=0, le=240)
    profiles: tuple[SliceProfile, ...] = ()

    def profile(self, printer: str, material: str) -> SliceProfile | None:
        """The profile of a printer for this material; one that names the material is taken before one for all."""
        own = [p for p in self.profiles if p.printer == printer]
        named = next((p for p in own if material in p.materials), None)
        return named or next((p for p in own if not p.materials), None)


def load_slicing(path: Path) -> SlicingSettings:
    """The settings of this file; none where it is absent. Raises AppError where it is damaged."""
    try:
        return SlicingSettings.model_validate(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return SlicingSettings()
    except (OSError, ValueError, ValidationError):
        raise AppError(text("The slicing settings “{name}” are damaged; correct them.", name=path.name)) from None


def save_slicing(settings: SlicingSettings, path: Path) -> None:
    """Write so that an interrupted write leaves the old file whole. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_chunks(path, [settings.model_dump_json(indent=2).encode()])
