"""What a shop could not cut, or what would break off, with the place and the figures."""

from dataclasses import dataclass

import shapely
from shapely.geometry import Polygon
from shapely.ops import nearest_points

from app.i18n import Text, text
from app.layouts.path import Point
from app.layouts.silhouette.measure import Place, sharp_corners, thin_walls
from app.layouts.silhouette.outline import Silhouette
from app.settings.shop import PrintShop

LITTLE_MM = 0.05  # below this nobody measures a difference on acrylic
MOST = 8  # of one kind


@dataclass(frozen=True)
class Fault:
    """``value_mm`` is what there is ``at`` a place, ``limit_mm`` what there should be at least.

    id      "wall", "tip", "notch", "hole_missing", "hole_small", "hole_wall" or "margin"
    words   one sentence with the remedy
    """

    id: str
    words: Text
    at: Point
    value_mm: float
    limit_mm: float


def faults(shape: Silhouette, shop: PrintShop) -> tuple[Fault, ...]:
    """All of them; () where the outline can be cut as it is."""
    return (*_of_hole(shape, shop), *_of_walls(shape, shop), *_of_corners(shape, shop), *_of_margin(shape))


def _of_hole(shape: Silhouette, shop: PrintShop) -> list[Fault]:
    hole = shape.hole
    if hole is None:
        if shape.hole_wanted_mm <= 0:
            return []
        middle = shape.cut.representative_point()
        words = text(
            "There is no room for a hole of {hole} mm. Allow a tab, turn the hole to another side, or make the thing larger.",
            hole=f"{shape.hole_wanted_mm:g}",
        )
        return [Fault("hole_missing", words, Point(middle.x, middle.y), 0.0, shape.hole_wanted_mm)]
    found = []
    if hole.diameter_mm < shop.hole_mm - 1e-9:
        words = text(
            "The hole is {value} mm wide, and the shop drills {limit} mm or more. Make it wider.",
            value=f"{hole.diameter_mm:g}", limit=f"{shop.hole_mm:g}",
        )  # fmt: skip
        found.append(Fault("hole_small", words, hole.at, hole.diameter_mm, shop.hole_mm))
    # from its middle: the circle itself is one of the holes of the cut
    outside = [Polygon(shape.cut.exterior).boundary]
    outside += [ring for ring in shape.cut.interiors if not Polygon(ring).contains(shapely.Point(hole.at))]
    wall = min(float(ring.distance(shapely.Point(hole.at))) for ring in outside) - hole.diameter_mm / 2
    if not Polygon(shape.cut.exterior).contains(shapely.Point(hole.at)):
        wall = 0.0
    if wall < shop.wall_mm - LITTLE_MM:
        words = text(
            "Between hole and edge are only {value} mm left; the shop needs {limit} mm. Move the hole, or allow a tab.",
            value=f"{max(wall, 0.0):.2f}", limit=f"{shop.wall_mm:g}",
        )  # fmt: skip
        found.append(Fault("hole_wall", words, hole.at, max(wall, 0.0), shop.wall_mm))
    return found


def _of_walls(shape: Silhouette, shop: PrintShop) -> list[Fault]:
    """Thin places, apart from those beside the hole, which are told above."""
    solid = _without_hole(shape)
    return [
        _fault(
            "wall",
            place,
            shop.wall_mm,
            text(
                "It is only {value} mm wide here; the shop needs {limit} mm. Put the cut farther outside, or make it larger.",
                value=f"{place.value_mm:.2f}", limit=f"{shop.wall_mm:g}",
            ),
        )
        for place in thin_walls(solid, shop.wall_mm - LITTLE_MM)[:MOST]
    ]  # fmt: skip


def _of_corners(shape: Silhouette, shop: PrintShop) -> list[Fault]:
    """Corners that no tool follows. A plain rectangle is cut along straight lines: it has none."""
    if shop.radius_mm <= 0 or (shape.shape == "rectangle" and not shape.hand):
        return []
    solid = _without_hole(shape)
    tips = sharp_corners(solid, shop.radius_mm, inner=False)[:MOST]
    notches = sharp_corners(solid, shop.radius_mm, inner=True)[:MOST]
    figures = {place: {"value": f"{place.value_mm:.2f}", "limit": f"{shop.radius_mm:g}"} for place in tips + notches}
    sharp = [
        _fault("tip", place, shop.radius_mm,
               text("This corner has a radius of {value} mm; the shop needs {limit} mm or more. Make the line smoother.",
                    **figures[place]))
        for place in tips
    ]  # fmt: skip
    deep = [
        _fault("notch", place, shop.radius_mm,
               text("This notch has a radius of {value} mm; the shop needs {limit} mm or more. Make the line smoother.",
                    **figures[place]))
        for place in notches
    ]  # fmt: skip
    return sharp + deep


def _of_margin(shape: Silhouette) -> list[Fault]:
    """Whether the cut keeps the distance from the picture that was promised; one drawn by hand promises to go around it."""
    if shape.art.is_empty or shape.offset_mm <= 0:
        return []
    inside = shape.art.intersection(Polygon(shape.cut.exterior))
    if inside.is_empty:
        return []
    on_art, _ = nearest_points(inside, shape.cut.exterior)
    margin = float(inside.distance(shape.cut.exterior))
    if margin >= shape.offset_mm - LITTLE_MM:
        return []
    words = text(
        "The cut is {value} mm from the picture, not {limit} mm. Move the line outwards here.",
        value=f"{margin:.2f}", limit=f"{shape.offset_mm:g}",
    )  # fmt: skip
    return [Fault("margin", words, Point(on_art.x, on_art.y), margin, shape.offset_mm)]


def _without_hole(shape: Silhouette) -> Polygon:
    if shape.hole is None:
        return shape.cut
    at = shapely.Point(shape.hole.at)
    return Polygon(shape.cut.exterior, [ring for ring in shape.cut.interiors if not Polygon(ring).contains(at)])


def _fault(fault_id: str, place: Place, limit: float, words: Text) -> Fault:
    return Fault(fault_id, words, place.at, place.value_mm, limit)
