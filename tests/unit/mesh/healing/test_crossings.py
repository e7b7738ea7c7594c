"""Crossings undone by moving vertices: searched again only where something moved, and the same every time."""

import numpy as np

from app.jobs.progress import silent
from app.mesh.healing.crossings import CUT_RINGS, EFFORT, crossing_pairs, cured, relaxed
from app.mesh.healing.edit import Draft
from app.mesh.mesh import Mesh
from tests.unit.mesh.shapes import icosphere, moved, together, torus


def _crumpled(seed: int, strength: float) -> Mesh:
    ball = icosphere(subdivisions=4)
    rng = np.random.default_rng(seed)
    chosen = ball.vertices[:, 2] > 14
    vertices = ball.vertices.copy()
    vertices[chosen] += rng.normal(size=(int(chosen.sum()), 3)) * strength
    return ball.with_(vertices=vertices)


def test_pairs_known_after_moving_are_those_of_a_whole_search() -> None:
    for mesh in (_crumpled(0, 0.6), together(torus(), moved(torus(), (3.1, 0.2, 5.3)))):
        draft = Draft.of(mesh)
        after, left = relaxed(draft, mesh.diagonal, silent(), rounds=8)
        expected = crossing_pairs(after, silent())
        assert len(expected) > 0
        assert np.array_equal(left[np.lexsort(left.T[::-1])], expected)


def test_pairs_at_doubled_positions_are_known_too() -> None:
    """A body and its copy: what a copy hides comes to light when the other one moves."""
    one = _crumpled(1, 0.6)
    draft = Draft.of(together(one, one))
    after, left = relaxed(draft, one.diagonal, silent(), rounds=3)
    assert np.array_equal(left[np.lexsort(left.T[::-1])], crossing_pairs(after, silent()))


def test_a_crumpled_ball_is_cured_and_the_same_every_time() -> None:
    mesh = _crumpled(2, 0.6)
    draft = Draft.of(mesh)
    assert len(crossing_pairs(draft, silent())) > 20
    first = cured(draft, mesh.diagonal, silent(), rings=CUT_RINGS, effort=EFFORT)
    again = cured(draft, mesh.diagonal, silent(), rings=CUT_RINGS, effort=EFFORT)
    assert first.left == 0
    assert len(crossing_pairs(first.draft, silent())) == 0
    assert first.draft.points.tobytes() == again.draft.points.tobytes()
    assert first.draft.faces.tobytes() == again.draft.faces.tobytes()


def test_effort_limits_the_rounds_of_cutting() -> None:
    mesh = _crumpled(3, 2.0)
    draft = Draft.of(mesh)
    little = cured(draft, mesh.diagonal, silent(), rings=CUT_RINGS, effort=0)
    much = cured(draft, mesh.diagonal, silent(), rings=CUT_RINGS, effort=EFFORT)
    assert much.left < little.left
