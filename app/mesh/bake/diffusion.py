"""Spread the colours of some vertices over those that have none, as heat spreads over a surface."""

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, IntArray

SWEEPS = 60  # of smoothing after the colours have met


def spread_colors(
    colors: NDArray[np.float32], known: BoolArray, faces: IntArray, progress: Progress
) -> tuple[NDArray[np.float32], BoolArray]:
    """Colours (V, 4) of all vertices, and (V,) bool: whether one has a colour now.

    From the known ones the colours grow along the edges of ``faces`` (F, 3), ring by ring, and are then smoothed towards
    the harmonic surface between the known ones, which stay as they are. What hangs on no known vertex gets no colour.
    """
    if known.all():
        return colors, known
    from scipy import sparse  # noqa: PLC0415 - takes longer to load than most repairs need it for

    ends = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    ends = np.concatenate([ends, ends[:, ::-1]])
    unknown = np.flatnonzero(~known)
    number = np.full(len(known), -1, np.int64)
    number[unknown] = np.arange(len(unknown))
    ends = ends[number[ends[:, 0]] >= 0]
    ones = np.ones(len(ends), np.float32)
    beside = sparse.csr_matrix((ones, (number[ends[:, 0]], ends[:, 1])), shape=(len(unknown), len(known)))
    beside.data[:] = 1.0  # an edge counts once, whichever faces share it
    result, reached = np.where(known[:, None], colors, np.float32(0)), known.copy()
    while True:
        progress(0.2)
        count = beside @ reached.astype(np.float32)
        grown = (count > 0) & ~reached[unknown]
        if not grown.any():
            break
        ring = unknown[grown]
        result[ring] = (beside[grown] @ result) / count[grown, None]
        reached[ring] = True
    free = reached[unknown]
    moving, ring = beside[free], unknown[free]
    weight = np.maximum(moving @ np.ones(len(known), np.float32), 1.0)
    for sweep in range(SWEEPS if len(ring) else 0):
        progress(0.3 + 0.7 * sweep / SWEEPS)
        result[ring] = (moving @ result) / weight[:, None]
    return result, reached
