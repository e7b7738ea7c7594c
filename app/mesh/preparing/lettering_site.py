"""Places for writing: flat ones on the base, and anywhere on the surface."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.errors import RepairFailedError
from app.i18n import text
from app.mesh.arrays import BoolArray, FloatArray
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Mesh
from app.mesh.preparing.solid_flat import LEVEL_MM, Relief, common_level, fitting, relief
from app.mesh.preparing.solid_shapes import across

Place = Callable[[FloatArray], tuple[FloatArray, FloatArray]]
"""From (N, 2) mm in the plane of the writing to points (N, 3) on the surface and unit normals (N, 3)."""

MARGIN_MM = 0.8  # of a flat place, around the writing
NO_PLACE = text("There is no level place on that side of the base: take a larger base or another side.")
CENTRED = 0.03  # of the width: how far from the middle writing still looks centred
SIZES = 40  # that are tried


@dataclass(frozen=True, eq=False)
class Site:
    """Where writing goes; ``room``: width and height in mm that it may take, ``flat``: whether the place is a plane."""

    place: Place
    room: tuple[float, float]
    flat: bool


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
    if not free.any():
        raise RepairFailedError(NO_PLACE)
    across_middle = np.abs(np.arange(free.shape[1]) - np.nonzero(free)[1].mean()) < CENTRED * free.shape[1]
    sizes = [wanted] if wanted else np.geomspace(most, least, SIZES).tolist()
    for columns in (across_middle, np.ones_like(across_middle)):
        for height in sizes:
            fits = _room(view, free, height * ratio, height) & columns
            if fits.any():
                row, column = _nearest(fits, free, front=top)
                at = view.place(row, column, level)
                return Site(plane(at, view.normal), (height * ratio, height), flat=True)
    raise _too_small(view, free, ratio, sizes[-1])


def _room(view: Relief, free: BoolArray, width: float, height: float) -> BoolArray:
    """(R, C): the cells around which there is room for writing of this size, with its margin."""
    return fitting(free, *(int(np.ceil((size + 2 * MARGIN_MM) / view.pitch)) for size in (height, width)))


def _too_small(view: Relief, free: BoolArray, ratio: float, needed: float) -> RepairFailedError:
    """Says how large the writing may be."""
    for height in np.geomspace(needed, 0.1 * needed, SIZES):
        if _room(view, free, height * ratio, height).any():
            return RepairFailedError(
                text(
                    "That needs a level place of {needed} mm, and the base has room for {room} mm: take a smaller size, a larger "
                    "base or another side.",
                    needed=f"{needed * ratio:.1f} × {needed:.1f}",
                    room=f"{height * ratio:.1f} × {height:.1f}",
                )
            )
    return RepairFailedError(
        text("There is no level place on that side of the base: take a larger base or another side.")
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
