"""How a picture goes on beyond its borders (samplers of glTF 2.0), turned into repeating: the only way that a Mesh knows."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.mesh.files.images import MAX_SIDE
from app.mesh.io.gltf.document import Document
from app.mesh.mesh import Texture

Table = tuple[NDArray[np.float32], NDArray[np.int64]]  # coordinates (N, 2) with v upwards, faces (F, 3) as rows of them

Growth = tuple[int, int]  # texels before the picture's first column (or lowest row), and behind its last (or highest)

NONE: Growth = (0, 0)
REPEATED, CLAMPED, MIRRORED = 10497, 33071, 33648
FARTHEST = float(MAX_SIDE)  # in pictures: no picture can be continued so far
MOST_PIXELS = 1 << 25  # of a picture that is continued: 128 MiB, a part of what reading a file may take


def wraps(document: Document, texture: dict[str, Any]) -> tuple[int, int]:
    """Wrap modes of u and v; what is not one of the three is repeated, as without a sampler."""
    index = texture.get("sampler")
    known = type(index) is int and 0 <= index < document.count("samplers")
    sampler = document.item("samplers", index) if known else {}
    u, v = (m if m in (CLAMPED, MIRRORED) else REPEATED for m in (sampler.get("wrapS"), sampler.get("wrapT")))
    return u, v


def growths(modes: tuple[int, int], tables: list[Table], texture: Texture) -> tuple[Growth, Growth]:
    """Along u and v: how many texels the picture must be continued with, so that repeating it shows it as it is wrapped.

    It must where a triangle crosses a border: by its mirror image, or by its border as far as such triangles reach.
    Others can be moved back into the picture, and all are where a larger one would be too large.
    """
    height, width = texture.pixels.shape[:2]
    u = _growth(modes[0], [uv[faces, 0] for uv, faces in tables], width, MOST_PIXELS // height)
    v = _growth(modes[1], [uv[faces, 1] for uv, faces in tables], height, MOST_PIXELS // (width + sum(u)))
    return u, v


def _growth(mode: int, corners: list[NDArray[np.float32]], size: int, most: int) -> Growth:
    """``corners``: coordinates along this axis, (F, 3) each; ``most``: texels that it may have."""
    some = 0.25 / size
    low, high = (np.concatenate([f(c, axis=1) for c in corners] or [[]]) for f in (np.min, np.max))
    if mode == MIRRORED:
        crosses = np.ceil(high - some) - np.floor(low + some) > 1
        growth = (0, size) if crosses.any() else NONE
    elif mode == CLAMPED:
        crosses = ((low < -some) & (high > some)) | ((low < 1 - some) & (high > 1 + some))
        reach = (
            max(float(low[crosses].min(initial=0.0)), -FARTHEST),
            min(float(high[crosses].max(initial=1.0)), FARTHEST),
        )
        # One more: a repeated picture that is filtered shows its other side in the half of a texel at its border.
        growth = (math.ceil(-reach[0] * size) + 1, math.ceil((reach[1] - 1) * size) + 1) if crosses.any() else NONE
    else:
        growth = NONE
    return growth if size + sum(growth) <= min(MAX_SIDE, most) else NONE


def grown(texture: Texture, modes: tuple[int, int], by: tuple[Growth, Growth]) -> Texture:
    """The picture, continued at its borders; v goes upwards, rows of pixels downwards."""
    pixels = texture.pixels
    for axis, mode, (before, after) in ((1, modes[0], by[0]), (0, modes[1], by[1][::-1])):
        if before or after:
            room = [(0, 0)] * 3
            room[axis] = (before, after)
            pixels = np.pad(pixels, room, "symmetric" if mode == MIRRORED else "edge")
    return Texture(pixels, texture.name)


def wrapped(
    uv: NDArray[np.float32], modes: tuple[int, int], by: tuple[Growth, Growth], texture: Texture
) -> NDArray[np.float32]:
    """(N, 2) coordinates, v upwards, on the picture that is grown ``by`` so much; ``texture`` is the one it was before."""
    result = uv.copy()
    height, width = texture.pixels.shape[:2]
    for axis, size in enumerate((width, height)):
        column, (before, after) = result[:, axis], by[axis]
        if before or after:
            column[:] = (column * size + before) / (size + before + after)
        elif modes[axis] == MIRRORED:
            column[:] = np.abs(column - 2 * np.rint(column / 2))
        if modes[axis] == CLAMPED:
            # Between the middles of the outermost texels: nearer to the border a repeated picture shows its other side.
            middle = 0.5 / (size + before + after)
            column[:] = np.clip(column, middle, 1 - middle)
    return result
