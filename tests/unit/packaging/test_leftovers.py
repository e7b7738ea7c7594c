"""A trial of the Debian package that was killed must not keep apt, and so the next trial, from working."""

import os
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.skipif(shutil.which("dpkg") is None, reason="this system has no dpkg")
NAME = "onlyfortests"


@pytest.fixture
def leftovers() -> ModuleType:
    from devtools import leftovers as module

    return module


@pytest.fixture
def dpkg(tmp_path: Path) -> list[str]:
    """The real dpkg, with packages of its own in a root of its own."""
    database = tmp_path / "root" / "var" / "lib" / "dpkg"
    for folder in ("info", "updates", "triggers", "parts"):
        (database / folder).mkdir(parents=True)
    for file in ("status", "available", "diversions", "statoverride"):
        (database / file).touch()
    options = ["--force-not-root", "--force-script-chrootless", f"--log={os.devnull}"]
    return ["dpkg", f"--root={tmp_path / 'root'}", *options]


def package(folder: Path, preinst: str) -> Path:
    control = folder / "tree" / "DEBIAN"
    control.mkdir(parents=True)
    words = f"Package: {NAME}\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@invalid>\nDescription: none\n"
    (control / "control").write_text(words, "utf-8")
    (control / "preinst").write_text(f"#!/bin/sh\n{preinst}\n", "utf-8")
    (control / "preinst").chmod(0o755)
    file = folder / "it.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-b", control.parent, file], check=True, capture_output=True)
    return file


def status(dpkg: list[str]) -> str:
    told = subprocess.run([*dpkg, "--status", NAME], capture_output=True, text=True, check=False).stdout
    return next((line.removeprefix("Status: ") for line in told.splitlines() if line.startswith("Status: ")), "")


def test_a_dpkg_that_was_killed_works_again(leftovers: ModuleType, dpkg: list[str], tmp_path: Path) -> None:
    file = package(tmp_path, preinst="kill -9 $PPID")
    killed = subprocess.run([*dpkg, "-i", file], capture_output=True, check=False)
    assert killed.returncode == -9
    assert "half-installed" in status(dpkg)
    leftovers.settle(dpkg, NAME, tmp_path / "mark")
    assert status(dpkg) == ""
    assert not any((tmp_path / "root/var/lib/dpkg/updates").iterdir())


def test_what_a_trial_installed_is_taken_away(leftovers: ModuleType, dpkg: list[str], tmp_path: Path) -> None:
    subprocess.run([*dpkg, "-i", package(tmp_path, preinst="true")], check=True, capture_output=True)
    mark = tmp_path / "mark"
    mark.touch()
    leftovers.settle(dpkg, NAME, mark)
    assert status(dpkg) == ""
    assert not mark.exists()


def test_what_somebody_installed_stays(leftovers: ModuleType, dpkg: list[str], tmp_path: Path) -> None:
    subprocess.run([*dpkg, "-i", package(tmp_path, preinst="true")], check=True, capture_output=True)
    leftovers.settle(dpkg, NAME, tmp_path / "mark")
    assert status(dpkg) == "install ok installed"
