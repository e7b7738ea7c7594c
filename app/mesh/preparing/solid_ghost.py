"""Solids as ghosts."""

import manifold3d
import numpy as np

from app.mesh.ghost import Ghost, Tone


def ghost_of(solid: manifold3d.Manifold, tone: Tone) -> Ghost | None:
    """The solid's surface, or None for an empty one."""
    if solid.is_empty():
        return None
    out = solid.to_mesh()
    points = np.ascontiguousarray(np.asarray(out.vert_properties)[:, :3], np.float32)
    return Ghost(points, np.ascontiguousarray(out.tri_verts, np.int32), tone)
