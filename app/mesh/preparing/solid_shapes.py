"""Solids made from outlines: prisms with chamfered or rounded edges, pins, rings."""

from itertools import pairwise
from typing import Literal

import manifold3d
import numpy as np

from app.mesh.arrays import FloatArray

Edge = Literal["sharp", "chamfer", "round"]
CHORD_MM = 0.01  # how far a polygon may be from the curve that it stands for
STEPS = 6  # of a rounded edge
FINEST_MM = 0.005  # corners of an outline closer than this are one


def segments(radius: float) -> int:
    """Sides of a polygon that is within CHORD_MM of a circle, a multiple of 4."""
    around = np.pi / np.arccos(1 - min(CHORD_MM / max(radius, CHORD_MM), 0.5))
    return int(np.clip(4 * np.ceil(around / 4), 24, 256))


def prism(
    outline: manifold3d.CrossSection, height: float, edge: Edge = "sharp", edge_mm: float = 0.0
) -> manifold3d.Manifold:
    """The outline from z = 0 to ``height``, its upper edge broken by ``edge_mm``. Any outline, holes too."""
    outline = outline.simplify(FINEST_MM)
    if edge == "sharp" or edge_mm <= 0:
        return manifold3d.Manifold.extrude(outline, height)
    turn = np.linspace(0.0, np.pi / 2, 2 if edge == "chamfer" else STEPS + 1)[1:]
    insets = edge_mm * (1 - np.cos(turn))
    levels = height - edge_mm + edge_mm * np.sin(turn)
    rings = [(outline, 0.0), (outline, height - edge_mm)]
    rings += [(outline.offset(-float(d)), float(z)) for d, z in zip(insets, levels, strict=True)]
    points: list[FloatArray] = []
    faces: list[FloatArray] = []
    start: list[int] = []
    loops = [[np.asarray(p, np.float64) for p in section.to_polygons()] for section, _ in rings]
    total = 0
    for (_, z), polygons in zip(rings, loops, strict=True):
        start.append(total)
        for polygon in polygons:
            points.append(np.column_stack([polygon, np.full(len(polygon), z)]))
            total += len(polygon)
    faces.append(_filling(loops[0])[:, ::-1] + start[0])
    faces.append(_wall(loops[0], start[0], start[1]))
    faces += [_step(loops[k], loops[k + 1], start[k], start[k + 1]) for k in range(1, len(rings) - 1)]
    if loops[-1]:
        faces.append(_filling(loops[-1]) + start[-1])
    return manifold3d.Manifold(
        manifold3d.Mesh64(
            vert_properties=np.vstack(points), tri_verts=np.ascontiguousarray(np.vstack(faces), np.uint64)
        )
    )


def _filling(polygons: list[FloatArray]) -> FloatArray:
    return np.asarray(manifold3d.triangulate(polygons), np.int64)


def _wall(polygons: list[FloatArray], low: int, high: int) -> FloatArray:
    """Two triangles for each side of the same polygons at two heights."""
    faces, done = [], 0
    for polygon in polygons:
        here = np.arange(len(polygon)) + done
        there = np.roll(here, -1)
        faces += [
            np.column_stack([here + low, there + low, there + high]),
            np.column_stack([here + low, there + high, here + high]),
        ]
        done += len(polygon)
    return np.vstack(faces)


def _step(outer: list[FloatArray], inner: list[FloatArray], first: int, second: int) -> FloatArray:
    """The slope between two outlines, the one inside of the other: triangulated flat, then each corner at its height."""
    size = sum(map(len, outer))
    number = np.concatenate([np.arange(size) + first, *(part[::-1] for part in _numbers(inner, second))]).astype(
        np.int64
    )
    return np.asarray(number[_filling([*outer, *(polygon[::-1] for polygon in inner)])])


def _numbers(polygons: list[FloatArray], first: int) -> list[FloatArray]:
    ends = np.cumsum([first, *map(len, polygons)])
    return [np.arange(a, b) for a, b in pairwise(ends.tolist())]


def turned_to(solid: manifold3d.Manifold, at: FloatArray, axis: FloatArray) -> manifold3d.Manifold:
    """The solid with its z axis along the unit vector ``axis`` (3,) and its origin at ``at`` (3,)."""
    right, up = across(axis)
    return solid.transform(np.column_stack([right, up, axis, at]))


def across(axis: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(3,), (3,): what is right and up for somebody whom the unit vector ``axis`` points at; up is upright where it can be."""
    upright = np.array([0.0, 0.0, 1.0]) if abs(axis[2]) < 0.9 else np.array([0.0, 1.0, 0.0])
    up = upright - (upright @ axis) * axis
    up /= np.linalg.norm(up)
    return np.cross(up, axis), up


def rod(radius: float, low: float, high: float, tip: float | None = None) -> manifold3d.Manifold:
    """A round rod along z; ``tip``: its radius at the upper end."""
    solid = manifold3d.Manifold.cylinder(high - low, radius, radius if tip is None else tip, segments(radius))
    return solid.translate([0.0, 0.0, low])


def ring(hole_mm: float, thickness_mm: float) -> manifold3d.Manifold:
    """A torus around the z axis through its middle."""
    tube = manifold3d.CrossSection.circle(thickness_mm / 2, segments(thickness_mm / 2))
    radius = (hole_mm + thickness_mm) / 2
    return tube.translate([radius, 0.0]).revolve(segments(radius))
