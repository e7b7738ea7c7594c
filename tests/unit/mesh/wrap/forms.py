"""Forms that only a rebuild can answer."""

import numpy as np

from app.mesh.arrays import BoolArray
from app.mesh.mesh import Mesh


def double_wall(radius: float, wall: float, hole: float) -> tuple[Mesh, BoolArray]:
    """A ball with a second, inner skin joined to the outer one by a round tube at the top: one closed component.

    ``hole`` is the width of the tube. Also which faces (F,) belong to the inner skin.
    """
    sectors, rings = 64, 48
    angle = hole / 2 / radius  # of the rim of the hole, seen from the middle
    t = angle + (np.pi - angle) * np.arange(rings) / rings
    u = (np.arange(sectors) + 0.5) * 2 * np.pi / sectors
    ring = np.stack(
        [np.outer(np.sin(t), np.cos(u)), np.outer(np.sin(t), np.sin(u)), np.outer(np.cos(t), np.ones(sectors))], axis=-1
    ).reshape(-1, 3)
    skin = np.concatenate([ring, [[0.0, 0.0, -1.0]]])
    k = np.arange(sectors)
    following = (k + 1) % sectors
    faces = []
    for r in range(rings - 1):
        a, b, c, d = r * sectors + k, r * sectors + following, (r + 1) * sectors + following, (r + 1) * sectors + k
        faces += [np.stack([a, d, c], axis=1), np.stack([a, c, b], axis=1)]
    faces.append(
        np.stack([(rings - 1) * sectors + k, np.full(sectors, len(ring)), (rings - 1) * sectors + following], axis=1)
    )
    outer = np.concatenate(faces)
    inner = outer[:, ::-1] + len(skin)
    a, b = k, following
    tube = np.concatenate(
        [np.stack([a, b, b + len(skin)], axis=1), np.stack([a, b + len(skin), a + len(skin)], axis=1)]
    )
    inner_skin = skin * (radius - wall)
    inner_skin[:-1, :2] *= np.where(np.arange(len(ring))[:, None] < sectors, radius / (radius - wall), 1.0)
    mesh = Mesh(np.concatenate([skin * radius, inner_skin]), np.concatenate([outer, inner, tube]).astype(np.int32))
    return mesh, (np.arange(len(mesh.faces)) >= len(outer)) & (np.arange(len(mesh.faces)) < 2 * len(outer))


def oblique(mesh: Mesh) -> Mesh:
    """Turned so that no face or edge lies along an axis."""
    turn, _ = np.linalg.qr(np.random.default_rng(4).normal(size=(3, 3)))
    return mesh.with_(vertices=mesh.vertices @ turn)


def rod(length: float, width: float) -> Mesh:
    """A three-sided bar along z."""
    end = np.array([[0.0, 0.0, 0.0], [width, 0.0, 0.0], [0.0, width, 0.0]])
    faces = [[0, 2, 1], [3, 4, 5], [0, 1, 4], [0, 4, 3], [1, 2, 5], [1, 5, 4], [2, 0, 3], [2, 3, 5]]
    return Mesh(np.concatenate([end, end + np.array([0.0, 0.0, length])]), np.array(faces, np.int32))
