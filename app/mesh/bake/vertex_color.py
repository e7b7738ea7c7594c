"""The colour of each vertex of a new surface: from the source beneath it, else spread from where there is one."""

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.bake.diffusion import spread_colors
from app.mesh.bake.giver import Giver
from app.mesh.bake.surface import Surface
from app.mesh.kernels.open3d_scene import Scene

QUERIES = 50_000  # points a call, so that cancelling is quick


def vertex_light(giver: Giver, taker: Surface, progress: Progress) -> NDArray[np.float32]:
    """(V, 4) float32 linear light with straight alpha for the vertices of ``taker``."""
    points, normals = taker.points, taker.vertex_normals
    result = np.zeros((len(points), 4), np.float32)
    known = np.zeros(len(points), np.bool_)
    for start in range(0, len(points), QUERIES):
        progress(0.6 * start / len(points))
        part = slice(start, start + QUERIES)
        face, weights = giver.surface.closest(points[part], normals[part])
        hit = face >= 0
        result[part][hit] = giver.color.at(face[hit], weights[hit])
        known[part] = hit
    result, known = spread_colors(result, known, taker.faces, progress.part(0.6, 0.9))
    left = np.flatnonzero(~known)
    if len(left):  # a piece of which no point agrees with the source: better its nearest colour than none
        scene = Scene(giver.mesh.vertices, giver.mesh.faces)
        for start in range(0, len(left), QUERIES):
            progress(0.9 + 0.1 * start / len(left))
            part_of = left[start : start + QUERIES]
            near = scene.closest(points[part_of])
            result[part_of] = giver.color.at(near.face, near.weights)
    return result
