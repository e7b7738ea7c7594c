"""Parts that touch nothing else and would come out of the printer as pieces of their own."""

import numpy as np

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection
from app.mesh.places import places_of_faces


def run(inspection: Inspection) -> Outcome:
    """Count the pieces beside the largest one that are not dust."""
    count, piece = inspection.pieces
    if count < 2:
        return Outcome(0, text("The model is one piece."))
    shells = inspection.shells
    loose = ~inspection.dust
    loose[int(np.argmax(np.bincount(piece, shells.area, count)))] = False
    if not loose.any():
        return Outcome(0, text("The model is one piece."))
    faces = inspection.kept[loose[piece[shells.label]]]
    message = plural(
        "{n} part touches nothing else: it will come out of the printer as a piece of its own.",
        "{n} parts touch nothing else: they will come out of the printer as pieces of their own.",
        int(loose.sum()),
    )
    return Outcome(int(loose.sum()), message, places_of_faces(inspection.mesh, faces))


CHECK = Check("loose_parts", text("Loose parts"), "warns", run)
