"""What a tool is: what it asks for, and a function from a mesh and values to a mesh."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.forms.facts import MeshFacts
from app.mesh.forms.form import ToolForm
from app.mesh.forms.parameter import Value
from app.mesh.ghost import Ghost
from app.mesh.kernels.measure import face_areas
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.settings.process import ProcessProfile

Work = Callable[[Mesh, dict[str, Value], ProcessProfile, Progress], Repaired]
GhostOf = Callable[[Mesh, dict[str, Value], ProcessProfile], Ghost | None]


@dataclass(frozen=True, eq=False)
class Tool:
    """One tool; ``work`` and ``ghost`` get every value of the form, each checked.

    ghost  a cheap picture of what ``work`` would do, or None where there is none to give
    """

    form: ToolForm
    work: Work
    ghost: GhostOf | None = None

    @property
    def id(self) -> str:
        """Stable, snake_case."""
        return self.form.id

    def run(self, mesh: Mesh, values: Mapping[str, Any], process: ProcessProfile, progress: Progress) -> Repaired:
        """Change the mesh; what is not in ``values`` has its default.

        Raises AppError for values outside their limits and RepairFailedError for a mesh without surface.
        """
        facts = facts_of(mesh)
        if facts.area_mm2 <= 0:
            raise RepairFailedError(text("There is no surface in this model that could be shaped; check the file."))
        return self.work(mesh, self.form.complete(values, facts), process, progress)

    def preview(self, mesh: Mesh, values: Mapping[str, Any], process: ProcessProfile) -> Ghost | None:
        """The ghost of what :meth:`run` would do. Raises AppError for values outside their limits."""
        if self.ghost is None:
            return None
        return self.ghost(mesh, self.form.complete(values, facts_of(mesh)), process)


def facts_of(mesh: Mesh) -> MeshFacts:
    """What limits and defaults depend on."""
    area = float(face_areas(mesh.vertices, mesh.faces).sum()) if len(mesh.faces) else 0.0
    width, depth, height = (float(v) for v in mesh.size_mm)
    return MeshFacts(len(mesh.faces), mesh.diagonal, area, (width, depth, height), mesh.color)
