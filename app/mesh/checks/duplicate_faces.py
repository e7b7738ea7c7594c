"""The same face twice."""

import numpy as np

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection
from app.mesh.places import places_of_faces


def run(inspection: Inspection) -> Outcome:
    """Count the faces that repeat an earlier one, whichever way they turn."""
    first = inspection.first_copies
    copies = np.flatnonzero(first != np.arange(len(first)))
    if not len(copies):
        return Outcome(0, text("No face is there twice."))
    message = plural(
        "{n} face is there twice: a wall without thickness, which cannot be printed.",
        "{n} faces are there twice: walls without thickness, which cannot be printed.",
        len(copies),
    )
    return Outcome(len(copies), message, places_of_faces(inspection.mesh, inspection.kept[copies]))


CHECK = Check("duplicate_faces", text("Doubled faces"), "blocks", run, ("drop_duplicates", "auto"))
