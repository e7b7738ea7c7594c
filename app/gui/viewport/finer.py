"""A drawable in small parts with small pictures, so that a brush's dab makes little of it new. NumPy only; for a worker."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.gui.viewport.drawable import Drawable, Part

SMALL_FACES = 5_000
TILE = 512  # texels; pictures that are not larger than two stay whole
WHOLE_TEXELS = 2048  # what faces that reach over many tiles show while they are painted
RIM = 3  # texels around what the faces show, for the mixing between texels


@dataclass(frozen=True, eq=False)
class Tile:
    """A piece of a picture that some parts show.

    picture  (h, w, 3) uint8, row 0 at the bottom: the parts' own array, by which their texture is found
    face     one face of the mesh that shows it: says which picture of the mesh it is a piece of
    low      (column, row) of its first texel in the whole picture, row 0 at the bottom
    step     it shows every so-many-th texel
    """

    picture: NDArray[np.uint8]
    face: int
    low: tuple[int, int]
    step: int = 1


def finer(drawable: Drawable, *, pictures: bool) -> tuple[Drawable, tuple[Tile, ...]]:
    """The same drawable in parts of ``SMALL_FACES``; ``pictures``: cut them up too, and say what is where."""
    tiles: list[Tile] = []
    parts: list[Part] = []
    for part in drawable.parts:
        if pictures and part.uv is not None and part.picture is not None:
            for some, tile in _by_tile(part, tiles):
                parts += [_shows(small, tile, part.picture) for small in _sliced(part, some)]
        else:
            parts += _sliced(part, np.arange(len(part.triangles)))
    return replace(drawable, parts=tuple(parts)), tuple(tiles)


def _sliced(part: Part, some: NDArray[np.intp]) -> list[Part]:
    """These triangles of a part, which lie along a curve through space, in runs."""
    count = max(1, -(-len(some) // SMALL_FACES))
    return [_cut(part, run) for run in np.array_split(some, count)]


def _cut(part: Part, some: NDArray[np.intp]) -> Part:
    triangles = part.triangles[some]
    used = np.zeros(len(part.points), np.bool_)
    used[triangles] = True
    place = np.cumsum(used, dtype=np.int32) - 1
    return replace(
        part,
        points=part.points[used],
        normals=part.normals[used],
        triangles=place[triangles],
        clay=part.clay[used],
        uv=None if part.uv is None else part.uv[used],
        colors=None if part.colors is None else part.colors[used],
        faces=part.faces[some],
        vertices=part.vertices[used],
    )


def _by_tile(part: Part, tiles: list[Tile]) -> list[tuple[NDArray[np.intp], Tile]]:
    """Groups of the triangles of a textured part with the piece of the picture that each shows; new ones join ``tiles``."""
    assert part.picture is not None
    assert part.uv is not None
    height, width = part.picture.shape[:2]
    all_of_it = np.arange(len(part.triangles))
    if max(height, width) <= 2 * TILE:
        return [(all_of_it, _whole(part, tiles, 1))]
    size = np.array([width, height], np.float64)
    corner = part.uv[part.triangles].astype(np.float64)
    corner = (corner - np.floor(corner.min(axis=1))[:, None]) * size
    low, high = corner.min(axis=1), corner.max(axis=1)
    large = ((high - low) > TILE).any(axis=1) | (high > size).any(axis=1)
    at = (low // TILE).astype(np.int64)
    group = np.where(large, -1, at[:, 1] * (width // TILE + 1) + at[:, 0])
    groups = []
    for number in np.unique(group).tolist():
        some = np.flatnonzero(group == number)
        if number < 0:
            groups.append((some, _whole(part, tiles, -(-max(height, width) // WHOLE_TEXELS))))
            continue
        first = np.maximum(np.floor(low[some].min(axis=0)).astype(int) - RIM, 0)
        last = np.minimum(np.ceil(high[some].max(axis=0)).astype(int) + RIM, [width, height])
        piece = np.ascontiguousarray(part.picture[first[1] : last[1], first[0] : last[0]])
        tile = Tile(piece, int(part.faces[some[0]]), (int(first[0]), int(first[1])))
        tiles.append(tile)
        groups.append((some, tile))
    return groups


def _whole(part: Part, tiles: list[Tile], step: int) -> Tile:
    """A tile that is the picture itself, one for all parts that show it."""
    assert part.picture is not None
    for tile in tiles:
        if tile.step == step and tile.low == (0, 0) and _same_memory(tile, part, step):
            return tile
    picture = part.picture if step == 1 else np.ascontiguousarray(part.picture[::step, ::step])
    tile = Tile(picture, int(part.faces[0]), (0, 0), step)
    tiles.append(tile)
    return tile


def _same_memory(tile: Tile, part: Part, step: int) -> bool:
    assert part.picture is not None
    height, width = part.picture.shape[:2]
    return tile.picture.shape[:2] == (-(-height // step), -(-width // step)) and (
        tile.picture is part.picture if step == 1 else bool((tile.picture == part.picture[::step, ::step]).all())
    )


def _shows(part: Part, tile: Tile, whole: NDArray[np.uint8]) -> Part:
    """The part with a piece of its picture instead of the whole."""
    assert part.uv is not None
    if tile.picture is whole or tile.step > 1:
        return replace(part, picture=tile.picture)
    height, width = whole.shape[:2]
    # Whole faces lie in one tile: their corners move by whole pictures, which the crop does not repeat.
    corner = part.uv[part.triangles].astype(np.float64)
    shift = np.zeros((len(part.uv), 2))
    shift[part.triangles] = np.floor(corner.min(axis=1))[:, None]
    texel = (part.uv - shift) * [width, height] - tile.low
    uv = texel / [tile.picture.shape[1], tile.picture.shape[0]]
    return replace(part, uv=uv.astype(np.float32), picture=tile.picture)
