"""Take out of site-packages what is not needed at run time, by the rules of prune_rules.py."""

from __future__ import annotations

import fnmatch
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from devtools.package import prune_rules as rules
from devtools.package.binaries import binaries, reachable, strip


def prune(site: Path) -> None:
    """Apply every rule to a folder of packages; strips ELF files."""
    kept = {path for pattern in rules.KEPT for path in site.glob(pattern)}
    for pattern in rules.DROPPED:
        for path in sorted(site.glob(pattern)):
            if path not in kept:
                remove(path)
    for pattern, staying in rules.ONLY:
        for path in sorted(site.glob(pattern)):
            if not _matches(path.name, staying):
                remove(path)
    _only_needed(site)
    strip(binaries(site))
    _without_empty_folders(site)


def remove(path: Path) -> None:
    """Remove a file or folder; one that went with its folder already is fine."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _only_needed(site: Path) -> None:
    """Libraries of the folders of NEEDED_ONLY that no root reaches go; every library elsewhere is a root."""
    every = binaries(site)
    scoped = dict(_scoped(site, every))
    roots = [path for path in every if path not in scoped or _is_root(path.relative_to(site), scoped[path])]
    for path in scoped.keys() - reachable(roots, every):
        path.unlink()


def _scoped(site: Path, every: list[Path]) -> Iterator[tuple[Path, tuple[str, ...]]]:
    for folder, roots in rules.NEEDED_ONLY:
        for path in every:
            if path.is_relative_to(site / folder):
                yield path, roots


def _is_root(path: Path, roots: tuple[str, ...]) -> bool:
    inside = "/".join(path.parts[1:])
    return any(
        f"/{root.split('/')[0]}/" in f"/{inside}" if "/" in root else fnmatch.fnmatch(path.name, root) for root in roots
    )


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def _without_empty_folders(site: Path) -> None:
    for parent, _, _ in os.walk(site, topdown=False):
        if parent != str(site) and not any(Path(parent).iterdir()):
            Path(parent).rmdir()


def size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
