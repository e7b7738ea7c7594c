"""Sizes of the installers, and how soon somebody can work after a start from one: ``dev.py bench package [FILE.deb]``.

Takes the Debian package that is named, or lies in dist/, or builds it; unpacks it into a folder of its own and starts it
there with its own launcher on a screen that is watched from outside. A cold start is one after the page cache was dropped
(root only; else it is null). Times are medians. The last line is one JSON object:
deb_mb, deb_installed_mb, tar_mb, tar_installed_mb, windows_mb, windows_installed_mb, window_cold_s, window_warm_s,
model_warm_s, model_cold_s, first_check_s, update_mb, update_s, untranslated, accessibility
"""

import contextlib
import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests import untranslated
from tests.bench import package_starts
from tests.faces.look import accessibility_findings

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "packaging"))

from devtools.package import sizes  # noqa: E402

RUNS = 3
# Installer and installed size that were seen before, in MB; Open3D (786 MB of its own then), numba with LLVM, OpenCV and Skia
# were not in them.
REFERENCE = {
    "deb_mb": 179, "deb_installed_mb": 738, "tar_mb": None, "tar_installed_mb": None, "windows_mb": 107.5,
    "windows_installed_mb": 528,
    "window_cold_s": None, "window_warm_s": 1.5, "model_warm_s": 4, "update_mb": 5, "update_s": 10,
    "untranslated": 0, "accessibility": 0,
}  # fmt: skip


def main(words: list[str]) -> int:
    """Measure, print, and return 0."""
    deb = Path(words[0]).absolute() if words else newest("statuette_*_amd64.deb") or built("deb")
    figures: dict[str, Any] = dict.fromkeys(REFERENCE)
    with tempfile.TemporaryDirectory(prefix="statuette-package-") as name:
        folder = Path(name)
        subprocess.run(["dpkg-deb", "-x", deb, folder / "unpacked"], check=True)
        home = folder / "unpacked" / "opt" / "statuette"
        figures["deb_mb"], figures["deb_installed_mb"] = megabytes(deb), megabytes(folder / "unpacked")
        figures |= sizes_of("tar", "statuette-*-linux-x86_64.tar.gz")
        figures |= sizes_of("windows", "Statuette-*-windows-x64-setup.exe")
        figures |= starts(home / "statuette", folder)
        figures |= update(home)
    figures |= {"untranslated": untranslated.count(), "accessibility": accessibility_findings()}
    print(f"\n{'':24}{'measured':>10}{'before or goal':>16}")
    for key, value in figures.items():
        words_ = ["-" if v is None else str(v) for v in (value, REFERENCE.get(key))]
        print(f"{key:24}{words_[0]:>10}{words_[1]:>16}")
    print(json.dumps(figures))
    return 0


def newest(pattern: str) -> Path | None:
    """The newest installer of a kind in dist/."""
    found = sorted((ROOT / "dist").glob(pattern), key=lambda path: path.stat().st_mtime)
    return found[-1] if found else None


def built(kind: str) -> Path:
    subprocess.run([sys.executable, "packaging/dev.py", "package", kind], cwd=ROOT, check=True)
    found = newest("statuette_*_amd64.deb")
    assert found is not None
    return found


def megabytes(path: Path) -> float:
    """Of a file, or of all files below a folder; millions of bytes."""
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file() and not p.is_symlink()]
    return round(sum(file.stat().st_size for file in files) / 1e6, 1)


def sizes_of(kind: str, pattern: str) -> dict[str, Any]:
    """Of the newest installer of a kind in dist/, and of what it installs, as its build has written down."""
    installer = newest(pattern)
    if installer is None:
        return {}
    size = sizes.installed(installer)
    return {f"{kind}_mb": megabytes(installer), f"{kind}_installed_mb": round(size / 1e6, 1) if size else None}


def starts(command: Path, folder: Path) -> dict[str, Any]:
    """The first start of all (nothing of the user is there), cold and warm ones; with the sample figurine."""
    model = folder / "cat.glb"
    env = {**os.environ, "STATUETTE_HOME": str(folder / "user")}
    subprocess.run([command, "sample", "cat", model], env=env, check=True)
    began = time.monotonic()
    subprocess.run([command, "inspect", model, "--json"], env=env, check=False, capture_output=True)
    first_check = round(time.monotonic() - began, 2)
    package_starts.start(command, model, folder)  # the sealed key, the book, the caches of fonts and shaders
    warm = [package_starts.start(command, model, folder) for _ in range(RUNS)]
    cold = [package_starts.start(command, model, folder) for _ in range(RUNS) if forget_files()]
    return {
        "window_warm_s": middle([run.window_s for run in warm]),
        "model_warm_s": middle([run.model_s for run in warm]),
        "window_cold_s": middle([run.window_s for run in cold]),
        "model_cold_s": middle([run.model_s for run in cold]),
        "first_check_s": first_check,
    }


def middle(values: list[float]) -> float | None:
    return round(statistics.median(values), 2) if values else None


def forget_files() -> bool:
    """Drop the page cache, so that the next start reads from the disk; False where we may not."""
    os.sync()
    with contextlib.suppress(OSError):
        Path("/proc/sys/vm/drop_caches").write_text("3")
        return True
    return False


def update(home: Path) -> dict[str, Any]:
    """An update of the application alone, from a server on this machine; its bench measures it."""
    try:
        measure = importlib.import_module("tests.bench.update_figures").measure
    except ImportError:
        return {}
    found: dict[str, Any] = measure(next(home.glob("runtime-*")))
    return {key: found[key] for key in ("update_mb", "update_s")}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
