"""A row with buttons that show their words where there is room for all of them, and their signs where there is not."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QToolButton, QWidget

SIGN = 46  # pixels of width of a button that shows its sign alone
AROUND = 28  # and around the words of one that shows them


class TightRow(QWidget):
    """``add_button`` names those that may give way; they need an icon, and a tooltip that says what they do."""

    def __init__(self, others: int) -> None:
        """``others``: pixels of width for what stands in the row beside the buttons."""
        super().__init__()
        self.others = others
        self._buttons: list[QToolButton] = []

    def add_button(self, button: QToolButton) -> None:
        """This one gives way."""
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._buttons.append(button)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        hint = super().minimumSizeHint()
        now = sum(button.minimumSizeHint().width() for button in self._buttons)
        return QSize(hint.width() - max(0, now - SIGN * len(self._buttons)), hint.height())

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
        """By the words themselves: layouts know the width of a button of another style only after the next turn."""
        words = sum(b.fontMetrics().horizontalAdvance(b.defaultAction().text()) + AROUND for b in self._buttons)
        style = Qt.ToolButtonStyle
        wanted = style.ToolButtonTextOnly if words + self.others <= self.width() else style.ToolButtonIconOnly
        for button in self._buttons:
            if button.toolButtonStyle() != wanted:
                button.setToolButtonStyle(wanted)
