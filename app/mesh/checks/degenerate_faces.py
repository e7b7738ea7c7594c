"""Faces without area, and needles."""

import numpy as np

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection
from app.mesh.kernels.measure import face_heights
from app.mesh.places import places_of_faces

NEEDLE = 1e-6  # of the diagonal: below the precision of the 32-bit numbers in STL and GLB files


def run(inspection: Inspection) -> Outcome:
    """Count faces that name a vertex twice (they block) and those with next to no height (they warn)."""
    mesh = inspection.mesh
    collapsed = np.ones(len(mesh.faces), np.bool_)
    collapsed[inspection.kept] = False
    thin = face_heights(mesh.vertices, mesh.faces) <= NEEDLE * mesh.diagonal
    bad = np.flatnonzero(thin | collapsed).astype(np.int32)
    lost = int(collapsed.sum())
    if not len(bad):
        return Outcome(0, text("Every face has area."))
    values = {"collapsed": float(lost)}
    places = places_of_faces(mesh, bad)
    if lost:
        message = plural(
            "{n} face has no area, {lost} of them with two corners in one: many programs refuse such a file.",
            "{n} faces have no area, {lost} of them with two corners in one: many programs refuse such a file.",
            len(bad),
            lost=lost,
        )
        return Outcome(len(bad), message, places, values)
    message = plural(
        "{n} face is a needle without area: it prints, but other programs may stumble over it.",
        "{n} faces are needles without area: they print, but other programs may stumble over them.",
        len(bad),
    )
    return Outcome(len(bad), message, places, values, severity="warns")


CHECK = Check("degenerate_faces", text("Faces without area"), "blocks", run, ("drop_degenerate", "auto"))
