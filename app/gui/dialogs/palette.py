"""The command palette: every action by its name."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.dialogs.palette_row import ACTION, PaletteRow
from app.gui.widgets.basics import label
from app.i18n import text, tr

_MOST_ROWS = 11
_EDGE = 12  # of a list, above and below together: line and padding of the style


class Palette(QDialog):
    """Filters as one types; Return starts what is chosen. Rows of actions that cannot run now are dimmed."""

    def __init__(self, look: Look, actions: Iterable[QAction], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("palette")
        say(self, setWindowTitle=text("Find a command…"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._actions = [action for action in actions if action.text()]
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("What do you want to do?"))
        say(
            self.field,
            setAccessibleName=text("Find a command…"),
            setToolTip=text("Words of its name; up and down choose, Return does it, Escape closes"),
        )
        self.field.textChanged.connect(self._filter)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        say(self.list, setAccessibleName=text("Commands"))
        self._row = PaletteRow(look, self.list)
        self.list.setItemDelegate(self._row)
        self.list.setUniformItemSizes(True)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)  # rows end where the list ends
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._start)
        self._nothing = label(tr("No command has this name; try another word."), "dim")
        self._nothing.setContentsMargins(12, 8, 12, 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 4, 6, 6)
        column.setSpacing(2)
        column.addWidget(self.field)
        column.addWidget(self.list)
        column.addWidget(self._nothing)
        self.setFixedWidth(min(620, parent.width() - 40))
        self._filter("")
        corner = parent.mapToGlobal(parent.rect().topLeft())
        self.move(corner.x() + (parent.width() - self.width()) // 2, corner.y() + 56)

    def titles(self) -> list[str]:
        """What is listed now, in order."""
        return [self._action(self.list.item(i)).text() for i in range(self.list.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.list.count():
                by = 1 if key == Qt.Key.Key_Down else -1
                self.list.setCurrentRow((self.list.currentRow() + by) % self.list.count())
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._start(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _filter(self, typed: str) -> None:
        self.list.clear()
        for action in sorted(self._matching(typed.casefold().split()), key=lambda a: not a.isEnabled()):
            item = QListWidgetItem(action.text())
            item.setData(ACTION, action)
            item.setToolTip(action.statusTip())
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        found = self.list.count()
        self.list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self.list.setFixedHeight(self._row.height * min(found, _MOST_ROWS) + _EDGE)
        self.adjustSize()

    def _matching(self, words: list[str]) -> list[QAction]:
        def rank(action: QAction) -> int | None:
            title = action.text().casefold()
            everything = f"{title} {action.statusTip().casefold()} {action.objectName()}"
            if not all(word in everything for word in words):
                return None
            return 0 if words and title.startswith(words[0]) else 1 if all(word in title for word in words) else 2

        ranked = [(rank(action), action) for action in self._actions]
        return [
            action for place, action in sorted(((p, a) for p, a in ranked if p is not None), key=lambda pair: pair[0])
        ]

    def _start(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        action = self._action(item)
        self.accept()
        if action.isEnabled():
            action.trigger()

    def _action(self, item: QListWidgetItem) -> QAction:
        action: QAction = item.data(ACTION)
        return action
