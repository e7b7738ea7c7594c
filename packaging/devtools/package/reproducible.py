"""The same input gives the same bytes: one time for everything, names in order, nobody's user id."""

from __future__ import annotations

import os
import re
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

from devtools.console import ROOT, Stop

# When neither SOURCE_DATE_EPOCH nor git tells: 2026-01-01, an even second, as FAT and ZIP can hold it.
FALLBACK = 1767225600
CHUNK = 1 << 20


def epoch() -> int:
    """SOURCE_DATE_EPOCH, else the time of the last commit, made even."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        try:
            given = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
        except OSError:
            given = ""
    return int(given) // 2 * 2 if given.isdigit() else FALLBACK


def settle(folder: Path) -> None:
    """Give everything below a folder one time and plain rights (0755 folders and programs, 0644 files and libraries)."""
    moment = epoch()
    for parent, folders, files in os.walk(folder, topdown=False):
        for name in [*files, *folders]:
            path = Path(parent) / name
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or _is_program(path) else 0o644)
            os.utime(path, (moment, moment), follow_symlinks=False)
    folder.chmod(0o755)
    os.utime(folder, (moment, moment))


def _is_program(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o100) and not re.search(r"\.so(\.[\d.]+)?$", path.name)


def tar(folder: Path, root: str, target: Path, compressor: list[str]) -> None:
    """Pack a folder under the name `root` ("." for a Debian package), sorted and owned by root, through a compressor.

    `compressor` reads standard input and writes standard output (`gzip -9n`). Raises Stop when it fails.
    """
    moment = epoch()

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = moment
        return entry

    def pack(half: Path) -> None:
        with half.open("wb") as out, subprocess.Popen(compressor, stdin=subprocess.PIPE, stdout=out) as packing:
            assert packing.stdin is not None
            with tarfile.open(fileobj=packing.stdin, mode="w|", format=tarfile.GNU_FORMAT, bufsize=CHUNK) as archive:
                for path in [folder, *sorted(folder.rglob("*"))]:
                    name = root if path == folder else f"{root}/{path.relative_to(folder).as_posix()}"
                    archive.add(path, name, recursive=False, filter=plain)
            packing.stdin.close()
            if packing.wait():
                raise Stop(f"{compressor[0]} could not pack {target.name}; is the disk full?")

    write_whole(target, pack)


def write_whole(target: Path, write: Callable[[Path], None]) -> None:
    """Write beside the target and rename: what stands there is whole, or the old one."""
    half = target.with_name(target.name + ".part")
    write(half)
    with half.open("rb+") as file:
        os.fsync(file.fileno())
    half.replace(target)
