"""The middle of the window: one page for each workplace, and pages that come over it and go again (an order)."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.gui.base.look import Look
from app.gui.frame.top_bar import WORKPLACES
from app.gui.frame.workplace_page import WorkplacePage

MOST_WIDE = 640  # pixels


class Workplaces(QStackedWidget):
    """``shown`` gives the name of the page that is shown now; a workplace whose page is still to come says what will be there."""

    shown = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._by_name: dict[str, QWidget] = {}
        self._later = WorkplacePage(look)
        self.addWidget(self._later)
        self.workplace = ""
        self.over = ""
        self.currentChanged.connect(lambda _number: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """What the page that is shown needs: a wide one that nobody looks at must not make the window wider.

        Never more than ``MOST_WIDE``: the panels beside it would be pressed together when the workplace changes.
        """
        page = self.currentWidget()
        needs = super().minimumSizeHint() if page is None else page.minimumSizeHint().expandedTo(page.minimumSize())
        return QSize(min(needs.width(), MOST_WIDE), needs.height())

    def add(self, name: str, page: QWidget) -> None:
        """Give a workplace its page, or add one that comes over them."""
        self._by_name[name] = page
        self.hold(page)

    def hold(self, page: QWidget) -> None:
        """Take a page that is not shown before it is added."""
        if self.indexOf(page) < 0:
            self.addWidget(page)

    def choose(self, name: str) -> None:
        """Show a workplace."""
        self.workplace, self.over = name, ""
        page = self._by_name.get(name)
        if page is None:
            _id, title, icon, sentence = next(entry for entry in WORKPLACES if entry[0] == name)
            self._later.show_place(title, icon, sentence)
        self.setCurrentWidget(page if page is not None else self._later)
        self.shown.emit(name)

    def cover(self, name: str) -> None:
        """Show a page over the workplace."""
        self.over = name
        self.setCurrentWidget(self._by_name[name])
        self.shown.emit(name)

    def uncover(self) -> None:
        """Back to the workplace."""
        if self.over:
            self.choose(self.workplace)
