"""Turn the selected faces over."""

from app.i18n import plural
from app.jobs.progress import Progress
from app.mesh.fixing.selected import selected
from app.mesh.forms.fix import FLIP_FACES
from app.mesh.forms.parameter import Value
from app.mesh.healing.edit import Draft
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """Corners of the selected faces in the other order, with what each shows."""
    mask = selected(mesh, given)
    progress(0.5)
    turned = Draft.of(mesh).turned(mask)
    return Repaired(
        mesh.with_(faces=turned.faces, corner_uv=turned.uv),
        plural("Turned {n} face over", "Turned {n} faces over", int(mask.sum())),
    )


TOOL = Tool(FLIP_FACES, work)
