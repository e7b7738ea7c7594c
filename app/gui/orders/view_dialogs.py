"""Keeping what is filtered as a view, and putting views in order."""

from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.commands import queue
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.orders.asking import NameQuestion
from app.gui.orders.order_queue import OrderQueue
from app.gui.orders.views import View
from app.gui.widgets.basics import button, label, tool
from app.i18n import text, tr
from app.orders.records import SavedView
from app.security.permissions import Permission, may


def ask_view_name(desk: OfficeDesk, parent: QWidget, shown: OrderQueue) -> NameQuestion:
    """Ask what the view is to be called; gives the question, which is open."""
    everybody = QCheckBox()
    say(
        everybody,
        setText=text("For everybody"),
        setToolTip=text("Everybody finds it among the views; only an administrator keeps such ones"),
    )
    everybody.setVisible(may(desk.actor, Permission.SETTINGS) and bool(desk.actor.account))
    query = shown.narrowed_query()

    def keep(name: str) -> None:
        desk.ask(
            queue.save_view, name, query, everybody=everybody.isChecked(),
            then=kept, failed=lambda error: shown.messages.say(error.sentence, "bad"),
        )  # fmt: skip

    def kept(saved: SavedView) -> None:
        shown.show_after(str(saved.id))

    question = NameQuestion(
        text("Keep this as a view"),
        text("It keeps what is filtered and how it is sorted, not the orders themselves."),
        [str(view.title) for view in shown.views],
        keep,
        parent,
        extra=everybody,
    )
    question.open()
    return question


class ManageViews(QDialog):
    """Rename, move and remove saved views; the built-in ones stay as they are."""

    def __init__(self, desk: OfficeDesk, look: Look, shown: OrderQueue, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._look, self._shown = desk, look, shown
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(tr("Views"))
        self.setMinimumSize(420, 380)
        self.list = QListWidget()
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        say(self.list, setAccessibleName=text("Views"), setToolTip=text("Drag to move, F2 or a double click renames"))
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self._tools = [
            tool(look.icon("mdi6.arrow-up"), text("Move up"), lambda: self.move_by(-1), kind=""),
            tool(look.icon("mdi6.arrow-down"), text("Move down"), lambda: self.move_by(1), kind=""),
            tool(look.icon("mdi6.pencil-outline"), text("Rename"), self._edit, kind=""),
            tool(look.icon("mdi6.trash-can-outline"), text("Remove this view"), self.remove, kind=""),
        ]
        beside = QVBoxLayout()
        for made in self._tools:
            made.setIconSize(QSize(18, 18))
            beside.addWidget(made)
        beside.addStretch()
        middle = QHBoxLayout()
        middle.addWidget(self.list, 1)
        middle.addLayout(beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(label(text("Your views"), "title"))
        column.addWidget(
            label(text("The views that the program brings come first and stay as they are."), "dim", wrap=True)
        )
        column.addLayout(middle, 1)
        column.addWidget(self.problem)
        done = button(text("Done"), self.accept, "primary", tip=text("Close this; what was changed is kept already"))
        column.addWidget(done, 0, Qt.AlignmentFlag.AlignRight)
        self.list.itemChanged.connect(self._renamed)
        self.list.model().rowsMoved.connect(lambda *_: self._keep_order())
        self.finished.connect(lambda _result: shown.ask_views())
        shown.views_changed.connect(self._take_views)
        self._fill()

    def _fill(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for view in self._shown.views:
            if view.saved is not None:
                item = QListWidgetItem(view.saved.name)
                item.setData(Qt.ItemDataRole.UserRole, view)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
                if view.saved.owner is None:
                    item.setIcon(self._look.icon("mdi6.account-group-outline", "dim"))
                    item.setToolTip(tr("For everybody"))
                self.list.addItem(item)
        self.list.blockSignals(False)
        self.list.setCurrentRow(0)
        for made in self._tools:
            made.setEnabled(self.list.count() > 0)

    def _take_views(self) -> None:
        """Their versions have grown."""
        known = {view.saved.id: view for view in self._shown.views if view.saved is not None}
        self.list.blockSignals(True)
        for number in range(self.list.count()):
            item = self.list.item(number)
            saved = self._saved(item)
            if saved is not None and saved.id in known:
                item.setData(Qt.ItemDataRole.UserRole, known[saved.id])
        self.list.blockSignals(False)

    def _saved(self, item: QListWidgetItem | None) -> SavedView | None:
        view = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return view.saved if isinstance(view, View) else None

    def move_by(self, by: int) -> None:
        """Move the chosen view up (-1) or down (1)."""
        row = self.list.currentRow()
        if 0 <= row + by < self.list.count():
            item = self.list.takeItem(row)
            self.list.insertItem(row + by, item)
            self.list.setCurrentRow(row + by)
            self._keep_order()

    def remove(self) -> None:
        """Remove the chosen view."""
        item = self.list.currentItem()
        saved = self._saved(item)
        if saved is not None:
            row = self.list.row(item)

            def gone(_answer: object) -> None:
                self.list.takeItem(row)

            self._desk.ask(queue.remove_view, saved, then=gone, failed=self._failed)

    def _edit(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.list.editItem(item)

    def _renamed(self, item: QListWidgetItem) -> None:
        saved = self._saved(item)
        if saved is None or item.text().strip() == saved.name:
            return
        view: View = item.data(Qt.ItemDataRole.UserRole)

        def kept(now: SavedView) -> None:
            self.list.blockSignals(True)
            item.setData(Qt.ItemDataRole.UserRole, replace(view, saved=now, title=now.name))
            item.setText(now.name)
            self.list.blockSignals(False)
            self.problem.hide()

        def refused(error: AppError) -> None:
            self.list.blockSignals(True)
            item.setText(saved.name)
            self.list.blockSignals(False)
            self._failed(error)

        self._desk.ask(
            queue.save_view, item.text(), view.query, everybody=saved.owner is None, view=saved,
            then=kept, failed=refused,
        )  # fmt: skip

    def _keep_order(self) -> None:
        ids = [saved.id for n in range(self.list.count()) if (saved := self._saved(self.list.item(n))) is not None]
        self._desk.ask(queue.order_views, tuple(ids), then=lambda _: self._shown.ask_views(), failed=self._failed)

    def _failed(self, error: AppError) -> None:
        self.problem.setText(str(error))
        self.problem.show()
