"""How fine a wrap may be."""

import numpy as np
import pytest

from app.mesh.wrap.budget import affordable_step
from tests.unit.mesh.shapes import box, icosphere


def test_a_small_surface_may_have_the_step_that_was_asked_for() -> None:
    mesh = icosphere(75.0, 4)
    assert affordable_step(mesh.vertices, mesh.faces, 0.15, 0.8) == 0.15
    assert affordable_step(np.zeros((0, 3)), np.zeros((0, 3), np.int32), 0.15, 0.8) == 0.15


def test_a_large_surface_gets_a_coarser_one_that_grows_with_the_root_of_its_area() -> None:
    mesh = box((150.0, 150.0, 150.0))
    once, times = affordable_step(mesh.vertices, np.tile(mesh.faces, (40, 1)), 0.15, 0.15), 4
    more = affordable_step(mesh.vertices, np.tile(mesh.faces, (40 * times, 1)), 0.15, 0.15)
    assert 0.15 < once < 1.0
    assert more == pytest.approx(once * times**0.5, rel=0.1)
    assert affordable_step(mesh.vertices, np.tile(mesh.faces, (40, 1)), 0.15, 0.15, 300.0) > 1.7 * once


def test_far_from_the_origin_a_step_is_not_lost_in_the_rounding_of_the_coordinates() -> None:
    mesh = box((1.0, 1.0, 1.0))
    assert affordable_step(mesh.vertices + 1e6, mesh.faces, 0.01, 0.1) >= 1.0
