"""Turn a model by hand."""

from scipy.spatial.transform import Rotation

from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.prepare_body import TURN
from app.mesh.mesh import Mesh
from app.mesh.preparing.placing import on_plate, turned
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, _progress: Progress) -> Repaired:
    """Turn about x, then y, then z of the room."""
    values = Values(given)
    angles = [values.number(name) for name in ("x_deg", "y_deg", "z_deg")]
    if not any(angle % 360 for angle in angles):
        return Repaired(mesh, text("An angle of 0° turns nothing"))
    result = turned(mesh, Rotation.from_euler("xyz", angles, degrees=True).as_matrix())
    if values.on("drop"):
        result = on_plate(result)
    x, y, z = (f"{angle:g}" for angle in angles)
    return Repaired(result, text("Turned by {x}° about x, {y}° about y, {z}° about z", x=x, y=y, z=z))


TOOL = Tool(TURN, work)
