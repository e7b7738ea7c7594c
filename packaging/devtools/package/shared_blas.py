"""One library for linear algebra less: OpenCV's wheel brings OpenBLAS, and so does SciPy's, the same under other names.

SciPy's build puts `scipy_` before every name (`scipy_dgesv_` for `dgesv_`) and is otherwise the usual one with 32-bit
indices. OpenCV's table of names is changed to those, and it finds the library in SciPy's folder.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from devtools.console import Stop
from devtools.package import tools
from devtools.package.binaries import binaries, headers, reachable

FOLDER = "opencv_python_headless.libs"
PREFIX = "scipy_"
NUMBERS = re.compile(r"^(cblas_\w+|[sdcz][a-z0-9]{3,6}_)$")


def share(site: Path) -> int:
    """Let OpenCV use SciPy's OpenBLAS and take its own away; gives the bytes saved. Raises Stop where that cannot be."""
    before = _size(site)
    user = site / "cv2" / "cv2.abi3.so"
    own, other = _one(site / FOLDER, "libopenblas*"), _one(site / "scipy.libs", "libscipy_openblas-*")
    wanted = sorted(_symbols(user, "--undefined-only") & _symbols(own, "--defined-only"))
    there = _symbols(other, "--defined-only")
    lacking = [name for name in wanted if not NUMBERS.match(name) or PREFIX + name not in there]
    if lacking or not wanted:
        raise Stop(f"SciPy's OpenBLAS cannot stand in for OpenCV's; it lacks: {', '.join(lacking) or 'everything'}")
    with tempfile.NamedTemporaryFile("w", suffix=".names") as names:
        names.writelines(f"{name} {PREFIX}{name}\n" for name in wanted)
        names.flush()
        tools.do(["patchelf", "--rename-dynamic-symbols", names.name, user])
    tools.do(["patchelf", "--replace-needed", own.name, other.name, user])
    tools.do(["patchelf", "--add-rpath", f"$ORIGIN/../{other.parent.name}", "--force-rpath", user])
    own.unlink()
    _only_needed(site / FOLDER, user)
    return before - _size(site)


def _only_needed(folder: Path, user: Path) -> None:
    """What only the library that went has needed (Fortran's run time) goes too."""
    headers.cache_clear()  # what was read of OpenCV before it was changed
    pool = binaries(folder)
    for path in set(pool) - reachable([user], pool):
        path.unlink()


def _one(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise Stop(f"There is not one {pattern} in {folder.name}: {', '.join(path.name for path in found) or 'none'}")
    return found[0]


def _symbols(path: Path, which: str) -> set[str]:
    return {line.split()[-1] for line in tools.do(["nm", "-D", which, path]).splitlines() if line.strip()}


def _size(site: Path) -> int:
    return sum(path.stat().st_size for name in ("cv2", FOLDER) for path in (site / name).rglob("*") if path.is_file())
