"""Printers that announce themselves in the network, as they are found; one of them fills the form."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.commands.print_floor import FoundPrinter
from app.dispatch.driver import DriverKind
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import button, label
from app.gui.widgets.thin_bar import ThinBar
from app.i18n import plural, text, tr
from app.jobs.runner import Job

WIDTH, HEIGHT = 520, 420


class DiscoverDialog(QDialog):
    """Emits ``chosen`` with a FoundPrinter, ``by_hand`` for a form that is empty, ``again`` to search once more."""

    chosen = Signal(object)
    by_hand = Signal()
    again = Signal()

    def __init__(self, look: Look, kinds: Mapping[str, DriverKind], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(tr("Find printers"))
        self.resize(WIDTH, HEIGHT)
        self._look, self._kinds = look, kinds
        self._cancel: Callable[[], object] = lambda: None
        self.words = label("", "dim", wrap=True)
        self.bar = ThinBar()
        self.list = QListWidget()
        self.list.setIconSize(QSize(22, 22))
        say(self.list, setAccessibleName=text("Printers that were found"))
        self.list.itemActivated.connect(lambda _item: self._take())
        self.list.currentItemChanged.connect(lambda _now, _before: self._enable())
        self.take = button(text("Set it up…"), self._take, "primary")
        say(self.take, setToolTip=text("Fill the form with what it has announced"))
        self.take.setDefault(True)
        self.search = button(text("Search again"), self.again.emit, "second", look.icon("mdi6.refresh"))
        say(self.search, setToolTip=text("Listen once more for printers in the network"))
        self.hand = button(text("Enter it by hand…"), self._by_hand, "second")
        say(self.hand, setToolTip=text("For printers that do not announce themselves, and for folders"))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.search)
        buttons.addStretch()
        buttons.addWidget(self.hand)
        buttons.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label(self.windowTitle(), "title"))
        column.addWidget(self.words)
        column.addWidget(self.bar)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        self.finished.connect(lambda _result: self._cancel())
        self._enable()

    def follow(self, job: Job) -> None:
        """The search has begun."""
        self._cancel = job.cancel
        self.list.clear()
        self.bar.show()
        self.search.setEnabled(False)
        self.show_progress(job)

    def show_progress(self, job: Job) -> None:
        """How far the search is."""
        self.bar.set_share(job.done)
        self.words.setText(tr("Listening…"))

    def show_found(self, found: tuple[FoundPrinter, ...]) -> None:
        """The search has ended."""
        self._ended()
        for one in found:
            kind = self._kinds[one.driver]
            where = str(one.settings.get("address") or one.settings.get("host") or "")
            title = f"{one.name}\n{kind.title} · {where}"
            if kind.stand_in:
                title += " · " + tr("tried on a stand-in only")
            item = QListWidgetItem(self._look.icon(kind.icon), title)
            item.setData(Qt.ItemDataRole.UserRole, one)
            self.list.addItem(item)
        if found:
            self.words.setText(str(plural("{n} printer was found.", "{n} printers were found.", len(found))))
            self.list.setCurrentRow(0)
            self.list.setFocus()
        else:
            self.words.setText(
                tr("No printer has announced itself that is not here already. Many do not: enter it by hand then.")
            )
            self.hand.setFocus()

    def show_refusal(self, error: AppError) -> None:
        """It could not be searched."""
        self._ended()
        self.words.setText(str(error))

    def _ended(self) -> None:
        self.bar.hide()
        self.search.setEnabled(True)

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            found = item.data(Qt.ItemDataRole.UserRole)
            self.accept()
            self.chosen.emit(found)

    def _by_hand(self) -> None:
        self.reject()
        self.by_hand.emit()

    def _enable(self) -> None:
        self.take.setEnabled(self.list.currentItem() is not None)
