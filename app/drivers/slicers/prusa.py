"""PrusaSlicer's command line: filament (.gcode, .bgcode) and resin (.sl1, Anycubic)."""

import re
from dataclasses import dataclass
from pathlib import Path

from app.dispatch.files.reading import read_print_file
from app.dispatch.slicing import Sliced, SliceOrder, SliceRefusedError
from app.drivers.slicers.running import Ended, run
from app.i18n import text
from app.jobs.progress import Progress
from app.settings.slicing import SliceProfile, Suffix

NAMES = ("prusa-slicer-console", "prusa-slicer", "PrusaSlicer")
_STEP = re.compile(r"^(\d{1,3})%? => ")
_WARNING = re.compile(r"^(?:print )?warning:?\s*(.+)$", re.IGNORECASE)
_RESIN = {".sl1", ".sl1s", ".pwmx"}


@dataclass(frozen=True)
class PrusaSlicer:
    """The program with one profile; its own settings on this PC play no part."""

    program: str
    profile: SliceProfile
    reads: str = ".stl"

    def slice(self, order: SliceOrder, progress: Progress) -> Sliced:
        """Raises SliceRefusedError, Cancelled, FileRefusedError where what came out cannot be read."""
        out = order.folder / f"{order.model.stem}{self.profile.suffix}"
        ended = run(
            command_line(self.program, self.profile, order, out), order.folder, order.seconds,
            progress.part(0.0, 0.9), _share,
        )  # fmt: skip
        if ended.code or not out.is_file():  # it ends with 0 where nothing lies on the plate, too
            raise SliceRefusedError(text("The slicer made no print file: {why}", why=_why(ended)))
        facts = read_print_file(out.read_bytes(), out.name, progress.part(0.9, 1.0))
        return Sliced(out, facts, tuple(dict.fromkeys(m[1] for line in ended.lines if (m := _WARNING.match(line)))))


def command_line(program: str, profile: SliceProfile, order: SliceOrder, out: Path) -> list[str]:
    """The words of the call. The program puts the model into the middle of the plate; it never scales it."""
    words = [program, "--datadir", str(order.folder / "slicer-settings")]
    for file in profile.files:
        words += ["--load", file]
    words += ["--export-sla"] if profile.suffix in _RESIN else ["--export-gcode"]
    if profile.suffix in {".gcode", ".bgcode"}:
        words.append("--binary-gcode" if profile.suffix == ".bgcode" else "--no-binary-gcode")
    return [*words, "--output", str(out), str(order.model)]


def suffix_of(configuration: Path) -> Suffix:
    """What a configuration makes. Raises SliceRefusedError where it cannot be read."""
    try:
        lines = configuration.read_text("utf-8", "replace").splitlines()
    except OSError:
        raise SliceRefusedError(text("The slicing profile “{name}” cannot be read.", name=configuration.name)) from None
    said = {key.strip(): value.strip() for key, equals, value in (line.partition("=") for line in lines) if equals}
    if said.get("printer_technology") == "SLA":
        return ".pwmx" if said.get("sla_archive_format", "").lower().startswith("pwm") else ".sl1"
    return ".bgcode" if said.get("binary_gcode") == "1" else ".gcode"


def _share(line: str) -> float | None:
    found = _STEP.match(line)
    return None if found is None else min(int(found[1]), 100) / 100


def _why(ended: Ended) -> str:
    told = [line for line in ended.lines if line and not _STEP.match(line)]
    return told[-1][:200] if told else str(text("it said nothing (code {code})", code=ended.code))
