"""GLB: metres, Y-up, pictures inside."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.i18n import Text
from app.jobs.progress import Progress
from app.mesh.files.formats import SideFile
from app.mesh.files.images import encode_png
from app.mesh.files.welding import weld_exact
from app.mesh.io.gltf.document import BIN_CHUNK, JSON_CHUNK
from app.mesh.mesh import Material, Mesh
from app.mesh.srgb import linear_from_srgba8

ARRAY_BUFFER, ELEMENT_ARRAY_BUFFER = 34962, 34963
# Coordinates stay in millimetres and the node scales them: divided by 1000 they would be rounded once more, and a surface
# that was proven free of crossings must be the same surface in the file.
METRES = [0.001, 0.001, 0.001]
FLOAT, UNSIGNED_INT, UNSIGNED_SHORT = 5126, 5125, 5123


def write(mesh: Mesh, path: Path, stem: str, progress: Progress) -> tuple[Sequence[SideFile], Sequence[Text]]:
    """One mesh, a primitive for each material; colours of vertices in linear light with 16 bits."""
    writer = _Writer(stem)
    used = np.unique(mesh.material_of_face).tolist()
    for number, index in enumerate(used):
        chosen = np.flatnonzero(mesh.material_of_face == index) if len(used) > 1 else np.arange(len(mesh.faces))
        writer.add_primitive(mesh, chosen, mesh.materials[index] if mesh.materials else None)
        progress(0.9 * (number + 1) / len(used))
    path.write_bytes(writer.content())
    return (), ()


class _Writer:
    def __init__(self, stem: str) -> None:
        self.binary = bytearray()
        self.stem = stem
        self.root: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("accessors", "bufferViews", "materials", "textures", "images")
        }
        self.primitives: list[dict[str, Any]] = []
        self.pictures: dict[str, int] = {}

    def add_primitive(self, mesh: Mesh, chosen: NDArray[np.int64], material: Material | None) -> None:
        corners = mesh.faces[chosen].reshape(-1)
        uv = mesh.corner_uv if material is not None and material.texture is not None else None
        if uv is None:
            used, inverse = np.unique(corners, return_inverse=True)
            rows, index = used, inverse.astype(np.int32)
        else:
            flat = uv[chosen].reshape(-1, 2).astype(np.float64)
            first, index = weld_exact(np.column_stack([corners, flat]))  # one vertex for each place on the picture
            rows, flat = corners[first], flat[first]
        points = mesh.vertices[rows]
        attributes = {
            "POSITION": self._accessor(
                np.stack([points[:, 0], points[:, 2], -points[:, 1]], axis=1).astype("<f4"),
                FLOAT,
                ARRAY_BUFFER,
                bounds=True,
            )
        }
        if uv is not None:
            coordinates = np.stack([flat[:, 0], 1 - flat[:, 1]], axis=1).astype("<f4")
            attributes["TEXCOORD_0"] = self._accessor(coordinates, FLOAT, ARRAY_BUFFER)
        if mesh.vertex_colors is not None and uv is None:
            linear = np.rint(linear_from_srgba8(mesh.vertex_colors[rows]) * 65535).astype("<u2")
            attributes["COLOR_0"] = self._accessor(linear, UNSIGNED_SHORT, ARRAY_BUFFER, normalized=True)
        indices = index.reshape(-1, 1).astype("<u4")
        primitive = {
            "attributes": attributes,
            "indices": self._accessor(indices, UNSIGNED_INT, ELEMENT_ARRAY_BUFFER),
            "material": self._material(material, uv is not None),
        }
        self.primitives.append(primitive)

    def _view(self, content: bytes, target: int | None = None) -> int:
        self.binary += bytes(-len(self.binary) % 4)
        view = {"buffer": 0, "byteOffset": len(self.binary), "byteLength": len(content)}
        self.binary += content
        self.root["bufferViews"].append(view if target is None else {**view, "target": target})
        return len(self.root["bufferViews"]) - 1

    def _accessor(
        self, table: NDArray[Any], component: int, target: int, *, normalized: bool = False, bounds: bool = False
    ) -> int:
        kind = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4"}[table.shape[1]]
        accessor: dict[str, Any] = {
            "bufferView": self._view(table.tobytes(), target),
            "componentType": component,
            "count": len(table),
            "type": kind,
        }
        if normalized:
            accessor["normalized"] = True
        if bounds:
            accessor |= {"min": table.min(axis=0).tolist(), "max": table.max(axis=0).tolist()}
        self.root["accessors"].append(accessor)
        return len(self.root["accessors"]) - 1

    def _material(self, material: Material | None, textured: bool) -> int:
        material = material or Material()
        factor = linear_from_srgba8(np.array(material.base_color, np.uint8)).astype(np.float64)
        pbr: dict[str, Any] = {"metallicFactor": 0, "roughnessFactor": 0.9}
        if (factor != 1).any():
            pbr["baseColorFactor"] = factor.round(7).tolist()
        see_through = material.base_color[3] < 255
        if textured and material.texture is not None:
            pbr["baseColorTexture"] = {"index": self._texture(material)}
            see_through = see_through or bool((material.texture.pixels[..., 3] < 255).any())
        entry = {"name": material.name, "pbrMetallicRoughness": pbr}
        if see_through:
            entry["alphaMode"] = "BLEND"
        self.root["materials"].append(entry)
        return len(self.root["materials"]) - 1

    def _texture(self, material: Material) -> int:
        assert material.texture is not None
        digest = material.texture.digest
        if digest not in self.pictures:
            view = self._view(encode_png(material.texture))
            self.root["images"].append({"bufferView": view, "mimeType": "image/png", "name": material.texture.name})
            self.root["textures"].append({"source": len(self.root["images"]) - 1})
            self.pictures[digest] = len(self.root["textures"]) - 1
        return self.pictures[digest]

    def content(self) -> bytes:
        root: dict[str, Any] = {
            "asset": {"version": "2.0", "generator": "Statuette"},
            "scene": 0,
            "scenes": [{"nodes": [0]}],
            "nodes": [{"mesh": 0, "name": self.stem, "scale": METRES}],
            "meshes": [{"name": self.stem, "primitives": self.primitives}],
            "buffers": [{"byteLength": len(self.binary)}],
        }
        root |= {name: items for name, items in self.root.items() if items}
        words = json.dumps(root, separators=(",", ":"), ensure_ascii=False).encode()
        words += b" " * (-len(words) % 4)
        binary = bytes(self.binary) + bytes(-len(self.binary) % 4)
        chunks = b"".join(
            len(chunk).to_bytes(4, "little") + kind.to_bytes(4, "little") + chunk
            for kind, chunk in ((JSON_CHUNK, words), (BIN_CHUNK, binary))
        )
        return b"glTF" + (2).to_bytes(4, "little") + (12 + len(chunks)).to_bytes(4, "little") + chunks
