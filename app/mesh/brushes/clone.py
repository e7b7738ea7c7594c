"""Where the cloning brush takes its colours from: another place of the surface, in the plane that touches it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray
from app.mesh.brushes.canvas import Sites
from app.mesh.brushes.film import Film


class CloneSource:
    """Fixed for a stroke: what lies beside the stroke's first place comes from beside ``source`` in the same direction.

    source, target  the place to copy from and the stroke's first place: (3,) mm and unit normals (3,)
    up              (3,): a direction that both planes are turned by, usually what is up in the picture
    """

    def __init__(
        self, source: tuple[FloatArray, FloatArray], target: tuple[FloatArray, FloatArray], up: FloatArray
    ) -> None:
        self._source, self._target = source, target
        # Columns: right, up and outward at each place.
        self._turn = _frame(source[1], up) @ _frame(target[1], up).T
        self._known = np.zeros(
            0, np.int64
        )  # for each colour of the canvas, the one that it is copied from, and 1; or 0

    def place_of(self, at: FloatArray) -> FloatArray:
        """Where (..., 3) mm the colours for a place (..., 3) come from."""
        return np.asarray(self._source[0] + (at - self._target[0]) @ self._turn.T)

    def colors(
        self, film: Film, sites: Sites, at: FloatArray, radius: float, mirror: Callable[[FloatArray], FloatArray]
    ) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Which of these places (N,) have a colour to copy, and the colours (N, 3), as they were before the stroke.

        at      (3,) the middle of the dab
        mirror  from places (..., 3) of the image that is painted to places of the stroke itself, and back
        """
        if not len(self._known):
            self._known = np.zeros(len(film.canvas.colors), np.int64)
        new = np.flatnonzero(self._known[sites.key] == 0)
        if len(new):
            self._look_up(film, sites, new, at, radius, mirror)
        source = self._known[sites.key]
        found = np.flatnonzero(source > 0)
        return found, film.at_first(source[found] - 1).astype(np.float64)

    def _look_up(  # noqa: PLR0917
        self,
        film: Film,
        sites: Sites,
        new: NDArray[np.intp],
        at: FloatArray,
        radius: float,
        mirror: Callable[[FloatArray], FloatArray],
    ) -> None:
        """Find where the colours of new places come from: once a stroke, as neighbouring dabs share most places."""
        from scipy.spatial import cKDTree  # noqa: PLC0415 - only this brush needs it, and the first time it is used

        def from_place(place: FloatArray) -> FloatArray:
            return mirror(self.place_of(mirror(place)))

        given = film.canvas.sites(from_place(at), radius * 1.4)
        outward = mirror(self._source[0] + self._source[1]) - mirror(self._source[0])
        # Places on the far side of a thin wall have another colour: take those that look the way the source does.
        same = np.flatnonzero(given.normal @ outward.astype(np.float32) > 0)
        if not len(same):
            return
        tree = cKDTree(given.at[same], compact_nodes=False, balanced_tree=False)
        nearest = same[tree.query(from_place(sites.at[new]))[1]]
        self._known[sites.key[new]] = given.key[nearest] + 1


def _frame(normal: FloatArray, up: FloatArray) -> FloatArray:
    """(3, 3): right, up along the plane, outward, as columns."""
    along = up - (up @ normal) * normal
    if np.linalg.norm(along) < 1e-3:
        other = np.array([1.0, 0.0, 0.0]) if abs(normal[0]) < 0.9 else np.array([0.0, 1.0, 0.0])
        along = other - (other @ normal) * normal
    along = along / np.linalg.norm(along)
    return np.stack([np.cross(along, normal), along, normal], axis=1)
