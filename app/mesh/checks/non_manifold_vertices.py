"""Vertices at which parts of the surface touch in a point (bow-ties)."""

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection
from app.mesh.places import places_of_vertices


def run(inspection: Inspection) -> Outcome:
    """Count vertices whose faces form more than one fan."""
    bad = inspection.bow_ties
    if not len(bad):
        return Outcome(0, text("Nowhere do parts of the surface hang together by a single point."))
    message = plural(
        "At {n} point the surface hangs together by a single point: it breaks there, or is not printed as drawn.",
        "At {n} points the surface hangs together by a single point: it breaks there, or is not printed as drawn.",
        len(bad),
    )
    return Outcome(len(bad), message, places_of_vertices(inspection.mesh, bad))


CHECK = Check(
    "non_manifold_vertices", text("Parts that touch in a point"), "blocks", run, ("split_non_manifold", "auto")
)
