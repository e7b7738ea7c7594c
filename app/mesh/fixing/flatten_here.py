"""Press the selection onto a plane."""

import numpy as np

from app.errors import RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray
from app.mesh.fixing.selected import inner_vertices, selected, selected_or_none
from app.mesh.forms.fix import FLATTEN_HERE
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.ghost import Ghost
from app.mesh.kernels.measure import face_areas
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

SLICE = 20_000  # points a query, so that cancelling is quick


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """Points that only selected faces have move straight towards the plane, those near the rim less."""
    values, mask = Values(given), selected(mesh, given)
    inner = inner_vertices(mesh.faces, len(mesh.vertices), mask)
    if not inner.any():
        raise RepairFailedError(text("The selection has no inner points that could move; select a larger place."))
    progress(0.1)
    origin, normal = plane_of(mesh, mask, values.key("plane"))
    points = mesh.vertices[inner]
    share = _share(mesh, mask, inner, values.number("blend_mm"), progress) * values.number("amount") / 100
    way = ((points - origin) @ normal) * share
    vertices = mesh.vertices.copy()
    vertices[inner] = points - way[:, None] * normal
    summary = text(
        "Flattened: points moved by {mean} mm on average, {most} mm at most",
        mean=float(f"{np.abs(way).mean():.2g}"),
        most=float(f"{np.abs(way).max():.2g}"),
    )
    return Repaired(mesh.with_(vertices=vertices), summary)


def ghost(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile) -> Ghost | None:
    """The plane, as large as the selection."""
    mask = selected_or_none(mesh, given)
    if not mask.any():
        return None
    origin, normal = plane_of(mesh, mask, Values(given).key("plane"))
    points = mesh.vertices[np.unique(mesh.faces[mask])]
    u = np.cross(normal, np.eye(3)[np.argmin(np.abs(normal))])
    u /= np.linalg.norm(u)
    axes = np.stack([u, np.cross(normal, u)])
    along = (points - origin) @ axes.T
    low, high = along.min(axis=0), along.max(axis=0)
    corners = np.array([low, (high[0], low[1]), high, (low[0], high[1])])
    return Ghost((origin + corners @ axes).astype(np.float32), np.array([[0, 1, 2], [0, 2, 3]], np.int32), "mark")


def plane_of(mesh: Mesh, mask: BoolArray, kind: str) -> tuple[FloatArray, FloatArray]:
    """A point (3,) and the unit normal (3,) of the plane "fit", "lowest" or "highest"."""
    faces = mesh.faces[mask]
    if kind != "fit":
        z = mesh.vertices[np.unique(faces), 2]
        return np.array([0.0, 0.0, z.min() if kind == "lowest" else z.max()]), np.array([0.0, 0.0, 1.0])
    corners = mesh.vertices[faces]
    weight = face_areas(mesh.vertices, np.ascontiguousarray(faces))
    weight = np.repeat(weight / max(float(weight.sum()), 1e-300) / 3, 3)
    points = corners.reshape(-1, 3)
    middle = weight @ points
    offset = points - middle
    _, axes = np.linalg.eigh((offset * weight[:, None]).T @ offset)
    return np.asarray(middle), np.asarray(axes[:, 0])


def _share(mesh: Mesh, mask: BoolArray, inner: BoolArray, blend_mm: float, progress: Progress) -> FloatArray:
    """(N,) 0 to 1 of the inner points: none at the rim, all from ``blend_mm`` on, smoothly between."""
    used = np.zeros(len(mesh.vertices), np.bool_)
    used[mesh.faces[mask]] = True
    rim = mesh.vertices[used & ~inner]
    points = mesh.vertices[inner]
    if not len(rim) or blend_mm <= 0:
        return np.ones(len(points))
    from scipy.spatial import cKDTree  # noqa: PLC0415 - only where it is needed

    tree, apart = cKDTree(rim), np.empty(len(points))
    for start in range(0, len(points), SLICE):
        progress(0.2 + 0.7 * start / len(points))
        apart[start : start + SLICE] = tree.query(points[start : start + SLICE])[0]
    t = np.clip(apart / blend_mm, 0.0, 1.0)
    return np.asarray(t * t * (3 - 2 * t))


TOOL = Tool(FLATTEN_HERE, work, ghost)
