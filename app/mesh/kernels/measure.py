"""Area, normal and volume of each face."""

import numpy as np
from numba import njit

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.arrays import as_input


def face_areas(vertices: FloatArray, faces: IntArray) -> FloatArray:
    """(F,) float64 in mm²."""
    return np.asarray(np.linalg.norm(face_normals(vertices, faces, unit=False), axis=1) * 0.5)


def face_normals(vertices: FloatArray, faces: IntArray, *, unit: bool = True) -> FloatArray:
    """(F, 3) float64: of length 1 (0 for a face without area), or else twice the area as a vector in mm²."""
    result = np.empty((len(faces), 3))
    _normals(*_arrays(vertices, faces), unit, result)
    return result


def face_volumes(vertices: FloatArray, faces: IntArray) -> FloatArray:
    """(F,) float64 in mm³: signed volume of the tetrahedron of each face and the centre of the bounding box.

    The sum over a closed shell is its volume, negative where the shell is inside out. The centre keeps the terms
    small for a mesh that lies far from the origin.
    """
    vertices, faces = _arrays(vertices, faces)
    result = np.empty(len(faces))
    if len(faces):
        _volumes(vertices, faces, 0.5 * (vertices.min(axis=0) + vertices.max(axis=0)), result)
    return result


def face_heights(vertices: FloatArray, faces: IntArray) -> FloatArray:
    """(F,) float64 in mm: the shortest height, twice the area over the longest side; 0 for a face without area."""
    result = np.empty(len(faces))
    _heights(*_arrays(vertices, faces), result)
    return result


def _arrays(vertices: FloatArray, faces: IntArray) -> tuple[FloatArray, IntArray]:
    return as_input(vertices, np.float64), as_input(faces, np.int32)


@njit(cache=True, nogil=True)
def _normals(vertices: FloatArray, faces: IntArray, unit: bool, result: FloatArray) -> None:
    for f in range(len(faces)):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        ux, uy, uz = vertices[b, 0] - vertices[a, 0], vertices[b, 1] - vertices[a, 1], vertices[b, 2] - vertices[a, 2]
        vx, vy, vz = vertices[c, 0] - vertices[a, 0], vertices[c, 1] - vertices[a, 1], vertices[c, 2] - vertices[a, 2]
        x, y, z = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        if unit:
            length = np.sqrt(x * x + y * y + z * z)
            scale = 1.0 / length if length > 0.0 else 0.0
            x, y, z = x * scale, y * scale, z * scale
        result[f, 0], result[f, 1], result[f, 2] = x, y, z


@njit(cache=True, nogil=True)
def _volumes(vertices: FloatArray, faces: IntArray, centre: FloatArray, result: FloatArray) -> None:
    ox, oy, oz = centre[0], centre[1], centre[2]
    for f in range(len(faces)):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        ax, ay, az = vertices[a, 0] - ox, vertices[a, 1] - oy, vertices[a, 2] - oz
        bx, by, bz = vertices[b, 0] - ox, vertices[b, 1] - oy, vertices[b, 2] - oz
        cx, cy, cz = vertices[c, 0] - ox, vertices[c, 1] - oy, vertices[c, 2] - oz
        result[f] = (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)) / 6.0


@njit(cache=True, nogil=True)
def _heights(vertices: FloatArray, faces: IntArray, result: FloatArray) -> None:
    for f in range(len(faces)):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        ux, uy, uz = vertices[b, 0] - vertices[a, 0], vertices[b, 1] - vertices[a, 1], vertices[b, 2] - vertices[a, 2]
        vx, vy, vz = vertices[c, 0] - vertices[a, 0], vertices[c, 1] - vertices[a, 1], vertices[c, 2] - vertices[a, 2]
        x, y, z = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        wx, wy, wz = vx - ux, vy - uy, vz - uz
        longest = max(ux * ux + uy * uy + uz * uz, vx * vx + vy * vy + vz * vz, wx * wx + wy * wy + wz * wz)
        result[f] = np.sqrt((x * x + y * y + z * z) / longest) if longest > 0.0 else 0.0
