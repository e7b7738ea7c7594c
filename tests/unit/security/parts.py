"""Reads a report back."""

import zipfile
from pathlib import Path


def read_parts(path: Path) -> dict[str, str]:
    """What a report holds, by file."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
