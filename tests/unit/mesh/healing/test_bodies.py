"""Many bodies made whole at once: each as if it were alone, seen among the others."""

import numpy as np
import pytest

from app.jobs.progress import silent
from app.mesh.healing.bodies import Preparation, prepared
from app.mesh.healing.edit import Draft, rows_by_label
from app.mesh.healing.topology import closed
from app.mesh.healing.visibility import spread_each
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.measure import face_volumes
from app.mesh.mesh import Mesh
from tests.unit.mesh.shapes import box, icosphere, moved, together, uv_sphere


def without_cap(ball: Mesh, below: float) -> Mesh:
    centre = ball.vertices[ball.faces].mean(axis=1)
    centre /= np.linalg.norm(centre, axis=1)[:, None]
    return ball.keep_faces(centre[:, 2] < below)


def volumes(draft: Draft, count: int) -> np.ndarray:
    assert draft.part is not None
    return np.bincount(draft.part, face_volumes(draft.points, draft.faces), count)


def in_a_row(shapes: list[Mesh]) -> list[Mesh]:
    return [moved(shape, (50.0 * k, 0.0, 0.0)) for k, shape in enumerate(shapes)]


def test_each_body_is_closed_as_it_would_be_alone() -> None:
    shapes = in_a_row([without_cap(icosphere(10.0, subdivisions=3), below) for below in (0.9, 0.7, 0.2, 0.95)])
    mesh = together(*shapes)
    ready = prepared(Draft.of(mesh), mesh.diagonal, silent(), Preparation())
    assert (edge_table(ready.bodies.faces).count == 2).all()
    assert ready.holes.tolist() == [1, 1, 1, 1]
    assert not ready.sheet.any()
    alone = [closed(Draft.of(shape), silent(), closing=True, fair=True)[0] for shape in shapes]
    assert volumes(ready.bodies, 4) == pytest.approx([one.volume for one in alone], rel=1e-6)
    assert np.bincount(ready.bodies.part).tolist() == [one.size for one in alone]
    assert ready.new_faces.tolist() == [int(one.closing.sum()) for one in alone]


def test_what_is_closed_already_stays_to_the_bit() -> None:
    whole = moved(icosphere(10.0), (0.0, 0.0, 60.0))
    mesh = together(without_cap(icosphere(10.0), 0.5), whole)
    ready = prepared(Draft.of(mesh), mesh.diagonal, silent(), Preparation())
    mine = ready.bodies.keep(ready.bodies.part == 1)
    assert np.array_equal(mine.points[mine.faces], whole.vertices[whole.faces])


def test_sheets_and_hidden_bodies_are_told_from_bodies() -> None:
    sheet = Mesh(
        np.array([[0.0, 0, 0], [20, 0, 0], [20, 20, 0], [0, 20, 0]]), np.array([[0, 1, 2], [0, 2, 3]], np.int32)
    )
    mesh = together(
        uv_sphere(10.0),
        moved(sheet, (60.0, 0.0, 0.0)),
        icosphere(2.0),
        without_cap(moved(box((8.0, 8.0, 8.0)), (0.0, 40.0, 0.0)), 2.0),
    )
    ready = prepared(Draft.of(mesh), mesh.diagonal, silent(), Preparation(wall_mm=1.0))
    assert ready.sheet.tolist() == [False, True, False, False]
    assert ready.hidden == 1
    assert sorted(np.unique(ready.bodies.part).tolist()) == [0, 1, 3]
    assert volumes(ready.bodies, 4)[1] == pytest.approx(20 * 20 * 1.0, rel=1e-6)
    kept = prepared(Draft.of(mesh), mesh.diagonal, silent(), Preparation(keep_sheets=True))
    assert (kept.bodies.part == 1).sum() == 2


def test_many_that_each_bury_a_little_do_not_bury_much_together() -> None:
    """Open bowls with a ball in each: no filling alone hides a share that matters."""
    bowl, ball = without_cap(uv_sphere(10.0, 12, 24), 0.0), uv_sphere(1.2, 6, 8)
    shapes = [s for k in range(60) for s in (moved(bowl, (30.0 * k, 0, 0)), moved(ball, (30.0 * k, 0.0, -3.0)))]
    mesh = together(*shapes)
    ready = prepared(Draft.of(mesh), mesh.diagonal, silent(), Preparation(may_bury=1.5e-3))
    assert ready.sheet[::2].sum() > 30
    assert not ready.sheet[1::2].any()


def test_points_are_spread_over_each_part_by_area() -> None:
    mesh = together(box(), moved(box((1.0, 1.0, 1.0)), (40.0, 0.0, 0.0)))
    label = np.repeat(np.arange(2, dtype=np.int32), 12)
    points, face, part = spread_each(mesh.vertices, mesh.faces, label, np.array([True, True]), 600)
    assert np.bincount(part).tolist() == [600, 600]
    assert np.array_equal(label[face], part)
    assert np.bincount(face, minlength=24).min() > 35
    for k, size in enumerate((20.0, 1.0)):
        own = points[part == k] - (40.0 * k, 0, 0)
        on_a_side = np.isclose(own, 0) | np.isclose(own, size)
        assert on_a_side.any(axis=1).all()


def test_rows_by_label_names_every_row_once() -> None:
    rows = rows_by_label(np.array([2, 0, 2, 1], np.int32), 4)
    assert [r.tolist() for r in rows] == [[1], [3], [0, 2], []]
