"""One call of everything that collapses and flips edges, for ``warm``."""

import numpy as np

from app.jobs.progress import silent
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.collapse import collapsed
from app.mesh.kernels.collapse_blocks import blocks_of
from app.mesh.kernels.collapse_fans import link_corners
from app.mesh.kernels.even_out import collapse_short_edges, flip_edges


def warm_collapse(vertices: FloatArray, faces: IntArray) -> None:
    """Compile for the types that ``collapsed`` and the remesher use."""
    n, m = len(vertices), len(faces)
    collapsed(vertices, faces, silent(), target_faces=m - 1)
    points, corners = np.array(vertices), np.array(faces, np.int32)
    blocks_of(points, corners, np.zeros(n, np.uint8), 1, np.zeros(3))
    head, following = np.empty(n, np.int32), np.empty(3 * m, np.int32)
    link_corners(corners, head, following)
    uv, fixed, mark = np.zeros((0, 3, 2), np.float32), np.ones(n, np.uint8), np.zeros(n, np.int32)
    collapse_short_edges(points, corners, uv, fixed, head, following, mark, 1, 0.1, 1.0, 0, m)
    piece, valence = np.zeros(m, np.int32), np.full(n, 3, np.int32)
    flip_edges(points, corners, uv, piece, head, following, valence, valence, 0, m)
