"""What the grip of a brush asks of the viewport."""

import numpy as np
from numpy.typing import NDArray

from app.gui.viewport.camera import Pose
from app.gui.viewport.widget import Viewport
from app.mesh.arrays import FloatArray


class ViewportStudio:
    """See around.Studio."""

    def __init__(self, viewport: Viewport) -> None:
        self._viewport = viewport

    def pose_now(self) -> Pose:
        """Where the camera is."""
        return self._viewport.camera.pose

    def height(self) -> int:
        """Of the picture, in widget pixels."""
        return self._viewport.height()

    def cast(self, touch_x: float, touch_y: float) -> tuple[FloatArray, FloatArray, tuple[float, float]] | None:
        """The ray under a place (see grip.Touch): start (3,), unit way (3,), and between which distances the figure is drawn."""
        if not self._viewport.sees_figure(touch_x):
            return None
        start, way = self._viewport.camera.pose.ray(touch_x, touch_y)
        section = self._viewport.section.section
        reach = (0.0, np.inf) if section is None else section.reach(start, way)
        return np.asarray(start), np.asarray(way), reach

    def hidden(self) -> NDArray[np.bool_] | None:
        """The faces that are left out of the picture, (F,); None for none."""
        return self._viewport.hidden()

    def repaint(self) -> None:
        """Paint what lies over the picture."""
        self._viewport.repaint_layers()
