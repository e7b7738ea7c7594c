"""The slicers that are set on this PC."""

import shutil
from collections.abc import Callable
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
        path = shutil.which(program) if program else next((p for n in names if (p := shutil.which(n))), None)
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
