"""Steps that make a draft a manifold, oriented surface without holes. Positions move by less than the grid step."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.healing.edit import Draft, Sides
from app.mesh.healing.filling import filling
from app.mesh.healing.hole_color import color_of_filling
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.float_grid import exact_step
from app.mesh.kernels.measure import face_normals
from app.mesh.kernels.pairing import flips_to_agree, pair_half_edges, split_fans

CLOSE_ROUNDS = 4
DOUBLE_EDGE_ROUNDS = 6
SHEET_SHARE = 0.5  # of the faces lie back to back: the mesh is a two-sided sheet, not a body with inner walls


def grid_step(points: FloatArray) -> float:
    """Length in mm of the grid that repairs put these points (V, 3) on; 0 where there are none."""
    if not len(points):
        return 0.0
    return exact_step(points.min(axis=0), points.max(axis=0))


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


def without_duplicates(draft: Draft, panels: Callable[[Draft], BoolArray] | None = None) -> Draft:
    """One face for each set of three vertices.

    Two that lie back to back are an inner wall and vanish together, unless most of the mesh is such: then it is a
    two-sided sheet, and one side is kept as it was drawn: the one that comes first in most places. What the other
    one shows goes along in ``sides``.
    panels  says of the faces of a draft, one of each two that lie back to back, which ones are two-sided sheets, too
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
    against = (turn != np.where(net[group] < 0, -1, 1)) & ~cancelled[group]
    chosen = np.lexsort((np.arange(len(faces)), against, group))
    starts = np.flatnonzero(np.diff(group[chosen], prepend=-1))
    keep = np.zeros(len(faces), np.bool_)
    keep[chosen[starts]] = True
    if cancelled.any() and cancelled.sum() < SHEET_SHARE * len(count):
        walls = np.flatnonzero(keep & cancelled[group])
        if panels is not None:
            walls = walls[~panels(draft.keep(walls))]
        keep[walls] = False
    sheets = np.flatnonzero(keep & cancelled[group])
    if len(sheets):
        # Which face comes first may change from place to place: neighbours are to show the same side all the same.
        other = sheets[flips_to_agree(np.ascontiguousarray(faces[sheets]), len(draft.points))]
        keep[other] = False
        keep[_first_against(group, turn, other)] = True
        sheets = np.flatnonzero(keep & cancelled[group])
        draft = draft.with_(sides=_sides(draft, np.r_[sheets, _first_against(group, turn, sheets)]))
    return draft.keep(keep) if keep.any() else draft


def _sides(draft: Draft, faces: NDArray[np.int64]) -> Sides | None:
    """What these faces show; None where all show the same."""
    if draft.uv is None and len(draft.materials) < 2:
        return None
    return Sides(draft.points[draft.faces[faces]], None if draft.uv is None else draft.uv[faces], draft.material[faces])


def _first_against(group: NDArray[Any], turn: NDArray[Any], chosen: NDArray[Any]) -> NDArray[np.int64]:
    """(N,) the first face of the ``group`` (F,) of each chosen face (N,) that has the other ``turn`` (F,)."""
    first = np.full((int(group.max()) + 1, 2), len(group), np.int64)
    np.minimum.at(first, (group, (turn > 0).astype(np.int64)), np.arange(len(group)))
    return np.asarray(first[group[chosen], (turn[chosen] < 0).astype(np.int64)])


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


def filled(
    draft: Draft, twins: IntArray, progress: Progress, *, closing: bool, fair: bool = False
) -> tuple[Draft, int, int]:
    """Every border loop closed, with the colour of its rim; also how many holes and how many faces.

    closing  the new faces close holes of the input (False: they stand for surface that was just cut away)
    fair     they carry on the curvature of the surface around (see ``fair_fill``)
    """
    new = filling(draft, twins, grid_step(draft.points), progress, fair=fair)
    if not len(new.faces):
        return draft, 0, 0
    color = color_of_filling(draft, new.rim)
    added = draft.with_(
        points=np.vstack([draft.points, new.points]),
        faces=np.vstack([draft.faces, new.faces]),
        uv=None if draft.uv is None or color.uv is None else np.concatenate([draft.uv, color.uv]),
        colors=draft.colors if draft.colors is None or new.colors is None else np.vstack([draft.colors, new.colors]),
        material=np.concatenate([draft.material, color.material]),
        closing=np.concatenate([draft.closing, np.full(len(new.faces), closing)]),
        part=None if draft.part is None else np.concatenate([draft.part, draft.part[new.rim[:, 0] // 3]]),
    )
    return added, new.holes, len(new.faces)


def closed(draft: Draft, progress: Progress, *, closing: bool, fair: bool = False) -> tuple[Draft, int, int]:
    """Split, filled and paired again until nothing is open; how many holes, how many faces."""
    holes = new_faces = 0
    for number in range(CLOSE_ROUNDS):
        part = progress.part(number / CLOSE_ROUNDS, (number + 1) / CLOSE_ROUNDS)
        draft, twins = split(draft)
        if (twins >= 0).all():
            break
        draft, more, faces = filled(draft, twins, part, closing=closing, fair=fair)
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
        part=None if kept.part is None or draft.part is None else np.concatenate([kept.part, draft.part[of_face]]),
    )
