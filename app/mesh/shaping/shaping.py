"""What a shaping tool is: what it asks for, and a function from a mesh and values to a mesh."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.errors import RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.kernels.measure import face_areas
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.shaping_forms import MeshFacts, ShapingForm
from app.settings.process import ProcessProfile

Work = Callable[[Mesh, dict[str, float], Progress], Repaired]


@dataclass(frozen=True, eq=False)
class Shaping:
    """One tool; ``work`` gets every value of the form, each within its limits."""

    form: ShapingForm
    work: Work

    @property
    def id(self) -> str:
        """Stable, snake_case."""
        return self.form.id

    def run(self, mesh: Mesh, values: Mapping[str, float], _process: ProcessProfile, progress: Progress) -> Repaired:
        """Shape the mesh; what is not in ``values`` has its default.

        Raises AppError for values outside their limits and RepairFailedError for a mesh without surface.
        """
        facts = facts_of(mesh)
        if facts.area_mm2 <= 0:
            raise RepairFailedError(text("There is no surface in this model that could be shaped; check the file."))
        return self.work(mesh, self.form.complete(values, facts), progress)


def facts_of(mesh: Mesh) -> MeshFacts:
    """What limits and defaults depend on."""
    area = float(face_areas(mesh.vertices, mesh.faces).sum()) if len(mesh.faces) else 0.0
    return MeshFacts(len(mesh.faces), mesh.diagonal, area)
