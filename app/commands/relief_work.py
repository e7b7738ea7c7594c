"""The part of making reliefs that takes time: functions that run in the helper process."""

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from shapely.geometry import MultiPolygon, box

from app.commands.relief import ReliefPreview, Subject
from app.commands.results import Opened
from app.i18n import text
from app.jobs.progress import Progress, silent
from app.layouts.pictures.opener import Opener
from app.layouts.relief.field import HeightField
from app.layouts.relief.lithophane import lithophane, thickness
from app.layouts.relief.plaque import Given, plaque, raised
from app.layouts.relief.shading import backlit, shaded
from app.layouts.relief.wishes import AnyWishes, Lithophane
from app.layouts.silhouette.contour import contour_of
from app.layouts.silhouette.outline import Silhouette
from app.mesh.store import MeshStore

MOST_PX = 2400  # a side: at the finest pitch 300 mm have no more points than that
PREVIEW_PX = 360


def relief_in_store(
    store: MeshStore, subject: Subject, wishes: AnyWishes, thinnest_mm: float, progress: Progress
) -> Opened:
    """Read the picture (in a process of its own, with budgets), make the solid, put it into the store."""
    pixels = _pixels(subject.picture, MOST_PX, progress.part(0.0, 0.3, text("Reading the file")))
    part = progress.part(0.3, 0.9)
    if isinstance(wishes, Lithophane):
        relief = lithophane(pixels, wishes, part, thinnest_mm=thinnest_mm)
    else:
        relief = plaque(pixels, wishes, part, thinnest_mm=thinnest_mm, given=given_by(subject, pixels))
    progress(0.92, text("Keeping a safe copy"))
    return Opened(store.put(relief.mesh), float(relief.mesh.size_mm[2]), proposed=False, notes=relief.notes)


def relief_preview(subject: Subject, wishes: AnyWishes, thinnest_mm: float, progress: Progress) -> ReliefPreview:
    """The heights alone, on a coarse grid."""
    facts = _facts(subject.picture)
    progress(0.1)
    pixels = _kept(subject.picture, *facts)
    part = progress.part(0.5, 1.0)
    if isinstance(wishes, Lithophane):
        pitch = max(wishes.width_mm, wishes.width_mm * pixels.shape[0] / pixels.shape[1]) / PREVIEW_PX
        field = thickness(pixels, wishes, part, thinnest_mm=thinnest_mm, coarsest_mm=pitch)
        lamp = np.asarray(backlit(field))
        return ReliefPreview(np.asarray(shaded(field)), lamp, _size(field), (), _volume(field))
    given = given_by(subject, pixels)
    longest = wishes.size_mm if given is None else max(given.outline.cut.bounds[2:])
    made = raised(pixels, wishes, part, thinnest_mm=thinnest_mm, coarsest_mm=longest / PREVIEW_PX, given=given)
    field, pocket = made.field, made.pocket
    hollow = 0.0 if pocket is None else np.pi / 4 * wishes.magnet_mm**2 * wishes.magnet_deep_mm
    pixels = np.asarray(shaded(field, made.colors))
    left, top, right, bottom = made.box
    size = (right - left, bottom - top, _size(field)[2])
    return ReliefPreview(pixels, None, size, made.notes, _volume(field) - hollow)


def given_by(subject: Subject, pixels: NDArray[np.uint8]) -> Given | None:
    """The outline of a design over (H, W, 4) pixels of its picture; None where it has none."""
    if subject.outlined is None:
        return None
    trim = subject.outlined.trim
    width, height = trim.bounds[2:]
    per_mm = pixels.shape[1] / width
    opaque = bool((pixels[..., 3] > 127).all())
    art = MultiPolygon([box(0, 0, width, height)]) if opaque else contour_of(pixels[..., 3].copy(), per_mm)
    return Given(Silhouette(art, trim, MultiPolygon(), None, "rectangle" if opaque else "picture"), per_mm)


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


def _volume(field: HeightField) -> float:
    """mm³ under the heights."""
    return float(field.heights[field.inside > 0].sum() * field.step_mm[0] * field.step_mm[1])
