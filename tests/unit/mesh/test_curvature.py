"""Curvature of surfaces whose curvature is known."""

import numpy as np
import pytest

from app.jobs.progress import silent
from app.mesh.curvature import curvature_heat
from app.mesh.mesh import Mesh
from tests.unit.mesh.shapes import box, icosphere


@pytest.mark.parametrize("radius", [2.0, 25.0])
def test_a_sphere_bends_by_one_over_its_radius(radius: float):
    values = curvature_heat(icosphere(radius, 4), silent()).values
    assert np.median(values) == pytest.approx(1 / radius, rel=0.03)
    assert values.min() > 0


def test_seen_from_inside_a_sphere_is_a_groove():
    ball = icosphere(5.0, 3)
    turned = curvature_heat(ball.with_(faces=ball.faces[:, ::-1].copy()), silent()).values
    assert np.median(turned) == pytest.approx(-0.2, rel=0.05)


def test_a_flat_sheet_does_not_bend_and_its_rim_is_not_measured():
    x, y = np.meshgrid(np.arange(6.0), np.arange(6.0))
    vertices = np.stack([x.ravel(), y.ravel(), np.zeros(36)], axis=1)
    cells = (np.arange(5)[:, None] * 6 + np.arange(5)).ravel()
    faces = np.concatenate([np.stack([cells, cells + 1, cells + 7], 1), np.stack([cells, cells + 7, cells + 6], 1)])
    values = curvature_heat(Mesh(vertices, faces), silent()).values.reshape(6, 6)
    assert np.isnan(values[[0, -1]]).all()
    assert np.abs(values[1:-1, 1:-1]).max() < 1e-9


def test_edges_of_a_box_are_ridges_and_nothing_is_nothing():
    assert (curvature_heat(box(), silent()).values > 0).all()
    assert len(curvature_heat(Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int32)), silent()).values) == 0
