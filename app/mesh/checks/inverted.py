"""Closed shells that are inside out as a whole."""

import numpy as np

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection
from app.mesh.places import places_of_faces


def run(inspection: Inspection) -> Outcome:
    """Count closed shells with negative volume that are not a hollow inside a body."""
    shells = inspection.shells
    bad = shells.inside_out(inspection.crossing_shells, inspection.progress)
    if not len(bad):
        return Outcome(0, text("No body is inside out."))
    is_bad = np.zeros(shells.count, np.bool_)
    is_bad[bad] = True
    faces = inspection.kept[is_bad[shells.label]]
    message = plural(
        "{n} body is inside out: it would be printed as a hollow, or not at all.",
        "{n} bodies are inside out: they would be printed as hollows, or not at all.",
        len(bad),
    )
    return Outcome(len(bad), message, places_of_faces(inspection.mesh, faces))


CHECK = Check("inverted", text("Bodies inside out"), "blocks", run, ("orient", "auto"))
