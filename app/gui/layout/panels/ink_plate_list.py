"""Plates of the page: each shown or hidden, alone with a double click."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout

from app.gui.base.words import say
from app.gui.layout.floats import Float
from app.gui.widgets.basics import label
from app.gui.widgets.roomy import hold_width
from app.i18n import Text, text, tr

NAMES: dict[str, Text] = {
    "Cyan": text("Cyan"), "Magenta": text("Magenta"), "Yellow": text("Yellow"), "Black": text("Black"),
}  # fmt: skip


class InkPlateList(Float):
    """Emits ``switched`` (name, on) and ``alone`` (name)."""

    switched = Signal(str, bool)
    alone = Signal(str)

    def __init__(self) -> None:
        super().__init__("plateList")
        self.list = QListWidget()
        hold_width(self.list, 190)
        say(
            self.list, setAccessibleName=text("Ink plates"),
            setToolTip=text("Tick what is shown; a double click shows one plate alone"),
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(label(text("Ink plates"), "heading"))
        column.addWidget(self.list)
        self.list.itemChanged.connect(self._changed)
        self.list.itemDoubleClicked.connect(lambda item: self.alone.emit(item.data(Qt.ItemDataRole.UserRole)))

    def show_plates(
        self, names: Sequence[str], hidden: frozenset[str], looks: Mapping[str, tuple[int, int, int]]
    ) -> None:
        """Show these."""
        with QSignalBlocker(self.list):
            self.list.clear()
            for name in names:
                words = NAMES.get(name)
                item = QListWidgetItem(_swatch(QColor(*looks[name])), name if words is None else tr(words.message))
                item.setData(Qt.ItemDataRole.UserRole, name)
                item.setFlags(
                    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
                )
                item.setCheckState(Qt.CheckState.Unchecked if name in hidden else Qt.CheckState.Checked)
                self.list.addItem(item)
        self.list.setFixedHeight(max(60, 30 * len(names) + 12))
        self.adjustSize()

    def _changed(self, item: QListWidgetItem) -> None:
        self.switched.emit(item.data(Qt.ItemDataRole.UserRole), item.checkState() == Qt.CheckState.Checked)


def _swatch(color: QColor) -> QIcon:
    pixmap = QPixmap(16, 16)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(128, 128, 128))
    painter.setBrush(color)
    painter.drawEllipse(2, 2, 12, 12)
    painter.end()
    return QIcon(pixmap)
