"""The canvas of PCs without a graphics card: a plain widget that shows the pictures of a window nobody sees.

An OpenGL widget makes Qt put the whole window together by OpenGL. Where the processor has to do that, each change of a word
anywhere in the window costs 15 to 40 ms. Here VTK draws into an interactor of pyvistaqt that has no place in the window; its
pixels are copied, and the window remains one in memory, of which only what has changed goes to the screen.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import delete
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkUnsignedCharArray

from app.gui.base.once import once
from app.gui.viewport.interactor import Interactor

_to_numpy: Any = vtk_to_numpy  # VTK does not type it
_FRONT = 1  # of the two pictures that a window has: the one that is whole
# It has no parent, so Python owns it. Left to the collector it would be taken down on whatever thread that runs, and the next
# context on the main one would crash.
_ALIVE: list["_Unseen"] = []


class SoftwareCanvas(QWidget):
    """Has of a QtInteractor what the viewport needs.

    frameSwapped  a picture that was drawn anew has come to the screen
    """

    frameSwapped = Signal()  # noqa: N815 - as an OpenGL widget calls it

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.WheelFocus)
        self._stale, self._drawing = True, False
        self._drawn_size = (0, 0)  # of the picture that there is to be copied
        self._pixels: NDArray[np.uint8] | None = None  # the image looks at them
        self._image = QImage()
        self._soon = once(self, 0, super().update)
        self.render_window: Any = None
        self._unseen: Any = _Unseen(self._came)
        _ALIVE.append(self._unseen)
        self._unseen.grabFramebuffer()  # makes its context
        self.renderer: Any = self._unseen.renderer
        self.render_window = self._unseen.render_window

    def GetRenderWindow(self) -> Any:  # noqa: N802 - VTK's name
        """The window of VTK that is drawn into."""
        return self.render_window

    @property
    def only_shows(self) -> bool:
        """Whether the next paint shows the picture that is there; else what has been drawn meanwhile, or draws it."""
        return not self._stale

    def update(self, *_where: object) -> None:
        """Show a new picture with the next paint."""
        self._stale = True
        super().update()

    def repaint(self, *_where: object) -> None:
        """Show a new picture now."""
        self._stale = True
        super().repaint()

    def grabFramebuffer(self) -> QImage:  # noqa: N802 - as an OpenGL widget calls it
        """What would be seen now, in device pixels."""
        self._draw()
        return self._image.copy()

    def makeCurrent(self) -> None:  # noqa: N802 - as an OpenGL widget calls it
        """Let OpenGL calls go to the context that is drawn in."""
        self._unseen.makeCurrent()

    def doneCurrent(self) -> None:  # noqa: N802 - as an OpenGL widget calls it
        """No more of them."""
        self._unseen.doneCurrent()

    def context(self) -> Any:
        """The context that is drawn in."""
        return self._unseen.context()

    def close(self) -> bool:
        """Free what VTK holds."""
        unseen, self._unseen = self._unseen, None
        if unseen is not None:
            unseen.close()
            self.renderer = self.render_window = None
            _ALIVE.remove(unseen)
            delete(unseen)
        return super().close()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The picture is as large as the widget, in device pixels."""
        super().resizeEvent(event)
        if self.render_window is None:
            return
        interactor = self.render_window.GetInteractor()
        interactor.UpdateSize(*_device_size(self))
        interactor.InvokeEvent("ConfigureEvent")
        self.render_window.SetDPI(round(72 * self.devicePixelRatioF()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Copy the picture, drawn anew where that was asked for."""
        fresh = self._stale
        if fresh:
            self._draw()
        painter = QPainter(self)
        painter.setClipRegion(event.region())
        ratio = self.devicePixelRatioF()
        if self._image.size() == QSize(*_device_size(self)):
            self._image.setDevicePixelRatio(ratio)  # pixel by pixel, at 150 % as well
            painter.drawImage(0, 0, self._image)
        else:  # drawn smaller while the camera moves
            self._image.setDevicePixelRatio(1.0)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), self._image)
        painter.end()
        if fresh:
            self.frameSwapped.emit()

    def _came(self) -> None:
        if self.render_window is not None:
            self._drawn_size = tuple(self.render_window.GetSize())
        if not self._drawing:  # whoever draws for a paint shows it with that
            self._stale = True
            self._soon.start()

    def _draw(self) -> None:
        window = self.render_window
        if window is None:
            return
        self._drawing = True
        try:
            window.GetInteractor().Render()  # draws nothing where rendering is switched off: somebody has drawn before
        finally:
            self._drawing = False
        self._stale = False
        width, height = window.GetSize()
        if (width, height) != self._drawn_size:
            return  # nothing has been drawn in this size: until it is, the last picture stays
        read = vtkUnsignedCharArray()
        window.GetRGBACharPixelData(0, 0, width - 1, height - 1, _FRONT, read)
        if read.GetNumberOfValues() != width * height * 4:
            return
        self._pixels = np.ascontiguousarray(_to_numpy(read).reshape(height, width, 4)[::-1])
        self._image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGBX8888)


def _device_size(widget: QWidget) -> tuple[int, int]:
    ratio = widget.devicePixelRatioF()
    return max(1, round(widget.width() * ratio)), max(1, round(widget.height() * ratio))


class _Unseen(Interactor):
    """Draws into its own picture alone; ``came`` is called when there is another one."""

    def __init__(self, came: Callable[[], object]) -> None:
        self._came: Callable[[], object] | None = None
        super().__init__(None, auto_update=False, multi_samples=0)
        self.resize(8, 8)  # its own place is never shown
        self._came = came

    def update(self, *_where: object) -> None:
        """There is another picture."""
        if self._came is not None:
            self._came()
