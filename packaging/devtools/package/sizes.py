"""How much each installer installs, written beside it when it is built: an installer for Windows does not tell on Linux."""

from __future__ import annotations

import json
from pathlib import Path

FILE = "sizes.json"


def note(installer: Path, installed: int) -> None:
    """Write down the bytes that an installer installs, in its folder."""
    known = _read(installer.parent)
    known[installer.name] = {"installer": installer.stat().st_size, "installed": installed}
    (installer.parent / FILE).write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", "utf-8", newline="\n")


def installed(installer: Path) -> int | None:
    """Bytes that an installer installs; None where that was not written down, or for another build of that name."""
    entry = _read(installer.parent).get(installer.name, {})
    return entry.get("installed") if entry.get("installer") == installer.stat().st_size else None


def _read(folder: Path) -> dict[str, dict[str, int]]:
    try:
        found: dict[str, dict[str, int]] = json.loads((folder / FILE).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return found
