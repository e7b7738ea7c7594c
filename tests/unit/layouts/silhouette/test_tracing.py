"""Lines traced band by band are those of the whole picture."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from skimage.measure import find_contours

from app.layouts.silhouette import tracing

Floats = NDArray[np.float64]


def edges(lines: list[Floats]) -> set[tuple[float, ...]]:
    """All pieces between two points; band and whole count rows from elsewhere, hence the rounding.

    Where lines meet in a pixel, either may go on as the other: what is compared is where they run.
    """
    found = set()
    for line in lines:
        assert np.array_equal(line[0], line[-1])
        points = [(round(float(y), 7), round(float(x), 7)) for y, x in line]
        found |= {(*a, *b) for a, b in pairwise(points)}
    return found


@pytest.mark.parametrize("whole_numbers", [False, True], ids=["between pixels", "through pixels"])
@pytest.mark.parametrize("pixels", [400, 5_000, 10**6], ids=["a row each", "bands", "one band"])
def test_bands_give_the_lines_of_the_whole(pixels: int, whole_numbers: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(3).random((230, 310)) > 0.5
    field = np.pad(gaussian_filter(noise.astype(np.float32) * 255, 3), 1)
    level = 127.5
    if whole_numbers:  # lines run through the very pixels, and meet there
        field, level = np.round(field), 128.0
    monkeypatch.setattr(tracing, "BAND_PIXELS", pixels)
    whole = find_contours(field, level, positive_orientation="low")  # type: ignore[no-untyped-call]
    assert len(whole) > 30
    assert edges(tracing.traced(field, level)) == edges(whole)


def test_a_ring_around_many_bands_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    y, x = np.mgrid[:200, :200] - 100
    away = np.hypot(x, y)
    field = np.where((away < 80) & (away > 50), 255, 0).astype(np.float32)
    monkeypatch.setattr(tracing, "BAND_PIXELS", 2_000)
    found = tracing.traced(field, 127.5)
    assert len(found) == 2
    assert all(np.array_equal(line[0], line[-1]) for line in found)
