"""Faces that pass through each other."""

import numpy as np

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection
from app.mesh.places import places_of_faces


def run(inspection: Inspection) -> Outcome:
    """Count pairs of faces that cross; the places are groups of such faces."""
    pairs = inspection.crossing_pairs
    if not len(pairs):
        return Outcome(0, text("The surface nowhere passes through itself."))
    crossing = np.zeros(len(inspection.mesh.faces), np.bool_)
    crossing[pairs] = True
    faces = np.flatnonzero(crossing).astype(np.int32)
    message = plural(
        "{n} pair of faces crosses: the surface passes through itself, and slicers disagree what is solid there.",
        "{n} pairs of faces cross ({faces} faces): the surface passes through itself, and slicers disagree what is "
        "solid there.",
        len(pairs),
        faces=len(faces),
    )
    number = np.empty(len(inspection.mesh.faces), np.int32)
    number[inspection.kept] = inspection.shells.label
    between = int(np.count_nonzero(number[pairs[:, 0]] != number[pairs[:, 1]]))
    values = {"faces": float(len(faces)), "between_shells": float(between)}
    repairs = ("union_shells", "cut_crossings", "auto") if between else ("cut_crossings", "auto")
    return Outcome(len(pairs), message, places_of_faces(inspection.mesh, faces, pairs), values, repairs=repairs)


CHECK = Check("self_intersections", text("Surface through itself"), "blocks", run)
