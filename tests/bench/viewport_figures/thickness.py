"""How long the heat map of the wall thickness takes on a figure of 300,000 faces, from the bare mesh (issue 4: under 3 s)."""

import json
import time

import numpy as np

from app.jobs.progress import silent
from app.mesh.checks.wall_thickness import CHECK
from app.mesh.inspection import Inspection
from app.settings.process import find_process
from tests.bench.viewport_figures.base_text import HEIGHT_MM, figure

RUNS = 3


def measure() -> dict[str, float]:
    """``thickness_300k_s``: the median of warm runs; each value of the heat is there at its vertex."""
    mesh, process = figure(), find_process(None)
    seconds = []
    for run in range(RUNS + 1):
        begun = time.perf_counter()
        finding = CHECK.finding(Inspection(mesh, process, HEIGHT_MM, silent()))
        if run:  # the first one compiles and loads
            seconds.append(time.perf_counter() - begun)
    if finding.heat is None or len(finding.heat.values) != len(mesh.vertices):
        raise RuntimeError("the check gave no heat map")
    return {
        "thickness_300k_s": round(float(np.median(seconds)), 3),
        "thickness_300k_faces": float(len(mesh.faces)),
        "thickness_measured_share": round(float(np.isfinite(finding.heat.values).mean()), 3),
    }


if __name__ == "__main__":
    print(json.dumps(measure()))
