"""The environment in `.venv`: made from the pinned lock, and from nothing else."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools import interpreter, system
from devtools.console import LINUX, PACKAGING, ROOT, WINDOWS, Stop, call, environment, say, warn

HOME = ROOT / ".venv"
PYTHON = HOME / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = HOME / "statuette-setup.json"
# A set of packages and the lock files it is made of; a later one holds all of an earlier one.
SETS = {
    "run": ("requirements.txt",),
    "dev": ("requirements-dev.txt",),
    "peers": ("requirements-dev.txt", "requirements-peers.txt"),
}
MAKING = 1  # raise it when what set-up does changes, so that every environment is brought up to date


def setup(packages: str, *, testing: bool = False, warm: bool = True) -> None:
    """Bring the environment up to this set of packages; seconds when nothing has changed.

    warm  compile the kernels too; without it, that is left to ``warming``
    """
    began = time.monotonic()
    if LINUX:
        system.prepare(testing=testing)
    stamp = _read_stamp()
    if not _healthy():
        stamp = {}
        _make()
    if not any(stamp.get(name) == _key(name) for name in list(SETS)[list(SETS).index(packages) :]):
        # The stamp goes first and comes back last: an interrupted set-up is done again.
        STAMP.unlink(missing_ok=True)
        _install(packages)
        _launcher()
        stamp = {"warm": stamp.get("warm", ""), packages: _key(packages)}
        _write_stamp(stamp)
    _compile_catalogues()
    if warm:
        with warming():
            pass
    took = time.monotonic() - began
    if took > 5:
        say(f"Set up in {took:.0f} s.")


def _make() -> None:
    python = interpreter.find()
    say(f"Making .venv with Python {python.version[0]}.{python.version[1]}")
    if HOME.exists():
        shutil.rmtree(HOME)
    done = subprocess.run(
        [python.path, "-I", "-m", "venv", HOME],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env=environment(),
    )
    if done.returncode or not _healthy():
        shutil.rmtree(HOME, ignore_errors=True)
        last = (done.stdout.strip().splitlines() or ["no words"])[-1]
        raise Stop(
            f"The environment .venv could not be made with {python.path} ({last}); see whether its venv module works."
        )


def _healthy() -> bool:
    """Whether there is an environment whose Python starts, will do, and has pip."""
    if not PYTHON.exists():
        return False
    probe = "import sys, pip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
    try:
        done = subprocess.run([PYTHON, "-I", "-c", probe], capture_output=True, check=False, timeout=120)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _install(packages: str) -> None:
    files = [PACKAGING / name for name in SETS[packages]]
    count = sum("==" in line for file in files for line in file.read_text("utf-8").splitlines())
    say(f"Installing {count} locked packages (a few hundred megabytes: some minutes the first time)")
    command: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--no-deps",
        "--require-hashes",
    ]
    command += ["--only-binary", ":all:", "--no-input", "--retries", "8", "--timeout", "60"]
    if not sys.stderr.isatty():
        command.append("--quiet")
    for file in files:
        command += ["-r", file]
    if call(command):
        raise Stop("pip could not install the locked packages (see above); is the network there? Then run this again.")


def _launcher() -> None:
    """The command `statuette`, without a build step that would fetch something from outside the lock."""
    probe = "import sysconfig; print(sysconfig.get_path('purelib')); print(sysconfig.get_path('scripts'))"
    done = subprocess.run(
        [PYTHON, "-I", "-c", probe], capture_output=True, text=True, check=True, encoding="utf-8", env=environment()
    )
    site, scripts = (Path(line) for line in done.stdout.splitlines())
    (site / "statuette.pth").write_text(f"{ROOT}\n", "utf-8")
    if WINDOWS:
        (scripts / "statuette.cmd").write_text(f'@"{PYTHON}" -m app %*\r\n', "utf-8")
        return
    command = scripts / "statuette"
    command.write_text(f'#!/bin/sh\nexec "{PYTHON}" -m app "$@"\n', "utf-8")
    command.chmod(0o755)


def _compile_catalogues() -> None:
    sources = sorted((ROOT / "resources" / "translations").glob("*/LC_MESSAGES/*.po"))
    stale = [
        po
        for po in sources
        if not po.with_suffix(".mo").exists() or po.stat().st_mtime > po.with_suffix(".mo").stat().st_mtime
    ]
    if stale and call([PYTHON, PACKAGING / "devtools" / "catalogues.py", "compile"]):
        warn("The translations could not be compiled; the window speaks English until they are put right.")


@contextmanager
def warming() -> Iterator[None]:
    """Compile the numba kernels beside the block, so that nobody waits for them at the first click."""
    warmth = _warmth()
    if _read_stamp().get("warm") == warmth:
        yield
        return
    say("Compiling the mesh kernels (once)")
    with subprocess.Popen([PYTHON, "-m", "app.mesh.kernels.warm"], cwd=ROOT, env=environment()) as running:
        try:
            yield
            status = running.wait()
        except BaseException:
            running.terminate()
            raise
    if status:
        warn("The mesh kernels could not be compiled ahead; the first inspection will take longer.")
    else:
        _write_stamp({**_read_stamp(), "warm": warmth})


def _warmth() -> str:
    """What the compiled kernels depend on. numba keys its cache by time stamps, so those count too."""
    digest = hashlib.sha256()
    for file in sorted((ROOT / "app" / "mesh" / "kernels").glob("*.py")):
        digest.update(f"{file.name} {file.stat().st_mtime_ns}".encode())
    return digest.hexdigest()


def _key(packages: str) -> str:
    digest = hashlib.sha256(f"{MAKING} {platform.platform()} {ROOT} {HOME}".encode())
    for name in SETS[packages]:
        digest.update((PACKAGING / name).read_bytes())
    config = HOME / "pyvenv.cfg"
    digest.update(config.read_bytes() if config.exists() else b"")
    return digest.hexdigest()


def _read_stamp() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _write_stamp(stamp: dict[str, str]) -> None:
    half = STAMP.with_suffix(".part")
    half.write_text(json.dumps(stamp), "utf-8")
    half.replace(STAMP)
