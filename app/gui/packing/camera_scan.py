"""A camera as the scanner: it looks for codes on a thread of its own while its small window is open."""

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QImage, QPixmap
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QVBoxLayout, QWidget

from app.gui.packing.camera import MOST_CAMERAS, CameraReader, Capture, open_camera
from app.gui.packing.sightings import Sightings
from app.gui.widgets.basics import label
from app.gui.words import say
from app.i18n import text, tr

_PREVIEW = (400, 300)


class CodeReader(CameraReader):
    """``code`` gives what has come into sight."""

    code = Signal(str)

    def __init__(self, number: int, opener: Callable[[int], Capture], parent: QObject) -> None:
        super().__init__(number, opener, parent)
        self._sightings = Sightings()

    def look(self, picture: Any) -> None:
        """Read the codes of a frame."""
        import zxingcpp  # noqa: PLC0415 - only a camera asks

        for one in self._sightings.new((code.text for code in zxingcpp.read_barcodes(picture)), time.monotonic()):
            self.code.emit(one)


class CameraScan(QDialog):
    """Beside the window, never in its way; ``code`` gives what is scanned."""

    code = Signal(str)

    def __init__(self, parent: QWidget, opener: Callable[[int], Capture] = open_camera) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        say(self, setWindowTitle=text("Scan with a camera"))
        self._opener = opener
        self._reader: CodeReader | None = None
        self.view = QLabel()
        say(self.view, setAccessibleName=text("What the camera sees"))
        self.view.setFixedSize(*_PREVIEW)
        self.view.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.view.setProperty("kind", "picture")
        self.which = QComboBox()
        self.which.addItems([tr("Camera {n}", n=n + 1) for n in range(MOST_CAMERAS)])
        say(self.which, setAccessibleName=text("Camera"), setToolTip=text("Which camera of this PC"))
        self.problem = label(text("This camera gives no picture; choose another one."), "problem", wrap=True)
        self.problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.view)
        column.addWidget(label(text("Hold a label before the camera; each counts once."), "dim", wrap=True))
        column.addWidget(self.problem)
        column.addWidget(self.which)
        self.which.currentIndexChanged.connect(self.start)
        self.finished.connect(lambda _result: self.stop())
        self.start(0)

    def start(self, number: int) -> None:
        """Look through this camera."""
        self.stop()
        self.problem.hide()
        self._reader = CodeReader(number, self._opener, self)
        self._reader.frame.connect(self._show)
        self._reader.failed.connect(self.problem.show)
        self._reader.code.connect(self.code.emit)
        self._reader.start()

    def stop(self) -> None:
        """Let the camera go."""
        if self._reader is not None:
            self._reader.requestInterruption()
            self._reader.wait(5000)
            self._reader = None

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """The camera is free again."""
        self.stop()
        super().closeEvent(event)

    def _show(self, picture: QImage) -> None:
        scaled = picture.scaled(*_PREVIEW, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation)
        self.view.setPixmap(QPixmap.fromImage(scaled))
