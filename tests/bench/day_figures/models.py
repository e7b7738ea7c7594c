"""Generated figurines for the soak: lumpy balls of 5,000 to 50,000 faces, each broken in its own way, plain or with colour."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.mesh import Material, Mesh, Texture

COLORS = ("plain", "vertex colours", "texture")
FEWEST, MOST = 5_000, 50_000
SUFFIX = {"plain": ".stl", "vertex colours": ".ply", "texture": ".glb"}


def broken_figurine(number: int) -> tuple[Mesh, str]:
    """The model with this number, and the suffix of a file that holds it whole; the same number, the same model."""
    chance = np.random.default_rng(number)
    rings = round(float(np.sqrt(chance.uniform(FEWEST, MOST) / 4)))
    vertices, faces, angles = _lumpy_ball(rings, chance)
    keep = _with_holes(vertices, faces, chance)
    faces = faces[keep]
    if number % 2:
        turned = chance.choice(len(faces), len(faces) // 50, replace=False)
        faces[turned] = faces[turned][:, ::-1]
    if number % 3 == 0:
        faces = np.concatenate([faces, faces[: len(faces) // 100]])
    if number % 4 == 0:
        vertices, faces, angles = _with_floating_shell(vertices, faces, angles)
    color = COLORS[number % len(COLORS)]
    if color == "vertex colours":
        painted = np.full((len(vertices), 4), 255, np.uint8)
        painted[:, :3] = (127 + 127 * np.sin(vertices / 9.0)).astype(np.uint8)
        return Mesh(vertices, faces.astype(np.int32), vertex_colors=painted), SUFFIX[color]
    if color == "texture":
        skin = Material("skin", texture=Texture(_stripes(chance)))
        corner_uv = angles[faces].astype(np.float32)
        return Mesh(vertices, faces.astype(np.int32), corner_uv=corner_uv, materials=(skin,)), SUFFIX[color]
    return Mesh(vertices, faces.astype(np.int32)), SUFFIX[color]


def _lumpy_ball(
    rings: int, chance: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Vertices in mm, about 4·rings² faces outward, and a texture coordinate for each vertex."""
    theta = np.linspace(0, np.pi, rings + 1)[1:-1]
    phi = np.linspace(0, 2 * np.pi, 2 * rings, endpoint=False)
    t, p = np.meshgrid(theta, phi, indexing="ij")
    lumps = chance.integers(3, 8, 2)
    radius = 30 * (1 + 0.12 * np.sin(lumps[0] * t) * np.cos(lumps[1] * p))
    ring = np.stack([radius * np.sin(t) * np.cos(p), radius * np.sin(t) * np.sin(p), radius * np.cos(t)], axis=2)
    vertices = np.concatenate([ring.reshape(-1, 3), [[0, 0, 30], [0, 0, -30]]]) + np.array([0, 0, 40])
    uv = np.concatenate([np.stack([p / (2 * np.pi), 1 - t / np.pi], axis=2).reshape(-1, 2), [[0.5, 1], [0.5, 0]]])
    around = len(phi)
    k = np.arange(around)
    follow = (k + 1) % around
    faces = [np.stack([np.full(around, len(vertices) - 2), k, follow], axis=1)]
    for row in range(len(theta) - 1):
        a, b = row * around, (row + 1) * around
        faces += [np.stack([a + k, b + k, b + follow], axis=1), np.stack([a + k, b + follow, a + follow], axis=1)]
    last = (len(theta) - 1) * around
    faces.append(np.stack([np.full(around, len(vertices) - 1), last + follow, last + k], axis=1))
    return vertices, np.concatenate(faces), uv


def _with_holes(
    vertices: NDArray[np.float64], faces: NDArray[np.int64], chance: np.random.Generator
) -> NDArray[np.bool_]:
    """Which faces are left when one to three round pieces are torn out."""
    keep = np.ones(len(faces), bool)
    middles = vertices[faces].mean(axis=1)
    for center in middles[chance.choice(len(faces), chance.integers(1, 4))]:
        keep &= np.linalg.norm(middles - center, axis=1) > chance.uniform(2.0, 5.0)
    return keep


def _with_floating_shell(
    vertices: NDArray[np.float64], faces: NDArray[np.int64], uv: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """A crumb of 1 mm beside the figure that belongs to nothing."""
    crumb = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], float) + np.array([45, 45, 45])
    shell = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]]) + len(vertices)
    return np.concatenate([vertices, crumb]), np.concatenate([faces, shell]), np.concatenate([uv, uv[:4]])


def _stripes(chance: np.random.Generator, size: int = 512) -> NDArray[np.uint8]:
    y, x = np.mgrid[:size, :size]
    pixels = np.full((size, size, 4), 255, np.uint8)
    pixels[..., 0], pixels[..., 1] = (x // 4) % 256, (y // 4) % 256
    pixels[..., 2] = chance.integers(40, 220)
    return pixels
