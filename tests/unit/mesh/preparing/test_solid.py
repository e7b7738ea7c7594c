"""Joining and cutting keep colours, and what is made is a solid to other libraries."""

import manifold3d
import numpy as np
import pytest

from app.errors import RepairFailedError
from app.mesh.kernels.measure import face_areas
from app.mesh.preparing.outline import rounded_rectangle
from app.mesh.preparing.solid import Workpiece
from app.mesh.preparing.solid_bands import BAND_MM
from app.mesh.preparing.solid_paint import Paint
from app.mesh.preparing.solid_shapes import across, prism, ring, rod, turned_to
from tests.unit.mesh.preparing.figures import solid, volume
from tests.unit.mesh.preparing.walker import RED, painted, pictured, report, walker
from tests.unit.mesh.shapes import box, inside_out

GREEN = (10, 200, 60)
PLATE = manifold3d.Manifold.cube([60.0, 60.0, 6.0], center=True)


def test_a_joined_part_has_its_color_and_the_rest_keeps_its_picture():
    figure = pictured(walker())
    mesh = Workpiece.of(figure).joined(PLATE, Paint("base", GREEN)).mesh()
    assert solid(mesh).volume() == pytest.approx((solid(figure) + PLATE).volume(), rel=1e-9)
    assert report(mesh).printable
    made = mesh.material_of_face == 1
    assert mesh.materials[0] is figure.materials[0]
    assert mesh.materials[1].base_color == (*GREEN, 255)
    area = face_areas(mesh.vertices, mesh.faces)
    # everything of the plate but where the legs stand
    assert area[made].sum() == pytest.approx(2 * 3600 + 4 * 360 - 2 * np.pi * 25, rel=1e-2)
    # an untouched face of the head has the very same corners, wherever it begins
    head = mesh.vertices[mesh.faces].mean(axis=1)[:, 2] > 45
    known = {frozenset(corner.tobytes() for corner in corners) for corners in figure.corner_uv}
    assert all(frozenset(corner.tobytes() for corner in corners) in known for corners in mesh.corner_uv[head])


def test_at_vertices_the_colors_change_within_a_band():
    mesh = Workpiece.of(painted(walker())).joined(PLATE, Paint("base", GREEN)).mesh()
    assert report(mesh).printable
    colors = mesh.vertex_colors[mesh.faces][:, :, :3].astype(int)
    red, green = (colors == RED).all(axis=2), (colors == GREEN).all(axis=2)
    assert (red | green).all()
    mixed = red.any(axis=1) & green.any(axis=1)
    corners = mesh.vertices[mesh.faces[mixed]]
    # a face with both colours lies on the plate beside a leg, and is no wider than the band
    assert mixed.any()
    assert (np.abs(corners[:, :, 2] - 3.0) < 1e-9).all()
    legs = np.array([[7.0, 0.0], [-7.0, 0.0]])
    away = np.linalg.norm(corners[:, :, None, :2] - legs, axis=3).min(axis=2)
    assert away.max() < 5.0 + 1.5 * BAND_MM
    # all of the plate but the bands is green
    area = face_areas(mesh.vertices, mesh.faces)
    assert area[green.all(axis=1)].sum() == pytest.approx(2 * 3600 + 4 * 360 - 2 * np.pi * 25, rel=1e-2)


def test_a_cut_without_a_color_looks_like_the_surface_around_it():
    figure = pictured(walker())
    tool = manifold3d.Manifold.cube([60.0, 60.0, 40.0], center=True).translate([0.0, 0.0, 65.0])
    mesh = Workpiece.of(figure).cut(tool, Paint("cut", None)).mesh()
    cap = mesh.material_of_face == 1
    assert (mesh.vertices[mesh.faces[cap]][:, :, 2] == 45.0).all()
    assert mesh.materials[1].base_color == (0, 0, 255, 255)
    assert report(mesh).printable


def test_white_parts_of_a_white_figure_need_no_material():
    mesh = Workpiece.of(walker()).joined(PLATE, Paint("base", (255, 255, 255))).mesh()
    assert mesh.color == "none"
    assert not mesh.materials


def test_a_coloured_part_on_a_figure_without_colors():
    mesh = Workpiece.of(walker()).joined(PLATE, Paint("base", GREEN)).mesh()
    assert mesh.color == "vertex"
    assert [m.base_color for m in mesh.materials] == [(255, 255, 255, 255), (*GREEN, 255)]


def test_an_open_figure_is_refused():
    figure = walker()
    with pytest.raises(RepairFailedError, match="not closed"):
        Workpiece.of(figure.keep_faces(np.arange(len(figure.faces)) > 0))


def test_a_figure_inside_out_is_refused():
    with pytest.raises(RepairFailedError, match="inside out"):
        Workpiece.of(inside_out(walker()))


def test_nothing_left_is_refused():
    with pytest.raises(RepairFailedError, match="Nothing"):
        Workpiece.of(box()).cut(manifold3d.Manifold.cube([90.0, 90.0, 90.0], center=True), Paint("cut", None)).mesh()


@pytest.mark.parametrize("edge", ["sharp", "chamfer", "round"])
def test_prisms_with_broken_edges_are_solids(edge):
    outline = rounded_rectangle(np.array([40.0, 20.0]), 5.0) + manifold3d.CrossSection.square([8.0, 30.0])
    outline -= manifold3d.CrossSection.circle(4.0, 64)
    made = prism(outline, 6.0, edge, 1.0)
    assert made.status() == manifold3d.Error.NoError
    low, high = outline.offset(-1.0).area(), outline.area()
    taken = {"sharp": 0.0, "chamfer": (high - low) / 2, "round": (high - low) * (1 - np.pi / 4)}[edge]
    assert made.volume() == pytest.approx(6 * high - taken, rel=5e-3)
    assert made.bounding_box()[2::3] == (0.0, 6.0)


def test_shapes_are_as_large_as_asked_for():
    assert ring(4.0, 2.0).volume() == pytest.approx(2 * np.pi**2 * 3.0, rel=2e-2)
    assert rod(3.0, -1.0, 4.0).volume() == pytest.approx(45 * np.pi, rel=1e-2)
    axis = np.array([1.0, 2.0, -2.0]) / 3
    right, up = across(axis)
    assert np.cross(right, up) == pytest.approx(axis)
    turned = turned_to(rod(0.1, 0.0, 9.0), np.array([1.0, 1.0, 1.0]), axis)
    assert turned.bounding_box()[3:5] == pytest.approx((4.0, 7.0), abs=0.11)


def test_volume_agrees_with_ours():
    mesh = Workpiece.of(walker()).cut(PLATE, Paint("cut", None)).mesh()
    assert volume(mesh) == pytest.approx(solid(mesh).volume())


def test_surfaces_that_only_touch_stay_apart():
    """A cube that touches another along an edge, and one with a corner: in a file both would share vertices."""
    for by in ([20.0, 20.0, 0.0], [20.0, 20.0, 20.0]):
        cube = manifold3d.Manifold.cube([20.0, 20.0, 20.0]).translate(by)
        mesh = Workpiece.of(box()).joined(cube, Paint("cube", None)).mesh()
        assert report(mesh).printable
        assert len(solid(mesh).decompose()) == 2
        assert volume(mesh) == pytest.approx(16000.0, rel=1e-3)
