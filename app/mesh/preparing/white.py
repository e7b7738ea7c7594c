"""The white version of a figure: its shape alone."""

from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.forms.parameter import Value
from app.mesh.forms.prepare_parts import WHITE
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile


def work(mesh: Mesh, given: dict[str, Value], process: ProcessProfile, progress: Progress) -> Repaired:
    """Drop pictures, colours of vertices and materials."""
    del given, process
    progress(0.5)
    if mesh.color == "none" and mesh.corner_uv is None:
        return Repaired(mesh, text("The model has no colours: it is white already"))
    lost = {
        "texture": text("its pictures"),
        "vertex": text("the colours of its points and materials"),
        "none": text("its texture coordinates"),
    }[mesh.color]
    return Repaired(
        Mesh(mesh.vertices, mesh.faces), text("White version: without {lost}; the shape is the same", lost=lost)
    )


TOOL = Tool(WHITE, work)
