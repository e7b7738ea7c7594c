"""The order queue: no orders yet in this version, so it offers what can be worked on now."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.gui.look import Look
from app.gui.widgets.basics import Card, ElidedLabel, button, clear, label
from app.gui.widgets.panel import EmptyState, scrolling
from app.i18n import Text, text, tr


class OrderQueuePanel(QWidget):
    """Emits what the user wants to open."""

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
        self._current = ""
        body = QWidget()
        body.setObjectName("panelBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 0, 12, 12)
        column.setSpacing(8)
        column.addWidget(
            EmptyState(
                look,
                "mdi6.inbox-outline",
                text("No orders yet"),
                text("The order book comes with a later version. Until then, open a model file or try a sample."),
            )
        )
        self.open_button = button(
            text("Open a model…"), self.open_wanted.emit, icon=look.icon("mdi6.folder-open-outline")
        )
        column.addWidget(self.open_button)
        column.addSpacing(8)
        column.addWidget(label(text("Sample creations"), "heading"))
        self._sample_column = QVBoxLayout()
        self._sample_column.setSpacing(6)
        column.addLayout(self._sample_column)
        column.addSpacing(8)
        self._recent_heading = label(text("Recent files"), "heading")
        column.addWidget(self._recent_heading)
        self._recent_column = QVBoxLayout()
        self._recent_column.setSpacing(2)
        column.addLayout(self._recent_column)
        column.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(body))
        self.refresh()

    def show_recent(self, files: Sequence[str]) -> None:
        """List these files, latest first."""
        self._recent = tuple(Path(name) for name in files)
        self.refresh()

    def show_current(self, title: str) -> None:
        """Mark the sample that is on the bench."""
        self._current = title
        self.refresh()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        clear(self._sample_column)
        for name, title in self._samples:
            self._sample_column.addWidget(self._sample_card(name, title))
        clear(self._recent_column)
        for path in self._recent:
            self._recent_column.addWidget(self._recent_row(path))
        self._recent_heading.setVisible(bool(self._recent))

    def _sample_card(self, name: str, title: Text) -> Card:
        card = Card(clickable=True)
        card.setObjectName(f"sample-{name}")
        card.set_selected(str(title) == self._current)
        row = QHBoxLayout(card)
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(10)
        sign = QLabel()
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

    def _recent_row(self, path: Path) -> QToolButton:
        row = QToolButton()
        row.setProperty("kind", "row")
        row.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        row.setIcon(self._look.icon("mdi6.file-outline", "dim"))
        row.setIconSize(QSize(16, 16))
        row.setText(row.fontMetrics().elidedText(path.name, Qt.TextElideMode.ElideMiddle, 190))
        row.setToolTip(str(path))
        row.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.clicked.connect(lambda _checked=False: self.file_wanted.emit(path))
        return row
