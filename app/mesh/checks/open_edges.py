"""Edges with one face: the rims of holes."""

import numpy as np

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection
from app.mesh.places import groups_of_edges, places_of_edges


def run(inspection: Inspection) -> Outcome:
    """Count open edges; a place is a rim."""
    mesh, edges = inspection.mesh, inspection.edges
    rim = edges.vertices[edges.count == 1]
    if not len(rim):
        return Outcome(0, text("The surface is closed: it has no holes."))
    lengths = np.linalg.norm(mesh.vertices[rim[:, 0]] - mesh.vertices[rim[:, 1]], axis=1)
    perimeters = np.bincount(groups_of_edges(mesh, rim), lengths)
    message = plural(
        "{n} hole with {edges} open edges, {longest} mm around: the printer cannot tell inside from outside.",
        "{n} holes with {edges} open edges, the largest {longest} mm around: the printer cannot tell inside from "
        "outside.",
        len(perimeters),
        edges=len(rim),
        longest=f"{perimeters.max():.3g}",
    )
    values = {"holes": float(len(perimeters)), "longest_mm": float(perimeters.max())}
    return Outcome(len(rim), message, places_of_edges(mesh, rim), values)


CHECK = Check("open_edges", text("Holes"), "blocks", run, ("fill_holes", "weld", "auto"))
