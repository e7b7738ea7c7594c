"""Parts that would fall out of the acrylic one by one, made one."""

from collections.abc import Iterable

from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from app.layouts.silhouette.geometry import disc, offset, polygons

REACH = 0.25  # of the diagonal of all of it: what lies farther off is not held by a bridge that anybody would like
REACH_MM = 15.0
SPECK = 0.01  # of the largest part: not worth a long bridge
SPECK_REACH_MM = 3.0


def joined(shape: BaseGeometry, bridge_mm: float, margin_mm: float) -> tuple[Polygon, tuple[Polygon, ...]]:
    """One area with bridges at least so wide between parts that lie near each other, and the parts that were left out.

    ``shape`` has at least one area; ``margin_mm`` of it, all around, is clear. The largest part stays; the nearest of the
    others comes first, so that a row of dots becomes a chain.
    """
    whole, *rest = polygons(shape)
    x0, y0, x1, y1 = shape.bounds
    reach = min(REACH * ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, REACH_MM)
    speck = SPECK * offset(whole, -margin_mm).area
    left: list[Polygon] = []
    while rest:
        gaps = [whole.distance(part) for part in rest]
        nearest = min(range(len(rest)), key=gaps.__getitem__)
        part, gap = rest.pop(nearest), gaps[nearest]
        if gap > (SPECK_REACH_MM if offset(part, -margin_mm).area < speck else reach):
            left.append(part)
            continue
        whole = _bridged(whole, part, gap, bridge_mm)
    return whole, tuple(left)


def taken_in(body: Polygon, left: Iterable[Polygon], bridge_mm: float) -> tuple[Polygon, tuple[Polygon, ...]]:
    """The area with those of the parts that it lies over by now, and the parts that are still left out."""
    rest = list(left)
    while touched := [part for part in rest if body.intersects(part)]:
        body = _bridged(body, touched[0], 0.0, bridge_mm)
        rest.remove(touched[0])
    return body, tuple(rest)


def _bridged(one: Polygon, other: Polygon, gap_mm: float, bridge_mm: float) -> Polygon:
    """Both, with what lies between the places where they are nearest: as wide as they are there."""
    a, b = nearest_points(one, other)
    around = max(bridge_mm, 0.8 * gap_mm)
    ends = one.intersection(disc(a.x, a.y, around)).union(other.intersection(disc(b.x, b.y, around)))
    middle = _longer(LineString([a, b]), bridge_mm) if gap_mm > 0 else a
    both = one.union(other).union(ends.convex_hull).union(offset(middle, bridge_mm / 2))
    return polygons(both)[0]


def _longer(line: LineString, by_mm: float) -> LineString:
    """The line, longer at both ends."""
    (x0, y0), (x1, y1) = line.coords
    dx, dy = (x1 - x0) / line.length * by_mm, (y1 - y0) / line.length * by_mm
    return LineString([(x0 - dx, y0 - dy), (x1 + dx, y1 + dy)])
