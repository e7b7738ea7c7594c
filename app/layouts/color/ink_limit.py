"""The total of ink that a paper takes, held at every pixel.

More ink than the paper can dry sets off on the next sheet. What is too much is taken from cyan, magenta and yellow alike,
where a part of the black can stand for them (grey component replacement), and the rest in proportion, so that the hue stays.
"""

import numpy as np
from numpy.typing import NDArray

FULL = 255
BLACK_FOR_GRAY = 0.4
"""Black put in place of one part each of C, M and Y. Between 0.25 and 0.5 the difference is the least over the colours that
FOGRA39 has above 220 to 280 % (mean ΔE00 0.3 to 2.0); 0, plain under colour removal, and 1 cost 10 to 90 % more."""
_ROUNDING = np.float32(
    1e-3
)  # four of them are less than one level: what is cut off to whole levels is within the limit
_ROWS = 256  # at a time: the sums of a whole poster would need another half of its memory

Inks = NDArray[np.uint8]
"""(…, 4) C, M, Y, K; 255 is full ink."""


def levels_of(limit: float) -> int:
    """The largest sum of four 8-bit inks within a limit (1 = 100 %)."""
    return int(limit * FULL + 1e-6)


def hold_limit(inks: Inks, limit: float) -> int:
    """Bring (H, W, 4) inks within ``limit`` (1 = 100 %) in place. How many pixels were changed."""
    levels, changed = levels_of(limit), 0
    for top in range(0, inks.shape[0], _ROWS):
        rows = inks[top : top + _ROWS]
        over = _sum(rows) > levels
        if over.any():
            rows[over] = limited(rows[over], levels)
            changed += int(np.count_nonzero(over))
    return changed


def limited(inks: Inks, levels: int) -> Inks:
    """(N, 4) inks whose sum is ``levels`` at most; those that are below stay as they are."""
    c, m, y, k = (
        inks[:, plane].astype(np.float32) for plane in range(4)
    )  # planes: strides of four cost three times as much
    excess = np.maximum(c + m + y + k - np.float32(levels), 0)
    over = excess > 0
    gray = np.minimum(np.minimum(c, m), y)
    replaced = np.minimum(excess / np.float32(3 - BLACK_FOR_GRAY), gray)
    replaced = np.minimum(replaced, (FULL - k) / np.float32(BLACK_FOR_GRAY))
    black = k + np.float32(BLACK_FOR_GRAY) * replaced
    color = c + m + y - 3 * replaced
    left = np.maximum(np.float32(levels) - black, 0)
    scale = np.minimum(left / np.maximum(color, np.float32(1e-6)), 1)
    held = np.empty_like(inks)
    for plane, ink in enumerate((c, m, y)):
        held[:, plane] = np.where(over, (ink - replaced) * scale + _ROUNDING, ink)
    held[:, 3] = np.where(over, np.minimum(black, np.float32(levels)) + _ROUNDING, k)
    return held


def _sum(rows: Inks) -> NDArray[np.uint16]:
    """(H, W) sums: three additions of planes are four times as fast as a sum along an axis of four."""
    total = rows[..., 0].astype(np.uint16)
    for k in (1, 2, 3):
        total += rows[..., k]
    return total
