"""One texture for all parts: each gets a rectangle, and each pixel is painted from the place it lies on."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from app.mesh.samples.surfaces import Part

GUTTER = 4  # pixels around each rectangle, painted too: no foreign colour bleeds in when the texture is made smaller
Place = tuple[int, int]


def pack(parts: Sequence[Part], size: int) -> list[Place]:
    """Upper left corners of the parts' rectangles (without gutter), in shelves from the tallest down."""
    places: dict[int, Place] = {}
    x = y = shelf = 0
    for k in sorted(range(len(parts)), key=lambda k: (-parts[k].pixels[1], k)):
        width, height = (length + 2 * GUTTER for length in parts[k].pixels)
        if x + width > size:
            x, y, shelf = 0, y + shelf, 0
        assert y + height <= size, "the parts do not fit on the atlas"
        places[k] = (x + GUTTER, y + GUTTER)
        x, shelf = x + width, max(shelf, height)
    return [places[k] for k in range(len(parts))]


def paint(parts: Sequence[Part], places: Sequence[Place], size: int, ground: tuple[int, int, int]) -> NDArray[np.uint8]:
    """(size, size, 4) uint8 sRGB, row 0 at the top."""
    pixels = np.empty((size, size, 4), np.uint8)
    pixels[:] = (*ground, 255)

    def one(part: Part, place: Place) -> None:
        x, y = place
        width, height = part.pixels
        across = (np.arange(-GUTTER, width + GUTTER) + 0.5) / width
        down = (np.arange(-GUTTER, height + GUTTER) + 0.5) / height
        s, t = np.meshgrid(across, np.clip(1 - down, 0, 1), indexing="xy")
        color = part.paint(s, t, part.surface(s, t))
        rows, columns = slice(y - GUTTER, y + height + GUTTER), slice(x - GUTTER, x + width + GUTTER)
        pixels[rows, columns, :3] = np.clip(color * 255 + 0.5, 0, 255).astype(np.uint8)

    # No rectangle meets another, so the order does not matter; NumPy lets go of the interpreter while it computes.
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, parts, places))
    return pixels


def texture_coordinates(part: Part, place: Place, size: int, st: NDArray[np.float64]) -> NDArray[np.float32]:
    """Parameters (…, 2) to texture coordinates (…, 2) float32, v upwards."""
    u = (place[0] + st[..., 0] * part.pixels[0]) / size
    v = 1 - (place[1] + (1 - st[..., 1]) * part.pixels[1]) / size
    return np.stack([u, v], axis=-1).astype(np.float32)
