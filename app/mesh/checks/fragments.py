"""Dust: loose bits too small to be parts."""

import numpy as np

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection
from app.mesh.places import places_of_faces


def run(inspection: Inspection) -> Outcome:
    """Count loose pieces below both limits of the process."""
    dust = inspection.dust
    bad = np.flatnonzero(dust)
    if not len(bad):
        return Outcome(0, text("There is no dust floating about."))
    _, piece = inspection.pieces
    faces = inspection.kept[dust[piece[inspection.shells.label]]]
    message = plural(
        "{n} loose bit is too small to print: it falls off, or sticks where it should not.",
        "{n} loose bits are too small to print: they fall off, or stick where they should not.",
        len(bad),
    )
    return Outcome(len(bad), message, places_of_faces(inspection.mesh, faces), {"faces": float(len(faces))})


CHECK = Check("fragments", text("Dust"), "warns", run, ("remove_fragments", "auto"))
