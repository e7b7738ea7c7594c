"""What a check is. Each lives in its own file of ``app.mesh.checks``."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.i18n import Text
from app.mesh.inspection import Inspection
from app.mesh.report import Finding, Heat, Places, Severity


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one run of a check found; see :class:`~app.mesh.report.Finding` for the fields.

    severity, repairs  only where they differ from what the check says; its repairs are offered where it failed
    """

    count: int
    message: Text
    places: Places = field(default_factory=Places)
    values: dict[str, float] = field(default_factory=dict)
    ran: bool = True
    severity: Severity | None = None
    repairs: tuple[str, ...] | None = None
    heat: Heat | None = None


@dataclass(frozen=True)
class Check:
    """A question about a mesh.

    id        stable, snake_case: part of the command line's contract
    title     what is looked for, in two or three words
    severity  what a count above 0 means for printing
    repairs   ids of the repairs that answer it, the best one first
    """

    id: str
    title: Text
    severity: Severity
    run: Callable[[Inspection], Outcome]
    repairs: tuple[str, ...] = ()

    def finding(self, inspection: Inspection) -> Finding:
        """Run the check."""
        outcome = self.run(inspection)
        repairs = self.repairs if outcome.count or not outcome.ran else ()
        return Finding(
            id=self.id,
            title=self.title,
            severity=outcome.severity or self.severity,
            count=outcome.count,
            message=outcome.message,
            places=outcome.places,
            repairs=repairs if outcome.repairs is None else outcome.repairs,
            ran=outcome.ran,
            values=outcome.values,
            heat=outcome.heat,
        )
