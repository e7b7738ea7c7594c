"""Inner double walls: a second skin inside the first, joined to it by pinholes, so that both are one shell.

Image-to-3D models carry them (research/mesh.md §3, no. 1). No component test sees them; a flood from outside does, which
does not pass openings narrower than a gap (``wrap.enclosure``).
"""

from dataclasses import dataclass

import numpy as np

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.components import face_components
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.measure import face_areas, face_volumes
from app.mesh.wrap.enclosure import outside_faces
from app.settings.process import ProcessProfile

STEPS = 180  # of the grid along the longest side
GAP_STEPS = 1.5  # a walk needs that much room to pass at all
MOST_STEPS = 400  # along the longest side: what is as wide as a table is looked at in steps of its own size
DRAIN_STEPS = 3.0  # in a drain hole, so that a hollow with one is always found open
LEAST_SHARE = 2e-3  # of the area: a smaller pocket is no wall


@dataclass(frozen=True, eq=False)
class InnerSkins:
    """``skin`` (F,) int32: the inner skin that each face belongs to, -1 for none; ``count`` of them.

    ``seen`` (F,) bool: the face can be reached from outside.
    """

    count: int
    skin: IntArray
    seen: BoolArray

    @property
    def inner(self) -> BoolArray:
        """(F,) bool: the faces of inner skins."""
        return np.asarray(self.skin >= 0)


def flood_grid(size_mm: FloatArray, process: ProcessProfile) -> tuple[float, float]:
    """Step and gap in mm for a model of this size (3,): openings narrower than the gap count as pinholes.

    The gap is the least one that the process prints open, and always less than its drain holes. A model whose height is
    not that of a figurine is taken for one of any size: then the gap follows the grid alone.
    """
    step = float(size_mm.max()) / STEPS
    if not process.min_height_mm <= float(size_mm[2]) <= process.max_height_mm:
        return step, GAP_STEPS * step
    step = max(min(step, process.drain_hole_mm / DRAIN_STEPS), float(size_mm.max()) / MOST_STEPS)
    return step, max(process.min_gap_mm, GAP_STEPS * step)


def inner_skins(points: FloatArray, faces: IntArray, process: ProcessProfile, progress: Progress) -> InnerSkins:
    """Find inner skins that belong to a shell which can be seen from outside.

    points (V, 3) mm, welded; faces (F, 3), of which neighbours agree on the outside. A connected region that cannot be
    reached is an inner skin where it looks into a wide hollow. Crevices and folds are narrower than the gap all over; a
    part of one body that is buried in another looks the other way. Shells that are hidden as a whole are no inner skins:
    they are hollows, or shells inside the solid.
    """
    nothing = InnerSkins(0, np.full(len(faces), -1, np.int32), np.ones(len(faces), np.bool_))
    areas = face_areas(points, faces)
    total = float(areas.sum())
    if total <= 0:
        return nothing
    progress(0.0)
    used = np.zeros(len(points), np.bool_)
    used[faces] = True
    step, gap = flood_grid(np.ptp(points[used], axis=0), process)
    seen = outside_faces(points, faces, step, gap, progress)
    hidden = np.flatnonzero(~seen).astype(np.int32)
    if areas[hidden].sum() < LEAST_SHARE * total:
        return InnerSkins(0, nothing.skin, seen)
    _, shell = face_components(faces, len(points))
    shell_seen = np.zeros(int(shell.max()) + 1, np.bool_)
    shell_seen[shell[seen]] = True
    hidden = hidden[shell_seen[shell[hidden]]]
    if not len(hidden):
        return InnerSkins(0, nothing.skin, seen)
    corners = as_input(faces[hidden], np.int32)
    count, label = face_components(corners, len(points))
    area = np.bincount(label, areas[hidden], count)
    # The inner skin looks into the hollow behind it; a limb that is buried in another body looks out of its own.
    outwards = np.sign(np.bincount(shell, face_volumes(points, faces)))[shell[hidden]]
    facing = np.zeros(count)
    facing[label] = outwards
    wide = -facing * _enclosed_volume(points, corners, label, count) > gap / 2 * area
    chosen = wide & (area >= LEAST_SHARE * total)
    number = np.where(chosen, np.cumsum(chosen) - 1, -1).astype(np.int32)
    skin = nothing.skin.copy()
    skin[hidden] = number[label]
    return InnerSkins(int(chosen.sum()), skin, seen)


def _enclosed_volume(points: FloatArray, faces: IntArray, label: IntArray, count: int) -> FloatArray:
    """(N,) mm³: volume between each open patch and the middle of its rim; a small or flat rim encloses next to none."""
    table = edge_table(faces)
    open_side = table.count[table.of_face] == 1
    face, corner = np.nonzero(open_side)
    of_rim = label[face]
    origin = np.zeros((count, 3))
    number = np.bincount(of_rim, minlength=count)
    for axis in range(3):
        on_rim = np.bincount(of_rim, points[faces[face, corner], axis], count)
        anywhere = np.bincount(label, points[faces[:, 0], axis], count) / np.bincount(label, minlength=count)
        origin[:, axis] = np.where(number > 0, on_rim / np.maximum(number, 1), anywhere)
    a, b, c = (points[faces[:, k]] - origin[label] for k in range(3))
    volumes = (a * np.cross(b, c)).sum(axis=1) / 6
    return np.asarray(np.bincount(label, volumes, count))
