"""Cards and photos on a table, alone or front and back."""

from dataclasses import dataclass

import numpy as np
from PIL import Image
from shapely.geometry import Polygon

from app.layouts.mockup.light import Floats, blurred, color, dimmed, over, picture_of
from app.layouts.mockup.surfaces import Size, across, plaster, tint_from, window_light, wood
from app.layouts.mockup.view import Camera, Lying, Points, outline_of, seen, share_of

_WALNUT = (color(128, 94, 70), color(84, 58, 42))
_GLOSS = 0.22
_PAPER_EDGE = color(214, 209, 200)


@dataclass(frozen=True)
class Card:
    """One sheet of paper.

    thick_mm  as it shows in the picture
    gloss     how much of the window it reflects
    lift_mm   how far it is above the table, where it lies on another
    """

    image: Image.Image
    trim: Polygon
    thick_mm: float
    gloss: float
    lift_mm: float = 0.0


def postcard(front: Image.Image, trim: Polygon, size: Size, *, glossy: bool = False) -> Image.Image:
    """A card of board on a plain table, in the light of a window."""
    card = Card(front, trim, 0.9, _GLOSS * 0.8 if glossy else 0.0)
    camera, lying = _camera(size, trim, 0.66, 30), _lying(trim, turn=-7)
    sun = window_light(size)
    return picture_of(_lay(_table(front, sun), card, lying, camera, sun))


def photo(front: Image.Image, trim: Polygon, size: Size, *, glossy: bool = True) -> Image.Image:
    """A print on dark wood."""
    card = Card(front, trim, 0.45, _GLOSS if glossy else 0.0)
    camera, lying = _camera(size, trim, 0.70, 26), _lying(trim, turn=6)
    ground = wood(size, *_WALNUT)
    return picture_of(_lay(ground, card, lying, camera, None))


def pair(front: Image.Image, back: Image.Image, trim: Polygon, size: Size) -> Image.Image:
    """The back, and over a corner of it the front."""
    camera = _camera(size, trim, 0.50, 28)
    width, height = trim.bounds[2], trim.bounds[3]
    away = (0.30 * width, 0.36 * height)
    if height > width:
        away = (0.46 * width, 0.14 * height)
    sun = window_light(size)
    ground = _table(front, sun)
    under = _lying(trim, turn=5, x=away[0], y=-away[1])
    above = _lying(trim, turn=-6, x=-away[0], y=away[1])
    ground = _lay(ground, Card(back, trim, 0.9, 0.0), under, camera, sun)
    return picture_of(_lay(ground, Card(front, trim, 0.9, 0.0, 0.8), above, camera, sun))


def _table(front: Image.Image, sun: Floats) -> Floats:
    ground = plaster((sun.shape[1], sun.shape[0]), tint_from(front))
    return np.asarray(ground * (0.74 + sun[..., None] * np.array([0.33, 0.315, 0.285], np.float32)), np.float32)


def _camera(size: Size, trim: Polygon, share: float, tilt: float) -> Camera:
    """One in whose picture the thing fills ``share`` of what there is."""
    width, height = trim.bounds[2], trim.bounds[3]
    scale = min(size[0] * share / width, size[1] * (share + 0.06) / (height * 0.92))
    return Camera(size, scale, tilt, 5.0 * max(size) / scale / 1.6, (size[0] / 2, size[1] * 0.49))


def _lying(trim: Polygon, *, turn: float, x: float = 0.0, y: float = 0.0) -> Lying:
    return Lying(trim.bounds[2], trim.bounds[3], x, y, turn)


def _lay(ground: Floats, card: Card, lying: Lying, camera: Camera, sun: Floats | None) -> Floats:
    """The card on what there is already, with its shadow; ``sun``: how much of it falls where."""
    size, px = camera.size, camera.scale
    rings = [lying.on_table(ring) for ring in outline_of(card.trim)]
    for right, down, soft, strength in ((0.5, 0.7, 0.5, 0.6), (2.0, 2.8, 1.7, 0.45), (6.0, 8.0, 6.5, 0.42)):
        grown = 1 + card.lift_mm * 0.6
        move = np.array([right * grown, down * grown])
        shadow = share_of([camera.project(ring + move) for ring in rings], size)
        ground = dimmed(ground, blurred(shadow, soft * grown * px), strength)
    ground = _edge(ground, rings, card, camera)
    top = [camera.project(ring, card.thick_mm) for ring in rings]
    corners = camera.project(lying.on_table(lying.corners), card.thick_mm)
    light, covered = seen(card.image, corners, size)
    share = share_of(top, size)
    x, y = across(size)
    falling = (1.0 - 0.12 * (0.6 * x + 0.55 * y))[..., None]
    if sun is not None:
        falling = falling * (0.90 + 0.13 * sun[..., None])
    paper = over(np.broadcast_to(color(250, 249, 246), light.shape), light, covered) * falling
    if card.gloss > 0:
        paper = paper + _reflection(camera, corners)[..., None] * card.gloss
    rim = share - np.clip(blurred(share, 0.9) * 2 - 1, 0, 1) * share
    paper = paper + (0.16 * rim)[..., None]
    return over(ground, paper, share)


def _edge(ground: Floats, rings: list[Points], card: Card, camera: Camera) -> Floats:
    """The side of the paper, layer by layer."""
    steps = max(2, int(np.ceil(card.thick_mm * camera.scale)))
    for k in range(steps):
        share = share_of([camera.project(ring, card.thick_mm * k / steps) for ring in rings], camera.size)
        ground = over(ground, np.broadcast_to(_PAPER_EDGE * (0.62 + 0.30 * k / steps), ground.shape), share)
    return ground


def _reflection(camera: Camera, corners: Points) -> Floats:
    """(H, W) a window in the gloss: two slanting bands, brighter towards the far edge."""
    width, height = camera.size
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)[:, None]
    left, top = (float(at) for at in corners[0])
    reach = float(np.linalg.norm(corners[1] - corners[0]))
    right, down = (float(part) / reach for part in corners[1] - corners[0])
    u = ((x - left) * right + (y - top) * down) / reach
    v = ((y - top) * right - (x - left) * down) / reach
    slant = u + 0.55 * v
    fade = np.clip(1.05 - 1.25 * v, 0, 1)
    band = np.where((slant > 0.16) & (slant < 0.46), fade, 0)
    band = np.where((slant > 0.50) & (slant < 0.60), 0.8 * fade, band)
    return blurred(band, reach * 0.009)
