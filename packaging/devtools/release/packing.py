"""Packs a layer so that the same files always give the same bytes: an archive of what is small, and large files beside it."""

from __future__ import annotations

import hashlib
import json
import lzma
import shutil
import stat
import zipfile
from pathlib import Path
from typing import Any

from devtools import catalogues
from devtools.console import Stop
from devtools.package import layers

LIST = "layer.json"
PART_BYTES = {"app": 100_000, "runtime": 1_000_000}
# Pictures and fonts hardly get smaller, and seldom change: each lies beside the archive.
PICTURES, PICTURE_BYTES = {".png", ".jpg", ".webp", ".gif", ".otf", ".ttf", ".icc", ".mp4", ".glb"}, 8_000
MOMENT = (1980, 1, 1, 0, 0, 0)


def pack(layer: Path, targets: Path, target: str) -> dict[str, Any]:
    """Write the archive ``targets/target`` and the parts that are not there yet; gives what the index says about it."""
    kind = "app" if layer.name.startswith("app-") else "runtime"
    listed: dict[str, Any] = {"files": {}, "links": {}}
    parts = []
    archive = targets / target
    archive.parent.mkdir(parents=True, exist_ok=True)
    (targets / "parts").mkdir(exist_ok=True)
    inside: list[tuple[str, Path, bool]] = []
    for path in sorted(layer.rglob("*"), key=lambda path: path.relative_to(layer).as_posix()):
        name = path.relative_to(layer).as_posix()
        if path.is_symlink() and _stays_inside(path, layer):
            listed["links"][name] = path.readlink().as_posix()
            continue
        if path.is_dir() or name == LIST or (kind == "app" and "__pycache__" in name):
            continue
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = path.stat().st_size
        entry: dict[str, Any] = {"size": size, "sha256": digest}
        if path.stat().st_mode & stat.S_IXUSR:
            entry["x"] = True
        if size >= (PICTURE_BYTES if path.suffix.lower() in PICTURES else PART_BYTES[kind]):
            entry["part"] = True
            fetched = _part(path, targets / "parts" / f"{digest}.xz")
            parts.append({"path": name, "sha256": digest, "size": size, "fetched": fetched})
        else:
            inside.append((name, path, bool(entry.get("x"))))
        listed["files"][name] = entry
    if not listed["files"]:
        raise Stop(f"There is nothing in {layer}.")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        _add(made, LIST, json.dumps(listed, sort_keys=True, ensure_ascii=False).encode(), run=False)
        for name, path, run in inside:
            _add(made, name, path.read_bytes(), run=run)
    return {
        "target": target,
        "fetched": archive.stat().st_size,
        "unpacked": sum(entry["size"] for entry in listed["files"].values()),
        "files": len(listed["files"]),
        "parts": parts,
    }


def _add(made: zipfile.ZipFile, name: str, content: bytes, *, run: bool) -> None:
    info = zipfile.ZipInfo(name, MOMENT)
    info.create_system = 3
    info.external_attr = (stat.S_IFREG | (0o755 if run else 0o644)) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    made.writestr(info, content)


def _stays_inside(link: Path, layer: Path) -> bool:
    return not link.readlink().is_absolute() and link.resolve().is_relative_to(layer.resolve())


def _part(path: Path, to: Path) -> int:
    """Compress a large file under the name of its content, unless that was done before; gives the size."""
    there = next(to.parent.glob(f"*.{to.name}"), None)
    if there is not None:
        return there.stat().st_size
    if not to.is_file():
        draft = to.with_suffix(".new")
        with path.open("rb") as source, lzma.open(draft, "wb", preset=6) as out:
            shutil.copyfileobj(source, out, 1 << 20)
        draft.replace(to)
    return to.stat().st_size


def from_source(to: Path, runtime: str, version: str, notices: Path | None = None) -> Path:
    """The application layer of this tree, as an installer has it: the program, its resources and what says which it is."""
    if catalogues.main(["compile"]):
        raise Stop("The translations cannot be compiled; the words above say why.")
    layer = to / f"app-{version}"
    layers.program(layer, runtime, version)
    if notices is not None:
        shutil.copyfile(notices, layer / "NOTICES.txt")
    return layer
