"""Layers, and the figures of what is chosen."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.panels.layer_list import LayerList
from app.gui.layout.panels.properties import Properties
from app.gui.layout.specs import ALIGN_MENU, ORDER_MENU
from app.gui.widgets.basics import label, rule
from app.i18n import text

LEAST_LIST = 150


class LayersPanel(QWidget):
    """``list`` and ``properties`` of the desk, with the actions that arrange what is chosen between them."""

    def __init__(self, look: Look, desk: LayoutDesk, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.list = LayerList(look, desk)
        self.list.setMinimumHeight(LEAST_LIST)
        self.properties = Properties(look, desk)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 4, 12)
        column.setSpacing(8)
        column.addWidget(self.list, 1)
        column.addLayout(_bar(actions, (*ORDER_MENU, "", "layout.duplicate", "layout.delete")))
        column.addWidget(rule())
        column.addWidget(label(text("Align and spread"), "heading"))
        column.addLayout(_bar(actions, ALIGN_MENU))
        column.addWidget(rule())
        column.addWidget(label(text("What is chosen"), "heading"))
        column.addWidget(self.properties)
        column.addStretch()


def _bar(actions: Mapping[str, QAction], names: tuple[str, ...]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(2)
    for name in names:
        if not name:
            row.addSpacing(8)
            continue
        made = QToolButton()
        made.setDefaultAction(actions[name])
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        made.setIconSize(QSize(18, 18))
        made.setProperty("kind", "tiny")
        made.setFixedSize(28, 28)
        row.addWidget(made)
    row.addStretch()
    return row
