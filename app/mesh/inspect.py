"""Run all checks on a mesh."""

import time

from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.check import Check
from app.mesh.checks import ALL
from app.mesh.inspection import Inspection
from app.mesh.mesh import Mesh
from app.mesh.report import Finding, Report
from app.settings.process import ProcessProfile

BLOCKING = tuple(check for check in ALL if check.severity == "blocks")
# Shares of the time, measured on figurines of 100,000 and 1,000,000 faces. The first check that asks for a table pays for
# it: ``inverted`` searches for crossings, ``open_edges`` lists the edges, ``wall_thickness`` builds the tree.
SHARES = {
    "open_edges": 3.0,
    "inverted": 14.0,
    "wall_thickness": 50.0,
    "min_feature": 2.0,
    "min_gap": 7.0,
    "inner_walls": 16.0,
    "protrusions": 5.0,
    "trapped_volumes": 6.0,
}
SHARE = 0.5  # of every other check


def inspect(
    mesh: Mesh,
    process: ProcessProfile,
    height_mm: float | None,
    progress: Progress,
    checks: tuple[Check, ...] = ALL,
) -> Report:
    """Answer whether this mesh can be printed with this process.

    mesh       in mm, welded, at its printed size
    height_mm  the printed height that somebody chose, or None where nobody did
    checks     which ones to run; BLOCKING are enough for the verdict
    Raises Cancelled from ``progress``.
    """
    begun = time.perf_counter()
    inspection = Inspection(mesh, process, height_mm, progress)
    findings: list[Finding] = []
    shares = [SHARES.get(check.id, SHARE) for check in checks]
    done = 0.0
    for check, share in zip(checks, shares, strict=True):
        what = text("Checking: {title}", title=check.title)
        inspection.progress = progress.part(done / sum(shares), (done + share) / sum(shares), what)
        findings.append(check.finding(inspection))
        done += share
    size = mesh.size_mm
    return Report(
        revision=mesh.revision,
        process=process.id,
        faces=len(mesh.faces),
        vertices=len(mesh.vertices),
        bodies=inspection.shells.count,
        watertight=inspection.closed,
        manifold=inspection.manifold,
        self_intersections=len(inspection.crossing_pairs),
        volume_mm3=float(inspection.volumes.sum()),
        area_mm2=float(inspection.areas.sum()),
        size_mm=(float(size[0]), float(size[1]), float(size[2])),
        color=mesh.color,
        findings=tuple(findings),
        seconds=time.perf_counter() - begun,
    )
