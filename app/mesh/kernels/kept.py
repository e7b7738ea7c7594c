"""Where compiled kernels are kept, and whether they are all there. Loads no numba: the window's process asks as well.

In a checkout: beside the sources, else in the user's cache folder. In an installation: always in the user's cache folder,
as nothing is written into the program's own. An installation may bring kernels that were compiled when it was built, for
processors as of 2013 (x86-64-v3), in ``<home>/kernels-<hash>``: they are copied there, and nobody waits for a compiler.
"""

import contextlib
import hashlib
import os
import re
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path

SOURCES = Path(__file__).parent
NOT_KERNELS = {"__init__", "kept", "one_place", "warm"}
# What x86-64-v3 asks of a processor, as Linux names it.
FLAGS = {"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave", "popcnt", "sse4_2", "ssse3"}
BASELINE = {
    "NUMBA_CPU_NAME": "x86-64-v3",
    "NUMBA_CPU_FEATURES": "+avx,+avx2,+bmi,+bmi2,+f16c,+fma,+lzcnt,+movbe,+popcnt,+sse4.2,+xsave",
}
LAST_KEPT = 2


@cache
def _sources() -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in sorted(SOURCES.glob("*.py"))}


@cache
def sources_hash() -> str:
    """Of the Python and of the files that kernels of other files call into."""
    sources = _sources()
    called = {
        match.group(1).decode()
        for name, source in sources.items()
        if name not in NOT_KERNELS
        for match in re.finditer(rb"from app\.mesh\.kernels\.(\w+) import", source)
    }
    digest = hashlib.sha256(sys.version.encode())
    for name in sorted(called & sources.keys()):
        digest.update(sources[name])
    return digest.hexdigest()[:12]


def cache_folder() -> Path:
    """Where compiled kernels of this state of the sources are kept."""
    if not os.environ.get("STATUETTE_APP"):
        beside = SOURCES / "__pycache__"
        with contextlib.suppress(OSError):
            beside.mkdir(exist_ok=True)
            if os.access(beside, os.W_OK):
                return beside / f"numba-{sources_hash()}"
    return _users_cache() / f"numba-{sources_hash()}"


def _users_cache() -> Path:
    home = os.environ.get("STATUETTE_HOME")
    if home:
        return Path(home).absolute() / "cache" / "kernels"
    from platformdirs import user_cache_path  # noqa: PLC0415 - only an installed, read-only program needs it

    return user_cache_path("statuette", appauthor=False) / "kernels"


def shipped() -> Path | None:
    """Kernels that came with the installation and that this processor can run."""
    home = os.environ.get("STATUETTE_INSTALLED")
    folder = Path(home) / f"kernels-{sources_hash()}" if home else None
    return folder if folder is not None and folder.is_dir() and _is_baseline() else None


def baseline() -> dict[str, str]:
    """The processor that numba compiles for, as its settings: the one of the shipped kernels where there are any."""
    return dict(BASELINE) if shipped() else {}


@cache
def _is_baseline() -> bool:
    try:
        words = re.search(r"^flags\s*:(.*)$", Path("/proc/cpuinfo").read_text("utf-8", "replace"), re.MULTILINE)
    except OSError:  # Windows: its installation brings none
        return False
    return words is not None and set(words[1].split()) >= FLAGS


def take_shipped(target: Path) -> None:
    """Copy the shipped kernels to where they are looked for, whole or not at all; without them numba compiles."""
    source = shipped()
    if source is None or target.exists():
        return
    with contextlib.suppress(OSError):  # a full disk, or another process that was faster
        target.parent.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=".part-", dir=target.parent))
        try:
            shutil.copytree(source, half, dirs_exist_ok=True)
            half.chmod(0o755)
            half.rename(target)
        finally:
            shutil.rmtree(half, ignore_errors=True)
        _forget_old(target)


def _forget_old(target: Path) -> None:
    """Kernels of versions before the last two."""
    folders = sorted(target.parent.glob("numba-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for folder in [folder for folder in folders if folder != target][LAST_KEPT - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)


def all_there() -> bool:
    """Whether every kernel of this version has been compiled here, or came compiled."""
    return (shipped() or cache_folder()).joinpath(mark()).exists() or cache_folder().joinpath(mark()).exists()


def say_all_there(folder: Path | None = None) -> None:
    """Write down that every kernel is compiled."""
    with contextlib.suppress(OSError):  # then somebody compiles nothing once more
        (folder or cache_folder()).joinpath(mark()).touch()


def mark() -> str:
    """Of every kernel and of what warms them: also a changed kernel that no other calls has to be compiled again."""
    kernels = [source for name, source in _sources().items() if name == "warm" or name not in NOT_KERNELS]
    digest = hashlib.sha256(b"".join(kernels))
    return f"complete-{digest.hexdigest()[:12]}"
