import numpy as np
import pytest
from viewport_shapes import sphere

from app.gui.base.theme import luminance
from app.gui.viewport.heat_layer import value_on_ray
from app.gui.viewport.heat_scale import MOST_PEAKS, HeatScale, peaks
from app.gui.viewport.legend import end, figure
from app.gui.viewport.ray_index import make_index
from app.i18n import text
from app.mesh.report import Heat

SIGNED = HeatScale(-0.5, 0.5, bad_is_low=False)
WALL = HeatScale(0.0, 3.0, bad_is_low=True, limit=1.0)


def brightness(scale: HeatScale, *values: float) -> list[float]:
    codes = ["#" + bytes(color).hex() for color in scale.colors(np.array(values)).tolist()]
    return [luminance(code) for code in codes]


def test_both_ends_are_dark_and_tell_themselves_apart_by_hue() -> None:
    low, middle, high = SIGNED.colors(np.array([-0.5, 0.0, 0.5])).astype(int)
    assert low[2] > low[0] + 60
    assert high[0] > high[2] + 60
    assert np.ptp(middle) < 30
    assert brightness(SIGNED, 0, 0.1, 0.2, 0.3, 0.5) == sorted(brightness(SIGNED, 0, 0.1, 0.2, 0.3, 0.5), reverse=True)


def test_the_colour_jumps_at_the_limit() -> None:
    just_too_thin, just_enough = WALL.colors(np.array([0.999, 1.001])).astype(int)
    assert np.abs(just_too_thin - just_enough).max() > 60
    calm = WALL.colors(np.array([1.001, 1.2])).astype(int)
    assert np.abs(calm[0] - calm[1]).max() < 30


def test_beyond_the_ends_is_as_at_them_and_the_unknown_is_grey() -> None:
    colors = SIGNED.colors(np.array([0.5, 99.0, -99.0, np.nan, -0.5]))
    assert (colors[0] == colors[1]).all()
    assert (colors[2] == colors[4]).all()
    assert np.ptp(colors[3].astype(int)) < 20


@pytest.mark.parametrize(
    ("scale", "worst", "good"),
    [(SIGNED, -0.5, 0.0), (WALL, 0.0, 2.9), (HeatScale(0.0, 2.0, bad_is_low=False), 2.0, 0.0)],
)
def test_badness_is_one_at_the_worst_and_nothing_where_all_is_well(scale: HeatScale, worst: float, good: float) -> None:
    assert scale.badness(np.array([worst, good, np.nan])).tolist() == [1.0, 0.0, 0.0]


def test_each_peak_is_the_worst_of_its_neighbourhood() -> None:
    mesh = sphere()
    values = np.zeros(len(mesh.vertices), np.float32)
    left, right = int(mesh.vertices[:, 0].argmin()), int(mesh.vertices[:, 0].argmax())
    near = np.linalg.norm(mesh.vertices - mesh.vertices[right], axis=1) < 3
    values[near] = 0.4
    values[right], values[left] = 0.5, -0.3
    heat = Heat(text("Distance"), values, "mm", -0.5, 0.5, bad_is_low=False)
    assert peaks(mesh, heat, SIGNED).tolist() == [right, left]
    everywhere = Heat(text("Distance"), np.ones(len(values), np.float32), "mm", -0.5, 0.5, bad_is_low=False)
    assert len(peaks(mesh, everywhere, SIGNED)) == MOST_PEAKS


def test_the_value_on_a_ray_lies_between_those_of_the_corners() -> None:
    mesh = sphere()
    heat = Heat(text("Height"), mesh.vertices[:, 2].astype(np.float32), "mm", 0.0, 40.0, bad_is_low=False)
    way = np.array([0.0, 1.0, 0.0])
    assert value_on_ray(
        make_index(mesh.vertices, mesh.faces), heat, np.array([0.3, -99.0, 17.3]), way
    ) == pytest.approx(17.3, abs=1e-4)
    assert value_on_ray(make_index(mesh.vertices, mesh.faces), heat, np.array([0.3, -99.0, 99.0]), way) is None


def test_figures_are_written_as_people_read_them() -> None:
    assert figure(0.41234, "mm", signed=True) == "+0.412 mm"
    assert figure(-12.34, "mm", signed=True) == "-12.3 mm"
    assert figure(-0.0001, "mm", signed=True) == "0.000 mm"
    assert figure(1.234, "mm", signed=False) == "1.23 mm"
    assert end(-0.5, "mm", signed=True) == "-0.5 mm"
    assert end(3.0, "mm", signed=False) == "3 mm"
