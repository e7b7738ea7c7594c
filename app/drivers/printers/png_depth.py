"""PNG pictures with less than eight bits a dot: some print servers draw them all black (LPrint 1.3 does, with labels)."""

import io
from pathlib import Path

from app.dispatch.driver import PrintFile, RefusedError
from app.errors import AppError
from app.i18n import text
from app.jobs.child import run_in_child
from app.jobs.progress import Progress

MAGIC = b"\x89PNG\r\n\x1a\n"
_DEPTH_AT, _GREY, _COLOR_AT, _WHOLE = 24, 0, 25, 8
SECONDS, MEMORY_BYTES = 30.0, 800_000_000


def widened(file: PrintFile, progress: Progress) -> bytes | None:
    """The same dots with eight bits each, where it is a grey PNG with fewer; None: it is sent as it is.

    Raises RefusedError where it cannot be read.
    """
    with file.path.open("rb") as source:
        head = source.read(_COLOR_AT + 1)
    if not head.startswith(MAGIC) or len(head) <= _COLOR_AT or head[_COLOR_AT] != _GREY or head[_DEPTH_AT] >= _WHOLE:
        return None
    try:
        return run_in_child(
            widen, file.path.absolute(), seconds=SECONDS, memory_bytes=MEMORY_BYTES, progress=progress
        )  # fmt: skip
    except AppError as error:
        raise RefusedError(error.sentence) from None


def widen(path: Path, *, progress: Progress) -> bytes:
    """Runs in a child process. Raises RefusedError."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - only in the child

    progress(0.0)
    out = io.BytesIO()
    try:
        with Image.open(path, formats=("PNG",)) as picture:
            dpi = picture.info.get("dpi")
            picture.convert("L").save(out, "PNG", **({} if dpi is None else {"dpi": dpi}))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise RefusedError(text("The picture cannot be read; make it again.")) from None
    return out.getvalue()
