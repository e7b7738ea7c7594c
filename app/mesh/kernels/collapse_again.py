"""A round of edge collapse done again in a few of its blocks; the others would come out as they did."""

from dataclasses import replace

import numpy as np

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray
from app.mesh.kernels.collapse import finished
from app.mesh.kernels.collapse_levels import Level
from app.mesh.kernels.collapse_rounds import Rules, begun, blocks_of_round, centre_of, one_round


def level_again(level: Level, after: Level, changed: BoolArray, limit: float, progress: Progress) -> Level:
    """The level ``after`` one anew, one round later, where the scale or lock of the ``changed`` (V,) vertices is other.

    Blocks with such vertices are cut out, collapsed together, and put back: what lies between blocks never moves.
    """
    progress(0.0)
    cut = blocks_of_round(level.points - centre_of(level.points), level.faces, level.rounds)
    block_of = np.repeat(np.arange(cut.count), np.diff(cut.vertex_start))
    anew = np.zeros(cut.count, np.bool_)
    anew[block_of[changed[cut.vertices]]] = True
    inside = np.zeros(len(level.faces), np.bool_)
    inside[cut.faces[: cut.face_start[-1]][np.repeat(anew, np.diff(cut.face_start))]] = True
    which = np.flatnonzero(inside).astype(np.int32)
    if not len(which):
        return after
    used, small = np.unique(level.faces[which], return_inverse=True)
    rim = cut.kind[used] > 0
    state = begun(
        level.points[used],
        small.reshape(-1, 3).astype(np.int32),
        progress.part(0.1, 0.2),
        scale=level.scale[used],
        quadrics=None if level.quadrics is None else level.quadrics[used],
        locked=level.locked[used] | rim,
    )
    state, _ = one_round(state, Rules(0, limit, 0.0, whole=True), progress.part(0.2, 0.9))
    new = finished(state, level.points[used])
    own = np.flatnonzero(~rim[new.vertex_of])  # those on the rim are as they were, with all that they stand for
    by_vertex = np.argsort(state.vertex_of)[own]

    stays = ~inside[after.face_of]
    faces = np.concatenate([after.vertex_of[after.faces[stays]], used[new.vertex_of[new.faces]]])
    face_of = np.concatenate([after.face_of[stays], which[new.face_of]])
    vertex_of, corners = np.unique(faces, return_inverse=True)
    row = np.zeros(len(level.points), np.int32)
    row[after.vertex_of] = np.arange(len(after.points))
    row[used[new.vertex_of[own]]] = len(after.points) + np.arange(len(own))
    number = np.zeros(len(level.points), np.int32)
    number[vertex_of] = np.arange(len(vertex_of))
    holder = after.vertex_of[after.stands_in]
    holder[used[~rim]] = used[new.vertex_of[new.stands_in[~rim]]]
    rows, order = row[vertex_of], np.argsort(face_of)
    return replace(
        after,
        points=np.concatenate([after.points, new.points[own]])[rows],
        faces=corners.reshape(-1, 3)[order].astype(np.int32),
        quadrics=None if after.quadrics is None else np.concatenate([after.quadrics, state.quadrics[by_vertex]])[rows],
        scale=np.concatenate([after.scale, state.scale[by_vertex]])[rows],
        locked=level.locked[vertex_of],
        stands_in=number[holder],
        vertex_of=vertex_of.astype(np.int32),
        face_of=face_of[order].astype(np.int32),
    )
