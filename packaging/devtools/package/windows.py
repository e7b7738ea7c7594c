"""`dev.py package windows`: Statuette-<version>-windows-x64-setup.exe, from the lock, on Debian.

Nothing for Windows is executed while building: python.org's files are unpacked, wheels are unpacked, Debian's Python of the
same version makes the byte code, our two stubs are compiled with mingw, and makensis packs what stands in the folder. The
same commit gives the same bytes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path

from devtools import system
from devtools.console import PACKAGING, ROOT, environment, say
from devtools.package import (
    compiled,
    layers,
    linux_python,
    notices,
    prune,
    prune_rules,
    reproducible,
    sizes,
    tools,
    wheels,
    windows_dlls,
    windows_python,
    windows_sign,
    windows_stubs,
)

PLATFORM = "windows-x64"
SCRIPT = PACKAGING / "windows" / "statuette.nsi"
# Packs nothing, in seconds and five times as large: for tests.
FAST = "STATUETTE_PACKAGE_FAST"
# Only on Windows: what may go there beside the rules for all systems. Qt's drawing in software (opengl32sw.dll) stays:
# a PC without a driver for its graphics shows models with it.
DROPPED = ("**/*.pdb", "PySide6/*.exe", "PySide6/Qt6Qml*.dll", "Lib", "scipy-*.whl", "open3d/*_ops.dll", "bin")


def build(out: Path) -> Path:
    """Make the installer in `out` and give its path. Raises Stop."""
    system.install_for_packages(windows=True)
    began = time.monotonic()
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"Statuette-{layers.version()}-{PLATFORM}-setup.exe"
    with tempfile.TemporaryDirectory(prefix="statuette-windows-") as name:
        home = Path(name) / "Statuette"
        runtime = stage(home)
        size = prune.size(home)
        pack(home, runtime, target)
    signed = windows_sign.sign(target, "Statuette setup")
    sizes.note(target, size)
    say(
        f"{target.name}: {target.stat().st_size / 1e6:.1f} MB, {size / 1e6:.0f} MB installed, "
        f"{'signed' if signed else 'unsigned'}, {time.monotonic() - began:.0f} s"
    )
    return target


def stage(home: Path) -> str:
    """Make the folder as it will stand on the PC, without installed.json and the uninstaller; gives the runtime's hash."""
    digest = runtime_hash()
    runtime = home / f"runtime-{digest}"
    say("Python for Windows: hashes and signatures")
    site = windows_python.place(runtime)
    say("Wheels for Windows")
    packages(site)
    layers.fonts(runtime)
    python = notices.Part(f"Python {windows_python.pins()['python']}", "PSF-2.0", [windows_python.licence(runtime)])
    layer = layers.application(home, digest, notices.collect(site, [python]))
    byte_code(runtime, site, layer)
    shutil.copy(layers.LAUNCH / "sitecustomize.py", site / "sitecustomize.py")
    for name in ("launch.py", "update-root.json"):
        if (layers.LAUNCH / name).exists():
            shutil.copy(layers.LAUNCH / name, home / name)
    for stub in windows_stubs.build(home, layers.version()):
        windows_sign.sign(stub)
    reproducible.settle(home)
    return digest


def runtime_hash() -> str:
    """Of all that decides what the runtime is."""
    modules = (windows_python, windows_dlls, linux_python)
    ours = [windows_python.PINS, *(Path(str(module.__file__)) for module in modules), Path(__file__)]
    return layers.runtime_hash(PLATFORM, [*layers.shared_parts(), *ours])


def packages(site: Path) -> None:
    """The lock's wheels for Windows in `site`, without what is not needed at run time."""
    major, minor = windows_python.pins()["python"].split(".")[:2]
    unpacked = site.parent / "unpacked"
    wheels.install(unpacked, wheels.WINDOWS, f"{major}.{minor}", prune_rules.LEFT_OUT)
    # A wheel's files for "the prefix" land below the target; Skia's table of scripts belongs beside its library.
    for path in (unpacked / "Lib" / "site-packages").glob("*"):
        path.rename(unpacked / path.name)
    for pattern in DROPPED:
        for path in sorted(unpacked.glob(pattern)):
            prune.remove(path)
    site.rmdir()
    unpacked.rename(site)
    prune.prune(site)
    windows_dlls.put_beside_python(site.parents[1], site)
    windows_dlls.check(site.parents[1])


def byte_code(runtime: Path, site: Path, layer: Path) -> None:
    """Compile packages and program, as a folder for all users cannot be written at the first start. Raises Stop."""
    with tempfile.TemporaryDirectory(prefix="statuette-python-") as name:
        debs, debian = Path(name) / "debs", Path(name) / "python"
        linux_python.fetch(debs)
        linux_python.unpack(debs, debian)
        for folder in (site, layer / "app"):
            compiled.byte_compile(debian / "bin" / "python3", folder)
    compiled.without_sources(site, prune_rules.WITH_SOURCES)
    windows_python.same_byte_code(runtime, next(site.rglob("*.pyc")))


def pack(home: Path, runtime: str, target: Path) -> None:
    """Let makensis make the installer of a staged folder."""
    version = layers.version()
    defines = {
        "VERSION": version,
        "NUMBERS": windows_stubs.numbers(version),
        "RUNTIME": runtime,
        "STAGE": str(home),
        "KILOBYTES": str(prune.size(home) // 1024),
        "ICON": str(PACKAGING / "windows" / "statuette.ico"),
    }
    if os.environ.get(FAST):
        defines["FAST"] = "1"
    command = windows_sign.command()
    if command:
        defines["SIGN"] = command
    say(f"Packing with makensis ({'not compressed, to try it' if 'FAST' in defines else 'LZMA, takes some minutes'})")
    moment = str(reproducible.epoch())

    def write(half: Path) -> None:
        words = [f"-D{name}={value}" for name, value in {**defines, "OUT": str(half)}.items()]
        tools.do(
            ["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *words, SCRIPT],
            cwd=ROOT,
            env=environment(SOURCE_DATE_EPOCH=moment),
        )

    with contextlib.ExitStack() as undone:
        undone.callback(target.with_name(target.name + ".part").unlink, missing_ok=True)
        reproducible.write_whole(target, write)
