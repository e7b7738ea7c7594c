"""Four faces of each: as they lie, or on the rounder surface of Loop's rules."""

import numpy as np
from numpy.typing import NDArray

from app.i18n import plural
from app.jobs.progress import Progress
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.shaping import SUBDIVIDE
from app.mesh.kernels.edges import EdgeTable, edge_table
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """Refine ``rounds`` times; ``method`` 0 leaves the surface as it is, 1 rounds it."""
    values = Values(given)
    rounds, loop = int(values.number("rounds")), values.key("method") == "loop"
    shares = [0.0, *np.cumsum(4.0 ** np.arange(rounds)) / np.sum(4.0 ** np.arange(rounds))]
    for round_ in range(rounds):
        mesh = subdivided(mesh, loop=loop, progress=progress.part(shares[round_], shares[round_ + 1]))
    return Repaired(mesh, plural("Refined to {n} triangle", "Refined to {n} triangles", len(mesh.faces)))


def subdivided(mesh: Mesh, *, loop: bool, progress: Progress) -> Mesh:
    """Cut each face into four at the middles of its sides.

    Without ``loop`` old vertices stay bit for bit and new ones lie in the middle of an edge. With it, all move to where
    the rules of Loop (1987) put them, in the form of Warren (1995); open edges and edges of more than two faces are
    creases, a vertex where other than two creases meet stays. Texture coordinates and colours are those of the middle
    of the edge either way. A closed or manifold mesh stays so.
    """
    progress(0.0)
    edges = edge_table(mesh.faces)
    progress(0.3)
    low, high = edges.vertices.T
    middle = (mesh.vertices[low] + mesh.vertices[high]) / 2
    points = mesh.vertices
    if loop:
        points, middle = _loop_points(mesh, edges, middle)
    progress(0.6)
    a, b, c = mesh.faces.T
    ab, bc, ca = (edges.of_face + np.int32(len(mesh.vertices))).T
    corners = ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))
    faces = np.stack([np.stack(face, axis=1) for face in corners], axis=1).reshape(-1, 3)
    colors = mesh.vertex_colors
    if colors is not None:
        mixed = (colors[low].astype(np.uint16) + colors[high] + np.uint16(1)) // 2
        colors = np.concatenate([colors, mixed.astype(np.uint8)])
    progress(0.8)
    return mesh.with_(
        vertices=np.concatenate([points, middle]),
        faces=faces.astype(np.int32),
        corner_uv=None if mesh.corner_uv is None else _split_uv(mesh.corner_uv),
        vertex_colors=colors,
        face_material=np.repeat(mesh.material_of_face, 4),
    )


def _split_uv(uv: NDArray[np.float32]) -> NDArray[np.float32]:
    a, b, c = (uv[:, k].astype(np.float64) for k in range(3))
    ab, bc, ca = (
        (a + b) / 2,
        (b + c) / 2,
        (c + a) / 2,
    )  # the same sum from both faces of an edge: no crack in the texture
    corners = ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))
    return np.stack([np.stack(face, axis=1) for face in corners], axis=1).reshape(-1, 3, 2).astype(np.float32)


def _loop_points(mesh: Mesh, edges: EdgeTable, middle: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Where the old vertices and the new ones of the edges go."""
    points, faces = mesh.vertices, mesh.faces
    low, high = edges.vertices.T
    crease = edges.count != 2
    # New vertices: 3/8 of the ends and 1/8 of the corners across.
    across = _sums(edges.of_face.reshape(-1), points[np.roll(faces, -2, axis=1).reshape(-1)], len(middle))
    between = np.where(crease[:, None], middle, 0.75 * middle + 0.125 * across)
    # Old vertices: 1 - n w of themselves and w of each neighbour.
    ends, others = np.concatenate([low, high]), np.concatenate([high, low])
    count = np.bincount(ends, minlength=len(points))
    around = _sums(ends, points[others], len(points))
    weight = np.where(count == 3, 3 / 16, 3 / (8 * np.maximum(count, 1)))
    moved = points * (1 - count * weight)[:, None] + around * weight[:, None]
    # On a crease: 3/4 of themselves and 1/8 of both neighbours on it.
    both = np.concatenate([crease, crease])
    creases = np.bincount(ends[both], minlength=len(points))
    along = _sums(ends[both], points[others[both]], len(points))
    moved = np.where((creases == 2)[:, None], 0.75 * points + 0.125 * along, moved)
    stays = ((creases != 0) & (creases != 2)) | (count == 0)
    return np.where(stays[:, None], points, moved), between


def _sums(which: IntArray, values: FloatArray, n: int) -> FloatArray:
    return np.stack([np.bincount(which, values[:, k], minlength=n) for k in range(3)], axis=1)


TOOL = Tool(SUBDIVIDE, work)
