"""Opening a PDF that somebody sent: in a child process, with one sentence for each way in which it fails."""

from pathlib import Path

import pikepdf
from pikepdf import Pdf

from app.errors import FileRefusedError
from app.i18n import text

HEAD_BYTES = 1024
MOST_BYTES = 2_000_000_000
MOST_PAGES = 20_000


def head_of(path: Path) -> bytes:
    """The first bytes of the file. Raises FileRefusedError where there is no PDF."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise FileRefusedError(
            text("“{name}” cannot be read; check that it is there and that you may open it.", name=path.name)
        ) from error
    if size > MOST_BYTES:
        raise FileRefusedError(text("“{name}” is larger than 2 GB; split it into several files.", name=path.name))
    if b"%PDF-" not in head:
        raise FileRefusedError(text("“{name}” is not a PDF; export it as PDF/X-4.", name=path.name))
    return head


def opened(path: Path) -> Pdf:
    """The PDF, repaired where it is damaged (``get_warnings`` tells). Raises FileRefusedError."""
    try:
        pdf = pikepdf.open(path, suppress_warnings=True)
        pages = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise FileRefusedError(
            text("“{name}” is locked with a password; ask for a file without one.", name=path.name)
        ) from error
    except (pikepdf.PdfError, RuntimeError, ValueError, OverflowError, RecursionError) as error:
        raise FileRefusedError(
            text(
                "“{name}” is damaged and cannot be read; export it again from the program that made it.", name=path.name
            )
        ) from error
    if pages > MOST_PAGES:
        raise FileRefusedError(
            text("“{name}” has {n} pages; split it into files of 20,000 at most.", name=path.name, n=pages)
        )
    return pdf
