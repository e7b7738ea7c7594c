"""What a picture lacks in light and balance, measured on a small copy of it, with limits so that a mood stays a mood."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

SAMPLES = 65_536
BLACK_AT_MOST, WHITE_AT_LEAST = 0.15, 0.75
GAMMA = (0.75, 1.2)
MIDDLE = 0.44
MOST_GAIN = 0.2  # logarithm, of one channel against the mean: a sunset keeps its light
LEAST_GREY = 0.25  # of the picture
TRUST = 0.7  # in the world being grey


class Levels(NamedTuple):
    """``black``, ``white``: sRGB values that become 0 and 1; ``gamma``: after that; ``gains``: of linear light."""

    black: float
    white: float
    gamma: float
    gains: tuple[float, float, float]


NOTHING = Levels(0.0, 1.0, 1.0, (1.0, 1.0, 1.0))


def levels_for(pixels: NDArray[Any], alpha: NDArray[Any] | None = None) -> Levels:
    """For (H, W, 3) uint8 sRGB, looking at what is opaque. A picture that is good already is left nearly as it is."""
    step = max(1, int(np.sqrt(pixels.shape[0] * pixels.shape[1] / SAMPLES)))
    seen = pixels[::step, ::step].reshape(-1, 3).astype(np.float32) / 255
    if alpha is not None:
        seen = seen[alpha[::step, ::step].ravel() > 127]
    if len(seen) < 64:
        return NOTHING
    luma = seen @ np.array((0.2126, 0.7152, 0.0722), np.float32)
    black = min(float(np.percentile(luma, 0.3)), BLACK_AT_MOST)
    white = max(float(np.percentile(luma, 99.7)), WHITE_AT_LEAST)
    middle = float(np.clip((np.median(luma) - black) / (white - black), 0.02, 0.98))
    wanted = np.log(MIDDLE) / np.log(middle)
    gamma = float(np.clip(wanted**0.5, *GAMMA))  # half of the way: night stays dark, snow stays light
    return Levels(black, white, gamma, _gains(seen, luma))


def _gains(seen: NDArray[Any], luma: NDArray[Any]) -> tuple[float, float, float]:
    """Grey-world on what may be grey: neither skin nor colours, not even a sky's; neither black nor burnt out."""
    chroma = seen.max(1) - seen.min(1)
    use = (luma > 0.12) & (luma < 0.92) & (chroma < 0.2) & ~_skin(seen)
    if use.mean() < LEAST_GREY:
        return 1.0, 1.0, 1.0
    dark = use & (luma <= np.median(luma[use]))
    one, other = _to_grey(seen[dark]), _to_grey(seen[use & ~dark])
    # A cast lies over shadows and lights alike; what is blue in one of them only is a blue thing.
    agreement = float(one @ other) / max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-9)
    wanted = TRUST * max(0.0, agreement) * (one + other) / 2
    wanted *= min(1.0, MOST_GAIN / max(float(np.abs(wanted).max()), 1e-9))  # all by one part: its hue is not turned
    limited = np.exp(wanted)
    limited /= limited @ np.array((0.2126, 0.7152, 0.0722))
    return float(limited[0]), float(limited[1]), float(limited[2])


def _to_grey(seen: NDArray[Any]) -> NDArray[np.float64]:
    """Logarithms of the gains, (3,), that make the mean of the light grey; their sum is 0."""
    if not len(seen):
        return np.zeros(3)
    mean = np.log((seen.astype(np.float64) ** 2.2).mean(0))
    gains: NDArray[np.float64] = mean.mean() - mean
    return gains


def _skin(seen: NDArray[Any]) -> NDArray[np.bool_]:
    """After J. Kovač and others, "Human skin colour clustering for face detection", EUROCON 2003, loosely."""
    red, green, blue = seen[:, 0], seen[:, 1], seen[:, 2]
    found: NDArray[np.bool_] = (
        (red > 0.35) & (red > green) & (green > blue) & (red - blue > 0.06) & (red - green < 0.35)
    )
    return found
