"""A camera of this PC: frames come from a thread of their own; it looks only while the window is open."""

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from PySide6.QtCore import QObject, Qt, QThread, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.gui.base.words import say
from app.gui.widgets.basics import LEAVE, button, label
from app.i18n import Text, text, tr

MOST_CAMERAS = 4
_PAUSE_MS = 40
_PREVIEW = (640, 480)


class Capture(Protocol):
    """What OpenCV's VideoCapture can do."""

    def isOpened(self) -> bool: ...  # noqa: N802 - OpenCV's name
    def read(self) -> tuple[bool, Any]: ...
    def release(self) -> None: ...


def open_camera(number: int) -> Capture:
    """A camera of this PC by its number, 0 first; it may be there or not."""
    import cv2  # noqa: PLC0415 - only a camera needs it

    capture: Capture = cv2.VideoCapture(number)
    return capture


class CameraReader(QThread):
    """``frame`` gives QImages; ``failed`` that there is no picture."""

    frame = Signal(QImage)
    failed = Signal()

    def __init__(self, number: int, opener: Callable[[int], Capture], parent: QObject) -> None:
        super().__init__(parent)
        self._number, self._opener = number, opener

    def run(self) -> None:
        """On the thread of the camera."""
        capture = self._opener(self._number)
        try:
            while not self.isInterruptionRequested():
                good, picture = capture.read() if capture.isOpened() else (False, None)
                if not good or picture is None:
                    self.failed.emit()
                    return
                rgb = np.ascontiguousarray(picture[..., ::-1])
                height, width = rgb.shape[:2]
                self.frame.emit(QImage(rgb.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy())
                self.look(rgb)
                self.msleep(_PAUSE_MS)
        finally:
            capture.release()

    def look(self, picture: Any) -> None:
        """Look at a frame (height, width, 3) uint8 RGB, on the thread of the camera; readers of codes do."""


class CameraWindow(QDialog):
    """Shows what a camera of this PC sees; it is let go when the window closes. ``start`` looks through the first one."""

    def __init__(
        self,
        parent: QWidget,
        opener: Callable[[int], Capture],
        preview: tuple[int, int],
        trouble: Text,
        flags: Qt.WindowType = Qt.WindowType.Dialog,
    ) -> None:
        """``preview``: width and height, pixels; ``trouble``: what is said where there is no picture."""
        super().__init__(parent, flags)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._opener = opener
        self._reader: CameraReader | None = None
        self.view = QLabel()
        say(self.view, setAccessibleName=text("What the camera sees"))
        self.view.setFixedSize(*preview)
        self.view.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.view.setProperty("kind", "picture")
        self.which = QComboBox()
        self.which.addItems([tr("Camera {n}", n=n + 1) for n in range(MOST_CAMERAS)])
        say(self.which, setAccessibleName=text("Camera"), setToolTip=text("Which camera of this PC"))
        self.problem = label(trouble, "problem", wrap=True)
        self.problem.hide()
        self.which.currentIndexChanged.connect(self.start)
        self.finished.connect(lambda _result: self.stop())

    def reader(self, number: int) -> CameraReader:
        """What looks through a camera."""
        return CameraReader(number, self._opener, self)

    def start(self, number: int = 0) -> None:
        """Look through this camera."""
        self.stop()
        self.problem.hide()
        self._reader = self.reader(number)
        self._reader.frame.connect(self.show_frame)
        self._reader.failed.connect(self.problem.show)
        self._reader.start()

    def stop(self) -> None:
        """Let the camera go."""
        if self._reader is not None:
            self._reader.requestInterruption()
            self._reader.wait(5000)
            self._reader = None

    def show_frame(self, picture: QImage) -> None:
        """Show what it sees now."""
        size, mode = self.view.size(), Qt.TransformationMode.FastTransformation
        self.view.setPixmap(QPixmap.fromImage(picture.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, mode)))


class CameraDialog(CameraWindow):
    """``taken`` gives the QImage when Return is pressed."""

    taken = Signal(QImage)

    def __init__(
        self,
        parent: QWidget,
        opener: Callable[[int], Capture] = open_camera,
        title: Text = text("Packing photo"),  # noqa: B008 - a phrase is a constant
    ) -> None:
        trouble = text("This camera gives no picture; choose another one, or take a file.")
        super().__init__(parent, opener, _PREVIEW, trouble)
        self.setModal(True)
        self.setWindowTitle(str(title))
        self._last: QImage | None = None
        self.take = button(
            text("Take the photo"), self._take, "primary", tip=text("Take what the camera sees now (Return)")
        )
        self.take.setDefault(True)
        self.take.setEnabled(False)
        row = QHBoxLayout()
        row.addWidget(self.which)
        row.addStretch()
        cancel = button(text("Cancel"), self.reject, "second", tip=LEAVE)
        row.addWidget(cancel)
        row.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(10)
        column.addWidget(self.view)
        column.addWidget(self.problem)
        column.addLayout(row)
        QWidget.setTabOrder(self.which, cancel)
        QWidget.setTabOrder(cancel, self.take)
        self.start()

    def start(self, number: int = 0) -> None:
        """Look through this camera; nothing can be taken before it shows something."""
        self.take.setEnabled(False)
        super().start(number)

    def show_frame(self, picture: QImage) -> None:
        """It can be taken."""
        self._last = picture
        super().show_frame(picture)
        self.take.setEnabled(True)

    def _take(self) -> None:
        if self._last is not None:
            self.taken.emit(self._last)
            self.accept()
