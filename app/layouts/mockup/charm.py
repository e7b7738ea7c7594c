"""An acrylic charm that hangs before a wall: clear plate, printed on its back, ring and chain."""

from math import atan2, cos, radians, sin, sqrt

import numpy as np
from PIL import Image
from shapely.geometry import Polygon

from app.layouts.mockup.body import Body
from app.layouts.mockup.light import Floats, blurred, dimmed, over, picture_of, shifted
from app.layouts.mockup.metal import arc, wires
from app.layouts.mockup.relief import inside_distance, rounded_edge
from app.layouts.mockup.surfaces import Size, across, plaster, tint_from, window_light
from app.layouts.mockup.view import Points, outline_of

_THICK_MM = 3.0
_AWAY = (0.20, 0.30)  # how far the back of the plate shows beside its front, in parts of the thickness
_RING_MM, _WIRE_MM = 5.0, 0.85
_UPWARDS = 40.0  # degrees from up within which a chain hangs
_LARGEST_HOLE = 8.0  # mm: wider ones are part of the shape


def charm(front: Image.Image, trim: Polygon, size: Size, thick_mm: float = _THICK_MM) -> Image.Image:
    """The charm on its chain. Without a hole it stands by itself."""
    hole = _hole(trim)
    turn, at, room = 0.0, (0.5, 0.5), (0.66, 0.76)
    if hole is not None:
        turn = _pull(trim, hole)
        at, room = (0.5 - 0.10 * sin(turn), 0.5 + 0.10 * cos(turn)), (0.64, 0.66)
    body = Body.filling(trim, size, room, at, 0.0)
    px = body.scale
    back = (_AWAY[0] * thick_mm * px, _AWAY[1] * thick_mm * px)
    sun = window_light(size)[..., None]
    ground = plaster(size, tint_from(front, 228, 0.14)) * (0.78 + sun * np.array([0.27, 0.26, 0.235], np.float32))
    light, printed = body.print_of(front, back)
    printed = printed * body.share(back)
    behind, before = ([], []) if hole is None else _chain(body, hole, turn)
    ground = _shadows(ground.astype(np.float32), body, printed, [*behind, *before])
    ground = _wire(ground, behind, body)
    plate = _plate(ground, body, back)
    plate = over(plate, light * 1.02, printed)
    plate = _front(plate, body)
    return picture_of(_wire(plate, before, body))


def _shadows(ground: Floats, body: Body, printed: Floats, metal: list[Points]) -> Floats:
    """The print dims the wall; clear plastic hardly does, and gathers light along its edge."""
    px = body.scale
    plate = body.share((4.2 * px, 6.0 * px))
    soft = blurred(plate, 1.1 * px)
    ground = dimmed(ground, soft, 0.20)
    wall = shifted(printed, 4.2 * px, 6.0 * px)
    ground = dimmed(ground, blurred(wall, 1.3 * px), 0.42)
    gathered = np.clip(soft - blurred(plate, 2.2 * px) * 1.02, 0, 1)
    ground = ground * (1 + 0.5 * gathered[..., None])
    if metal:
        _, wire = wires([line + np.array([3.2 * px, 4.6 * px]) for line in metal], _WIRE_MM * px, body.size)
        ground = dimmed(ground, blurred(wire, 0.6 * px), 0.45)
    return np.asarray(ground, np.float32)


def _plate(ground: Floats, body: Body, back: tuple[float, float]) -> Floats:
    """Clear plastic over the wall: its side below and to the right, the edge of its back seen through."""
    front, steps = body.share(), 6
    for k in range(steps, 0, -1):
        share = body.share((back[0] * k / steps, back[1] * k / steps)) * (1 - front)
        tone = ground * 0.62 + (0.10 + 0.26 * (steps - k) / steps)
        ground = over(ground, tone, share * 0.75)
    clear = ground * 0.90 + 0.075
    far = body.share(back)
    rim = np.clip(far - (blurred(far, 0.11 * body.scale) * 2 - 1), 0, 1) * far
    clear = clear * (1 - 0.26 * rim)[..., None] + (0.05 * rim)[..., None]
    return over(ground, clear, front)


def _front(plate: Floats, body: Body) -> Floats:
    """The polished edge of the front, and the light of a window on it."""
    share = body.share()
    distance = inside_distance(share)
    px = body.scale
    edge = rounded_edge(distance, 0.75 * px, 0.55 * px, soft=0.7)
    near = np.clip(1 - distance / (1.0 * px), 0, 1)
    shine = 0.95 * np.clip(edge.diffuse - 1, 0, 1) * near
    shade = 0.55 * np.clip(1 - edge.diffuse, 0, 1) * near
    lit = plate * (1 - shade)[..., None] + shine[..., None]
    line = np.clip(1 - np.abs(distance - 0.85 * px) / (0.10 * px + 0.6), 0, 1)
    lit = lit + (0.14 * line)[..., None]
    x, y = across(body.size)
    slant = x + 0.5 * y
    band = ((slant > 0.52) & (slant < 0.66)) * 0.9 + ((slant > 0.685) & (slant < 0.715)) * 0.6
    glare = blurred(band.astype(np.float32), 0.2 * px) * (0.105 - 0.06 * y)
    return over(plate, lit + glare[..., None], share)


def _wire(ground: Floats, lines: list[Points], body: Body) -> Floats:
    if not lines:
        return ground
    light, share = wires(lines, _WIRE_MM * body.scale, body.size)
    return over(ground, light, share)


def _pull(trim: Polygon, hole: Polygon) -> float:
    """Which way the chain goes, radians clockwise from up: up, or away from the plate where its hole is at a side."""
    angle = atan2(hole.centroid.x - trim.centroid.x, trim.centroid.y - hole.centroid.y)
    return angle if abs(angle) > radians(_UPWARDS) else 0.0


def _chain(body: Body, hole: Polygon, turn: float) -> tuple[list[Points], list[Points]]:
    """Wire behind the plate and before it: a ring through the hole, then links as far as the edge of the picture."""
    px = body.scale
    start = body.to_pixels(np.array([[hole.centroid.x, hole.centroid.y]]))[0]
    inside = sqrt(hole.area / np.pi) * px
    down = _RING_MM * px
    narrow = min(0.40 * down, 0.85 * inside + 0.12 * down)
    middle = (0.0, 0.45 * inside - down)
    behind = [arc(middle, narrow, down, -0.5, 0.0)]
    before = [arc(middle, narrow, down, 0.0, 0.5)]
    tall, wide = 2.9 * px, 1.75 * px
    step = 2 * tall - 1.9 * _WIRE_MM * px
    first = middle[1] - down - tall + 1.3 * _WIRE_MM * px
    for k in range(int(sum(body.size) / step) + 1):
        if k % 2 == 0:
            behind.append(arc((0.0, first - k * step), wide, tall, 0.0, 1.0))
        else:
            before.append(arc((0.0, first - k * step), 0.32 * wide, tall, 0.0, 1.0))
    rotate = np.array([[cos(turn), sin(turn)], [-sin(turn), cos(turn)]])
    return [line @ rotate + start for line in behind], [line @ rotate + start for line in before]


def _hole(trim: Polygon) -> Polygon | None:
    """The hole for the ring: the uppermost of those that are small and round."""
    holes = [Polygon(points) for points in outline_of(trim)[1:]]
    round_ones = [
        hole
        for hole in holes
        if hole.area <= np.pi * (_LARGEST_HOLE / 2) ** 2 and hole.length**2 < 4.4 * np.pi * hole.area
    ]
    return min(round_ones, key=lambda hole: hole.centroid.y, default=None)
