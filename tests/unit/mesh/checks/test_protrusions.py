"""Thin parts that stick out far are found, short, thick and flat ones are not."""

import manifold3d
import numpy as np
import pytest

from app.jobs.progress import silent
from app.mesh.checks import ALL, protrusions
from app.mesh.inspection import Inspection
from app.mesh.mesh import Mesh
from app.mesh.report import Finding
from app.settings.process import find_process
from tests.unit.mesh.shapes import box, icosphere, torus

PROCESS = find_process("full-color-jetting")


def mesh_of(solid: manifold3d.Manifold) -> Mesh:
    mesh = solid.to_mesh64()
    return Mesh(vertices=np.asarray(mesh.vert_properties)[:, :3], faces=np.asarray(mesh.tri_verts).astype(np.int32))


def ball_with(*parts: manifold3d.Manifold, refine: float | None = None) -> Mesh:
    solid = manifold3d.Manifold.sphere(8.0, 48)
    for part in parts:
        solid += part
    return mesh_of(solid.refine_to_length(refine) if refine else solid)


def rod(diameter: float, length: float) -> manifold3d.Manifold:
    """Along x, out of a ball of radius 8 by ``length``."""
    cylinder = manifold3d.Manifold.cylinder(8.0 + length, diameter / 2, circular_segments=16)
    return cylinder.rotate((0.0, 90.0, 0.0))


def look(mesh: Mesh, height_mm: float | None = 40.0) -> Finding:
    return protrusions.CHECK.finding(Inspection(mesh, PROCESS, height_mm, silent()))


@pytest.mark.parametrize("refine", [None, 0.8])
@pytest.mark.parametrize(
    ("diameter", "length", "count"), [(1.2, 15.0, 1), (1.6, 20.0, 1), (1.2, 3.0, 0), (4.0, 30.0, 0)]
)
def test_a_rod_on_a_ball(diameter: float, length: float, count: int, refine: float | None):
    finding = look(ball_with(rod(diameter, length), refine=refine))
    assert finding.count == count
    if count:
        assert finding.values["worst_length_mm"] == pytest.approx(length, rel=0.12)
        assert finding.values["worst_slenderness"] == pytest.approx(length / diameter, rel=0.25)
        box_of_it = finding.places.boxes[0]
        assert box_of_it[1, 0] == pytest.approx(8.0 + length, abs=0.01)


def test_two_rods_are_two():
    two = ball_with(rod(1.2, 15.0), rod(1.2, 12.0).rotate((0.0, 0.0, 90.0)), refine=0.8)
    finding = look(two)
    assert (finding.count, len(finding.places.boxes)) == (2, 2)


def test_a_handle_held_at_both_ends_bears_more():
    handle = manifold3d.CrossSection.circle(0.8, 16).translate((7.0, 0.0)).revolve(48).translate((8.0, 0.0, 0.0))
    assert look(ball_with(handle, refine=0.8)).count == 0


def test_a_rod_with_a_bead_at_its_end_is_held_at_one_end_only():
    bead = manifold3d.Manifold.sphere(3.0, 24).translate((25.0, 0.0, 0.0))
    assert look(ball_with(rod(1.2, 15.0), bead, refine=0.8)).count == 1


def test_a_fin_is_not_slender():
    fin = manifold3d.Manifold.cube((24.0, 12.0, 1.2), True).translate((12.0, 0, 0))
    assert look(ball_with(fin, refine=0.8)).count == 0


@pytest.mark.parametrize("make", [box, icosphere, torus])
def test_stout_shapes_have_none(make):
    assert look(make()).passed


def test_without_a_size_it_says_so():
    assert not look(box().scaled(0.01), None).ran


def test_it_is_part_of_the_report():
    assert "protrusions" in {check.id for check in ALL}
