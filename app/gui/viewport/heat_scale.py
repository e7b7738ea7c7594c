"""A figure over the surface as colours: pale clay where all is well, orange to wine red where it is bad. NumPy only.

Chosen so that people who see red and green alike tell the ends apart: lightness falls from clay to either end, and the
two ends of a scale with a middle are blue and red. Where a check has a limit, the colour jumps there, so that the border
of what is too thin is seen as a line.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.gui.viewport.studio import rgb
from app.mesh.mesh import Mesh
from app.mesh.report import Heat

Colors = NDArray[np.uint8]

_GOOD = ("#e2dcd1", "#b4c6d6", "#7d9dbd")  # from the limit to far on the good side
_BAD = ("#f0b24a", "#d9622b", "#7d0f2f")  # from the limit to far on the bad side
_RISING = ("#e2dcd1", "#f0b24a", "#d9622b", "#7d0f2f")
_INWARD = ("#e2dcd1", "#7fb0e0", "#2f6fbe", "#143a78")
NOT_MEASURED = "#7c828c"
RAMP = 1024
BEYOND = 8.0  # widths of the scale: keeps the place of the ends right between a vertex on the scale and one far beyond
MOST_PEAKS = 12
PEAK_APART = 0.06  # of the diagonal: nearer ones are one place
PEAK_SHARE = 0.15  # of the worst: what is less bad than that is no place to fly to


@dataclass(frozen=True, eq=False)
class HeatScale:
    """From values to colours. ``limit``: where good ends, or None where nobody has set one."""

    low: float
    high: float
    bad_is_low: bool
    limit: float | None = None

    @property
    def signed(self) -> bool:
        """Whether zero is the good value, and both ends are bad."""
        return self.low < 0 < self.high

    def colors(self, values: NDArray[np.floating]) -> Colors:
        """(N, 3) uint8 sRGB of values (N,); beyond the ends as at them, grey for NaN."""
        value = np.clip(np.asarray(values, np.float64), self.low, self.high)
        known = np.isfinite(value)
        value = np.where(known, value, self.low)
        if self.signed:
            outward = _ramp(_RISING, value / self.high)
            color = np.where((value >= 0)[:, None], outward, _ramp(_INWARD, value / self.low))
        elif self.limit is not None and self.low < self.limit < self.high:
            above = (value - self.limit) / (self.high - self.limit)
            below = (self.limit - value) / (self.limit - self.low)
            good, bad = (above, below) if self.bad_is_low else (below, above)
            is_bad = value < self.limit if self.bad_is_low else value > self.limit
            color = np.where(is_bad[:, None], _ramp(_BAD, bad), _ramp(_GOOD, good))
        else:
            share = (value - self.low) / max(self.high - self.low, 1e-30)
            color = _ramp(_RISING, 1.0 - share if self.bad_is_low else share)
        color[~known] = np.array(rgb(NOT_MEASURED)) * 255
        return np.round(color).astype(np.uint8)

    def ramp(self) -> Colors:
        """(2, RAMP, 3) uint8: a picture of the scale from low to high, and grey for what was not measured above it."""
        middles = (np.arange(RAMP) + 0.5) / RAMP
        scale = self.colors(self.low + middles * (self.high - self.low))
        return np.stack([scale, np.broadcast_to(self.colors(np.array([np.nan])), scale.shape)])

    def coordinates(self, values: NDArray[np.floating]) -> NDArray[np.float32]:
        """(N, 2): where in :meth:`ramp` the colour of each value is. Looked up for each pixel, so that borders are sharp."""
        share = (np.asarray(values, np.float64) - self.low) / max(self.high - self.low, 1e-30)
        known = np.isfinite(share)
        place = np.where(known, np.clip(np.where(known, share, 0.0), -BEYOND, 1.0 + BEYOND), 0.5)
        return np.stack([place, np.where(known, 0.25, 0.75)], axis=1).astype(np.float32)

    def badness(self, values: NDArray[np.floating]) -> NDArray[np.float64]:
        """(N,) 0 for good, 1 for the worst that the scale knows and more beyond; 0 for NaN."""
        value = np.asarray(values, np.float64)
        if self.signed:
            bad = np.abs(value) / max(-self.low, self.high)
        else:
            good_end = self.low if not self.bad_is_low else self.high
            start = good_end if self.limit is None else self.limit
            bad_end = self.low if self.bad_is_low else self.high
            bad = (value - start) / ((bad_end - start) or 1e-30)
        return np.maximum(np.nan_to_num(bad, nan=0.0), 0.0)


def peaks(mesh: Mesh, heat: Heat, scale: HeatScale) -> NDArray[np.int32]:
    """(K,) vertices to fly to, worst first: each the worst of its neighbourhood, at most ``MOST_PEAKS``."""
    bad = scale.badness(heat.values)
    found: list[int] = []
    floor = 0.0
    for _ in range(MOST_PEAKS):
        if not len(bad):
            break
        worst = int(bad.argmax())
        if bad[worst] <= floor:
            break
        floor = floor or PEAK_SHARE * float(bad[worst])
        found.append(worst)
        near = mesh.vertices - mesh.vertices[worst]
        bad[np.einsum("nj,nj->n", near, near) < (PEAK_APART * mesh.diagonal) ** 2] = 0.0
    return np.array(found, np.int32)


def _ramp(codes: tuple[str, ...], share: NDArray[np.float64]) -> NDArray[np.float64]:
    stops = np.linspace(0.0, 1.0, len(codes))
    table = np.array([rgb(code) for code in codes]) * 255
    return np.stack([np.interp(share, stops, table[:, channel]) for channel in range(3)], axis=1)
