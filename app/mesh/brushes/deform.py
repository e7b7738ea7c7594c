"""How each sculpting brush moves the vertices under it: one dab."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray
from app.mesh.brushes.brush import SculptKind
from app.mesh.brushes.surface import Surface

SMOOTH_ROUNDS = 4  # at full strength
RAISE = 0.10  # of the radius, that a dab at full strength moves the surface in its middle
GATHER = 0.12  # of the way to the middle
LEVEL = 0.5  # of the way to the plane


@dataclass(frozen=True, eq=False)
class Dab:
    """One touch of a brush.

    at, normal  (3,) the place, mm, and the unit normal there
    amount      -1..1: strength with the pressure of the pen; below 0 the other way round
    drag        (3,) mm: how far the pointer has gone since the last dab
    """

    at: FloatArray
    normal: FloatArray
    radius: float
    amount: float
    drag: FloatArray


Deform = Callable[[Surface, NDArray[np.intp], FloatArray, Dab], FloatArray]
"""Surface, vertices (N,), their weights (N,) in 0..1, the dab: where they go (N, 3) mm."""


def smooth(surface: Surface, some: NDArray[np.intp], weight: FloatArray, dab: Dab) -> FloatArray:
    """Towards the middle of the neighbours; the other way round it sharpens. Open rims stay."""
    keep = surface.vertices[some]
    rounds = max(1, round(SMOOTH_ROUNDS * abs(dab.amount)))
    step = np.clip(weight * abs(dab.amount) * SMOOTH_ROUNDS / rounds, 0.0, 1.0) * np.where(surface.rim[some], 0.0, 1.0)
    if dab.amount < 0:
        step *= -0.25
        rounds = 1
    # The rounds need the places of each other's results, so they are written to the surface and taken back at the end.
    for _round in range(rounds):
        here = surface.vertices[some]
        surface.vertices[some] = here + step[:, None] * (surface.means_around(some, surface.vertices) - here)
    result = surface.vertices[some]
    surface.vertices[some] = keep
    return result


def draw(surface: Surface, some: NDArray[np.intp], weight: FloatArray, dab: Dab) -> FloatArray:
    """Along the mean normal under the brush."""
    way = _mean_normal(surface, some, weight, dab)
    return np.asarray(surface.vertices[some] + (weight * dab.amount * RAISE * dab.radius)[:, None] * way)


def inflate(surface: Surface, some: NDArray[np.intp], weight: FloatArray, dab: Dab) -> FloatArray:
    """Every vertex along its own normal."""
    move = (weight * dab.amount * RAISE * dab.radius)[:, None] * surface.normals[some].astype(np.float64)
    return np.asarray(surface.vertices[some] + move)


def flatten(surface: Surface, some: NDArray[np.intp], weight: FloatArray, dab: Dab) -> FloatArray:
    """Towards the plane that lies best under the brush; the other way round away from it."""
    here = surface.vertices[some]
    way = _mean_normal(surface, some, weight, dab)
    middle = (here * weight[:, None]).sum(axis=0) / max(float(weight.sum()), 1e-12)
    height = (here - middle) @ way
    return np.asarray(here - (weight * np.clip(dab.amount, -0.3, 1.0) * LEVEL * height)[:, None] * way)


def grab(surface: Surface, some: NDArray[np.intp], weight: FloatArray, dab: Dab) -> FloatArray:
    """Along with the pointer."""
    return np.asarray(surface.vertices[some] + weight[:, None] * dab.drag)


def pinch(surface: Surface, some: NDArray[np.intp], weight: FloatArray, dab: Dab) -> FloatArray:
    """Along the surface towards the middle of the brush; the other way round away from it."""
    here = surface.vertices[some]
    way = dab.at - here
    way -= (way @ dab.normal)[:, None] * dab.normal
    return np.asarray(here + (weight * dab.amount * GATHER)[:, None] * way)


def crease(surface: Surface, some: NDArray[np.intp], weight: FloatArray, dab: Dab) -> FloatArray:
    """A sharp groove; the other way round a sharp ridge."""
    gathered = pinch(surface, some, weight, Dab(dab.at, dab.normal, dab.radius, abs(dab.amount), dab.drag))
    way = _mean_normal(surface, some, weight, dab)
    return np.asarray(gathered - (weight**2 * dab.amount * RAISE * dab.radius)[:, None] * way)


DEFORMS: dict[SculptKind, Deform] = {
    "smooth": smooth,
    "draw": draw,
    "inflate": inflate,
    "flatten": flatten,
    "grab": grab,
    "pinch": pinch,
    "crease": crease,
}


def _mean_normal(surface: Surface, some: NDArray[np.intp], weight: FloatArray, dab: Dab) -> FloatArray:
    mean = weight @ surface.normals[some].astype(np.float64)
    length = float(np.linalg.norm(mean))
    return np.asarray(mean / length) if length > 1e-9 else dab.normal
