"""What a layer needs to paint flat things over the 3D picture: the camera, and where its points are on the widget."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from app.gui.viewport.camera import Pose
from app.gui.viewport.studio import Surroundings


@dataclass(frozen=True, eq=False)
class Sheet:
    """The picture that is painted over: its camera, its size in widget pixels, the colours around the figure."""

    pose: Pose
    width: int
    height: int
    look: Surroundings

    def at(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points (N, 3) mm as (N, 3): x and y in widget pixels from the upper left, and the depth (mm; negative: behind)."""
        seen = self.pose.project(np.atleast_2d(np.asarray(points, np.float64)))
        return np.stack(
            [self.width / 2 + seen[:, 0] * self.height, self.height / 2 - seen[:, 1] * self.height, seen[:, 2]], axis=1
        )

    def place(self, x: float, y: float) -> QPointF:
        """From the picture's middle in shares of its height (right, up) to widget pixels."""
        return QPointF(self.width / 2 + x * self.height, self.height / 2 - y * self.height)

    def shares(self, pixel: QPointF) -> tuple[float, float]:
        """From widget pixels to shares of the height from the picture's middle, right and up."""
        height = max(1, self.height)
        return (pixel.x() - self.width / 2) / height, (self.height / 2 - pixel.y()) / height

    @property
    def pixel_mm(self) -> float:
        """How large a pixel is at the distance that the camera looks at."""
        return self.pose.picture_height / max(1, self.height)


class Layer(Protocol):
    """Something painted over the picture: give it to ``Viewport.add_layer``, and ask for ``Viewport.repaint_layers``."""

    def paint(self, painter: QPainter, sheet: Sheet) -> None:
        """Paint; the painter smooths edges, and is handed on as it is left: save and restore what you change."""
        ...
