"""Overhangs, islands, trapped volumes, cups, standing and material, on shapes whose answer is known."""

import importlib

import manifold3d
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from app.mesh.inspection import Inspection
from app.mesh.kernels.columns import columns
from app.mesh.kernels.sweep import sweep
from app.mesh.mesh import Mesh
from app.mesh.report import Finding
from app.settings.process import find_process
from tests.unit.mesh.shapes import box, icosphere, inside_out, moved, together, torus, uv_sphere

Manifold = manifold3d.Manifold


def check(name: str, mesh: Mesh, process: str = "white-resin", progress: Progress | None = None) -> Finding:
    inspection = Inspection(mesh, find_process(process), float(mesh.size_mm[2]), progress or silent())
    found: Finding = importlib.import_module(f"app.mesh.checks.{name}").CHECK.finding(inspection)
    assert np.isfinite(list(found.values.values())).all()
    assert (len(found.places.indices) > 0) == (len(found.places.boxes) > 0)
    if len(found.places.indices):
        assert 0 <= found.places.indices.min() <= found.places.indices.max() < len(mesh.faces)
        assert (found.places.boxes[:, 0] <= found.places.boxes[:, 1]).all()
    return found


def mesh_of(body: Manifold) -> Mesh:
    got = body.to_mesh()
    return Mesh(vertices=np.array(got.vert_properties[:, :3], np.float64), faces=np.array(got.tri_verts, np.int32))


def ball(radius: float) -> Manifold:
    return Manifold.sphere(radius, 48)


def bore(diameter: float, turn: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Manifold:
    """A bore from the middle upwards, turned."""
    return Manifold.cylinder(60, diameter / 2, diameter / 2, 32).rotate(turn)


def turned(mesh: Mesh, seed: int) -> Mesh:
    axes, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    return mesh.with_(vertices=mesh.vertices @ (axes * np.linalg.det(axes)).T)


@pytest.mark.parametrize("make", [box, torus, icosphere, uv_sphere])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_no_line_slips_through_a_closed_surface(make, seed: int) -> None:
    mesh = turned(make(), seed)
    solid = columns(mesh.vertices, mesh.faces, mesh.bounds, 0.4)
    assert solid.unsound == 0
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    volume = float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum()) / 6
    assert solid.volume == pytest.approx(volume, rel=0.01)
    assert (solid.low < solid.high).all()


def test_lines_that_meet_edges_and_corners_count_them_once() -> None:
    grid = np.arange(-5.0, 6.0)
    x, y = np.meshgrid(grid, grid, indexing="ij")
    n = len(grid)
    points = np.stack([x.ravel(), y.ravel(), np.zeros(n * n)], axis=1)
    i, j = np.meshgrid(np.arange(n - 1), np.arange(n - 1), indexing="ij")
    a = (i * n + j).ravel()
    lower = np.concatenate([np.stack([a, a + 1, a + n], axis=1), np.stack([a + n, a + 1, a + n + 1], axis=1)])
    upper = lower[:, ::-1] + n * n
    mesh = Mesh(vertices=np.concatenate([points, points + np.array([0, 0, 3.0])]), faces=np.concatenate([lower, upper]))
    # no walls: lines on the rim do not matter, all others stand exactly on vertices
    solid = columns(mesh.vertices, mesh.faces, np.array([[-4.5, -4.5, 0.0], [4.5, 4.5, 3.0]]), 1.0)
    assert solid.shape == (9, 9)
    assert solid.unsound == 0
    assert solid.high - solid.low == pytest.approx(np.full(81, 3.0))


def test_bodies_that_overlap_are_one_solid_and_a_hollow_is_none() -> None:
    both = together(box(), box(at=(10.0, 0.0, 0.0)))
    assert columns(both.vertices, both.faces, both.bounds, 0.25).volume == pytest.approx(12_000, rel=0.01)
    shell = together(uv_sphere(20.0), inside_out(uv_sphere(10.0)))
    outer, inner = uv_sphere(20.0), uv_sphere(10.0)
    expected = sum(sign * columns(m.vertices, m.faces, m.bounds, 0.2).volume for sign, m in ((1, outer), (-1, inner)))
    assert columns(shell.vertices, shell.faces, shell.bounds, 0.2).volume == pytest.approx(expected, rel=0.01)


def test_the_growth_of_a_table_begins_with_its_legs() -> None:
    legs = [box((4, 4, 20), (x, y, z)) for x, y, z in ((0, 0, 0), (26, 0, 3), (0, 26, 7), (26, 26, 12))]
    table = together(*legs, box((30, 30, 5), (0.0, 0.0, 18.0)))
    parts = sweep(columns(table.vertices, table.faces, table.bounds, 0.5))
    assert parts.birth.tolist()[:4] == [0, 3, 7, 12]
    assert np.sort(parts.death[:4]).tolist() == [18, 18, 18, np.inf]
    assert set(parts.whole.tolist()) == {0}


def test_overhangs_of_a_mushroom() -> None:
    mushroom = mesh_of(Manifold.cube((10, 10, 20)) + Manifold.cube((30, 30, 5)).translate((-10, -10, 20)))
    found = check("overhangs", mushroom)
    assert found.count == 1
    assert found.values["area_mm2"] == pytest.approx(800)
    assert found.severity == "warns"
    assert found.heat is not None
    assert found.heat.values.shape == (len(mushroom.vertices),)
    assert check("overhangs", mushroom, "full-color-mjf").severity == "informs"
    assert check("overhangs", box()).count == 0, "what rests on the plate needs no supports"


@pytest.mark.parametrize(("slope", "count"), [(50, 0), (40, 1)])
def test_overhangs_begin_at_the_angle_of_the_process(slope: float, count: int) -> None:
    rise = 10 * np.tan(np.radians(slope))
    cone = mesh_of(Manifold.cylinder(rise, 5, 15, 64))
    assert check("overhangs", cone).count == count


def test_islands_are_what_begins_in_mid_air() -> None:
    arm = Manifold.cube((10, 10, 40)) + Manifold.cube((30, 10, 5)).translate((0, 0, 35))
    hand = Manifold.cube((5, 10, 20)).translate((25, 0, 18))
    found = check("islands", mesh_of(arm + hand))
    assert found.count == 1
    assert found.severity == "warns"
    assert found.values["lowest_mm"] == pytest.approx(18)
    assert found.values["longest_mm"] == pytest.approx(17)
    assert found.places.boxes[0] == pytest.approx(np.array([[25, 0, 18], [30, 10, 35]]), abs=0.3)
    assert check("islands", mesh_of(arm + hand), "full-color-jetting").severity == "informs"
    assert check("islands", mesh_of(arm)).count == 0, "a bridge begins at the post"
    assert check("islands", mesh_of(arm + hand.translate((0, 0, 16.9)))).count == 0, "too short to hang free"
    assert check("islands", together(box(), box(at=(40, 0, 5)))).count == 1


def test_an_open_surface_is_said_to_be_open() -> None:
    bowl = icosphere(20.0, 4)
    bowl = bowl.keep_faces(bowl.vertices[bowl.faces][:, :, 2].mean(axis=1) < 10)
    for name in ("islands", "stability", "trapped_volumes", "suction_cups", "material"):
        found = check(name, bowl)
        assert not found.ran
        assert found.count == 0
    speck = icosphere(20.0, 4)
    speck = speck.keep_faces(np.arange(len(speck.faces)) != 77)
    assert check("stability", speck).ran, "one small hole changes nothing"


@pytest.mark.parametrize(
    ("cut", "kind"),
    [
        (None, "closed"),
        (bore(1.0, (50, 0, 20)), "narrow"),
        (bore(2.6, (90, 0, 0)), "narrow"),
        (bore(3.5), "single"),
        (bore(3.5, (50, 0, 20)), "single"),
        (bore(4.5, (20, 70, 20)), "single"),
        (bore(3.6, (50, 0, 20)) + bore(3.6, (180, 0, 0)), None),
        (bore(12.0, (140, 0, 0)), None),
    ],
)
def test_drain_holes(cut: Manifold | None, kind: str | None) -> None:
    shell = ball(20) - ball(16)
    found = check("trapped_volumes", mesh_of(shell if cut is None else shell - cut))
    assert (found.count > 0) == (kind is not None)
    if kind is not None:
        assert found.severity == "warns"
        assert {name: found.values[name] for name in ("closed", "narrow", "single")} == {
            "closed": 0.0, "narrow": 0.0, "single": 0.0, kind: 1.0}  # fmt: skip
        assert found.values["volume_mm3"] == pytest.approx(mesh_of(ball(16)).size_mm.prod() * np.pi / 6, rel=0.1)
        assert len(found.places.boxes) == 1


def test_what_is_in_a_hollow_is_the_process_s() -> None:
    shell = mesh_of(ball(20) - ball(16))
    assert "resin" in str(check("trapped_volumes", shell).message)
    assert "powder" in str(check("trapped_volumes", shell, "full-color-mjf").message)
    assert check("trapped_volumes", shell, "white-fdm").passed, "air may stay inside"


def test_solid_shapes_and_through_holes_trap_nothing() -> None:
    for mesh in (box(), torus(), mesh_of(ball(20) - bore(6) - bore(6, (180, 0, 0)))):
        assert check("trapped_volumes", mesh).count == 0


def test_a_bowl_is_a_cup_and_a_bell_is_one_on_the_plate() -> None:
    shell = ball(20) - ball(16)
    bowl = mesh_of(shell.trim_by_plane((0, 0, -1), 0))
    bell = mesh_of(shell.trim_by_plane((0, 0, 1), 0))
    half = 2 / 3 * np.pi * 16**3
    for mesh in (bowl, bell):
        found = check("suction_cups", mesh)
        assert found.count == 1
        assert found.values["volume_mm3"] == pytest.approx(half, rel=0.03)
        assert check("suction_cups", mesh, "full-color-jetting").count == 0
        assert check("trapped_volumes", mesh).count == 0
    # what is left below the hole is less than a cubic centimetre
    assert check("suction_cups", mesh_of(shell.trim_by_plane((0, 0, -1), 0) - bore(3, (140, 0, 0)))).count == 0


def test_a_box_stands_and_tips_over_its_edge() -> None:
    found = check("stability", box((20, 10, 40)))
    assert found.count == 0
    assert found.values["tilt_deg"] == pytest.approx(np.degrees(np.arctan(5 / 20)), abs=0.5)
    assert found.values["contact_share"] == pytest.approx(1.0)
    assert found.values["center_z_mm"] == pytest.approx(20)
    assert check("stability", box((20, 5, 40))).count == 1


def test_a_ball_has_no_flat_base() -> None:
    found = check("stability", icosphere(20.0, 5))
    assert found.count == 1
    assert "no flat base" in str(found.message)
    assert len(found.places.boxes)


def test_what_stands_on_four_paws_may_rock_but_does_not_fall() -> None:
    paws = [box((1, 1, 10), (x, y, 0.0)) for x in (0, 29) for y in (0, 29)]
    found = check("stability", together(*paws, box((30, 30, 5), (0.0, 0.0, 9.5))))
    assert (found.count, found.severity) == (1, "informs")
    assert found.passed
    assert found.values["contact_mm2"] == pytest.approx(4, rel=0.25)


@pytest.mark.parametrize(("turn", "where"), [(0, "right"), (90, "back"), (180, "left"), (270, "front")])
def test_it_falls_where_it_is_heavy(turn: float, where: str) -> None:
    gallows = Manifold.cube((10, 10, 50), center=True) + Manifold.cube((60, 10, 10)).translate((-5, -5, 25))
    found = check("stability", mesh_of(gallows.rotate((0, 0, turn))))
    assert found.values["tilt_deg"] < 0
    assert f"to the {where}" in str(found.message)


def test_of_several_bodies_each_must_stand() -> None:
    steady, pin = box((30, 30, 10)), box((2, 2, 40), (40.0, 0.0, 0.0))
    found = check("stability", together(steady, pin))
    assert found.count == 1
    assert found.values["standing"] == 2
    assert check("stability", together(steady, moved(pin, (0.0, 0.0, 5.0)))).count == 0, (
        "the check of loose parts tells"
    )


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32 - 1), st.floats(-300, 300), st.floats(0.3, 3.0))
def test_standing_does_not_depend_on_where_and_how_large(seed: int, shift: float, scale: float) -> None:
    rng = np.random.default_rng(seed)
    size = rng.uniform(15, 40, 3)
    mesh = box((float(size[0]), float(size[1]), float(size[2])))
    there = moved(mesh.scaled(scale), (shift, -shift, shift / 3))
    first, second = check("stability", mesh), check("stability", there)
    assert second.values["tilt_deg"] == pytest.approx(first.values["tilt_deg"], abs=1.0)


def test_material_of_a_solid_a_hollow_and_a_union() -> None:
    process = find_process("white-resin")
    cube = check("material", box((20, 20, 20)))
    assert cube.values["mass_g"] == pytest.approx(8 * process.density_g_cm3)
    assert cube.values["cost"] == pytest.approx(8 * process.cost_per_cm3 + process.cost_per_print)
    assert "solid" in str(cube.message)
    hollow = check("material", together(box((20, 20, 20)), moved(inside_out(box((10, 10, 10))), (5, 5, 5))))
    assert hollow.values["volume_mm3"] == pytest.approx(7000)
    assert hollow.values["hollow_mm3"] == pytest.approx(1000)
    union = check("material", together(box(), box(at=(10.0, 3.0, 5.0))))
    assert union.values["volume_mm3"] == pytest.approx(16_000 - 10 * 17 * 15, rel=0.01)


def test_nothing_at_all() -> None:
    nothing = Mesh(vertices=np.zeros((0, 3)), faces=np.zeros((0, 3), np.int32))
    flat = Mesh(vertices=np.array([[0.0, 0, 0], [0, 0, 5], [0, 3, 0]]), faces=np.array([[0, 1, 2]]))
    for name in ("islands", "stability", "trapped_volumes", "suction_cups", "material", "overhangs"):
        for mesh in (nothing, flat):
            assert check(name, mesh).count == 0


def test_without_a_size_nothing_is_said_in_millimetres() -> None:
    speck = Inspection(box((0.5, 0.5, 1.0)), find_process(None), None, silent())
    chosen = Inspection(box((0.5, 0.5, 1.0)), find_process(None), 1.0, silent())
    for name in ("islands", "stability", "trapped_volumes", "material", "overhangs"):
        module = importlib.import_module(f"app.mesh.checks.{name}")
        assert not module.CHECK.finding(speck).ran
        assert module.CHECK.finding(chosen).ran


def test_cancel() -> None:
    with pytest.raises(Cancelled):
        check("trapped_volumes", mesh_of(ball(20) - ball(16)), progress=Progress(cancelled=lambda: True))


def test_the_same_answer_every_time() -> None:
    mesh = turned(mesh_of(ball(20) - ball(16) - bore(3.5)), 5)
    for name in ("islands", "stability", "trapped_volumes", "overhangs"):
        first, second = check(name, mesh), check(name, mesh)
        assert first.values == second.values
        assert (first.places.indices == second.places.indices).all()
        assert (first.places.boxes == second.places.boxes).all()
