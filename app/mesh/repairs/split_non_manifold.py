"""Part surfaces that touch in an edge or in a vertex."""

from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.healing.crossings import nudged, touching_vertices
from app.mesh.healing.edit import Draft
from app.mesh.healing.topology import split, without_double_edges
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repair, Repaired
from app.settings.process import ProcessProfile


def run(mesh: Mesh, _process: ProcessProfile, progress: Progress) -> Repaired:
    """Each sheet gets vertices of its own, drawn a hair into its body."""
    progress(0.0)
    draft, _ = split(Draft.of(mesh))
    draft = without_double_edges(draft, mesh.diagonal)
    progress(0.4)
    number = len(draft.points) - len(mesh.vertices)
    if number <= 0 and draft.size == len(mesh.faces):
        return Repaired(mesh, text("No surfaces touch in an edge or a vertex"))
    draft = nudged(draft, mesh.diagonal)
    left = len(touching_vertices(draft))
    if left and left >= len(touching_vertices(Draft.of(mesh))):
        return Repaired(mesh, text("The touching surfaces could not be parted; fill the holes first"))
    return Repaired(
        draft.to_mesh(),
        plural("Parted touching surfaces at {n} vertex", "Parted touching surfaces at {n} vertices", number),
    )


REPAIR = Repair(
    "split_non_manifold",
    text("Part touching surfaces"),
    text("Gives surfaces that meet in an edge or a point their own vertices there, a hair apart. Colours stay."),
    run,
)
