"""A button badge, pinned on cloth: a dome of glossy film."""

import numpy as np
from PIL import Image
from shapely.geometry import Polygon

from app.layouts.mockup.body import Body
from app.layouts.mockup.light import Floats, blurred, color, over, picture_of
from app.layouts.mockup.relief import inside_distance, lit
from app.layouts.mockup.surfaces import Size, canvas, tint_from

_COLLAR = 0.028  # of the smaller side: where the film goes round the metal


def badge(front: Image.Image, trim: Polygon, size: Size) -> Image.Image:
    """The badge with its print on the dome."""
    body = Body.filling(trim, size, (0.60, 0.74), (0.5, 0.485), -6.0)
    ground = canvas(size, tint_from(front, 158, 0.22))
    unit = min(trim.bounds[2], trim.bounds[3]) / 58
    casts = ((0.6 * unit, 1.0 * unit, 0.9 * unit, 0.7), (2.4 * unit, 3.4 * unit, 2.6 * unit, 0.55))
    ground = body.shadow(ground, (*casts, (5 * unit, 7 * unit, 6 * unit, 0.3)))
    share = body.share()
    distance = inside_distance(share)
    reach = max(float(distance.max()), 1.0)
    inner = np.clip(distance / reach, 0, 1)
    dome = reach * (
        0.30 * np.sqrt(np.clip(1 - (1 - np.clip(inner / 0.22, 0, 1)) ** 2, 0, 1)) * 0.34 + 0.10 * (1 - (1 - inner) ** 2)
    )
    shading = lit(blurred(dome.astype(np.float32), 1.6), 60.0)
    light, printed = body.print_of(front)
    face = over(np.broadcast_to(color(250, 249, 247), light.shape), light, printed)
    face = face * (1 + 0.62 * (shading.diffuse - 1))[..., None]
    face = face * (1 - 0.50 * np.clip(1 - inner / (_COLLAR * 2), 0, 1) ** 1.5)[..., None]
    toward = _toward(distance, reach)
    softbox = _band(inner, 0.10, 0.31) * _eased((toward - 0.40) / 0.45)
    rim = _band(inner, 0.04, 0.12) * _eased((-toward - 0.35) / 0.5)
    glare = blurred((0.42 * softbox + 0.13 * rim).astype(np.float32), reach * 0.010)
    top = 0.10 * inner * np.clip(toward, 0, 1)
    return picture_of(over(ground, face + (glare + top)[..., None], share))


def _toward(distance: Floats, reach: float) -> Floats:
    """(H, W) how far the nearest edge lies towards the light: 1 at the top left, -1 at the bottom right, 0 in the middle."""
    slope_y, slope_x = np.gradient(blurred(distance, 0.12 * reach))
    return np.asarray(np.clip((slope_x * 0.56 + slope_y * 0.83) * 1.1, -1, 1), np.float32)


def _eased(value: Floats) -> Floats:
    """From 0 to 1 without a corner."""
    inner = np.clip(value, 0, 1)
    return np.asarray(inner * inner * (3 - 2 * inner), np.float32)


def _band(inner: Floats, low: float, high: float) -> Floats:
    """(H, W) 1 between two parts of the way to the middle, with soft ends."""
    soft = 0.22 * (high - low)
    return np.asarray(np.clip((inner - low) / soft, 0, 1) * np.clip((high - inner) / soft, 0, 1))
