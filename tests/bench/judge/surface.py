"""Whether the model is still itself: distances between the input's surface and the result's, measured by Open3D.

Faithful is a result where 99 % of the *visible* surface of the input lies within 0.1 % of its bounding diagonal of the
result, and 99 % of the result within 0.1 % of the input. Two things do not count:

* Removed dust: components of the input below both limits of the print process (volume, share of the area) that keep
  more than 0.1 % of the diagonal away from everything else. They are not missed.
* Filled holes: faces of the result over a hole of the input are no strays. A point of the result that is too far off is
  over a hole where its closest point of the input lies on a boundary edge (an edge with one face): in the middle of a
  hole the rim is the closest thing there is. Where several components stand together the lid of one may lie beside the
  skin of another: then each open component is asked by itself, about points no farther from the middle of one of its
  boundary loops than that loop is wide. A connected patch of such faces is over a hole, too, where its own rim follows
  boundary edges (within 0.25 % of the diagonal, but for where it runs into another part of the model) and its distance
  from the input grows from there: the back of a sheet that was made a wall runs at one distance beside it, and stays a
  stray.
"""

import importlib
import sys
import types
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from tests.bench.judge.shape import Faces, Points

SAMPLES = 40_000
DIRECTIONS = 48
NEAR = 1e-3  # of the diagonal
RIM = 2.5e-3  # of the diagonal
FOLLOWS = 0.3  # of the patch's rim: a lid may be hidden in part by what stands before it
PARALLEL = 0.6  # lower over upper quartile of the distance: a flat lid over a bowl has 1/3, the back of a wall 1
KEPT = 0.99
OFF_THE_SURFACE = 1e-4  # of the diagonal: where a ray begins
BATCH = 200_000


@dataclass(frozen=True)
class Dust:
    """Below both of these, at the printed height, a loose bit may go."""

    volume: float
    area_share: float


@dataclass(frozen=True)
class Faithfulness:
    """Shares 0-1, lengths as shares of the input's bounding diagonal.

    missing      of the visible input surface that is too far from the result; dust apart
    strays       of the result's surface that is too far from the input; filled holes apart
    p99, worst   distance from the visible input surface to the result
    filled       share of the result's surface over holes of the input and too far from it
    """

    missing: float
    strays: float
    p99: float
    worst: float
    filled: float

    @property
    def faithful(self) -> bool:
        return self.missing <= 1 - KEPT and self.strays <= 1 - KEPT


class Reference:
    """The input of a repair, prepared once for judging any number of results."""

    def __init__(self, vertices: Points, faces: Faces, dust: Dust) -> None:
        self.vertices, self.faces = vertices, faces
        used = vertices[np.unique(faces)]
        self.diagonal = float(np.linalg.norm(np.ptp(used, axis=0)))
        self.scene = scene_of(vertices, faces)
        points, face = spread(vertices, faces, SAMPLES)
        counts = seen(self.scene, points, self.diagonal) & ~dusty(vertices, faces, dust, NEAR * self.diagonal)[face]
        self.visible = points[counts] if counts.any() else points
        self.rims = rims(vertices, faces)
        self.open_components = open_components(vertices, faces)

    def judge(self, vertices: Points, faces: Faces) -> Faithfulness:
        """Compare a result with the input."""
        if not len(faces):
            return Faithfulness(1.0, 0.0, 1.0, 1.0, 0.0)
        limit = NEAR * self.diagonal
        there = distances(scene_of(vertices, faces), self.visible)
        points, face = spread(vertices, faces, SAMPLES)
        far = distances(self.scene, points) > limit
        over = self._over_holes(vertices, faces, points, face, far)
        return Faithfulness(
            missing=float((there > limit).mean()),
            strays=float((far & ~over).sum() / max(1, (~over).sum())),
            p99=float(np.quantile(there, 0.99) / self.diagonal),
            worst=float(there.max() / self.diagonal),
            filled=float(over.mean()),
        )

    def _over_holes(
        self, vertices: Points, faces: Faces, points: Points, face: NDArray[np.int64], far: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """(N,) whether a point that is too far off stands over a hole of the input."""
        over = np.zeros(len(points), np.bool_)
        if not len(self.rims) or not far.any():
            return over
        rim_scene = scene_of(*thin(self.rims))
        chosen = np.flatnonzero(far)
        surface, rim = distances(self.scene, points[chosen]), distances(rim_scene, points[chosen])
        over[chosen] = rim <= surface * (1 + 1e-5) + 1e-6 * self.diagonal
        for component in self.open_components:
            over[chosen] |= component.over(points[chosen], self.diagonal)
        of_far = np.zeros(len(faces), np.bool_)
        of_far[distances(self.scene, vertices[faces].mean(axis=1)) > NEAR * self.diagonal] = True
        of_far[face[chosen]] = True
        label = patches(faces, of_far)
        number = int(label.max()) + 1 if len(label) else 0
        is_rim = np.zeros(len(vertices), np.bool_)
        is_rim[np.intersect1d(np.unique(faces[of_far]), np.unique(faces[~of_far]))] = True
        close = is_rim.copy()
        close[is_rim] = distances(rim_scene, vertices[is_rim]) <= RIM * self.diagonal
        corners, of_patch = faces[of_far].reshape(-1), np.repeat(label, 3)
        on_rim = np.bincount(of_patch, is_rim[corners], number)
        lid = (on_rim > 0) & (np.bincount(of_patch, close[corners], number) >= FOLLOWS * on_rim)
        patch = np.full(len(faces), -1, np.int64)
        patch[of_far] = label
        mine = patch[face[chosen]]
        for one in np.unique(mine[lid[mine]]):
            low, high = np.quantile(surface[mine == one], [0.25, 0.75])
            if low < PARALLEL * high:
                over[chosen[mine == one]] = True
        return over


@dataclass(frozen=True)
class OpenComponent:
    """A component with boundary edges: what is closest to a point, its skin or its rim, and its loops (middle, width)."""

    skin: object
    rim: object
    middles: Points
    widths: NDArray[np.float64]

    def over(self, points: Points, diagonal: float) -> NDArray[np.bool_]:
        """(N,) whether a point stands over one of the component's holes."""
        near = (np.linalg.norm(points[:, None] - self.middles[None], axis=2) <= self.widths[None]).any(axis=1)
        result = np.zeros(len(points), np.bool_)
        if near.any():
            skin, rim = distances(self.skin, points[near]), distances(self.rim, points[near])
            result[near] = rim <= skin * (1 + 1e-5) + 1e-6 * diagonal
        return result


def open_components(vertices: Points, faces: Faces) -> list[OpenComponent]:
    """The components of a surface that have boundary edges; faces hang together where they share an edge."""
    label = patches(faces, np.ones(len(faces), np.bool_))
    found = []
    for number in range(int(label.max()) + 1 if len(label) else 0):
        part = faces[label == number]
        rim = rims(vertices, part)
        if not len(rim):
            continue
        _, end = np.unique(rim.reshape(-1, 3), axis=0, return_inverse=True)
        ends = end.reshape(-1, 2)
        loop = _connected(ends[:, 0], ends[:, 1], int(ends.max()) + 1)[ends[:, 0]]
        loops = [rim[loop == one].reshape(-1, 3) for one in np.unique(loop)]
        middles = np.array([points.mean(axis=0) for points in loops])
        widths = np.array([np.linalg.norm(p - m, axis=1).max() for p, m in zip(loops, middles, strict=True)])
        found.append(OpenComponent(scene_of(vertices, part), scene_of(*thin(rim)), middles, widths))
    return found


def scene_of(vertices: Points, faces: Faces) -> object:
    """Open3D's ray-casting scene of one mesh."""
    open3d = _open3d()
    scene = open3d.t.geometry.RaycastingScene()
    scene.add_triangles(
        open3d.core.Tensor(np.ascontiguousarray(vertices, np.float32)),
        open3d.core.Tensor(np.ascontiguousarray(faces, np.uint32)),
    )
    return scene


def _open3d() -> Any:
    """Open3D without the drawing packages that it imports and nobody here has (open3d issue 4832)."""
    missing = {"plotly": (), "plotly.graph_objects": (), "dash": ("html", "dcc", "Dash")}
    for name, attributes in missing.items():
        module = sys.modules.setdefault(name, types.ModuleType(name))
        for attribute in attributes:
            setattr(module, attribute, object)
    return importlib.import_module("open3d")


def distances(scene: object, points: Points) -> NDArray[np.float64]:
    """(N,) from points to the nearest point of a scene's surface."""
    parts = [
        scene.compute_distance(np.ascontiguousarray(points[k : k + BATCH], np.float32)).numpy()  # type: ignore[attr-defined]
        for k in range(0, len(points), BATCH)
    ]
    return np.concatenate(parts).astype(np.float64) if parts else np.zeros(0)


def areas_of(vertices: Points, faces: Faces) -> NDArray[np.float64]:
    """(F,) areas."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    return np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2


def spread(vertices: Points, faces: Faces, count: int) -> tuple[Points, NDArray[np.int64]]:
    """(N, 3) points over the surface, evenly by area, and the face of each; always the same for the same mesh."""
    total = np.cumsum(areas_of(vertices, faces))
    if not total[-1] > 0:
        return vertices[faces[:, 0]], np.arange(len(faces))
    rng = np.random.default_rng(20241124)
    at = (np.arange(count) + rng.random(count)) / count * total[-1]
    face = np.minimum(np.searchsorted(total, at, side="right"), len(faces) - 1)
    u, v = rng.random((2, count))
    turn = u + v > 1
    u[turn], v[turn] = 1 - u[turn], 1 - v[turn]
    a, b, c = (vertices[faces[face, k]] for k in range(3))
    return a + u[:, None] * (b - a) + v[:, None] * (c - a), face


def directions(count: int) -> Points:
    """(N, 3) unit vectors evenly over the sphere (Fibonacci)."""
    k = np.arange(count) + 0.5
    z = 1 - 2 * k / count
    turn = k * np.pi * (3 - 5**0.5)
    ring = np.sqrt(1 - z * z)
    return np.column_stack([ring * np.cos(turn), ring * np.sin(turn), z])


def seen(scene: object, points: Points, diagonal: float) -> NDArray[np.bool_]:
    """(N,) whether a ray from the point gets away from the model in some direction."""
    visible = np.zeros(len(points), np.bool_)
    for direction in directions(DIRECTIONS):
        hidden = np.flatnonzero(~visible)
        if not len(hidden):
            break
        rays = np.column_stack([points[hidden], np.broadcast_to(direction, (len(hidden), 3))]).astype(np.float32)
        blocked = scene.test_occlusions(rays, tnear=OFF_THE_SURFACE * diagonal).numpy()  # type: ignore[attr-defined]
        visible[hidden[~blocked]] = True
    return visible


def rims(vertices: Points, faces: Faces) -> Points:
    """(B, 2, 3) ends of the edges that only one face has."""
    sides = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    edges, count = np.unique(np.sort(sides, axis=1), axis=0, return_counts=True)
    return vertices[edges[count == 1]]


def thin(segments: Points) -> tuple[Points, Faces]:
    """Segments (B, 2, 3) as triangles without area, which is what a scene can take."""
    number = len(segments)
    first = 2 * np.arange(number, dtype=np.int32)
    return segments.reshape(-1, 3), np.column_stack([first, first + 1, first + 1])


def patches(faces: Faces, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(M,) the connected patch of each chosen face; faces hang together where they share an edge."""
    some = np.flatnonzero(chosen)
    sides = np.concatenate([faces[some][:, [0, 1]], faces[some][:, [1, 2]], faces[some][:, [2, 0]]])
    _, edge = np.unique(np.sort(sides, axis=1), axis=0, return_inverse=True)
    owner = np.tile(np.arange(len(some)), 3)
    return _connected(owner, len(some) + edge.reshape(-1), len(some) + 3 * len(some))[: len(some)]


def dusty(vertices: Points, faces: Faces, dust: Dust, gap: float) -> NDArray[np.bool_]:
    """(F,) faces of loose components that a repair may remove."""
    label = _connected(faces[:, [0, 1]].reshape(-1), faces[:, [1, 2]].reshape(-1), len(vertices))[faces[:, 0]]
    _, part = np.unique(label, return_inverse=True)
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    volume = np.abs(np.bincount(part, np.einsum("ij,ij->i", a - a[0], np.cross(b - a[0], c - a[0])) / 6))
    area = np.bincount(part, areas_of(vertices, faces))
    small = (volume < dust.volume) & (area < dust.area_share * area.sum())
    if small.all():
        return np.zeros(len(faces), np.bool_)
    rest = ~small[part]
    scene = scene_of(vertices, faces[rest])
    corners = faces[~rest]
    if not len(corners):
        return ~rest
    away = distances(scene, vertices[corners.reshape(-1)]).reshape(-1, 3).min(axis=1)
    nearest = np.full(len(small), np.inf)
    np.minimum.at(nearest, part[~rest], away)
    return (small & (nearest > gap))[part]


def _connected(first: NDArray[np.integer], second: NDArray[np.integer], number: int) -> NDArray[np.int64]:
    graph = coo_matrix((np.ones(len(first), np.bool_), (first, second)), shape=(number, number))
    return connected_components(graph, directed=False)[1].astype(np.int64)
