"""A thing seen straight from the front: where it is in the picture, and its print."""

from dataclasses import dataclass
from math import cos, radians, sin
from typing import Self

import numpy as np
from PIL import Image
from shapely.geometry import Polygon

from app.layouts.mockup.light import Floats, blurred, dimmed
from app.layouts.mockup.surfaces import Size
from app.layouts.mockup.view import Points, outline_of, seen, share_of


@dataclass(frozen=True)
class Body:
    """A trim of millimetres in a picture of pixels, turned clockwise about the middle of its box."""

    trim: Polygon
    size: Size
    scale: float
    middle: tuple[float, float]
    turn_deg: float = 0.0

    @classmethod
    def filling(
        cls, trim: Polygon, size: Size, room: tuple[float, float], at: tuple[float, float], turn: float
    ) -> Self:
        """One that fills at most these parts of the picture's width and height; ``at``: its middle, in such parts."""
        scale = min(size[0] * room[0] / trim.bounds[2], size[1] * room[1] / trim.bounds[3])
        return cls(trim, size, scale, (size[0] * at[0], size[1] * at[1]), turn)

    def to_pixels(self, points: Points, move: tuple[float, float] = (0.0, 0.0)) -> Points:
        """(N, 2) pixels of points in mm, moved by so many pixels."""
        s, c = sin(radians(self.turn_deg)), cos(radians(self.turn_deg))
        x = (points[:, 0] - self.trim.bounds[2] / 2) * self.scale
        y = (points[:, 1] - self.trim.bounds[3] / 2) * self.scale
        right, down = self.middle[0] + move[0], self.middle[1] + move[1]
        return np.stack([c * x - s * y + right, s * x + c * y + down], axis=1)

    def share(self, move: tuple[float, float] = (0.0, 0.0)) -> Floats:
        """(H, W) what it covers."""
        return share_of([self.to_pixels(ring, move) for ring in outline_of(self.trim)], self.size)

    def print_of(self, image: Image.Image, move: tuple[float, float] = (0.0, 0.0)) -> tuple[Floats, Floats]:
        """The print on the box of its trim: light (H, W, 3) and share (H, W)."""
        w, h = self.trim.bounds[2], self.trim.bounds[3]
        corners = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float64)
        return seen(image, self.to_pixels(corners, move), self.size)

    def shadow(self, ground: Floats, casts: tuple[tuple[float, float, float, float], ...]) -> Floats:
        """Its shadow on a ground: right and down, softness (all in mm) and strength of each part."""
        for right, down, soft, strength in casts:
            cast = self.share((right * self.scale, down * self.scale))
            ground = dimmed(ground, blurred(cast, soft * self.scale), strength)
        return ground
