"""Levels of detail: each stands for the one before it, and a round can be done again in part."""

from dataclasses import replace

import numpy as np
import pytest

from app.jobs.progress import silent
from app.mesh.kernels import collapse_rounds
from app.mesh.kernels.collapse import collapsed
from app.mesh.kernels.collapse_again import level_again
from app.mesh.kernels.collapse_levels import Level, input_level, levels_within
from app.mesh.kernels.collapse_rounds import limit_of
from app.mesh.kernels.edges import edge_table
from tests.unit.mesh.shapes import icosphere

TOLERANCE = 0.1


def closed(faces: np.ndarray) -> bool:
    edges = edge_table(faces)
    return bool(((edges.count == 2) & (edges.forward == 1)).all())


@pytest.fixture
def level(monkeypatch: pytest.MonkeyPatch) -> Level:
    monkeypatch.setattr(collapse_rounds, "BLOCK", 700)
    mesh = icosphere(20, 5)
    return input_level(mesh.vertices, mesh.faces, np.full(len(mesh.vertices), TOLERANCE), None)


def test_the_last_level_has_as_few_faces_as_collapsing_at_once(level: Level):
    levels = levels_within(level, limit_of(TOLERANCE), silent())
    at_once = collapsed(level.points, level.faces, silent(), tolerance=TOLERANCE)
    assert len(levels) > 1
    assert len(levels[-1].faces) == pytest.approx(len(at_once.faces), rel=0.02)
    before = level
    for after in levels:
        assert len(after.faces) < len(before.faces)
        assert closed(after.faces)
        assert (after.stands_in[after.vertex_of] == np.arange(len(after.points))).all()
        whole = after.stands_in[before.faces[after.face_of]]
        assert np.array_equal(np.sort(whole, axis=1), np.sort(after.faces, axis=1))
        before = after


def test_a_round_done_again_with_nothing_changed_is_the_same(level: Level):
    after = levels_within(level, limit_of(TOLERANCE), silent())[0]
    assert level_again(level, after, np.zeros(len(level.points), np.bool_), limit_of(TOLERANCE), silent()) is after


@pytest.mark.parametrize("further", [0, 1])
def test_a_round_done_again_in_part_is_like_one_done_again_in_whole(level: Level, further: int):
    limit = limit_of(TOLERANCE)
    levels = [level, *levels_within(level, limit, silent())]
    level, after = levels[further : further + 2]
    changed = np.linalg.norm(level.points - level.points[0], axis=1) < 4.0
    held = replace(level, locked=changed, scale=np.where(changed, np.float32(9.0), level.scale))
    part = level_again(held, after, changed, limit, silent())
    whole = levels_within(held, limit, silent())[0]
    assert closed(part.faces)
    assert len(part.faces) > len(after.faces)
    assert len(part.faces) == pytest.approx(len(whole.faces), rel=0.01)
    assert np.isin(np.flatnonzero(changed), part.vertex_of).all()
    assert np.array_equal(part.points[np.isin(part.vertex_of, np.flatnonzero(changed))], level.points[changed])
    corners = part.stands_in[level.faces[part.face_of]]
    assert np.array_equal(np.sort(corners, axis=1), np.sort(part.faces, axis=1))
    same = np.isin(part.vertex_of, after.vertex_of)
    assert same.mean() > 0.5
    assert len(part.quadrics) == len(part.scale) == len(part.locked) == len(part.points)
    at = np.searchsorted(whole.vertex_of, part.vertex_of[np.isin(part.vertex_of, whole.vertex_of)])
    mine = np.isin(part.vertex_of, whole.vertex_of)
    assert mine.mean() > 0.9
    close = np.abs(part.quadrics[mine] - whole.quadrics[at]).max(axis=1) <= 1e-3 * np.abs(whole.quadrics).max()
    assert close.mean() > 0.9
