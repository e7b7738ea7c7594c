"""Small good meshes: closed, manifold, outward, without a crossing."""

import numpy as np

from app.mesh.arrays import IntArray
from app.mesh.mesh import Mesh


def box(
    size: tuple[float, float, float] = (20.0, 20.0, 20.0), at: tuple[float, float, float] = (0.0, 0.0, 0.0)
) -> Mesh:
    """Twelve faces; ``at`` is the lowest corner."""
    corners = np.array([[x, y, z] for z in (0, 1) for y in (0, 1) for x in (0, 1)], np.float64)
    quads = [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)]
    faces = [t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))]
    return Mesh(vertices=corners * size + at, faces=np.array(faces, np.int32))


def grid_surface(rows: int, columns: int) -> IntArray:
    """Faces of a torus of ``rows`` by ``columns`` vertices, numbered row by row."""
    i, j = np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij")
    a, b = i * columns + j, i * columns + (j + 1) % columns
    c, d = (i + 1) % rows * columns + (j + 1) % columns, (i + 1) % rows * columns + j
    return np.stack([a, b, c, a, c, d], axis=-1).reshape(-1, 3).astype(np.int32)


def torus(major: float = 20.0, minor: float = 6.0, rows: int = 24, columns: int = 12) -> Mesh:
    u, v = np.meshgrid(np.arange(rows) * 2 * np.pi / rows, np.arange(columns) * 2 * np.pi / columns, indexing="ij")
    ring = major + minor * np.cos(v)
    vertices = np.stack([ring * np.cos(u), ring * np.sin(u), minor * np.sin(v)], axis=-1).reshape(-1, 3)
    return Mesh(vertices=vertices, faces=grid_surface(rows, columns)[:, ::-1])


def uv_sphere(
    radius: float = 20.0, rings: int = 16, sectors: int = 32, at: tuple[float, float, float] = (0, 0, 0)
) -> Mesh:
    """Two poles and ``rings`` - 1 rings of ``sectors`` vertices; 2 ``sectors`` (``rings`` - 1) faces."""
    t = np.arange(1, rings) * np.pi / rings
    u = np.arange(sectors) * 2 * np.pi / sectors
    ring = np.stack(
        [np.outer(np.sin(t), np.cos(u)), np.outer(np.sin(t), np.sin(u)), np.outer(np.cos(t), np.ones(sectors))], axis=-1
    ).reshape(-1, 3)
    vertices = np.concatenate([ring, [[0, 0, 1], [0, 0, -1]]]) * radius + at
    k = np.arange(sectors)
    following = (k + 1) % sectors
    top, bottom, last = len(ring), len(ring) + 1, (rings - 2) * sectors
    faces = [np.stack([np.full(sectors, top), k, following], axis=1)]
    for r in range(rings - 2):
        a, b, c, d = r * sectors + k, r * sectors + following, (r + 1) * sectors + following, (r + 1) * sectors + k
        faces += [np.stack([a, d, c], axis=1), np.stack([a, c, b], axis=1)]
    faces.append(np.stack([last + k, np.full(sectors, bottom), last + following], axis=1))
    return Mesh(vertices=vertices, faces=np.concatenate(faces).astype(np.int32))


def cut_up(mesh: Mesh, times: int) -> Mesh:
    """Every face in four, ``times`` times; the shape stays."""
    vertices, faces = mesh.vertices, mesh.faces
    for _ in range(times):
        sides = np.sort(np.stack([faces, np.roll(faces, -1, axis=1)], axis=2).reshape(-1, 2), axis=1)
        edges, of_side = np.unique(sides, axis=0, return_inverse=True)
        ab, bc, ca = (len(vertices) + of_side.reshape(-1, 3)).T
        a, b, c = faces.T
        vertices = np.concatenate([vertices, vertices[edges].mean(axis=1)])
        faces = np.concatenate([np.stack(t, axis=1) for t in ((a, ab, ca), (b, bc, ab), (c, ca, bc), (ab, bc, ca))])
    return Mesh(vertices=vertices, faces=faces.astype(np.int32))


def icosphere(radius: float = 20.0, subdivisions: int = 3) -> Mesh:
    """20 * 4 ** ``subdivisions`` faces."""
    g = (1 + 5**0.5) / 2
    vertices = np.array(
        [[-1, g, 0], [1, g, 0], [-1, -g, 0], [1, -g, 0], [0, -1, g], [0, 1, g], [0, -1, -g], [0, 1, -g], [g, 0, -1],
         [g, 0, 1], [-g, 0, -1], [-g, 0, 1]], np.float64)  # fmt: skip
    faces = np.array(
        [[0, 11, 5], [0, 5, 1], [0, 1, 7], [0, 7, 10], [0, 10, 11], [1, 5, 9], [5, 11, 4], [11, 10, 2], [10, 7, 6],
         [7, 1, 8], [3, 9, 4], [3, 4, 2], [3, 2, 6], [3, 6, 8], [3, 8, 9], [4, 9, 5], [2, 4, 11], [6, 2, 10],
         [8, 6, 7], [9, 8, 1]], np.int32)  # fmt: skip
    cut = cut_up(Mesh(vertices=vertices, faces=faces), subdivisions)
    vertices, faces = np.array(cut.vertices), cut.faces
    vertices *= radius / np.linalg.norm(vertices, axis=1, keepdims=True)
    return Mesh(vertices=vertices, faces=faces)


def moved(mesh: Mesh, by: tuple[float, float, float]) -> Mesh:
    return mesh.with_(vertices=mesh.vertices + by)


def inside_out(mesh: Mesh) -> Mesh:
    return mesh.with_(faces=mesh.faces[:, ::-1])


def together(*meshes: Mesh) -> Mesh:
    """All in one mesh; colours are left behind, equal positions stay apart."""
    shift = np.cumsum([0, *(len(m.vertices) for m in meshes)])
    return Mesh(
        vertices=np.concatenate([m.vertices for m in meshes]),
        faces=np.concatenate([m.faces + s for m, s in zip(meshes, shift, strict=False)]),
    )
