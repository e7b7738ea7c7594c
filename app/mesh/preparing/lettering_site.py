"""Places for writing: flat ones on the base, around its rim, and anywhere on the surface."""

from collections.abc import Callable
from dataclasses import dataclass

import manifold3d
import numpy as np

from app.errors import RepairFailedError
from app.i18n import text
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import BoolArray, FloatArray, Mesh
from app.mesh.preparing.solid_flat import LEVEL_MM, common_level, fitting, relief
from app.mesh.preparing.solid_shapes import across

Place = Callable[[FloatArray], tuple[FloatArray, FloatArray]]
"""From (N, 2) mm in the plane of the writing to points (N, 3) on the surface and unit normals (N, 3)."""

STEP_MM = 0.1
WALL_MM = 0.12  # a rim is upright as far as it stays within this
LOW_WALL_MM = 1.2
RIM_MARGIN_MM = 0.35  # of the rim, above and below the writing
MARGIN_MM = 0.8  # of a flat place, around the writing
AROUND = 0.42  # of the rim that can be read from the front
BUMP_MM = 1.0  # what the surface of a rim may differ from its outline
CENTRED = 0.03  # of the width: how far from the middle writing still looks centred
SIZES = 40  # that are tried
SHARP = np.cos(np.radians(25))  # a rim that turns more than this at once has a corner there


@dataclass(frozen=True, eq=False)
class Site:
    """Where writing goes; ``room``: width and height in mm that it may take, ``flat``: whether the place is a plane."""

    place: Place
    room: tuple[float, float]
    flat: bool


def rim_site(mesh: Mesh, body: manifold3d.Manifold, scene: Scene) -> Site:
    """The front (-y) of the upright rim of the base; writing bends around it.

    Raises RepairFailedError where the lower end of the figure has no upright front.
    """
    low, high = mesh.bounds
    floor = float(low[2])
    foot = _outer(body, floor + 3 * STEP_MM)
    middle = float((foot[:, 0].min() + foot[:, 0].max()) / 2)
    z = np.arange(floor + STEP_MM / 2, floor + 0.5 * float(high[2] - floor), STEP_MM)
    starts = np.column_stack([np.full(len(z), middle), np.full(len(z), low[1] - 1.0), z])
    away = scene.hit_distance(starts, np.array([0.0, 1.0, 0.0]))
    first = round(LOW_WALL_MM / STEP_MM / 2)
    upright = np.abs(away - away[min(first, len(away) - 1)]) < WALL_MM
    begin = int(np.argmax(upright))
    end = begin + int(np.argmin(np.append(upright[begin:], False)))
    tall = (end - begin) * STEP_MM
    if not np.isfinite(away[begin]) or tall < LOW_WALL_MM:
        raise RepairFailedError(
            text("The figure has no upright rim at its front: add a base first, or pick the place of the writing.")
        )
    centre = float(z[begin]) + (tall - STEP_MM) / 2
    outline = _outer(body, centre)
    length, straight, walk = _walk(outline, middle)

    def place(flat: FloatArray) -> tuple[FloatArray, FloatArray]:
        on, normal = walk(flat[:, 0])
        points = np.column_stack([on, flat[:, 1] + centre])
        outward = np.column_stack([normal, np.zeros(len(normal))])
        offset = BUMP_MM - scene.hits(points + BUMP_MM * outward, -outward).distance
        offset[~(np.abs(offset) < BUMP_MM)] = 0.0
        return points + offset[:, None] * outward, outward

    return Site(place, (min(AROUND * length, straight), tall - 2 * RIM_MARGIN_MM), flat=False)


def flat_site(mesh: Mesh, scene: Scene, *, top: bool, ratio: float, least: float, most: float, wanted: float) -> Site:
    """A free level rectangle of the base: on its top as far to the front as can be, or in the middle of its bottom.

    ratio   width over height of what is written
    least   height that it has at least, and ``most`` at most
    wanted  height that it has to have; 0 for as high as fits
    Raises RepairFailedError where there is no room.
    """
    view = relief(mesh, scene, np.array([0.0, 0.0, 1.0 if top else -1.0]))
    floor, tall = float(mesh.bounds[0, 2]), float(mesh.size_mm[2])
    level = common_level(view, floor + 0.5, floor + 0.45 * tall) if top else -floor
    if level is None:
        raise RepairFailedError(text("The base has no level top to write on: add a base first, or pick a place."))
    free = np.abs(view.level - level) < LEVEL_MM
    across_middle = np.abs(np.arange(free.shape[1]) - np.nonzero(free)[1].mean()) < CENTRED * free.shape[1]
    sizes = [wanted] if wanted else np.geomspace(most, least, SIZES).tolist()
    for columns in (across_middle, np.ones_like(across_middle)):
        for height in sizes:
            size = np.array([height * ratio, height])
            cells = [int(np.ceil((v + 2 * MARGIN_MM) / view.pitch)) for v in size]
            fits = fitting(free, cells[1], cells[0]) & columns
            if fits.any():
                row, column = _nearest(fits, free, front=top)
                at = view.place(row, column, level)
                return Site(plane(at, view.normal), (float(size[0]), float(size[1])), flat=True)
    raise RepairFailedError(
        text("There is no level place of that size on the base: take a smaller size or another side.")
    )


def _nearest(fits: BoolArray, free: BoolArray, *, front: bool) -> tuple[int, int]:
    """Row and column of the best of the cells: close to the middle line and the front, or to the middle."""
    rows, columns = np.nonzero(fits)
    i, j = np.nonzero(free)
    sideways = np.abs(columns - j.mean())
    score = rows + 2 * sideways if front else np.hypot(rows - i.mean(), sideways)
    best = int(np.argmin(score))
    return int(rows[best]), int(columns[best])


def plane(at: FloatArray, normal: FloatArray, turn_deg: float = 0.0) -> Place:
    """A plane through ``at`` (3,) that faces ``normal`` (3,)."""
    right, up = across(normal)
    c, s = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
    axes = np.vstack([c * right + s * up, c * up - s * right])

    def place(flat: FloatArray) -> tuple[FloatArray, FloatArray]:
        return at + flat @ axes, np.broadcast_to(normal, (len(flat), 3))

    return place


def draped(at: FloatArray, normal: FloatArray, turn_deg: float, scene: Scene, reach: float) -> Place:
    """As :func:`plane`, with each point moved along the normal onto the surface, by at most ``reach`` mm.

    The place raises RepairFailedError where the surface is farther away.
    """
    level = plane(at, normal, turn_deg)

    def place(flat: FloatArray) -> tuple[FloatArray, FloatArray]:
        points, outward = level(flat)
        offset = reach - scene.hit_distance(points + reach * normal, -normal)
        if not (np.abs(offset) <= reach).all():
            raise RepairFailedError(
                text("The surface falls away too much under the writing: make it smaller or pick a flatter place.")
            )
        return points + offset[:, None] * normal, outward

    return place


def _outer(body: manifold3d.Manifold, z: float) -> FloatArray:
    """(N, 2): the largest outline of the body at a height, counter-clockwise."""
    polygons = [np.asarray(p, np.float64) for p in body.slice(z).to_polygons()]
    if not polygons:
        raise RepairFailedError(
            text("The figure has no upright rim at its front: add a base first, or pick the place of the writing.")
        )
    return max(polygons, key=lambda p: float(np.prod(np.ptp(p, axis=0))))


def _walk(outline: FloatArray, x: float) -> tuple[float, float, Callable[[FloatArray], tuple[FloatArray, FloatArray]]]:
    """An outline from its front at ``x`` on: a function from distances along it to points and normals.

    Before it the length of the outline, and how much of it around the front has no corner.
    """
    closed = np.vstack([outline, outline[:1]])
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    length = float(along[-1])
    fine = np.linspace(0.0, length, 4096, endpoint=False)
    points = np.column_stack([np.interp(fine, along, closed[:, k]) for k in range(2)])
    begin = float(fine[int(np.argmin(np.where(np.abs(points[:, 0] - x) < length / 400, points[:, 1], np.inf)))])

    def at(distance: FloatArray) -> FloatArray:
        where = (begin + distance) % length
        return np.column_stack([np.interp(where, along, closed[:, k]) for k in range(2)])

    def walk(distance: FloatArray) -> tuple[FloatArray, FloatArray]:
        tangent = at(distance + 0.4) - at(distance - 0.4)
        tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-12)
        return at(distance), np.column_stack([tangent[:, 1], -tangent[:, 0]])

    ahead = np.linspace(0.0, length / 2, 1024)
    free = []
    for way in (1.0, -1.0):
        before, after = walk(way * (ahead - 1.0))[1], walk(way * (ahead + 1.0))[1]
        corner = np.einsum("nj,nj->n", before, after) < SHARP
        free.append(float(ahead[int(np.argmax(corner))]) - 1.0 if corner.any() else length / 2)
    return length, max(2 * min(free), 1.0), walk
