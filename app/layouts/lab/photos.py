"""Photos for a lab: one file for each side of a thing.

A photo has ``units.pixels`` of its width and height: the whole number of pixels nearest to its millimetres at the shop's
resolution (6寸, 102 × 152 mm at 300 ppi: 1205 × 1795). A lab prints to the edge by enlarging a little itself: no bleed.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from app.errors import AppError, WriteRefusedError
from app.i18n import text
from app.jobs.progress import Progress, silent
from app.layouts.lab.encoding import check_suffix, encoded
from app.layouts.lab.plain import plain_photo, sized
from app.layouts.piece import Piece
from app.layouts.raster.image import Side, face_picture, side_of
from app.layouts.units import pixels
from app.safe_write import write_chunks
from app.settings.shop import PrintShop

MOST_WORKERS = 4
"""Photos at a time: each may hold one opened picture of up to some hundred megabytes."""


@dataclass(frozen=True)
class PhotoFile:
    """A photo that was written: its size in pixels and bytes."""

    path: Path
    width: int
    height: int
    size: int


@dataclass(frozen=True)
class PhotoJob:
    """What is to be written where."""

    piece: Piece
    path: Path
    side: Side = "front"


@dataclass(frozen=True)
class PhotoDone:
    """One job of many: either its file, or what was against it."""

    job: PhotoJob
    file: PhotoFile | None = None
    error: AppError | None = None


def photo_size(width_mm: float, height_mm: float, ppi: float) -> tuple[int, int]:
    """Pixels of a print: the nearest whole number for each side."""
    return pixels(width_mm, ppi), pixels(height_mm, ppi)


def photo_of(piece: Piece, shop: PrintShop, side: Side = "front") -> Image.Image:
    """One side of a piece in sRGB, mode "RGB", at the pixels of its trim. Raises AppError for pictures that cannot be read."""
    size = photo_size(piece.width_mm, piece.height_mm, shop.ppi)
    plain = plain_photo(side_of(piece, side), piece)
    if plain is not None:
        image = plain.pixels.open()
        if image.mode == "RGB":
            return sized(image, plain, size)
    return face_picture(piece, side, shop.ppi, bleed=False)


def write_photo(what: Piece | Image.Image, shop: PrintShop, path: Path, side: Side = "front") -> PhotoFile:
    """Write a photo whole or not at all; the same bytes for the same photo.

    what  a piece, or a finished picture (sRGB) that is written pixel by pixel
    Raises WriteRefusedError for a suffix that the shop does not take, or where nothing can be written.
    """
    check_suffix(path, shop)
    image = what if isinstance(what, Image.Image) else photo_of(what, shop, side)
    content = encoded(image, shop)
    try:
        write_chunks(path, [content])
    except OSError as error:
        raise _refused(path, error) from error
    return PhotoFile(path, image.width, image.height, len(content))


def write_photos(
    jobs: Iterable[PhotoJob],
    shop: PrintShop,
    workers: int | None = None,
    *,
    total: int | None = None,
    progress: Progress | None = None,
) -> Iterator[PhotoDone]:
    """Write photos as their jobs come, in their order; a photo that cannot be made does not stop the others.

    Never more than two jobs for each worker are taken in advance, so that a thousand orders do not lie in memory. With
    ``total``, how many there will be, ``progress`` is told. Raises Cancelled; what is written by then stays.
    """
    count = workers or min(MOST_WORKERS, os.cpu_count() or 1)
    say, done = progress or silent(), 0
    waiting: deque[Future[PhotoDone]] = deque()
    pool = ThreadPoolExecutor(count, "photo")
    try:
        for job in jobs:
            waiting.append(pool.submit(_done, job, shop))
            if len(waiting) >= 2 * count:
                yield waiting.popleft().result()
                done += 1
            say(done / total if total else 0.0)
        while waiting:
            yield waiting.popleft().result()
            done += 1
            say(done / total if total else 0.0)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _done(job: PhotoJob, shop: PrintShop) -> PhotoDone:
    try:
        return PhotoDone(job, write_photo(job.piece, shop, job.path, job.side))
    except AppError as error:
        return PhotoDone(job, error=error)


def _refused(path: Path, error: OSError) -> WriteRefusedError:
    if isinstance(error, FileNotFoundError):
        return WriteRefusedError(text("There is no folder “{path}”; make it first.", path=str(path.parent)))
    why = error.strerror or str(error)
    return WriteRefusedError(text("“{path}” cannot be written: {why}.", path=str(path), why=why))
