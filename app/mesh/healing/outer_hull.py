"""Self-crossing surfaces made simple without moving them: cut along their crossings, what lies inside left out.

Every face keeps its place; only parts of it that lie inside the solid go. The solid is where the winding number of the
surface is not zero (Jacobson, Kavan and Sorkine-Hornung, "Robust inside-outside segmentation using generalized winding
numbers", 2013; Zhou, Grinspun, Zorin and Jacobson, "Mesh arrangements for solid geometry", 2016). Across each cut it
changes by one, so that one numeric winding number a connected part is enough.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.healing.crossings import normalised
from app.mesh.healing.edit import Draft
from app.mesh.healing.recolor import from_source_faces
from app.mesh.kernels.arrangement import Complex, arrange, shaken
from app.mesh.kernels.components import face_components, group_by_links
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.measure import face_areas, face_normals, face_volumes

BULKY = 2e-4  # of the diagonal: mean thickness (volume over area) of an inside-out region that is part of the model
NOTHING = 1e-6  # of the diagonal: a body of this mean thickness is a fold that was cut off
PROBE = 1e-3  # of the square root of a face's area: how far before it the winding number is taken


def outer_hull(draft: Draft, diagonal: float, progress: Progress) -> Draft | None:
    """The boundary of what a closed, oriented draft encloses; None where its crossings are too many to be cut.

    Unchanged faces keep their corners; pieces of faces carry colour from the face they were cut from. The result may
    have edges with four faces, where parts touch, and holes where a face could not be cut.
    """
    points, pairs = shaken(draft.points, draft.faces, diagonal, progress.part(0.0, 0.3))
    if not len(pairs):
        return draft.with_(points=points)
    cut = arrange(points, draft.faces, pairs, progress.part(0.3, 0.8))
    if cut is None:
        return None
    label = _windings(cut, points, draft.faces)
    progress(0.9)
    outside = label == 0
    inside_out = _bulky(cut, label == -1, diagonal)
    keep = outside | inside_out
    faces = cut.faces[keep]
    source = draft.with_(points=points)
    result = from_source_faces(source, cut.points, faces, cut.origin[keep].astype(np.int64))
    return result.turned(inside_out[keep]).compact()


def unfolded(draft: Draft, diagonal: float, progress: Progress) -> Draft | None:
    """The outer hull as a manifold on the float32 grid, without hollows and without bodies that enclose nothing.

    A draft that is open is closed first. Rounding to the grid may make a few needles cross again.
    """
    if (edge_table(draft.faces).count != 2).any():
        draft = normalised(draft, diagonal, progress)
    hull = outer_hull(draft, diagonal, progress.part(0.0, 0.8))
    if hull is None or not hull.size:
        return None
    whole = normalised(hull, diagonal, progress.part(0.8, 1.0))
    count, label = face_components(whole.faces, len(whole.points))
    area = np.bincount(label, face_areas(whole.points, whole.faces), count)
    volume = np.bincount(label, face_volumes(whole.points, whole.faces), count)
    solid = volume > NOTHING * diagonal * area
    return whole.keep(solid[label]).compact() if solid.any() else None


def _windings(cut: Complex, points: FloatArray, faces: IntArray) -> NDArray[np.int64]:
    """(F,) int64: winding number of the surface just before each face of the complex."""
    edges = edge_table(cut.faces)
    n = np.int64(len(cut.points))
    ends = np.sort(edges.vertices.astype(np.int64), axis=1)
    cut_ends = np.sort(cut.cuts.astype(np.int64), axis=1)
    plain = (edges.count == 2) & ~np.isin(ends[:, 0] * n + ends[:, 1], cut_ends[:, 0] * n + cut_ends[:, 1])
    of_face = edges.of_face.reshape(-1)
    owner = np.repeat(np.arange(len(cut.faces)), 3)
    chosen = plain[of_face]
    by_edge = np.argsort(of_face[chosen], kind="stable")
    links = owner[chosen][by_edge].reshape(-1, 2).astype(np.int32)
    count, patch = group_by_links(len(cut.faces), links)
    area = face_areas(cut.points, cut.faces)
    patch_area = np.bincount(patch, area, count)
    steps = _steps(cut, patch)
    of_patch = np.full(count, np.iinfo(np.int64).min, np.int64)
    for root in np.argsort(-patch_area, kind="stable").tolist():
        if of_patch[root] != np.iinfo(np.int64).min:
            continue
        inside = np.flatnonzero(patch == root)
        of_patch[root] = _winding_before(cut, int(inside[np.argmax(area[inside])]), points, faces)
        queue = deque([root])
        while queue:
            here = queue.popleft()
            for there, change in steps.get(here, ()):
                if of_patch[there] == np.iinfo(np.int64).min:
                    of_patch[there] = of_patch[here] + change
                    queue.append(there)
    return of_patch[patch]


def _bulky(cut: Complex, inside_out: BoolArray, diagonal: float) -> BoolArray:
    """Those faces around regions that are turned inside out that enclose more than a fold.

    A wide region is a part of the model that was modelled the wrong way round; a thin one is where a surface that was
    moved inwards passed through itself at a sharp edge.
    """
    chosen = np.flatnonzero(inside_out)
    if not len(chosen):
        return inside_out
    faces = cut.faces[chosen]
    count, part = face_components(faces, len(cut.points), through="vertices")
    area = np.bincount(part, face_areas(cut.points, faces), count)
    volume = -np.bincount(part, face_volumes(cut.points, faces), count)
    result = np.zeros(len(inside_out), np.bool_)
    result[chosen] = (volume > BULKY * diagonal * area)[part]
    return result


def _steps(cut: Complex, patch: IntArray) -> dict[int, list[tuple[int, int]]]:
    """Neighbours of each patch across cuts, the ones with the longest border first, and by how much the number changes."""
    length = np.linalg.norm(cut.points[cut.cuts[:, 1]] - cut.points[cut.cuts[:, 0]], axis=1)
    left = cut.across[:, [0, 2]].reshape(-1)
    right = cut.across[:, [1, 3]].reshape(-1)
    change = np.where(cut.behind, 1, -1).reshape(-1)
    weight = np.repeat(length, 2)
    known = (left >= 0) & (right >= 0)
    rows = np.column_stack([patch[right[known]], patch[left[known]], change[known]]).astype(np.int64)
    rows = np.vstack([rows, rows[:, [1, 0, 2]] * np.array([1, 1, -1])])
    unique, index = np.unique(rows, axis=0, return_inverse=True)
    total = np.bincount(index.ravel(), np.concatenate([weight[known], weight[known]]), len(unique))
    steps: dict[int, list[tuple[int, int]]] = {}
    for row in np.argsort(-total, kind="stable").tolist():
        here, there, by = unique[row].tolist()
        steps.setdefault(here, []).append((there, by))
    return steps


def _winding_before(cut: Complex, face: int, points: FloatArray, faces: IntArray) -> int:
    """Winding number of the surface just before a face of the complex (van Oosterom and Strackee 1983)."""
    corner = cut.points[cut.faces[face : face + 1]]
    normal = face_normals(cut.points, cut.faces[face : face + 1])[0]
    size = float(np.sqrt(face_areas(cut.points, cut.faces[face : face + 1])[0]))
    probe = corner[0].mean(axis=0) + normal * size * PROBE
    a, b, c = (points[faces[:, k]] - probe for k in range(3))
    la, lb, lc = (np.linalg.norm(v, axis=1) for v in (a, b, c))
    volume = np.einsum("ij,ij->i", a, np.cross(b, c))
    dots = la * lb * lc
    dots += np.einsum("ij,ij->i", a, b) * lc + np.einsum("ij,ij->i", b, c) * la + np.einsum("ij,ij->i", c, a) * lb
    return int(np.round(np.arctan2(volume, dots).sum() / (2 * np.pi)))
