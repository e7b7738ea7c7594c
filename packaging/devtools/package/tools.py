"""What the build itself runs: a small environment beside `.venv` with uv and Babel from their own lock."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

from devtools import interpreter
from devtools.console import PACKAGING, ROOT, WINDOWS, Stop, environment, say

HOME = ROOT / ".venv-package"
LOCK = PACKAGING / "requirements-package.txt"
SCRIPTS = HOME / ("Scripts" if WINDOWS else "bin")
SUFFIX = ".exe" if WINDOWS else ""
PYTHON = SCRIPTS / f"python{SUFFIX}"
UV = SCRIPTS / f"uv{SUFFIX}"
STAMP = HOME / "statuette-package.stamp"


def prepare() -> None:
    """Make the environment, or see that the one there is of this lock. Raises Stop."""
    key = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text("utf-8") == key and UV.exists():
        return
    shutil.rmtree(HOME, ignore_errors=True)
    say("Making .venv-package: uv and Babel, for building")
    pip = ["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--require-hashes"]
    do([interpreter.find().path, "-I", "-m", "venv", HOME])
    do([PYTHON, *pip, "--only-binary", ":all:", "--no-input", "--retries", "8", "-r", LOCK])
    STAMP.write_text(key, "utf-8")


def do(command: list[str | Path], *, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
    """Run a step of the build and give its standard output. Raises Stop with its last words when it fails."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            env=env or environment(),
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
    except FileNotFoundError:
        raise Stop(f"Building needs the program {words[0]}, which is not there; please install it.") from None
    if done.returncode:
        said = [line for line in (done.stderr + "\n" + done.stdout).splitlines() if line.strip()]
        raise Stop(f"{Path(words[0]).name} failed (exit status {done.returncode}):\n  " + "\n  ".join(said[-12:]))
    return done.stdout
