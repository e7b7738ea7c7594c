"""How long hollowing a textured figure of 150 mm takes at a wall of 2 mm, holes drilled (issue 4: under 20 s).

The figure is one of the corpus with each face cut into sixteen (170,000 faces), or a snowman of 300,000 faces without it.

``wall_error_mm`` is by how much the thinnest wall is below the one that was asked, at points all over the inner skin, as
Open3D measures it (issue 4: at most 0.1 mm). ``python -m tests.bench.viewport_figures.hollow`` measures it alone.
"""

import json
import time

import numpy as np

from app.jobs.progress import silent
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.loading import load
from app.mesh.mesh import Mesh
from app.mesh.tools import TOOLS
from app.settings.process import find_process
from tests.bench.viewport_figures.base_text import figure
from tests.bench.viewport_figures.large import BASE

HEIGHT_MM = 150.0
WALL_MM = 2.0
RUNS = 3
POINTS = 8  # on each face of the inner skin


def measure() -> dict[str, float]:
    """``hollow_s``, the median of warm runs with drain holes, and ``wall_error_mm``."""
    mesh, process = _figure(), find_process("white-resin")
    tool = TOOLS["hollow"]
    seconds = []
    for run in range(RUNS + 1):
        begun = time.perf_counter()
        tool.run(mesh, {"wall_mm": WALL_MM}, process, silent())
        if run:  # the first one compiles and loads
            seconds.append(time.perf_counter() - begun)
    closed = tool.run(mesh, {"wall_mm": WALL_MM, "drains": "no"}, process, silent()).mesh
    return {
        "hollow_s": round(float(np.median(seconds)), 2),
        "wall_error_mm": round(max(WALL_MM - thinnest(mesh, closed), 0.0), 3),
    }


def _figure() -> Mesh:
    if not BASE.is_file():
        return figure().scaled_to_height(HEIGHT_MM)
    coarse = load(BASE, silent()).mesh.scaled_to_height(HEIGHT_MM)
    return TOOLS["subdivide"].run(coarse, {"rounds": 2}, find_process(None), silent()).mesh


def thinnest(mesh: Mesh, hollow: Mesh) -> float:
    """Thinnest wall in mm between the skin and the faces that came after it."""
    inner = hollow.faces[len(mesh.faces) :]
    weights = np.random.default_rng(0).dirichlet((1, 1, 1), (len(inner), POINTS))
    points = np.einsum("fkc,fcj->fkj", weights, hollow.vertices[inner]).reshape(-1, 3)
    return float(Scene(mesh.vertices, mesh.faces).distance(points).min())


if __name__ == "__main__":
    print(json.dumps(measure()))
