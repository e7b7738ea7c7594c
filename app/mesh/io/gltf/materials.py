"""Materials of a glTF file: base colour, its picture, and where the picture lies on the corners."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.i18n import text
from app.mesh.files.images import decode
from app.mesh.io.gltf.document import Document, damaged
from app.mesh.io.gltf.wrapping import NONE, REPEATED, Growth, Table, grown, growths, wrapped, wraps
from app.mesh.mesh import Material, Texture
from app.mesh.srgb import srgba8_from_linear


@dataclass(frozen=True)
class Surface:
    """A material, the set of coordinates that its picture uses, and what is done to them (3, 3), v still downwards.

    ``wraps``: how the picture goes on beyond its borders along u and v.
    """

    material: Material
    coordinates: int
    transform: NDArray[np.float64] | None
    opaque: bool
    wraps: tuple[int, int] = (REPEATED, REPEATED)


class Materials:
    """The materials of a document; each is read once, each picture is decoded once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._surfaces: dict[int | None, Surface] = {}
        self._pictures: dict[tuple[int, bool], Texture | None] = {}
        self._grown: dict[tuple[str, tuple[int, int], tuple[Growth, Growth]], Texture] = {}

    def surface(self, index: int | None) -> Surface:
        """The material with this index, or the default one for None."""
        entry = {} if index is None else self._document.item("materials", index)
        if index not in self._surfaces:
            self._surfaces[index] = self._read(entry, index)
        return self._surfaces[index]

    def laid(self, index: int | None, tables: list[Table]) -> tuple[Material, list[NDArray[np.float32]]]:
        """The material, and coordinates with which its picture can be repeated and looks as it is wrapped.

        ``tables``: of all surfaces that show it.
        """
        surface = self.surface(index)
        material, texture, modes = surface.material, surface.material.texture, surface.wraps
        if texture is None or modes == (REPEATED, REPEATED):
            return material, [uv for uv, _ in tables]
        by = growths(modes, tables, texture)
        if by != (NONE, NONE):
            key = (texture.digest, modes, by)
            if key not in self._grown:
                self._grown[key] = grown(texture, modes, by)
            material = replace(material, texture=self._grown[key])
        return material, [wrapped(uv, modes, by, texture) for uv, _ in tables]

    def _read(self, entry: dict[str, Any], index: int | None) -> Surface:
        opaque = entry.get("alphaMode", "OPAQUE") == "OPAQUE"
        pbr = _dict(entry, "pbrMetallicRoughness")
        gloss = _dict(_dict(entry, "extensions"), "KHR_materials_pbrSpecularGlossiness")
        if gloss:
            factor, reference = gloss.get("diffuseFactor"), _dict(gloss, "diffuseTexture")
        else:
            factor, reference = pbr.get("baseColorFactor"), _dict(pbr, "baseColorTexture")
        try:
            linear = np.array([1, 1, 1, 1] if factor is None else factor, np.float64).reshape(4)
        except (TypeError, ValueError) as error:
            raise damaged("baseColorFactor") from error
        base = srgba8_from_linear(linear)
        texture, modes = self._texture(reference, opaque) if reference else (None, (REPEATED, REPEATED))
        transform = _dict(_dict(reference, "extensions"), "KHR_texture_transform")
        coordinates = transform.get("texCoord", reference.get("texCoord", 0))
        material = Material(
            str(entry.get("name", "" if index is None else f"material {index}")),
            (int(base[0]), int(base[1]), int(base[2]), 255 if opaque else int(base[3])),
            texture,
        )
        return Surface(material, coordinates if type(coordinates) is int else 0, _matrix(transform), opaque, modes)

    def _texture(self, reference: dict[str, Any], opaque: bool) -> tuple[Texture | None, tuple[int, int]]:
        entry = self._document.item("textures", reference.get("index"))
        webp = _dict(_dict(entry, "extensions"), "EXT_texture_webp")
        source = webp.get("source", entry.get("source"))
        if source is None:
            self._document.notes.append(
                text("A picture is compressed in a way that is not read (Basis, DDS); the model opens without it.")
            )
            return None, (REPEATED, REPEATED)
        if (source, opaque) not in self._pictures:
            self._pictures[source, opaque] = self._picture(source, opaque)
        return self._pictures[source, opaque], wraps(self._document, entry)

    def _picture(self, source: int, opaque: bool) -> Texture | None:
        content = self._document.image(source)
        if content is None:
            return None
        name = str(self._document.item("images", source).get("name") or f"picture {source}")
        texture = decode(content, name)
        if texture is None:
            self._document.notes.append(
                text("The picture “{name}” cannot be read; the model opens without it.", name=name)
            )
        elif opaque and (texture.pixels[..., 3] != 255).any():  # alpha of an opaque material means nothing
            pixels = texture.pixels.copy()
            pixels[..., 3] = 255
            texture = Texture(pixels, name)
        return texture


def _dict(entry: dict[str, Any], key: str) -> dict[str, Any]:
    found = entry.get(key)
    return found if isinstance(found, dict) else {}


def _matrix(transform: dict[str, Any]) -> NDArray[np.float64] | None:
    """KHR_texture_transform as a matrix: translation · rotation · scale."""
    if not transform:
        return None
    try:
        offset = np.array(transform.get("offset", [0, 0]), np.float64).reshape(2)
        scale = np.array(transform.get("scale", [1, 1]), np.float64).reshape(2)
        angle = float(transform.get("rotation", 0))
    except (TypeError, ValueError) as error:
        raise damaged("KHR_texture_transform") from error
    c, s = np.cos(angle), np.sin(angle)
    turn = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
    move = np.array([[1, 0, offset[0]], [0, 1, offset[1]], [0, 0, 1]])
    return np.asarray(move @ turn @ np.diag([scale[0], scale[1], 1]))
