"""A wine prefix of a test: a small Windows of its own, with the DLLs that wine lacks built into it."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.package.wine import shims

# wine has Microsoft's C++ runtime, a plain Windows has not: the bundle must bring its own.
NOT_IN_WINDOWS = ("msvcp140", "msvcp140_1", "msvcp140_2", "vcomp140", "concrt140", "vcruntime140", "vcruntime140_1")
ROOTS = {"HKCU": "HKEY_CURRENT_USER", "HKLM": "HKEY_LOCAL_MACHINE"}
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
        """A value of a key ("" is the key's own) as text; None where there is none. Without `value`: "" where the key is.

        Read from an export, as what `reg query` prints has lost its Chinese.
        """
        file = self.drive / "export.reg"
        file.unlink(missing_ok=True)
        if self.run(["reg", "export", key, "C:\\export.reg", "/y"]).returncode or not file.exists():
            return None
        root, _, rest = key.partition("\\")
        header = f"[{ROOTS[root]}\\{rest}]".lower()
        blocks = file.read_text("utf-16").replace("\r\n", "\n").split("\n\n")
        lines = next((block.split("\n") for block in blocks if block.lower().startswith(header)), None)
        if lines is None:
            return None
        if value is None:
            return ""
        name = f'"{value}"=' if value else "@="
        found = next((line[len(name) :] for line in lines if line.lower().startswith(name.lower())), None)
        if found is None or not found.startswith('"'):
            return found
        return re.sub(r"\\(.)", r"\1", found[1:-1])

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
