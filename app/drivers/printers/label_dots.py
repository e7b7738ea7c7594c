"""Pictures and PDFs as the dots of a label printer: black or nothing, in their true size, without dithering.

Codes are read by their edges: a dithered edge is none. What has the printer's own dots an inch is taken dot by dot.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.dispatch.driver import PrintFile, RefusedError
from app.i18n import text
from app.jobs.child import run_in_child
from app.jobs.progress import Progress

if TYPE_CHECKING:
    from PIL import Image

Dots = NDArray[np.bool_]

SUFFIXES = (".png", ".pdf")
INCH_MM, POINTS = 25.4, 72.0
MOST_DOTS = 40_000_000
"""Of one label: 6 × 12 inches at 600 dots an inch are 26 millions."""
MOST_PAGES = 200
SECONDS, MEMORY_BYTES = 40.0, 900_000_000
_SAME = 0.01  # PNG says dots a metre in whole numbers
_BLACK_BELOW = 128


def labels_of(file: PrintFile, dpi: int, progress: Progress) -> tuple[Dots, ...]:
    """The labels of a PNG (one) or a PDF (one a page): (height, width) each, True is black.

    Read in a process of its own: nobody vouches for these files. Raises RefusedError where it is no such file, or larger than
    a label; BudgetExceededError, ChildCrashedError, Cancelled.
    """
    packed = run_in_child(
        read_labels, file.path.absolute(), file.suffix.lower(), dpi, _media(file.options), seconds=SECONDS,
        memory_bytes=MEMORY_BYTES, progress=progress,
    )  # fmt: skip
    return tuple(np.unpackbits(bits, axis=1, count=width).astype(np.bool_) for bits, width in packed)


def read_labels(
    path: Path, suffix: str, dpi: int, media_mm: tuple[float, float] | None, *, progress: Progress
) -> list[tuple[NDArray[np.uint8], int]]:
    """Rows of packed bits (1 is black) and the width in dots of each label. Raises RefusedError. Runs in a child process."""
    pages = _pdf_pages(path, dpi) if suffix == ".pdf" else _png_pages(path, dpi, media_mm)
    found = []
    for number, page in enumerate(pages):
        progress(number / (number + 1))
        black = np.asarray(page) < _BLACK_BELOW
        found.append((np.packbits(black, axis=1), black.shape[1]))
    return found


def _png_pages(path: Path, dpi: int, media_mm: tuple[float, float] | None) -> "Iterator[Image.Image]":
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - only in the child

    Image.MAX_IMAGE_PIXELS = MOST_DOTS
    try:
        with Image.open(path, formats=("PNG",)) as opened:
            wide, high = _dots_of(opened, dpi, media_mm)
            _need_label(wide, high)
            grey = _on_white(opened)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise RefusedError(text("The picture of the label cannot be read; make it again.")) from None
    if grey.size != (wide, high):
        shrinks = wide < grey.width
        grey = grey.resize((wide, high), Image.Resampling.BOX if shrinks else Image.Resampling.NEAREST)
    yield grey


def _dots_of(picture: "Image.Image", dpi: int, media_mm: tuple[float, float] | None) -> tuple[int, int]:
    """How many dots it takes in its true size: by its own dots an inch, else as large as its media, else dot by dot."""
    own = picture.info.get("dpi")
    if own is not None and min(own) > 1:
        scale = [1.0 if abs(dpi / one - 1) < _SAME else dpi / one for one in own]
    elif media_mm is not None:
        # As large as it can be there, without changing its shape.
        dots = min(mm / INCH_MM * dpi / side for mm, side in zip(media_mm, picture.size, strict=True))
        scale = [1.0 if abs(dots - 1) < _SAME else dots] * 2
    else:
        scale = [1.0, 1.0]
    return round(picture.width * scale[0]), round(picture.height * scale[1])


def _on_white(picture: "Image.Image") -> "Image.Image":
    """Grey, (height, width) of 0-255; what is transparent is paper."""
    from PIL import Image  # noqa: PLC0415 - only in the child

    if picture.mode in {"1", "L"} and "transparency" not in picture.info:
        return picture.convert("L")
    seen = picture.convert("RGBA")
    paper = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(paper, seen).convert("L")


def _pdf_pages(path: Path, dpi: int) -> "Iterator[Image.Image]":
    import pypdfium2  # noqa: PLC0415 - only in the child

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        raise RefusedError(text("The PDF of the label cannot be read; make it again.")) from None
    with document:
        if len(document) > MOST_PAGES:
            raise RefusedError(text("This PDF has more than {n} pages; split it.", n=MOST_PAGES))
        for page in document:
            width, height = page.get_size()
            wide, high = round(width / POINTS * dpi), round(height / POINTS * dpi)
            _need_label(wide, high)
            # Smoothed edges would be cut at half: a bar must be as wide as the dots that its middle covers.
            drawn = page.render(
                scale=dpi / POINTS, grayscale=True, no_smoothtext=True, no_smoothpath=True, no_smoothimage=True
            )
            yield drawn.to_pil().convert("L").crop((0, 0, wide, high))


def _need_label(wide: int, high: int) -> None:
    if wide < 1 or high < 1 or wide * high > MOST_DOTS:
        raise RefusedError(text("This is larger than a label; choose another printer."))


def _media(options: Mapping[str, Any]) -> tuple[float, float] | None:
    said = options.get("media_mm")
    if isinstance(said, list | tuple) and len(said) == 2 and all(isinstance(mm, int | float) and mm > 0 for mm in said):
        return float(said[0]), float(said[1])
    return None
