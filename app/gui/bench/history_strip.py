"""The history below the viewport: a picture and a name for each revision; a click goes there, a menu does the rest."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QToolButton, QVBoxLayout, QWidget

from app.gui.widgets.basics import clear, label, mark
from app.i18n import Text, text, tr
from app.session.bench import Document

PICTURE = QSize(64, 48)
TITLE_PIXELS = 92

MENU: tuple[tuple[str, Text], ...] = (
    ("open", text("Show this revision")),
    ("compare", text("Compare with this one, divided by a line")),
    ("beside", text("Show this one beside the model")),
    ("restore", text("Make this the newest revision")),
    ("save", text("Save this revision…")),
)


class HistoryStrip(QWidget):
    """Emits what is wanted of a revision, named by the number of edits that made it.

    wanted  go there
    chosen  (id of MENU, number)
    """

    wanted = Signal(int)
    chosen = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("history")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pixmap: Callable[[str], QPixmap | None] = lambda _revision: None
        self._document: Document | None = None
        inside = QWidget()
        self._row = QHBoxLayout(inside)
        self._row.setContentsMargins(12, 6, 12, 6)
        self._row.setSpacing(6)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area = area
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
        self.setFixedHeight(96)
        self.steps: list[QToolButton] = []
        self._revisions: list[str] = []

    def take_pictures_from(self, pixmap: Callable[[str], QPixmap | None]) -> None:
        """``pixmap(revision)`` gives a picture, or None where there is none yet."""
        self._pixmap = pixmap

    def show_document(self, document: Document | None, *, coming: bool = False) -> None:
        """Show the steps of this document; ``coming``: one is being opened, and the picture above keeps its size then."""
        clear(self._row)
        self.steps, self._revisions = [], []
        self._document = document
        self.setVisible(coming or document is not None)
        if document is None:
            return
        titles = [tr("Original"), *(str(edit.title) for edit in document.edits)]
        tips = [document.source.name, *(str(edit.summary or edit.title) for edit in document.edits)]
        self._revisions = [document.revision_at(number) for number in range(len(titles))]
        pins = [sum(pin.revision == revision for pin in document.pins) for revision in self._revisions]
        room = QPixmap(PICTURE)  # nothing moves when the picture comes
        room.fill(Qt.GlobalColor.transparent)
        for number, (title, words) in enumerate(zip(titles, tips, strict=True)):
            if number:
                self._row.addWidget(label("→", "dim"))
            step = QToolButton()
            step.setProperty("kind", "step")
            step.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            step.setIconSize(PICTURE)
            step.setIcon(QIcon(room))
            noted = f" ●{pins[number]}" if pins[number] else ""
            name = step.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, TITLE_PIXELS)
            step.setText(name + noted)
            step.setToolTip(f"{title}\n{words}" if words != title else title)
            step.setAccessibleName(title)
            step.setCheckable(True)
            step.setChecked(number == document.position)
            mark(step, undone=number > document.position)
            step.clicked.connect(lambda _checked=False, n=number: self._go(n))
            step.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            step.customContextMenuRequested.connect(lambda at, n=number, s=step: self.menu(n).popup(s.mapToGlobal(at)))
            self._row.addWidget(step)
            self.steps.append(step)
        self._row.addStretch()
        for revision in dict.fromkeys(self._revisions):
            self.show_picture(revision)
        bar = self._area.horizontalScrollBar()
        bar.setValue(bar.maximum())

    def show_picture(self, revision: str) -> None:
        """The picture of this revision may be there now."""
        pixmap = self._pixmap(revision) if revision in self._revisions else None
        if pixmap is None:
            return
        for step, shown in zip(self.steps, self._revisions, strict=True):
            if shown == revision:
                step.setIcon(QIcon(pixmap))

    def menu(self, number: int) -> QMenu:
        """What can be done with a revision."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        here = self._document is not None and number == self._document.position
        for name, words in MENU:
            action = menu.addAction(str(words))
            action.setObjectName(name)
            action.setEnabled(not here or name == "save")
            action.triggered.connect(lambda _checked=False, name=name: self._choose(name, number))
        return menu

    def popup_for_current(self) -> None:
        """The menu of the revision that is shown, for the keyboard."""
        if self._document is not None:
            step = self.steps[self._document.position]
            self.menu(self._document.position).popup(step.mapToGlobal(QPoint(8, 8)))

    def _choose(self, name: str, number: int) -> None:
        if name == "open":
            self._go(number)
        else:
            self.chosen.emit(name, number)

    def _go(self, number: int) -> None:
        for n, step in enumerate(self.steps):
            step.setChecked(n == number)
        self.wanted.emit(number)
