"""The fault of image-to-3D models, made on purpose: an inner skin joined to the outer one by pinholes."""

import numpy as np

from app.mesh.kernels.measure import face_normals
from app.mesh.mesh import Mesh


def vertex_normals(mesh: Mesh) -> np.ndarray:
    normals = np.zeros_like(mesh.vertices)
    for corner in range(3):
        np.add.at(normals, mesh.faces[:, corner], face_normals(mesh.vertices, mesh.faces, unit=False))
    return normals / np.linalg.norm(normals, axis=1)[:, None]


def double_walled(mesh: Mesh, wall_mm: float, pinholes: int, hole_share: float = 0.3, seed: int = 0) -> Mesh:
    """``mesh`` with a reversed copy ``wall_mm`` inside it and tubes between both; one closed shell for ``pinholes`` > 0.

    A pinhole has ``hole_share`` of the width of its face. The first vertices and faces are those of ``mesh``, except for the
    pierced faces, which are left out. The outer skin is red, all else blue.
    """
    rng = np.random.default_rng(seed)
    pierced = rng.choice(len(mesh.faces), pinholes, replace=False)
    n = len(mesh.vertices)
    inner = mesh.vertices - vertex_normals(mesh) * wall_mm
    vertices = [mesh.vertices, inner]
    stay = np.ones(len(mesh.faces), np.bool_)
    stay[pierced] = False
    faces = [mesh.faces[stay], mesh.faces[stay][:, ::-1] + n]
    new = 2 * n
    for f in pierced:
        small = []
        for skin, points in ((0, mesh.vertices), (1, inner)):
            corners = points[mesh.faces[f]]
            vertices.append(corners.mean(axis=0) + (corners - corners.mean(axis=0)) * hole_share)
            rim = new + np.arange(3)
            new += 3
            small.append(rim)
            ring = [
                t
                for k in range(3)
                for a, b in [(k, (k + 1) % 3)]
                for t in (
                    (mesh.faces[f][a] + skin * n, mesh.faces[f][b] + skin * n, rim[b]),
                    (mesh.faces[f][a] + skin * n, rim[b], rim[a]),
                )
            ]
            faces.append(np.array(ring)[:, ::-1] if skin else np.array(ring))
        out, into = small
        for k in range(3):
            a, b = k, (k + 1) % 3
            faces.append(np.array([(out[a], out[b], into[b]), (out[a], into[b], into[a])]))
    points = np.concatenate(vertices)
    colors = np.tile(np.array([40, 60, 220, 255], np.uint8), (len(points), 1))
    colors[:n] = (200, 30, 20, 255)
    return Mesh(vertices=points, faces=np.concatenate(faces).astype(np.int32), vertex_colors=colors)
