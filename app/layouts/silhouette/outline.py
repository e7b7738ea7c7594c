"""One outline for the cut line, the white ink, the preview and the solid in 3D (layout2d §6)."""

from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

import shapely
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from app.errors import AppError
from app.i18n import Text, plural, text
from app.layouts.path import Point
from app.layouts.silhouette.geometry import closed, filled, many, offset, opened, polygons
from app.layouts.silhouette.hole import Hole, holed
from app.layouts.silhouette.joining import joined, taken_in
from app.layouts.silhouette.shapes import SMALLEST_MM, basic, by_hand
from app.settings.shop import PrintShop

SLACK_MM = 0.015  # what chords of arcs and the last simplification may take from the promised offset
SIMPLER_MM = 0.008

CutShape = Literal["rectangle", "rounded", "ellipse", "picture"]
White = Literal["none", "under", "below_picture"]


class CutWishes(Protocol):
    """What ``app.layouts.design.document.Cut`` says of an outline (that room imports this one)."""

    @property
    def shape(self) -> CutShape: ...
    @property
    def radius_mm(self) -> float: ...
    @property
    def offset_mm(self) -> float: ...
    @property
    def smooth_mm(self) -> float: ...
    @property
    def hole_mm(self) -> float: ...
    @property
    def hole_at(self) -> float: ...
    @property
    def tab(self) -> bool: ...
    @property
    def white(self) -> White: ...
    @property
    def choke_mm(self) -> float: ...
    @property
    def by_hand(self) -> tuple[tuple[float, float], ...]: ...


@dataclass(frozen=True)
class Silhouette:
    """The outlines of one thing, in mm, y downwards; all in the same place.

    art         what is printed, with its holes; empty where nothing is said of it
    cut         along what it is cut, with the hole for a ring and other windows as its holes
    white       where white ink goes; empty for none
    hole        for a ring
    shape       how ``cut`` was made; ``hand``: from points that somebody drew
    offset_mm   least distance promised between art and cut; 0 where nothing is
    notes       what was done that somebody should know
    body        the cut before hole and tab: what is edited by hand, so that both can still be moved
    """

    art: MultiPolygon
    cut: Polygon
    white: MultiPolygon
    hole: Hole | None
    shape: CutShape
    hand: bool = False
    offset_mm: float = 0.0
    hole_wanted_mm: float = 0.0
    notes: tuple[Text, ...] = ()
    body: Polygon = field(default_factory=Polygon)

    @property
    def origin(self) -> Point:
        """Top left corner of the box around the cut."""
        x, y = self.cut.bounds[:2]
        return Point(float(x), float(y))

    @property
    def trim(self) -> Polygon:
        """The cut with its box at (0, 0), as ``app.layouts.piece.Piece`` has it."""
        return self.at_origin().cut

    def at_origin(self) -> "Silhouette":
        """Moved so that the box around the cut begins at (0, 0)."""
        x, y = self.origin
        return self.moved(-x, -y)

    def moved(self, x_mm: float, y_mm: float) -> "Silhouette":
        """All of it moved."""
        hole = self.hole and replace(self.hole, at=Point(self.hole.at.x + x_mm, self.hole.at.y + y_mm))
        parts = {name: translate(getattr(self, name), x_mm, y_mm) for name in ("art", "cut", "white", "body")}
        return replace(self, hole=hole, **parts)


def silhouette(
    art: Polygon | MultiPolygon,
    cut: CutWishes,
    shop: PrintShop,
    *,
    box_mm: tuple[float, float] | None = None,
    windows: bool = False,
) -> Silhouette:
    """The outline of one thing.

    art       what is printed (``contour_of``, in its place), in mm; may be empty where the cut is not made around it
    box_mm    width and height of the trim box at (0, 0), for the plain shapes; None: the box around ``art``
    windows   whether holes of the picture are cut out too; else they stay clear acrylic

    The cut is never nearer to the art than ``cut.offset_mm``: smoothing fills notches, and only cuts tips that the offset
    made; so the distance is measured after it. Raises AppError where no outline can be made.
    """
    left: tuple[Polygon, ...] = ()
    promised = 0.0
    if cut.by_hand:
        body = by_hand(cut.by_hand)
    elif cut.shape == "picture":
        if art.is_empty:
            raise AppError(text("There is no picture to cut around. Add one, or choose another shape."))
        body, left = _around(art, cut, shop, windows=windows)
        promised = cut.offset_mm
    elif box_mm is None:
        x0, y0, x1, y1 = art.bounds
        body = translate(basic(cut.shape, x1 - x0, y1 - y0, cut.radius_mm), x0, y0)
    else:
        body = basic(cut.shape, *box_mm, cut.radius_mm)
    hole, bare = None, body
    if cut.hole_mm > 0:
        inside = art.intersection(body) if cut.shape != "picture" or cut.by_hand else art
        body, hole = holed(body, inside, cut.hole_mm, cut.hole_at, shop.wall_mm, tab=cut.tab)
    if cut.shape == "picture" and not cut.by_hand:
        # a part that was too far from the rest, and that the tab lies over now, is held by it: else it would be cut through
        body, left = taken_in(body, left, _wall(shop))
        # where the tab's fillets meet other notches, and each other, corners are left
        rounded = opened(closed(body, shop.radius_mm), shop.radius_mm)
        body = polygons(closed(rounded, shop.radius_mm).simplify(SIMPLER_MM))[0]
    outline = body if hole is None else polygons(body.difference(hole.area()))[0]
    x0, y0, x1, y1 = outline.bounds
    if min(x1 - x0, y1 - y0) < SMALLEST_MM:
        raise AppError(text("The thing would be smaller than {mm} mm. Make it larger.", mm=f"{SMALLEST_MM:g}"))
    return Silhouette(
        art=many(art),
        cut=outline,
        white=_white(art, outline, cut),
        hole=hole,
        shape=cut.shape,
        hand=bool(cut.by_hand),
        offset_mm=promised,
        hole_wanted_mm=cut.hole_mm,
        notes=_notes(left),
        body=bare,
    )


def _around(
    art: BaseGeometry, cut: CutWishes, shop: PrintShop, *, windows: bool
) -> tuple[Polygon, tuple[Polygon, ...]]:
    """The cut around a picture, without the hole for a ring; and what is left out of it, with its distance all around."""
    wall = _wall(shop)
    grown = offset(art if windows else filled(art), cut.offset_mm + SLACK_MM)
    whole, left = joined(grown, wall, cut.offset_mm)
    # what is an offset by d is open for discs of d already, so that only a smaller offset loses anything to the opening
    inner, outer = max(cut.smooth_mm, shop.radius_mm), max(min(cut.smooth_mm, cut.offset_mm), shop.radius_mm)
    smooth = polygons(opened(closed(whole, inner), outer))
    if not smooth:
        raise AppError(text("The picture is too thin to be cut out. Make it larger, or put the cut farther outside."))
    body = smooth[0]
    kept = [ring for ring in body.interiors if windows and not _thin(Polygon(ring), shop.radius_mm)]
    if cut.offset_mm == 0:
        body = _of_the_same_area(body, whole)
    return Polygon(body.exterior, kept), left


def _wall(shop: PrintShop) -> float:
    """How wide what holds two parts together is at least."""
    return max(shop.wall_mm, 0.5)


def _notes(left: tuple[Polygon, ...]) -> tuple[Text, ...]:
    if not left:
        return ()
    return (
        plural(
            "{n} part of the picture lies too far from the rest and is left out of the cut",
            "{n} parts of the picture lie too far from the rest and are left out of the cut",
            len(left),
        ),
    )


def _thin(window: Polygon, radius_mm: float) -> bool:
    """Whether the tool does not fit into a window."""
    return bool(offset(window, -max(radius_mm, 0.25)).is_empty)


def _of_the_same_area(body: Polygon, before: Polygon) -> Polygon:
    """Moved in or out by the little that gives back the area that smoothing took or added."""
    change = (Polygon(before.exterior).area - Polygon(body.exterior).area) / max(body.exterior.length, 1e-9)
    moved = polygons(offset(body, change)) if abs(change) > 1e-4 else ()
    return moved[0] if moved else body


def _white(art: BaseGeometry, cut: Polygon, wishes: CutWishes) -> MultiPolygon:
    """White ink, drawn in by the choke so that none of it is seen beside the picture or the cut."""
    if wishes.white == "none":
        return MultiPolygon()
    below = cut if wishes.white == "under" else shapely.intersection(art, cut)
    return many(offset(below, -wishes.choke_mm))
