"""The JSON of a glTF file and the bytes of its buffers, every reference checked."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from app.errors import FileRefusedError
from app.i18n import Text, text
from app.mesh.files.images import find_beside

JSON_CHUNK, BIN_CHUNK = 0x4E4F534A, 0x004E4942
READ_EXTENSIONS = {
    "KHR_draco_mesh_compression",
    "EXT_meshopt_compression",
    "KHR_meshopt_compression",
    "KHR_mesh_quantization",
    "KHR_texture_transform",
    "EXT_texture_webp",
    "EXT_mesh_gpu_instancing",
    "KHR_lights_punctual",
    "KHR_xmp_json_ld",
    "KHR_node_visibility",
    "KHR_animation_pointer",
    "VRM",
}
# Look of materials beyond the base colour: without them the shape and its colour are still right.
HARMLESS_PREFIXES = ("KHR_materials_", "VRMC_", "ADOBE_materials_")


def could_be_glb(start: bytes) -> bool:
    """The magic of GLB."""
    return start[:4] == b"glTF"


def could_be_gltf(start: bytes) -> bool:
    """JSON."""
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def damaged(where: str) -> FileRefusedError:
    """What to say of a file that breaks the rules; ``where`` names the place in words of the format, alike in every language."""
    return FileRefusedError(text("The glTF file is damaged ({where}); export or download it again.", where=where))


@dataclass
class Document:
    """A glTF file. Everything that it says may be wrong: :meth:`item` and its kin raise FileRefusedError."""

    root: dict[str, Any]
    folder: Path
    glb: bytes | None
    notes: list[Text] = field(default_factory=list)
    _buffers: dict[int, bytes] = field(default_factory=dict)

    def item(self, collection: str, index: object) -> dict[str, Any]:
        """Entry of one of the arrays at the top."""
        items = self.root.get(collection)
        if not isinstance(items, list) or type(index) is not int or not 0 <= index < len(items):
            raise damaged(f"{collection}[{index}]")
        found = items[index]
        if not isinstance(found, dict):
            raise damaged(f"{collection}[{index}]")
        return found

    def count(self, collection: str) -> int:
        """Length of one of the arrays at the top."""
        items = self.root.get(collection, [])
        return len(items) if isinstance(items, list) else 0

    def buffer(self, index: int) -> bytes:
        """Bytes of a buffer: inside the file or beside it, nowhere else."""
        if index in self._buffers:
            return self._buffers[index]
        entry = self.item("buffers", index)
        uri = entry.get("uri")
        if uri is None:
            if self.glb is None or index != 0:
                raise damaged(f"buffers[{index}].uri")
            content = self.glb
        else:
            content = self._resource(str(uri))
        if len(content) < number(entry, "byteLength", 0):
            raise damaged(f"buffers[{index}].byteLength")
        self._buffers[index] = content
        return content

    def view(self, index: object) -> tuple[bytes, int]:
        """Bytes of a buffer view and its stride (0: none)."""
        entry = self.item("bufferViews", index)
        content = self.buffer(number(entry, "buffer", -1))
        start, length = number(entry, "byteOffset", 0), number(entry, "byteLength", -1)
        if start < 0 or length < 0 or start + length > len(content):
            raise damaged(f"bufferViews[{index}]")
        return content[start : start + length], number(entry, "byteStride", 0)

    def image(self, index: object) -> bytes | None:
        """Encoded picture; None with a note where its file is missing."""
        entry = self.item("images", index)
        if "bufferView" in entry:
            return self.view(entry["bufferView"])[0]
        uri = str(entry.get("uri", ""))
        if uri.startswith("data:"):
            return self._resource(uri)
        found = find_beside(self.folder, uri)
        if found is None:
            self.notes.append(
                text(
                    "The picture “{name}” is not beside the file; the model opens without it.",
                    name=uri.rsplit("/", maxsplit=1)[-1],
                )
            )
            return None
        return found.read_bytes()

    def _resource(self, uri: str) -> bytes:
        if uri.startswith("data:"):
            head, _, data = uri.partition(",")
            try:
                return base64.b64decode(data) if head.endswith(";base64") else unquote_to_bytes(data)
            except (binascii.Error, ValueError) as error:
                raise damaged("data: URI") from error
        if "://" in uri:
            raise FileRefusedError(
                text("The glTF file keeps its data on the internet; export it as GLB, with everything inside.")
            )
        found = find_beside(self.folder, uri)
        if found is None:
            raise FileRefusedError(
                text(
                    "“{name}” belongs to this glTF file and is not beside it; put it there, or export as GLB.",
                    name=uri.rsplit("/", maxsplit=1)[-1],
                )
            )
        return found.read_bytes()


def number(entry: dict[str, Any], key: str, default: int) -> int:
    """A whole number of an entry. Raises FileRefusedError for anything else."""
    value = entry.get(key, default)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is not int:
        raise damaged(key)
    return value


def open_document(path: Path) -> Document:
    """The document in a .glb or .gltf file. Raises FileRefusedError."""
    content = path.read_bytes()
    glb = None
    if could_be_glb(content):
        content, glb = _chunks(content)
    try:
        root = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise damaged("JSON") from error
    if not isinstance(root, dict):
        raise damaged("JSON")
    asset = root.get("asset")
    version = str(asset.get("version", "")) if isinstance(asset, dict) else ""
    if not version.startswith("2"):
        raise FileRefusedError(
            text("This is glTF version {version}; only 2.0 is read. Export it again, as GLB.", version=version or "1.0")
        )
    required = root.get("extensionsRequired", [])
    for name in required if isinstance(required, list) else []:
        if name not in READ_EXTENSIONS and not str(name).startswith(HARMLESS_PREFIXES):
            raise FileRefusedError(
                text("The glTF file needs “{name}”, which is not read; export it without that.", name=str(name)[:60])
            )
    return Document(root, path.parent, glb)


def _chunks(content: bytes) -> tuple[bytes, bytes | None]:
    version, total = int.from_bytes(content[4:8], "little"), int.from_bytes(content[8:12], "little")
    if version != 2:
        raise FileRefusedError(
            text("This is glTF version {version}; only 2.0 is read. Export it again, as GLB.", version=version)
        )
    if len(content) < total:
        raise FileRefusedError(
            text(
                "The GLB file is cut short: {n} of {total} bytes are there; download it again.",
                n=len(content),
                total=total,
            )
        )
    words, glb, at = None, None, 12
    while at + 8 <= total:
        size, kind = int.from_bytes(content[at : at + 4], "little"), int.from_bytes(content[at + 4 : at + 8], "little")
        at += 8
        if at + size > total:
            raise damaged("GLB")
        if words is None:
            if kind != JSON_CHUNK:
                raise damaged("GLB")
            words = content[at : at + size]
        elif kind == BIN_CHUNK and glb is None:
            glb = content[at : at + size]
        at += size
    if words is None:
        raise damaged("JSON")
    return words, glb
