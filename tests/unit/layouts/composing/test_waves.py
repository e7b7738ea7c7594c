import numpy as np
import pytest

from app.layouts.composing.waves import wave_path
from app.layouts.raster.image import mask

LOUD = np.array([0.1, 1.0, 0.5, 0.0, np.nan, 0.8, 0.3, 0.6], np.float32)


def area(style: str, heights: np.ndarray) -> np.ndarray:
    return mask(wave_path(heights, style, 80.0, 40.0), (800, 400), (10, 0, 0, 10, 0, 0)) > 127  # type: ignore[arg-type]


@pytest.mark.parametrize("style", ["bars", "mirror", "line", "circle"])
def test_a_wave_stays_in_its_box_and_shows_something(style: str) -> None:
    wide = mask(wave_path(LOUD, style, 80.0, 40.0), (900, 500), (10, 0, 0, 10, 50, 50))  # type: ignore[arg-type]
    assert wide[:49].max() == wide[451:].max() == wide[:, :49].max() == wide[:, 851:].max() == 0
    assert (wide > 127).mean() > 0.02


@pytest.mark.parametrize("style", ["bars", "mirror"])
def test_bars_are_as_high_as_the_sound_is_loud(style: str) -> None:
    heights = area(style, LOUD).reshape(400, 8, 100).any(2).sum(0) / 400
    assert heights[1] == pytest.approx(1.0, abs=0.01)
    assert heights[2] == pytest.approx(0.5, abs=0.01)
    assert 0 < heights[3] < 0.2  # silence is a dot
    assert 0 < heights[4] < 0.2


def test_bars_stand_on_the_ground_and_mirrored_ones_on_their_middle() -> None:
    assert area("bars", LOUD)[395].any()
    mirrored = area("mirror", LOUD)
    assert (mirrored ^ mirrored[::-1]).mean() < 1e-3


def test_a_circle_leaves_its_middle_free() -> None:
    assert not area("circle", LOUD)[100:300, 300:500][80:120, 80:120].any()
