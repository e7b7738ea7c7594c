"""The hole for a ring: where it has room, or a tab for it."""

import math
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as Spot
from shapely.geometry.base import BaseGeometry

from app.layouts.path import Point
from app.layouts.silhouette.geometry import closed, disc, filled, offset, polygons

CLEAR_MM = 0.5  # between hole and picture
STEP_MM = 0.1
FAR_MM = 60.0  # a tab farther outside than this is none
NEAR = 3.0  # times the hole and its wall: how deep inside a hole is still "at the edge"
FILLET_MM = 1.5
NEARLY_MM = (0.05, 0.1, 0.2, 0.3)  # what may be missing of the wall: a little bulge makes up for it
ASIDE_MM = 1.0


@dataclass(frozen=True)
class Hole:
    """A round hole. ``tab``: it sits in one that was added for it."""

    at: Point
    diameter_mm: float
    tab: bool = False

    def area(self) -> Polygon:
        return disc(self.at.x, self.at.y, self.diameter_mm / 2)


def holed(
    body: Polygon, art: BaseGeometry, diameter_mm: float, turn_deg: float, wall_mm: float, *, tab: bool
) -> tuple[Polygon, Hole | None]:
    """The outline with room for the hole (not yet cut out of it), and the hole: None where it fits nowhere.

    turn_deg    clockwise from the top, as seen from the middle of the outline; y is downwards
    wall_mm     is kept between the hole and the outline
    tab         where the picture would be in the way, the hole goes into a tab outside instead
    """
    radius = diameter_mm / 2
    middle = body.centroid if body.contains(body.centroid) else body.representative_point()
    way = (math.sin(math.radians(turn_deg)), -math.cos(math.radians(turn_deg)))
    x0, y0, x1, y1 = body.bounds
    # out of it, and on to where a tab may end: of tiny things the picture reaches farther than the outline
    far = x1 - x0 + y1 - y0 + FAR_MM
    ray = LineString([(middle.x, middle.y), (middle.x + way[0] * far, middle.y + way[1] * far)])
    edge = _farthest(ray, body.boundary)
    if edge is None:
        return body, None
    room = offset(body, -(radius + wall_mm))
    free = room.difference(offset(filled(art), radius + CLEAR_MM)) if not art.is_empty else room
    inside = _farthest(ray, free)
    if inside is not None and edge - inside <= NEAR * (radius + wall_mm):
        return body, Hole(_on(ray, inside), diameter_mm)
    if tab:
        nearly = _nearly(body, art, ray, edge, radius + wall_mm, radius + CLEAR_MM)
        if nearly is not None:
            return _blended(body, nearly, nearly, radius + wall_mm), Hole(Point(nearly.x, nearly.y), diameter_mm)
    else:
        inside = _farthest(ray, room)
        if inside is not None:
            return body, Hole(_on(ray, inside), diameter_mm)
        if room.is_empty:
            return body, None
        nearest = room.boundary.interpolate(room.boundary.project(ray.interpolate(edge)))
        return body, Hole(Point(nearest.x, nearest.y), diameter_mm)
    return _tabbed(body, art if not art.is_empty else body, ray, edge, radius=radius, wall=wall_mm)


def _nearly(  # noqa: PLR0917 - one place and its distances
    body: Polygon, art: BaseGeometry, ray: LineString, edge: float, around: float, clear: float
) -> Spot | None:
    """Where the hole only just has no room, as in a tab that somebody drew after ours; None where it is not so."""
    taken = offset(filled(art), clear) if not art.is_empty else art
    for less in NEARLY_MM:
        near = offset(body, less - around).difference(taken).intersection(ray.buffer(ASIDE_MM))
        points = shapely.points(shapely.get_coordinates(near))
        if len(points):
            along = ray.project(points)
            if edge - float(along.max()) <= NEAR * around:
                return points[int(along.argmax())]
    return None


def _tabbed(
    body: Polygon, art: BaseGeometry, ray: LineString, edge: float, *, radius: float, wall: float
) -> tuple[Polygon, Hole | None]:
    """The tab goes out from the edge as far as the picture reaches, and is blended into the outline."""
    clear = radius + min(CLEAR_MM, wall / 2)
    at = max(edge - radius, 0.0)
    while (spot := ray.interpolate(at)).distance(art) < clear:
        at += STEP_MM
        if at > edge + FAR_MM:
            return body, None
    neck = LineString([spot, ray.interpolate(min(edge, at))]) if at > edge else spot
    return _blended(body, neck, spot, radius + wall), Hole(Point(spot.x, spot.y), 2 * radius, tab=True)


def _blended(body: Polygon, neck: BaseGeometry, spot: Spot, around_mm: float) -> Polygon:
    """The outline with material so far around the neck, and fillets where it leaves the outline."""
    around = around_mm + 0.01
    added = body.union(offset(neck, around)).union(disc(spot.x, spot.y, around))
    fillet = max(FILLET_MM, around_mm / 2)
    # whole fillets beside the neck, and nothing of notches elsewhere: cut in two, a fillet would leave a corner
    near = offset(neck, around + fillet / 2)
    fillets = [piece for piece in polygons(closed(added, fillet).difference(added)) if piece.intersects(near)]
    blended = shapely.union_all([added, *(piece.buffer(1e-6) for piece in fillets)])
    # the blend may close a small loop beside the neck: only what was a window before is one now
    windows = [Polygon(ring).difference(offset(neck, around)) for ring in body.interiors]
    return polygons(Polygon(polygons(blended)[0].exterior).difference(shapely.union_all(windows)))[0]


def _farthest(ray: LineString, shape: BaseGeometry) -> float | None:
    """How far along the ray it last meets the shape."""
    met = ray.intersection(shape)
    if met.is_empty:
        return None
    return float(ray.project(shapely.points(shapely.get_coordinates(met))).max())


def _on(ray: LineString, along: float) -> Point:
    spot = ray.interpolate(along)
    return Point(float(spot.x), float(spot.y))
