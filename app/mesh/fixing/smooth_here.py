"""Smooth the selection, with its rim in place."""

import numpy as np
from scipy.sparse import csr_matrix, diags

from app.errors import RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.fixing.bridging import faces_around
from app.mesh.fixing.fairing import MOST_POINTS, RINGS, fair
from app.mesh.fixing.selected import inner_vertices, selected
from app.mesh.forms.fix import SMOOTH_HERE
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.healing.patch_fair import cotangent_laplacian
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

PULL, PUSH = 0.5, -0.53  # λ and μ of Taubin's smoothing (1995), as for the whole model
MOST_SHARE = 20.0  # of the mean weight at a point that one neighbour may have: needles make the steps unstable


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """Only points that nothing but selected faces have are moved; corners and colours stay with their faces."""
    values, mask = Values(given), selected(mesh, given)
    inner = inner_vertices(mesh.faces, len(mesh.vertices), mask)
    if not inner.any():
        raise RepairFailedError(text("The selection has no inner points that could move; select a larger place."))
    progress(0.05)
    around = faces_around(mesh.faces, len(mesh.vertices), np.flatnonzero(inner), RINGS + 1)
    used, index = np.unique(mesh.faces[around], return_inverse=True)
    faces = index.reshape(-1, 3).astype(np.int32)
    free = inner[used]
    if values.key("way") == "smoothest":
        points = _smoothest(mesh.vertices[used], faces, free, progress.part(0.05, 1.0))
    else:
        points = _without_ripples(
            mesh.vertices[used], faces, free, int(values.number("strength")), progress.part(0.05, 1.0)
        )
    vertices = mesh.vertices.copy()
    vertices[used[free]] = points[free]
    moved = np.linalg.norm(vertices[inner] - mesh.vertices[inner], axis=1)
    summary = text(
        "Smoothed here: points moved by {mean} mm on average, {most} mm at most",
        mean=float(f"{moved.mean():.2g}"),
        most=float(f"{moved.max():.2g}"),
    )
    return Repaired(mesh.with_(vertices=vertices), summary)


def _smoothest(points: FloatArray, faces: IntArray, free: BoolArray, progress: Progress) -> FloatArray:
    if int(free.sum()) > MOST_POINTS:
        raise RepairFailedError(
            text("The selection is too large to be stretched anew; select less, or take out ripples instead.")
        )
    try:
        return fair(points, faces, free, progress, "variation")
    except RuntimeError:
        raise RepairFailedError(
            text("A part of the selection hangs on no rim, so nothing holds it; select a part of its surface only.")
        ) from None


def _without_ripples(
    points: FloatArray, faces: IntArray, free: BoolArray, rounds: int, progress: Progress
) -> FloatArray:
    average = _averaging(points, faces)[np.flatnonzero(free)]
    result = points.copy()
    for number in range(rounds):
        for share in (PULL, PUSH):
            progress(number / rounds)
            result[free] += share * (average @ result)
    return result


def _averaging(points: FloatArray, faces: IntArray) -> csr_matrix:
    """(V, V): how far the weighted mean of its neighbours is from each point; rows sum to zero."""
    weight = cotangent_laplacian(points, faces)[0].tolil()
    weight.setdiag(0.0)
    weight = weight.tocsr()
    weight.eliminate_zeros()
    n = np.diff(weight.indptr)
    mean = np.asarray(weight.sum(axis=1)).ravel() / np.maximum(n, 1)
    weight.data = np.minimum(weight.data, MOST_SHARE * np.repeat(mean, n))
    total = np.asarray(weight.sum(axis=1)).ravel()
    total[total <= 0] = 1.0
    share = diags(1 / total) @ weight
    return (share - diags((np.asarray(share.sum(axis=1)).ravel() > 0).astype(float))).tocsr()


TOOL = Tool(SMOOTH_HERE, work)
