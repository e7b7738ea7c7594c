"""A render window without a window: takes pictures of a drawable from a pose. No Qt."""

from collections.abc import Callable
from typing import Any, Self

import numpy as np
import vtkmodules.vtkRenderingOpenGL2  # noqa: F401 - registers the OpenGL implementation
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkObject, vtkUnsignedCharArray
from vtkmodules.vtkRenderingCore import vtkRenderWindow

from app.errors import AppError
from app.gui.viewport.camera import Pose
from app.gui.viewport.drawable import Drawable
from app.gui.viewport.figure import Mode
from app.gui.viewport.scene import Scene
from app.gui.viewport.studio import PAPER, Surroundings
from app.i18n import text

FINER = 2  # drawn twice as large and averaged: smoother than multisampling, and faster in software
LARGEST = 8192
Finish = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]
_to_numpy: Any = vtk_to_numpy  # VTK does not type it


def _window() -> vtkRenderWindow:
    """The kind of window that works here.

    Without a display VTK falls back to EGL or OSMesa and says so on standard error, which is of no use to anybody.
    """
    loud = vtkObject.GetGlobalWarningDisplay()
    vtkObject.GlobalWarningDisplayOff()
    try:
        return vtkRenderWindow()
    finally:
        vtkObject.SetGlobalWarningDisplay(loud)


class Darkroom:
    """Takes pictures of one drawable. A context manager: graphics memory is freed at its end.

    Works without a display as well (EGL or OSMesa). Raises AppError where the machine cannot draw at all.
    """

    def __init__(self, drawable: Drawable, size: tuple[int, int], mode: Mode) -> None:
        self.drawable = drawable
        self._window = _window()
        self._window.SetOffScreenRendering(1)
        self._size, self._finer = size, 1
        self._finish: Finish | None = None
        self.resize(size)
        self._window.SetMultiSamples(0 if self._finer > 1 else 4)
        self._scene = Scene(self._window, look=PAPER)
        self._scene.set_mode(mode)
        self._scene.set_back_hatch(False)
        self._scene.show(drawable)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._scene.close()
        self._window.Finalize()

    def resize(self, size: tuple[int, int]) -> None:
        """Take pictures of this width and height in pixels from now on."""
        self._size = size
        self._finer = FINER if max(size) * FINER <= LARGEST else 1
        self._window.SetSize(size[0] * self._finer, size[1] * self._finer)

    def set_look(self, look: Surroundings) -> None:
        """Other surroundings."""
        self._scene.set_look(look)

    def set_finish(self, finish: Finish | None) -> None:
        """What is done to each picture before it leaves the room: a watermark, say."""
        self._finish = finish

    def set_mode(self, mode: Mode) -> None:
        """Draw in colour, clay or with edges."""
        self._scene.set_mode(mode)

    def take(self, pose: Pose, height_mm: float = 0.0) -> NDArray[np.uint8]:
        """The picture from this pose: (H, W, 3) uint8 sRGB, row 0 at the top.

        ``height_mm``: drawn without perspective so that the picture is this high at the figure; 0: as the eye sees it.
        """
        self._scene.look_from(pose)
        camera = self._window.GetRenderers().GetFirstRenderer().GetActiveCamera()
        camera.SetParallelProjection(height_mm > 0)
        if height_mm > 0:
            camera.SetParallelScale(height_mm / 2)
        self._window.Render()
        width, height = self._size[0] * self._finer, self._size[1] * self._finer
        raw = vtkUnsignedCharArray()
        self._window.GetPixelData(0, 0, width - 1, height - 1, 1, raw, 0)
        if raw.GetNumberOfTuples() != width * height:
            raise AppError(
                text("This computer cannot draw pictures: install OpenGL (on Debian and Ubuntu: libegl1 and libgl1).")
            )
        picture = _to_numpy(raw).reshape(height, width, 3)[::-1]
        taken = np.ascontiguousarray(picture) if self._finer == 1 else _halved(picture)
        return taken if self._finish is None else self._finish(taken)


def _halved(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    # Sums of neighbours, rows first: much faster than a mean over two axes.
    total = picture[0::2].astype(np.uint16) + picture[1::2]
    return np.asarray((total[:, 0::2] + total[:, 1::2] + 2) >> 2, np.uint8)
