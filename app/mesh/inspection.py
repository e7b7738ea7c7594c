"""What the checks of one mesh share, so that nothing is computed twice."""

from functools import cached_property

import numpy as np

from app.jobs.progress import Progress
from app.jobs.threads import in_thread
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.hollows import AirInside
from app.mesh.inner_skins import InnerSkins, inner_skins
from app.mesh.kernels.closest_within import NearSurface
from app.mesh.kernels.columns import Columns, columns, pitch_for
from app.mesh.kernels.components import face_components
from app.mesh.kernels.duplicates import first_copies
from app.mesh.kernels.edges import EdgeTable, edge_table
from app.mesh.kernels.fans import bow_ties
from app.mesh.kernels.measure import face_areas, face_normals, face_volumes
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.kernels.self_intersection import intersecting_pairs
from app.mesh.kernels.surface_samples import Samples, surface_samples
from app.mesh.kernels.sweep import Sweep, sweep
from app.mesh.kernels.thickness import Skin
from app.mesh.mesh import Mesh
from app.mesh.paint import Paint, paint
from app.mesh.plate import contact_height
from app.mesh.shells import Shells
from app.mesh.thickness import Gaps, Thickness, measure_gaps, measure_thickness
from app.mesh.unwrapped import Unwrapped, unwrapped
from app.settings.process import ProcessProfile


class Inspection:
    """A mesh under inspection for a print process; every derived table is made once, when a check first asks.

    Faces that name a vertex twice are no part of the surface: all tables are about the others, ``faces``; ``kept`` says
    which faces of the mesh those are.
    """

    def __init__(self, mesh: Mesh, process: ProcessProfile, height_mm: float | None, progress: Progress) -> None:
        """``height_mm``: the printed height that was chosen (the mesh has it already), or None where nobody chose."""
        self.mesh = mesh
        self.process = process
        self.height_mm = height_mm
        self.progress = progress

    @cached_property
    def kept(self) -> IntArray:
        """(K,) int32: faces with three different vertices."""
        a, b, c = self.mesh.faces.T
        return np.flatnonzero((a != b) & (b != c) & (c != a)).astype(np.int32)

    @cached_property
    def faces(self) -> IntArray:
        """(K, 3) int32."""
        return self.mesh.faces if len(self.kept) == len(self.mesh.faces) else self.mesh.faces[self.kept]

    @cached_property
    def edges(self) -> EdgeTable:
        faces = self.faces
        return in_thread(lambda: edge_table(faces), self.progress)

    @cached_property
    def areas(self) -> FloatArray:
        """(K,) mm²."""
        return face_areas(self.mesh.vertices, self.faces)

    @cached_property
    def volumes(self) -> FloatArray:
        """(K,) mm³: signed share of each face in the enclosed volume."""
        return face_volumes(self.mesh.vertices, self.faces)

    @cached_property
    def first_copies(self) -> IntArray:
        """(K,) int32: the first face with the same three vertices; itself where there is no other."""
        return first_copies(self.faces)

    @cached_property
    def bow_ties(self) -> IntArray:
        """(N,) int32: vertices at which more than one fan of faces meets."""
        return bow_ties(self.faces, self.edges, len(self.mesh.vertices))

    @cached_property
    def shells(self) -> Shells:
        """Parts of the surface that hang together by edges."""
        count, label = face_components(self.faces, len(self.mesh.vertices), edges=self.edges)
        return Shells(self.mesh.vertices, self.faces, self.edges, count, label, self.areas, self.volumes)

    @cached_property
    def crossing_pairs(self) -> IntArray:
        """(P, 2) int32: pairs of faces of the mesh that cross each other."""
        pairs = intersecting_pairs(self.mesh.vertices, self.faces, self.progress)
        return pairs if len(self.kept) == len(self.mesh.faces) else self.kept[pairs]

    @cached_property
    def crossing_shells(self) -> IntArray:
        """(P, 2) int32: the shells of the faces in ``crossing_pairs``; twice the same where a shell crosses itself."""
        number = np.empty(len(self.mesh.faces), np.int32)
        number[self.kept] = self.shells.label
        return number[self.crossing_pairs]

    @cached_property
    def pieces(self) -> tuple[int, IntArray]:
        """Number of pieces that would lie apart after printing, and the piece of each shell (S,) int32.

        Shells belong to one piece when they have a vertex in common, cross, or one lies inside the other.
        """
        return self.shells.pieces(self.crossing_shells)

    @cached_property
    def dust(self) -> BoolArray:
        """(N,) bool: pieces with both less volume and less of the whole area than the process's limits for dust.

        The largest piece never is.
        """
        count, piece = self.pieces
        area = np.bincount(piece, self.shells.area, count)
        volume = np.bincount(piece, np.abs(self.shells.volume), count)
        dust: BoolArray = area < self.process.fragment_area_share * area.sum()
        dust &= volume < self.process.dust_limit_mm3(float(self.mesh.size_mm[2]))
        if count:
            dust[int(np.argmax(area))] = False
        return dust

    @property
    def has_surface(self) -> bool:
        """Whether any face has area."""
        return bool(len(self.faces)) and float(self.areas.sum()) > 0

    @cached_property
    def skin(self) -> Skin | None:
        """The surface to shoot rays at; None where there is none."""
        if not self.has_surface:
            return None
        vertices, faces = self.mesh.vertices, self.faces

        def scene_with_tree() -> Scene:
            scene = Scene(vertices, faces)
            scene.distance(vertices[:1])  # the first question builds its tree
            return scene

        scene = in_thread(scene_with_tree, self.progress)
        near = in_thread(lambda: NearSurface.of(vertices, faces), self.progress)
        return Skin(scene, near, vertices, faces, face_normals(vertices, faces), self.mesh.diagonal)

    @cached_property
    def samples(self) -> Samples:
        """Points that stand for the area of the surface, for thickness and gaps."""
        cell = max(self.process.min_wall_mm, self.process.min_feature_mm)
        return surface_samples(self.mesh.vertices, self.faces, self.areas, cell)

    @cached_property
    def thickness(self) -> Thickness | None:
        """How thick the solid is; None for a mesh without a surface."""
        limit = max(self.process.min_wall_mm, self.process.min_feature_mm)
        if self.skin is None:
            return None
        return measure_thickness(self.skin, self.samples, limit, self.progress)

    @cached_property
    def gaps(self) -> Gaps | None:
        """How much room there is outside, up to a few times the least gap; None for a mesh without a surface."""
        if self.skin is None:
            return None
        return measure_gaps(self.skin, self.samples, self.process.min_gap_mm, self.progress)

    @cached_property
    def reported_faces(self) -> BoolArray:
        """(K,) bool: faces that cross another one or are dust: what thickness they have is not the point."""
        crossing = np.zeros(len(self.mesh.faces), np.bool_)
        crossing[self.crossing_pairs] = True
        _, piece = self.pieces
        return np.asarray(crossing[self.kept] | self.dust[piece[self.shells.label]])

    @cached_property
    def inner_skins(self) -> InnerSkins | None:
        """Skins inside the visible one that pinholes join to it; None for a mesh without a surface."""
        if not self.has_surface:
            return None
        return inner_skins(self.mesh.vertices, self.faces, self.process, self.progress)

    @cached_property
    def columns(self) -> Columns:
        """The solid along a grid of vertical lines, its faces numbered as in ``faces``."""
        pitch = pitch_for(self.mesh.bounds, self.process.min_feature_mm / 4)
        return columns(self.mesh.vertices, self.faces, self.mesh.bounds, pitch)

    @cached_property
    def growth(self) -> Sweep:
        """What begins where when the solid of ``columns`` is printed from the plate up."""
        return sweep(self.columns)

    @cached_property
    def air(self) -> AirInside | None:
        """The air in and around the solid of ``columns``; None while the surface is open."""
        return AirInside(self.columns, self.mesh.bounds, contact_height(self.process)) if self.columns.sound else None

    @cached_property
    def paint(self) -> Paint:
        """The colours of the skin, by area."""
        return paint(self.mesh, self.kept, self.areas)

    @cached_property
    def unwrapped(self) -> Unwrapped:
        """How the faces lie in their pictures."""
        return unwrapped(self.mesh, self.kept)

    @property
    def sized(self) -> bool:
        """Whether lengths in mm mean something: the height was chosen, or the file's own size is one of a figurine."""
        height = float(self.mesh.size_mm[2])
        least, most = self.process.min_height_mm, self.process.max_height_mm
        return self.height_mm is not None or least <= height <= most

    @property
    def closed(self) -> bool:
        """Whether there is a surface and every edge has two faces, or four, six ..."""
        return bool(len(self.faces)) and not bool((self.edges.count & 1).any())

    @property
    def manifold(self) -> bool:
        """Whether no edge has more than two faces, and the faces around each vertex form one fan."""
        return bool(len(self.faces)) and not bool((self.edges.count > 2).any()) and not len(self.bow_ties)
