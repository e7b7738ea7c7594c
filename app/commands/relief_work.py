"""The part of making reliefs that takes time: functions that run in the helper process."""

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.commands.relief import ReliefPreview
from app.commands.results import Opened
from app.i18n import text
from app.jobs.progress import Progress, silent
from app.layouts.pictures.opener import Opener
from app.layouts.relief.field import HeightField
from app.layouts.relief.lithophane import lithophane, thickness
from app.layouts.relief.plaque import plaque, raised
from app.layouts.relief.shading import backlit, shaded
from app.layouts.relief.wishes import AnyWishes, Lithophane
from app.mesh.store import MeshStore

MOST_PX = 2400  # a side: at the finest pitch 300 mm have no more points than that
PREVIEW_PX = 360


def relief_in_store(
    store: MeshStore, picture: Path, wishes: AnyWishes, thinnest_mm: float, progress: Progress
) -> Opened:
    """Read the picture (in a process of its own, with budgets), make the solid, put it into the store."""
    pixels = _pixels(picture, MOST_PX, progress.part(0.0, 0.3, text("Reading the file")))
    part = progress.part(0.3, 0.9)
    if isinstance(wishes, Lithophane):
        relief = lithophane(pixels, wishes, part, thinnest_mm=thinnest_mm)
    else:
        relief = plaque(pixels, wishes, part, thinnest_mm=thinnest_mm)
    progress(0.92, text("Keeping a safe copy"))
    return Opened(store.put(relief.mesh), float(relief.mesh.size_mm[2]), proposed=False, notes=relief.notes)


def relief_preview(picture: Path, wishes: AnyWishes, thinnest_mm: float, progress: Progress) -> ReliefPreview:
    """The heights alone, on a coarse grid."""
    facts = _facts(picture)
    progress(0.1)
    pixels = _kept(picture, *facts)
    part = progress.part(0.5, 1.0)
    if isinstance(wishes, Lithophane):
        pitch = max(wishes.width_mm, wishes.width_mm * pixels.shape[0] / pixels.shape[1]) / PREVIEW_PX
        field = thickness(pixels, wishes, part, thinnest_mm=thinnest_mm, coarsest_mm=pitch)
        lamp = np.asarray(backlit(field))
        return ReliefPreview(np.asarray(shaded(field)), lamp, _size(field), ())
    pitch = wishes.size_mm / PREVIEW_PX
    made = raised(pixels, wishes, part, thinnest_mm=thinnest_mm, coarsest_mm=pitch)
    return ReliefPreview(np.asarray(shaded(made.field, made.colors)), None, _size(made.field), made.notes)


@lru_cache(maxsize=2)
def _kept(picture: Path, _changed_ns: int, _bytes: int) -> NDArray[np.uint8]:
    """The pixels for previews: whoever moves a slider asks for the same picture again and again."""
    return _pixels(picture, 2 * PREVIEW_PX, silent())


def _facts(picture: Path) -> tuple[int, int]:
    """When the file was changed, and its size; zeros where it cannot be read, which reading it will say."""
    try:
        stat = picture.stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


def _pixels(picture: Path, side: int, progress: Progress) -> NDArray[np.uint8]:
    """(H, W, 4) uint8 sRGB, straight alpha, the longer side at most ``side``."""
    with Opener() as opener:
        image = opener.open(picture, within=(side, side), progress=progress).image.convert("RGBA")
    if max(image.size) > side:
        # premultiplied, so that the colour of what is clear does not come in
        small = image.convert("RGBa")
        small.thumbnail((side, side), Image.Resampling.BOX)
        image = small.convert("RGBA")
    return np.asarray(image)


def _size(field: HeightField) -> tuple[float, float, float]:
    inside = field.inside > 0
    columns, rows = np.flatnonzero(inside.any(axis=0)), np.flatnonzero(inside.any(axis=1))
    width, height = (float(np.ptp(axis[there])) for axis, there in ((field.x, columns), (field.y, rows)))
    return width, height, float(field.heights[inside].max())
