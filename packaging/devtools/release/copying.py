"""Copies of a repository: a mirror folder for the PCs of a workshop, and one file for PCs without any network."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from devtools.console import Stop
from devtools.release.packing import MOMENT
from devtools.release.repository import Repository, _hashed, _named

SUFFIX = ".statuette-update"


def mirror(repository: Repository, to: Path) -> int:
    """Bring a mirror up to date: targets first, the timestamp last, so that it is whole at every moment. Gives the copies."""
    if not repository.metadata.is_dir():
        raise Stop(f"{repository.folder} is no repository of updates.")
    copied = 0
    files = [p for folder in (repository.targets_folder, repository.metadata) for p in sorted(folder.rglob("*"))]
    files = [path for path in files if path.is_file() and not path.name.startswith(".")]
    files.sort(key=lambda path: path.name == "timestamp.json")
    for path in files:
        there = to / path.relative_to(repository.folder)
        if path.name != "timestamp.json" and there.is_file() and there.stat().st_size == path.stat().st_size:
            continue  # names hold hashes or version numbers: the same name is the same content
        there.parent.mkdir(parents=True, exist_ok=True)
        draft = there.with_name(f".{there.name}.new")
        shutil.copyfile(path, draft)
        draft.replace(there)
        copied += 1
    wanted = {to / path.relative_to(repository.folder) for path in files}
    for path in (to / "targets").rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()
    return copied


def bundle(repository: Repository, to: Path, platform: str, *, runtime: bool) -> int:
    """One file with the metadata and the newest version of a platform; gives its size.

    runtime  with Python and the libraries too: for PCs that may have older ones
    """
    targets = repository.targets().signed.targets
    index = repository.index(platform)
    if not index["apps"]:
        raise Stop(f"There is no version for {platform} in this repository.")
    newest = index["apps"][-1]
    runtimes = [one for one in index["runtimes"] if one["digest"] == newest["runtime"]] if runtime else []
    names = _named(platform, {"apps": [newest], "runtimes": runtimes})
    draft = to.with_name(f".{to.name}.new")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as made:
        for path in sorted(repository.metadata.glob("*.json")):
            _store(made, f"metadata/{path.name}", path)
        for name in sorted(set(names)):
            inside = f"targets/{_hashed(targets[name])}"
            _store(made, inside, repository.folder / inside)
    draft.replace(to)
    return to.stat().st_size


def _store(made: zipfile.ZipFile, name: str, path: Path) -> None:
    info = zipfile.ZipInfo(name, MOMENT)
    with made.open(info, "w", force_zip64=True) as out, path.open("rb") as source:
        shutil.copyfileobj(source, out, 1 << 20)
