"""Faces that touch without crossing are drawn apart; what has room stays to the bit."""

import numpy as np

from app.jobs.progress import silent
from app.mesh.healing.crossings import crossing_pairs
from app.mesh.healing.edit import Draft
from app.mesh.healing.near_touching import drawn_apart
from app.mesh.mesh import Mesh
from tests.unit.mesh.shapes import together, uv_sphere


def wedge(along: int, base: float) -> Mesh:
    """A prism with one edge through the origin along an axis, and its base at a height."""
    ends = [np.eye(3)[along] * side for side in (-10.0, 10.0)]
    across = np.eye(3)[1 - along] * 8.0
    up = np.array([0.0, 0.0, base])
    points = np.array([point for end in ends for point in (end, end + across + up, end - across + up)])
    faces = np.array([[0, 2, 1], [3, 4, 5], [0, 1, 4], [0, 4, 3], [0, 3, 5], [0, 5, 2], [1, 2, 5], [1, 5, 4]], np.int32)
    draft = Draft.of(Mesh(points, faces))
    return Mesh(points, faces if draft.volume > 0 else faces[:, ::-1])


def test_edges_that_touch_in_a_point_are_drawn_apart() -> None:
    mesh = together(wedge(0, -10.0), wedge(1, 10.0), uv_sphere(5.0, at=(40.0, 0.0, 0.0)))
    draft = Draft.of(mesh)
    assert len(crossing_pairs(draft, silent())) == 0
    after, number = drawn_apart(draft, mesh.diagonal, silent())
    assert number >= 1
    below, above = after.points[[0, 3], 2], after.points[[6, 9], 2]
    assert below.max() < above.min()
    assert np.abs(after.points - draft.points).max() < 2e-5 * mesh.diagonal
    assert np.array_equal(after.points[12:], draft.points[12:])
    assert len(crossing_pairs(after, silent())) == 0
    assert drawn_apart(after, mesh.diagonal, silent())[1] == 0


def test_what_has_room_comes_back_itself() -> None:
    draft = Draft.of(together(uv_sphere(5.0), uv_sphere(5.0, at=(10.1, 0.0, 0.0))))
    after, number = drawn_apart(draft, draft.diagonal, silent())
    assert number == 0
    assert after is draft
