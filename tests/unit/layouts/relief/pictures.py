"""Small pictures that are drawn by a formula: nothing of them depends on a font or a version of a library."""

import numpy as np
from numpy.typing import NDArray


def portrait(side: int = 240, *, clear: bool = True) -> NDArray[np.uint8]:
    """(side, side, 4) uint8: a head with one ear on the right, eyes and a little grain; on nothing or on blue."""
    y, x = (np.mgrid[:side, :side] + 0.5) / side
    picture = np.zeros((side, side, 4), np.uint8) if clear else np.full((side, side, 4), (60, 80, 140, 255), np.uint8)
    picture[np.hypot((x - 0.5) / 0.38, (y - 0.55) / 0.42) < 1] = (250, 220, 200, 255)
    picture[np.hypot(x - 0.82, y - 0.2) < 0.12] = (90, 40, 120, 255)
    picture[(np.abs(x - y - 0.55) < 0.12) & (x > 0.6) & (y < 0.4) & (x + y < 1.1)] = (90, 40, 120, 255)
    for at in (0.38, 0.62):
        picture[np.hypot(x - at, y - 0.5) < 0.05] = (30, 40, 90, 255)
    grain = np.random.default_rng(3).normal(0, 4, (side, side, 1))
    picture[..., :3] = np.clip(picture[..., :3] + grain, 0, 255)
    return picture


def halves(side: int = 100) -> NDArray[np.uint8]:
    """Left half black, right half white; the upper quarter of both is 128."""
    picture = np.full((side, side, 4), 255, np.uint8)
    picture[:, : side // 2, :3] = 0
    picture[: side // 4, :, :3] = 128
    return picture
