"""The pictures of a mesh as a canvas: a brush finds texels by their places on the surface, across all seams."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray
from app.mesh.brushes.canvas import Sites
from app.mesh.brushes.seams import seams
from app.mesh.brushes.surface import Hit, Surface
from app.mesh.brushes.texels import Covered, covered
from app.mesh.mesh import Material, Mesh, Texture

LARGE_FACE = 40_000  # texels; of larger faces only what is near the brush is looked at, each time anew
SHARED = 1.05  # times the texels that are covered is the area of all faces, where some lie on others
FRACTION = 4  # bits of a texel that an island's outline is drawn to
MOST_SITES = 6_000_000  # kept from dab to dab; 44 bytes each


class TextureCanvas:
    """Faces that share texels (mirrored or stacked islands) share their paint: that is how the picture is made.

    shape of picture p: ``sizes[p]`` = (height, width); its colours are ``colors[starts[p]:starts[p + 1]]``, row 0 at the top
    """

    def __init__(self, surface: Surface, mesh: Mesh) -> None:
        """``mesh`` must be textured."""
        assert mesh.corner_uv is not None
        self._surface = surface
        self._uv = mesh.corner_uv
        pictures: dict[int, int] = {}
        textures: list[Texture] = []
        self._picture_of_material: list[int] = []
        tints = []
        for material in mesh.materials:
            number = -1
            if material.texture is not None:
                number = pictures.setdefault(id(material.texture), len(pictures))
                if number == len(textures):
                    textures.append(material.texture)
            self._picture_of_material.append(number)
            tints.append(material.base_color[:3])
        self.sizes = [texture.pixels.shape[:2] for texture in textures]
        self.starts = np.concatenate([[0], np.cumsum([h * w for h, w in self.sizes])])
        self.colors = np.empty((int(self.starts[-1]), 3), np.uint8)
        for number, texture in enumerate(textures):
            self.picture(number)[:] = texture.pixels[..., :3]
        of_face = mesh.material_of_face
        self.picture_of_face = np.array(self._picture_of_material, np.int32)[of_face]
        self._tint = np.array(tints, np.float64)[of_face] / 255.0
        self._tinted = bool((self._tint[self.picture_of_face >= 0] != 1.0).any())
        self._seams = seams(mesh)
        self._taken = self._islands()
        self._forget()

    @property
    def shared(self) -> bool:
        """Whether a good part of the surface shares its texels with another part: mirrored or stacked islands."""
        corners = self._in_texels(np.flatnonzero(self.picture_of_face >= 0))
        one, two = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
        area = float(np.abs(one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]).sum()) / 2
        return area > SHARED * max(int(self._taken.sum()), 1)

    def picture(self, number: int) -> NDArray[np.uint8]:
        """(H, W, 3): the colours of a picture, to read and to write."""
        height, width = self.sizes[number]
        return self.colors[self.starts[number] : self.starts[number + 1]].reshape(height, width, 3)

    def sites(self, center: FloatArray, radius: float) -> Sites:
        """See Canvas."""
        faces = self._touching(center, radius)
        new = faces[self._count[faces] < 0]
        if len(new):
            self._learn(new)
        large = faces[self._large[faces]]
        faces = faces[self._count[faces] > 0]
        first, count = self._first[faces], self._count[faces]
        ends = np.cumsum(count)
        places = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(first - ends + count, count)
        at, key = self._at[places], self._key[places]
        face = np.repeat(faces, count)
        if len(large):
            more = self._window(large, center, radius)
            key, at, face = (
                np.concatenate([key, more[0]]), np.concatenate([at, more[1]]), np.concatenate([face, more[2]])
            )  # fmt: skip
        offset = at - center.astype(np.float32)
        kept = np.flatnonzero(np.einsum("ij,ij->i", offset, offset) < radius * radius)
        face = face[kept]
        normal = self._surface.face_normals[face]
        length = np.sqrt(np.einsum("ij,ij->i", normal, normal))
        normal /= np.where(length == 0, 1.0, length)[:, None]
        return Sites(key[kept], at[kept].astype(np.float64), normal, face)

    def color_at(self, hit: Hit) -> tuple[int, int, int]:
        """See Canvas."""
        number = int(self.picture_of_face[hit.face])
        color = np.full(3, 255.0)
        if number >= 0:
            u, v = hit.weights @ self._uv[hit.face].astype(np.float64)
            height, width = self.sizes[number]
            color = self.picture(number)[int((1 - v) * height) % height, int(u * width) % width].astype(np.float64)
        red, green, blue = (round(float(value)) for value in color * self._tint[hit.face])
        return red, green, blue

    def ink(self, sites: Sites, color: NDArray[np.float64]) -> NDArray[np.float64]:
        """See Canvas: a material's base colour multiplies its picture."""
        whole = np.broadcast_to(color, (len(sites.key), 3))
        if not self._tinted or sites.face is None:
            return whole
        return np.asarray(np.clip(whole / np.maximum(self._tint[sites.face], 1 / 255), 0, 255))

    def painted(self, mesh: Mesh, colors: NDArray[np.uint8]) -> Mesh:
        """See Canvas."""
        textures: list[Texture] = []
        for number, (height, width) in enumerate(self.sizes):
            pixels = colors[self.starts[number] : self.starts[number + 1]].reshape(height, width, 3)
            old = next(
                material.texture
                for material, shown in zip(mesh.materials, self._picture_of_material, strict=True)
                if shown == number
            )
            assert old is not None
            same = bool((pixels == old.pixels[..., :3]).all())
            textures.append(old if same else Texture(np.dstack([pixels, old.pixels[..., 3:]]), old.name))
        return mesh.with_(
            materials=tuple(
                material if number < 0 else _with_texture(material, textures[number])
                for material, number in zip(mesh.materials, self._picture_of_material, strict=True)
            )
        )

    def original(self, mesh: Mesh) -> NDArray[np.uint8] | None:
        """See Canvas."""
        if mesh.corner_uv is None or mesh.corner_uv.shape != self._uv.shape or not (mesh.corner_uv == self._uv).all():
            return None
        if len(mesh.materials) != len(self._picture_of_material):
            return None
        result = self.colors.copy()
        for number, material in zip(self._picture_of_material, mesh.materials, strict=True):
            if number < 0:
                continue
            if material.texture is None or material.texture.pixels.shape[:2] != self.sizes[number]:
                return None
            result[self.starts[number] : self.starts[number + 1]] = material.texture.pixels[..., :3].reshape(-1, 3)
        return result

    # ---- inside -------------------------------------------------------------

    def _forget(self) -> None:
        """Know no texels: at the beginning, and where too many were kept."""
        faces = len(self._surface.faces)
        self._first = np.zeros(faces, np.int64)
        self._count = np.where(self.picture_of_face >= 0, -1, 0)
        self._large = np.zeros(faces, np.bool_)
        self._used = 0
        self._key = np.empty(0, np.int64)
        self._at = np.empty((0, 3), np.float32)

    def surface_moved(self) -> None:
        """The vertices were moved: the places of the texels are others now."""
        self._forget()

    def _touching(self, center: FloatArray, radius: float) -> NDArray[np.int64]:
        """Faces whose boxes the ball touches."""
        faces = np.unique(self._surface.faces_near(center, radius)).astype(np.int64)
        corner = self._surface.vertices[self._surface.faces[faces]]
        gap = np.maximum(np.maximum(corner.min(axis=1) - center, center - corner.max(axis=1)), 0.0)
        return np.asarray(faces[np.einsum("ij,ij->i", gap, gap) <= radius * radius])

    def _in_texels(self, faces: NDArray[np.int64]) -> FloatArray:
        """(N, 3, 2): columns and rows of the corners; middles of texels at whole numbers, row 0 at the top."""
        size = np.array(self.sizes, np.float64)[self.picture_of_face[faces]]
        uv = self._uv[faces].astype(np.float64)
        return np.stack([uv[..., 0] * size[:, None, 1] - 0.5, (1.0 - uv[..., 1]) * size[:, None, 0] - 0.5], axis=2)

    def _learn(self, faces: NDArray[np.int64]) -> None:
        """Find the texels of these faces and keep them."""
        corners = self._in_texels(faces)
        box = corners.max(axis=1) - corners.min(axis=1) + 2
        large = box[:, 0] * box[:, 1] > LARGE_FACE
        self._large[faces[large]] = True
        self._count[faces[large]] = 0
        faces, corners = faces[~large], corners[~large]
        if not len(faces):
            return
        found = self._own(faces, covered(corners, self._seams[faces]))
        if self._used + len(found.column) > MOST_SITES:
            kept = self._large.copy()
            self._forget()
            self._large, self._count[kept] = kept, 0
        key, at = self._placed(faces, found.count, found.column, found.row, found.weights)
        self._first[faces] = self._used + np.cumsum(found.count) - found.count
        self._count[faces] = found.count
        needed = self._used + len(key)
        if needed > len(self._key):
            size = max(needed, 2 * len(self._key))
            self._key, self._at = _grown(self._key, size), _grown(self._at, size)
        self._key[self._used : needed], self._at[self._used : needed] = key, at
        self._used = needed

    def _window(
        self, faces: NDArray[np.int64], center: FloatArray, radius: float
    ) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.int64]]:
        """Texels of large faces near the ball: key, place, face."""
        corners = self._in_texels(faces)
        corner = self._surface.vertices[self._surface.faces[faces]]
        ab, ac = corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]
        # The gradient of each weight over the face says how far the ball reaches in it, and so in the picture.
        normal = np.cross(ab, ac)
        square = np.maximum(np.einsum("ij,ij->i", normal, normal), 1e-30)[:, None]
        grad_b, grad_c = np.cross(ac, normal) / square, np.cross(normal, ab) / square
        offset = center - corner[:, 0]
        b, c = np.einsum("ij,ij->i", grad_b, offset), np.einsum("ij,ij->i", grad_c, offset)
        middle = (
            corners[:, 0] + b[:, None] * (corners[:, 1] - corners[:, 0]) + c[:, None] * (corners[:, 2] - corners[:, 0])
        )
        slope = [
            np.linalg.norm(
                grad_b * (corners[:, 1, k] - corners[:, 0, k])[:, None]
                + grad_c * (corners[:, 2, k] - corners[:, 0, k])[:, None],
                axis=1,
            )
            for k in range(2)
        ]
        reach = np.stack(slope, axis=1) * radius + 2.0
        found = self._own(faces, covered(
            corners, self._seams[faces],
            np.floor(middle - reach).astype(np.int64), np.ceil(middle + reach).astype(np.int64),
        ))  # fmt: skip
        key, at = self._placed(faces, found.count, found.column, found.row, found.weights)
        return key, at, np.repeat(faces, found.count)

    def _own(self, faces: NDArray[np.int64], found: Covered) -> Covered:
        """Without the texels far beside a seam that belong to another island of the picture."""
        if not found.far.any():
            return found
        face = np.repeat(np.arange(len(faces)), found.count)
        free = np.flatnonzero(~(found.far & self._taken[self._keys(faces[face], found.column, found.row)]))
        return Covered(
            np.bincount(face[free], minlength=len(faces)),
            found.column[free],
            found.row[free],
            found.weights[free],
            found.far[free],
        )

    def _keys(self, face: NDArray[np.int64], column: NDArray[np.int64], row: NDArray[np.int64]) -> NDArray[np.int64]:
        number = self.picture_of_face[face]
        size = np.array(self.sizes, np.int64)[number]
        return np.asarray(self.starts[number] + row % size[:, 0] * size[:, 1] + column % size[:, 1])

    def _islands(self) -> NDArray[np.bool_]:
        """(K,): the texels that lie in faces or touch them."""
        from cv2 import fillConvexPoly  # noqa: PLC0415 - only for pictures; loading it takes a while

        taken = np.zeros(len(self.colors), np.uint8)
        faces = np.flatnonzero(self.picture_of_face >= 0)
        corners = self._in_texels(faces)
        size = np.array(self.sizes, np.float64)[self.picture_of_face[faces]][:, None, ::-1]
        corners -= np.floor((corners.min(axis=1, keepdims=True) + 0.5) / size) * size
        fixed = np.round(np.clip(corners, -(2**14), 2**14) * 2**FRACTION).astype(np.int32)
        for number, (height, width) in enumerate(self.sizes):
            mask = taken[self.starts[number] : self.starts[number + 1]].reshape(height, width)
            for triangle in fixed[self.picture_of_face[faces] == number]:
                fillConvexPoly(mask, triangle, 1, 8, FRACTION)
        return taken.view(np.bool_)

    def _placed(
        self,
        faces: NDArray[np.int64],
        count: NDArray[np.int64],
        column: NDArray[np.int64],
        row: NDArray[np.int64],
        weights: FloatArray,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The keys and the places of texels of faces."""
        face = np.repeat(faces, count)
        key = self._keys(face, column, row)
        corner = self._surface.vertices[self._surface.faces[face]]
        return key, np.einsum("ij,ijk->ik", weights, corner).astype(np.float32)


def _with_texture(material: Material, texture: Texture) -> Material:
    return Material(material.name, material.base_color, texture, material.maps)


def _grown(array: NDArray[Any], size: int) -> NDArray[Any]:
    result = np.empty((size, *array.shape[1:]), array.dtype)
    result[: len(array)] = array
    return result
