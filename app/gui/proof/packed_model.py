"""A model as few bytes as a browser needs to show it: fewer triangles, short numbers, small pictures."""

import hashlib
import io
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.gui.viewport.drawable import Drawable, Part, prepare
from app.jobs.progress import Progress
from app.mesh.mesh import Mesh
from app.mesh.shaping.reduce import reduced

FACES = 120_000  # on a telephone nobody sees a difference to more
BUDGET = 3_600_000  # bytes before base64, which makes 4.8 MB of them: chat programs carry that
LARGEST_PICTURE = 2048
PALETTE = 4096  # pixels of a table of flat colours: lossy compression would mix its neighbours
# What pictures are tried with until they fit: edge in pixels, quality of WebP
QUALITIES = ((2048, 86), (2048, 76), (1024, 84), (1024, 70), (512, 80), (256, 70), (128, 60))


@dataclass
class PackedModel:
    """What the viewer gets.

    binary    the arrays of all parts, little-endian, one after another
    parts     for each part: points, triangles, base (sRGB 0..1), picture (number or -1), uv (least u, least v, extents),
              and where each array is in ``binary``: {name: [start, bytes]}
    pictures  WebP files
    drawable  what it was made from
    """

    drawable: Drawable
    binary: bytes = b""
    parts: list[dict[str, Any]] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.binary) + sum(map(len, self.pictures))


def pack(mesh: Mesh, progress: Progress, budget: int = BUDGET, faces: int = FACES) -> PackedModel:
    """Reduce a mesh to so many faces, within ``budget`` bytes wherever its geometry alone is within."""
    if len(mesh.faces) > faces:
        mesh = reduced(mesh, faces, None, progress.part(0.0, 0.7))
    progress(0.75)
    packed = PackedModel(prepare(mesh))
    low, size = _box(packed.drawable)
    blocks: list[bytes] = []
    pictures: dict[bytes, Image.Image] = {}
    for part in packed.drawable.parts:
        packed.parts.append(_described(part, _arrays(part, low, size), blocks, pictures))
    packed.binary = b"".join(blocks)
    progress(0.85)
    room = budget - len(packed.binary)
    for edge, quality in QUALITIES:
        packed.pictures = []
        for picture in pictures.values():
            progress(0.9)
            packed.pictures.append(_webp(picture, edge, quality))
        if sum(map(len, packed.pictures)) <= room:
            break
    progress(1.0)
    return packed


def _box(drawable: Drawable) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    size = drawable.bounds[1] - drawable.bounds[0]
    return drawable.bounds[0], np.where(size > 0, size, 1.0)


def _arrays(part: Part, low: NDArray[np.float64], size: NDArray[np.float64]) -> dict[str, NDArray[Any]]:
    """Points in the order in which the triangles first use them, triangles along a curve through space: short steps."""
    centre = ((part.points[part.triangles].mean(axis=1) - low) / size * 1023).astype(np.int64).clip(0, 1023)
    triangles = part.triangles[np.argsort(_morton(centre), kind="stable")]
    flat = triangles.ravel()
    points, first = np.unique(flat, return_index=True)
    order = points[np.argsort(first, kind="stable")]
    place = np.zeros(len(part.points), np.int64)
    place[order] = np.arange(len(order))
    arrays: dict[str, NDArray[Any]] = {
        "position": np.round((part.points[order] - low) / size * 65535).clip(0, 65535).astype("<u2"),
        "normal": _octahedral(part.normals[order]),
        "clay": part.clay[order, 0],
        "index": _steps(place[flat]),
    }
    if part.picture is not None and part.uv is not None:
        least, extent = _uv_box(part.uv)
        arrays["uv"] = np.round((part.uv[order] - least) / extent * 65535).clip(0, 65535).astype("<u2")
    if part.colors is not None:
        arrays["color"] = part.colors[order]
    return arrays


def _described(
    part: Part, arrays: dict[str, NDArray[Any]], blocks: list[bytes], pictures: dict[bytes, Image.Image]
) -> dict[str, Any]:
    start = sum(map(len, blocks))
    places = {}
    for name, array in arrays.items():
        content = array.tobytes()
        places[name] = [start, len(content)]
        blocks.append(content + b"\0" * (-len(content) % 4))
        start += len(blocks[-1])
    number = -1
    if part.picture is not None and part.uv is not None:
        key = hashlib.sha256(part.picture.data.cast("B")).digest()  # materials often share a picture
        if key not in pictures:
            pictures[key] = _picture(part.picture)
        number = list(pictures).index(key)
    least, extent = (np.zeros(2), np.ones(2)) if part.uv is None else _uv_box(part.uv)
    return {
        "points": len(arrays["clay"]),
        "triangles": len(part.triangles),
        "base": [round(value, 4) for value in part.base],
        "picture": number,
        "uv": [*map(float, least), *map(float, extent)],
        "at": places,
    }


def _uv_box(uv: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    least = uv.min(axis=0).astype(np.float64)
    extent = uv.max(axis=0) - least
    return least, np.where(extent > 0, extent, 1.0)


def _morton(cell: NDArray[np.int64]) -> NDArray[np.int64]:
    """(N,): the number of each cell (N, 3), 10 bits an axis, along the Z-order curve."""
    result = np.zeros(len(cell), np.int64)
    for bit in range(10):
        for axis in range(3):
            result |= ((cell[:, axis] >> bit) & 1) << (3 * bit + axis)
    return result


def _octahedral(normals: NDArray[np.float32]) -> NDArray[np.int8]:
    """Unit vectors (N, 3) as two bytes each (N, 2): the octahedron unfolded (Meyer et al. 2010), within a degree."""
    length = np.abs(normals).sum(axis=1, keepdims=True)
    flat = normals / np.where(length > 0, length, 1.0)
    x, y = flat[:, 0], flat[:, 1]
    below = flat[:, 2] < 0
    folded_x = (1 - np.abs(y)) * np.where(x >= 0, 1, -1)
    folded_y = (1 - np.abs(x)) * np.where(y >= 0, 1, -1)
    return np.round(np.stack([np.where(below, folded_x, x), np.where(below, folded_y, y)], axis=1) * 127).astype(
        np.int8
    )


def _steps(numbers: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Numbers as the steps between them: zigzag, then seven bits a byte, the lowest first, the top bit says "more"."""
    step = np.diff(numbers, prepend=0)
    value = (step << 1) ^ (step >> 63)
    length = np.ones(len(value), np.int64)
    for k in range(1, 5):
        length += value >= 1 << (7 * k)
    end = np.cumsum(length)
    result = np.zeros(int(end[-1]) if len(end) else 0, np.uint8)
    for k in range(5):
        has = length > k
        more = (length[has] > k + 1).astype(np.int64) << 7
        result[(end - length)[has] + k] = ((value[has] >> (7 * k)) & 127) | more
    return result


def _picture(pixels: NDArray[np.uint8]) -> Image.Image:
    """(H, W, 3), row 0 at the bottom as OpenGL takes it, as WebGL 1 takes it: its edges are powers of two."""
    height, width = pixels.shape[:2]
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    return _resized(picture, _power(width, LARGEST_PICTURE), _power(height, LARGEST_PICTURE))


def _webp(picture: Image.Image, edge: int, quality: int) -> bytes:
    content = io.BytesIO()
    picture = _resized(picture, min(picture.width, edge), min(picture.height, edge))
    exact = picture.width * picture.height <= PALETTE
    picture.save(content, "WEBP", quality=quality, method=4, lossless=exact)
    return content.getvalue()


def _resized(picture: Image.Image, width: int, height: int) -> Image.Image:
    same = picture.size == (width, height)
    return picture if same else picture.resize((width, height), Image.Resampling.LANCZOS)


def _power(length: int, most: int) -> int:
    return int(min(1 << max(0, round(float(np.log2(length)))), most))
