"""A mesh in one uncompressed file: how it travels between processes and rests in the store.

Layout: magic, length of the header (8 bytes little-endian), the header (JSON: version, revision, arrays with
dtype, shape and offset, materials), then the arrays, each at a multiple of 64 bytes.
"""

import json
import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import FileRefusedError
from app.i18n import text
from app.mesh.mesh import Material, Mesh, Texture

MAGIC = b"statuette\0mesh\0\0"
VERSION = 1
ALIGN = 64
FIELDS = {"vertices": "<f8", "faces": "<i4", "corner_uv": "<f4", "vertex_colors": "|u1", "face_material": "<i2"}


def load(path: Path) -> Mesh:
    """The mesh in this file. Raises FileRefusedError where it is damaged: its content must still have its revision."""
    try:
        return decode(path.read_bytes())
    except OSError as error:
        raise FileRefusedError(text("“{path}” cannot be read: {why}.", path=str(path), why=error.strerror)) from error


def encode(mesh: Mesh, *, with_textures: bool = True) -> Iterable[bytes | memoryview]:
    """The content of an archive in pieces; without textures it names them by their digests only."""
    textures: dict[str, Texture] = {}
    for material in mesh.materials:
        for texture in (material.texture, *(t for _, t in material.maps)):
            if texture is not None:
                textures.setdefault(texture.digest, texture)
    arrays = {name: getattr(mesh, name) for name in FIELDS if getattr(mesh, name) is not None}
    if with_textures:
        arrays |= {f"texture {digest}": texture.pixels for digest, texture in textures.items()}
    return _pack(
        {
            "revision": mesh.revision,
            "materials": [
                {
                    "name": m.name,
                    "base_color": m.base_color,
                    "texture": _reference(m.texture),
                    "maps": [[kind, _reference(t)] for kind, t in m.maps],
                }
                for m in mesh.materials
            ],
        },
        arrays,
    )


def decode(content: bytes | memoryview, pixels_of: Callable[[str], NDArray[np.uint8]] | None = None) -> Mesh:
    """The mesh in this content; ``pixels_of`` gives the pixels of a texture by digest where they are kept elsewhere.

    Raises FileRefusedError where the content is not what was written.
    """
    try:
        header, arrays = _unpack(content)
        known: dict[tuple[str, str], Texture] = {}

        def texture(reference: list[str] | None) -> Texture | None:
            if reference is None:
                return None
            digest, name = reference
            if (digest, name) not in known:
                pixels = arrays.get(f"texture {digest}")
                if pixels is None and pixels_of is not None:
                    pixels = pixels_of(digest)
                known[digest, name] = Texture(arrays[f"texture {digest}"] if pixels is None else pixels, name)
            return known[digest, name]

        materials = tuple(
            Material(
                m["name"],
                (m["base_color"][0], m["base_color"][1], m["base_color"][2], m["base_color"][3]),
                texture(m["texture"]),
                tuple((kind, t) for kind, reference in m["maps"] if (t := texture(reference)) is not None),
            )
            for m in header["materials"]
        )
        mesh = Mesh(
            arrays["vertices"],
            arrays["faces"],
            arrays.get("corner_uv"),
            arrays.get("vertex_colors"),
            arrays["face_material"],
            materials,
        )
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, AttributeError) as error:
        raise damaged() from error
    if mesh.revision != header["revision"]:
        raise damaged()
    return mesh


def textures_in(beginning: bytes) -> set[str]:
    """Digests of the textures that an archive names, from its first bytes. Raises FileRefusedError."""
    start = len(MAGIC) + 8
    if not beginning.startswith(MAGIC):
        raise damaged()
    try:
        header = json.loads(beginning[start : start + int.from_bytes(beginning[len(MAGIC) : start], "little")])
        shown = [m["texture"] for m in header["materials"]]
        shown += [reference for m in header["materials"] for _, reference in m["maps"]]
        return {reference[0] for reference in shown if reference is not None}
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise damaged() from error


def encode_texture(texture: Texture) -> Iterable[bytes | memoryview]:
    """One texture by itself, as the store keeps it."""
    return _pack({"texture": texture.digest}, {"pixels": texture.pixels})


def decode_texture(content: bytes | memoryview, digest: str) -> NDArray[np.uint8]:
    """Pixels of the texture with this digest. Raises FileRefusedError where the content is another."""
    try:
        _, arrays = _unpack(content)
        texture = Texture(arrays["pixels"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged() from error
    if texture.digest != digest:
        raise damaged()
    return texture.pixels


def damaged() -> FileRefusedError:
    """What to say of content that is not what was written."""
    return FileRefusedError(
        text("A stored model is damaged: its content is not what was written; open the original file.")
    )


def _reference(texture: Texture | None) -> list[str] | None:
    return None if texture is None else [texture.digest, texture.name]


def _pack(header: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Iterable[bytes | memoryview]:
    table: dict[str, tuple[str, list[int], int]] = {}
    offset = 0
    for name, array in arrays.items():
        table[name] = (array.dtype.newbyteorder("<").str, list(array.shape), offset)
        offset += -(-array.nbytes // ALIGN) * ALIGN
    words = json.dumps({"version": VERSION, **header, "arrays": table, "size": offset}, sort_keys=True).encode()
    start = len(MAGIC) + 8
    words += b" " * (-(start + len(words)) % ALIGN)
    yield MAGIC + len(words).to_bytes(8, "little") + words
    for name, array in arrays.items():
        little = np.ascontiguousarray(array, np.dtype(table[name][0]))
        if little.size:
            yield little.data.cast("B")
        yield bytes(-little.nbytes % ALIGN)


def _unpack(content: bytes | memoryview) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    start = len(MAGIC) + 8
    if bytes(content[: len(MAGIC)]) != MAGIC:
        raise ValueError("no magic")
    begin = start + int.from_bytes(content[len(MAGIC) : start], "little")
    header = json.loads(bytes(content[start:begin]))
    if header["version"] != VERSION or len(content) != begin + header["size"]:
        raise ValueError("another version or size")
    arrays = {}
    for name, (dtype, shape, offset) in header["arrays"].items():
        count = math.prod(shape)
        if dtype != FIELDS.get(name, "|u1") or offset < 0:
            raise ValueError(f"{name} has dtype {dtype}")
        arrays[name] = np.frombuffer(content, np.dtype(dtype), count, begin + offset).reshape(shape)
    return header, arrays
