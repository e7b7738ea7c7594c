"""Offsets of areas with arcs that are as round as a cutter can tell, and areas taken apart. Millimetres."""

import math
from collections.abc import Iterable

import shapely
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

ARC_MM = 0.002
"""How far the chords of an arc may lie inside of it."""
MOST_SEGMENTS = 48


def quarter_segments(radius_mm: float) -> int:
    """How many chords a quarter of a circle needs."""
    if radius_mm <= ARC_MM:
        return 2
    step = 2 * math.acos(1 - ARC_MM / radius_mm)
    return min(max(math.ceil(math.pi / 2 / step), 3), MOST_SEGMENTS)


def offset(shape: BaseGeometry, distance_mm: float) -> BaseGeometry:
    """The area grown (or shrunk, where negative) by a distance all around, with round corners."""
    if distance_mm == 0:
        return shape
    return shape.buffer(distance_mm, quad_segs=quarter_segments(abs(distance_mm)))


def closed(shape: BaseGeometry, radius_mm: float) -> BaseGeometry:
    """Morphological closing: notches where a disc of this radius does not fit are filled. Never less than ``shape``."""
    return offset(offset(shape, radius_mm), -radius_mm)


def opened(shape: BaseGeometry, radius_mm: float) -> BaseGeometry:
    """Morphological opening: tips where a disc of this radius does not fit are cut away. Never more than ``shape``."""
    return offset(offset(shape, -radius_mm), radius_mm)


def disc(x: float, y: float, radius_mm: float) -> Polygon:
    """A round area."""
    return Point(x, y).buffer(radius_mm, quad_segs=quarter_segments(radius_mm))


def polygons(shape: BaseGeometry) -> tuple[Polygon, ...]:
    """The areas of anything, without lines and points; the largest first."""
    found = [part for part in shapely.get_parts(shape, return_index=False) if part.geom_type == "Polygon"]
    found += [
        inner for part in shapely.get_parts(shape) if part.geom_type == "MultiPolygon" for inner in part.geoms
    ]  # within a GeometryCollection
    areas = [part for part in found if part.area > 0]
    return tuple(sorted(areas, key=lambda part: (-part.area, part.bounds)))


def many(shapes: BaseGeometry | Iterable[Polygon]) -> MultiPolygon:
    """Areas as one MultiPolygon."""
    return MultiPolygon(polygons(shapes) if isinstance(shapes, BaseGeometry) else tuple(shapes))


def filled(shape: BaseGeometry) -> MultiPolygon:
    """The area without its holes; what lay in a hole is a part of it."""
    return many(shapely.union_all([Polygon(part.exterior) for part in polygons(shape)]))
