"""Tables as files that a spreadsheet opens: no cell becomes a formula, and an interrupted write leaves the old file whole."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from app.errors import WriteRefusedError
from app.i18n import text
from app.safe_write import write_chunks

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_cell(words: str) -> str:
    """What begins like a formula with a sign before it that makes it words: names and numbers come from outside."""
    return f"'{words}" if words.startswith(_FORMULA) else words


def without_guard(words: str) -> str:
    """What :func:`csv_cell` was given: a table of ours may come back."""
    return words[1:] if words.startswith("'") and words[1:].startswith(_FORMULA) else words


def csv_bytes(rows: Iterable[Iterable[object]]) -> bytes:
    """A CSV that Excel opens as it is: it wants the mark at the beginning. Words are guarded here, numbers are not."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([csv_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_file(path: Path, content: bytes) -> None:
    """Write it whole, or leave what is there. Raises WriteRefusedError."""
    try:
        write_chunks(path, [content])
    except OSError as error:
        raise WriteRefusedError(
            text("“{file}” cannot be written here: {reason}.", file=path.name, reason=error.strerror or "?")
        ) from None
