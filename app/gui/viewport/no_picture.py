"""What stands in the place of the 3D picture on a PC without a working OpenGL."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.widgets.basics import label
from app.i18n import text


class NoPicture(QWidget):
    """Says why there is no picture, and what to do; everything else works."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        title = label(text("No 3D picture on this PC"), "title")
        words = label(
            text(
                "Models cannot be drawn here: OpenGL 3.2 is missing. Install the newest driver of the graphics card and start "
                "the program again. Checking, repairing and saving models works all the same, and so do orders, layouts, "
                "dispatch and packing."
            ),
            "dim",
            wrap=True,
        )
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(56, 24, 56, 24)
        column.setSpacing(8)
        column.addStretch()
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(words)
        column.addStretch()
