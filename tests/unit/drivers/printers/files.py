"""Files to print, made here."""

import hashlib
from pathlib import Path

from app.dispatch.driver import PrintFile


def print_file(folder: Path, uid: str, content: bytes, suffix: str, **more: object) -> PrintFile:
    """A file that waits to be printed, under a name that says nothing."""
    digest = hashlib.sha256(content).hexdigest()
    path = folder / digest
    path.write_bytes(content)
    return PrintFile(path, digest, len(content), suffix, uid, **more)  # type: ignore[arg-type]
