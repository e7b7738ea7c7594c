"""Change the colours of a model, or of a region of it, where each new colour depends on the old one alone.

Pictures, colours of vertices and base colours of materials change alike; the shape, texture coordinates and alpha stay.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.errors import RepairFailedError
from app.i18n import text
from app.jobs.progress import Progress, silent
from app.mesh.arrays import BoolArray
from app.mesh.coloring.region import Region
from app.mesh.coloring.texels import share_of_texels
from app.mesh.mesh import MAX_MATERIALS, Material, Mesh, Texture
from app.mesh.srgb import tinted
from app.mesh.tints.by_color import Change, changed

WHITE = (255, 255, 255)
BAND = 512  # rows of a picture that are mixed at a time


def recolored(region: Region, change: Change, progress: Progress) -> Mesh:
    """The mesh of the region with ``change`` on its colours; the mesh itself where nothing comes out differently.

    A picture that faces outside of the region show at the same places is copied for those inside.
    Raises RepairFailedError for more materials than a mesh can have.
    """
    mesh = region.mesh
    if not region.chosen.any():
        return mesh
    painter = _Painter(replace(region, mesh=_with_own_base(mesh)), change)
    painter.pictures(progress.part(0.0, 0.9))
    painter.plain()
    return painter.result() if painter.touched else mesh


def _with_own_base(mesh: Mesh) -> Mesh:
    """Base colours of materials multiplied into the vertex colours, where each vertex is in one of them only."""
    if mesh.vertex_colors is None or all(m.base_color == (*WHITE, 255) for m in mesh.materials):
        return mesh
    plain = ~_pictured(mesh)
    base = np.array([m.base_color for m in mesh.materials], np.uint8)
    wanted = base[mesh.material_of_face]
    first = np.full((len(mesh.vertices), 4), 255, np.uint8)
    first[mesh.faces[plain]] = wanted[plain, None]
    if (first[mesh.faces[plain]] != wanted[plain, None]).any() or (first[mesh.faces[~plain]] != 255).any():
        return mesh
    kept = np.unique(mesh.material_of_face[~plain]).tolist()
    materials = tuple(
        m if number in kept else replace(m, base_color=(*WHITE, 255)) for number, m in enumerate(mesh.materials)
    )
    return mesh.with_(vertex_colors=tinted(mesh.vertex_colors, first), materials=materials)


def _pictured(mesh: Mesh) -> BoolArray:
    """(F,) whether a face shows a picture."""
    if mesh.corner_uv is None or not mesh.materials:
        return np.zeros(len(mesh.faces), np.bool_)
    return np.array([m.texture is not None for m in mesh.materials])[mesh.material_of_face]


@dataclass(eq=False)
class _Painter:
    """The colours while they change."""

    region: Region
    change: Change

    def __post_init__(self) -> None:
        mesh = self.region.mesh
        self.materials = list(mesh.materials or (Material(),))
        self.of_face = mesh.material_of_face.copy()
        self.colors = None if mesh.vertex_colors is None else mesh.vertex_colors.copy()
        self.pictured = _pictured(mesh)
        self.touched = False

    def result(self) -> Mesh:
        if len(self.materials) > MAX_MATERIALS:
            raise RepairFailedError(text("The model would have too many materials; bake it into one picture first."))
        if not self.region.mesh.materials and self.colors is not None:
            return self.region.mesh.with_(vertex_colors=self.colors)
        used, number = np.unique(self.of_face, return_inverse=True)
        return self.region.mesh.with_(
            materials=tuple(self.materials[m] for m in used),
            face_material=number.astype(np.int16).reshape(-1),
            vertex_colors=self.colors,
        )

    def pictures(self, progress: Progress) -> None:
        """Change the pictures that chosen faces show: each picture once for every base colour that it is tinted with."""
        groups: dict[tuple[int, tuple[int, int, int]], list[int]] = {}
        for number in np.unique(self.of_face[self.region.chosen & self.pictured]).tolist():
            material = self.materials[number]
            groups.setdefault((id(material.texture), material.base_color[:3]), []).append(number)
        for done, numbers in enumerate(groups.values()):
            self._picture(numbers, progress.part(done / len(groups), (done + 1) / len(groups)))

    def _picture(self, numbers: list[int], progress: Progress) -> None:
        of_group = np.isin(self.of_face, numbers)
        chosen, others = (np.flatnonzero(of_group & mask) for mask in (self.region.chosen, ~self.region.chosen))
        first = self.materials[numbers[0]]
        assert first.texture is not None
        old = first.texture.pixels
        base = first.base_color[:3]
        pixels = old if base == WHITE else changed(old, lambda colors: _dyed(colors, base), progress.part(0.0, 0.1))
        new = changed(pixels, self.change, progress.part(0.1, 0.4))
        if (new == pixels).all():
            return
        self.touched = True
        copied = False
        if len(others) or self.region.soft:
            share = share_of_texels(
                self.region, chosen.astype(np.int32), others.astype(np.int32), old.shape[:2], progress.part(0.4, 0.9)
            )
            copied = share.shared
            if not share.shared or self.region.soft:
                new = mixed(pixels, new, share.weight, progress.part(0.9, 1.0))
        texture = Texture(new, first.texture.name)
        for number in numbers:
            material = self.materials[number]
            painted = replace(material, base_color=(*WHITE, material.base_color[3]), texture=texture)
            if copied:
                self.of_face[chosen[self.of_face[chosen] == number]] = len(self.materials)
                self.materials.append(painted)
            else:
                self.materials[number] = painted

    def plain(self) -> None:
        """Change colours of vertices or else of materials, on the chosen faces that show no picture."""
        mesh, plain = self.region.mesh, self.region.chosen & ~self.pictured
        if not plain.any():
            return
        if self.colors is not None:
            vertices = np.unique(mesh.faces[plain])
            new = changed(self.colors[vertices], self.change)
            weight = np.rint(255 * self.region.weights(mesh.vertices[vertices])).astype(np.uint8)
            new = mixed(self.colors[vertices], new, weight, silent())
            self.touched |= bool((new != self.colors[vertices]).any())
            self.colors[vertices] = new
            return
        for number in np.unique(self.of_face[plain]).tolist():
            material = self.materials[number]
            here = self.of_face == number
            pixel = changed(np.array([material.base_color], np.uint8), self.change)[0].tolist()
            painted = replace(material, base_color=(pixel[0], pixel[1], pixel[2], pixel[3]))
            if painted.base_color == material.base_color:
                continue
            self.touched = True
            if self.region.chosen[here].all():
                self.materials[number] = painted
            else:
                self.of_face[here & plain] = len(self.materials)
                self.materials.append(painted)


def _dyed(colors: NDArray[np.uint8], base: tuple[int, int, int]) -> NDArray[np.uint8]:
    """(N, 3) multiplied by a base colour."""
    opaque = np.column_stack([colors, np.full(len(colors), 255, np.uint8)])
    return tinted(opaque, np.array([*base, 255], np.uint8))[:, :3]


def mixed(
    old: NDArray[np.uint8], new: NDArray[np.uint8], weight: NDArray[np.uint8], progress: Progress
) -> NDArray[np.uint8]:
    """``new`` (…, 4) where ``weight`` (…) is 255, ``old`` where it is 0, and in between what looks in between."""
    if weight.min(initial=255) == 255:
        return new
    result = old.copy()
    for row in range(0, len(old), BAND):
        progress(row / len(old))
        part = slice(row, row + BAND)
        share = weight[part, ..., None].astype(np.uint32)
        mix = new[part].astype(np.uint32) * share + old[part].astype(np.uint32) * (255 - share)
        result[part] = (mix + 127) // 255
    return result
