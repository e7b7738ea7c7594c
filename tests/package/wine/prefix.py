"""A wine prefix of a test: a small Windows of its own, with the DLLs that wine lacks built into it."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.package.wine import shims

# wine has Microsoft's C++ runtime, a plain Windows has not: the bundle must bring its own.
NOT_IN_WINDOWS = ("msvcp140", "msvcp140_1", "msvcp140_2", "vcomp140", "concrt140", "vcruntime140", "vcruntime140_1")
TIMEOUT = 900.0  # of one program; wine on a busy machine is slow


class Prefix:
    """`drive` is its C:. Everything runs on the display that `screen_env` names."""

    def __init__(self, folder: Path, screen_env: Mapping[str, str]) -> None:
        self.folder = folder
        self.drive = folder / "drive_c"
        self._env = {
            name: value for name, value in screen_env.items() if not name.startswith(("PYTHON", "STATUETTE", "QT_"))
        }
        overrides = {"mscoree,mshtml": "", "winedbg.exe": "d", **shims.OVERRIDES, **dict.fromkeys(NOT_IN_WINDOWS, "n")}
        self._env |= {
            "WINEPREFIX": str(folder),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": ";".join(f"{name}={how}" for name, how in overrides.items()),
            "LANG": "C.UTF-8",
        }
        self.run(["wineboot", "-i"])
        shims.install(self.drive / "windows" / "system32")

    @property
    def user(self) -> Path:
        """C:\\users\\<whoever runs the test>."""
        return next(path for path in (self.drive / "users").iterdir() if path.name != "Public")

    def start(self, words: list[str | Path], **more: str) -> subprocess.Popen[bytes]:
        """Start a Windows program and let it run."""
        return subprocess.Popen(
            ["wine", *map(str, words)],
            env={**self._env, **more}, cwd=self.folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def run(self, words: list[str | Path], **more: str) -> subprocess.CompletedProcess[str]:
        """Run a Windows program to its end."""
        return subprocess.run(
            ["wine", *map(str, words)],
            env={**self._env, **more}, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True,
            check=False, timeout=TIMEOUT, encoding="utf-8", errors="replace",
        )  # fmt: skip

    def windows_path(self, path: Path) -> str:
        """How Windows calls a path on its drive."""
        return "C:\\" + str(path.relative_to(self.drive)).replace("/", "\\")

    def registry(self, key: str, value: str | None = None) -> str | None:
        """A value of a key ("" is the key's own); None where there is none. Without `value`: whether there is the key."""
        words = [] if value is None else ["/ve"] if not value else ["/v", value]
        found = self.run(["reg", "query", key, *words])
        if found.returncode:
            return None
        for line in found.stdout.splitlines():
            parts = line.strip().split("    ")
            if value is not None and len(parts) >= 2 and parts[1].startswith("REG_"):
                return parts[2].strip() if len(parts) > 2 else ""
        return "" if value is None else None

    def close(self) -> None:
        """End everything that runs there."""
        subprocess.run(["wineserver", "-k"], env=self._env, check=False, timeout=60)
        subprocess.run(["wineserver", "-w"], env=self._env, check=False, timeout=60)


def wait_until(what: Callable[[], bool], seconds: float = TIMEOUT) -> bool:
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.5)
    return what()
