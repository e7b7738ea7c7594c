"""A small installed Statuette: the real launcher, the real marks, small programs of our own as layers."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LAUNCHER = ROOT / "packaging" / "launch" / "launch.py"
HEAD = """\
import os, pathlib, signal, sys, time
from app.settings import installed as marks
place = marks.installed()
out = pathlib.Path(os.environ["OUT"])
def say(words):
    with out.open("a") as file:
        file.write(words + "\\n")
"""
WELL = "say(place.version); marks.report_shown(place); marks.report_healthy(place)"


def runtime(root: Path, digest: str) -> Path:
    """A runtime layer whose Python is ours."""
    folder = root / f"runtime-{digest}"
    if sys.platform == "win32":
        folder.mkdir(parents=True)
        (folder / "python.exe").symlink_to(sys.executable)
    else:
        (folder / "bin").mkdir(parents=True)
        (folder / "bin" / "python3").symlink_to(Path(sys.executable).resolve())
    return folder


def layer(root: Path, version: str, digest: str, program: str) -> Path:
    """An application layer that runs this program."""
    folder = root / f"app-{version}"
    (folder / "app" / "settings").mkdir(parents=True)
    (folder / "app" / "__init__.py").write_text(f"__version__ = {version!r}\n")
    (folder / "app" / "settings" / "__init__.py").touch()
    shutil.copy(ROOT / "app" / "safe_write.py", folder / "app")
    shutil.copy(ROOT / "app" / "settings" / "installed.py", folder / "app" / "settings")
    (folder / "app" / "__main__.py").write_text(HEAD + program + "\n")
    facts = {"version": version, "runtime": digest, "starts": ["app.settings.installed"]}
    (folder / "application.json").write_text(json.dumps(facts))
    return folder


class Home:
    """Where it is installed, and what it has said so far."""

    def __init__(self, folder: Path, scope: str = "user") -> None:
        self.folder, self.out = folder / "home", folder / "out"
        self.user = folder / "user"
        self.folder.mkdir(parents=True)
        shutil.copy(LAUNCHER, self.folder)
        runtime(self.folder, "aaa")
        layer(self.folder, "0.1.0", "aaa", "say(place.version)")
        facts = {"kind": "tar", "scope": scope, "app": "0.1.0", "runtime": "aaa"}
        (self.folder / "installed.json").write_text(json.dumps(facts))
        self.updates = self.folder if scope == "user" else self.user / "data" / "updates"

    def bring(self, version: str, program: str, digest: str = "aaa") -> Path:
        """An update, on trial."""
        self.mark(version, {"state": "trial", "attempts": 0})
        return layer(self.updates, version, digest, program)

    def mark(self, version: str, facts: dict[str, object]) -> None:
        state = self.updates / "state"
        state.mkdir(parents=True, exist_ok=True)
        (state / f"app-{version}.json").write_text(json.dumps(facts))

    def marked(self, version: str) -> dict[str, object]:
        return dict(json.loads((self.updates / "state" / f"app-{version}.json").read_text()))

    def begin(self, *words: str, **env: str) -> "subprocess.Popen[str]":
        """Start it."""
        return subprocess.Popen(
            [sys.executable, "-I", str(self.folder / "launch.py"), *words],
            env=os.environ | {"OUT": str(self.out), "STATUETTE_HOME": str(self.user)} | env,
            text=True, encoding="utf-8", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: str, **env: str) -> int:
        """Start it and wait for its end; its exit status."""
        child = self.begin(*words, **env)
        child.communicate(timeout=120)
        return child.returncode

    @property
    def said(self) -> list[str]:
        return self.out.read_text().split("\n")[:-1] if self.out.exists() else []

    def layers(self) -> list[str]:
        return sorted(path.name for path in self.updates.glob("[a-z]*-*") if path.is_dir())
