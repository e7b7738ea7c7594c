"""Shells inside other ones: what nobody sees, and hollows that were meant.

"Nested shells" of research/mesh.md §2, check 10. A shell that looks inwards and lies in solid is a clean hollow; any other
one inside is left over: a body within the body, or one that rattles in a hollow.
"""

import numpy as np

from app.i18n import plural, text
from app.mesh.arrays import BoolArray
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection
from app.mesh.places import places_of_faces


def run(inspection: Inspection) -> Outcome:
    """Count the shells inside others that are no clean hollows."""
    shells = inspection.shells
    if shells.count < 2:
        return Outcome(0, text("No shell lies inside another one."))
    inside, hollow = _nested(inspection)
    left_over = inside & ~hollow
    hollow_cm3 = float(-shells.volume[hollow].sum()) / 1000
    values = {
        "hollows": float(np.count_nonzero(hollow)),
        "hollow_cm3": hollow_cm3,
        "inside_cm3": float(np.abs(shells.volume[left_over & shells.closed]).sum()) / 1000,
    }
    count = int(np.count_nonzero(left_over))
    if not count:
        if not hollow.any():
            return Outcome(0, text("No shell lies inside another one."), values=values)
        message = plural(
            "{n} clean hollow of {cm3} cm³ inside, nothing else.",
            "{n} clean hollows of {cm3} cm³ inside, nothing else.",
            int(values["hollows"]),
            cm3=f"{hollow_cm3:.3g}",
        )
        return Outcome(0, message, values=values)
    message = plural(
        "{n} shell lies wholly inside another one: nobody will see it, and slicers take it for a hollow or print it twice.",
        "{n} shells lie wholly inside others: nobody will see them, and slicers take them for hollows or print them twice.",
        count,
    )
    faces = inspection.kept[left_over[shells.label]]
    return Outcome(count, message, places_of_faces(inspection.mesh, faces), values)


def _nested(inspection: Inspection) -> tuple[BoolArray, BoolArray]:
    """(S,) bool each: shells wholly inside others, and those of them that are clean hollows."""
    shells = inspection.shells
    pairs = shells.enclosures
    crossing = inspection.crossing_shells
    number = pairs[:, 0].astype(np.int64) * shells.count + pairs[:, 1]
    meet = np.concatenate([crossing, crossing[:, ::-1]]).astype(np.int64)
    pairs = pairs[~np.isin(number, meet[:, 0] * shells.count + meet[:, 1])]
    inside = np.zeros(shells.count, np.bool_)
    inside[pairs[:, 0]] = True
    solid_around = np.bincount(pairs[:, 0], np.sign(shells.volume[pairs[:, 1]]), shells.count)
    crosses = np.zeros(shells.count, np.bool_)
    crosses[crossing] = True
    hollow = inside & shells.closed & ~crosses & (shells.volume < 0) & (solid_around == 1)
    return inside, hollow


CHECK = Check("internal_shells", text("Shells inside"), "warns", run, ("union_shells", "auto"))
