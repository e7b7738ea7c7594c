"""Meshes for brushes."""

import numpy as np
import trimesh

from app.mesh.mesh import Material, Mesh, Texture


def ball(radius: float = 10.0, subdivisions: int = 5) -> Mesh:
    made = trimesh.creation.icosphere(subdivisions=subdivisions, radius=radius)
    return Mesh(np.asarray(made.vertices), np.asarray(made.faces, np.int32))


def slab(thickness: float = 0.4, cells: int = 40) -> Mesh:
    """A flat box of 20 × 20 mm with fine faces above and below, z from 0 to ``thickness``."""
    box = trimesh.creation.box((20.0, 20.0, thickness)).subdivide_to_size(20.0 / cells * 1.5)
    box.merge_vertices()
    return Mesh(np.asarray(box.vertices) + np.array([0, 0, thickness / 2]), np.asarray(box.faces, np.int32))


def rough(mesh: Mesh, size: float = 0.1) -> Mesh:
    noise = np.random.default_rng(1).normal(0, size, mesh.vertices.shape)
    return mesh.with_(vertices=mesh.vertices + noise)


def globe(side: int = 256, color: tuple[int, int, int] = (40, 60, 200), subdivisions: int = 4) -> Mesh:
    """A ball whose picture is laid out like a map of the world: one seam from pole to pole."""
    mesh = ball(subdivisions=subdivisions)
    place = mesh.vertices / 10.0
    east = np.arctan2(place[:, 1], place[:, 0]) / (2 * np.pi) + 0.5
    uv = np.stack([east, np.arcsin(np.clip(place[:, 2], -1, 1)) / np.pi + 0.5], axis=1)[mesh.faces]
    across = (uv[..., 0].max(axis=1) - uv[..., 0].min(axis=1)) > 0.5
    uv[across, :, 0] += uv[across, :, 0] < 0.5
    pixels = np.full((side, 2 * side, 4), (*color, 255), np.uint8)
    return mesh.with_(corner_uv=uv.astype(np.float32), materials=(Material("map", texture=Texture(pixels)),))


def wall(side: int = 300, *, mirrored: bool = False) -> Mesh:
    """Two triangles, 20 × 20 mm at z 0, each the half of one picture; mirrored: both show the same half."""
    vertices = np.array([[0, 0, 0], [20, 0, 0], [20, 20, 0], [0, 20, 0]], float)
    faces = np.array([[0, 1, 2], [0, 2, 3]], np.int32)
    uv = np.array([[[0, 0], [1, 0], [1, 1]], [[0, 0], [1, 1], [0, 1]]], np.float32)
    if mirrored:
        uv[1] = [[0, 0], [1, 1], [1, 0]]
    pixels = np.full((side, side, 4), (40, 60, 200, 77), np.uint8)
    return Mesh(vertices, faces, corner_uv=uv, materials=(Material("wall", texture=Texture(pixels)),))
