"""What shared libraries need, as binutils' objdump reads it (ELF and PE alike), and making them smaller."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from devtools.console import Stop

NEEDS = re.compile(r"^\s+(?:NEEDED\s+|DLL Name: )(\S+)", re.MULTILINE)
WANTED = re.compile(r"NEEDED|DLL Name:|SONAME|GLIBC_")
VTK_IMPORTS = re.compile(rb"\0vtkmodules\.(vtk\w+)(?=\0)")
MODULE = re.compile(r"\.cp\w+-|\.cpython-|\.abi3\.|\.pyd$")
SUFFIXES = re.compile(r"\.(so|pyd|dll|exe)$|\.so\.[\d.]+$", re.IGNORECASE)


def is_binary(path: Path) -> bool:
    """Whether a file is a program or shared library by its first bytes."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(4)
    return head == b"\x7fELF" or (head[:2] == b"MZ" and bool(SUFFIXES.search(path.name)))


def binaries(folder: Path) -> list[Path]:
    """Every program and shared library below a folder, in order."""
    return [path for path in sorted(folder.rglob("*")) if is_binary(path)]


@cache
def headers(path: Path) -> str:
    """What objdump tells of a program or shared library. Raises Stop where there is no objdump."""
    if shutil.which("objdump") is None:
        raise Stop("Building a package needs objdump; please install binutils.")
    done = subprocess.run(["objdump", "-p", str(path)], capture_output=True, text=True, check=False, errors="replace")
    # Without the tables of what a DLL gives to others, which are long
    return "\n".join(line for line in done.stdout.splitlines() if WANTED.search(line))


def needs(path: Path) -> list[str]:
    """Names of the libraries that one asks the loader for."""
    return NEEDS.findall(headers(path))


def python_needs(path: Path) -> list[str]:
    """Modules of VTK that a module of VTK imports when it is loaded; only the strings in it name them."""
    if not path.name.startswith("vtk"):
        return []
    return sorted({found[1].decode() for found in VTK_IMPORTS.finditer(path.read_bytes())})


def reachable(roots: Iterable[Path], pool: Iterable[Path]) -> set[Path]:
    """What of `pool` the roots need, directly or through others, with the roots themselves; names know no case."""
    by_name: dict[str, list[Path]] = {}
    for path in pool:
        by_name.setdefault(path.name.lower(), []).append(path)
        if path.name.startswith("vtk") and MODULE.search(path.name):
            by_name.setdefault(f"module {path.name.split('.')[0]}", []).append(path)
    seen: set[Path] = set()
    todo = list(roots)
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        for name in needs(path):
            todo += by_name.get(name.lower(), [])
        for module in python_needs(path):
            todo += by_name.get(f"module {module}", [])
    return seen


def strip(paths: Iterable[Path]) -> None:
    """Take what only debuggers and linkers read out of ELF files; symbols that the loader looks for stay."""
    elf = [path for path in paths if path.open("rb").read(4) == b"\x7fELF"]
    for start in range(0, len(elf), 50):
        subprocess.run(
            ["strip", "--strip-unneeded", "--enable-deterministic-archives", *map(str, elf[start : start + 50])],
            check=True,
            capture_output=True,
        )
