"""A second skin inside the first is found; hollows that were meant, and crevices, are none."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from app.mesh.checks import ALL, inner_walls
from app.mesh.inspect import inspect
from app.mesh.inspection import Inspection
from app.mesh.loading import load
from app.mesh.mesh import Mesh
from app.mesh.report import Finding
from app.settings.process import find_process
from tests.unit.mesh.double_walls import double_walled
from tests.unit.mesh.shapes import box, icosphere, inside_out, together, torus, uv_sphere

PROCESS = find_process(None)


def look(mesh: Mesh, height_mm: float | None = 40.0) -> Finding:
    return inner_walls.CHECK.finding(Inspection(mesh, PROCESS, height_mm, silent()))


@pytest.mark.parametrize("make", [box, icosphere, uv_sphere, torus])
def test_good_shapes_have_none(make):
    finding = look(make())
    assert (finding.count, finding.ran, finding.passed) == (0, True, True)


@pytest.mark.parametrize("pinholes", [1, 2, 12, 60])
def test_a_double_wall_blocks_printing(pinholes: int):
    mesh = double_walled(icosphere(20.0, 4), 1.5, pinholes)
    report = inspect(mesh, PROCESS, 40.0, silent())
    finding = report.finding("inner_walls")
    assert report.bodies == 1
    assert report.watertight
    assert finding.count == 1
    assert finding.severity == "blocks"
    assert not report.printable
    assert finding.repairs[0] == "remove_inner_walls"
    assert finding.values["inner_share"] == pytest.approx(18.5**2 / (18.5**2 + 20**2), abs=0.03)
    outer = np.arange(len(icosphere(20.0, 4).faces) - pinholes)
    assert not np.intersect1d(finding.places.indices, outer).size


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 2**31), st.floats(0.8, 4.0), st.integers(1, 20), st.floats(20.0, 200.0))
def test_turn_scale_and_wall_do_not_matter(seed: int, wall: float, pinholes: int, height: float):
    turn = Rotation.random(random_state=seed % 2**31).as_matrix()
    mesh = double_walled(icosphere(20.0, 4), wall, pinholes, 0.2, seed)
    mesh = mesh.with_(vertices=mesh.vertices @ turn.T + 7.0).scaled(height / 40)
    assert look(mesh, height).count == 1


def test_a_hollow_that_was_meant_is_none():
    closed_hollow = together(icosphere(20.0, 4), inside_out(icosphere(17.0, 4)))
    assert look(closed_hollow).count == 0
    drained = double_walled(icosphere(20.0, 1), 2.0, 1, 0.6)  # the hole is a triangle about 7 mm wide
    assert look(drained).count == 0


def test_bodies_that_overlap_are_none():
    buried = together(icosphere(20.0, 4), box((12, 12, 60), at=(-6, -6, -30)), uv_sphere(8.0, at=(15.0, 0, 0)))
    finding = look(buried)
    assert finding.values["hidden_share"] > 0.08
    assert finding.count == 0
    both = together(double_walled(icosphere(20.0, 4), 1.5, 5), box((10, 10, 10), at=(16.0, -5, -5)))
    assert look(both).count == 1
    assert look(inside_out(both)).count == 1


def test_the_size_need_not_be_known():
    mesh = double_walled(icosphere(20.0, 4), 1.5, 5).scaled(1 / 1000)
    finding = look(mesh, None)
    assert finding.ran
    assert finding.count == 1


def test_a_mesh_without_a_surface_says_so():
    assert not look(icosphere().keep_faces(np.zeros(0, np.int32))).ran


def test_cancel():
    with pytest.raises(Cancelled):
        inner_walls.CHECK.finding(Inspection(icosphere(20.0, 5), PROCESS, 40.0, Progress(cancelled=lambda: True)))


def test_it_is_part_of_the_report():
    assert "inner_walls" in {check.id for check in ALL}


CLEAN = (
    "3d-desktop-pet--public-sample.glb",
    "MagicArticulate--boy.obj",
    "TRELLIS--sample.glb",
    "meshes--hammer.obj",
    "meshes--penguin_hr.obj",
    "point2mesh--turtle.obj",
    "threestudio--teddy.obj",  # limbs buried in the body
    "vtk-data--lucy.ply",
    "vtk-data--pepper.ply",
    "vtk-data--spider.ply",
)


@pytest.mark.corpus
@pytest.mark.parametrize("name", CLEAN)
def test_clean_figurines_raise_no_alarm(corpus: Path, name: str):
    mesh = load(corpus / "figurines" / name, silent()).mesh.scaled_to_height(100.0)
    finding = look(mesh, 100.0)
    assert finding.count == 0
    assert finding.values["inner_share"] < 0.02
