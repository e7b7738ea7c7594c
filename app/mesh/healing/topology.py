"""Steps that make a draft a manifold, oriented surface without holes. Positions move by less than the grid step."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.healing.edit import Draft
from app.mesh.healing.hole_color import color_of_filling
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.hole_fill import border_loops, triangulate
from app.mesh.kernels.measure import face_normals
from app.mesh.kernels.pairing import flips_to_agree, pair_half_edges, split_fans
from app.mesh.mesh import BoolArray, FloatArray, IntArray

GRID = 4e-8  # of the diagonal: below this distance two vertices are one (research/repair-conservative.md, step 1)
LONGEST_LOOP = 700  # border edges; the best triangulation is cubic, beyond this a fan about the centre closes the hole
CLOSE_ROUNDS = 4
DOUBLE_EDGE_ROUNDS = 6
SHEET_SHARE = 0.5  # of the faces lie back to back: the mesh is a two-sided sheet, not a body with inner walls


def grid_step(points: FloatArray) -> float:
    """Length in mm of a grid on which every coordinate is exact in float32, as most files store it."""
    if not len(points):
        return 0.0
    diagonal = float(np.linalg.norm(np.ptp(points, axis=0)))
    largest = float(np.abs(points).max())
    smallest = max(diagonal * GRID, largest * 2.0**-23, 1e-12)
    return float(2.0 ** np.ceil(np.log2(smallest)))


def on_grid(draft: Draft, step: float) -> Draft:
    """Welded by position after rounding to multiples of ``step`` (mm)."""
    points = draft.points if step <= 0 else np.round(draft.points / step) * step
    return draft.with_(points=points + 0.0).welded()


def repeats_vertex(faces: IntArray) -> BoolArray:
    """(F,) bool: the face names a vertex twice."""
    return np.asarray((faces[:, 0] == faces[:, 1]) | (faces[:, 1] == faces[:, 2]) | (faces[:, 0] == faces[:, 2]))


def without_collapsed(draft: Draft) -> Draft:
    """Without faces that name a vertex twice."""
    collapsed = repeats_vertex(draft.faces)
    return draft.keep(~collapsed) if collapsed.any() else draft


def without_duplicates(draft: Draft) -> Draft:
    """One face for each set of three vertices.

    Two that lie back to back are an inner wall and vanish together, unless most of the mesh is such: then it is a
    two-sided sheet, and one side is kept.
    """
    faces = draft.faces
    order = np.argsort(faces, axis=1, kind="stable")
    corners = np.take_along_axis(faces, order, axis=1).astype(np.int64)
    n = np.int64(len(draft.points))
    if n < 2_000_000:
        key = (corners[:, 0] * n + corners[:, 1]) * n + corners[:, 2]
    else:
        key = np.unique(corners, axis=0, return_inverse=True)[1].ravel()
    _, first, group, count = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    if len(first) == len(faces):
        return draft
    group = group.ravel()
    # A cyclic shift of the sorted corners keeps their turn: 012, 120 and 201 do.
    turn = np.where((order[:, 1] - order[:, 0]) % 3 == 1, 1, -1)
    net = np.zeros(len(count), np.int64)
    np.add.at(net, group, turn)
    cancelled = (count > 1) & (net == 0)
    against = turn != np.where(net[group] < 0, -1, 1)
    chosen = np.lexsort((np.arange(len(faces)), against, group))
    starts = np.flatnonzero(np.diff(group[chosen], prepend=-1))
    keep = np.zeros(len(faces), np.bool_)
    keep[chosen[starts]] = True
    if cancelled.sum() < SHEET_SHARE * len(count):
        keep[cancelled[group]] = False
    return draft.keep(keep) if keep.any() else draft


def oriented(draft: Draft) -> tuple[Draft, int]:
    """Neighbours agree on the outside; also the number of faces turned over."""
    flip = flips_to_agree(draft.faces, len(draft.points))
    turned = int(flip.sum())
    return (draft.turned(flip) if turned else draft), turned


def split(draft: Draft) -> tuple[Draft, IntArray]:
    """One vertex for each fan of paired faces, and the twins of the half edges."""
    twins = pair_half_edges(draft.points, draft.faces)
    faces, source = split_fans(draft.faces, twins)
    return draft.reindexed(faces, source).compact(), twins


@dataclass(frozen=True, eq=False)
class Filling:
    """Faces that close holes.

    points  (N, 3) new vertices, appended after those of the draft
    faces   (T, 3) int32
    rim     (T, 3) int32: for each corner the half edge that starts there (at a fan's centre: one beside it)
    """

    points: FloatArray
    faces: IntArray
    rim: IntArray
    holes: int


def filling(draft: Draft, twins: IntArray, progress: Progress) -> Filling:
    """Faces that close every border loop of a draft with one fan a vertex."""
    loops = border_loops(draft.faces, twins)
    if not loops:
        nothing = np.zeros((0, 3), np.int32)
        return Filling(np.zeros((0, 3)), nothing, nothing, 0)
    normals = face_normals(draft.points, draft.faces)
    joined = _edges_between(draft, np.unique(draft.faces.reshape(-1)[np.concatenate(loops)]))
    starts = draft.faces.reshape(-1)
    faces: list[NDArray[Any]] = []
    rim: list[NDArray[Any]] = []
    centres: list[FloatArray] = []
    for number, along in enumerate(loops):
        progress(number / len(loops))
        loop = along[::-1]  # a filling runs against the border; its edge i -> i + 1 is half edge loop[i + 1]
        ring = starts[loop]
        n = len(loop)
        if n > LONGEST_LOOP:
            here = np.arange(n)
            there = (here + 1) % n
            centre = np.full(n, len(draft.points) + len(centres))
            centres.append(draft.points[ring].mean(axis=0))
            faces.append(np.column_stack([ring[here], ring[there], centre]))
            rim.append(loop[np.column_stack([here, there, here])])
            continue
        polygon = draft.points[ring] - draft.points[ring[0]]
        polygon = polygon / (float(np.ptp(polygon, axis=0).max()) or 1.0)
        behind = normals[np.roll(loop, -1) // 3]
        triangles = triangulate(
            np.ascontiguousarray(polygon), np.ascontiguousarray(behind), _joined(ring, joined, len(draft.points))
        )
        faces.append(ring[triangles])
        rim.append(loop[triangles])
    return Filling(
        np.array(centres).reshape(-1, 3),
        np.vstack(faces).astype(np.int32),
        np.vstack(rim).astype(np.int32),
        len(loops),
    )


def filled(draft: Draft, twins: IntArray, progress: Progress, *, closing: bool) -> tuple[Draft, int, int]:
    """Every border loop closed, with the colour of its rim; also how many holes and how many faces.

    ``closing``: the new faces close holes of the input (False: they stand for surface that was just cut away).
    """
    new = filling(draft, twins, progress)
    if not len(new.faces):
        return draft, 0, 0
    color = color_of_filling(draft, new.rim)
    colors = draft.colors
    if colors is not None and len(new.points):
        fans = new.faces[:, 2] - len(draft.points)
        mean = np.zeros((len(new.points), 4))
        number = np.zeros(len(new.points))
        of_fan = fans >= 0
        np.add.at(mean, fans[of_fan], colors[new.faces[of_fan, 0]].astype(np.float64))
        np.add.at(number, fans[of_fan], 1)
        colors = np.vstack([colors, np.round(mean / number[:, None]).astype(np.uint8)])
    added = draft.with_(
        points=np.vstack([draft.points, new.points]),
        faces=np.vstack([draft.faces, new.faces]),
        uv=None if draft.uv is None or color.uv is None else np.concatenate([draft.uv, color.uv]),
        colors=colors,
        material=np.concatenate([draft.material, color.material]),
        closing=np.concatenate([draft.closing, np.full(len(new.faces), closing)]),
    )
    return added, new.holes, len(new.faces)


def closed(draft: Draft, progress: Progress, *, closing: bool) -> tuple[Draft, int, int]:
    """Split, filled and paired again until nothing is open; how many holes, how many faces."""
    holes = new_faces = 0
    for number in range(CLOSE_ROUNDS):
        part = progress.part(number / CLOSE_ROUNDS, (number + 1) / CLOSE_ROUNDS)
        draft, twins = split(draft)
        if (twins >= 0).all():
            break
        draft, more, faces = filled(draft, twins, part, closing=closing)
        holes += more
        new_faces += faces
        if not faces:
            break
    return draft, holes, new_faces


def without_double_edges(draft: Draft, diagonal: float) -> Draft:
    """Two sheets that meet in an edge and whose end fans are one get a midpoint each, a hair inside.

    Splitting cannot part those.
    """
    for _ in range(DOUBLE_EDGE_ROUNDS):
        edges = edge_table(draft.faces)
        crowded = edges.count > 2
        if not crowded.any():
            return draft
        twins = pair_half_edges(draft.points, draft.faces)
        halved = _halve(draft, twins, crowded[edges.of_face].reshape(-1), 1e-5 * diagonal)
        if halved is None:
            return draft
        draft = halved
    return draft


def _halve(draft: Draft, twins: IntArray, crowded: BoolArray, depth: float) -> Draft | None:
    """Cut both faces at each chosen half edge with a new vertex at its middle."""
    faces, points = draft.faces, draft.points
    used: set[int] = set()
    chosen: list[int] = []
    for half_edge in np.flatnonzero(crowded & (twins > np.arange(len(twins)))).tolist():
        pair = {half_edge // 3, int(twins[half_edge]) // 3}
        if len(pair) == 2 and not pair & used:
            used |= pair
            chosen.append(half_edge)
    if not chosen:
        return None
    normals = face_normals(points, faces)
    new_faces: list[tuple[int, int, int]] = []
    source: list[tuple[int, int, bool]] = []
    middles: list[FloatArray] = []
    for h in chosen:
        g = int(twins[h])
        f, e = h // 3, g // 3
        i, j = int(faces[f, h % 3]), int(faces[f, (h % 3 + 1) % 3])
        inward = normals[f] + normals[e]
        inward /= float(np.linalg.norm(inward)) or 1.0
        middle = len(points) + len(middles)
        middles.append((points[i] + points[j]) / 2 - inward * depth)
        for half in (h, g):
            face, c = half // 3, half % 3
            a, b, o = (int(faces[face, (c + k) % 3]) for k in range(3))
            new_faces += [(a, middle, o), (middle, b, o)]
            source += [(face, c, True), (face, c, False)]
    of_face = np.array([face for face, _, _ in source])
    rest = np.ones(draft.size, np.bool_)
    rest[list(used)] = False
    kept = draft.keep(rest)
    uv = None
    if draft.uv is not None and kept.uv is not None:
        cut = np.empty((len(source), 3, 2), np.float32)
        for row, (face, c, first) in enumerate(source):
            at = np.roll(draft.uv[face], -c, axis=0)
            between = (at[0] + at[1]) / 2
            cut[row] = (at[0], between, at[2]) if first else (between, at[1], at[2])
        uv = np.concatenate([kept.uv, cut])
    colors = draft.colors
    if colors is not None:
        ends = np.array([(faces[h // 3, h % 3], faces[h // 3, (h % 3 + 1) % 3]) for h in chosen])
        colors = np.vstack([colors, np.round(colors[ends].astype(np.float64).mean(axis=1)).astype(np.uint8)])
    return kept.with_(
        points=np.vstack([points, np.array(middles)]),
        faces=np.vstack([kept.faces, np.array(new_faces, np.int32)]),
        uv=uv,
        colors=colors,
        material=np.concatenate([kept.material, draft.material[of_face]]),
        closing=np.concatenate([kept.closing, draft.closing[of_face]]),
    )


def _edges_between(draft: Draft, vertices: IntArray) -> NDArray[np.int64]:
    """Sorted keys (low * V + high) of the edges whose ends are both among these vertices."""
    marked = np.zeros(len(draft.points), np.bool_)
    marked[vertices] = True
    here = draft.faces
    there = np.roll(draft.faces, -1, axis=1)
    both = marked[here] & marked[there]
    a, b = here[both].astype(np.int64), there[both].astype(np.int64)
    return np.unique(np.minimum(a, b) * len(draft.points) + np.maximum(a, b))


def _joined(ring: IntArray, keys: NDArray[np.int64], n_vertices: int) -> NDArray[np.uint8]:
    """(N, N) uint8: 1 where two points of the ring are joined by an edge already."""
    r = ring.astype(np.int64)
    low, high = np.minimum(r[:, None], r[None, :]), np.maximum(r[:, None], r[None, :])
    key = low * n_vertices + high
    at = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
    return np.asarray(keys[at] == key).astype(np.uint8)
