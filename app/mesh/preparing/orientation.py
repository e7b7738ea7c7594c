"""How well a model would print, lying this way or that: supports, height, standing and the looks of its surface."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from scipy.spatial import ConvexHull, QhullError

from app.errors import RepairFailedError
from app.i18n import text
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.columns import columns, pitch_for
from app.mesh.kernels.measure import face_normals, face_volumes
from app.mesh.mesh import Mesh
from app.mesh.plate import contact_height, convex_hull
from app.mesh.preparing.placing import rotation_to
from app.settings.process import ProcessProfile

CELLS = 160  # along the diagonal: of a finer mesh a stand-in of so many is looked at
FEW = 40_000  # faces that are looked at as they are
LEVEL = 0.999  # of a normal's z: a level skin shows no steps of layers
DOWN = np.array([0.0, 0.0, -1.0])


@dataclass(frozen=True, eq=False)
class Lying:
    """What one way to lie costs.

    down         (3,) unit vector of the model that points to the plate
    support_mm2  skin that hangs over so flat that it is printed on supports
    support_mm3  room below it, down to the plate or the next skin; only roughly until measured
    height_mm
    tilt_deg     by how much it may be tilted before it falls; below 0 it falls by itself
    steps_mm2    skin, as seen from above, that shows the steps of the layers
    """

    down: FloatArray
    support_mm2: float
    support_mm3: float
    height_mm: float
    tilt_deg: float
    steps_mm2: float


@dataclass(frozen=True, eq=False)
class Model:
    """As much of a model as its ways to lie depend on.

    points, faces  (V, 3) mm and (F, 3): the mesh, or a coarse stand-in
    corners        (H, 3) mm: those of the convex hull of the whole mesh
    facets         (K, 3) unit normals of the hull's facets, largest first
    center         (3,) mm: centre of mass
    """

    points: FloatArray
    faces: IntArray
    corners: FloatArray
    facets: FloatArray
    center: FloatArray
    process: ProcessProfile

    @classmethod
    def of(cls, mesh: Mesh, process: ProcessProfile) -> Self:
        """Raises RepairFailedError for a mesh that lies in one plane."""
        used = mesh.vertices[np.unique(mesh.faces)]
        try:
            hull = ConvexHull(used)
        except (QhullError, ValueError) as error:
            raise RepairFailedError(text("A model without thickness lies flat in any case.")) from error
        volume = face_volumes(mesh.vertices, mesh.faces)
        corners = used[hull.vertices]
        center = corners.mean(axis=0)
        if abs(volume.sum()) > 1e-3 * hull.volume:  # of a solid; else the middle of the hull has to do
            flat = mesh.vertices[mesh.faces] - center
            weight = np.einsum("fj,fj->f", flat[:, 0], np.cross(flat[:, 1], flat[:, 2]))
            center = center + weight @ flat.sum(axis=1) / 4 / weight.sum()
        points, faces = (mesh.vertices, mesh.faces) if len(mesh.faces) <= FEW else _coarse(mesh)
        return cls(points, faces, corners, _facets(hull), center, process)

    @cached_property
    def normals(self) -> FloatArray:
        """(F, 3) twice the area long."""
        return face_normals(self.points, self.faces, unit=False)

    @cached_property
    def twice_area(self) -> FloatArray:
        """(F,) mm²."""
        return np.asarray(np.linalg.norm(self.normals, axis=1))

    @cached_property
    def volume(self) -> float:
        """mm³ of the solid."""
        return abs(float(face_volumes(self.points, self.faces).sum()))

    @property
    def area(self) -> float:
        """mm² of the skin."""
        return float(self.twice_area.sum()) / 2

    def lying(self, down: FloatArray) -> Lying:
        """What this way to lie costs, quickly: supports go down to the plate."""
        facing = self.normals @ down
        depth = self.points @ down
        bottom = float((self.corners @ down).max())
        over = bottom - depth[self.faces]
        hanging = self._hanging(facing, over)
        shade = facing[hanging] / 2
        lean = np.abs(facing) / np.maximum(self.twice_area, 1e-300)
        return Lying(
            down,
            float(self.twice_area[hanging].sum()) / 2,
            float(shade @ over[hanging].mean(axis=1)),
            bottom - float((self.corners @ down).min()),
            self._tilt(down, bottom),
            float(np.abs(facing[lean < LEVEL]).sum()) / 2,
        )

    def measured(self, lying: Lying) -> Lying:
        """The same with the room that supports really fill: down to the plate, or to the skin below."""
        points = self.points @ rotation_to(lying.down, DOWN).T
        bounds = np.array([points.min(axis=0), points.max(axis=0)])
        solid = columns(points, self.faces, bounds, pitch_for(bounds, float(np.ptp(bounds, axis=0).max()) / 200))
        facing = -face_normals(points, self.faces, unit=False)[:, 2]
        over = points[self.faces][:, :, 2] - bounds[0, 2]
        hanging = self._hanging(facing, over)
        first = np.zeros(len(solid.low), np.bool_)
        first[solid.start[:-1][np.diff(solid.start) > 0]] = True
        below = np.where(first, bounds[0, 2], np.roll(solid.high, 1))
        held = hanging[solid.face]
        volume = float((solid.low - below)[held].sum()) * solid.pitch**2
        return Lying(
            lying.down, lying.support_mm2, volume, lying.height_mm, lying.tilt_deg, lying.steps_mm2
        )  # fmt: skip

    def _hanging(self, facing: FloatArray, over: FloatArray) -> BoolArray:
        """(F,) bool: faces that look down so flat that they need a support, by their height (F, 3) over the plate."""
        steep = np.cos(np.radians(self.process.overhang_deg))
        resting = over.max(axis=1) <= contact_height(self.process)
        return np.asarray((facing > steep * self.twice_area) & ~resting)

    def _tilt(self, down: FloatArray, bottom: float) -> float:
        resting = bottom - self.corners @ down <= contact_height(self.process)
        turn = rotation_to(down, DOWN)
        hull = convex_hull((self.corners[resting] @ turn.T)[:, :2])
        place = (turn @ self.center)[:2]
        if len(hull) < 3:
            return -1.0
        along = np.roll(hull, -1, axis=0) - hull
        length = np.maximum(np.linalg.norm(along, axis=1), 1e-12)
        away = place - hull
        inside = float(((along[:, 0] * away[:, 1] - along[:, 1] * away[:, 0]) / length).min())
        return float(np.degrees(np.arctan2(inside, max(bottom - float(self.center @ down), 1e-9))))


def _facets(hull: ConvexHull) -> FloatArray:
    """(K, 3) normals of the facets of a hull, coplanar triangles taken together, largest first."""
    corners = hull.points[hull.simplices]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    normals, group = np.unique(np.round(hull.equations[:, :3], 3), axis=0, return_inverse=True)
    order = np.argsort(-np.bincount(group.reshape(-1), area), kind="stable")
    normals = normals[order]
    return np.asarray(normals / np.linalg.norm(normals, axis=1, keepdims=True))


def _coarse(mesh: Mesh) -> tuple[FloatArray, IntArray]:
    """A stand-in: vertices in one cell become one (Rossignac and Borrel 1993); what was closed stays closed."""
    cell = mesh.diagonal / CELLS
    grid = np.floor((mesh.vertices - mesh.bounds[0]) / cell).astype(np.int64)
    side = grid.max(axis=0) + 1
    _, of = np.unique((grid[:, 0] * side[1] + grid[:, 1]) * side[2] + grid[:, 2], return_inverse=True)
    number = np.bincount(of)
    points = np.stack([np.bincount(of, mesh.vertices[:, k]) / number for k in range(3)], axis=1)
    faces = of[mesh.faces].astype(np.int32)
    a, b, c = faces.T
    return points, np.ascontiguousarray(faces[(a != b) & (b != c) & (c != a)])
