"""The small programs that people start: statuette.exe for the window, statuette-cli.exe for terminals, in C with mingw."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

from devtools.console import PACKAGING, Stop
from devtools.package import tools

SOURCES = PACKAGING / "windows"
COMPILER = "x86_64-w64-mingw32-gcc"
RESOURCES = "x86_64-w64-mingw32-windres"


class Stub(NamedTuple):
    name: str
    description: str
    flags: tuple[str, ...]


STUBS = (
    Stub("statuette.exe", "Statuette", ("-DWINDOW", "-mwindows")),
    Stub("statuette-cli.exe", "Statuette (command line)", ("-mconsole",)),
)
# Windows looks for .com before .exe: in a terminal that stands in this folder, or has it on its path, plain `statuette`
# is the one that waits, prints and has an exit status.
SAME = {"statuette-cli.exe": "statuette.com"}


def build(home: Path, version: str) -> list[Path]:
    """Compile them into `home`; gives their paths. Raises Stop where mingw is missing."""
    if shutil.which(COMPILER) is None:
        raise Stop(f"Building for Windows needs {COMPILER}; please install gcc-mingw-w64-x86-64.")
    made = []
    with tempfile.TemporaryDirectory() as name:
        for stub in STUBS:
            resources = _resources(Path(name), stub, version)
            # No time of building inside, nothing that the PC would have to bring.
            options = ["-O2", "-s", "-static", "-municode", "-Wall", "-Wextra", "-Werror", "-Wl,--no-insert-timestamp"]
            hardening = ["-Wl,--dynamicbase", "-Wl,--nxcompat", "-Wl,--high-entropy-va"]
            target = home / stub.name
            tools.do([COMPILER, *options, *hardening, *stub.flags, "-o", target, SOURCES / "stub.c", resources])
            made.append(target)
    for source, copy in SAME.items():
        made.append(Path(shutil.copy(home / source, home / copy)))
    return made


def _resources(folder: Path, stub: Stub, version: str) -> Path:
    """Icon, manifest and version of one stub, compiled."""
    words = (
        f"#define NUMBERS {numbers(version).replace('.', ',')}\n"
        f'#define VERSION "{version}"\n#define NAME "{stub.name}"\n#define DESCRIPTION "{stub.description}"\n'
    )
    script = folder / f"{stub.name}.rc"
    script.write_text(words + (SOURCES / "stub.rc").read_text("utf-8"), "utf-8")
    compiled = folder / f"{stub.name}.o"
    tools.do([RESOURCES, "--codepage=65001", "-I", SOURCES, "-O", "coff", "-i", script, "-o", compiled], cwd=SOURCES)
    return compiled


def numbers(version: str) -> str:
    """Windows wants four numbers: 0.10rc1 -> 0.10.0.0."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    parts = found[0].split(".")[:4] if found else []
    return ".".join([*parts, *["0"] * (4 - len(parts))])
