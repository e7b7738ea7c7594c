"""Change the colours of a picture where the new colour of a pixel depends on its old one alone."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress, silent

Change = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]
"""From sRGB colours (N, 3) to as many."""

AT_A_TIME = 100_000  # colours: about 0.1 s of work
PIXELS = 4_000_000
ALL = 1 << 24


def changed(pixels: NDArray[np.uint8], change: Change, progress: Progress | None = None) -> NDArray[np.uint8]:
    """The pixels (…, 4) uint8 with other colours and the same alpha.

    Each colour is worked out once, however many pixels have it: a picture of 16 million pixels has a few hundred thousand.
    """
    progress = progress or silent()
    flat = np.ascontiguousarray(pixels).reshape(-1, 4)
    codes = flat.view("<u4").reshape(-1)
    seen = np.zeros(ALL, np.bool_)
    for start in range(0, len(codes), PIXELS):
        progress(0.2 * start / max(len(codes), 1))
        seen[codes[start : start + PIXELS] & np.uint32(ALL - 1)] = True
    there = np.flatnonzero(seen).astype("<u4")
    old = np.ascontiguousarray(there).view(np.uint8).reshape(-1, 4)
    new = old.copy()
    for start in range(0, len(old), AT_A_TIME):
        progress(0.2 + 0.6 * start / len(old))
        new[start : start + AT_A_TIME, :3] = change(old[start : start + AT_A_TIME, :3])
    table = np.zeros(ALL, "<u4")
    table[there] = new.view("<u4").reshape(-1)
    result = np.empty_like(codes)
    for start in range(0, len(codes), PIXELS):
        progress(0.8 + 0.2 * start / max(len(codes), 1))
        part = codes[start : start + PIXELS]
        result[start : start + PIXELS] = table[part & np.uint32(ALL - 1)] | (part & np.uint32(0xFF000000))
    return np.asarray(result.view(np.uint8).reshape(pixels.shape))
