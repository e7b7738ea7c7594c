"""Walls, rods and gaps of known thickness, measured; sharp edges, which are thin on paper only, are left alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from app.mesh.checks import ALL, min_feature, min_gap, wall_thickness
from app.mesh.inspection import Inspection
from app.mesh.kernels.surface_samples import MAX_FACES, surface_samples
from app.mesh.mesh import Mesh
from app.mesh.report import Finding
from app.settings.process import find_process
from tests.unit.mesh.shapes import box, icosphere, inside_out, moved, together, torus, uv_sphere

PROCESS = find_process("full-color-jetting")  # walls 1.0, rods 0.6, gaps 0.5 mm


def look(mesh: Mesh, height_mm: float | None = 40.0) -> dict[str, Finding]:
    inspection = Inspection(mesh, PROCESS, height_mm, silent())
    checks = (wall_thickness.CHECK, min_feature.CHECK, min_gap.CHECK)
    return {check.id: check.finding(inspection) for check in checks}


def cylinder(radius: float, length: float, sectors: int = 24) -> Mesh:
    """Along z, with flat ends."""
    angle = np.arange(sectors) * 2 * np.pi / sectors
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * radius
    low, high = np.column_stack([ring, np.zeros(sectors)]), np.column_stack([ring, np.full(sectors, length)])
    vertices = np.vstack([low, high, [[0, 0, 0], [0, 0, length]]])
    k = np.arange(sectors)
    n, bottom, top = (k + 1) % sectors, np.full(sectors, 2 * sectors), np.full(sectors, 2 * sectors + 1)
    faces = [np.column_stack(t) for t in ((k, n, n + sectors), (k, n + sectors, k + sectors))]
    faces += [np.column_stack([bottom, n, k]), np.column_stack([top, k + sectors, n + sectors])]
    return Mesh(vertices=vertices, faces=np.concatenate(faces).astype(np.int32))


def wedge(degrees: float, length: float = 20.0) -> Mesh:
    """A prism along y whose sharp edge is the y axis."""
    half = np.tan(np.radians(degrees / 2)) * length
    profile = np.array([[0, 0], [length, -half], [length, half]])
    vertices = np.array([[x, y, z] for y in (0.0, length) for x, z in profile])
    faces = [[0, 1, 2], [3, 5, 4], [0, 3, 4], [0, 4, 1], [1, 4, 5], [1, 5, 2], [2, 5, 3], [2, 3, 0]]
    mesh = Mesh(vertices=vertices, faces=np.array(faces, np.int32))
    volume = np.einsum("ij,ij->i", vertices[mesh.faces[:, 0]], np.cross(*vertices[mesh.faces[:, 1:]].swapaxes(0, 1)))
    return mesh if volume.sum() > 0 else inside_out(mesh)


@pytest.mark.parametrize("thickness", [0.2, 0.5, 0.9])
def test_a_thin_plate_is_one_thin_wall(thickness: float):
    finding = look(box((20, 20, thickness)))["wall_thickness"]
    assert finding.count == 1
    assert finding.severity == "warns"
    assert finding.values["min_mm"] == pytest.approx(thickness, rel=0.01)
    assert finding.values["p5_mm"] == pytest.approx(thickness, rel=0.01)
    assert finding.values["ray_p5_mm"] == pytest.approx(thickness, rel=0.01)
    both_sides = 2 * 400 / (2 * 400 + 80 * thickness)
    assert finding.values["thin_share"] == pytest.approx(both_sides, rel=0.02)
    assert sorted(finding.places.indices.tolist()) == [0, 1, 2, 3]  # not the rim
    assert len(finding.places.boxes) == 1


def test_a_wall_exactly_at_the_limit_passes():
    finding = look(box((20, 20, 1.0)))["wall_thickness"]
    assert finding.count == 0
    assert finding.passed
    assert finding.values["p1_mm"] == pytest.approx(1.0, rel=0.01)


@settings(deadline=None, max_examples=15)
@given(st.floats(0.3, 3.0), st.integers(0, 2**31))
def test_turning_and_moving_do_not_change_the_verdict(thickness: float, seed: int):
    if 0.98 < thickness < 1.0:
        return
    rng = np.random.default_rng(seed)
    turn = Rotation.random(random_state=rng).as_matrix()
    plate = box((15, 18, thickness))
    finding = look(plate.with_(vertices=plate.vertices @ turn.T + rng.normal(size=3) * 30))["wall_thickness"]
    assert finding.count == (1 if thickness < 1.0 else 0)
    if finding.count:
        assert finding.values["min_mm"] == pytest.approx(thickness, rel=0.01)


@pytest.mark.parametrize("make", [box, icosphere, uv_sphere, torus, lambda: wedge(90), lambda: wedge(60)])
def test_sharp_edges_and_poles_are_no_thin_walls(make):
    for finding in look(make()).values():
        assert (finding.count, finding.ran) == (0, True), finding.id


def test_a_blade_is_a_thin_wall():
    assert look(wedge(8))["wall_thickness"].count == 1


@pytest.mark.parametrize(("radius", "count"), [(0.15, 1), (0.25, 1), (0.4, 0)])
def test_thin_rods_are_told_from_walls(radius: float, count: int):
    findings = look(cylinder(radius, 20.0))
    assert findings["min_feature"].count == count
    assert findings["wall_thickness"].count == 0
    if count:
        assert findings["min_feature"].values["min_mm"] == pytest.approx(2 * radius, rel=0.03)


@pytest.mark.parametrize(("gap", "count"), [(0.1, 1), (0.4, 1), (0.6, 0), (5.0, 0)])
def test_gaps(gap: float, count: int):
    finding = look(together(box(), box(at=(20.0 + gap, 0, 0))))["min_gap"]
    assert finding.count == count
    if count:
        assert finding.values["min_mm"] == pytest.approx(gap, rel=0.01)
        assert len(finding.places.boxes) == 1


def test_boxes_that_touch_or_cross_have_no_gap_between_them():
    assert look(together(box(), box(at=(20, 0, 0))))["min_gap"].count == 0
    assert look(together(box(), box(at=(15, 3, 4))))["min_gap"].count == 0


def test_overlapping_bodies_are_as_thick_as_both():
    plates = together(box((20, 20, 0.7)), box((20.5, 20.5, 0.7), at=(-0.2, -0.2, 0.5)))
    finding = look(plates)["wall_thickness"]
    assert finding.count == 0
    assert finding.values["p5_mm"] == pytest.approx(1.2, rel=0.02)


def test_the_heat_shows_the_thickness_at_the_vertices():
    mesh = together(box((20, 20, 0.5)), box(at=(40, 0, 0)))
    heat = look(mesh)["wall_thickness"].heat
    assert heat is not None
    assert (heat.values.dtype, heat.values.shape, heat.unit, heat.bad_is_low) == (np.float32, (16,), "mm", True)
    assert heat.values[:8] == pytest.approx(0.5, rel=0.01)
    assert (heat.values[8:] > 15).all()
    assert heat.limit == 1.0


def test_without_an_inside_or_a_size_it_says_so():
    ball = icosphere()
    half = ball.keep_faces(ball.vertices[ball.faces].mean(axis=1)[:, 2] > 0)
    for mesh, height in ((half, 20.0), (inside_out(ball), 40.0), (ball.scaled(0.01), None)):
        finding = look(mesh, height)["wall_thickness"]
        assert not finding.ran
        assert finding.count == 0
        assert str(finding.message).endswith((".", "first."))
    assert look(ball.keep_faces(np.zeros(0, np.int32)))["min_gap"].ran is False
    assert look(ball, None)["wall_thickness"].ran
    assert "nobody has confirmed" in str(look(ball, None)["wall_thickness"].message)


def test_a_pinhole_does_not_stop_the_measurement():
    ball = icosphere()
    assert look(ball.keep_faces(np.arange(1, len(ball.faces))))["wall_thickness"].ran


def test_samples_stand_for_the_whole_area():
    mesh = together(box((40, 30, 20)), moved(icosphere(10.0, 4), (90, 0, 0)))
    areas = Inspection(mesh, PROCESS, None, silent()).areas
    samples = surface_samples(mesh.vertices, mesh.faces, areas, 1.0)
    assert samples.area.sum() == pytest.approx(areas.sum())
    assert (np.diff(samples.face) >= 0).all()
    assert np.bincount(samples.face, minlength=len(mesh.faces)).min() >= 1
    middle = np.bincount(samples.face, samples.area, len(mesh.faces))
    assert middle == pytest.approx(areas)


def test_a_fine_mesh_is_sampled_and_says_the_same():
    hollow = together(torus(20.0, 6.0, 400, 200), inside_out(torus(20.0, 5.4, 400, 200)))
    assert len(hollow.faces) > MAX_FACES
    finding = look(hollow)["wall_thickness"]
    assert finding.count == 1
    assert finding.values["min_mm"] == pytest.approx(0.6, rel=0.02)
    assert finding.values["thin_share"] == pytest.approx(1.0, abs=1e-6)
    assert len(finding.places.indices) > 0.99 * len(hollow.faces)
    assert finding.heat is not None
    assert np.isfinite(finding.heat.values).all()


def test_the_same_twice():
    mesh = together(box((20, 20, 0.5)), moved(cylinder(0.2, 20.0), (40, 0, 0)), moved(torus(), (0, 80, 0)))
    first, second = look(mesh), look(mesh)
    for key, finding in first.items():
        assert finding.to_json() == second[key].to_json()
        assert finding.places.indices.tolist() == second[key].places.indices.tolist()


def test_cancel_stops_the_measurement():
    calls = []

    def cancelled() -> bool:
        calls.append(None)
        return len(calls) > 3

    inspection = Inspection(icosphere(20.0, 6), PROCESS, 40.0, Progress(cancelled=cancelled))
    with pytest.raises(Cancelled):
        wall_thickness.CHECK.finding(inspection)


def test_they_are_part_of_the_report():
    assert {"wall_thickness", "min_feature", "min_gap"} <= {check.id for check in ALL}
