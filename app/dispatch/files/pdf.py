"""Pages of a PDF that somebody wants to have printed."""

import io

from app.dispatch.files.facts import FileFacts
from app.i18n import text

_POINT_MM = 25.4 / 72
_SAME_MM = 0.5
"""Pages are of one size where they differ by less: programs round."""


def read_pdf(content: bytes) -> FileFacts:
    """How many pages it has and how large they are, as they are looked at; nothing of that where it cannot be read."""
    import pikepdf  # noqa: PLC0415 - only a PDF asks

    plain = FileFacts(".pdf", "flat", text("Sheet"))
    sizes = []
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as document:
            for page in document.pages:
                left, bottom, right, top = (float(edge) for edge in page.mediabox)
                size = (abs(right - left) * _POINT_MM, abs(top - bottom) * _POINT_MM)
                sizes.append(size[::-1] if page.rotation % 180 else size)
    except (
        pikepdf.PdfError, pikepdf.PasswordError, AttributeError, LookupError, TypeError, ValueError, RuntimeError, OverflowError,
    ):  # fmt: skip
        return plain  # locked or damaged: its printer says what is wrong with it
    if not sizes:
        return plain
    first = sizes[0]
    even = all(abs(a - b) < _SAME_MM for size in sizes for a, b in zip(size, first, strict=True))
    return FileFacts(".pdf", "flat", text("Sheet"), pages=len(sizes), page_mm=first if even else (0.0, 0.0))
