"""A card that opens: one line that says what is inside, and the inside, made when it is opened for the first time."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.base.look import Look, Role
from app.gui.widgets.basics import Card, decoration, label, tool
from app.i18n import Text


class Fold(Card):
    """``fill`` puts the inside into the layout that it gets. Click, Return or Space opens and closes it."""

    def __init__(
        self,
        look: Look,
        icon: tuple[str, Role],
        title: str,
        tip: Text,
        fill: Callable[[QVBoxLayout], object],
        *,
        opened: bool = False,
    ) -> None:
        super().__init__(clickable=True)
        self._look, self._fill = look, fill
        self._inside: QWidget | None = None
        self.setToolTip(str(tip))
        self.setAccessibleName(title)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 7, 8, 7)
        self._column.setSpacing(6)
        head = QHBoxLayout()
        sign = decoration()
        sign.setPixmap(look.icon(*icon).pixmap(18, 18))
        head.addWidget(sign)
        head.addWidget(label(title, "strong"), 1)
        self._arrow = tool(look.icon("mdi6.chevron-down", "dim"), tip, self.toggle)
        self._arrow.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._arrow.setProperty("keysElsewhere", True)
        head.addWidget(self._arrow)
        self._column.addLayout(head)
        self.clicked.connect(self.toggle)
        if opened:
            self.toggle()

    @property
    def opened(self) -> bool:
        """Whether the inside is shown."""
        return self._inside is not None and not self._inside.isHidden()

    def toggle(self) -> None:
        """Open or close."""
        opened = not self.opened
        if self._inside is None:
            self._inside = QWidget()
            column = QVBoxLayout(self._inside)
            column.setContentsMargins(0, 0, 0, 2)
            column.setSpacing(4)
            self._fill(column)
            self._column.addWidget(self._inside)
        self._inside.setVisible(opened)
        self._arrow.setIcon(self._look.icon(f"mdi6.chevron-{'up' if opened else 'down'}", "dim"))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Right opens and left closes, as in a tree."""
        if event.key() == (Qt.Key.Key_Left if self.opened else Qt.Key.Key_Right):
            self.toggle()
        else:
            super().keyPressEvent(event)
