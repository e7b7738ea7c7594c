import numpy as np
import pytest

from app.errors import Cancelled
from app.jobs.progress import Progress, silent
from app.mesh.mesh import Mesh
from app.mesh.proof.heat import STILL_MM, deviation_heat, scale_limit
from tests.unit.mesh.shapes import box, icosphere, moved, together


def test_outwards_is_above_zero_and_inwards_below() -> None:
    ball = icosphere(20.0, 5)
    larger = deviation_heat(ball, ball.scaled(1.01), silent())
    assert larger.values.dtype == np.float32
    assert larger.values == pytest.approx(np.full(len(ball.vertices), 0.2), abs=0.01)
    smaller = deviation_heat(ball, ball.scaled(0.99), silent())
    assert smaller.values == pytest.approx(np.full(len(ball.vertices), -0.2), abs=0.01)
    assert (smaller.low, smaller.high, smaller.unit, smaller.bad_is_low) == (-0.2, 0.2, "mm", False)


def test_only_what_has_moved_is_hot() -> None:
    ball = icosphere(20.0, 4)
    points = ball.vertices.copy()
    points[7] *= 1.1
    heat = deviation_heat(ball, ball.with_(vertices=points), silent())
    assert int(np.abs(heat.values).argmax()) == 7
    assert heat.values[7] == pytest.approx(2.0, abs=0.05)
    assert np.abs(np.delete(heat.values, 7)).max() < STILL_MM


def test_a_vertex_without_a_face_is_not_measured() -> None:
    cube = box()
    loose = cube.with_(vertices=np.vstack([cube.vertices, [[99.0, 0.0, 0.0]]]))
    heat = deviation_heat(cube, loose, silent())
    assert np.isnan(heat.values[-1])
    assert np.isfinite(heat.values[:-1]).all()


def test_without_a_surface_nothing_is_measured() -> None:
    empty = Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int32))
    assert np.isnan(deviation_heat(empty, box(), silent()).values).all()
    assert deviation_heat(box(), empty, silent()).values.shape == (0,)


@pytest.mark.parametrize(
    ("moved", "limit"), [([], 0.01), ([0.001], 0.01), ([0.011], 0.02), ([-0.3] * 9, 0.5), ([7.0], 10.0), ([20.0], 20.0)]
)
def test_the_scale_ends_at_a_round_figure(moved: list[float], limit: float) -> None:
    values = np.array([0.0, np.nan, *moved], np.float32)
    assert scale_limit(values) == pytest.approx(limit)


def test_it_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        deviation_heat(box(), icosphere(), Progress(cancelled=lambda: True))


def test_what_is_gone_is_laid_on_what_is_left() -> None:
    """A ball whose cap was cut off flat: the cap's height shows on the cut, below zero."""
    ball = icosphere(20.0, 5)
    flat = ball.vertices.copy()
    flat[:, 2] = np.minimum(flat[:, 2], 14.0)
    heat = deviation_heat(ball, ball.with_(vertices=flat), silent())
    assert heat.values.min() == pytest.approx(-6.0, abs=0.2)
    assert heat.values.max() < 0.1


def test_a_crumb_that_was_taken_away_is_not_missed() -> None:
    ball, crumb = icosphere(20.0, 4), moved(icosphere(0.5, 1), (0.0, 0.0, 40.0))
    heat = deviation_heat(together(ball, crumb), ball, silent())
    assert np.abs(heat.values).max() < STILL_MM


def test_a_large_body_that_was_taken_away_is_missed() -> None:
    ball, other = icosphere(20.0, 4), moved(icosphere(8.0, 3), (0.0, 0.0, 60.0))
    heat = deviation_heat(together(ball, other), ball, silent())
    assert heat.values.min() == pytest.approx(-48.0, abs=0.5)
