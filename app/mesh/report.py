"""What the checks found: findings with places to fly to, and the report that answers "can this be printed?"."""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.i18n import Text
from app.mesh.mesh import ColorKind

Severity = Literal["blocks", "warns", "informs"]
PlaceKind = Literal["face", "edge", "vertex", "none"]


@dataclass(frozen=True, eq=False)
class Places:
    """Where a finding is.

    kind      what ``indices`` name
    indices   face or vertex indices (N,) int32, or edges as vertex pairs (N, 2) int32
    boxes     (M, 2, 3) float64: lowest and highest corner in mm of each place to fly to, largest first; a place is a
              connected group of the elements above (a hole, a shell, a patch). M may be smaller than the true number
              of places (a reader flies to the first ones).
    """

    kind: PlaceKind = "none"
    indices: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    boxes: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 2, 3)))


@dataclass(frozen=True, eq=False)
class Heat:
    """A figure over the whole surface that a viewport can show in colours.

    values      (V,) float32, one a vertex of the mesh; NaN where it was not measured
    unit        e.g. "mm"
    low, high   what the ends of the colour scale stand for
    bad_is_low  whether small values are the bad ones (wall thickness), or large ones (deviation)
    limit       where the check's limit lies on the scale, or None where there is none
    """

    title: Text
    values: NDArray[np.float32]
    unit: str
    low: float
    high: float
    bad_is_low: bool
    limit: float | None = None


@dataclass(frozen=True, eq=False)
class Finding:
    """The result of one check. ``count`` 0 means passed, except for a check that only informs.

    id        stable, snake_case: the check's
    severity  what a count above 0 means for printing
    message   one sentence: what was found and what it means for the print
    repairs   ids of the repairs that answer it, the first one best
    ran       False where the check could not run; ``message`` then says why
    values    figures for machines, e.g. {"longest_mm": 3.2}
    heat      the figure behind the finding over the whole surface, where there is one
    """

    id: str
    title: Text
    severity: Severity
    count: int
    message: Text
    places: Places = field(default_factory=Places)
    repairs: tuple[str, ...] = ()
    ran: bool = True
    values: dict[str, float] = field(default_factory=dict)
    heat: Heat | None = None

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return self.ran and (self.count == 0 or self.severity == "informs")

    def to_json(self) -> dict[str, Any]:
        """The finding as the command line's contract has it."""
        return {
            "id": self.id,
            "severity": self.severity,
            "count": self.count,
            "message": str(self.message),
            "repairs": list(self.repairs),
            "ran": self.ran,
            "values": self.values,
        }


@dataclass(frozen=True, eq=False)
class Report:
    """All findings on one revision of a mesh for one print process, and the facts they rest on."""

    revision: str
    process: str
    faces: int
    vertices: int
    bodies: int
    watertight: bool
    manifold: bool
    self_intersections: int
    volume_mm3: float
    area_mm2: float
    size_mm: tuple[float, float, float]
    color: ColorKind
    findings: tuple[Finding, ...]
    seconds: float

    @property
    def printable(self) -> bool:
        """Nothing that blocks printing was found, and every check that could block it has run."""
        return all(f.ran and f.count == 0 for f in self.findings if f.severity == "blocks")

    def finding(self, check_id: str) -> Finding:
        """The finding of this check. Raises KeyError."""
        for finding in self.findings:
            if finding.id == check_id:
                return finding
        raise KeyError(check_id)

    def to_json(self) -> dict[str, Any]:
        """The report as the command line's contract has it (without ``file``)."""
        return {
            "process": self.process,
            "faces": self.faces,
            "vertices": self.vertices,
            "bodies": self.bodies,
            "watertight": self.watertight,
            "manifold": self.manifold,
            "self_intersections": self.self_intersections,
            "volume_mm3": round(self.volume_mm3, 4),
            "area_mm2": round(self.area_mm2, 4),
            "size_mm": [round(v, 4) for v in self.size_mm],
            "color": self.color,
            "printable": self.printable,
            "seconds": round(self.seconds, 3),
            "checks": [finding.to_json() for finding in self.findings],
        }
