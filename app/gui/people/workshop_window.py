"""The window "Workshop": accounts, personal data, the audit chain, settings, database. A list on the left, pages beside."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from app.gui.base.listening import listen
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say, say_again
from app.gui.people.local import Local
from app.gui.people.page import Page
from app.gui.widgets.roomy import hold_width
from app.i18n import Text, text
from app.security.actor import Actor
from app.security.permissions import may

LIST_WIDTH = 214
_ID = Qt.ItemDataRole.UserRole


class WorkshopWindow(QDialog):
    """``sections``: headings of the list and the kinds of pages below them. Pages are made when they are first shown."""

    def __init__(
        self,
        desk: OfficeDesk,
        look: Look,
        local: Local,
        sections: Sequence[tuple[Text, Sequence[type[Page]]]],
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._look, self._local, self._sections = desk, look, local, sections
        self._kinds = {kind.id: kind for _title, kinds in sections for kind in kinds}
        self.pages: dict[str, Page] = {}
        say(self, setWindowTitle=text("Workshop"))
        self.setSizeGripEnabled(True)
        self.resize(1120, 720)
        self.setMinimumSize(1024, 560)
        self.list = QListWidget()
        self.list.setObjectName("sections")
        hold_width(self.list, LIST_WIDTH)
        self.list.setIconSize(QSize(18, 18))
        say(self.list, setAccessibleName=text("Pages of the workshop"))
        self.list.currentItemChanged.connect(lambda now, _before: self._choose(now))
        self._stack = QStackedWidget()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(self._stack, 1)
        listen(desk.acted, self, self._acted)
        look.changed.connect(self._fill)
        self._fill()

    @property
    def current(self) -> Page | None:
        """The page that is shown."""
        page = self._stack.currentWidget()
        return page if isinstance(page, Page) else None

    def show_page(self, page_id: str) -> Page | None:
        """Show this page, where whoever is logged in may see it."""
        for number in range(self.list.count()):
            if self.list.item(number).data(_ID) == page_id:
                if self.list.currentRow() == number:
                    self._choose(self.list.item(number))
                else:
                    self.list.setCurrentRow(number)
                page = self.pages[page_id]
                (page.focusProxy() or self.list).setFocus()
                return page
        return None

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        say_again(self)
        self._fill()
        for page in self.pages.values():
            page.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Personal data leaves with the window."""
        self._leave()
        super().closeEvent(event)

    def reject(self) -> None:
        """Escape closes."""
        self._leave()
        super().reject()

    def _leave(self) -> None:
        for page in self.pages.values():
            page.leave()

    def _acted(self, _actor: Actor) -> None:
        self._leave()
        self._fill()

    def _fill(self) -> None:
        item = self.list.currentItem()
        before = "" if item is None else str(item.data(_ID))
        self.list.blockSignals(True)
        self.list.clear()
        for title, kinds in self._sections:
            allowed = [k for k in kinds if k.permission is None or may(self._desk.actor, k.permission)]
            if not allowed:
                continue
            heading = QListWidgetItem(str(title))
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(heading)
            for kind in allowed:
                entry = QListWidgetItem(self._look.icon(kind.icon), str(kind.title))
                entry.setData(_ID, kind.id)
                entry.setToolTip(str(kind.sentence))
                self.list.addItem(entry)
                if kind.id == before:
                    self.list.setCurrentItem(entry)
        self.list.blockSignals(False)
        if before and self.list.currentItem() is None:
            self.close()  # whoever came may not see what was shown

    def _choose(self, item: QListWidgetItem | None) -> None:
        page_id = "" if item is None else item.data(_ID)
        if not page_id:
            return
        if page_id not in self.pages:
            page = self._kinds[page_id](self._desk, self._look, self._local)
            self.pages[page_id] = page
            self._stack.addWidget(page)
        before = self.current
        page = self.pages[page_id]
        if before is not None and before is not page:
            before.leave()
        self._stack.setCurrentWidget(page)
        page.messages.clear()
        page.load()
