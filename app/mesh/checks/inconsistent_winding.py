"""Neighbouring faces that disagree about which side is outside."""

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection
from app.mesh.places import places_of_edges


def run(inspection: Inspection) -> Outcome:
    """Count the edges along which two faces run the same way."""
    edges = inspection.edges
    bad = edges.vertices[(edges.count == 2) & (edges.forward != 1)]
    if not len(bad):
        return Outcome(0, text("Neighbouring faces agree which side is outside."))
    message = plural(
        "Along {n} edge neighbouring faces disagree which side is outside: some of the surface is inside out.",
        "Along {n} edges neighbouring faces disagree which side is outside: some of the surface is inside out.",
        len(bad),
    )
    return Outcome(len(bad), message, places_of_edges(inspection.mesh, bad))


CHECK = Check("inconsistent_winding", text("Patches inside out"), "blocks", run, ("orient", "auto"))
