"""A mesh under repair: positions and faces that change, and the colour that goes along with them."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.measure import face_areas, face_volumes
from app.mesh.kernels.weld import weld
from app.mesh.mesh import Material, Mesh


@dataclass(frozen=True, eq=False)
class Sides:
    """What both sides of two-sided panels show, of which a draft has only one; known by where their corners lie.

    corners   (S, 3, 3) float64 mm, counter-clockwise seen from the side that is meant
    uv        (S, 3, 2) float32 or None
    material  (S,) int16
    """

    corners: FloatArray
    uv: NDArray[np.float32] | None
    material: NDArray[np.int16]


@dataclass(frozen=True, eq=False)
class Draft:
    """What repairs work on; unlike a :class:`Mesh` it may have several vertices at one position (bodies that touch).

    points     (V, 3) float64 mm
    faces      (F, 3) int32
    uv         (F, 3, 2) float32 or None: a kept face keeps its corners bit for bit
    colors     (V, 4) uint8 or None: follow their vertices
    material   (F,) int16
    closing    (F,) bool: the face closes a hole, so it stands for no surface of the input
    part       (F,) int32 or None: which of the bodies that the repair began with the face comes from, or closes a hole of
    sides      None where there were no panels with two sides; for the whole draft, whatever its faces are
    """

    points: FloatArray
    faces: IntArray
    uv: NDArray[np.float32] | None
    colors: NDArray[np.uint8] | None
    material: NDArray[np.int16]
    closing: BoolArray
    materials: tuple[Material, ...]
    part: IntArray | None = None
    sides: Sides | None = None

    @classmethod
    def of(cls, mesh: Mesh) -> Self:
        """A draft of this mesh; arrays are copied, because compiled kernels know writable arrays only."""
        return cls(
            mesh.vertices.copy(),
            mesh.faces.copy(),
            None if mesh.corner_uv is None else mesh.corner_uv.copy(),
            None if mesh.vertex_colors is None else mesh.vertex_colors.copy(),
            mesh.material_of_face.copy(),
            np.zeros(len(mesh.faces), np.bool_),
            mesh.materials,
        )

    def to_mesh(self) -> Mesh:
        """The mesh: exactly welded, without unused vertices. Where colours differ at a position the first wins."""
        draft = self.welded().compact()
        return Mesh(draft.points, draft.faces, draft.uv, draft.colors, draft.material, draft.materials)

    def with_(self, **changes: Any) -> Self:
        """A copy with some fields replaced."""
        return replace(self, **changes)

    @property
    def size(self) -> int:
        """Number of faces."""
        return len(self.faces)

    @property
    def diagonal(self) -> float:
        """Length of the bounding diagonal of the faces in mm."""
        if not self.size:
            return 0.0
        used = self.points[np.unique(self.faces)]
        return float(np.linalg.norm(np.ptp(used, axis=0)))

    @property
    def volume(self) -> float:
        """Signed volume in mm³."""
        return float(face_volumes(self.points, self.faces).sum())

    @property
    def area(self) -> float:
        """Area in mm²."""
        return float(face_areas(self.points, self.faces).sum())

    def keep(self, faces: BoolArray | IntArray | NDArray[np.int64]) -> Self:
        """Only these faces (mask or indices, in this order); all vertices stay."""
        return self.with_(
            faces=np.ascontiguousarray(self.faces[faces]),
            uv=None if self.uv is None else self.uv[faces],
            material=self.material[faces],
            closing=self.closing[faces],
            part=None if self.part is None else self.part[faces],
        )

    def compact(self) -> Self:
        """Without the vertices that no face uses; their order stays."""
        if 8 * self.size < len(self.points):  # a small part of a large mesh
            named, small = np.unique(self.faces, return_inverse=True)
            return self.reindexed(small.reshape(-1, 3).astype(np.int32), named)
        used = np.zeros(len(self.points), np.bool_)
        used[self.faces] = True
        if used.all():
            return self
        index = np.cumsum(used, dtype=np.int32) - np.int32(1)
        return self.with_(
            points=self.points[used],
            faces=index[self.faces],
            colors=None if self.colors is None else self.colors[used],
        )

    def turned(self, flip: BoolArray | None = None) -> Self:
        """With these faces (all for None) turned over."""
        chosen = np.ones(self.size, np.bool_) if flip is None else flip
        faces = self.faces.copy()
        faces[chosen] = faces[chosen][:, ::-1]
        uv = self.uv
        if uv is not None:
            uv = uv.copy()
            uv[chosen] = uv[chosen][:, ::-1]
        return self.with_(faces=faces, uv=uv)

    def reindexed(self, faces: IntArray, source: NDArray[Any]) -> Self:
        """The same faces with other vertices: ``source`` (V',) says which old vertex each new one comes from."""
        return self.with_(
            points=self.points[source], faces=faces, colors=None if self.colors is None else self.colors[source]
        )

    def welded(self) -> Self:
        """One vertex per position; no face is dropped."""
        points, index = weld(self.points)
        if len(points) == len(self.points):
            return self
        first = np.full(len(points), len(self.points), np.int64)
        np.minimum.at(first, index, np.arange(len(index)))
        colors = None if self.colors is None else self.colors[first]
        return self.with_(points=points, faces=index[self.faces], colors=colors)


def joined(parts: list[Draft]) -> Draft:
    """All faces of the parts, in their order, with their own vertices."""
    if len(parts) == 1:
        return parts[0]
    offsets = np.cumsum([0, *(len(p.points) for p in parts)])
    first = parts[0]
    return first.with_(
        points=np.vstack([p.points for p in parts]),
        faces=np.vstack([p.faces + np.int32(o) for p, o in zip(parts, offsets[:-1], strict=True)]),
        uv=None if first.uv is None else np.concatenate([p.uv for p in parts if p.uv is not None]),
        colors=None if first.colors is None else np.concatenate([p.colors for p in parts if p.colors is not None]),
        material=np.concatenate([p.material for p in parts]),
        closing=np.concatenate([p.closing for p in parts]),
        part=np.concatenate([p.part for p in parts if p.part is not None])
        if all(p.part is not None for p in parts)
        else None,
    )


def rows_by_label(label: IntArray, count: int) -> list[NDArray[np.int64]]:
    """The places, ascending, of each label 0 to ``count`` - 1 in (F,)."""
    order = np.argsort(label, kind="stable")
    bounds = np.searchsorted(label[order], np.arange(count + 1))
    return [order[a:b] for a, b in pairwise(bounds)]


def bodies_of(draft: Draft, label: IntArray, count: int) -> list[Draft]:
    """The draft taken apart: faces of each label, with the vertices that they use."""
    return [draft.keep(rows).compact() for rows in rows_by_label(label, count)]
