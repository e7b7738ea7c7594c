"""Put a model on the plate."""

from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.figures import figure
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.prepare_body import DROP
from app.mesh.mesh import Mesh
from app.mesh.preparing.placing import on_plate
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, _progress: Progress) -> Repaired:
    """Move it so that it stands at z = 0."""
    result = on_plate(mesh, center=Values(given).on("center"))
    if result is mesh:
        return Repaired(mesh, text("The model stands on the plate already"))
    down = float(mesh.bounds[0, 2])
    if down >= 0:
        return Repaired(result, text("Put on the plate: moved down by {mm} mm", mm=figure(down)))
    return Repaired(result, text("Put on the plate: moved up by {mm} mm", mm=figure(-down)))


TOOL = Tool(DROP, work)
