"""Skin that hangs over the plate so flat that it is printed on supports."""

import numpy as np

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.figures import SIZE_FIRST, figure
from app.mesh.inspection import Inspection
from app.mesh.kernels.components import face_components
from app.mesh.kernels.measure import face_normals
from app.mesh.places import places_of_faces
from app.mesh.plate import contact_height
from app.mesh.report import Heat

MUCH = 0.2  # of the skin on supports that are broken off: the figurine should be turned, or printed another way


def run(inspection: Inspection) -> Outcome:
    """Find patches that look down and are flatter than the process's angle (45° by default: Blender's 3D print toolbox).

    What rests on the plate does not count, nor patches smaller than twice the smallest feature each way, which bridge.
    Only supports that are broken off leave marks; washed-out ones and powder do not, so there it is for information.
    """
    if not inspection.sized:
        return Outcome(0, SIZE_FIRST, ran=False)
    mesh, process, faces = inspection.mesh, inspection.process, inspection.faces
    down = face_normals(mesh.vertices, faces)[:, 2]
    z = mesh.vertices[:, 2]
    top = np.maximum(np.maximum(z[faces[:, 0]], z[faces[:, 1]]), z[faces[:, 2]])
    resting = top <= float(mesh.bounds[0, 2]) + contact_height(process)
    hanging = np.flatnonzero((down < -np.cos(np.radians(process.overhang_deg))) & ~resting)
    count, label = face_components(faces[hanging], len(mesh.vertices), through="vertices")
    area = np.bincount(label, inspection.areas[hanging], count)
    large = area >= (2 * process.min_feature_mm) ** 2
    bad = inspection.kept[hanging[large[label]]]
    total = float(area[large].sum())
    share = total / max(float(inspection.areas.sum()), 1e-300)
    n = int(np.count_nonzero(large))
    values = {"area_mm2": total, "share": share}
    heat = Heat(text("Slope over the plate"), _slopes(inspection, down, resting), "°", 0.0, 90.0, bad_is_low=True)
    if not n:
        return Outcome(0, text("Nothing hangs over so flat that it needs supports."), values=values, heat=heat)
    figures = {"area": figure(total / 100), "share": f"{100 * share:.0f}", "angle": f"{process.overhang_deg:g}"}
    if process.supports == "powder":
        message = plural(
            "{n} place hangs over the plate flatter than {angle}°, {area} cm² ({share} % of the skin): the powder carries it.",
            "{n} places hang over the plate flatter than {angle}°, {area} cm² ({share} % of the skin): the powder carries "
            "them.",
            n,
            **figures,
        )
    elif process.supports == "soluble":
        message = plural(
            "{n} place hangs over the plate flatter than {angle}°, {area} cm² ({share} % of the skin): it is printed on "
            "supports that are washed out.",
            "{n} places hang over the plate flatter than {angle}°, {area} cm² ({share} % of the skin): they are printed on "
            "supports that are washed out.",
            n,
            **figures,
        )
    else:
        message = plural(
            "{n} place hangs over the plate flatter than {angle}°, {area} cm² ({share} % of the skin): it needs supports, "
            "and breaking them off leaves marks.",
            "{n} places hang over the plate flatter than {angle}°, {area} cm² ({share} % of the skin): they need supports, "
            "and breaking them off leaves marks.",
            n,
            **figures,
        )
    marks = process.supports == "breakaway" and share > MUCH
    return Outcome(n, message, places_of_faces(mesh, bad), values, severity="warns" if marks else None, heat=heat)


def _slopes(inspection: Inspection, down: np.ndarray, resting: np.ndarray) -> np.ndarray:
    """(V,) float32: the flattest slope in degrees of the faces at each vertex that look down; 90 where none does."""
    slope = np.degrees(np.arccos(np.clip(-down, 0.0, 1.0))).astype(np.float32)
    slope[resting] = 90.0
    result = np.full(len(inspection.mesh.vertices), 90.0, np.float32)
    for k in range(3):
        np.minimum.at(result, inspection.faces[:, k], slope)
    return result


CHECK = Check("overhangs", text("Overhangs"), "informs", run)
