"""Meshes made on the spot."""

from typing import Any

import numpy as np

from app.mesh.mesh import Material, Mesh, Texture

CUBE_FACES = np.array(
    [[0, 2, 1], [0, 3, 2], [4, 5, 6], [4, 6, 7], [0, 1, 5], [0, 5, 4],
     [1, 2, 6], [1, 6, 5], [2, 3, 7], [2, 7, 6], [3, 0, 4], [3, 4, 7]], np.int32,
)  # fmt: skip


def cube(edge: float = 40.0, **fields: Any) -> Mesh:
    """A cube on the ground, its faces outward."""
    corners = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1], [1, 0, 1], [1, 1, 1], [0, 1, 1]], float)
    return Mesh((corners - [0.5, 0.5, 0]) * edge, CUBE_FACES, **fields)


def sphere(radius: float = 20.0, rings: int = 24) -> Mesh:
    """A sphere on the ground with closed poles."""
    theta = np.linspace(0, np.pi, rings + 1)[1:-1]
    phi = np.linspace(0, 2 * np.pi, 2 * rings, endpoint=False)
    t, p = np.meshgrid(theta, phi, indexing="ij")
    ring = np.stack([np.sin(t) * np.cos(p), np.sin(t) * np.sin(p), np.cos(t)], axis=2).reshape(-1, 3)
    points = np.concatenate([ring, [[0, 0, 1], [0, 0, -1]]])
    n = len(phi)
    k = np.arange(n)
    follow = (k + 1) % n
    faces = [np.stack([np.full(n, len(ring)), k, follow], axis=1)]
    for row in range(len(theta) - 1):
        a, b = row * n, (row + 1) * n
        faces += [np.stack([a + k, b + k, b + follow], axis=1), np.stack([a + k, b + follow, a + follow], axis=1)]
    last = (len(theta) - 1) * n
    faces.append(np.stack([np.full(n, len(ring) + 1), last + follow, last + k], axis=1))
    return Mesh(points * radius + [0, 0, radius], np.concatenate(faces).astype(np.int32))


def painted(mesh: Mesh, color: tuple[int, int, int]) -> Mesh:
    """The mesh with a texture of one colour."""
    pixels = np.full((8, 8, 4), 255, np.uint8)
    pixels[..., :3] = color
    uv = np.tile(np.array([[0.1, 0.1], [0.9, 0.1], [0.9, 0.9]], np.float32), (len(mesh.faces), 1, 1))
    return mesh.with_(corner_uv=uv, materials=(Material("skin", texture=Texture(pixels)),))
