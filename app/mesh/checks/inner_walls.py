"""A second skin inside the first, joined to it by pinholes: the commonest fault of image-to-3D models.

research/mesh.md §3, no. 1, and check 11 of its table: more than 5 % of the area enclosed warns, more than 20 % blocks. A
clean hollow is a shell of its own, and one with drain holes can be reached from outside: neither is an inner wall.
"""

import numpy as np

from app.i18n import text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection
from app.mesh.places import places_of_faces
from app.mesh.report import Severity

WARNS, BLOCKS = 0.05, 0.2


def run(inspection: Inspection) -> Outcome:
    """Measure the share of the surface that is inner skin."""
    skins = inspection.inner_skins
    if skins is None:
        return Outcome(0, text("The model has no surface."), ran=False)
    area = inspection.areas
    inner = skins.inner
    share = float(area[inner].sum() / area.sum())
    values = {"inner_share": share, "hidden_share": float(area[~skins.seen].sum() / area.sum())}
    if share <= WARNS:
        return Outcome(0, text("There is no second skin inside the first."), values=values)
    severity: Severity = "blocks" if share > BLOCKS else "warns"
    message = text(
        "{share} % of the surface is a second skin inside the first, joined to it by pinholes: the model is a thin double "
        "wall around a hollow that nothing can get out of.",
        share=f"{100 * share:.3g}",
    )
    places = places_of_faces(inspection.mesh, inspection.kept[np.flatnonzero(inner)])
    return Outcome(skins.count, message, places, values, severity=severity)


CHECK = Check("inner_walls", text("Inner walls"), "blocks", run, ("remove_inner_walls", "auto"))
