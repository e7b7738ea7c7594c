"""Drain holes lie low and out of sight, go through one wall only, and plugs fill them."""

import numpy as np
import pytest

from app.errors import RepairFailedError
from app.jobs.progress import silent
from app.mesh.inspect import inspect
from app.mesh.mesh import Mesh
from app.mesh.preparing import ALL
from app.mesh.preparing.hollow import hollowed
from app.settings.process import find_process
from tests.unit.mesh.preparing.figures import globe, shell_volumes, solid
from tests.unit.mesh.shapes import box, inside_out, together

RESIN, POWDER = find_process("white-resin"), find_process("full-color-mjf")


def hollow_box() -> Mesh:
    return together(box((40.0, 30.0, 50.0)), inside_out(box((36.0, 26.0, 46.0), at=(2.0, 2.0, 2.0))))


def drained(mesh: Mesh, process: str = "full-color-mjf", **values: object) -> tuple[Mesh, str]:
    result = ALL["drains"].run(mesh, values, find_process(process), silent())
    return result.mesh, str(result.summary)


def cut_away(mesh: Mesh, after: Mesh) -> list[tuple[np.ndarray, np.ndarray]]:
    """Lowest and highest corner of each piece that is gone, by manifold3d."""
    gone = solid(mesh) - solid(after)
    return [np.array(piece.bounding_box()).reshape(2, 3) for piece in gone.decompose() if piece.volume() > 1.0]


def test_both_holes_in_the_bottom():
    after, words = drained(hollow_box(), where="bottom", drain_mm=4.0)
    assert words == "2 drain holes of 4 mm"
    holes = cut_away(hollow_box(), after)
    assert len(holes) == 2
    for low, high in holes:
        assert (low[2], high[2]) == pytest.approx((0.0, 2.0), abs=1e-6)
        assert high[:2] - low[:2] == pytest.approx([4.0, 4.0], abs=0.05)
    (a, _), (b, _) = holes
    assert np.linalg.norm(a - b) > 16.0
    assert solid(after).volume() == pytest.approx(solid(hollow_box()).volume() - 2 * np.pi * 4 * 2, abs=0.5)


def test_resin_is_not_sealed_by_the_plate():
    after, _ = drained(hollow_box(), "white-resin")
    lowest = sorted(float(low[2]) for low, _ in cut_away(hollow_box(), after))
    assert lowest[0] == pytest.approx(0.0, abs=1e-6)
    assert lowest[1] > 0.5
    report = inspect(after, RESIN, None, silent())
    assert report.finding("trapped_volumes").count == 0
    assert report.printable


def test_at_the_back_nobody_sees_them():
    after, _ = drained(hollow_box(), where="back", holes=3)
    holes = cut_away(hollow_box(), after)
    assert len(holes) == 3
    assert all(float(high[1]) == pytest.approx(30.0, abs=1e-6) for _, high in holes)


def test_at_a_picked_place():
    after, _ = drained(hollow_box(), where="picked", at=(40.0, 15.0, 25.0, 1.0, 0.0, 0.0), drain_mm=6.0)
    ((low, high),) = cut_away(hollow_box(), after)
    assert (low + high) / 2 == pytest.approx([39.0, 15.0, 25.0], abs=0.01)


def test_plugs_are_the_wall_that_was_taken_away():
    mesh = hollowed(globe(25.0), 3.0, 4.0, silent())
    after, words = drained(mesh, drain_mm=5.0, plugs="yes", clearance_mm=0.1)
    assert words == "2 drain holes of 5 mm, 2 plugs beside the model"
    volumes = shell_volumes(after)
    assert len(volumes) == 3
    hole = np.pi * 2.5**2 * 3.0
    assert all(0.75 * hole < v < hole for v in volumes[1:])
    solid(after)
    beside = after.vertices[:, 0] > 25.0 + 1.0
    plate = float(after.vertices[~beside, 2].min())
    assert float(after.vertices[beside, 2].min()) == pytest.approx(plate, abs=1e-9)
    assert np.ptp(after.vertices[beside, 2]) < 3.0  # shorter than the wall
    assert after.color == "texture"
    assert inspect(after, POWDER, None, silent()).printable


@pytest.mark.parametrize(
    ("mesh", "values", "words"),
    [
        (box((30.0, 30.0, 30.0)), {}, "hollow it first"),
        (hollow_box(), {"where": "picked"}, "Pick the places"),
        (box((30.0, 30.0, 30.0)), {"where": "picked", "at": (30.0, 15.0, 15.0, 1.0, 0.0, 0.0)}, "place 1"),
        (hollow_box(), {"drain_mm": 20.0, "where": "bottom", "holes": 1}, ""),
    ],
)
def test_it_says_why_it_cannot(mesh: Mesh, values: dict[str, object], words: str):
    if not words:
        assert drained(mesh, **values)[1] == "1 drain hole of 20 mm"
        return
    with pytest.raises(RepairFailedError, match=words):
        drained(mesh, **values)


def test_a_picture_of_picked_holes_only():
    tool = ALL["drains"]
    assert tool.preview(hollow_box(), {}, POWDER) is None
    ghost = tool.preview(hollow_box(), {"where": "picked", "at": (40.0, 15.0, 25.0, 1.0, 0.0, 0.0)}, POWDER)
    assert ghost is not None
    assert ghost.tone == "cut"
    assert ghost.points[:, 0].max() > 40.0 > ghost.points[:, 0].min()
