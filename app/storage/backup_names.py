"""Names of backups and of what is put aside, and the sentence where none can be written."""

import logging
from datetime import UTC, datetime
from pathlib import Path

from app.errors import WriteRefusedError
from app.i18n import text

log = logging.getLogger(__name__)


def stamp(at: datetime) -> str:
    """A moment as it stands in a name."""
    return at.astimezone(UTC).strftime("%Y%m%d-%H%M%S")


def free_path(folder: Path, stem: str, suffix: str) -> Path:
    """The first of ``stem``, ``stem-2``, ``stem-3`` … that is not there yet."""
    path, number = folder / f"{stem}{suffix}", 2
    while path.exists():
        path, number = folder / f"{stem}-{number}{suffix}", number + 1
    return path


def cannot_write(folder: Path, error: OSError) -> WriteRefusedError:
    """The sentence for people; why, without names, is written into the log."""
    log.warning("a backup could not be written: %s", type(error).__name__)
    return WriteRefusedError(
        text(
            "The backup cannot be written into “{folder}”; is there room, and may you write there?", folder=str(folder)
        )
    )
