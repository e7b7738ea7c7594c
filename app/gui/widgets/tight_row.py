"""A row with buttons that show their words where there is room for all of them, and their signs where there is not."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QToolButton, QWidget

SIGN = 40  # pixels of width of a button that shows its sign alone


class TightRow(QWidget):
    """``add_button`` names those that may give way; they need an icon, and a tooltip that says what they do."""

    def __init__(self) -> None:
        super().__init__()
        self._buttons: list[QToolButton] = []
        self._fitting = False

    def add_button(self, button: QToolButton) -> None:
        """This one gives way."""
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._buttons.append(button)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        hint = super().minimumSizeHint()
        spare = sum(max(0, button.minimumSizeHint().width() - SIGN) for button in self._buttons)
        return QSize(hint.width() - spare, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Other words need another width."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        layout = self.layout()
        if self._fitting or layout is None:
            return
        self._fitting = True
        for style in (Qt.ToolButtonStyle.ToolButtonTextOnly, Qt.ToolButtonStyle.ToolButtonIconOnly):
            for button in self._buttons:
                if button.toolButtonStyle() != style:
                    button.setToolButtonStyle(style)
                    button.updateGeometry()
            layout.invalidate()
            if layout.minimumSize().width() <= self.width():
                break
        self._fitting = False
