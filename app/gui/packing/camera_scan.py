"""A camera as the scanner: it looks for codes on a thread of its own while its small window is open."""

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.base.words import say
from app.gui.packing.sightings import Sightings
from app.gui.widgets.basics import label
from app.gui.widgets.camera import CameraReader, CameraWindow, Capture, open_camera
from app.i18n import text

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


class CameraScan(CameraWindow):
    """Beside the window, never in its way; ``code`` gives what is scanned."""

    code = Signal(str)

    def __init__(self, parent: QWidget, opener: Callable[[int], Capture] = open_camera) -> None:
        trouble = text("This camera gives no picture; choose another one.")
        super().__init__(parent, opener, _PREVIEW, trouble, Qt.WindowType.Tool)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        say(self, setWindowTitle=text("Scan with a camera"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.view)
        column.addWidget(label(text("Hold a label before the camera; each counts once."), "dim", wrap=True))
        column.addWidget(self.problem)
        column.addWidget(self.which)
        self.start()

    def reader(self, number: int) -> CodeReader:
        """It reads the codes, too."""
        made = CodeReader(number, self._opener, self)
        made.code.connect(self.code.emit)
        return made

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """The camera is free again."""
        self.stop()
        super().closeEvent(event)
