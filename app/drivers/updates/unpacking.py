"""Makes a layer from its archive and parts: every file is checked against the layer's list while it is written."""

import hashlib
import json
import lzma
import os
import shutil
import stat
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from app.drivers.updates.fetching import CHUNK
from app.drivers.updates.index import LIST, MOST_FILES, Archive, File, Listed
from app.i18n import text
from app.jobs.progress import Progress
from app.safe_write import sync_folder
from app.settings.releases import UpdateRefusedError

LIST_BYTES = 32_000_000


class LayerDamagedError(UpdateRefusedError):
    """An archive that does not hold what its list says, or holds more."""

    def __init__(self) -> None:
        super().__init__(text("This update does not hold what it should; it was refused, and nothing was changed."))


def unpack(
    archive: Path,
    facts: Archive,
    to: Path,
    old: Callable[[str], Path | None],
    part: Callable[[File], Path],
    *,
    progress: Progress,
) -> None:
    """Fill the folder ``to``, which is not there yet.

    old   a file of that name that is here already; it is taken where its content is right
    part  a file with the compressed content of a large one, fetched where need be

    Raises LayerDamagedError, Cancelled, OSError.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            listed = _checked_list(opened, facts)
            to.mkdir(parents=True)
            done = 0
            for name, file in listed.files.items():
                path = to.joinpath(*PurePosixPath(name).parts)
                path.parent.mkdir(parents=True, exist_ok=True)
                there = old(name) if file.part else None
                if not file.part:
                    with opened.open(name) as source:
                        _write(path, file, iter(lambda: source.read(CHUNK), b""))
                elif there is None or not _copied(path, file, there):
                    with lzma.open(part(file)) as unpacked:
                        _write(path, file, iter(lambda: unpacked.read(CHUNK), b""))
                if file.x and sys.platform != "win32":
                    path.chmod(0o755)
                done += file.size
                progress(done / max(facts.unpacked, 1))
            for name, target in listed.links.items():
                path = to.joinpath(*PurePosixPath(name).parts)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.symlink_to(target)
            (to / LIST).write_bytes(opened.read(LIST))
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError):
        raise LayerDamagedError from None
    sync_tree(to)


def sync_tree(folder: Path) -> None:
    """Wait until a folder with all that is in it is on the disk. Raises OSError."""
    if hasattr(os, "sync"):
        os.sync()  # one wait for a thousand files
        return
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("r+b") as file:
                os.fsync(file.fileno())
    sync_folder(folder)


def _checked_list(opened: zipfile.ZipFile, facts: Archive) -> Listed:
    """The list of files, once it is sure that the archive holds these and no others. Raises LayerDamagedError."""
    entries = opened.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > MOST_FILES or len(names) != len(entries) or LIST not in names:
        raise LayerDamagedError
    if opened.getinfo(LIST).file_size > LIST_BYTES:
        raise LayerDamagedError
    for entry in entries:
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in {0, stat.S_IFREG} or entry.flag_bits & 0x1 or entry.is_dir():
            raise LayerDamagedError
    try:
        listed = Listed.model_validate(json.loads(opened.read(LIST)))
    except (ValueError, ValidationError):
        raise LayerDamagedError from None
    inside = {name for name, file in listed.files.items() if not file.part}
    every = [*listed.files, *listed.links]
    folded = {name.casefold() for name in every}
    if inside | {LIST} != names or LIST in listed.files or len(folded) != len(every):
        raise LayerDamagedError
    if sum(file.size for file in listed.files.values()) != facts.unpacked or len(listed.files) != facts.files:
        raise LayerDamagedError
    if any(entry.file_size != listed.files[entry.filename].size for entry in entries if entry.filename != LIST):
        raise LayerDamagedError
    if {(p.path, p.sha256, p.size) for p in facts.parts} != {
        (name, file.sha256, file.size) for name, file in listed.files.items() if file.part
    }:
        raise LayerDamagedError
    if listed.links and sys.platform == "win32":
        raise LayerDamagedError
    for name, target in listed.links.items():
        _check_link(name, target, set(every))
    return listed


def _check_link(name: str, target: str, every: set[str]) -> None:
    """A link leads to a file of the same layer, by a relative path, and nothing lies below a link."""
    if target.startswith("/") or "\\" in target or "\0" in target:
        raise LayerDamagedError
    reached: list[str] = list(PurePosixPath(name).parts[:-1])
    for part in PurePosixPath(target).parts:
        if part == "..":
            if not reached:
                raise LayerDamagedError
            reached.pop()
        else:
            reached.append(part)
    to = "/".join(reached)
    if not to or not any(other == to or other.startswith(f"{to}/") for other in every):
        raise LayerDamagedError
    if any(other.startswith(f"{name}/") for other in every):
        raise LayerDamagedError


def _write(path: Path, file: File, chunks: Iterator[bytes]) -> None:
    """Never more than the list says, and never something else. Raises LayerDamagedError."""
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > file.size:
                raise LayerDamagedError
            digest.update(chunk)
            out.write(chunk)
    if size != file.size or digest.hexdigest() != file.sha256:
        raise LayerDamagedError


def _copied(path: Path, file: File, there: Path) -> bool:
    """Take a file that is here already, where it is the one."""
    try:
        if not _is(there, file):
            return False
        shutil.copyfile(there, path)
    except OSError:
        path.unlink(missing_ok=True)
        return False
    return _is(path, file)


def _is(path: Path, file: File) -> bool:
    try:
        if path.stat().st_size != file.size:
            return False
        with path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == file.sha256
    except OSError:
        return False
