"""Magnet pockets: in level places, as large as the magnet and its clearance, with the wall that the process needs."""

import numpy as np
import pytest

from app.errors import AppError
from app.jobs.progress import silent
from app.mesh.mesh import Mesh
from app.mesh.preparing import ALL
from tests.unit.mesh.preparing.figures import solid, volume
from tests.unit.mesh.preparing.walker import PROCESS, report, walker
from tests.unit.mesh.shapes import box, uv_sphere

PLAQUE = ((50.0, 8.0, 40.0), (0.0, 0.0, 0.0))


def pocketed(mesh: Mesh, **values) -> Mesh:
    return ALL["magnet"].run(mesh, values, PROCESS, silent()).mesh


def test_in_the_middle_of_a_flat_back():
    mesh = pocketed(box(*PLAQUE), diameter_mm=10.0, thickness_mm=2.0, clearance_mm=0.1)
    gone = solid(box(*PLAQUE)) - solid(mesh)
    low, high = np.array(gone.bounding_box()).reshape(2, 3)
    assert high - low == pytest.approx([10.2, 2.1, 10.2], abs=0.03)
    assert high[1] == pytest.approx(8.0)
    assert (low + high)[[0, 2]] / 2 == pytest.approx([25.0, 20.0], abs=0.5)
    assert report(mesh).printable


def test_under_a_cover():
    mesh = pocketed(box(*PLAQUE), thickness_mm=2.0, clearance_mm=0.0, cover_mm=0.8)
    gone = solid(box(*PLAQUE)) - solid(mesh)
    low, high = np.array(gone.bounding_box()).reshape(2, 3)
    assert (low[1], high[1]) == pytest.approx((5.2, 7.2))
    assert report(mesh).printable


def test_several_keep_apart():
    mesh = pocketed(box(*PLAQUE), number=3, diameter_mm=8.0)
    pockets = (solid(box(*PLAQUE)) - solid(mesh)).decompose()
    assert len(pockets) == 3
    assert volume(mesh) == pytest.approx(50 * 8 * 40 - 3 * np.pi * 4.1**2 * 2.1, rel=1e-3)


def test_a_magnet_that_is_too_large_is_refused():
    with pytest.raises(AppError, match="no room"):
        pocketed(box((50.0, 2.5, 40.0)), thickness_mm=2.0)
    with pytest.raises(AppError, match="level enough"):
        pocketed(uv_sphere(20.0, 40, 80), diameter_mm=20.0)
    with pytest.raises(AppError, match="Pick"):
        pocketed(walker(), where="picked")


def test_at_a_picked_place():
    mesh = pocketed(walker(), where="picked", at=(0.0, -15.0, 30.0, 0.0, -1.0, 0.0), diameter_mm=5.0)
    assert report(mesh).printable
    assert volume(walker()) - volume(mesh) == pytest.approx(np.pi * 2.6**2 * 2.1, rel=0.1)
