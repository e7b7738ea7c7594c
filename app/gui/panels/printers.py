"""The printers dock."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.look import Look
from app.gui.widgets.panel import EmptyState
from app.i18n import text


class PrintersPanel(QWidget):
    """Says that no printer is connected: drivers come with a later version."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            EmptyState(
                look,
                "mdi6.printer-3d-nozzle-outline",
                text("No printers connected"),
                text("This version saves print files; connecting printers comes with a later one."),
                wide=True,
            )
        )
        column.addStretch()
