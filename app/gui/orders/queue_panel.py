"""The panel on the left: the order queue, and below it the model files that belong to no order."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.orders.order_queue import OrderQueue
from app.gui.widgets.basics import Card, ElidedLabel, button, clear, decoration, label, rule
from app.gui.widgets.panel import scrolling
from app.i18n import Text, text, tr

FILES_HEIGHT = 280


class OrderQueuePanel(QWidget):
    """Emits which model file the user wants to open; what is wanted of orders, ``queue`` emits."""

    open_wanted = Signal()
    sample_wanted = Signal(str)
    file_wanted = Signal(object)  # Path

    def __init__(self, look: Look, samples: Iterable[tuple[str, Text]]) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = look
        self._samples = tuple(samples)
        self._recent: tuple[Path, ...] = ()
        self._rows: list[QToolButton] = []
        self._cards: list[Card] = []
        self._current = ""
        self.queue = OrderQueue(look)
        self.files = self._make_files()
        self.files.hide()
        self.fold = QToolButton()
        self.fold.setProperty("kind", "row")
        self.fold.setCheckable(True)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setIconSize(QSize(16, 16))
        self.fold.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        say(
            self.fold,
            setText=text("Model files"),
            setToolTip=text("Models that belong to no order: open one, or try a sample"),
        )
        self.fold.toggled.connect(self._fold)
        self._fold(opened=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(0)
        column.addWidget(self.queue, 1)
        column.addWidget(rule())
        below = QVBoxLayout()
        below.setContentsMargins(10, 4, 10, 0)
        below.setSpacing(4)
        below.addWidget(self.fold)
        below.addWidget(self.files)
        column.addLayout(below)
        self._list_samples()
        self.show_recent(())

    def show_recent(self, files: Sequence[str]) -> None:
        """List these files, latest first."""
        while len(self._rows) < len(files):
            self._rows.append(self._recent_row(len(self._rows)))
            self._recent_column.addWidget(self._rows[-1])
        self._recent = tuple(Path(name) for name in files)
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(files))
            if number < len(files) and row.toolTip() != files[number]:
                path = self._recent[number]
                row.setText(row.fontMetrics().elidedText(path.name, Qt.TextElideMode.ElideMiddle, 190))
                row.setToolTip(files[number])
        self._recent_heading.setVisible(bool(files))

    def show_current(self, title: str) -> None:
        """Mark the sample that is on the bench."""
        self._current = title
        for card, (_name, words) in zip(self._cards, self._samples, strict=True):
            card.set_selected(str(words) == title)

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self._list_samples()
        self.queue.refresh()

    def _fold(self, opened: bool) -> None:
        self.files.setVisible(opened)
        self.fold.setIcon(self._look.icon("mdi6.chevron-down" if opened else "mdi6.chevron-right", "dim"))

    def _make_files(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(6)
        self.open_button = button(
            text("Open a model…"), self.open_wanted.emit, icon=self._look.icon("mdi6.folder-open-outline")
        )
        column.addWidget(self.open_button)
        self._sample_column = QVBoxLayout()
        self._sample_column.setSpacing(6)
        column.addLayout(self._sample_column)
        self._recent_heading = label(text("Recent files"), "heading")
        column.addWidget(self._recent_heading)
        self._recent_column = QVBoxLayout()
        self._recent_column.setSpacing(2)
        column.addLayout(self._recent_column)
        column.addStretch()
        area = scrolling(body)
        area.setFixedHeight(FILES_HEIGHT)
        return area

    def _list_samples(self) -> None:
        clear(self._sample_column)
        self._cards = [self._sample_card(name, title) for name, title in self._samples]
        for card in self._cards:
            self._sample_column.addWidget(card)

    def _sample_card(self, name: str, title: Text) -> Card:
        card = Card(clickable=True)
        card.setObjectName(f"sample-{name}")
        card.set_selected(str(title) == self._current)
        row = QHBoxLayout(card)
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(10)
        sign = decoration()
        sign.setPixmap(self._look.icon("mdi6.cube-outline", "accent").pixmap(22, 22))
        row.addWidget(sign)
        words = QVBoxLayout()
        words.setSpacing(1)
        heading = ElidedLabel("strong")
        heading.set_text(str(title))
        words.addWidget(heading)
        words.addWidget(label(tr("Sample with typical defects"), "dim"))
        row.addLayout(words, 1)
        card.setToolTip(tr("Put this sample on the bench"))
        card.clicked.connect(lambda: self.sample_wanted.emit(name))
        return card

    def _recent_row(self, number: int) -> QToolButton:
        row = QToolButton()
        row.setProperty("kind", "row")
        row.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        row.setIcon(self._look.icon("mdi6.file-outline", "dim"))
        row.setIconSize(QSize(16, 16))
        row.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.clicked.connect(lambda _checked=False: self.file_wanted.emit(self._recent[number]))
        return row
