"""The slicers that are set on this PC."""

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from app.dispatch.slicing import NoSlicerError, Slicer, SliceRefusedError
from app.drivers.slicers import orca, prusa
from app.i18n import text
from app.settings.slicing import SliceProfile, SlicingSettings, load_slicing

KINDS: dict[str, tuple[tuple[str, ...], Callable[[str, SliceProfile], Slicer]]] = {
    "prusa": (prusa.NAMES, prusa.PrusaSlicer),
    "orca": (orca.NAMES, orca.OrcaSlicer),
}

PLACES: dict[str, tuple[str, ...]] = {
    "prusa-slicer-console": ("Prusa3D/PrusaSlicer/prusa-slicer-console.exe", "PrusaSlicer/prusa-slicer-console.exe"),
    "orca-slicer": ("OrcaSlicer/orca-slicer.exe",),
    "bambu-studio": ("Bambu Studio/bambu-studio.exe",),
}
"""Where installers for Windows put the programs, below the folder of programs."""


def installed(names: Iterable[str]) -> str | None:
    """The first of these programs that the system finds, or that lies where installers for Windows put it."""
    roots = [Path(root) for name in ("ProgramFiles", "LocalAppData") if (root := os.environ.get(name))]
    for name in names:
        found = shutil.which(name)
        if found is not None:
            return found
        for path in (root / place for root in roots for place in PLACES.get(name, ())):
            if path.is_file():
                return str(path)
    return None


@dataclass(frozen=True)
class SlicersOfThisPc:
    """Implements :class:`app.dispatch.slicing.SlicerRack`. ``path``: the settings file, read anew with each question.

    A printer's profile that the settings do not name is looked for as a file: the profile is its path, or its name in the
    folder "slicing" beside the settings. "MK4" is MK4.pla-white.ini, else MK4.ini (PrusaSlicer, exported configuration), or
    a folder MK4 with one .json each of machine, process and filament (OrcaSlicer).
    """

    path: Path

    def settings(self) -> SlicingSettings:
        """Raises AppError where the settings file is damaged."""
        return load_slicing(self.path)

    def find(self, profile: str, material: str) -> Slicer:
        """Raises NoSlicerError, SliceRefusedError where the program is not there."""
        settings = self.settings()
        found = settings.profile(profile, material) or self._file(profile, material)
        if found is None:
            raise NoSlicerError
        names, make = KINDS[found.program]
        program = settings.prusa if found.program == "prusa" else settings.orca
        path = shutil.which(program) if program else installed(names)
        if path is None:
            raise SliceRefusedError(text("The slicer is not on this PC; install it, or choose its program."))
        return make(path, found)

    def _file(self, profile: str, material: str) -> SliceProfile | None:
        base = self.path.parent / "slicing" / profile  # an absolute path stays what it is
        for file in (base.with_name(f"{base.name}.{material}.ini"), base.with_name(f"{base.name}.ini"), base):
            if file.suffix.lower() == ".ini" and file.is_file():
                return SliceProfile(printer=profile, program="prusa", files=(str(file),), suffix=prusa.suffix_of(file))
        files = tuple(str(file) for file in sorted(base.glob("*.json"))) if base.is_dir() else ()
        return (
            SliceProfile(printer=profile, program="orca", files=files, suffix=orca.suffix_of(files)) if files else None
        )
