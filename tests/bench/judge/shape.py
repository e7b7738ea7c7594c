"""Whether a mesh can be printed, said by trimesh, manifold3d and MeshLib; PyMeshLab is heard as a second opinion."""

from dataclasses import dataclass

import manifold3d
import numpy as np
import trimesh
from numpy.typing import NDArray

Points = NDArray[np.float64]
Faces = NDArray[np.int32]


def as_stored(vertices: Points, faces: Faces) -> tuple[Points, Faces]:
    """What a program sees that opens the file: 32-bit coordinates, one vertex per position, no face named twice over.

    Welded by exact equality: ``trimesh.merge_vertices`` rounds at 1e-8, which opens edges near zero.
    """
    rounded = np.asarray(vertices, np.float32).reshape(-1, 3) + np.float32(0)  # + 0: one sign of zero
    points, index = np.unique(rounded, axis=0, return_inverse=True)
    welded = index.reshape(-1)[np.asarray(faces).reshape(-1, 3)].astype(np.int32)
    a, b, c = welded.T
    return points.astype(np.float64), np.ascontiguousarray(welded[(a != b) & (b != c) & (c != a)])


@dataclass(frozen=True)
class Shape:
    """The verdict on one file.

    watertight, winding  trimesh: every edge has two faces, which run through it in opposite directions
    volume               trimesh: signed, in the cube of the file's unit
    manifold             manifold3d: the name of its status, "NoError" where it takes the mesh
    crossings            MeshLib: number of faces that cross another one
    second_opinion       PyMeshLab: the same, not part of the verdict; None where it was not asked
    """

    faces: int
    watertight: bool
    winding: bool
    volume: float
    manifold: str
    crossings: int
    second_opinion: int | None

    @property
    def printable(self) -> bool:
        return not self.faults

    @property
    def faults(self) -> list[str]:
        """What stands against printing and who says so."""
        if not self.faces:
            return ["no faces"]
        said = [
            (not self.watertight, "open (trimesh)"),
            (not self.winding, "wound both ways (trimesh)"),
            (self.watertight and self.volume <= 0, "no positive volume (trimesh)"),
            (self.manifold != "NoError", f"{self.manifold} (manifold3d)"),
            (self.crossings > 0, f"{self.crossings} crossing faces (MeshLib)"),
        ]
        return [words for wrong, words in said if wrong]


def judge_shape(vertices: Points, faces: Faces, *, ask_pymeshlab: bool = True) -> Shape:
    """The verdict on a mesh as its file holds it."""
    points, welded = as_stored(vertices, faces)
    if not len(welded):
        return Shape(0, False, False, 0.0, "NotManifold", 0, None)
    mesh = trimesh.Trimesh(points, welded, process=False)
    status = manifold3d.Manifold(manifold3d.Mesh(points.astype(np.float32), welded.astype(np.uint32))).status()
    return Shape(
        len(welded),
        bool(mesh.is_watertight),
        bool(mesh.is_winding_consistent),
        float(mesh.volume),
        str(status).rsplit(".", 1)[-1],
        len(crossing_faces_meshlib(points, welded)),
        len(crossing_faces_pymeshlab(points, welded)) if ask_pymeshlab else None,
    )


def meshlib_part(vertices: Points, faces: Faces) -> tuple[object, object]:
    """(mesh, part): MeshLib's mesh, which must be kept as long as the part of it."""
    from meshlib import mrmeshnumpy, mrmeshpy

    mesh = mrmeshnumpy.meshFromFacesVerts(np.ascontiguousarray(faces, np.int32), vertices.astype(np.float32))
    return mesh, mrmeshpy.MeshPart(mesh)


def crossing_faces_meshlib(vertices: Points, faces: Faces) -> NDArray[np.int64]:
    """Faces that cross another one."""
    from meshlib import mrmeshpy

    _mesh, part = meshlib_part(vertices, faces)
    pairs = mrmeshpy.findSelfCollidingTriangles(part)
    return np.unique(np.array([face.get() for pair in pairs for face in (pair.aFace, pair.bFace)], np.int64))


def crossing_faces_pymeshlab(vertices: Points, faces: Faces) -> NDArray[np.int64]:
    """Faces that cross another one."""
    import pymeshlab

    meshes = pymeshlab.MeshSet(verbose=False)
    meshes.add_mesh(pymeshlab.Mesh(vertices, faces))
    meshes.compute_selection_by_self_intersections_per_face()
    return np.flatnonzero(meshes.current_mesh().face_selection_array())
