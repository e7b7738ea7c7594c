"""A light mesh that stands for a heavy one while the camera moves: its vertices clustered on a grid.

Rossignac and Borrel 1993. The surface stays where it is to within a cell, and so do its colours; pinholes and thin gaps
may close. NumPy only: a second for two million faces, in a worker.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.gui.viewport.normals import face_normals, of_corners, summed_by, unit
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.mesh import Mesh

WANTED_FACES = 45_000
FACES_A_CELL = 2.4  # of a closed surface, for each cell's side squared of its area; measured on figurines
PICTURE_CELLS = 96  # corners of one cell that lie in other parts of the picture keep places of their own in it
MOST_CELLS_IN_A_KEY = 1_600_000  # three of them and a bit fit into 63 bits
TABLE_CELLS = 40_000_000  # up to here a table of all cells is faster than sorting


@dataclass(frozen=True, eq=False)
class StandIn:
    """``mesh`` instead of another one.

    normals   (V', 3) float32: how the other mesh's surface lies there; the cells' own steps are not to be seen
    vertices  (V',) int32: for each of its vertices, one vertex of the other mesh that it stands for
    faces     (F',) int32: for each of its faces, one of the other mesh's
    """

    mesh: Mesh
    normals: NDArray[np.float32]
    vertices: NDArray[np.int32]
    faces: NDArray[np.int32]


def stand_in(mesh: Mesh, wanted: int = WANTED_FACES) -> StandIn:
    """A stand-in of about ``wanted`` faces."""
    cell_mm = max(np.sqrt(FACES_A_CELL * _area(mesh) / max(wanted, 1)), 1e-9 * max(mesh.diagonal, 1.0))
    made = _clustered(mesh, cell_mm)
    count = len(made.mesh.faces)
    if count > 1.4 * wanted or 0 < count < 0.6 * wanted:  # noisy or layered surfaces fill more cells, or fewer
        made = _clustered(mesh, cell_mm * np.sqrt(count / wanted))
    return made


def _area(mesh: Mesh) -> float:
    """Area in mm², from every so-many-th face: it only chooses the size of a cell."""
    step = max(1, len(mesh.faces) // 100_000)
    faces = mesh.faces[::step]
    corner = mesh.vertices[faces[:, 0]]
    normals = np.cross(mesh.vertices[faces[:, 1]] - corner, mesh.vertices[faces[:, 2]] - corner)
    return float(np.sqrt(np.einsum("ij,ij->i", normals, normals)).sum()) / 2 * step


def _clustered(mesh: Mesh, cell_mm: float) -> StandIn:
    cell, count = _cells(mesh.vertices, cell_mm)
    corner = cell[mesh.faces]
    a, b, c = corner[:, 0], corner[:, 1], corner[:, 2]
    kept = np.flatnonzero((a != b) & (b != c) & (c != a))
    normals = _normals(mesh, kept, corner[kept], count)
    kept = kept[_first_of_each(corner[kept], count)]
    faces = corner[kept].astype(np.int32)
    number = np.bincount(cell, minlength=count)
    total = np.stack([np.bincount(cell, mesh.vertices[:, axis], count) for axis in range(3)], axis=1)
    middle: FloatArray = total / np.maximum(number, 1)[:, None]
    one = np.zeros(count, np.int32)
    one[cell] = np.arange(len(cell), dtype=np.int32)
    used = np.zeros(count, np.bool_)
    used[faces] = True
    place = np.cumsum(used, dtype=np.int32) - 1
    colors = None if mesh.vertex_colors is None else mesh.vertex_colors[one[used]]
    light = Mesh(
        middle[used],
        place[faces],
        corner_uv=None if mesh.corner_uv is None else _mean_uv(faces, mesh.corner_uv[kept]),
        vertex_colors=colors,
        face_material=None if mesh.face_material is None else mesh.face_material[kept],
        materials=mesh.materials,
    )
    return StandIn(light, normals[used], one[used], kept.astype(np.int32))


def _normals(mesh: Mesh, chosen: NDArray[np.intp], corner: IntArray, count: int) -> NDArray[np.float32]:
    """(count, 3) float32: the mean normal at each cell, from the chosen faces whose corners lie in three cells."""
    own = face_normals(mesh.vertices, mesh.faces[chosen])
    return unit(summed_by(corner.ravel(), of_corners(own), count)).astype(np.float32)


def _cells(points: FloatArray, cell_mm: float) -> tuple[NDArray[np.int32], int]:
    """The number of each point's cell (V,), counted without gaps, and how many there are."""
    low = points.min(axis=0)
    at = ((points - low) / cell_mm).astype(np.int64)
    size = at.max(axis=0) + 1
    flat = (at[:, 2] * size[1] + at[:, 1]) * size[0] + at[:, 0]
    if int(size.prod()) > TABLE_CELLS:
        _cells, number = np.unique(flat, return_inverse=True)
        return number.astype(np.int32), len(_cells)
    there = np.zeros(int(size.prod()), np.bool_)
    there[flat] = True
    place = np.cumsum(there, dtype=np.int32) - 1
    return place[flat], int(place[-1]) + 1


def _first_of_each(corner: IntArray, count: int) -> NDArray[np.intp]:
    """The first of the rows (N, 3) that join the same three cells, whichever comes first in them."""
    low, high = corner.min(axis=1), corner.max(axis=1)
    middle = corner.sum(axis=1, dtype=np.int64) - low - high
    # Two sides of a sheet thinner than a cell join the same cells in the other sense: both stay.
    turned = ((corner[:, 0] < corner[:, 1]) ^ (corner[:, 1] < corner[:, 2]) ^ (corner[:, 2] < corner[:, 0])).astype(
        np.int64
    )
    if count < MOST_CELLS_IN_A_KEY:
        key = ((low.astype(np.int64) * count + middle) * count + high) * 2 + turned
        return np.sort(np.unique(key, return_index=True)[1])
    rows = np.stack([low, middle, high, turned], axis=1)
    return np.sort(np.unique(rows, axis=0, return_index=True)[1])


def _mean_uv(faces: NDArray[np.int32], uv: NDArray[np.float32]) -> NDArray[np.float32]:
    """(F', 3, 2): for each corner, the mean of the picture's places at its cell that are near its own in the picture."""
    flat = uv.reshape(-1, 2).astype(np.float64)
    part = np.floor(flat * PICTURE_CELLS).astype(np.int64) % 4096
    key = (faces.ravel().astype(np.int64) * 4096 + part[:, 0]) * 4096 + part[:, 1]
    _keys, group = np.unique(key, return_inverse=True)
    number = np.bincount(group)
    mean = np.stack([np.bincount(group, flat[:, axis]) / number for axis in range(2)], axis=1)
    return mean[group].reshape(uv.shape).astype(np.float32)
