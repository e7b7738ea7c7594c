"""Keyring loops: one body, a free hole, above the centre of mass."""

import numpy as np
import pytest

from app.errors import AppError
from app.jobs.progress import silent
from app.mesh.mesh import Mesh
from app.mesh.preparing import ALL
from app.mesh.preparing.base import bodies, centre_of_mass
from tests.unit.mesh.preparing.figures import figurine, solid
from tests.unit.mesh.preparing.walker import PROCESS, painted, report, walker
from tests.unit.mesh.shapes import box, moved


def looped(mesh: Mesh, **values) -> Mesh:
    return ALL["keyring"].run(mesh, values, PROCESS, silent()).mesh


@pytest.mark.parametrize("turn", ["front", "side"])
def test_on_top_above_the_centre_of_mass(turn):
    figure = painted(moved(walker(), (5.0, 3.0, 0.0)))
    mesh = looped(figure, hole_mm=4.0, thickness_mm=2.0, turn=turn, color="#c0a030")
    assert bodies(mesh) == 1
    assert report(mesh).printable
    ring = mesh.vertices[mesh.vertices[:, 2] > 62.5]
    centre = centre_of_mass(figure)
    assert (ring[:, 0].min() + ring[:, 0].max()) / 2 == pytest.approx(centre[0], abs=0.1)
    wide, thin = (0, 1) if turn == "front" else (1, 0)
    assert np.ptp(ring[:, wide]) == pytest.approx(8.0, abs=0.05)
    assert np.ptp(ring[:, thin]) == pytest.approx(2.0, abs=0.05)
    # one handle more than before: the hole goes through
    assert solid(mesh).genus() == solid(figure).genus() + 1


def test_the_ring_is_raised_until_its_hole_is_free():
    plate = box((40.0, 40.0, 10.0))
    wall = {"x_mm": 40.0, "y_mm": 10.0, "z_mm": 14.0, "at_x_mm": 20.0, "at_y_mm": 25.7, "at_z_mm": 7.0}
    stepped = ALL["boolean"].run(plate, wall, PROCESS, silent()).mesh
    at = (20.0, 20.0, 10.0, 0.0, 0.0, 1.0)  # the wall behind begins 0.7 mm away and is 4 mm high
    low, high = looped(plate, at=at), looped(stepped, at=at)
    assert high.bounds[1, 2] - low.bounds[1, 2] == pytest.approx(2.5, abs=0.5)
    assert solid(high).genus() == 1
    assert report(high).printable


def test_at_a_picked_place():
    figure = walker()
    mesh = looped(figure, at=(0.0, 15.0, 30.0, 0.0, 1.0, 0.0))
    assert bodies(mesh) == 1
    assert report(mesh).printable
    assert mesh.bounds[1, 1] == pytest.approx(15.0 + 4.0 + 2 * 2.0 - 0.4 * 2.0, abs=0.1)


def test_the_ghost_stands_where_the_loop_will():
    figure = walker()
    ghost = ALL["keyring"].preview(figure, {}, PROCESS)
    assert ghost is not None
    assert ghost.points[:, 2].max() == pytest.approx(looped(figure).bounds[1, 2], abs=1e-4)


def test_thin_air_is_refused():
    with pytest.raises(AppError, match="hardly hold"):
        looped(walker(), at=(40.0, 0.0, 30.0, 1.0, 0.0, 0.0))


@pytest.mark.corpus
def test_printable_stays_printable(corpus):
    mesh = looped(figurine(corpus, "meshes--penguin_hr.obj", 60.0))
    assert report(mesh).printable
    assert bodies(mesh) == 1
