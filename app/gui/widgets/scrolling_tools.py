"""A strip of tools at the side of a bench: where it has no room for all of them, it scrolls under the pointer and with Tab."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

LEAST = 96  # pixels of height: some tools can be seen however low the window is


class ScrollingTools(QScrollArea):
    """As wide as its tools, as high as there is room; shows no bar."""

    def __init__(self, tools: QWidget) -> None:
        super().__init__()
        self.setObjectName("toolStrip")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setWidgetResizable(True)
        self.setWidget(tools)
        self._tools = tools

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self._tools.sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self._tools.minimumSizeHint().width(), LEAST)
