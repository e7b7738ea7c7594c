"""A magnet that holds a note on a door of brushed steel."""

import numpy as np
from PIL import Image
from shapely.geometry import Polygon, box

from app.layouts.mockup.body import Body
from app.layouts.mockup.light import Floats, blurred, color, over, picture_of
from app.layouts.mockup.relief import inside_distance, rounded_edge
from app.layouts.mockup.surfaces import Size, across, steel
from app.layouts.mockup.view import share_of

_RUBBER = color(52, 50, 50)
_NOTE = color(250, 246, 234)
_RULE = color(176, 196, 214)
_THICK = 0.032  # of the longer side: about 2.5 mm of a magnet of 80


def magnet(front: Image.Image, trim: Polygon, size: Size) -> Image.Image:
    """The magnet with its print, a little note below it."""
    body = Body.filling(trim, size, (0.60, 0.58), (0.5, 0.45), -3.0)
    unit = max(trim.bounds[2], trim.bounds[3]) / 80
    ground = _note(steel(size), body, unit)
    deep = _THICK * 80 * unit
    casts = ((0.5 * unit, 0.8 * unit, 0.7 * unit, 0.6), (2.2 * unit, 3.2 * unit, 2.2 * unit, 0.5))
    ground = body.shadow(ground, (*casts, (5 * unit, 7 * unit, 6 * unit, 0.35)))
    ground = _side(ground, body, deep)
    share = body.share()
    light, printed = body.print_of(front)
    face = over(np.broadcast_to(color(248, 247, 244), light.shape), light, printed)
    edge = rounded_edge(inside_distance(share), 1.1 * unit * body.scale, 0.75 * unit * body.scale)
    face = (
        face * (1 + 0.55 * (edge.diffuse - 1))[..., None]
        + (0.30 * edge.gloss * _near_edge(share, body, unit))[..., None]
    )
    face = face + (_sheen(size) * 0.10)[..., None]
    return picture_of(over(ground, face, share))


def _side(ground: Floats, body: Body, deep_mm: float) -> Floats:
    steps = max(2, round(deep_mm * body.scale * 0.5))
    for k in range(steps, 0, -1):
        part = k / steps
        move = (0.22 * deep_mm * body.scale * part, 0.42 * deep_mm * body.scale * part)
        tone = _RUBBER * (1.9 - 1.2 * part)
        ground = over(ground, np.broadcast_to(tone, ground.shape), body.share(move))
    return ground


def _near_edge(share: Floats, body: Body, unit: float) -> Floats:
    """(H, W) 1 along the edge, falling to 0 where the face is flat and would shine all over."""
    return np.asarray(np.clip(1 - inside_distance(share) / (1.6 * unit * body.scale), 0, 1))


def _sheen(size: Size) -> Floats:
    x, y = across(size)
    band = np.exp(-(((x + 0.55 * y - 0.52) / 0.10) ** 2)) + 0.5 * np.exp(-(((x + 0.55 * y - 0.78) / 0.03) ** 2))
    return np.asarray(band, np.float32)


def _note(ground: Floats, body: Body, unit: float) -> Floats:
    """A ruled sheet that hangs below the magnet."""
    width, height = body.trim.bounds[2], body.trim.bounds[3]
    wide, long = max(62 * unit, 0.8 * width), 130 * unit
    sheet = Body(box(0, 0, wide, long), body.size, body.scale, _below(body, height, long), 2.5)
    ground = sheet.shadow(ground, ((0.4 * unit, 0.6 * unit, 0.5 * unit, 0.35), (2 * unit, 3 * unit, 3 * unit, 0.25)))
    x, y = across(body.size)
    fall = (1.0 - 0.12 * (0.5 * x + 0.5 * y))[..., None]
    ground = over(ground, _NOTE * fall, sheet.share())
    lines = [
        sheet.to_pixels(
            np.array(
                [[0.07 * wide, at], [0.93 * wide, at], [0.93 * wide, at + 0.35 * unit], [0.07 * wide, at + 0.35 * unit]]
            )
        )
        for at in np.arange(14 * unit, long - 8 * unit, 8 * unit)
    ]
    return over(ground, np.broadcast_to(_RULE, ground.shape), blurred(share_of(lines, body.size), 0.4) * 0.8)


def _below(body: Body, height_mm: float, long_mm: float) -> tuple[float, float]:
    """The middle of the note: its upper edge is behind the middle of the magnet."""
    return body.middle[0] + 0.02 * body.size[0], body.middle[1] + (long_mm / 2 - 0.1 * height_mm) * body.scale
