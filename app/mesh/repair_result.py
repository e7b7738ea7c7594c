"""What an automatic repair hands back: the mesh, both reports, the steps and the figures that prove it."""

from dataclasses import dataclass
from typing import Any

from app.mesh.healing.conservative import Step
from app.mesh.mesh import Mesh
from app.mesh.proof.deviation import Deviation
from app.mesh.report import Report

# The bar of the repair benchmark: so much of the visible surface, and of the result, lies within 0.1 % of the diagonal.
FAITHFUL = 0.01


@dataclass(frozen=True, eq=False)
class RepairResult:
    """A repaired mesh and the proof. ``mesh`` is the input itself where nothing had to be done.

    sheets   whether open sheets were given a wall that they did not have
    """

    mesh: Mesh
    before: Report
    after: Report
    steps: tuple[Step, ...]
    deviation: Deviation
    color_delta_e: tuple[float, float] | None
    seconds: float

    @property
    def sheets(self) -> bool:
        return any(step.id == "thicken_sheets" for step in self.steps)

    @property
    def faithful(self) -> bool:
        """Whether the result still is the model: next to nothing visible is missing, and nothing was added.

        Faces that close holes do not count as added; the walls of sheets do.
        """
        return self.deviation.missing <= FAITHFUL and self.deviation.strays <= FAITHFUL

    def to_json(self) -> dict[str, Any]:
        """The result as the command line's contract has it."""
        color = self.color_delta_e
        before, after = self.before, self.after
        return {
            "before": before.to_json(),
            "after": after.to_json(),
            "steps": [
                {"id": step.id, "seconds": round(step.seconds, 4), "summary": str(step.summary)} for step in self.steps
            ],
            "deviation_mm": self.deviation.to_json(),
            "color_delta_e": None if color is None else {"mean": round(color[0], 4), "p95": round(color[1], 4)},
            "faithful": self.faithful,
            "sheets_thickened": self.sheets,
            "volume_mm3": {"before": round(before.volume_mm3, 4), "after": round(after.volume_mm3, 4)},
            "bodies": {"before": before.bodies, "after": after.bodies},
            "seconds": round(self.seconds, 4),
        }
