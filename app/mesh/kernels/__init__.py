"""Compiled loops over arrays; each is a pure function that releases the interpreter lock.

Here, before numba is first imported, its on-disk cache gets a place: beside the sources where that folder can be
written, else in the user's cache folder. numba notices a changed file, but not a change in a kernel of another file
that was compiled into it, so the folder's name carries a hash of the files that other kernels call into.
"""

import hashlib
import os
import re
import sys
from pathlib import Path

SOURCES = Path(__file__).parent


def _shared_sources_hash() -> str:
    sources = {path.stem: path.read_bytes() for path in sorted(SOURCES.glob("*.py"))}
    called = {
        match.group(1).decode()
        for name, source in sources.items()
        if name != "warm"
        for match in re.finditer(rb"from app\.mesh\.kernels\.(\w+) import", source)
    }
    digest = hashlib.sha256(sys.version.encode())
    for name in sorted(called & sources.keys()):
        digest.update(sources[name])
    return digest.hexdigest()[:12]


def cache_folder() -> Path:
    """Where compiled kernels of this state of the sources are kept."""
    beside = SOURCES / "__pycache__"
    try:
        beside.mkdir(exist_ok=True)
        writable = os.access(beside, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        from platformdirs import user_cache_path  # noqa: PLC0415 - only an installed, read-only program needs it

        beside = user_cache_path("statuette", appauthor=False) / "kernels"
    return beside / f"numba-{_shared_sources_hash()}"


if "NUMBA_CACHE_DIR" not in os.environ:
    os.environ["NUMBA_CACHE_DIR"] = str(cache_folder())
    if "numba" in sys.modules:  # somebody was faster: numba has read its settings already
        sys.modules["numba"].config.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"]
