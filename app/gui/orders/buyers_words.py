"""What a buyer said about a proof or in a claim: kept encrypted, opened on demand, gone when somebody leaves."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout
from shiboken6 import isValid

from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.widgets.basics import button, label
from app.gui.widgets.still_there import while_there
from app.i18n import text
from app.security.actor import Actor

Open = Callable[..., str]
"""The command that opens the words of a record, by its id."""

HIGHEST = 132  # px; more is scrolled
TITLE = text("What the buyer said")


class BuyersWords(QFrame):
    """The words, hidden until ``button`` is pressed, which stands wherever it is put.

    They go when it is pressed again, when the page is left, when the window is locked and when somebody else comes.
    """

    def __init__(
        self, desk: OfficeDesk, look: Look, open_words: Open, failed: Callable[[AppError], object], record: int = 0
    ) -> None:
        super().__init__()
        self._desk, self._look, self._open, self._failed = desk, look, open_words, failed
        self._record, self._asked = record, 0
        self.setProperty("kind", "attention")
        say(self, setAccessibleName=TITLE)
        self.button = button(text("Buyer's words"), self._press, "small")
        self.button.setCheckable(True)
        self.button.setIconSize(QSize(15, 15))
        say(
            self.button,
            setToolTip=text("Show or hide the buyer's own words. They are kept encrypted, and opened for this alone."),
        )
        self._draw()
        look.changed.connect(self._draw)
        self.words = label("", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._area = _AsHighAsItsWords(self.words)
        say(self._area, setAccessibleName=TITLE)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self._area)
        self.button.setHidden(not record)
        self.hide()
        listen(desk.locked, self, self.close_words)
        listen(desk.acted, self, self._acted)

    @property
    def is_open(self) -> bool:
        """Whether the words are on the screen."""
        return bool(self.words.text())

    def show_of(self, record: int) -> None:
        """Offer the words of this record (its id); 0: there are none. Those that are open stay open."""
        if record != self._record:
            self.close_words()
        self._record = record
        self.button.setVisible(bool(record))

    def close_words(self) -> None:
        """Show nothing of it."""
        self._asked += 1
        self.words.clear()
        self.button.setChecked(False)
        self.hide()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Leaving the page hides what was shown."""
        if not event.spontaneous() and isValid(self.words) and self.is_open:  # Qt hides what it takes down, too
            self.close_words()
        super().hideEvent(event)

    def _press(self) -> None:
        if not self.button.isChecked():
            self.close_words()
            return
        self._asked += 1
        number = self._asked

        def answered(words: str) -> None:
            if number == self._asked:
                self._show(words)

        def failed(error: AppError) -> None:
            if number == self._asked:
                self.close_words()
                self._failed(error)

        self._desk.ask_here(
            self._open, self._record, then=while_there(self, answered), failed=while_there(self, failed)
        )

    def _show(self, words: str) -> None:
        if not self.button.isVisible():  # the page was left meanwhile
            self.close_words()
            return
        self.words.setText(words)
        self._area.updateGeometry()
        self.show()

    def _draw(self) -> None:
        self.button.setIcon(self._look.icon("mdi6.comment-quote-outline"))

    def _acted(self, _actor: Actor) -> None:
        self.close_words()


class _AsHighAsItsWords(QScrollArea):
    """Scrolls only what is higher than ``HIGHEST``."""

    def __init__(self, words: QLabel) -> None:
        super().__init__()
        self._words = words
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QScrollArea, QScrollArea > QWidget > QLabel { background: transparent; }")
        self.viewport().setAutoFillBackground(False)
        self.setWidget(words)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Narrower words are higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """In pixels."""
        return min(self._words.heightForWidth(width), HIGHEST)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """For where nobody asks for the width."""
        return QSize(self.width(), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line."""
        return QSize(80, self._words.fontMetrics().height())
