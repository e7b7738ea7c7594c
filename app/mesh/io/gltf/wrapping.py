"""How a picture goes on beyond its borders (samplers of glTF 2.0), turned into repeating: the only way that a Mesh knows."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.mesh.files.images import MAX_SIDE
from app.mesh.io.gltf.document import Document
from app.mesh.mesh import Texture

Table = tuple[NDArray[np.float32], NDArray[np.int64]]  # coordinates (N, 2) with v upwards, faces (F, 3) as rows of them

REPEATED, CLAMPED, MIRRORED = 10497, 33071, 33648
MOST_PIXELS = 1 << 25  # of a doubled picture: 128 MiB, a part of what reading a file may take


def wraps(document: Document, texture: dict[str, Any]) -> tuple[int, int]:
    """Wrap modes of u and v; what is not one of the three is repeated, as without a sampler."""
    index = texture.get("sampler")
    known = type(index) is int and 0 <= index < document.count("samplers")
    sampler = document.item("samplers", index) if known else {}
    u, v = (m if m in (CLAMPED, MIRRORED) else REPEATED for m in (sampler.get("wrapS"), sampler.get("wrapT")))
    return u, v


def mirrored_axes(modes: tuple[int, int], tables: list[Table], texture: Texture) -> tuple[bool, bool]:
    """Along u and v: whether the picture must be doubled with its mirror image.

    It must where a triangle crosses a border. Others can be folded back into the picture, and all are where a doubled
    one would be too large.
    """
    height, width = texture.pixels.shape[:2]
    u = modes[0] == MIRRORED and 2 * width <= MAX_SIDE and 2 * width * height <= MOST_PIXELS
    u = u and any(_crosses(uv[faces, 0], width) for uv, faces in tables)
    width *= 2 if u else 1
    v = modes[1] == MIRRORED and 2 * height <= MAX_SIDE and 2 * width * height <= MOST_PIXELS
    v = v and any(_crosses(uv[faces, 1], height) for uv, faces in tables)
    return u, v


def _crosses(corners: NDArray[np.float32], size: int) -> bool:
    """Whether a triangle of (F, 3) is on both sides of a border by more than a quarter of a texel."""
    some = np.float32(0.25 / size)
    return bool((np.ceil(corners.max(axis=1) - some) - np.floor(corners.min(axis=1) + some) > 1).any())


def doubled(texture: Texture, axes: tuple[bool, bool]) -> Texture:
    """The picture with its mirror image to the right (u) and above (v)."""
    pixels = texture.pixels
    if axes[0]:
        pixels = np.concatenate([pixels, pixels[:, ::-1]], axis=1)
    if axes[1]:
        pixels = np.concatenate([pixels[::-1], pixels], axis=0)
    return Texture(pixels, texture.name)


def wrapped(
    uv: NDArray[np.float32], modes: tuple[int, int], axes: tuple[bool, bool], texture: Texture
) -> NDArray[np.float32]:
    """(N, 2) coordinates, v upwards, on the picture that is doubled along ``axes``; ``texture`` is the single one."""
    result = uv.copy()
    height, width = texture.pixels.shape[:2]
    for axis, size in enumerate((width, height)):
        column = result[:, axis]
        if axes[axis]:
            column /= 2
        elif modes[axis] == MIRRORED:
            column[:] = np.abs(column - 2 * np.rint(column / 2))
        elif modes[axis] == CLAMPED:
            # Between the middles of the outermost texels: nearer to the border a repeated picture shows its other side.
            column[:] = np.clip(column, 0.5 / size, 1 - 0.5 / size)
    return result
