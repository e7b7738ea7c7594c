"""OrcaSlicer's command line (and Bambu Studio's, which it comes from): .gcode, or .gcode.3mf for Bambu printers.

It names the G-code itself (plate_1.gcode in --outputdir), says why it failed in result.json, and takes a filament profile
that is given with the other settings without using it: so each profile goes where its own "type" says.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.dispatch.files.reading import read_print_file
from app.dispatch.slicing import Sliced, SliceOrder, SliceRefusedError
from app.drivers.slicers.running import Ended, run
from app.i18n import text
from app.jobs.progress import Progress
from app.settings.slicing import SliceProfile, Suffix

NAMES = ("orca-slicer", "OrcaSlicer", "bambu-studio")


@dataclass(frozen=True)
class OrcaSlicer:
    """The program with one set of profiles."""

    program: str
    profile: SliceProfile
    reads: str = ".stl"

    def slice(self, order: SliceOrder, progress: Progress) -> Sliced:
        """Raises SliceRefusedError, Cancelled, FileRefusedError where what came out cannot be read."""
        out = order.folder / f"{order.model.stem}{self.profile.suffix}"
        ended = run(
            command_line(self.program, self.profile, order, out), order.folder, order.seconds,
            progress.part(0.0, 0.9), lambda _line: None,
        )  # fmt: skip
        result = _result(order.folder)
        plain = order.folder / "plate_1.gcode"
        if self.profile.suffix == ".gcode" and plain.is_file():
            plain.replace(out)
        if ended.code or not out.is_file():
            raise SliceRefusedError(text("The slicer made no print file: {why}", why=_why(ended, result)))
        facts = read_print_file(out.read_bytes(), out.name, progress.part(0.9, 1.0))
        return Sliced(out, facts, _warnings(result))


def command_line(program: str, profile: SliceProfile, order: SliceOrder, out: Path) -> list[str]:
    """The words of the call. Raises SliceRefusedError for a profile that this program cannot use."""
    settings: dict[str, list[str]] = {"machine": [], "process": [], "filament": []}
    for file in profile.files:
        kind = _kind(Path(file))
        if kind not in settings:
            raise SliceRefusedError(
                text("“{name}” is no profile of a machine, process or filament; export it again.", name=Path(file).name)
            )
        settings[kind].append(file)
    missing = [kind for kind, files in settings.items() if len(files) != 1]
    if missing:
        raise SliceRefusedError(text("Set exactly one profile of each: machine, process, filament."))
    words = [program, "--slice", "1", "--load-settings", f"{settings['machine'][0]};{settings['process'][0]}"]
    words += ["--load-filaments", settings["filament"][0], "--outputdir", str(order.folder), "--arrange", "1"]
    if profile.suffix == ".gcode.3mf":
        words += ["--export-3mf", out.name]
    return [*words, str(order.model)]


def suffix_of(files: Sequence[str]) -> Suffix:
    """What profiles make: Bambu's own printers take their G-code inside a 3MF."""
    machines = [profile for profile in (_profile(Path(file)) for file in files) if profile.get("type") == "machine"]
    bambu = any(
        str(machine.get(key, "")).startswith("Bambu Lab") for machine in machines for key in ("name", "printer_model")
    )
    return ".gcode.3mf" if bambu else ".gcode"


def _kind(path: Path) -> str:
    return str(_profile(path).get("type", ""))


def _profile(path: Path) -> dict[str, Any]:
    try:
        found: Any = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _result(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / "result.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _why(ended: Ended, result: dict[str, Any]) -> str:
    said = str(result.get("error_string", ""))
    told = [line for line in ended.lines if line]
    return (said or (told[-1] if told else str(text("it said nothing (code {code})", code=ended.code))))[:200]


def _warnings(result: dict[str, Any]) -> tuple[str, ...]:
    plates = result.get("sliced_plates", [])
    if not isinstance(plates, list):
        return ()
    said = (str(plate.get("warning_message", "")) for plate in plates if isinstance(plate, dict))
    return tuple(dict.fromkeys(words for words in said if words))
