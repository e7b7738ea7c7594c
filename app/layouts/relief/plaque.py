"""Medallions, charms, keychains and magnets: an outline with a relief on it."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.ops import nearest_points

from app.errors import AppError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.layouts.relief.field import Floats, HeightField
from app.layouts.relief.made import Relief, centred, lighter, mesh_of
from app.layouts.relief.outline_distance import distance_inside
from app.layouts.relief.pitch import pitch_for
from app.layouts.relief.solid import Pocket, solid_of
from app.layouts.relief.texture import Box, seen_at, texture_of
from app.layouts.relief.tones import FADE_MM, calmed, edge_drop, luma, puffed, sampled, smooth_step, spread
from app.layouts.relief.wishes import Plaque
from app.layouts.silhouette.contour import contour_of
from app.layouts.silhouette.geometry import offset
from app.layouts.silhouette.outline import CutShape, Silhouette, White, silhouette
from app.settings.shop import PrintShop

PUFF = 0.45  # of the way from the outline to the middle of the thing: where a cushion is level
LIGHT = 0.4  # of a relief of "both" comes from the light
UPRIGHT_MM = 0.3  # of the side stays upright between the edges
SMOOTHEST_MM = 0.5  # radius of the least corner of an outline


@dataclass(frozen=True)
class _Cut:
    """The outline that a plaque asks the room of outlines for."""

    shape: CutShape
    radius_mm: float
    offset_mm: float
    hole_mm: float
    hole_at: float
    tab: bool
    smooth_mm: float = 1.0
    white: White = "none"
    choke_mm: float = 0.0
    by_hand: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, eq=False)
class Raised:
    """A plaque before it is a solid.

    back    (R, C) mm, z of the back; None where it is flat
    box     of its outline in mm, where the texture lies
    """

    field: HeightField
    back: Floats | None
    pocket: Pocket | None
    box: Box
    texture: NDArray[np.uint8] | None
    notes: tuple[Text, ...]

    @property
    def colors(self) -> NDArray[np.uint8] | None:
        """(R, C, 3) uint8 sRGB at the points of the grid."""
        return None if self.texture is None else seen_at(self.texture, self.box, self.field.x, self.field.y)


@dataclass(frozen=True)
class Given:
    """An outline that a design has already, for the same thing in 3D: its shape, size and hole count, not those of the wishes.

    per_mm  pixels of the picture to the millimetre; the picture's top left corner is at (0, 0) of the outline's coordinates
    """

    outline: Silhouette
    per_mm: float


def plaque(
    picture: NDArray[np.uint8],
    wishes: Plaque,
    progress: Progress,
    *,
    thinnest_mm: float = 0.0,
    given: Given | None = None,
) -> Relief:
    """A closed body of (H, W, 4) uint8 sRGB with straight alpha, lying on its back, its middle at x = y = 0.

    thinnest_mm     least wall of the print process
    Raises AppError where base, pocket or hole do not leave that.
    """
    made = raised(picture, wishes, progress.part(0.0, 0.6), thinnest_mm=thinnest_mm, given=given)
    progress(0.6, text("Making the solid"))
    solid = solid_of(made.field, flat_back=made.back is None, back=made.back, pocket=made.pocket)
    mesh = mesh_of(solid, made.box, made.texture)
    mesh = lighter(mesh.with_(vertices=centred(mesh.vertices)), progress.part(0.7, 1.0))
    return Relief(mesh, made.field, made.colors, made.notes)


def raised(
    picture: NDArray[np.uint8],
    wishes: Plaque,
    progress: Progress,
    *,
    thinnest_mm: float = 0.0,
    coarsest_mm: float = 0.0,
    given: Given | None = None,
) -> Raised:
    """The heights alone, for a preview; ``coarsest_mm``: a pitch that is fine enough for it. Raises what ``plaque`` does."""
    _check(wishes, thinnest_mm)
    progress(0.05, text("Finding the outline"))
    picture, per_mm, shape = _outlined(picture, wishes) if given is None else (picture, given.per_mm, given.outline)
    x0, y0, x1, y1 = (float(side) for side in shape.cut.bounds)
    rounded_back = wishes.back_edge_mm > 0 and wishes.magnet_mm <= 0
    pitch = max(pitch_for(shape.cut.area, 2 if rounded_back else 1), coarsest_mm)
    x, y = (np.arange(low - 1.5 * pitch, high + 2.5 * pitch, pitch) for low, high in ((x0, x1), (y0, y1)))
    inside = distance_inside(shape.cut, x, y, exact_mm=max(wishes.edge_mm, wishes.back_edge_mm, wishes.rim_mm))
    progress(0.5, text("Raising the picture"))
    heights = _heights(picture, per_mm, wishes, shape, x, y, inside)
    field = HeightField(heights, inside, (pitch, pitch), (float(x[0]), float(y[0])))
    pocket = _pocket(shape.cut, field, wishes, thinnest_mm)
    progress(0.9)
    texture = texture_of(picture, per_mm, (x0, y0, x1, y1)) if wishes.color else None
    back = edge_drop(inside, wishes.back_edge_mm, wishes.edge) if rounded_back else None
    return Raised(field, back, pocket, (x0, y0, x1, y1), texture, shape.notes)


def _check(wishes: Plaque, thinnest_mm: float) -> None:
    if wishes.base_mm < thinnest_mm:
        raise AppError(
            text("The plate is {value} mm thick; this print process needs {limit} mm.",
                 value=f"{wishes.base_mm:g}", limit=f"{thinnest_mm:g}")
        )  # fmt: skip
    if wishes.edge_mm + wishes.back_edge_mm > wishes.base_mm - UPRIGHT_MM:
        raise AppError(text("The round edges are larger than the plate is thick. Make one of them fit."))


def _outlined(picture: NDArray[np.uint8], wishes: Plaque) -> tuple[NDArray[np.uint8], float, Silhouette]:
    """The part of the picture that is used, its pixels to the millimetre, and the outline at (0, 0) around it."""
    limits = {"wall_mm": wishes.wall_mm, "radius_mm": SMOOTHEST_MM, "hole_mm": 0.0}
    shop = PrintShop.model_validate({"id": "relief", "title": "Relief", "route": "cut", **limits})
    margin = wishes.margin_mm if wishes.shape == "picture" else 0.0
    cut = _Cut(wishes.shape, wishes.radius_mm, margin, wishes.hole_mm, wishes.hole_at, wishes.tab)
    if wishes.shape == "picture":
        picture = _cropped(picture)
    rows, columns = picture.shape[:2]
    side = wishes.size_mm - 2 * margin
    if side <= 0:
        raise AppError(text("The margin leaves no room for the picture. Make it smaller."))
    per_mm = max(rows, columns) / side
    if wishes.shape == "picture":
        art = contour_of(np.ascontiguousarray(picture[..., 3]), per_mm)
        made = silhouette(art, cut, shop)
    else:
        # a picture that fills the thing is no reason for a tab in a round or square one: the hole may go through it
        whole = (columns / per_mm, rows / per_mm)
        made = silhouette(MultiPolygon([box(0, 0, *whole)]) if wishes.tab else MultiPolygon(), cut, shop, box_mm=whole)
        made = Silhouette(
            MultiPolygon([box(0, 0, *whole)]), made.cut, made.white, made.hole, made.shape, notes=made.notes
        )
    if wishes.hole_mm > 0 and made.hole is None:
        raise AppError(text("There is no room for the hole. Allow a tab, or turn the hole to another side."))
    return picture, per_mm, made


def _cropped(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Without clear rows and columns around it."""
    covered = picture[..., 3] > 127
    if not covered.any():
        raise AppError(text("The picture is clear all over: there is nothing to cut around. Take another picture."))
    rows, columns = np.flatnonzero(covered.any(axis=1)), np.flatnonzero(covered.any(axis=0))
    return picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _heights(  # noqa: PLR0917 - one grid and what is drawn on it
    picture: NDArray[np.uint8], per_mm: float, wishes: Plaque, shape: Silhouette, x: Floats, y: Floats, inside: Floats
) -> Floats:
    """(R, C) mm above the back."""
    body = Polygon(shape.cut.exterior)
    field = np.full(inside.shape, wishes.base_mm)
    if wishes.relief_mm > 0:
        art = shape.art if shape.shape == "picture" else shape.art.intersection(body)
        frame = wishes.rim_mm
        stage = shapely.intersection(art, offset(shape.cut, -frame)) if frame > 0 else art
        within = distance_inside(stage, x, y)
        field = field + wishes.relief_mm * _tones(picture, per_mm, wishes, x, y, within)
        if frame > 0:
            field = np.maximum(field, wishes.base_mm + wishes.relief_mm * smooth_step(frame - inside, 0.4 * frame))
    return np.asarray(field - edge_drop(inside, wishes.edge_mm, wishes.edge))


def _tones(  # noqa: PLR0917 - one grid and what is drawn on it
    picture: NDArray[np.uint8], per_mm: float, wishes: Plaque, x: Floats, y: Floats, within: Floats
) -> Floats:
    """(R, C) 0 to 1: how high the picture is; 0 outside of it. ``within``: mm from the border of the picture."""
    from scipy.ndimage import gaussian_filter  # noqa: PLC0415 - loads SciPy: only when something is made

    step = float(x[1] - x[0])
    cushion = puffed(within, max(PUFF * float(within.max()), step))
    cushion = gaussian_filter(cushion, 0.35 / step) * smooth_step(within, FADE_MM)
    if wishes.relief == "puffy":
        return np.asarray(cushion)
    light = calmed(sampled(luma(picture), per_mm, x, y), wishes.smooth_mm / step)
    light = spread(gaussian_filter(light, 0.5), within > 0)
    if wishes.relief == "dark":
        light = 1 - light
    if wishes.relief == "both":
        return np.asarray((1 - LIGHT) * cushion + LIGHT * light * smooth_step(within, FADE_MM))
    return np.asarray(light * smooth_step(within, FADE_MM))


def _pocket(cut: Polygon, field: HeightField, wishes: Plaque, thinnest_mm: float) -> Pocket | None:
    """The pocket as near to the middle as its walls allow."""
    if wishes.magnet_mm <= 0:
        return None
    radius, wall = wishes.magnet_mm / 2, max(thinnest_mm, 0.8)
    room = offset(cut, -(radius + wall + wishes.edge_mm))
    if room.is_empty:
        raise AppError(
            text("There is no room for a magnet of {mm} mm. Take a smaller one, or make the thing larger.",
                 mm=f"{wishes.magnet_mm:g}")
        )  # fmt: skip
    at, _ = nearest_points(room, cut.centroid)
    columns, rows = np.meshgrid(field.x - at.x, field.y - at.y)
    above = np.hypot(columns, rows) <= radius + max(field.step_mm)
    cover = float(field.heights[above].min()) - wishes.magnet_deep_mm
    if cover < wall - 1e-9:
        raise AppError(
            text("Only {value} mm would be left over the magnet; {limit} mm are needed. Make the plate thicker.",
                 value=f"{max(cover, 0.0):.2f}", limit=f"{wall:g}")
        )  # fmt: skip
    return Pocket(at.x, at.y, wishes.magnet_mm, wishes.magnet_deep_mm)
