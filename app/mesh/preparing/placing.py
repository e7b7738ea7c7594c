"""Where a mesh stands: on the plate, turned about its middle."""

import numpy as np
from scipy.spatial.transform import Rotation

from app.mesh.arrays import FloatArray
from app.mesh.mesh import Mesh


def on_plate(mesh: Mesh, *, center: bool = False) -> Mesh:
    """The mesh with its lowest point at z = 0; ``center``: and the middle of its box at x = y = 0. Itself where it is so."""
    low, high = mesh.bounds
    middle = (low + high) / 2
    move = np.array([-middle[0] if center else 0.0, -middle[1] if center else 0.0, -low[2]])
    return mesh.with_(vertices=mesh.vertices + move) if move.any() else mesh


def turned(mesh: Mesh, rotation: FloatArray) -> Mesh:
    """The mesh turned about the middle of its box by a matrix (3, 3)."""
    middle = mesh.bounds.mean(axis=0)
    return mesh.with_(vertices=(mesh.vertices - middle) @ rotation.T + middle)


def over_same_place(mesh: Mesh, before: Mesh) -> Mesh:
    """The mesh on the plate, its box over the middle of the box that it had before."""
    move = before.bounds.mean(axis=0) - mesh.bounds.mean(axis=0)
    move[2] = -mesh.bounds[0, 2]
    return mesh.with_(vertices=mesh.vertices + move)


def rotation_to(direction: FloatArray, target: FloatArray) -> FloatArray:
    """(3, 3): the least turn that takes one unit vector (3,) to another."""
    axis = np.cross(direction, target)
    sine, cosine = float(np.linalg.norm(axis)), float(direction @ target)
    if sine < 1e-12:
        if cosine > 0:
            return np.eye(3)
        axis = np.cross(direction, [1.0, 0.0, 0.0] if abs(direction[0]) < 0.9 else [0.0, 1.0, 0.0])
        sine = float(np.linalg.norm(axis))
        return np.asarray(Rotation.from_rotvec(np.pi * axis / sine).as_matrix())
    return np.asarray(Rotation.from_rotvec(np.arctan2(sine, cosine) * axis / sine).as_matrix())
