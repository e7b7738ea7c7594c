"""Which shells of a closed model bound its hollows."""

import numpy as np

from app.errors import RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, IntArray
from app.mesh.kernels.components import face_components
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.measure import face_volumes
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.mesh import Mesh

NO_INSIDE = text("The surface is open or inside out, so it has no inside: repair it first.")


def hollow_shells(mesh: Mesh) -> tuple[IntArray, BoolArray]:
    """Return the shell of each face (F,) int32, and (S,) bool which shells bound a hollow: closed, and turned inwards.

    Raises RepairFailedError for a surface that is not closed.
    """
    edges = edge_table(mesh.faces)
    if (edges.count != 2).any() or (edges.forward != 1).any():
        raise RepairFailedError(NO_INSIDE)
    count, label = face_components(mesh.faces, len(mesh.vertices), edges=edges)
    return label, np.bincount(label, face_volumes(mesh.vertices, mesh.faces), count) < 0


def refuse_overlaps(mesh: Mesh, shell: IntArray, progress: Progress) -> None:
    """Raise RepairFailedError where shells (F,) of the mesh pass through each other: what lies between is no wall."""
    pairs = shell[intersecting_pairs(mesh.vertices, mesh.faces, progress)]
    if (pairs[:, 0] != pairs[:, 1]).any():
        raise RepairFailedError(text("Parts of this model pass through each other; unite them first: repair it."))
