"""How far the points of a grid are from an outline."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.layouts.relief.field import Floats

BAND = 2.5  # steps on both sides that are measured exactly at least: there the outline is found between the points


def distance_inside(shape: BaseGeometry, x: Floats, y: Floats, exact_mm: float = 0.0) -> Floats:
    """(R, C) mm: distance to the outline of ``shape``, positive inside, negative outside.

    x, y        (C,) and (R,) mm, evenly spaced
    exact_mm    up to here it is the distance to the polygon; beyond, that to the nearest point of the grid on the other side
    """
    from scipy.ndimage import distance_transform_edt  # noqa: PLC0415 - loads SciPy: only when something is made

    if shape.is_empty:
        return np.full((len(y), len(x)), -np.inf)
    columns, rows = np.meshgrid(x, y)
    shapely.prepare(shape)
    inside = np.asarray(shapely.contains_xy(shape, columns, rows))
    step = (float(y[1] - y[0]), float(x[1] - x[0]))
    far = np.where(
        inside, distance_transform_edt(inside, sampling=step), -distance_transform_edt(~inside, sampling=step)
    )
    near = np.abs(far) <= max(BAND * max(step), exact_mm + max(step))
    boundary = shape.boundary
    shapely.prepare(boundary)
    exact = shapely.distance(shapely.points(columns[near], rows[near]), boundary)
    result = far - np.sign(far) * max(step) / 2
    result[near] = np.where(inside[near], exact, -exact)
    return np.asarray(result)
