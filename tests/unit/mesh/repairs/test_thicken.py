"""Thin parts grow until they can be printed; nothing else moves, and nothing crosses."""

import numpy as np
import pytest

from app.errors import RepairFailedError
from app.jobs.progress import silent
from app.mesh.inspect import inspect
from app.mesh.mesh import Mesh
from app.mesh.repairs import ALL
from app.settings.process import find_process
from tests.unit.mesh.shapes import box, icosphere, moved, together, torus

PROCESS = find_process("full-color-jetting")


def thicken(mesh: Mesh) -> tuple[Mesh, str]:
    result = ALL["thicken"].run(mesh, PROCESS, silent())
    return result.mesh, str(result.summary)


def test_a_thin_plate_becomes_a_wall():
    plate = box((20.0, 20.0, 0.4), at=(0, 0, 12.0))
    mesh = together(plate, moved(icosphere(10.0), (40.0, 0, 10.0)))
    colors = np.arange(4 * len(mesh.vertices)).reshape(-1, 4).astype(np.uint8)
    mesh = mesh.with_(vertex_colors=colors)
    after, words = thicken(mesh)
    report = inspect(after, PROCESS, None, silent())
    assert words == "Made 1 thin part thick enough; 0 are left"
    assert report.finding("wall_thickness").count == 0
    assert report.finding("self_intersections").count == 0
    thick = np.ptp(after.vertices[:8], axis=0)
    assert thick == pytest.approx([20.0, 20.0, 1.03], abs=0.02)
    assert after.vertices[8:].tobytes() == mesh.vertices[8:].tobytes()
    assert after.faces.tobytes() == mesh.faces.tobytes()
    assert after.vertex_colors.tobytes() == mesh.vertex_colors.tobytes()


def test_a_thin_ring_becomes_a_rod_that_can_be_printed():
    ring = torus(12.0, 0.2, 90, 12)
    after, _ = thicken(ring.with_(vertices=ring.vertices[:, [2, 0, 1]]))
    report = inspect(after, PROCESS, None, silent())
    assert report.finding("min_feature").count == 0
    assert report.printable


def test_without_room_nothing_crosses():
    plates = together(*(box((20.0, 20.0, 0.4), at=(0, 0, 0.45 * k)) for k in range(3)), box(at=(40, 0, 0)))
    try:
        after, _ = thicken(plates)
    except RepairFailedError:
        return
    report = inspect(after, PROCESS, None, silent())
    assert report.finding("self_intersections").count == 0
    assert report.finding("wall_thickness").count < 3


def test_without_a_size_it_says_so():
    with pytest.raises(RepairFailedError):
        thicken(icosphere().scaled(0.01))
