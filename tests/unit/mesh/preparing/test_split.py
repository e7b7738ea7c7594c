"""Splitting: both halves are solids, nothing is lost, and the pins fit into the sockets."""

import manifold3d
import numpy as np
import pytest

from app.errors import AppError
from app.jobs.progress import silent
from app.mesh.mesh import Mesh
from app.mesh.preparing import ALL
from app.mesh.preparing.base import bodies
from app.mesh.preparing.pins import Wish, pins_in
from tests.unit.mesh.preparing.figures import figurine, solid
from tests.unit.mesh.preparing.walker import PROCESS, RED, painted, pictured, report, walker


def split(mesh: Mesh, **values) -> tuple[Mesh, str]:
    result = ALL["split"].run(mesh, values, PROCESS, silent())
    return result.mesh, str(result.summary)


def halves(mesh: Mesh) -> list[manifold3d.Manifold]:
    return sorted(solid(mesh).decompose(), key=lambda half: half.bounding_box()[2])


def test_two_closed_halves_with_nothing_lost():
    figure = pictured(walker())
    mesh, words = split(figure, pins="none", layout="place", share=50)
    assert words == "Split in two, without pins"
    assert report(mesh).printable
    below, above = halves(mesh)
    assert below.volume() + above.volume() == pytest.approx(solid(figure).volume(), rel=1e-6)
    assert below.bounding_box()[5] == pytest.approx(30.0)
    assert above.bounding_box()[2] == pytest.approx(30.2)


@pytest.mark.parametrize("pins", ["round", "hex", "key"])
def test_pins_go_into_the_sockets_with_their_clearance(pins):
    figure = painted(walker())
    mesh, words = split(figure, pins=pins, layout="place", share=50, clearance_mm=0.2)
    assert words == "Split in two, 2 pins"
    assert report(mesh).printable
    below, above = halves(mesh)
    above = above.translate([0.0, 0.0, -0.2])  # put together
    assert below.bounding_box()[5] > 33.0
    assert (below ^ above).volume() == pytest.approx(0.0, abs=1e-6)
    # a pin that is moved by less than the clearance is still free, by more it is not
    standing = below.trim_by_plane([0.0, 0.0, 1.0], 30.05)
    for by, free in ((0.15, True), (0.3, False)):
        touched = (standing.translate([by, 0.0, 0.0]) ^ above.trim_by_plane([0.0, 0.0, 1.0], 30.05)).volume() > 1e-6
        assert touched is not free
    # the caps have the colour around them
    assert (mesh.vertex_colors[:, :3] == RED).all()


def test_side_by_side_on_the_plate():
    mesh, _ = split(walker(), layout="beside", share=50)
    boxes = [np.array(half.bounding_box()).reshape(2, 3) for half in solid(mesh).decompose()]
    assert all(box[0, 2] == pytest.approx(0.0, abs=1e-9) for box in boxes)
    left, right = sorted(boxes, key=lambda box: box[0, 0])
    assert right[0, 0] - left[1, 0] == pytest.approx(5.0)
    assert report(mesh).printable


def test_every_area_of_the_cut_gets_pins():
    _, words = split(walker(), share=20, number=1)
    assert words == "Split in two, 2 pins"


def test_across_a_picked_place():
    at = (0.0, 14.0, 30.0, 0.0, 0.6, 0.8)
    mesh, _ = split(walker(), axis="picked", at=at, layout="place")
    assert report(mesh).printable
    assert bodies(mesh) == 2
    with pytest.raises(AppError, match="Pick"):
        split(walker(), axis="picked")
    with pytest.raises(AppError, match="does not go through"):
        split(walker(), axis="picked", at=(0.0, 0.0, 99.0, 0.0, 0.0, 1.0))


def test_pins_keep_their_wall_and_distance():
    area = manifold3d.CrossSection.square([30.0, 8.0]) - manifold3d.CrossSection.circle(3.0, 64).translate([15.0, 4.0])
    wish = Wish("round", 4, 1.5, 0.0, 0.1, 1.0)
    pins = pins_in(area, wish)
    assert len(pins) == 4
    for pin in pins:
        around = manifold3d.CrossSection.circle(1.5 + 0.1 + 1.0 - 0.15, 64).translate([pin.x, pin.y])
        assert (around - area).area() == pytest.approx(0.0, abs=1e-9)
    places = np.array([(pin.x, pin.y) for pin in pins])
    apart = np.linalg.norm(places[:, None] - places, axis=2)[~np.eye(4, dtype=bool)]
    assert apart.min() > 3.0
    assert pins_in(manifold3d.CrossSection.square([30.0, 4.0]), wish) == []


def test_the_ghost_is_the_plane_of_the_cut():
    ghost = ALL["split"].preview(walker(), {"share": 50, "pins": "none"}, PROCESS)
    assert ghost is not None
    assert np.abs(ghost.points[:, 2] - 30.0).max() < 0.1
    with_pins = ALL["split"].preview(walker(), {"share": 50, "pins": "round", "number": 2, "depth_mm": 6.0}, PROCESS)
    assert with_pins is not None
    assert with_pins.points[:, 2].max() == pytest.approx(36.0, abs=0.01)
    assert ALL["split"].preview(walker(), {"axis": "picked"}, PROCESS) is None


@pytest.mark.corpus
def test_printable_stays_printable(corpus):
    for name in ("TRELLIS--sample.glb", "meshes--penguin_hr.obj"):
        figure = figurine(corpus, name, 120.0)
        mesh, _ = split(figure, share=40)
        assert report(mesh).printable, name
        assert bodies(mesh) >= 2
