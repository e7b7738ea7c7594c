"""Points spread over every face, and the colours there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import IntArray
from app.mesh.bake.source_color import SourceColor
from app.mesh.kernels.measure import face_areas
from app.mesh.kernels.paint_points import spread
from app.mesh.mesh import Mesh
from app.mesh.srgb import srgba8_from_linear

AT_A_TIME = 200_000
MOST = 64  # points on one face


@dataclass(frozen=True, eq=False)
class FaceSamples:
    """``face`` (N,) int32 ascending, barycentric ``weights`` (N, 3) float32, ``color`` (N, 4) uint8 sRGB of each point."""

    face: IntArray
    weights: NDArray[np.float32]
    color: NDArray[np.uint8]


def face_samples(mesh: Mesh, source: SourceColor, points: int, progress: Progress) -> FaceSamples:
    """About this many points and at least four on each face; ``source`` is what the mesh shows."""
    areas = face_areas(mesh.vertices, mesh.faces)
    count = np.clip(areas * (points / max(float(areas.sum()), 1e-300)), 4, MOST).astype(np.int64)
    face = np.repeat(np.arange(len(mesh.faces), dtype=np.int32), count)
    weights = spread(count)
    color = np.empty((len(face), 4), np.uint8)
    for start in range(0, len(face), AT_A_TIME):
        progress(start / len(face))
        part = slice(start, start + AT_A_TIME)
        color[part] = srgba8_from_linear(source.at(face[part], weights[part].astype(np.float64)))
    return FaceSamples(face, weights, color)
