import numpy as np
import pytest

from app.layouts.relief.tones import calmed, edge_drop, luma, puffed, sampled, smooth_step, spread


def test_luma_weighs_as_the_eye_does_and_clear_is_white() -> None:
    picture = np.array([[[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255], [0, 0, 0, 0]]], np.uint8)
    assert luma(picture)[0] == pytest.approx([0.2126, 0.7152, 0.0722, 1.0], abs=1e-4)


@pytest.mark.parametrize("per_mm", [4.0, 25.0])
def test_what_is_sampled_lies_where_it_is_in_the_picture(per_mm: float) -> None:
    side = round(20 * per_mm)
    middles = (np.arange(side) + 0.5) / per_mm
    picture = np.add.outer(middles * 2, middles)  # 2·y + x
    x = np.arange(1.0, 19.0, 0.2)
    assert sampled(picture, per_mm, x, x) == pytest.approx(np.add.outer(2 * x, x), abs=0.05)
    assert sampled(picture, per_mm, x + 3, x + 2, at=(3.0, 2.0)) == pytest.approx(np.add.outer(2 * x, x), abs=0.05)


def test_grain_is_calmed_and_edges_stay() -> None:
    noise = np.random.default_rng(1).normal(0, 0.01, (60, 80))
    step = np.where(np.arange(80) < 40, 0.2, 0.8) + noise
    calm = calmed(step, 3, 0.05)
    assert calm[:, 10:30].std() < 0.4 * noise.std()
    assert (calm[:, 41] - calm[:, 38]).min() > 0.55


def test_spreading_uses_the_whole_range_and_leaves_an_even_grey_alone() -> None:
    values = np.linspace(0.4, 0.5, 1000).reshape(20, 50)
    everywhere = np.ones_like(values, np.bool_)
    assert (spread(values, everywhere).min(), spread(values, everywhere).max()) == (0, 1)
    assert (spread(np.full((4, 4), 0.7), np.ones((4, 4), np.bool_)) == 0.5).all()
    assert (spread(values, ~everywhere) == 0.5).all()


def test_profiles_begin_and_end_where_they_should() -> None:
    inside = np.array([-1.0, 0.0, 1.0, 2.0, 5.0])
    assert puffed(inside, 2.0) == pytest.approx([0, 0, np.sqrt(0.75), 1, 1])
    assert smooth_step(inside, 2.0) == pytest.approx([0, 0, 0.5, 1, 1])
    assert edge_drop(inside, 2.0) == pytest.approx([2, 2, 2 - np.sqrt(3), 0, 0])
    assert edge_drop(inside, 2.0, "bevel") == pytest.approx([2, 2, 1, 0, 0])
    assert (edge_drop(inside, 0.0) == 0).all()
