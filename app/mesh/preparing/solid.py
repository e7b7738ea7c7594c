"""A figure as a solid that parts are joined to and cut from. Every face remembers where it comes from: colour is carried."""

from dataclasses import dataclass, replace
from typing import Self

import manifold3d
import numpy as np
from numpy.typing import NDArray

from app.errors import RepairFailedError
from app.i18n import text
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.measure import face_normals
from app.mesh.kernels.weld import weld
from app.mesh.mesh import Mesh
from app.mesh.preparing.solid_paint import Paint, Pieces, painted

APART_MM = 1e-3  # what a 32-bit file still tells apart
FIGURE = -1  # the part number of a face of the figure itself


@dataclass(frozen=True, eq=False)
class Workpiece:
    """A figure and the parts that were joined to it or cut from it so far.

    body    the solid as it is now
    figure  the mesh it began with, which is where its own faces get their colour from
    number  manifold3d's number of the figure's faces
    parts   manifold3d's numbers of the parts' faces, and how each is painted
    """

    body: manifold3d.Manifold
    figure: Mesh
    number: int
    parts: tuple[tuple[int, Paint], ...] = ()

    @classmethod
    def of(cls, mesh: Mesh) -> Self:
        """Raises RepairFailedError for a mesh that is no solid: it is open, edges have more than two faces, or it is turned."""
        number = int(manifold3d.Manifold.reserve_ids(1))
        body = manifold3d.Manifold(
            manifold3d.Mesh64(
                vert_properties=np.array(mesh.vertices),
                tri_verts=mesh.faces.astype(np.uint64),
                run_index=np.array([0, 3 * len(mesh.faces)], np.uint64),
                run_original_id=np.array([number], np.uint32),
                face_id=np.arange(len(mesh.faces), dtype=np.uint64),
            )
        )
        if body.status() != manifold3d.Error.NoError or body.is_empty():
            raise RepairFailedError(
                text(
                    "The surface of this model is not closed, so that nothing can be joined to it or cut from it: repair "
                    "it first."
                )
            )
        if body.volume() <= 0:
            raise RepairFailedError(text("The surface of this model is inside out: repair it first."))
        return cls(body, mesh, number)

    def joined(self, part: manifold3d.Manifold, paint: Paint) -> Self:
        """With a part united with it."""
        return self._after(self.body, part, paint, manifold3d.OpType.Add)

    def cut(self, tool: manifold3d.Manifold, paint: Paint) -> Self:
        """With the tool's volume taken away; ``paint`` is the colour of the faces that the cut lays open."""
        return self._after(self.body, tool, paint, manifold3d.OpType.Subtract)

    def common(self, tool: manifold3d.Manifold, paint: Paint) -> Self:
        """Only what is inside of the tool's volume too."""
        return self._after(self.body, tool, paint, manifold3d.OpType.Intersect)

    def mesh(self) -> Mesh:
        """The solid as a mesh with its colours: one vertex for each position, no face without a body.

        Raises RepairFailedError where nothing is left.
        """
        if self.body.is_empty():
            raise RepairFailedError(text("Nothing would be left of the model: choose another size or place."))
        out = self.body.to_mesh64()
        points = np.ascontiguousarray(np.asarray(out.vert_properties)[:, :3], np.float64)
        merged = np.arange(len(points), dtype=np.int32)
        merged[np.asarray(out.merge_from_vert, np.int64)] = np.asarray(out.merge_to_vert, np.int32)
        faces = merged[np.asarray(out.tri_verts).astype(np.int64)]
        points = _parted(points, faces)
        part = self._part_of_faces(np.asarray(out.run_index), np.asarray(out.run_original_id), len(faces))
        origin = np.asarray(out.face_id).astype(np.int64)
        return painted(self.figure, Pieces(points, faces, origin, part), tuple(paint for _, paint in self.parts))

    def _after(
        self, body: manifold3d.Manifold, part: manifold3d.Manifold, paint: Paint, operation: manifold3d.OpType
    ) -> Self:
        own = part.as_original()
        result = manifold3d.Manifold.batch_boolean([body, own], operation)
        return replace(self, body=result, parts=(*self.parts, (int(own.original_id()), paint)))

    def _part_of_faces(self, starts: NDArray[np.uint64], numbers: NDArray[np.uint32], count: int) -> IntArray:
        """(F,) int32: FIGURE or the index of the part."""
        index = {self.number: FIGURE} | {number: k for k, (number, _) in enumerate(self.parts)}
        part = np.full(count, FIGURE, np.int32)
        for run, number in enumerate(numbers.tolist()):
            part[int(starts[run]) // 3 : int(starts[run + 1]) // 3] = index[number]
        return part


def _parted(points: FloatArray, faces: IntArray) -> FloatArray:
    """The points, with those drawn a little into the body that lie in one place and are not one.

    Where surfaces only touch (a ring that leans against a wall), they would become one edge of four faces in a file.
    """
    used = np.zeros(len(points), np.bool_)
    used[faces] = True
    vertices = np.flatnonzero(used)
    places, index = weld(points[vertices])
    if len(places) == len(vertices):
        return points
    touching = np.zeros(len(points), np.bool_)
    touching[vertices[np.bincount(index, minlength=len(places))[index] > 1]] = True
    around = faces[touching[faces].any(axis=1)]
    normal = np.zeros_like(points)
    np.add.at(normal, around.reshape(-1), np.repeat(face_normals(points, around, unit=False), 3, axis=0))
    length = np.linalg.norm(normal[touching], axis=1, keepdims=True)
    result = points.copy()
    result[touching] -= APART_MM * normal[touching] / np.maximum(length, 1e-300)
    return result
