"""Closed parametric surfaces: the parts of a sample figurine.

A surface is a function of ``s`` (around, 0 to 1, 0.5 is the front) and ``t`` (along, 0 to 1): arrays of equal shape in,
positions in mm with a last axis of 3 out. The two ends of ``t`` are poles, unless the surface is a ring.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Surface = Callable[[Array, Array], Array]
Paint = Callable[[Array, Array, Array], Array]
"""(s, t, positions (…, 3)) to colours (…, 3), 0 to 1, sRGB."""


@dataclass(frozen=True)
class Part:
    """A closed shell: ``around`` x ``along`` quads, and how many pixels of the atlas it gets."""

    name: str
    surface: Surface
    paint: Paint
    around: int
    along: int
    pixels: tuple[int, int] = (64, 64)
    ring: bool = False
    roughness: float = 0.0  # mm: the uneven skin that a generator leaves


class Shell(NamedTuple):
    """points (N, 3) float64; faces (F, 3) int32, counter-clockwise outside; st (F, 3, 2): parameters per corner."""

    points: Array
    faces: NDArray[np.int32]
    st: Array


def tessellate(part: Part, seed: int) -> Shell:
    """The shell of a part: welded where the surface closes, so that the seam lives in the corners alone."""
    n, m = part.around, part.along
    i, j = np.meshgrid(np.arange(n), np.arange(m + 1), indexing="xy")
    points = part.surface(i / n, j / m).reshape(-1, 3)
    quad_i, quad_j = (grid.ravel() for grid in np.meshgrid(np.arange(n), np.arange(m), indexing="xy"))
    lattice = np.stack(
        [np.stack([quad_i + a, quad_j + b], axis=1) for a, b in ((0, 0), (1, 0), (1, 1), (0, 1))], axis=1
    )  # (Q, 4, 2): steps around and along, not wrapped
    # The diagonal changes direction from quad to quad: no grain to be seen in the shading.
    even = (quad_i + quad_j) % 2 == 0
    first = np.where(even[:, None, None], lattice[:, [0, 1, 2]], lattice[:, [0, 1, 3]])
    second = np.where(even[:, None, None], lattice[:, [0, 2, 3]], lattice[:, [1, 2, 3]])
    corners = np.concatenate([first, second])
    row = corners[..., 1] % m if part.ring else corners[..., 1]
    index = row * n + corners[..., 0] % n
    if not part.ring:
        # All points of an end are one point.
        index = np.where(row == 0, 0, np.where(row == m, m * n, index))
    real = (index[:, 0] != index[:, 1]) & (index[:, 1] != index[:, 2]) & (index[:, 2] != index[:, 0])
    used, faces = np.unique(index[real], return_inverse=True)
    points = points[used]
    if part.roughness:
        points = points + part.roughness * ripples(points, seed, wavelength=5.0)[:, None] * _outwards(points, faces)
    return Shell(points, faces.reshape(-1, 3).astype(np.int32), corners[real] / (n, m))


def ripples(points: Array, seed: int, wavelength: float, waves: int = 10) -> Array:
    """Smooth unevenness between about -1 and 1: waves of many directions and of about this length (mm)."""
    random = np.random.default_rng(seed)
    directions = random.normal(size=(waves, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    frequencies = 2 * np.pi / wavelength * np.geomspace(0.5, 3.0, waves)
    phases = random.uniform(0, 2 * np.pi, waves)
    total = np.zeros(points.shape[:-1])
    for direction, frequency, phase in zip(directions, frequencies, phases, strict=True):
        total += np.sin(points @ (direction * frequency) + phase) * (frequencies[0] / frequency) ** 0.7
    return total * 0.4


def blob(center: tuple[float, float, float], radii: tuple[float, float, float]) -> Surface:
    """An ellipsoid, poles below and above."""
    middle, size = np.array(center), np.array(radii)

    def surface(s: Array, t: Array) -> Array:
        return middle + size * direction(s, t)

    return surface


def direction(s: Array, t: Array) -> Array:
    """Unit vectors of a sphere: ``t`` from the lower to the upper pole, ``s`` = 0.5 is -Y."""
    a, b = 2 * np.pi * (s - 0.5), np.pi * t
    return np.stack([np.sin(a) * np.sin(b), -np.cos(a) * np.sin(b), -np.cos(b)], axis=-1)


def tube(
    path: Callable[[Array], Array],
    radius: Callable[[Array], Array] | float,
    side: tuple[float, float, float] = (1, 0, 0),
    flat: float = 1.0,
    roundness: float = 2.5,
    *,
    closed: bool = False,
) -> Surface:
    """A tube along ``path`` (0 to 1 to positions).

    ``side`` says which way the section lies, ``flat`` how deep it is
    for its width, ``roundness`` how late the ends close (2: half a circle of the whole length; 8: a lid).
    """

    def surface(s: Array, t: Array) -> Array:
        along = t if closed else (1 - np.cos(np.pi * t)) / 2
        ends = 1.0 if closed else np.maximum(0, 1 - np.abs(2 * along - 1) ** roundness) ** (1 / roundness)
        center = path(along)
        step = 1e-4
        tangent = path(along + step) - path(along - step)
        tangent = tangent / np.linalg.norm(tangent, axis=-1, keepdims=True)
        across = np.asarray(side, float) - tangent * (tangent @ np.asarray(side, float))[..., None]
        across = across / np.linalg.norm(across, axis=-1, keepdims=True)
        deep = np.cross(tangent, across)
        r = (radius(along) if callable(radius) else radius) * ends
        a = 2 * np.pi * (s - 0.5)
        return np.asarray(center + (r * np.sin(a))[..., None] * across - (r * flat * np.cos(a))[..., None] * deep)

    return surface


def lathe(profile: list[tuple[float, float]]) -> Surface:
    """A turned body about the Z axis: (radius, height) from the lower to the upper centre, joined by straight lines."""
    line = np.array(profile)
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])

    def surface(s: Array, t: Array) -> Array:
        r, z = (np.interp(t * length[-1], length, line[:, k]) for k in (0, 1))
        a = 2 * np.pi * (s - 0.5)
        return np.stack([r * np.sin(a), -r * np.cos(a), z], axis=-1)

    return surface


def through(*points: tuple[float, float, float]) -> Callable[[Array], Array]:
    """A smooth path through these points (Catmull-Rom), going straight on beyond its ends."""
    knots = np.array(points, float)
    knots = np.concatenate([[2 * knots[0] - knots[1]], knots, [2 * knots[-1] - knots[-2]]])
    pieces = len(points) - 1

    def path(along: Array) -> Array:
        x = np.asarray(along) * pieces
        k = np.clip(np.floor(x).astype(int), 0, pieces - 1)
        u = (x - k)[..., None]
        a, b, c, d = (knots[k + q] for q in range(4))
        return np.asarray(
            0.5 * (2 * b + (c - a) * u + (2 * a - 5 * b + 4 * c - d) * u**2 + (3 * b - a - 3 * c + d) * u**3)
        )

    return path


def _outwards(points: Array, faces: NDArray[np.intp]) -> Array:
    """Unit normals of the vertices."""
    flat = faces.reshape(-1, 3)
    a, b, c = (points[flat[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    total = np.stack(
        [np.bincount(flat.T.ravel(), np.tile(normal[:, k], 3), minlength=len(points)) for k in range(3)], axis=1
    )
    return np.asarray(total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12))
