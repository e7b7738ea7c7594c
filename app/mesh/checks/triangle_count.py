"""How many triangles there are."""

from app.i18n import plural, text
from app.mesh.check import Check, Outcome
from app.mesh.inspection import Inspection


def run(inspection: Inspection) -> Outcome:
    """Count faces and vertices, and hold the faces against the most that the process's programs load well.

    One million is what printing services take (Shapeways; mesh.md §2, no. 2).
    """
    mesh, most = inspection.mesh, inspection.process.max_triangles
    n = len(mesh.faces)
    values = {"vertices": float(len(mesh.vertices)), "most": float(most)}
    if n > most:
        message = plural(
            "{n} triangle, more than the {most} that the printer's program loads well: reduce it.",
            "{n} triangles, more than the {most} that the printer's program loads well: reduce them.",
            n,
            most=most,
        )
        return Outcome(n, message, values=values, severity="warns", repairs=("reduce",))
    message = plural("{n} triangle, {vertices} points.", "{n} triangles, {vertices} points.", n,
                     vertices=len(mesh.vertices))  # fmt: skip
    return Outcome(n, message, values=values)


CHECK = Check("triangle_count", text("Triangles"), "informs", run)
