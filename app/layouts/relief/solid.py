"""A height field as a closed solid: marching squares along the outline, so that every seam fits by construction.

No boolean operation is needed: the top is made of the grid's triangles, cut along the outline; walls go straight down from
its border; the back is made of the same border. So nothing can cross, and nothing can be open.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from app.layouts.relief.field import Floats, HeightField

NEAREST = 0.08  # of a step: an outline nearer to a point of the grid is moved away, so that no face is a needle
CORNERS = ((0, 0), (0, 1), (1, 1), (1, 0))  # row and column of the corners of a cell, clockwise as seen on the picture
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Pocket:
    """A round blind hole in the back, for a magnet: middle in the thing's coordinates, mm."""

    x: float
    y: float
    diameter_mm: float
    depth_mm: float
    segments: int = 72


@dataclass(frozen=True, eq=False)
class Solid:
    """points (V, 3) mm: x, y downwards, z up from the back; faces (F, 3), ``top`` (F,) those that show the picture."""

    points: Floats
    faces: Indices
    top: NDArray[np.bool_]


def solid_of(
    field: HeightField, *, flat_back: bool = True, back: Floats | None = None, pocket: Pocket | None = None
) -> Solid:
    """Closed, seen from outside counter-clockwise after y has been turned upwards.

    flat_back   few large faces at z = 0; else the back has the triangles of the top, for what is bent or rounded later
    back        (R, C) mm: z of the back where it is not flat
    pocket      only with a flat back
    """
    top, faces = _top(field, field.heights)
    start, end = _border(faces)
    ring = np.unique(start)
    if flat_back:
        row = np.full(len(top), -1, np.int64)
        row[ring] = len(top) + np.arange(len(ring))
        below = np.column_stack([top[ring, :2], np.zeros(len(ring))])
        points = np.concatenate([top, below])
        under, more = _flat(points, row[start], row[end], pocket)
        points = np.concatenate([points, more])
    else:
        row = len(top) + np.arange(len(top))
        points = np.concatenate([top, _top(field, np.zeros_like(field.heights) if back is None else back)[0]])
        under = row[faces[:, ::-1]]
    walls = np.concatenate([np.column_stack([start, row[start], end]), np.column_stack([end, row[start], row[end]])])
    whole = np.concatenate([faces, walls, under])
    return Solid(points, whole, np.arange(len(whole)) < len(faces))


def _top(field: HeightField, heights: Floats) -> tuple[Floats, Indices]:
    """Points (V, 3) and faces (F, 3) of what is inside of the outline."""
    inside = field.inside > 0
    rows, columns = inside.shape
    corner = np.full(inside.shape, -1, np.int64)
    corner[inside] = np.arange(np.count_nonzero(inside))
    grid = np.stack([*np.meshgrid(field.x, field.y), heights], axis=-1)
    points = [grid[inside]]
    count = len(points[0])
    across, crossing = _between(grid[:, :-1], grid[:, 1:], field.inside[:, :-1], field.inside[:, 1:], count)
    points.append(crossing)
    count += len(crossing)
    down, crossing = _between(grid[:-1], grid[1:], field.inside[:-1], field.inside[1:], count)
    points.append(crossing)
    # local numbers of a cell: 0-3 its corners, 4-7 the sides after each of them
    cell = np.stack(
        [
            *(corner[r : rows - 1 + r, c : columns - 1 + c] for r, c in CORNERS),
            across[:-1], down[:, 1:], across[1:], down[:, :-1],
        ],
        axis=-1,
    ).reshape(-1, 8)  # fmt: skip
    z = np.stack([heights[r : rows - 1 + r, c : columns - 1 + c] for r, c in CORNERS], axis=-1).reshape(-1, 4)
    kind = ((cell[:, :4] >= 0) * np.array([1, 2, 4, 8])).sum(axis=1)
    faces = []
    for case in range(1, 15):
        cells = cell[kind == case]
        faces += [cells[:, list(triangle)] for triangle in TRIANGLES[case]]
    whole, levels = cell[kind == 15], z[kind == 15]
    other = np.abs(levels[:, 0] - levels[:, 2]) > np.abs(levels[:, 1] - levels[:, 3])
    faces += [whole[~other][:, [0, 1, 2]], whole[~other][:, [0, 2, 3]]]
    faces += [whole[other][:, [0, 1, 3]], whole[other][:, [1, 2, 3]]]
    # clockwise on the picture, whose y is downwards, is clockwise from above once y is upwards
    return np.concatenate(points), np.concatenate(faces)[:, ::-1]


def _between(a: Floats, b: Floats, at_a: Floats, at_b: Floats, first: int) -> tuple[Indices, Floats]:
    """Where the outline crosses the sides from ``a`` to ``b``: number of each side's point, or -1, and the points (N, 3).

    They are as high as the point outside: a round edge falls so steeply at the outline that a mean would blunt it.
    """
    crossed = (at_a > 0) != (at_b > 0)
    number = np.full(crossed.shape, -1, np.int64)
    number[crossed] = first + np.arange(np.count_nonzero(crossed))
    p, q = at_a[crossed], at_b[crossed]
    share = np.clip(p / (p - q), NEAREST, 1 - NEAREST)[:, None]
    points = a[crossed] * (1 - share) + b[crossed] * share
    points[:, 2] = np.where(p > 0, b[crossed][:, 2], a[crossed][:, 2])
    return number, points


def _triangles_of(case: int) -> tuple[tuple[int, int, int], ...]:
    """Triangles of a cell whose inner corners are the bits of ``case``, clockwise on the picture."""
    inside = [bool(case >> k & 1) for k in range(4)]
    if case in {5, 10}:  # two corners that face each other stay apart
        return tuple((k, 4 + k, 4 + (k + 3) % 4) for k in range(4) if inside[k])
    around: list[int] = []
    for k in range(4):
        if inside[k]:
            around.append(k)
        if inside[k] != inside[(k + 1) % 4]:
            around.append(4 + k)
    if len(around) == 5:  # three corners inside: the middle one sees both cuts, and no triangle is thin
        middle = next(k for k in range(4) if not inside[(k + 2) % 4])
        at = around.index(middle)
        around = around[at:] + around[:at]
    return tuple((around[0], around[k], around[k + 1]) for k in range(1, len(around) - 1))


TRIANGLES = tuple(_triangles_of(case) for case in range(16))


def _border(faces: Indices) -> tuple[Indices, Indices]:
    """Start and end of the edges that have a face on one side only, in the direction of that face: (B,) each."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    size = int(faces.max()) + 1
    key, reverse = edges[:, 0] * size + edges[:, 1], edges[:, 1] * size + edges[:, 0]
    alone = ~np.isin(key, reverse)
    return edges[alone, 0], edges[alone, 1]


def _flat(points: Floats, start: Indices, end: Indices, pocket: Pocket | None) -> tuple[Indices, Floats]:
    """Faces of the back, whose border is given edge by edge, and the points that a pocket adds."""
    loops = _loops(start, end)
    outlines = [Polygon(points[loop, :2]) for loop in loops]
    order = sorted(range(len(loops)), key=lambda k: -outlines[k].area)
    index = {(float(points[k, 0]), float(points[k, 1])): int(k) for loop in loops for k in loop}
    area = shapely.build_area(shapely.MultiLineString([outlines[k].exterior for k in order]))
    more = np.zeros((0, 3))
    extra = np.zeros((0, 3), np.int64)
    if pocket is not None:
        turn = np.arange(pocket.segments) * (2 * np.pi / pocket.segments)
        around = np.array([pocket.x, pocket.y]) + pocket.diameter_mm / 2 * np.column_stack([np.cos(turn), np.sin(turn)])
        mouth = len(points) + np.arange(pocket.segments)
        floor = mouth + pocket.segments
        more = np.concatenate(
            [np.column_stack([around, np.full(pocket.segments, z)]) for z in (0.0, pocket.depth_mm)]
            + [np.array([[pocket.x, pocket.y, pocket.depth_mm]])]
        )
        index |= {(float(x), float(y)): int(k) for (x, y), k in zip(around, mouth, strict=True)}
        area = area.difference(Polygon(around))
        after, middle = np.roll(np.arange(pocket.segments), -1), len(points) + 2 * pocket.segments
        extra = np.concatenate(
            [
                np.column_stack([mouth, mouth[after], floor]),
                np.column_stack([mouth[after], floor[after], floor]),
                np.column_stack([floor, floor[after], np.full(pocket.segments, middle)]),
            ]
        )
    corners = shapely.get_coordinates(shapely.constrained_delaunay_triangles(area)).reshape(-1, 4, 2)[:, :3]
    faces = np.array([[index[x, y] for x, y in corner] for corner in corners.tolist()], np.int64)
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    turned = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    # seen from below it is counter-clockwise where it is so with y downwards
    faces[turned < 0] = faces[turned < 0][:, ::-1]
    return np.concatenate([faces, extra]), more


def _loops(start: Indices, end: Indices) -> list[Indices]:
    """Closed rings of edges, each as the numbers of its points."""
    after = dict(zip(start.tolist(), end.tolist(), strict=True))
    loops = []
    while after:
        first, at = after.popitem()
        loop = [first]
        while at != first:
            loop.append(at)
            at = after.pop(at)
        loops.append(np.array(loop, np.int64))
    return loops
