"""Let thin parts grow to a thickness, and only those."""

from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.prepare_body import THICKEN_THIN
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.repairs import thicken
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile


def work(mesh: Mesh, given: dict[str, Value], process: ProcessProfile, progress: Progress) -> Repaired:
    """The repair of the same name, to the thickness that somebody asks for; 0 takes the limits of the process."""
    least = Values(given).number("min_mm")
    if least:
        process = process.model_copy(update={"min_wall_mm": least, "min_feature_mm": least})
    progress(0.0, text("Measuring how thick the walls are"))
    return thicken.run(mesh, process, progress)


TOOL = Tool(THICKEN_THIN, work)
