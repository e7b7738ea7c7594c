"""The slicers that are set on this PC."""

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.dispatch.slicing import NoSlicerError, Slicer, SliceRefusedError
from app.drivers.slicers import orca, prusa
from app.i18n import text
from app.settings.slicing import SliceProfile, SlicingSettings, load_slicing, save_slicing

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
        path, found = self._found(profile, material)
        return KINDS[found.program][1](path, found)

    def programs(self) -> Mapping[str, str]:
        """Where each slicer is; "" where it is not found. Raises AppError where the settings file is damaged."""
        settings = self.settings()
        return {program: self._program(settings, program) for program in KINDS}

    def makes(self, profile: str, material: str) -> str:
        """Suffix of what the profile makes. Raises NoSlicerError, SliceRefusedError where the program is not there."""
        return self._found(profile, material)[1].suffix

    def seconds(self) -> float:
        """How long a slicer may take for one model. Raises AppError where the settings file is damaged."""
        return self.settings().minutes * 60

    def choose(self, program: str, path: str) -> None:
        """From now on this slicer is that file. Raises SliceRefusedError where it is no program, or cannot be kept."""
        if program not in KINDS or shutil.which(path) is None:
            raise SliceRefusedError(text("This file is no program; choose the one that starts the slicer."))
        try:
            save_slicing(self.settings().model_copy(update={program: path}), self.path)
        except OSError:
            raise SliceRefusedError(text("The slicing settings cannot be written on this PC.")) from None

    def _found(self, profile: str, material: str) -> tuple[str, SliceProfile]:
        settings = self.settings()
        found = settings.profile(profile, material) or self._file(profile, material)
        if found is None:
            raise NoSlicerError
        path = self._program(settings, found.program)
        if not path:
            raise SliceRefusedError(text("The slicer is not on this PC; install it, or choose its program."))
        return path, found

    @staticmethod
    def _program(settings: SlicingSettings, program: str) -> str:
        chosen = settings.prusa if program == "prusa" else settings.orca
        return (shutil.which(chosen) if chosen else installed(KINDS[program][0])) or ""

    def _file(self, profile: str, material: str) -> SliceProfile | None:
        base = self.path.parent / "slicing" / profile  # an absolute path stays what it is
        for file in (base.with_name(f"{base.name}.{material}.ini"), base.with_name(f"{base.name}.ini"), base):
            if file.suffix.lower() == ".ini" and file.is_file():
                return SliceProfile(printer=profile, program="prusa", files=(str(file),), suffix=prusa.suffix_of(file))
        files = tuple(str(file) for file in sorted(base.glob("*.json"))) if base.is_dir() else ()
        return (
            SliceProfile(printer=profile, program="orca", files=files, suffix=orca.suffix_of(files)) if files else None
        )
