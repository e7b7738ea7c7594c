"""The faults that generators leave, put into a good mesh on purpose. None of them moves a vertex."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray
from app.mesh.mesh import Mesh
from app.mesh.samples.surfaces import Array


def near(mesh: Mesh, point: tuple[float, float, float], radius: float, high: float | None = None) -> BoolArray:
    """(F,): the faces whose middle is within ``radius`` mm of a point, and at most ``high`` mm above or below it."""
    middle = mesh.vertices[mesh.faces].mean(axis=1)
    away = middle - np.array(point)
    inside = np.linalg.norm(away, axis=1) < radius
    return np.asarray(inside if high is None else inside & (np.abs(away[:, 2]) < high))


def hole(mesh: Mesh, point: tuple[float, float, float], radius: float, high: float | None = None) -> Mesh:
    """Without the faces there: an open rim."""
    return mesh.keep_faces(~near(mesh, point, radius, high))


def inverted(mesh: Mesh, point: tuple[float, float, float], radius: float) -> Mesh:
    """With the faces there turned inside out."""
    return _flipped(mesh, np.flatnonzero(near(mesh, point, radius)))


def turned_shell(mesh: Mesh, point: tuple[float, float, float]) -> Mesh:
    """With the whole shell nearest to a point inside out."""
    # Imported here: the window lists the samples at its start and must not wait for SciPy (0.3 s).
    from scipy.sparse import coo_matrix  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    graph = coo_matrix(
        (np.ones(2 * len(mesh.faces)), (np.tile(mesh.faces[:, 0], 2), mesh.faces[:, 1:].T.ravel())),
        shape=(len(mesh.vertices),) * 2,
    )
    _, label = connected_components(graph, directed=False)
    nearest = int(np.argmin(np.linalg.norm(mesh.vertices - np.array(point), axis=1)))
    return _flipped(mesh, np.flatnonzero(label[mesh.faces[:, 0]] == label[nearest]))


def duplicated(mesh: Mesh, point: tuple[float, float, float], radius: float) -> Mesh:
    """With the faces there a second time."""
    return _with_more(mesh, np.flatnonzero(near(mesh, point, radius)))


def degenerate(mesh: Mesh, count: int) -> Mesh:
    """With ``count`` faces more that have no area: two of their corners are one vertex."""
    copied = np.linspace(0, len(mesh.faces) - 1, count).astype(int)
    more = _with_more(mesh, copied)
    faces = more.faces.copy()
    faces[-count:, 2] = faces[-count:, 1]
    return more.with_(faces=faces)


def fin(mesh: Mesh, point: tuple[float, float, float], length: float) -> Mesh:
    """With one face more that stands out of the nearest edge, which three faces then share."""
    middle: Array = mesh.vertices[mesh.faces].mean(axis=1)
    face = int(np.argmin(np.linalg.norm(middle - np.array(point), axis=1)))
    a, b, c = mesh.vertices[mesh.faces[face]]
    normal = np.cross(b - a, c - a)
    tip = (a + b) / 2 + length * normal / np.linalg.norm(normal)
    more = _with_more(mesh, np.array([face]))
    faces = more.faces.copy()
    faces[-1, 2] = len(mesh.vertices)
    colors = more.vertex_colors
    if colors is not None:
        colors = np.concatenate([colors, colors[mesh.faces[face][:1]]])
    return more.with_(vertices=np.concatenate([mesh.vertices, [tip]]), faces=faces, vertex_colors=colors)


def _flipped(mesh: Mesh, flip: NDArray[np.intp]) -> Mesh:
    faces = mesh.faces.copy()
    faces[flip] = faces[flip][:, ::-1]
    uv = mesh.corner_uv
    if uv is not None:
        uv = uv.copy()
        uv[flip] = uv[flip][:, ::-1]
    return mesh.with_(faces=faces, corner_uv=uv)


def _with_more(mesh: Mesh, copied: NDArray[np.intp]) -> Mesh:
    uv = mesh.corner_uv
    material = mesh.material_of_face
    return mesh.with_(
        faces=np.concatenate([mesh.faces, mesh.faces[copied]]),
        corner_uv=None if uv is None else np.concatenate([uv, uv[copied]]),
        face_material=np.concatenate([material, material[copied]]),
    )
