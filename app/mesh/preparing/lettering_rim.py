"""The upright rim of a base: writing bends around it."""

from collections.abc import Callable

import numpy as np

from app.errors import RepairFailedError
from app.i18n import text
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Mesh
from app.mesh.preparing.lettering_site import Site
from app.mesh.preparing.solid_section import section

STEP_MM = 0.1
HIGHEST_MM = 30.0  # over the floor: where a rim is looked for
WALL_MM = 0.12  # a rim is upright as far as it stays within this
LOW_WALL_MM = 1.2
RIM_MARGIN_MM = 0.35  # of the rim, above and below the writing
AROUND = 0.42  # of the rim that can be read from the front
BUMP_MM = 1.0  # what the surface of a rim may differ from its outline
SHARP = np.cos(np.radians(25))  # a rim that turns more than this at once has a corner there


def rim_site(mesh: Mesh) -> Site:
    """The front (-y) of the upright rim of the base; writing bends around it.

    Raises RepairFailedError where the lower end of the figure has no upright front.
    """
    low, high = mesh.bounds
    floor = float(low[2])
    top = floor + min(0.5 * float(high[2] - floor), HIGHEST_MM)
    under = mesh.vertices[:, 2] < top
    a, b, c = mesh.faces.T
    faces = np.ascontiguousarray(mesh.faces[under[a] | under[b] | under[c]])
    scene = Scene(mesh.vertices, faces)
    foot = _outer(mesh.vertices, faces, floor + 3 * STEP_MM)
    middle = float((foot[:, 0].min() + foot[:, 0].max()) / 2)
    z = np.arange(floor + STEP_MM / 2, top, STEP_MM)
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
    outline = _outer(mesh.vertices, faces, centre)
    length, straight, walk = _walk(outline, middle)

    def place(flat: FloatArray) -> tuple[FloatArray, FloatArray]:
        on, normal = walk(flat[:, 0])
        points = np.column_stack([on, flat[:, 1] + centre])
        outward = np.column_stack([normal, np.zeros(len(normal))])
        offset = BUMP_MM - scene.hits(points + BUMP_MM * outward, -outward).distance
        offset[~(np.abs(offset) < BUMP_MM)] = 0.0
        return points + offset[:, None] * outward, outward

    return Site(place, (min(AROUND * length, straight), tall - 2 * RIM_MARGIN_MM), flat=False)


def _outer(points: FloatArray, faces: IntArray, z: float) -> FloatArray:
    """(N, 2): the largest outline of a section at a height, counter-clockwise."""
    loops = section(points, faces, z)
    if not loops:
        raise RepairFailedError(
            text("The figure has no upright rim at its front: add a base first, or pick the place of the writing.")
        )
    largest = max(loops, key=lambda loop: float(np.prod(np.ptp(loop, axis=0))))
    following = np.roll(largest, -1, axis=0)
    area = float((largest[:, 0] * following[:, 1] - largest[:, 1] * following[:, 0]).sum())
    return largest if area > 0 else largest[::-1]


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
