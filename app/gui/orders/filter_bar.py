"""The line above the queue: what is typed, how it is sorted, what else is asked for."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QToolButton, QWidget

from app.gui.base.look import Look
from app.gui.base.once import once
from app.gui.base.words import say
from app.i18n import Text, text
from app.orders.queue import NOBODY, QueueQuery, Sort
from app.products.table import ALL

WAIT_MS = 60  # after a key, before it is asked: a fast typist asks once for several
SORTS: tuple[tuple[Sort, Text], ...] = (
    ("due", text("Due first")),
    ("priority", text("Most urgent first")),
    ("received", text("Received first")),
    ("number", text("By number")),
    ("title", text("By title")),
    ("stage", text("By state")),
)


class FilterBar(QWidget):
    """``changed`` says that :meth:`apply` gives another question now; ``down``: on to the list; ``cleared``: Escape."""

    changed = Signal()
    down = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.field = QLineEdit()
        self.field.setObjectName("orderFilter")
        self.field.setClearButtonEnabled(True)
        self.field.addAction(look.icon("mdi6.magnify", "dim"), QLineEdit.ActionPosition.LeadingPosition)
        self.field.setMaxLength(200)
        say(
            self.field,
            setPlaceholderText=text("Number, title, buyer, waybill…"),
            setAccessibleName=text("Filter the orders"),
            setToolTip=text(
                "Order number or its end, title, code of an item, channel, waybill; a buyer by the whole name, "
                "phone or its last four digits  (Ctrl+F or /)"
            ),
        )
        self.field.installEventFilter(self)
        self._timer = once(self, WAIT_MS, self.changed.emit)
        self.field.textChanged.connect(lambda _words: self._timer.start())
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.sort_menu = QMenu(self)
        self._sorts = QActionGroup(self)
        self.sort_actions: dict[Sort, QAction] = {}
        self._extras: dict[str, QAction] = {}
        self.sort_button = QToolButton()
        self.sort_button.setProperty("kind", "sort")
        self.sort_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.sort_button.setIconSize(QSize(15, 15))
        self.sort_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.sort_button.setMenu(self.sort_menu)
        say(self.sort_button, setToolTip=text("How the list is sorted"))
        self._fill_menus()
        self.button = QToolButton()
        self.button.setIcon(look.icon("mdi6.tune-variant", "dim"))
        self.button.setIconSize(QSize(18, 18))
        self.button.setProperty("kind", "menu")
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setMenu(self.menu)
        say(self.button, setToolTip=text("Narrow down"), setAccessibleName=text("Narrow down"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        row.addWidget(self.button)
        self.refresh()

    # ---- what is asked ------------------------------------------------------

    def apply(self, base: QueueQuery, me: int) -> QueueQuery:
        """The question of a view, narrowed by what is typed and chosen here."""
        query = replace(base, text=f"{base.text} {self.field.text()}".strip(), sort=self.sort())
        query = replace(query, descending=self._extras["descending"].isChecked())
        if self._on("late"):
            query = replace(query, late=True)
        if self._on("urgent"):
            query = replace(query, urgent=True)
        if self._on("closed"):
            query = replace(query, closed=True)
        if self._on("mine") and me:
            query = replace(query, assignee=me)
        elif self._on("nobodys"):
            query = replace(query, assignee=NOBODY)
        products = frozenset(p.id for p in ALL if self._on(f"product.{p.id}"))
        return replace(query, products=products or query.products)

    def sort(self) -> Sort:
        """How it is sorted."""
        return next((name for name, action in self.sort_actions.items() if action.isChecked()), "due")

    def show(self, base: QueueQuery) -> None:  # type: ignore[override] # a view is shown, not the widget
        """Stand as a view that was just chosen wants it: its own sorting, nothing else narrowed."""
        for action in self._extras.values():
            action.setChecked(False)
        self.sort_actions[base.sort].setChecked(True)
        self._extras["descending"].setChecked(base.descending)
        self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(False)
        self._mark()
        self.refresh()

    @property
    def narrowed(self) -> bool:
        """Whether anything is typed or narrowed."""
        narrowing = any(a.isChecked() for name, a in self._extras.items() if name != "descending")
        return bool(self.field.text().strip()) or narrowing

    def clear(self) -> None:
        """Take the words and the narrowing away."""
        for name, action in self._extras.items():
            if name != "descending":
                action.setChecked(False)
        self._mark()
        if self.field.text():
            self.field.clear()
        else:
            self.changed.emit()

    def show_people(self, *, there: bool) -> None:
        """Offer "mine" and "nobody's" only where there are accounts."""
        for name in ("mine", "nobodys"):
            self._extras[name].setVisible(there)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self._timer.isActive():
                    self._timer.stop()
                    self.changed.emit()
                self.down.emit()
                return True
            if event.key() == Qt.Key.Key_Escape:
                if self.narrowed:
                    self.clear()
                else:
                    self.down.emit()
                return True
        return super().eventFilter(watched, event)

    def refresh(self) -> None:
        """Say how it is sorted, in the language of now."""
        down = self._extras["descending"].isChecked()
        words = str(dict(SORTS)[self.sort()])
        self.sort_button.setText(words)
        self.sort_button.setAccessibleName(words)
        self.sort_button.setIcon(self._look.icon("mdi6.sort-descending" if down else "mdi6.sort-ascending", "dim"))

    # ---- the menus ----------------------------------------------------------

    def _on(self, name: str) -> bool:
        return self._extras[name].isChecked()

    def _fill_menus(self) -> None:
        for name, title in SORTS:
            action = self._entry(title, self.sort_menu)
            action.triggered.connect(lambda _checked=False: self._changed())
            self._sorts.addAction(action)
            self.sort_actions[name] = action
        self.sort_actions["due"].setChecked(True)
        self.sort_menu.addSeparator()
        self._extra("descending", text("The other way round"), self.sort_menu)
        self._extra("late", text("Only late ones"))
        self._extra("urgent", text("Only urgent ones"))
        self._extra("mine", text("Only mine"))
        self._extra("nobodys", text("Only those that nobody has taken"))
        self._extra("closed", text("Finished and cancelled ones too"))
        self.menu.addSeparator()
        for product in ALL:
            self._extra(f"product.{product.id}", product.title).setIcon(self._look.icon(product.icon))

    def _entry(self, title: Text, menu: QMenu) -> QAction:
        action = QAction(menu)
        action.setCheckable(True)
        say(action, setText=title)
        menu.addAction(action)
        return action

    def _extra(self, name: str, title: Text, menu: QMenu | None = None) -> QAction:
        action = self._entry(title, menu or self.menu)
        self._extras[name] = action
        action.triggered.connect(lambda _checked=False: self._changed())
        return action

    def _changed(self) -> None:
        self._mark()
        self.refresh()
        self.changed.emit()

    def _mark(self) -> None:
        """A narrowed list must be seen to be one."""
        narrowing = any(a.isChecked() for name, a in self._extras.items() if name != "descending")
        self.button.setIcon(self._look.icon("mdi6.tune-variant", "accent" if narrowing else "dim"))
