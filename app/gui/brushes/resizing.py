"""Sizing a brush by moving the pointer, as in Blender: the ring stays, the pointer draws its rim."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF

from app.gui.brushes.settings import BrushSettings

LEAST_PIXELS = 4.0


@dataclass(frozen=True)
class Resizing:
    """Begun at ``anchor`` (widget pixels) with the radius ``before``, where a pixel is ``pixel_mm`` large."""

    settings: BrushSettings
    anchor: QPointF
    before: float
    pixel_mm: float

    def follow(self, pixel: QPointF) -> None:
        """The pointer is here: so far does the brush reach."""
        way = pixel - self.anchor
        pixels = max(LEAST_PIXELS, math.hypot(way.x(), way.y()))
        self.settings.set_radius(pixels if self.settings.values.unit == "px" else pixels * self.pixel_mm)

    def take_back(self) -> None:
        """Be as large as before."""
        self.settings.set_radius(self.before)
