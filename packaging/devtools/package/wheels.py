"""The locked packages, as wheels for the machine that the installer is for; resolved by uv, which knows its markers."""

from __future__ import annotations

import re
from pathlib import Path

from devtools.console import PACKAGING
from devtools.package import tools

LOCK = PACKAGING / "requirements.txt"
LINUX = "x86_64-manylinux_2_35"
WINDOWS = "x86_64-pc-windows-msvc"
COMMANDS = ("bin/", "Scripts/", "../")


def install(into: Path, platform: str, python: str, leave_out: frozenset[str] = frozenset()) -> None:
    """Unpack the run lock's wheels for `platform` (uv's name) and `python` ("3.13") into a folder.

    `leave_out` names packages that do not ship. Raises Stop when a wheel is missing or is not the locked file.
    """
    tools.prepare()
    wanted = into.parent / "requirements-shipped.txt"
    wanted.parent.mkdir(parents=True, exist_ok=True)
    wanted.write_text(shipped_lock(LOCK.read_text("utf-8"), leave_out), "utf-8", newline="\n")
    where: list[str | Path] = ["--target", into, "--python-platform", platform, "--python-version", python]
    strict = ["--only-binary", ":all:", "--require-hashes", "--no-deps", "--link-mode", "copy", "--quiet"]
    tools.do([tools.UV, "pip", "install", "--no-config", *where, *strict, "-r", wanted])
    wanted.unlink()
    for path in sorted(into.glob("*.dist-info")):
        for name in ("INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json"):
            (path / name).unlink(missing_ok=True)
        without_commands(path / "RECORD")
    (into / ".lock").unlink(missing_ok=True)


def without_commands(record: Path) -> None:
    """Take the commands out of a package's RECORD: they do not ship, and hold the path of the folder that they were made in."""
    rows = record.read_text("utf-8").splitlines(keepends=True)
    record.write_text("".join(row for row in rows if not row.startswith(COMMANDS)), "utf-8", newline="")


def shipped_lock(lock: str, leave_out: frozenset[str]) -> str:
    """The lock without the packages that stay out; each entry is a line and the indented lines of its hashes."""
    entries = re.findall(r"^[A-Za-z0-9](?:.*\\\n)*.*\n?", lock, re.MULTILINE)
    return "".join(entry for entry in entries if name_of(entry) not in leave_out)


def name_of(entry: str) -> str:
    """The normal form of the name of a lock's entry."""
    return re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9._-]+", entry)[0]).lower()  # type: ignore[index]
