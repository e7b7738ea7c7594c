"""Shapes whose colour at every point is known."""

import numpy as np

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.mesh import Material, Mesh, Texture
from tests.unit.mesh.shapes import box, icosphere


def gradient(size: int = 256) -> Texture:
    """Red grows to the right, green downwards; blue is a chequer of fields of 64 pixels."""
    step = np.arange(size)
    pixels = np.full((size, size, 4), 255, np.uint8)
    pixels[:, :, 0] = (step * 255 // (size - 1))[None, :]
    pixels[:, :, 1] = (step * 255 // (size - 1))[:, None]
    pixels[:, :, 2] = ((step[None, :] // 64 + step[:, None] // 64) % 2) * 120 + 60
    return Texture(pixels)


def painted_ball(radius: float = 20.0, subdivisions: int = 4) -> Mesh:
    """A ball with a picture seen from the front, mirrored on the back."""
    ball = icosphere(radius, subdivisions)
    corners = ball.vertices[ball.faces]
    uv = corners[:, :, [0, 2]] / (2.2 * radius) + 0.5
    return ball.with_(corner_uv=uv.astype(np.float32), materials=(Material("skin", texture=gradient()),))


def two_sided_plate(thickness: float = 0.4) -> Mesh:
    """A thin plate, 20 × 20 mm, red on top and blue everywhere else: two plain pictures."""
    plate = box((20.0, 20.0, thickness))
    top = (plate.vertices[plate.faces][:, :, 2] > thickness / 2).all(axis=1)
    return plate.with_(
        corner_uv=np.full((12, 3, 2), 0.5, np.float32),
        face_material=top.astype(np.int16),
        materials=(Material("blue", texture=plain((0, 0, 255))), Material("red", texture=plain((255, 0, 0)))),
    )


def plain(color: tuple[int, int, int], alpha: int = 255) -> Texture:
    pixels = np.empty((4, 4, 4), np.uint8)
    pixels[:] = (*color, alpha)
    return Texture(pixels)


def subdivided(mesh: Mesh, times: int) -> tuple[FloatArray, IntArray]:
    """The same surface with every face cut in four, so many times."""
    vertices, faces = mesh.vertices, mesh.faces
    for _ in range(times):
        edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
        named, index = np.unique(edges, axis=0, return_inverse=True)
        middle = (index.reshape(3, -1) + len(vertices)).astype(np.int32)
        ab, bc, ca = middle
        vertices = np.concatenate([vertices, vertices[named].mean(axis=1)])
        a, b, c = faces.T
        faces = np.concatenate([np.stack(t, axis=1) for t in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))])
    return vertices, np.ascontiguousarray(faces, np.int32)
