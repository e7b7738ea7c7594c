"""Fewer triangles, with texture, colours and borders of materials in place."""

import numpy as np

from app.errors import RepairFailedError
from app.i18n import Text, plural, text
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, IntArray
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.forms.shaping import REDUCE
from app.mesh.kernels.collapse import Collapsed, collapsed
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

COLOR_WEIGHT = 1e-5  # of the diagonal: what a step of one in 255 costs, as a distance
LOOKS = 3  # times crossings are looked for and what they came from is kept


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """Reduce to ``faces`` (0: as far as the tolerance allows) within ``tolerance_mm`` (0: no limit)."""
    values = Values(given)
    target, tolerance = int(values.number("faces")), values.number("tolerance_mm")
    if not target and not tolerance:
        raise RepairFailedError(text("Give a number of triangles or a tolerance: one of them must end the reduction."))
    if target and len(mesh.faces) <= target:
        return Repaired(mesh, text("The model has no more triangles than that"))
    result = reduced(mesh, target or None, tolerance or None, progress)
    return Repaired(result, _words(len(mesh.faces), len(result.faces), target))


def _words(before: int, after: int, target: int) -> Text:
    if after > 1.02 * target > 0:
        return plural(
            "Reduced {before} to {n} triangle: fewer would change the shape too much",
            "Reduced {before} to {n} triangles: fewer would change the shape too much",
            after,
            before=before,
        )
    return plural("Reduced {before} to {n} triangle", "Reduced {before} to {n} triangles", after, before=before)


def reduced(mesh: Mesh, target: int | None, tolerance_mm: float | None, progress: Progress) -> Mesh:
    """Collapse edges until so few faces are left, or until the surface would move farther than the tolerance.

    Texture coordinates are interpolated along the edge that goes, each side of a seam by itself; where the picture
    would slip on the surface, or colours would blur, an edge goes later. Seams, open edges and borders of materials
    lose vertices only along themselves. A surface without crossings comes back without.
    """
    locked = np.zeros(len(mesh.vertices), np.bool_)
    span = 1 / LOOKS
    for look in range(LOOKS):
        part = progress.part(look * span, (look + 1) * span)
        result = _once(mesh, target, tolerance_mm, locked, part.part(0.0, 0.8))
        pairs = intersecting_pairs(result.points, result.faces, part.part(0.8, 0.9))
        if not len(pairs):
            break
        if look == 0 and len(intersecting_pairs(mesh.vertices, mesh.faces, part.part(0.9, 1.0), limit=1)):
            break  # crossings are for a repair to cure
        locked |= _around(result, np.unique(result.faces[pairs]))
    progress(1.0)
    return _mesh_of(mesh, result)


def _once(
    mesh: Mesh, target: int | None, tolerance_mm: float | None, locked: BoolArray, progress: Progress
) -> Collapsed:
    colors = mesh.vertex_colors
    return collapsed(
        mesh.vertices,
        mesh.faces,
        progress,
        tolerance=tolerance_mm,
        target_faces=target,
        locked=locked,
        corner_uv=mesh.corner_uv,
        face_group=mesh.face_material if len(mesh.materials) > 1 else None,
        colors=None if colors is None else colors[:, :3].astype(np.float32),
        color_weight=COLOR_WEIGHT * mesh.diagonal,
    )


def _around(result: Collapsed, vertices: IntArray) -> BoolArray:
    """(V,) bool: the input vertices that these of the result, and their neighbours, stand for."""
    near = np.zeros(len(result.points), np.bool_)
    near[vertices] = True
    near[result.faces[near[result.faces].any(axis=1)]] = True
    return np.asarray(near[result.stands_in])


def _mesh_of(mesh: Mesh, result: Collapsed) -> Mesh:
    colors = mesh.vertex_colors
    if colors is not None and result.colors is not None:
        colors = colors[result.vertex_of].copy()
        colors[:, :3] = np.clip(np.round(result.colors), 0, 255)
    return mesh.with_(
        vertices=result.points,
        faces=result.faces,
        corner_uv=result.corner_uv,
        vertex_colors=colors,
        face_material=mesh.material_of_face[result.face_of],
    )


TOOL = Tool(REDUCE, work)
