"""How thick a body is, or how wide a gap: the largest ball that touches the surface at a point, and rays.

Ball: Ma, Bae and Choi, "3D medial axis point approximation using nearest neighbors and the normal field" (2012). A ball
that touches the surface at the sample shrinks until the surface nowhere lies inside it. Plain, the ball vanishes at
every convex edge; here only surface on the far side of it (``FAR_SIDE_DEG`` apart, seen from its centre) makes it shrink,
so that the edge of a wedge of 40° or more is no thin wall, and the facets of a curved surface do no harm.
Ray: the median of a cone of five rays (Shapira, Shamir and Cohen-Or, "Consistent mesh partitioning ... using the shape
diameter function", 2008).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.jobs.progress import Progress
from app.jobs.threads import in_slices
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.closest_within import NearSurface
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.kernels.surface_samples import Samples

Side = Literal["inside", "outside"]

START = 1e-5  # of the diagonal: rays start this far off the surface, ten times what float32 may be wrong by
SLICE = 4096  # samples a step: well below 0.1 s, so that cancelling is quick
SHRINKS = 8
TOUCHES = 1e-3  # of the radius: surface that is no deeper in the ball than this touches it
FAR_SIDE_DEG = 140.0
FACING_DEG = 150.0  # between the normals of two skins of a wall
CONE_DEG = 25.0
CONE_MARGIN = 1.3  # a ray of the cone may be this much longer than the ball that it must not miss
MAX_ENTRIES = 6  # other bodies that a ray may pass into before it leaves the solid


@dataclass(frozen=True, eq=False)
class Depth:
    """What was measured at each sample.

    ball    (N,) float64 mm: diameter of the largest ball; where a ball of the reach fits, or nothing lies opposite, the ray
    ray     (N,) float64 mm: median of the cone; infinity where the rays escape
    across  (N,) int32: the face opposite, -1 where the ray escapes
    faced   (N,) bool: there is a skin opposite, so that ``ball`` is the thickness of a wall or rod (or the width of a slit)
    """

    ball: FloatArray
    ray: FloatArray
    across: IntArray
    faced: BoolArray


@dataclass(frozen=True, eq=False)
class Skin:
    """A surface to measure: its scene, its tree, positions, faces (F, 3), unit normals (F, 3) and diagonal in mm."""

    scene: Scene
    near: NearSurface
    vertices: FloatArray
    faces: IntArray
    normals: FloatArray
    diagonal: float


def measure_depth(skin: Skin, samples: Samples, side: Side, reach_mm: float, progress: Progress) -> Depth:
    """Thickness (``inside``) or free room (``outside``) at each sample, exact up to ``reach_mm``.

    Outside, only what lies within the reach straight ahead is looked at, and the cone is left out.
    """
    if not len(samples):
        return Depth(np.zeros(0), np.zeros(0), np.zeros(0, np.int32), np.zeros(0, np.bool_))

    # Neighbours one after the other: what a search needs is then still in the processor's cache from the one before.
    along = np.argsort(skin.near.rank[samples.face], kind="stable")

    def work(begin: int, end: int) -> Depth:
        return _slice_depth(skin, samples.part(along[begin:end]), side, reach_mm)

    parts = in_slices(len(samples), SLICE, work, progress)
    back = np.empty(len(samples), np.int64)
    back[along] = np.arange(len(samples))
    return Depth(
        np.concatenate([part.ball for part in parts])[back],
        np.concatenate([part.ray for part in parts])[back],
        np.concatenate([part.across for part in parts])[back],
        np.concatenate([part.faced for part in parts])[back],
    )


def _slice_depth(skin: Skin, samples: Samples, side: Side, reach: float) -> Depth:
    inward = samples.normals if side == "outside" else -samples.normals
    straight, face = _through(skin, samples.points, inward, side)
    ray = shortest = straight
    if side == "inside":
        ray, shortest = _cone(skin, samples.points, inward, straight)
    ball = straight.copy()
    met = face >= 0
    facing = np.zeros(len(samples), np.bool_)
    facing[met] = (skin.normals[face[met]] * samples.normals[met]).sum(axis=1) < np.cos(np.radians(FACING_DEG))
    # A ball that touches the far side touches it within (180° - FAR_SIDE_DEG) / 2 of the ray: the cone meets it, too.
    near = np.flatnonzero(met & (shortest < (reach if side == "outside" else CONE_MARGIN * reach)))
    start = np.minimum(straight[near], reach)
    size, state = _shrunk(skin, samples.part(near), inward[near], start / 2, side)
    size *= 2
    opposed = (state == _STOPPED_BY_FAR_SIDE) | ((state == _FITS) & (start < reach)) | (facing[near] & (start < reach))
    faced = np.zeros(len(samples), np.bool_)
    faced[near] = opposed
    ball[near] = np.where(opposed, size, np.maximum(straight[near], reach))
    return Depth(ball, ray, face, faced)


def _through(skin: Skin, points: FloatArray, directions: FloatArray, side: Side) -> tuple[FloatArray, IntArray]:
    """How far each ray goes before it leaves the solid (or, outside, meets one), and the face there.

    Inside, a ray that enters another, overlapping body goes on until it has left that, too.
    """
    start = START * skin.diagonal
    hits = skin.scene.hits(points + directions * start, directions)
    distance, face = hits.distance + start, hits.face
    entering = _enters(skin, face, directions)
    if side == "outside":
        distance[~entering] = np.inf
        return distance, np.where(entering, face, -1).astype(np.int32)
    inside_of = np.ones(len(points), np.int32)
    left = np.flatnonzero(entering)
    for _ in range(2 * MAX_ENTRIES):
        if not len(left):
            break
        inside_of[left] += np.where(_enters(skin, face[left], directions[left]), 1, -1)
        left = left[inside_of[left] > 0]
        further = distance[left] + start
        more = skin.scene.hits(points[left] + directions[left] * further[:, None], directions[left])
        distance[left], face[left] = more.distance + further, more.face
        left = left[more.face >= 0]
    return distance, face


def _enters(skin: Skin, face: IntArray, directions: FloatArray) -> BoolArray:
    """(N,) bool: whether a ray that meets this face (-1 for none) comes from its outer side."""
    result = np.zeros(len(face), np.bool_)
    met = face >= 0
    result[met] = (skin.normals[face[met]] * directions[met]).sum(axis=1) < 0
    return result


def _cone(
    skin: Skin, points: FloatArray, directions: FloatArray, straight: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Median and least of the straight ray and four that lean ``CONE_DEG`` away, all measured along the straight one."""
    u, v = tangents(directions)
    lean = np.tan(np.radians(CONE_DEG))
    start = START * skin.diagonal
    lengths = [straight]
    for sideways in (u, v, -u, -v):
        leaning = directions + lean * sideways
        leaning /= np.linalg.norm(leaning, axis=1)[:, None]
        hits = skin.scene.hits(points + leaning * start, leaning)
        lengths.append((hits.distance + start) * np.cos(np.radians(CONE_DEG)))
    ordered = np.sort(np.stack(lengths), axis=0)
    return np.asarray(ordered[2]), np.asarray(ordered[0])


def tangents(directions: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Two unit vectors (N, 3) square to each other and to each unit vector (N, 3)."""
    axis = np.zeros_like(directions)
    axis[np.arange(len(directions)), np.argmin(np.abs(directions), axis=1)] = 1.0
    u = np.cross(directions, axis)
    u /= np.maximum(np.linalg.norm(u, axis=1), 1e-300)[:, None]
    return u, np.cross(directions, u)


_FITS, _STOPPED_BY_FAR_SIDE, _NEAR_SIDE = 0, 1, 2


def _shrunk(
    skin: Skin, samples: Samples, inward: FloatArray, radius: FloatArray, side: Side
) -> tuple[FloatArray, IntArray]:
    """Radius of each ball after shrinking, and what it met last: nothing, the far side, or its own neighbourhood."""
    radius = radius.copy()
    state = np.full(len(samples), _FITS, np.int32)
    active = np.arange(len(samples))
    far = np.cos(np.radians(FAR_SIDE_DEG))
    for _ in range(SHRINKS):
        if not len(active):
            break
        p, r = samples.points[active], radius[active]
        centre = p + inward[active] * r[:, None]
        face, q = skin.near.closest_within(centre, r * (1 - TOUCHES))
        deep = face >= 0
        active, p, q, face = active[deep], p[deep], q[deep], face[deep]
        reach_out = q - centre[deep]
        distance = np.linalg.norm(reach_out, axis=1)
        apart = -(reach_out * inward[active]).sum(axis=1) / np.maximum(distance, 1e-300)
        leaving = (skin.normals[face] * reach_out).sum(axis=1)
        behind = (apart < far) & ((leaving > 0) if side == "inside" else (leaving < 0))
        shown = np.flatnonzero(behind)
        behind[shown] = ~buried(skin, q[shown], skin.normals[face[shown]])
        state[active[~behind & (state[active] == _FITS)]] = _NEAR_SIDE
        chord = q[behind] - p[behind]
        active = active[behind]
        depth = (chord * inward[active]).sum(axis=1)
        smaller = (chord**2).sum(axis=1) / np.maximum(2 * depth, 1e-300)
        radius[active] = np.minimum(radius[active], smaller)
        state[active] = _STOPPED_BY_FAR_SIDE
    return radius, state


def buried(skin: Skin, points: FloatArray, normals: FloatArray) -> BoolArray:
    """(N,) bool: points of the surface that lie inside another body: the way out first leaves that one."""
    start = START * skin.diagonal
    face = skin.scene.hits(points + normals * start, normals).face
    return (face >= 0) & ~_enters(skin, face, normals)


def section_width(skin: Skin, samples: Samples, ball: FloatArray, progress: Progress) -> FloatArray:
    """(N,) mm: the narrowest way across the solid through the middle of each ball, square to the sample's normal.

    A rod is about as wide there as its ball, a wall much wider. Four directions are tried, so a rod that lies between
    two of them looks at most 8 % wider than it is.
    """
    width = np.full(len(samples), np.inf)
    for begin in range(0, len(samples), SLICE):
        progress(begin / len(samples))
        which = slice(begin, begin + SLICE)
        points = samples.points[which] - samples.normals[which] * (ball[which, None] / 2)
        u, v = tangents(samples.normals[which])
        for angle in np.arange(4) * np.pi / 4:
            along = np.cos(angle) * u + np.sin(angle) * v
            ways = skin.scene.hits(points, along).distance + skin.scene.hits(points, -along).distance
            width[which] = np.minimum(width[which], ways)
    return width
