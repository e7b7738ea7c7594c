"""Rays and closest points against a surface: the only place that knows Open3D, and it imports it late."""

import importlib
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, FloatArray, IntArray

# Open3D imports its drawing dependants whether or not anybody draws (open3d issue 4832); we neither ship nor use them.
_STAND_INS = {"plotly": (), "plotly.graph_objects": (), "dash": ("html", "dcc", "Dash")}


@contextmanager
def _stand_ins() -> Iterator[None]:
    added = []
    for name, attributes in _STAND_INS.items():
        if name in sys.modules:
            continue
        module = types.ModuleType(name)
        for attribute in attributes:
            setattr(module, attribute, object)
        sys.modules[name] = module
        added.append(name)
    if "plotly" in added and "plotly.graph_objects" in added:
        sys.modules["plotly"].graph_objects = sys.modules["plotly.graph_objects"]  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for name in added:
            del sys.modules[name]


@cache
def _open3d() -> Any:
    with _stand_ins():
        return importlib.import_module("open3d")


@dataclass(frozen=True, eq=False)
class Closest:
    """Nearest points of a surface.

    distance  (N,) float64 mm
    face      (N,) int32
    weights   (N, 3) float64 barycentric weights of the face's corners
    """

    distance: FloatArray
    face: IntArray
    weights: FloatArray


@dataclass(frozen=True, eq=False)
class Hits:
    """Where rays meet a surface first.

    distance  (N,) float64 mm, infinity where they meet nothing
    face      (N,) int32, -1 there
    """

    distance: FloatArray
    face: IntArray


class Scene:
    """A surface to shoot rays at. Open3D counts in float32, so everything is centred and scaled to 1 first."""

    def __init__(self, points: FloatArray, faces: IntArray) -> None:
        """``points`` (V, 3) mm, ``faces`` (F, 3) with at least one face."""
        named = np.zeros(len(points), np.bool_)
        named[faces] = True
        used = points if named.all() else points[named]
        low, high = used.min(axis=0), used.max(axis=0)
        self._centre = (low + high) / 2
        self._scale = 1.0 / (float(np.linalg.norm(high - low)) or 1.0)
        self._core = _open3d().core
        self._scene = _open3d().t.geometry.RaycastingScene()
        self._scene.add_triangles(self._tensor(points), self._core.Tensor(np.ascontiguousarray(faces, np.uint32)))

    def _tensor(self, points: FloatArray) -> Any:
        return self._core.Tensor(np.ascontiguousarray((points - self._centre) * self._scale, np.float32))

    def distance(self, points: FloatArray) -> FloatArray:
        """(N,) mm: distance of each point (N, 3) to the surface."""
        return np.asarray(self._scene.compute_distance(self._tensor(points)).numpy(), np.float64) / self._scale

    def closest(self, points: FloatArray) -> Closest:
        """The nearest surface point of each point (N, 3)."""
        query = self._tensor(points)
        found = self._scene.compute_closest_points(query)
        uv = found["primitive_uvs"].numpy().astype(np.float64)
        offset = found["points"].numpy().astype(np.float64) - query.numpy()
        return Closest(
            np.asarray(np.linalg.norm(offset, axis=1) / self._scale),
            found["primitive_ids"].numpy().astype(np.int32),
            np.column_stack([1 - uv.sum(axis=1), uv]),
        )

    def escapes(self, points: FloatArray, direction: FloatArray) -> BoolArray:
        """(N,) bool: whether the ray from each point (N, 3) along ``direction`` (3,) meets nothing."""
        return np.isinf(self.hit_distance(points, direction))

    def hit_distance(self, points: FloatArray, direction: FloatArray) -> FloatArray:
        """(N,) mm: how far each ray goes before it meets the surface, or infinity.

        Rays start at ``points`` (N, 3) and run along the unit vector ``direction`` (3,).
        """
        origins = np.asarray(self._tensor(points).numpy())
        rays = np.hstack([origins, np.broadcast_to(direction.astype(np.float32), origins.shape)])
        hit: NDArray[np.float32] = self._scene.cast_rays(self._core.Tensor(np.ascontiguousarray(rays)))["t_hit"].numpy()
        return np.asarray(hit.astype(np.float64) / self._scale)

    def hits(self, points: FloatArray, directions: FloatArray) -> Hits:
        """The first face that each ray from ``points`` (N, 3) along the unit vector ``directions`` (N, 3) meets."""
        rays = np.hstack([np.asarray(self._tensor(points).numpy()), directions.astype(np.float32)])
        found = self._scene.cast_rays(self._core.Tensor(np.ascontiguousarray(rays)))
        distance = found["t_hit"].numpy().astype(np.float64) / self._scale
        face = found["primitive_ids"].numpy().astype(np.int64)
        return Hits(distance, np.where(np.isfinite(distance), face, -1).astype(np.int32))

    def inside(self, points: FloatArray) -> BoolArray:
        """(N,) bool: whether each point (N, 3) is inside the closed surface (three rays a point, majority)."""
        return np.asarray(self._scene.compute_occupancy(self._tensor(points), nsamples=3).numpy() > 0.5)
