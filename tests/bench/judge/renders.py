"""Unlit pictures from 14 directions (6 axes and 8 corners), cast with Open3D's rays: the same on every machine, no GPU."""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from tests.bench.judge.color import delta_e, lab_of
from tests.bench.judge.reading import Painted
from tests.bench.judge.shape import Points
from tests.bench.judge.surface import scene_of

PIXELS = 200  # along an edge of the picture
FINE = 2  # rays along an edge of a pixel: colours are averaged over a pixel as an eye does
SAME_DEPTH = 0.01  # of the diagonal
AXES = [np.eye(3)[k] * s for k in range(3) for s in (1.0, -1.0)]
CORNERS = [np.array(corner) / np.sqrt(3) for corner in product((1.0, -1.0), repeat=3)]


def color_differences(before: Painted, after: Painted) -> NDArray[np.float64]:
    """ΔE00 of every pixel where both show the same place, over all directions.

    Where a filled hole now covers what could be seen through it, the two pictures show different things: pixels whose
    depths differ by more than ``SAME_DEPTH`` do not count.
    """
    bounds = np.array([before.vertices.min(axis=0), before.vertices.max(axis=0)])
    scenes = [scene_of(painted.vertices, painted.faces) for painted in (before, after)]
    found = []
    for direction in [*AXES, *CORNERS]:
        rays = _rays(bounds, direction)
        first, second = (_picture(p, scene, rays) for p, scene in zip((before, after), scenes, strict=True))
        apart = np.abs(first[:, 3] - second[:, 3])  # not a number where one of them shows nothing
        both = apart <= SAME_DEPTH * float(np.linalg.norm(bounds[1] - bounds[0]))
        found.append(delta_e(lab_of(first[both, :3]), lab_of(second[both, :3])))
    return np.concatenate(found)


def _rays(bounds: Points, direction: NDArray[np.float64]) -> NDArray[np.float32]:
    """(N, 6) parallel rays against ``direction``, pixel by pixel with the rays of a pixel together."""
    center, radius = bounds.mean(axis=0), float(np.linalg.norm(bounds[1] - bounds[0])) / 2
    right = np.cross(direction, [0.0, 0.0, 1.0] if abs(direction[2]) < 0.9 else [0.0, 1.0, 0.0])
    right /= np.linalg.norm(right)
    up = np.cross(right, direction)
    count = PIXELS * FINE
    at = ((np.arange(count) + 0.5) / count * 2 - 1) * radius
    x, y = np.meshgrid(at, at)
    x, y = (v.reshape(PIXELS, FINE, PIXELS, FINE).transpose(0, 2, 1, 3).reshape(-1, 1) for v in (x, y))
    start = center + direction * 2 * radius + x * right + y * up
    return np.column_stack([start, np.broadcast_to(-direction, start.shape)]).astype(np.float32)


def _picture(painted: Painted, scene: object, rays: NDArray[np.float32]) -> NDArray[np.float64]:
    """(PIXELS², 4) mean sRGB 0-255 and depth of each pixel; NaN where not all of its rays hit."""
    hit = scene.cast_rays(rays)  # type: ignore[attr-defined]
    face = hit["primitive_ids"].numpy().astype(np.int64)
    there = face < len(painted.faces)
    uv = hit["primitive_uvs"].numpy().astype(np.float64)
    color = np.full((len(rays), 4), np.nan)
    weights = np.column_stack([1 - uv.sum(axis=1), uv])[there]
    color[there, :3] = colors_at(painted, face[there], weights)
    color[there, 3] = hit["t_hit"].numpy()[there]
    return color.reshape(PIXELS * PIXELS, FINE * FINE, 4).mean(axis=1)


def colors_at(painted: Painted, face: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 3) sRGB 0-255: mixed corner colours times the picture, read bilinearly and repeating."""
    color = np.einsum("nk,nkj->nj", weights, painted.corner_color[face])
    for number, pixels in enumerate(painted.pictures):
        here = np.flatnonzero(painted.picture[face] == number)
        if len(here):
            at = np.einsum("nk,nkj->nj", weights[here], painted.corner_uv[face[here]])
            color[here] *= _bilinear(pixels, at) / 255
    return color


def _bilinear(pixels: NDArray[np.uint8], uv: NDArray[np.float64]) -> NDArray[np.float64]:
    height, width = pixels.shape[:2]
    x, y = uv[:, 0] * width - 0.5, (1 - uv[:, 1]) * height - 0.5
    left, top = np.floor(x), np.floor(y)
    fx, fy = (x - left)[:, None], (y - top)[:, None]
    columns = [(left.astype(np.int64) + k) % width for k in (0, 1)]
    rows = [(top.astype(np.int64) + k) % height for k in (0, 1)]
    upper = pixels[rows[0], columns[0]] * (1 - fx) + pixels[rows[0], columns[1]] * fx
    lower = pixels[rows[1], columns[0]] * (1 - fx) + pixels[rows[1], columns[1]] * fx
    return np.asarray(upper * (1 - fy) + lower * fy)
