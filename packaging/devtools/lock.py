"""Make the lock again from pyproject.toml with uv, and see that every locked file can be had everywhere.

One lock serves Python 3.11 to 3.13 on Linux and Windows (markers choose). It has exact versions and hashes, and names
no index: where packages come from is the business of the machine that installs them.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from devtools.console import PACKAGING, ROOT, Stop, say

PYTHONS = ("3.11", "3.12", "3.13")
# What the wheels promise: glibc 2.35 is Ubuntu 22.04, older than Debian 13.
PLATFORMS = ("x86_64-manylinux_2_35", "x86_64-pc-windows-msvc")
# The condition of [tool.uv] in pyproject.toml, which uv puts on every line; set-up has seen to it before pip runs.
EVERYWHERE = (
    "python_full_version < '3.14'",
    "platform_python_implementation == 'CPython'",
    "(sys_platform == 'linux' or sys_platform == 'win32')",
)
OPTIONS = [
    "--universal",
    "--python-version",
    PYTHONS[0],
    "--generate-hashes",
    "--no-annotate",
    "--no-header",
    "--quiet",
]


def make(words: list[str]) -> int:
    uv = _uv()
    if not set(words) <= {"--upgrade"}:
        raise Stop("`lock` takes no word but --upgrade.")
    run, dev, peers, package = (PACKAGING / f"requirements{name}.txt" for name in ("", "-dev", "-peers", "-package"))
    override = PACKAGING / "lock-overrides.txt"
    with tempfile.TemporaryDirectory() as folder:
        every = Path(folder) / "every.txt"
        for target, groups in ((run, ()), (dev, ("dev",)), (every, ("dev", "peers"))):
            # Each set stands on the one before it, so that a package has one version in all of them.
            base: dict[Path, tuple[str | Path, ...]] = {dev: ("-c", run), every: ("-c", dev)}
            more = [word for group in groups for word in ("--group", group)]
            _uv_do(
                [
                    uv,
                    "pip",
                    "compile",
                    "pyproject.toml",
                    *more,
                    *base.get(target, ()),
                    "--override",
                    override,
                    *OPTIONS,
                    *words,
                    "-o",
                    target,
                ]
            )
        had = set(entries(dev))
        peers.write_text("".join(entry for entry in entries(every) if entry not in had), "utf-8", newline="\n")
    group = ["--group", "pyproject.toml:package", "-c", run]
    _uv_do([uv, "pip", "compile", *group, *OPTIONS, *words, "-o", package])
    for target in (run, dev, peers, package):
        target.write_text(without_the_obvious(target.read_text("utf-8")), "utf-8", newline="\n")
    for python in PYTHONS:
        for platform in PLATFORMS:
            for target in (run, dev, peers, package):
                _available(uv, target, python, platform)
            say(f"   every locked file exists for Python {python} on {platform}")
    return 0


def without_the_obvious(lock: str) -> str:
    """The lock without the conditions that hold wherever it is used."""
    for clause in EVERYWHERE:
        for words in (f" and {clause}", f"{clause} and ", f" ; {clause}"):
            lock = lock.replace(words, "")
    return lock


def entries(lock: Path) -> list[str]:
    """The lock's requirements, each with its hashes, as they stand in the file."""
    return re.findall(r"^\S(?:.*\\\n)*.*\n", lock.read_text("utf-8"), re.MULTILINE)


def _available(uv: Path | str, lock: Path, python: str, platform: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        where = ["--target", folder, "--python-version", python, "--python-platform", platform]
        _uv_do(
            [
                uv,
                "pip",
                "install",
                "--dry-run",
                "--quiet",
                "--no-deps",
                "--require-hashes",
                "--only-binary",
                ":all:",
                *where,
                "-r",
                lock,
            ]
        )


def _uv() -> str:
    found = shutil.which("uv")
    if found is None:
        raise Stop(
            "Making the lock needs uv, which is not on the PATH; install it (pipx install uv), then run this again."
        )
    return found


def _uv_do(command: list[str | Path]) -> None:
    if subprocess.run([str(word) for word in command], cwd=ROOT, check=False).returncode:
        raise Stop("uv could not make the lock; its words are above.")
