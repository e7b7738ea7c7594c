"""From a Mesh value to arrays that a graphics card takes as they are. NumPy only: made in a worker thread."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.gui.viewport.normals import cavity, face_normals, of_corners, smoothing_groups, summed_by, unit
from app.gui.viewport.ray_index import RayIndex, make_index
from app.gui.viewport.shadow import contact_shadow
from app.gui.viewport.stand_in import stand_in
from app.mesh.mesh import Mesh

OUTLINE_DIRECTIONS = 96
PART_FACES = 60_000  # uploading and drawing more of them at once would be felt as a pause without a graphics card
HEAVY_FACES = 100_000  # fewer are drawn quickly enough as they are
LIGHT_PICTURE = 1024  # of a stand-in: it is sampled without the levels that keep larger ones from sparkling
LARGEST_PICTURE = 8192  # every OpenGL 3.2 driver that we met takes it


@dataclass(frozen=True, eq=False)
class Part:
    """Faces of one material that lie near each other, ``PART_FACES`` at most.

    points     (P, 3) float32 mm; a vertex appears once for every normal, picture coordinate or colour it has here
    normals    (P, 3) float32
    triangles  (T, 3) int32
    clay       (P, 3) uint8: the form in white clay, grooves darker and ridges lighter
    uv         (P, 2) float32 or None
    picture    (H, W, 3) uint8 sRGB, row 0 at the bottom as OpenGL wants it, or None
    colors     (P, 3) uint8 sRGB or None
    base       base colour, sRGB 0..1
    faces      (T,) int32: the face of the mesh behind each triangle
    vertices   (P,) int32: the vertex of the mesh behind each point
    """

    points: NDArray[np.float32]
    normals: NDArray[np.float32]
    triangles: NDArray[np.int32]
    clay: NDArray[np.uint8]
    uv: NDArray[np.float32] | None
    picture: NDArray[np.uint8] | None
    colors: NDArray[np.uint8] | None
    base: tuple[float, float, float]
    faces: NDArray[np.int32]
    vertices: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class LightDrawable:
    """What is drawn while the camera moves, with small pictures. Its parts name faces and vertices of the mesh itself."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, eq=False)
class Drawable:
    """A mesh made ready for drawing: its parts, and what the scene around it needs.

    parts   none in a sketch of a heavy mesh, which has only ``light``
    light   stands for a heavy mesh while the camera moves; None for others
    bounds  (2, 3) float64 mm
    outline (N, 3) float64 mm: the vertices that reach furthest in many directions; to frame a picture tightly
    edge_mm mean length of an edge
    shadow  (S, S) float32 0..1: how dark the ground is under the figure, over the square that ``shadow_box``
            (centre x, centre y, half edge; mm) says; row 0 at the lowest y
    rays    finds the face under the pointer; of no faces in a sketch
    """

    mesh: Mesh
    parts: tuple[Part, ...]
    light: LightDrawable | None
    bounds: NDArray[np.float64]
    outline: NDArray[np.float64]
    edge_mm: float
    shadow: NDArray[np.float32]
    shadow_box: tuple[float, float, float]
    rays: RayIndex

    @property
    def colored(self) -> bool:
        """Whether there is a colour to show besides clay."""
        return self.mesh.color != "none"

    def completes(self, other: "Drawable | None") -> bool:
        """Whether ``other`` is a sketch of this."""
        return other is not None and other.sketch and other.mesh is self.mesh and bool(self.parts)

    @property
    def sketch(self) -> bool:
        """Whether only the stand-in is there yet."""
        return self.light is not None and not self.parts


def heavy(mesh: Mesh) -> bool:
    """Whether a sketch is worth its time."""
    return len(mesh.faces) > HEAVY_FACES


def sketch(mesh: Mesh) -> Drawable:
    """A drawable of a heavy mesh that has only the stand-in: about 0.3 s for a million faces. Pure; for a worker."""
    light = stand_in(mesh)
    small = _prepared(light.mesh, None, LIGHT_PICTURE)
    parts = tuple(
        replace(
            part,
            normals=light.normals[part.vertices],
            faces=light.faces[part.faces],
            vertices=light.vertices[part.vertices],
        )
        for part in small.parts
    )
    nothing = make_index(mesh.vertices, mesh.faces[:0])
    return replace(
        small,
        mesh=mesh,
        parts=(),
        light=LightDrawable(parts),
        bounds=mesh.bounds,
        edge_mm=0.0,
        rays=nothing,
    )


def prepare(mesh: Mesh, sketched: Drawable | None = None) -> Drawable:
    """The drawable of a mesh: about 0.1 s for 100,000 faces. Pure; call it in a worker thread."""
    return _prepared(mesh, sketched, LARGEST_PICTURE)


def _prepared(mesh: Mesh, sketched: Drawable | None, largest_picture: int) -> Drawable:
    vertices, faces = mesh.vertices, mesh.faces
    rays = make_index(vertices, faces)
    raw = face_normals(vertices, faces)
    smooth = unit(summed_by(faces.ravel(), of_corners(raw), len(vertices)))
    groups = smoothing_groups(vertices, faces, unit(raw), smooth)
    clay = _clay(cavity(vertices, faces, smooth))
    parts = tuple(_parts(mesh, rays.order, raw, smooth, groups, clay, largest_picture))
    edge = np.linalg.norm(vertices[faces[:, 0]] - vertices[faces[:, 1]], axis=1)
    length = float(edge.mean()) if len(edge) else 0.0
    if sketched is not None and sketched.light is not None:
        # The stand-in's own grooves and ridges are those of its grid.
        light = replace(
            sketched.light, parts=tuple(replace(part, clay=clay[part.vertices]) for part in sketched.light.parts)
        )
        return replace(sketched, parts=parts, light=light, edge_mm=length, rays=rays)
    shadow, box = contact_shadow(vertices, faces, mesh.bounds)
    return Drawable(mesh, parts, None, mesh.bounds, _outline(mesh), length, shadow, box, rays)


def _outline(mesh: Mesh) -> NDArray[np.float64]:
    """Extreme vertices in the directions of a spiral on the sphere."""
    if not len(mesh.faces):
        return np.zeros((2, 3))
    used = np.zeros(len(mesh.vertices), np.bool_)
    used[mesh.faces] = True
    points = mesh.vertices[used]
    z = np.linspace(-1, 1, OUTLINE_DIRECTIONS)
    angle = np.arange(OUTLINE_DIRECTIONS) * np.pi * (3 - np.sqrt(5))
    flat = np.sqrt(1 - z * z)
    ways = np.stack([flat * np.cos(angle), flat * np.sin(angle), z], axis=1)
    return np.asarray(points[np.unique([int((points @ way).argmax()) for way in ways])])


def _clay(value: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(V, 3) uint8: warm white, a little lighter on ridges and darker in grooves."""
    gain = np.clip(1.0 + 1.1 * np.where(value < 0, value, 0.5 * value), 0.55, 1.12)
    return np.asarray(np.clip(gain[:, None] * np.array([216.0, 209.0, 198.0]), 0, 255), np.uint8)


def _parts(  # noqa: PLR0917 - what prepare knows of the mesh
    mesh: Mesh,
    order: NDArray[np.int32],
    raw: NDArray[np.float64],
    smooth: NDArray[np.float64],
    groups: NDArray[np.int32],
    clay: NDArray[np.uint8],
    largest_picture: int,
) -> list[Part]:
    """``order`` (F,): the faces so that neighbours follow each other."""
    material = mesh.material_of_face[order]
    # The normal of each group of corners around a crease, by the group's number.
    creased = np.flatnonzero(groups)
    creases = unit(summed_by(groups[creased], raw[creased // 3], int(groups.max(initial=0)) + 1))
    parts = []
    for number in np.unique(material).tolist():
        index = order[material == number]
        source = mesh.materials[number] if number < len(mesh.materials) else None
        texture = source.texture if source is not None and mesh.corner_uv is not None else None
        # One array for all parts of a material: it is uploaded once.
        picture = None if texture is None else _picture(texture.pixels, largest_picture)
        color = source.base_color if source is not None else (255, 255, 255, 255)
        count = -(-len(index) // PART_FACES)
        for some in np.array_split(index, count):
            corner = mesh.faces[some].ravel()
            group = groups.reshape(-1, 3)[some].ravel()
            uv = mesh.corner_uv[some].reshape(-1, 2) if texture is not None and mesh.corner_uv is not None else None
            point, slot = _split(corner, group, uv, len(mesh.vertices))
            vertex = corner[point]
            normals = np.where((group[point] > 0)[:, None], creases[group[point]], smooth[vertex])
            parts.append(
                Part(
                    points=mesh.vertices[vertex].astype(np.float32),
                    normals=normals.astype(np.float32),
                    triangles=slot.reshape(-1, 3),
                    clay=clay[vertex],
                    uv=None if uv is None else np.ascontiguousarray(uv[point]),
                    picture=picture,
                    colors=None if mesh.vertex_colors is None else np.ascontiguousarray(mesh.vertex_colors[vertex, :3]),
                    base=(color[0] / 255, color[1] / 255, color[2] / 255),
                    faces=np.ascontiguousarray(some, np.int32),
                    vertices=vertex.astype(np.int32),
                )
            )
    return parts


def _split(
    corner: NDArray[np.int32], group: NDArray[np.int32], uv: NDArray[np.float32] | None, vertices: int
) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """The corners that become points of their own, and for each corner the number of its point.

    Most corners of a vertex agree on everything: they share the point of one of them. Only the others (seams and
    creases) are sorted, which keeps a million faces well under a second.
    """
    count = len(corner)
    chosen = np.full(vertices, -1, np.intp)
    chosen[corner] = np.arange(count)
    mine = chosen[corner]
    alike = group == group[mine]
    if uv is not None:
        alike &= (uv == uv[mine]).all(axis=1)
    main = np.flatnonzero(chosen >= 0)
    slot_of_vertex = np.zeros(vertices, np.int32)
    slot_of_vertex[main] = np.arange(len(main), dtype=np.int32)
    slot = slot_of_vertex[corner]
    others = np.flatnonzero(~alike)
    if not len(others):
        return chosen[main], slot
    keys = [corner[others].astype(np.int64), group[others].astype(np.int64)]
    if uv is not None:
        bits = np.ascontiguousarray(uv[others] + np.float32(0)).view(np.int32).astype(np.int64)
        keys += [bits[:, 0], bits[:, 1]]
    order = np.lexsort(keys)
    new = np.ones(len(order), np.bool_)
    new[1:] = np.any([key[order][1:] != key[order][:-1] for key in keys], axis=0)
    slot[others[order]] = (len(main) + np.cumsum(new) - 1).astype(np.int32)
    return np.concatenate([chosen[main], others[order][new]]), slot


def _picture(pixels: NDArray[np.uint8], largest: int) -> NDArray[np.uint8]:
    """A texture as OpenGL takes it: opaque (a print has no glass), bottom row first, no side longer than ``largest``."""
    step = -(-max(pixels.shape[:2]) // largest)
    rows, columns = pixels.shape[0] // step, pixels.shape[1] // step
    if step == 1 or not rows or not columns:
        return np.ascontiguousarray(pixels[::-1][::step, ::step, :3])
    whole = pixels[: rows * step, : columns * step, :3]
    total = whole[::step, ::step].astype(np.uint16)
    for row, column in np.ndindex(step, step):
        if row or column:
            total += whole[row::step, column::step]
    return np.ascontiguousarray((total // (step * step))[::-1].astype(np.uint8))
