"""How thick the walls and rods of a model are, and how wide the slits between its surfaces: measured once, for several checks."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.components import face_components, group_by_links
from app.mesh.kernels.surface_samples import Samples
from app.mesh.kernels.thickness import Depth, Skin, buried, measure_depth, section_width
from app.mesh.mesh import Mesh
from app.mesh.places import places_of_faces
from app.mesh.report import Places

REACH = 3.0  # times the largest limit: walls are measured up to this thickness, thicker ones only by their ray
GAP_REACH = 4.0
ROD = 3.0  # a section that is less than this many times as wide as thick is a rod, else a wall
BELOW = 0.99  # of the limit: what was drawn exactly as thick as the limit passes (build123d-mcp issue 436)
MAY_ESCAPE = 0.05  # of the area: where more rays from inside meet nothing, there is no inside
RELIEF = 0.5  # of the limit: a ridge lower than this is a drawing on a wall, not a wall


@dataclass(frozen=True, eq=False)
class Thickness:
    """The solid at each sample of its surface.

    width  (N,) float64 mm across the section of what is thinner than the limits, square to its thickness; else infinity
    """

    skin: Skin
    samples: Samples
    depth: Depth
    width: FloatArray

    @property
    def escaped(self) -> float:
        """Share of the area from which a ray inwards never leaves the solid: open, or inside out."""
        area = self.samples.area
        return float(area[self.depth.across < 0].sum() / area.sum())

    @cached_property
    def thickness(self) -> FloatArray:
        """(N,) mm; infinity where it is not known."""
        return np.asarray(np.where(self.depth.across >= 0, self.depth.ball, np.inf))

    @cached_property
    def rod(self) -> BoolArray:
        """(N,) bool: thin in two directions, not in one."""
        return np.asarray(self.depth.faced & (self.width < ROD * self.depth.ball))

    def thinner(self, limit_mm: float, *, rods: bool) -> BoolArray:
        """(N,) bool: walls (or rods) thinner than the limit."""
        return np.asarray(self.depth.faced & (self.rod == rods) & (self.depth.ball < BELOW * limit_mm))

    def percentile(self, values: FloatArray, share: float) -> float:
        """The value in mm that this share (0 to 1) of the area stays below; infinite values count as large."""
        return weighted_percentile(values, self.samples.area, share)


@dataclass(frozen=True, eq=False)
class Gaps:
    """The free room before each sample, up to ``GAP_REACH`` times the least gap of the process."""

    samples: Samples
    depth: Depth


def measure_thickness(skin: Skin, samples: Samples, limit_mm: float, progress: Progress) -> Thickness:
    """Measure the solid; ``limit_mm`` is the largest limit that anybody will hold it against."""
    depth = measure_depth(skin, samples, "inside", REACH * limit_mm, progress.part(0.0, 0.9))
    thin = np.flatnonzero(depth.faced & (depth.ball < limit_mm))
    faced = depth.faced.copy()
    faced[thin] = ~buried(skin, samples.points[thin], samples.normals[thin])  # inside another body it is no skin
    depth, thin = replace(depth, faced=faced), thin[faced[thin]]
    width = np.full(len(samples), np.inf)
    if len(thin):
        width[thin] = section_width(skin, samples.part(thin), depth.ball[thin], progress.part(0.9, 1.0))
    return Thickness(skin, samples, depth, width)


def measure_gaps(skin: Skin, samples: Samples, limit_mm: float, progress: Progress) -> Gaps:
    """Measure the room outside."""
    return Gaps(samples, measure_depth(skin, samples, "outside", GAP_REACH * limit_mm, progress))


def weighted_percentile(values: FloatArray, weights: FloatArray, share: float) -> float:
    """The value that this share of the weight stays below; NaN where there is nothing."""
    if not len(values):
        return float("nan")
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order])
    return float(values[order[min(int(np.searchsorted(total, share * total[-1])), len(order) - 1)]])


def at_vertices(faces: IntArray, n_vertices: int, samples: Samples, values: FloatArray) -> NDArray[np.float32]:
    """(V,) float32: the least value of the samples on the faces around each vertex, NaN where no face is.

    Where no face around it was looked at, the mean of its neighbours.
    """
    result = np.full(n_vertices, np.inf)
    known = np.zeros(n_vertices, np.bool_)
    for corner in range(3):
        of_sample = faces[samples.face, corner]
        np.minimum.at(result, of_sample, values)
        known[of_sample] = True
    result[~known] = np.nan
    spread_to_neighbours(faces, result, known)
    result[np.isinf(result)] = np.nan
    return result.astype(np.float32)


def spread_to_neighbours(faces: IntArray, values: FloatArray, known: BoolArray) -> None:
    """Give vertices without a value (V,) the mean of their neighbours, in place, until none that a face uses is left."""
    left = faces[~known[faces].all(axis=1)]
    while len(left):
        have = known[left]
        touched = have.any(axis=1)
        if not touched.any():
            return
        here, have = left[touched], have[touched]
        told = have & np.isfinite(values[here])
        of_corner = here.ravel()
        total = np.bincount(of_corner, np.repeat(np.where(told, values[here], 0.0).sum(axis=1), 3), len(values))
        number = np.bincount(of_corner, np.repeat(told.sum(axis=1), 3), len(values))
        new = np.zeros(len(values), np.bool_)
        new[here[~have]] = True
        values[new] = np.where(number[new] > 0, total[new] / np.maximum(number[new], 1), np.inf)
        known |= new
        left = left[~known[left].all(axis=1)]


@dataclass(frozen=True, eq=False)
class Patches:
    """Connected bad regions that are large enough to matter.

    count   of them
    places  their faces, and a box for each
    area    mm² of them all
    bad     (N,) bool: the samples in them
    """

    count: int
    places: Places
    area: float
    bad: BoolArray


def bad_patches(  # noqa: PLR0917 - the parts of one measurement
    mesh: Mesh, kept: IntArray, samples: Samples, bad: BoolArray, across: IntArray, limit_mm: float, least_area: float
) -> Patches:
    """Group bad samples (N,) bool into patches; both skins of a wall are one.

    kept        (K,) int32: the faces of the mesh that the samples' faces are
    across      (N,) int32: the face opposite
    least_area  mm² of both skins together; a smaller patch is a speck, and one lower than RELIEF times the limit is relief
    """
    none = Patches(0, Places(), 0.0, np.zeros(len(bad), np.bool_))
    if not bad.any():
        return none
    faces = mesh.faces[kept]
    of_face = _bad_faces(faces, len(mesh.vertices), samples, bad)
    chosen = np.flatnonzero(of_face).astype(np.int32)
    number = np.full(len(faces), -1, np.int32)
    number[chosen] = np.arange(len(chosen), dtype=np.int32)
    _, label = face_components(faces[chosen], len(mesh.vertices), through="vertices")
    pairs = np.stack([number[samples.face[bad]], number[across[bad]]], axis=1)
    pairs = pairs[(pairs >= 0).all(axis=1)]
    count, joined = group_by_links(int(label.max()) + 1, label[pairs].astype(np.int32))
    label = joined[label]
    label_of_sample = label[number[samples.face[bad]]]
    area = np.bincount(label_of_sample, samples.area[bad], count)
    low, high = np.full((count, 3), np.inf), np.full((count, 3), -np.inf)
    np.minimum.at(low, label_of_sample, samples.points[bad])
    np.maximum.at(high, label_of_sample, samples.points[bad])
    length = np.linalg.norm(np.maximum(high - low, 0.0), axis=1)
    large = (area >= least_area) & (area >= 2 * RELIEF * limit_mm * length)
    if not large.any():
        return none
    stay = large[label]
    links = np.stack([kept[chosen[pairs[:, 0]]], kept[chosen[pairs[:, 1]]]], axis=1)
    links = links[large[label[pairs[:, 0]]]]
    in_large = bad.copy()
    in_large[bad] = large[label_of_sample]
    places = places_of_faces(mesh, kept[chosen[stay]], links)
    return Patches(int(large.sum()), places, float(area[large].sum()), in_large)


def _bad_faces(faces: IntArray, n_vertices: int, samples: Samples, bad: BoolArray) -> BoolArray:
    """(F,) bool: faces with a bad sample; those without any sample by their corners."""
    of_face: BoolArray = np.zeros(len(faces), np.bool_)
    of_face[samples.face[bad]] = True
    looked_at = np.zeros(len(faces), np.bool_)
    looked_at[samples.face] = True
    if looked_at.all():
        return of_face
    corners = faces[looked_at].ravel()
    total = np.bincount(corners, np.repeat(of_face[looked_at], 3), n_vertices)
    number = np.bincount(corners, minlength=n_vertices)
    mean, known = total / np.maximum(number, 1), number > 0
    spread_to_neighbours(faces, mean, known)
    return np.asarray(of_face | (~looked_at & (mean[faces].mean(axis=1) > 0.5)))
