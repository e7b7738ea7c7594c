"""The wrap: closed, manifold, outward, free of crossings, and where the model is."""

import os
from pathlib import Path

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from app.jobs.threads import MAX_THREADS
from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.components import face_components
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.fans import bow_ties
from app.mesh.kernels.measure import face_volumes
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.mesh import Mesh
from app.mesh.wrap.wrap import Wrapped, WrapSettings, wrap
from tests.unit.mesh.shapes import box, icosphere, inside_out, moved, together
from tests.unit.mesh.wrap.forms import double_wall, oblique, rod

STEP = 0.4
USUAL = WrapSettings(step_mm=STEP, gap_mm=0.5, wall_mm=1.2)


def wrapped(mesh: Mesh, settings: WrapSettings = USUAL) -> Wrapped:
    return wrap(mesh.vertices, mesh.faces, None, settings, silent())


def volume(result: Wrapped) -> float:
    return float(face_volumes(result.points, result.faces).sum())


def bodies(result: Wrapped) -> int:
    return face_components(result.faces, len(result.points))[0]


def assert_sound(result: Wrapped) -> None:
    edges = edge_table(result.faces)
    assert (edges.count == 2).all()
    assert (edges.forward == 1).all()
    assert not len(bow_ties(result.faces, edges, len(result.points)))
    assert not len(intersecting_pairs(result.points, result.faces, silent()))
    assert volume(result) > 0
    assert np.array_equal(result.points, result.points.astype(np.float32))
    judge = trimesh.Trimesh(result.points, result.faces, process=True)
    assert judge.is_watertight
    assert judge.is_winding_consistent


def farthest(points: FloatArray, faces: IntArray, others: FloatArray) -> float:
    return float(Scene(points, faces).distance(others).max())


@pytest.mark.parametrize("turn", [lambda m: m, inside_out])
def test_a_solid_stays_where_it_is(turn: object) -> None:
    mesh = icosphere(20.0, 4)
    result = wrapped(turn(mesh))  # type: ignore[operator]
    assert_sound(result)
    assert not result.thickened.any()
    assert result.sheet_area_mm2 == 0
    assert farthest(mesh.vertices, mesh.faces, result.points) < 0.05 * STEP
    assert volume(result) == pytest.approx(float(face_volumes(mesh.vertices, mesh.faces).sum()), rel=2e-3)


def test_sharp_edges_are_cut_off_by_less_than_a_step() -> None:
    cube = oblique(box((20.0, 20.0, 20.0)))
    result = wrapped(cube)
    assert_sound(result)
    assert not result.thickened.any()
    assert farthest(result.points, result.faces, cube.vertices) < STEP
    assert volume(result) == pytest.approx(8000.0, rel=2e-3)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.3, 1.0, 3.0]))
def test_any_heap_of_faces_comes_out_sound(seed: int, spread: float) -> None:
    random = np.random.default_rng(seed)
    middles = random.random((25, 1, 3)) * 10
    points = (middles + random.normal(size=(25, 3, 3)) * spread).reshape(-1, 3)
    result = wrap(points, np.arange(75, dtype=np.int32).reshape(-1, 3), None, WrapSettings(0.5, 0.6, 0.9), silent())
    assert len(result.faces)
    assert_sound(result)
    assert Scene(result.points, result.faces).inside(points.reshape(-1, 3, 3).mean(axis=1)).mean() > 0.9


@pytest.mark.parametrize("wall", [0.8, 1.2, 2.0])
def test_a_sheet_becomes_a_wall_throughout_and_at_its_rim(wall: float) -> None:
    corners = np.array([[0.0, 0, 0], [20, 0, 3], [20, 16, 5], [0, 16, 2]])
    faces = np.array([[0, 1, 2], [0, 2, 3]], np.int32)
    result = wrap(corners, faces, None, WrapSettings(STEP, 0.5, wall), silent())
    assert_sound(result)
    assert bodies(result) == 1
    assert result.thickened.all()
    off = Scene(corners, faces).distance(result.points)
    assert abs(off - wall / 2).max() < STEP / 4
    assert result.sheet_area_mm2 == pytest.approx(2 * 330 + 0.5 * np.pi * wall * 73, rel=0.05)


def test_a_sheet_that_hangs_over_a_body_is_kept_and_the_body_is_not_moved() -> None:
    body, cape = icosphere(8.0, 4), icosphere(10.0, 4)
    cape = cape.keep_faces(cape.vertices[cape.faces].mean(axis=1)[:, 2] > 1.0)
    result = wrapped(together(body, cape))
    assert_sound(result)
    assert farthest(result.points, result.faces, cape.vertices) < 0.5 * USUAL.wall_mm + 0.1 * STEP
    on_body = np.linalg.norm(result.points, axis=1) < 8.5
    assert not result.thickened[on_body].any()
    assert abs(np.linalg.norm(result.points[on_body], axis=1) - 8.0).max() < 0.1 * STEP


@pytest.mark.parametrize("thickness", [0.02, 0.15, 0.3])
def test_a_wire_becomes_a_rod_in_one_piece(thickness: float) -> None:
    wire = oblique(rod(length=30.0, width=thickness))
    result = wrapped(wire)
    assert_sound(result)
    assert bodies(result) == 1
    off = Scene(wire.vertices, wire.faces).distance(result.points)
    assert abs(off - USUAL.wall_mm / 2).max() < STEP / 4
    assert float(np.ptp(result.points @ wire_axis(wire))) == pytest.approx(30.0 + USUAL.wall_mm, abs=STEP)


def wire_axis(wire: Mesh) -> FloatArray:
    along = wire.vertices[-1] - wire.vertices[0]
    return np.asarray(along / np.linalg.norm(along))


def test_a_plate_thinner_than_a_step_has_no_holes() -> None:
    plate = oblique(box((12.0, 12.0, 0.2)))
    result = wrapped(plate)
    assert_sound(result)
    assert bodies(result) == 1
    assert len(result.faces) == 2 * len(result.points) - 4  # no handles


def test_two_walls_joined_by_a_pinhole_become_one_solid() -> None:
    mesh, _ = double_wall(radius=20.0, wall=3.0, hole=1.2)
    result = wrapped(mesh, WrapSettings(STEP, 4.0, 1.2))
    assert_sound(result)
    assert volume(result) == pytest.approx(4 / 3 * np.pi * 8000, rel=0.01)
    mesh, _ = double_wall(radius=20.0, wall=3.0, hole=8.0)
    hollow = wrapped(mesh)
    assert_sound(hollow)
    assert volume(hollow) == pytest.approx(4 / 3 * np.pi * (8000 - 17.0**3), rel=0.02)


def test_enclosed_shells_vanish_and_overlapping_bodies_become_one() -> None:
    result = wrapped(together(icosphere(20.0, 3), icosphere(12.0, 3), inside_out(icosphere(5.0, 2))))
    assert_sound(result)
    assert bodies(result) == 1
    both = wrapped(together(icosphere(10.0, 4), moved(icosphere(10.0, 4), (9.0, 1.0, 2.0))))
    assert_sound(both)
    assert bodies(both) == 1


def test_a_cap_closes_an_opening_but_is_no_sheet() -> None:
    ball = icosphere(10.0, 4)
    bowl = ball.keep_faces(ball.vertices[ball.faces][:, :, 2].max(axis=1) < 7.0)
    rim = np.flatnonzero(edge_table(bowl.faces).count == 1)
    ends = edge_table(bowl.faces).vertices[rim]
    points = np.vstack([bowl.vertices, [[0.0, 0.0, 6.5]]])
    fan = np.column_stack([ends, np.full(len(ends), len(bowl.vertices))]).astype(np.int32)
    faces = np.vstack([bowl.faces, fan])
    cap = np.arange(len(faces)) >= len(bowl.faces)
    open_ = wrapped(bowl)
    closed = wrap(points, faces, cap, USUAL, silent())
    assert_sound(open_)
    assert_sound(closed)
    assert open_.thickened.mean() > 0.9
    assert closed.thickened.mean() < 0.02
    assert volume(closed) > 2.5 * volume(open_)


def test_the_result_does_not_depend_on_the_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    cape = icosphere(10.0, 4)
    mesh = together(icosphere(8.0, 4), cape.keep_faces(cape.vertices[cape.faces].mean(axis=1)[:, 2] > 1.0))
    results = []
    for threads in (1, 4):
        monkeypatch.setattr(os, "cpu_count", lambda threads=threads: threads)
        results.append(wrapped(mesh))
    assert MAX_THREADS >= 4
    assert results[0].points.tobytes() == results[1].points.tobytes()
    assert results[0].faces.tobytes() == results[1].faces.tobytes()
    assert results[0].sheet_area_mm2 == results[1].sheet_area_mm2


def test_nothing_and_cancel() -> None:
    nothing = wrap(np.zeros((0, 3)), np.zeros((0, 3), np.int32), None, USUAL, silent())
    assert nothing.faces.shape == (0, 3)
    mesh = icosphere(20.0, 4)
    reports: list[float] = []
    wrap(mesh.vertices, mesh.faces, None, USUAL, Progress(lambda done, _: reports.append(done)))
    assert reports == sorted(reports)
    assert reports[-1] <= 1.0
    for patience in (3, 30):
        calls = iter(range(1000))
        with pytest.raises(Cancelled):
            wrap(mesh.vertices, mesh.faces, None, USUAL, Progress(cancelled=lambda c=calls, p=patience: next(c) > p))


@pytest.mark.corpus
@pytest.mark.parametrize(
    "name", ["broken/manifold--Offset1.obj", "figurines/vtk-data--doorman/doorman.obj", "broken/assimp--Wuson.stl"]
)
def test_real_models_come_out_sound(corpus: Path, name: str) -> None:
    model = trimesh.load(corpus / name, force="mesh")
    points = np.asarray(model.vertices)
    step = float(np.ptp(points, axis=0).max()) / 150
    result = wrap(points, np.asarray(model.faces, np.int32), None, WrapSettings(step, 3 * step, 2 * step), silent())
    assert_sound(result)
