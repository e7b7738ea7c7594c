"""What a printer is loaded with: materials with their colours, to be ticked."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from app.gui.base.words import say
from app.i18n import text
from app.settings.materials import Material

_SIDE, _ROWS_HEIGHT = 14, 148


class MaterialList(QListWidget):
    """Ticked materials by id; what is ticked and not in the table any more stays."""

    def __init__(self, materials: Mapping[str, Material]) -> None:
        super().__init__()
        self.setObjectName("materialList")
        self.setFixedHeight(_ROWS_HEIGHT)
        self.setIconSize(QSize(_SIDE, _SIDE))
        say(
            self,
            setAccessibleName=text("Loaded"),
            setToolTip=text("What is loaded now (Space ticks); jobs in another material or colour are held"),
        )
        for material in materials.values():
            self._add(material.id, material.title(), material.swatch)

    def chosen(self) -> tuple[str, ...]:
        """Ids of what is ticked."""
        items = [self.item(row) for row in range(self.count())]
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    def choose(self, materials: Iterable[str]) -> None:
        """Tick these; they come first."""
        wanted = list(materials)
        known = {str(self.item(row).data(Qt.ItemDataRole.UserRole)): row for row in range(self.count())}
        for material in wanted:
            if material not in known:
                self._add(material, material, "#808080")
        for row in range(self.count()):
            item = self.item(row)
            ticked = str(item.data(Qt.ItemDataRole.UserRole)) in wanted
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        ticked_rows = [row for row in range(self.count()) if self.item(row).checkState() == Qt.CheckState.Checked]
        for place, row in enumerate(ticked_rows):
            self.insertItem(place, self.takeItem(row))
        self.setCurrentRow(0)

    def _add(self, material: str, title: str, swatch: str) -> None:
        item = QListWidgetItem(swatch_icon(swatch), title)
        item.setData(Qt.ItemDataRole.UserRole, material)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
        self.addItem(item)


def swatch_icon(swatch: str) -> QIcon:
    """A dot in the colour of a material (#rrggbb)."""
    picture = QPixmap(_SIDE * 2, _SIDE * 2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(swatch))
    painter.setPen(QColor("#808080"))
    painter.drawEllipse(2, 2, _SIDE * 2 - 4, _SIDE * 2 - 4)
    painter.end()
    return QIcon(picture)
