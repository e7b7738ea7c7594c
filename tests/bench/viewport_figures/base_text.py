"""How long a base and a text on it take, on a coloured figure of 300,000 faces (issue 4: under 3 s together)."""

import json
import time

import manifold3d
import numpy as np

from app.jobs.progress import silent
from app.mesh.mesh import Mesh
from app.mesh.tools import TOOLS
from app.settings.process import find_process

FACES = 300_000
HEIGHT_MM = 100.0
VISIBLE = 0.82  # of the balls' faces, the rest is inside of others
RUNS = 3


def figure() -> Mesh:
    """A snowman on two feet: closed, 300,000 faces, colours at its vertices."""
    balls = [((0, 0, 30), 24.0), ((0, 0, 66), 20.0), ((-10, -4, 6), 9.0), ((10, -4, 6), 9.0), ((0, -20, 66), 5.0)]
    around = int((2 * FACES / VISIBLE / sum(r * r for _, r in balls)) ** 0.5)
    solids = [
        manifold3d.Manifold.sphere(r, max(round(around * r / 4) * 4, 32)).translate([float(v) for v in at])
        for at, r in balls
    ]
    out = manifold3d.Manifold.batch_boolean(solids, manifold3d.OpType.Add).to_mesh64()
    points = np.array(out.vert_properties)[:, :3]
    colors = np.full((len(points), 4), 255, np.uint8)
    colors[:, :3] = np.clip(np.ptp(points, axis=0) + points * [2.0, 2.0, 1.5], 0, 255)
    mesh = Mesh(points, np.array(out.tri_verts).astype(np.int32), vertex_colors=colors)
    return mesh.scaled_to_height(HEIGHT_MM)


def measure() -> dict[str, float]:
    """Seconds for both steps together, median of warm runs, and each by itself."""
    mesh, process = figure(), find_process(None)
    base = {"shape": "round", "height_mm": 8.0, "color": "#e8e4dc"}
    text = {"text": "Statuette 手办工坊", "where": "front", "style": "raised"}
    seconds = []
    for run in range(RUNS + 1):
        begun = time.perf_counter()
        based = TOOLS["base"].run(mesh, base, process, silent())
        between = time.perf_counter()
        TOOLS["lettering"].run(based.mesh, text, process, silent())
        if run:  # the first one compiles and loads
            seconds.append((between - begun, time.perf_counter() - between))
    first, second = np.median(np.array(seconds), axis=0)
    return {
        "base_text_s": round(float(first + second), 3),
        "base_s": round(float(first), 3),
        "text_s": round(float(second), 3),
        "base_text_faces": float(len(mesh.faces)),
    }


if __name__ == "__main__":
    print(json.dumps(measure()))
