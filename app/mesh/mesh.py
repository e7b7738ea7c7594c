"""The Mesh value: what every check, repair, reader and view works on."""

import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, FloatArray, IntArray

ColorKind = Literal["none", "vertex", "texture"]

MAX_MATERIALS = 32_767  # face_material is int16


@dataclass(frozen=True, eq=False)
class Texture:
    """An image: ``pixels`` (H, W, 4) uint8, sRGB with straight alpha, row 0 at the top."""

    pixels: NDArray[np.uint8]
    name: str = ""

    def __post_init__(self) -> None:
        pixels = _frozen(self.pixels, np.uint8)
        if pixels.ndim != 3 or pixels.shape[2] != 4 or 0 in pixels.shape:
            raise ValueError(f"texture pixels have shape {pixels.shape}, not (H, W, 4)")
        object.__setattr__(self, "pixels", pixels)

    @cached_property
    def digest(self) -> str:
        """sha256 of size and pixels."""
        return hashlib.sha256(repr(self.pixels.shape).encode() + self.pixels.tobytes()).hexdigest()


@dataclass(frozen=True, eq=False)
class Material:
    """Base colour (sRGB uint8 RGBA, multiplies the texture), its texture, and other maps that are kept for display only."""

    name: str = ""
    base_color: tuple[int, int, int, int] = (255, 255, 255, 255)
    texture: Texture | None = None
    maps: tuple[tuple[str, Texture], ...] = ()


@dataclass(frozen=True, eq=False)
class Mesh:
    """An immutable triangle mesh in millimetres, +Z up, right-handed. An edit makes a new one (:meth:`with_`).

    vertices        (V, 3) float64   positions; one vertex per position (texture seams live in the corners)
    faces           (F, 3) int32     counter-clockwise seen from outside
    corner_uv       (F, 3, 2) float32 or None   texture coordinates per corner, v upwards (0, 0 is bottom left), repeating
    vertex_colors   (V, 4) uint8 sRGB or None
    face_material   (F,) int16       index into ``materials``; all 0 where there are none
    materials       may be empty

    All arrays are read-only. Raises ValueError on wrong shapes, indices out of range or coordinates that are not finite.
    """

    vertices: FloatArray
    faces: IntArray
    corner_uv: NDArray[np.float32] | None = None
    vertex_colors: NDArray[np.uint8] | None = None
    face_material: NDArray[np.int16] | None = None
    materials: tuple[Material, ...] = field(default=())

    def __post_init__(self) -> None:
        vertices = _frozen(self.vertices, np.float64).reshape(-1, 3)
        faces = _frozen(self.faces, np.int32).reshape(-1, 3)
        if len(faces) and (int(faces.min()) < 0 or int(faces.max()) >= len(vertices)):
            raise ValueError("a face names a vertex that does not exist")
        if not np.isfinite(vertices).all():
            raise ValueError("a vertex has a coordinate that is not finite")
        uv = None if self.corner_uv is None else _frozen(self.corner_uv, np.float32)
        if uv is not None and uv.shape != (len(faces), 3, 2):
            raise ValueError(f"corner_uv has shape {uv.shape}, not ({len(faces)}, 3, 2)")
        colors = None if self.vertex_colors is None else _frozen(self.vertex_colors, np.uint8)
        if colors is not None and colors.shape != (len(vertices), 4):
            raise ValueError(f"vertex_colors has shape {colors.shape}, not ({len(vertices)}, 4)")
        material = np.zeros(len(faces), np.int16) if self.face_material is None else self.face_material
        material = _frozen(material, np.int16)
        if material.shape != (len(faces),):
            raise ValueError(f"face_material has shape {material.shape}, not ({len(faces)},)")
        if len(material) and not (int(material.min()) >= 0 and int(material.max()) < max(1, len(self.materials))):
            raise ValueError("a face names a material that does not exist")
        for name, value in (
            ("vertices", vertices), ("faces", faces), ("corner_uv", uv), ("vertex_colors", colors),
            ("face_material", material), ("materials", tuple(self.materials)),
        ):  # fmt: skip
            object.__setattr__(self, name, value)

    @property
    def material_of_face(self) -> NDArray[np.int16]:
        """(F,) int16: the same as ``face_material``, which is never None after construction."""
        assert self.face_material is not None
        return self.face_material

    @cached_property
    def revision(self) -> str:
        """sha256 of the content, as hexadecimal: the key in the asset store."""
        digest = hashlib.sha256(b"statuette mesh 1")
        for array in (self.vertices, self.faces, self.corner_uv, self.vertex_colors, self.face_material):
            digest.update(b"-" if array is None else repr((array.dtype.str, array.shape)).encode())
            if array is not None:
                digest.update(array.data.cast("B") if array.size else b"")
        for material in self.materials:
            digest.update(repr((material.name, material.base_color)).encode())
            digest.update((material.texture.digest if material.texture else "-").encode())
            digest.update(repr([(kind, texture.digest) for kind, texture in material.maps]).encode())
        return digest.hexdigest()

    @cached_property
    def bounds(self) -> FloatArray:
        """(2, 3): lowest and highest corner of the vertices that faces use, in mm; zeros for an empty mesh."""
        if not len(self.faces):
            return np.zeros((2, 3))
        used = np.zeros(len(self.vertices), np.bool_)
        used[self.faces] = True
        points = self.vertices if used.all() else self.vertices[used]
        return np.array([points.min(axis=0), points.max(axis=0)])

    @property
    def size_mm(self) -> FloatArray:
        """(3,): extent in x, y and z."""
        return np.asarray(self.bounds[1] - self.bounds[0])

    @property
    def diagonal(self) -> float:
        """Length of the bounding diagonal in mm."""
        return float(np.linalg.norm(self.size_mm))

    @property
    def textured(self) -> bool:
        """Whether a face can show a picture: corner coordinates and at least one material with a texture."""
        return self.corner_uv is not None and any(m.texture is not None for m in self.materials)

    @property
    def color(self) -> ColorKind:
        """How colour is carried.

        Materials count as "texture" only where one of them has a picture; plain coloured ones count as "vertex".
        """
        if self.textured:
            return "texture"
        plain = any(m.base_color[:3] != (255, 255, 255) for m in self.materials)
        return "vertex" if self.vertex_colors is not None or plain else "none"

    def with_(self, **changes: Any) -> Self:
        """A copy with some fields replaced."""
        return replace(self, **changes)

    def scaled(self, factor: float) -> Self:
        """A copy scaled about the origin."""
        return self.with_(vertices=self.vertices * factor)

    def scaled_to_height(self, height_mm: float) -> Self:
        """A copy whose extent in z is ``height_mm``. Raises ValueError for a mesh that is flat in z."""
        height = float(self.size_mm[2])
        if height <= 0:
            raise ValueError("a flat mesh has no height to scale")
        return self.scaled(height_mm / height)

    def keep_faces(self, keep: BoolArray | IntArray) -> Self:
        """A copy with only these faces (mask or indices, in this order); vertices that nobody uses are dropped."""
        faces = self.faces[keep]
        used, index = np.unique(faces, return_inverse=True)
        return self.with_(
            vertices=self.vertices[used],
            faces=index.reshape(-1, 3).astype(np.int32),
            corner_uv=None if self.corner_uv is None else self.corner_uv[keep],
            vertex_colors=None if self.vertex_colors is None else self.vertex_colors[used],
            face_material=self.material_of_face[keep],
        )


def _frozen(array: Any, dtype: Any) -> NDArray[Any]:
    """The array with this dtype, C-contiguous and read-only; copied where somebody else could still write to it."""
    result = np.ascontiguousarray(array, dtype)
    if result.flags.writeable and (result is array or result.base is not None):
        result = result.copy()
    result.flags.writeable = False
    return result
