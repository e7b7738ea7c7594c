"""How a relief will look under a lamp, and a lithophane before one: NumPy alone, fast enough to follow a slider."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.layouts.relief.field import HeightField

LIGHT = np.array([-0.55, 0.62, 0.56])  # from the upper left, low enough that small steps throw a shade
AMBIENT, DIFFUSE, SHINE = 0.30, 0.72, 0.12
CLAY = np.array([224.0, 219.0, 210.0])
WARM = np.array([255.0, 214.0, 158.0])
CLEARNESS_MM = 1.1  # white PLA before a lamp: an e-th of the light is left after this [U]


def shaded(field: HeightField, colors: NDArray[np.uint8] | None = None) -> Image.Image:
    """The relief from above, one pixel for each point of its grid: "RGBA", clear outside of the outline.

    colors  (R, C, 3) uint8 sRGB at the points of the grid; None: clay
    """
    along_y, along_x = np.gradient(field.heights, field.step_mm[1], field.step_mm[0])
    normal = np.stack([-along_x, along_y, np.ones_like(along_x)], axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    light = LIGHT / np.linalg.norm(LIGHT)
    facing = np.clip(normal @ light, 0.0, 1.0)
    halfway = light + np.array([0.0, 0.0, 1.0])
    shine = np.clip(normal @ (halfway / np.linalg.norm(halfway)), 0.0, 1.0) ** 40
    base = np.broadcast_to(CLAY, (*field.heights.shape, 3)) if colors is None else colors[..., :3].astype(np.float64)
    level = (AMBIENT + DIFFUSE * facing / light[2] * 0.85)[..., None]
    return _image(base * level + 255 * SHINE * shine[..., None], field)


def backlit(field: HeightField) -> Image.Image:
    """A lithophane with a warm lamp behind it: the thinner, the lighter (Lambert-Beer)."""
    thin = float(field.heights[field.inside > 0].min(initial=np.inf))
    light = np.exp(-(field.heights - min(thin, field.heights.max())) / CLEARNESS_MM)
    return _image(WARM * light[..., None] ** (1 / 2.2), field)


def _image(rgb: NDArray[np.float64], field: HeightField) -> Image.Image:
    step = max(field.step_mm)
    cover = np.clip(field.inside / step + 0.5, 0.0, 1.0) * 255
    pixels = np.concatenate([np.clip(rgb, 0, 255), cover[..., None]], axis=-1)
    return Image.fromarray(np.round(pixels).astype(np.uint8), "RGBA")
