"""How many shells the surface has."""

import numpy as np

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection


def run(inspection: Inspection) -> Outcome:
    """Count the parts of the surface that hang together by edges."""
    shells = inspection.shells
    closed = int(np.count_nonzero(shells.closed))
    values = {"closed": float(closed), "pieces": float(inspection.pieces[0])}
    message = plural(
        "The surface is {n} shell, {closed} of them closed.",
        "The surface is made of {n} shells, {closed} of them closed.",
        shells.count,
        closed=closed,
    )
    return Outcome(shells.count, message, values=values, repairs=("union_shells",) if shells.count > 1 else ())


CHECK = Check("shells", text("Shells"), "informs", run)
