"""Where the cloning brush takes its colours from: another place of the surface, in the plane that touches it."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.brushes.canvas import Sites
from app.mesh.brushes.film import Film
from app.mesh.mesh import FloatArray


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

    def place_of(self, at: FloatArray) -> FloatArray:
        """Where (..., 3) mm the colours for a place (..., 3) come from."""
        return np.asarray(self._source[0] + (at - self._target[0]) @ self._turn.T)

    def colors(
        self, film: Film, sites: Sites, at: FloatArray, _normal: FloatArray, radius: float
    ) -> NDArray[np.float64] | None:
        """(N, 3): the colours for these places, as they were before the stroke; None where there is no surface to copy."""
        from scipy.spatial import cKDTree  # noqa: PLC0415 - only this brush needs it, and the first time it is used

        given = film.canvas.sites(self.place_of(at), radius * 1.4)
        # Places on the far side of a thin wall have another colour: take those that look the way the source does.
        same = np.flatnonzero(given.normal @ self._source[1].astype(np.float32) > 0)
        if not len(same):
            return None
        nearest = same[cKDTree(given.at[same]).query(self.place_of(sites.at))[1]]
        return film.at_first(given.key[nearest]).astype(np.float64)


def _frame(normal: FloatArray, up: FloatArray) -> FloatArray:
    """(3, 3): right, up along the plane, outward, as columns."""
    along = up - (up @ normal) * normal
    if np.linalg.norm(along) < 1e-3:
        other = np.array([1.0, 0.0, 0.0]) if abs(normal[0]) < 0.9 else np.array([0.0, 1.0, 0.0])
        along = other - (other @ normal) * normal
    along = along / np.linalg.norm(along)
    return np.stack([np.cross(along, normal), along, normal], axis=1)
