"""Edges with three faces or more."""

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection
from app.mesh.places import places_of_edges


def run(inspection: Inspection) -> Outcome:
    """Count edges that more than two faces share."""
    edges = inspection.edges
    bad = edges.vertices[edges.count > 2]
    if not len(bad):
        return Outcome(0, text("No edge has more than two faces."))
    message = plural(
        "{n} edge is shared by more than two faces: slicers guess there, and may leave gaps or fill hollows.",
        "{n} edges are shared by more than two faces: slicers guess there, and may leave gaps or fill hollows.",
        len(bad),
    )
    values = {"most_faces": float(edges.count.max())}
    return Outcome(len(bad), message, places_of_edges(inspection.mesh, bad), values)


CHECK = Check(
    "non_manifold_edges",
    text("Edges with too many faces"),
    "blocks",
    run,
    ("split_non_manifold", "drop_duplicates", "auto"),
)
