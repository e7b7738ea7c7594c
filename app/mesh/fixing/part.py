"""A part of a mesh that is taken out, worked on, and put back; everything around it stays as it is to the bit."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray
from app.mesh.fixing.selected import touching
from app.mesh.healing.edit import Draft
from app.mesh.kernels.weld import weld
from app.mesh.mesh import Mesh


@dataclass(frozen=True, eq=False)
class Part:
    """Selected faces and the faces around them, as a mesh of their own.

    mesh    the selected faces in their order, then those that share a vertex with them
    locked  (F,) bool: faces of ``mesh`` around the selection, which must stay as they are
    """

    whole: Mesh
    chosen: BoolArray
    mesh: Mesh
    locked: BoolArray

    @classmethod
    def of(cls, whole: Mesh, chosen: BoolArray) -> "Part":
        """``chosen`` (F,) bool."""
        own = np.flatnonzero(chosen)
        around = np.flatnonzero(touching(whole.faces, len(whole.vertices), chosen))
        mesh = whole.keep_faces(np.concatenate([own, around]).astype(np.int32))
        return cls(whole, chosen, mesh, np.arange(len(mesh.faces)) >= len(own))

    def put_back(self, changed: Mesh, own: BoolArray) -> Mesh:
        """The whole mesh with the faces ``own`` (F,) of ``changed`` in the place of the chosen ones.

        They come after the others, which keep their order; points at the position of a kept vertex are that vertex.
        """
        new = changed.keep_faces(own)
        kept = Draft.of(self.whole).keep(~self.chosen)
        n = len(kept.points)
        known, index = weld(np.vstack([kept.points, new.vertices]))
        first = np.full(len(known), len(index), np.int64)
        used = np.zeros(len(index), np.bool_)
        used[kept.faces] = True
        used[n:] = True
        np.minimum.at(first, index[used], np.flatnonzero(used))
        vertex = first[index[n:]].astype(np.int32)
        return with_faces(kept, new, vertex[new.faces])


def with_faces(kept: Draft, new: Mesh, faces: NDArray[np.int32]) -> Mesh:
    """The kept faces, then ``faces`` (F, 3), which name vertices of ``kept`` and then those of ``new``."""
    both = kept.with_(
        points=np.vstack([kept.points, new.vertices]),
        faces=np.vstack([kept.faces, faces]),
        uv=None if kept.uv is None or new.corner_uv is None else np.concatenate([kept.uv, new.corner_uv]),
        colors=None
        if kept.colors is None or new.vertex_colors is None
        else np.vstack([kept.colors, new.vertex_colors]),
        material=np.concatenate([kept.material, new.material_of_face]),
        closing=np.zeros(len(kept.faces) + len(faces), np.bool_),
    ).compact()
    return Mesh(both.points, both.faces, both.uv, both.colors, both.material, new.materials)
