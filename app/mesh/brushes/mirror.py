"""The images of a stroke across planes."""

from itertools import product

import numpy as np

from app.mesh.arrays import FloatArray


def mirrored(axes: str) -> list[FloatArray]:
    """The factors (3,) of every image, the thing itself first: ``place * factors`` mirrors a place at the middle."""
    sides = [(1.0, -1.0) if axis in axes else (1.0,) for axis in "xyz"]
    return [np.array(factors) for factors in product(*sides)]


def image(point: FloatArray, middle: FloatArray, factors: FloatArray) -> FloatArray:
    """A point (..., 3) mirrored at the planes through ``middle`` (3,)."""
    return np.asarray(middle + (point - middle) * factors)
