"""How many triangles there are."""

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection


def run(inspection: Inspection) -> Outcome:
    """Count faces and vertices."""
    mesh = inspection.mesh
    message = plural("{n} triangle, {vertices} points.", "{n} triangles, {vertices} points.", len(mesh.faces),
                     vertices=len(mesh.vertices))  # fmt: skip
    return Outcome(len(mesh.faces), message, values={"vertices": float(len(mesh.vertices))})


CHECK = Check("triangle_count", text("Triangles"), "informs", run)
