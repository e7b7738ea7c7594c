"""Areas as pixels whose edges are as an exact camera would see them, and distances between outlines."""

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter, minimum_filter
from shapely.geometry.base import BaseGeometry

PPMM = 600 / 25.4


def alpha_of(shape: BaseGeometry, side: int, ppmm: float = PPMM, parts: int = 4) -> NDArray[np.uint8]:
    """(side, side) uint8: the covered share of each pixel, from parts × parts points in it; 1 part is a hard mask."""
    shapely.prepare(shape)
    middles = (np.arange(side) + 0.5) / ppmm
    mask = np.asarray(shapely.contains_xy(shape, *np.meshgrid(middles, middles)))
    alpha = mask.astype(np.uint8) * 255
    if parts > 1:
        edge = maximum_filter(mask, 3) != minimum_filter(mask, 3)
        rows, columns = np.nonzero(edge)
        steps = (np.arange(parts) + 0.5) / parts
        x = (columns[:, None, None] + steps[None, None, :]) / ppmm
        y = (rows[:, None, None] + steps[None, :, None]) / ppmm
        covered = shapely.contains_xy(shape, *np.broadcast_arrays(x, y)).mean(axis=(1, 2))
        alpha[edge] = np.round(covered * 255).astype(np.uint8)
    return alpha


def distances(of: BaseGeometry, to: BaseGeometry, every_mm: float = 0.05) -> NDArray[np.float64]:
    """(N,) mm: from points along the outline of the one to the outline of the other."""
    points = shapely.points(shapely.get_coordinates(of.boundary.segmentize(every_mm)))
    return np.asarray(shapely.distance(points, to.boundary))
