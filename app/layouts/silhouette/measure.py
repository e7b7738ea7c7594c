"""Where an outline is too thin or too sharp for the machine that cuts it, told from its geometry alone."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LinearRing, Polygon
from shapely.geometry.base import BaseGeometry

from app.layouts.path import Point
from app.layouts.silhouette.geometry import closed, offset, opened, polygons

SAMPLE_MM = 0.25
OPPOSITE = -0.5  # cosine between the outward normals of two sides of a wall
SHARP_MM = 0.03  # chords of arcs and simplification make corners that are this deep and no corners
STEPS = 6
ARM = 1.5  # times the wall: longer thin parts are arms, shorter ones the ends of tips
TOUCH_MM = 0.01
APART = 2.0  # times the limit: nearer places are one place
CHUNK = 512


class Place(NamedTuple):
    """Where something is less than it should be, and what it is there, in mm."""

    at: Point
    value_mm: float


def thin_walls(shape: Polygon, wall_mm: float) -> tuple[Place, ...]:
    """Where two sides are nearer to each other than ``wall_mm`` with material between them; the thinnest first.

    From points along the outline straight into the material, to the next side that faces the other way. Necks, bars, thin
    rings and long thin arms count; the end of a tip does not, which is thin wherever it ends (``sharp_corners``).
    """
    weak = _weak(shape, wall_mm)
    if weak.is_empty:
        return ()
    at, inward, thickness = _across(shape)
    thin = thickness < wall_mm
    thickness, middle = thickness[thin], at[thin] + inward[thin] * (thickness[thin] / 2)[:, None]
    inside = np.flatnonzero(shapely.contains_xy(weak, *middle.T)).tolist()
    found = [(float(thickness[k]), middle[k]) for k in inside]
    return _apart(found, APART * wall_mm)


def _weak(shape: Polygon, wall_mm: float) -> BaseGeometry:
    """What a disc of the wall's width does not reach, where it joins two thicker parts or is long."""
    thick = opened(shape, wall_mm / 2)
    rest = polygons(shape.difference(thick))
    if thick.is_empty:
        return shape
    grown = offset(thick, TOUCH_MM)
    weak = []
    for piece in rest:
        contacts = len(polygons(offset(piece, TOUCH_MM).intersection(grown)))
        reach = float(shapely.distance(shapely.points(shapely.get_coordinates(piece)), thick).max())
        if contacts > 1 or reach > ARM * wall_mm:
            weak.append(piece)
    return shapely.union_all(weak)


def _across(shape: Polygon) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Points along the outline (N, 2), the way into the material (N, 2), and how far it is to the side that faces them (N,).

    The thickness is infinite where the next side does not face the other way.
    """
    start, end, outward = _sides(shape)
    at, normal = _samples(start, end, outward)
    side = end - start
    thickness = np.full(len(at), np.inf)
    for first in range(0, len(at), CHUNK):
        rows = slice(first, first + CHUNK)
        points, inward = at[rows], -normal[rows]
        # point + t·inward = start + u·side, for all pairs (N, M)
        crossed = inward[:, None, 0] * side[None, :, 1] - inward[:, None, 1] * side[None, :, 0]
        to = start[None] - points[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            t = (to[..., 0] * side[None, :, 1] - to[..., 1] * side[None, :, 0]) / crossed
            u = (to[..., 0] * inward[:, None, 1] - to[..., 1] * inward[:, None, 0]) / crossed
        met = (t > 1e-6) & (u >= -1e-9) & (u <= 1 + 1e-9)
        far = np.where(met, t, np.inf)
        nearest = far.argmin(axis=1)
        facing = (outward[nearest] * -inward).sum(axis=1)
        thickness[rows] = np.where(facing < OPPOSITE, far[np.arange(len(points)), nearest], np.inf)
    return at, -normal, thickness


def sharp_corners(shape: Polygon, radius_mm: float, *, inner: bool) -> tuple[Place, ...]:
    """Corners rounder than nothing but sharper than ``radius_mm``; ``inner``: notches, else tips. ``value_mm``: the radius."""
    solid = Polygon(shape.exterior)  # windows are judged by themselves, turned inside out
    places = _corners(solid, radius_mm, inner=inner)
    for ring in shape.interiors:
        places += _corners(Polygon(ring), radius_mm, inner=not inner)
    return _apart(places, APART * radius_mm)


def _corners(shape: Polygon, radius: float, *, inner: bool) -> list[tuple[float, NDArray[np.float64]]]:
    """Radius and place of each corner."""
    work = closed if inner else opened
    rounded = work(shape, radius)
    found = []
    for piece in _deep(polygons(rounded.symmetric_difference(shape)), rounded.boundary):
        tip = shape.boundary.intersection(piece.buffer(1e-6))
        points = shapely.get_coordinates(tip)
        depths = shapely.distance(shapely.points(points), rounded.boundary) if len(points) else np.zeros(0)
        if len(depths) and depths.max() > SHARP_MM:
            at = points[int(depths.argmax())]
            found.append((_radius_at(shape, at, radius, inner=inner), at))
    return found


def _deep(pieces: tuple[Polygon, ...], boundary: BaseGeometry) -> list[Polygon]:
    """Pieces that reach farther from a boundary than ``SHARP_MM``: three of some hundred that rounding leaves of a charm."""
    if not pieces or boundary.is_empty:
        return list(pieces)
    points, owner = shapely.get_coordinates(np.array(pieces), return_index=True)
    shapely.prepare(boundary)
    far = ~shapely.dwithin(boundary, shapely.points(points), SHARP_MM - 1e-4)
    return [pieces[k] for k in np.unique(owner[far])]


def _radius_at(shape: Polygon, at: NDArray[np.float64], radius: float, *, inner: bool) -> float:
    """The largest radius that leaves the corner as it is, by bisection."""
    near = shape.intersection(shapely.Point(at).buffer(4 * radius))
    work = closed if inner else opened
    low, high = 0.0, radius
    for _ in range(STEPS):
        middle = (low + high) / 2
        if work(near, middle).boundary.distance(shapely.Point(at)) > SHARP_MM / 3:
            high = middle
        else:
            low = middle
    return low


def _sides(shape: Polygon) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Start, end and outward normal of each straight side: three times (M, 2)."""
    rings = [_turned(shape.exterior, ccw=True), *(_turned(ring, ccw=False) for ring in shape.interiors)]
    start = np.concatenate([ring[:-1] for ring in rings])
    end = np.concatenate([ring[1:] for ring in rings])
    along = end - start
    length = np.hypot(along[:, 0], along[:, 1])
    keep = length > 0
    start, end, along = start[keep], end[keep], along[keep] / length[keep, None]
    return start, end, np.column_stack([along[:, 1], -along[:, 0]])


def _turned(ring: LinearRing, *, ccw: bool) -> NDArray[np.float64]:
    points = np.asarray(ring.coords, np.float64)[:, :2]
    return points if ring.is_ccw == ccw else points[::-1]


def _samples(
    start: NDArray[np.float64], end: NDArray[np.float64], outward: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points along the sides, every ``SAMPLE_MM`` and at least one on each, with their normals: twice (N, 2)."""
    length = np.hypot(*(end - start).T)
    count = np.maximum(np.ceil(length / SAMPLE_MM).astype(np.int64), 1)
    side = np.repeat(np.arange(len(start)), count)
    within = np.arange(len(side)) - np.repeat(np.cumsum(count) - count, count)
    share = (within + 0.5) / count[side]
    return start[side] + share[:, None] * (end - start)[side], outward[side]


def _apart(found: list[tuple[float, NDArray[np.float64]]], distance: float) -> tuple[Place, ...]:
    """The least first, and none near to one that was named already."""
    chosen: list[Place] = []
    for value, at in sorted(found, key=lambda one: (one[0], one[1][0], one[1][1])):
        if all(np.hypot(at[0] - place.at.x, at[1] - place.at.y) > distance for place in chosen):
            chosen.append(Place(Point(float(at[0]), float(at[1])), value))
    return tuple(chosen)
