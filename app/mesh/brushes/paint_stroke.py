"""One stroke of a painting brush over a canvas, with its mirror images."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray
from app.mesh.brushes.brush import Brush, PaintKind
from app.mesh.brushes.canvas import Sites
from app.mesh.brushes.clone import CloneSource
from app.mesh.brushes.falloff import facing, falloff
from app.mesh.brushes.film import Film, Keys
from app.mesh.brushes.mirror import image, mirrored

ALL = slice(None)
LEAST = 1e-3  # less cannot be seen
CELL = 0.28  # of the radius: what a dab of the blurring brush takes the mean over
GOLDEN = np.array([0.754877666, 0.569840291, 0.435102109])  # Roberts 2018: each dab shifts the cells by it


class PaintStroke:
    """From the press of the button to its release.

    middle  (3,) mm: where the mirror planes meet
    original (K, 3) the colours that the erasing brush brings back, or None
    source  where the cloning brush takes its colours from, or None
    """

    def __init__(  # noqa: PLR0917
        self,
        film: Film,
        kind: PaintKind,
        brush: Brush,
        middle: FloatArray,
        original: NDArray[np.uint8] | None = None,
        source: CloneSource | None = None,
    ) -> None:
        self._film, self._canvas, self._kind, self._brush, self._middle = film, film.canvas, kind, brush, middle
        self._original, self._source = original, source
        self._images = mirrored(brush.mirror)
        self._dabs = 0

    @property
    def empty(self) -> bool:
        """Whether nothing has been painted."""
        return not self._film.touched

    def dab(self, at: FloatArray, normal: FloatArray, pressure: float) -> Keys:
        """Touch the surface at ``at`` (3,) mm with unit ``normal`` (3,); returns the keys of the colours that changed."""
        changed = []
        for factors in self._images:
            place, way = image(at, self._middle, factors), normal * factors
            sites = self._canvas.sites(place, self._brush.radius_mm)
            offset = sites.at - place
            distance = np.sqrt(np.einsum("ij,ij->i", offset, offset))
            weight = falloff(distance, self._brush.radius_mm, self._brush.curve, self._brush.hardness) * pressure
            if self._brush.seen_only:
                weight *= facing(sites.normal, way)
            kept = np.flatnonzero(weight > LEAST)
            if not len(kept):
                continue
            sites, weight = sites.only(kept), weight[kept]
            if self._kind == "blur":
                changed.append(self._blur(sites, weight))
            else:
                some, ink = self._ink(sites, place, factors)
                changed.append(self._cover(sites.key[some], weight[some], ink))
        self._dabs += 1
        parts = [part for part in changed if len(part)]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def end(self) -> Keys:
        """The stroke is done; returns all keys that it came to."""
        return self._film.end()

    def cancel(self) -> Keys:
        """Take the stroke back; returns the keys whose colours changed."""
        keys = np.concatenate(self._film.touched) if self._film.touched else np.zeros(0, np.int64)
        self._canvas.colors[keys] = self._film.before[keys]
        return self._film.end()

    def _ink(
        self, sites: Sites, at: FloatArray, factors: FloatArray
    ) -> tuple[NDArray[np.intp] | slice, NDArray[np.float64]]:
        """Which of the places get something, and what: (N, 3)."""
        nothing = np.zeros(0, np.intp), np.zeros((0, 3))
        if self._kind == "erase":
            return nothing if self._original is None else (ALL, self._original[sites.key].astype(np.float64))
        if self._kind == "clone":
            if self._source is None:
                return nothing
            radius, middle = self._brush.radius_mm, self._middle
            return self._source.colors(self._film, sites, at, radius, lambda place: image(place, middle, factors))
        return ALL, self._canvas.ink(sites, np.array(self._brush.color, np.float64))

    def _cover(self, key: Keys, weight: FloatArray, ink: NDArray[np.float64]) -> Keys:
        self._film.take(key)
        np.maximum.at(self._film.cover, key, weight.astype(np.float32))
        share = (self._film.cover[key] * self._brush.strength)[:, None].astype(np.float64)
        mixed = self._film.before[key] * (1.0 - share) + ink * share
        self._canvas.colors[key] = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)
        return key

    def _blur(self, sites: Sites, weight: FloatArray) -> Keys:
        """Towards the mean over cells in space, which are shifted from dab to dab so that none shows.

        In space, not in the picture: so that it goes across seams.
        """
        key = sites.key
        self._film.take(key)
        size = CELL * self._brush.radius_mm
        cell = np.floor(sites.at / size + GOLDEN * self._dabs).astype(np.int64)
        cell -= cell.min(axis=0)
        extent = cell.max(axis=0) + 1
        flat = (cell[:, 2] * extent[1] + cell[:, 1]) * extent[0] + cell[:, 0]
        color = self._canvas.colors[key].astype(np.float64)
        number = np.maximum(np.bincount(flat), 1)
        mean = np.stack([np.bincount(flat, color[:, k]) for k in range(3)], axis=1) / number[:, None]
        share = (weight * self._brush.strength)[:, None]
        mixed = color + (mean[flat] - color) * share
        self._canvas.colors[key] = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)
        return key
