"""A slicer of the test's own: outlines, layer on layer, as G-code; thick layers, so that a print takes seconds."""

import io
import itertools
from pathlib import Path

import numpy as np
import trimesh

LAYER_MM = 1.5
STEP_MM = 6.0
CENTER_MM = 110.0
SECONDS = 120


def sliced(model: Path) -> bytes:
    """The outline of each layer of this STL; the name of the file says which item and version it was made of."""
    mesh = trimesh.load(io.BytesIO(model.read_bytes()), file_type="stl", force="mesh")
    assert isinstance(mesh, trimesh.Trimesh)
    shift = CENTER_MM - mesh.bounds.mean(axis=0)[:2]
    lines = [f"; sliced from {model.stem}", f";TIME:{SECONDS}", "G28", "G90", "M82", "G92 E0"]
    along = 0.0
    for layer, z in enumerate(np.arange(LAYER_MM / 2, mesh.bounds[1, 2], LAYER_MM)):
        section = mesh.section(plane_origin=(0, 0, mesh.bounds[0, 2] + z), plane_normal=(0, 0, 1))
        if section is None:
            continue
        lines.append(f";LAYER:{layer}\nG1 Z{z + LAYER_MM / 2:.2f} F600")
        for outline in section.discrete:
            points = _coarse(outline[:, :2] + shift)
            lines.append(f"G1 X{points[0][0]:.2f} Y{points[0][1]:.2f} F6000")
            for before, point in itertools.pairwise(points):
                along += 0.05 * float(np.linalg.norm(point - before))
                lines.append(f"G1 X{point[0]:.2f} Y{point[1]:.2f} E{along:.3f} F1800")
    return ("\n".join([*lines, "M104 S0", "M140 S0", "M84"]) + "\n").encode()


def _coarse(outline: np.ndarray) -> list[np.ndarray]:
    """Fewer points: none nearer to the last one than a step, the end kept."""
    kept = [outline[0]]
    for point in outline[1:-1]:
        if np.linalg.norm(point - kept[-1]) >= STEP_MM:
            kept.append(point)
    return [*kept, outline[-1]]
