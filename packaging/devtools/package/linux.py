"""The folder of an installed Statuette on Linux: runtime, application, launcher; and what the desktop wants to know."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from devtools import system
from devtools.console import PACKAGING, ROOT, Stop, environment, say
from devtools.package import (
    compiled,
    kernels,
    layers,
    linux_python,
    linux_smaller,
    notices,
    prune,
    prune_rules,
    reproducible,
    wheels,
)

PARTS = PACKAGING / "linux"
WORK = ROOT / "build" / "package" / "linux"
PLATFORM = "linux-x86_64"
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
RENDER = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
application = QGuiApplication([])
drawing = QSvgRenderer(sys.argv[1])
for size, target in zip(map(int, sys.argv[2::2]), sys.argv[3::2]):
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    if not image.save(target):
        sys.exit(1)
"""


class Home(NamedTuple):
    """An assembled installation: its folder, its runtime's folder and that one's Python."""

    folder: Path
    runtime: Path
    python: Path


def assemble(kind: str, scope: str) -> Home:
    """Make `build/package/linux/<kind>/`; the runtime is made once and kept for the next kind. Raises Stop."""
    system.install_for_packages()
    runtime, words = _runtime()
    digest = runtime.name.removeprefix("runtime-")
    folder = WORK / kind
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(runtime, folder / runtime.name, symlinks=True, copy_function=os.link)  # 1.4 GB, never changed
    home = Home(folder, folder / runtime.name, folder / runtime.name / "bin" / "python3")
    layer = layers.application(folder, digest, words)
    compiled.byte_compile(home.python, layer / "app")
    kernels.ship(home.python, layer, folder, WORK)
    layers.installed(folder, kind, scope, digest)
    shutil.copy(layers.LAUNCH / "launch.py", folder / "launch.py")
    shutil.copy(PARTS / "statuette", folder / "statuette")
    trust = layers.LAUNCH / "update-root.json"
    if trust.exists():
        shutil.copy(trust, folder / "update-root.json")
    check(home, layer)
    reproducible.settle(folder)
    return home


def _runtime() -> tuple[Path, str]:
    """The runtime's folder, made if it is not there, and the notices of what is in it."""
    debs = WORK / "debs"
    shutil.rmtree(debs, ignore_errors=True)
    fetched = linux_python.fetch(debs)
    parts: list[bytes | Path] = [
        json.dumps(fetched).encode(),
        *layers.shared_parts(),
        *linux_smaller.parts(),
        Path(linux_python.__file__),
    ]
    target = WORK / f"runtime-{layers.runtime_hash(PLATFORM, parts)}"
    copyrights = target.with_suffix(".copyright")
    if not (target.exists() and copyrights.exists()):
        for old in WORK.glob("runtime-*"):
            prune.remove(old)
        say("Making the runtime: Python and the locked packages")
        _make(debs, target, copyrights)
    return target, notices.collect(linux_python.site(target), notices.debian(copyrights))


def _make(debs: Path, target: Path, copyrights: Path) -> None:
    """Build a runtime, and the folder of Debian's copyright files beside it."""
    half = WORK / "runtime.part"
    shutil.rmtree(half, ignore_errors=True)
    site = linux_python.unpack(debs, half)
    wheels.install(site, wheels.LINUX, linux_python.VERSION, prune_rules.LEFT_OUT)
    prune.prune(site)
    linux_smaller.shrink(site)
    linux_python.give_qt_its_libraries(half, site)
    (half / "copyright").rename(copyrights)
    layers.fonts(half)
    python = half / "bin" / "python3"
    for folder in (site, half / "lib" / f"python{linux_python.VERSION}"):
        compiled.byte_compile(python, folder)
        compiled.without_sources(folder, prune_rules.WITH_SOURCES)
    half.rename(target)


def check(home: Home, layer: Path) -> None:
    """Import all that the program imports, as the packaged Python does. Raises Stop with what is missing."""
    script = Path(__file__).with_name("imports.py")
    done = run(home, [script, layer], QT_QPA_PLATFORM="offscreen")
    if done.returncode:
        raise Stop("The package lacks something that the program imports:\n" + (done.stdout + done.stderr)[-3000:])


def run(home: Home, words: list[str | Path], **more: str) -> subprocess.CompletedProcess[str]:
    """Run the packaged Python, as bare as the launcher does."""
    env = environment(PYTHONDONTWRITEBYTECODE="1", **more)
    command = [str(home.python), "-P", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, cwd="/")


def icons(home: Home, share: Path) -> None:
    """The icon as SVG, and as PNG in the usual sizes, below a `share` folder; drawn by the packaged Qt."""
    svg = ROOT / "resources" / "icons" / "statuette.svg"
    scalable = share / "icons" / "hicolor" / "scalable" / "apps"
    scalable.mkdir(parents=True)
    shutil.copy(svg, scalable / "statuette.svg")
    words: list[str | Path] = ["-c", RENDER, svg]
    for size in ICON_SIZES:
        folder = share / "icons" / "hicolor" / f"{size}x{size}" / "apps"
        folder.mkdir(parents=True)
        words += [str(size), folder / "statuette.png"]
    done = run(home, words, QT_QPA_PLATFORM="offscreen")
    if done.returncode:
        raise Stop(f"The icons could not be drawn: {done.stderr[-500:]}")


def man_page(home: Home) -> str:
    """The man page with the commands as the program lists them."""
    layer = home.folder / f"app-{layers.version()}"
    done = run(home, ["-m", "app", "--help"], PYTHONPATH=str(layer), COLUMNS="400", LANG="C.UTF-8", LC_ALL="C.UTF-8")
    found = re.findall(r"^    (\w[\w-]*)\s{2,}(\S.*)$", done.stdout, re.MULTILINE)
    if len(found) < 10:
        raise Stop(f"The program does not list its commands: {done.stderr[-500:]}")
    listing = "\n".join(f".TP\n.B {name}\n{words.replace('-', chr(92) + '-')}" for name, words in found)
    return (PARTS / "statuette.1").read_text("utf-8").replace("@COMMANDS@", listing)
