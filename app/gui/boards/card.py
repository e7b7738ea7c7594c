"""One card of a board: how many there are, and the first of them, which open the page of their order."""

from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from app.gui.base.look import Look
from app.gui.base.row_words import capped, due_words, short_numbers
from app.gui.base.words import say
from app.gui.boards.tables import MOST, Board, Shown
from app.gui.widgets.basics import Card, ElidedLabel, decoration, label, mark
from app.gui.widgets.covers import Covers
from app.i18n import text, tr
from app.orders.queue import QueueRow
from app.orders.stages import LEFT

PICTURE = 34


class RowCard(Card):
    """An item: its picture, title, number, and when it is due. It stays when another item takes its place: so do the keys."""

    def __init__(self, look: Look, covers: Covers) -> None:
        super().__init__(clickable=True, kind="boardRow")
        self._look, self._covers = look, covers
        self.row: QueueRow | None = None
        self._picture = decoration()
        self._picture.setFixedSize(PICTURE, PICTURE)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title, self._under = ElidedLabel(), ElidedLabel("dim")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._under)
        line = QHBoxLayout(self)
        line.setContentsMargins(6, 4, 6, 4)
        line.setSpacing(9)
        line.addWidget(self._picture)
        line.addLayout(words, 1)
        say(self, setToolTip=text("Show the order of this item"))
        self.hide()

    def show_row(self, row: QueueRow | None, at: datetime) -> None:
        """Show this item, or give way."""
        self.row = row
        self.setVisible(row is not None)
        if row is None:
            return
        cover = self._covers.pixmap(row.cover, PICTURE)
        instead = self._look.icon("mdi6.cube-outline", "dim")
        self._picture.setPixmap(instead.pixmap(22, 22) if cover is None else cover)
        name = row.title or tr("Without a title")
        self._title.set_text(name)
        due, late = due_words(row.due_at, at)
        numbers = short_numbers(row.number)
        number = numbers[min(1, len(numbers) - 1)]  # without its series, as in the queue
        gone = row.due_at is None and row.stage in LEFT
        self._under.set_text(number if gone else f"{number} · {due}")
        mark(self._under, tone="bad" if late else "")
        self.setAccessibleName(f"{name} · {row.number} · {due}")


class BoardCard(Card):
    """Emits ``order_wanted`` (order, item) for a row, and ``all_wanted`` (key) for its head where it has a view."""

    order_wanted = Signal(object, object)  # ids are larger than what Qt calls an int
    all_wanted = Signal(str)

    def __init__(self, board: Board, look: Look, covers: Covers, *, rows: int, opens: bool) -> None:
        super().__init__()
        self.board, self._look = board, look
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.sign = decoration()
        self.count = QLabel("–")
        self.count.setProperty("kind", "boardCount")
        title = ElidedLabel("strong")
        say(title, set_text=board.title)
        self.head = Card(clickable=opens, kind="boardHead")
        if not opens:
            self.head.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        else:
            say(self.head, setToolTip=text("Show all of them in the queue"), setAccessibleName=board.title)
            self.head.clicked.connect(lambda: self.all_wanted.emit(board.key))
        row = QHBoxLayout(self.head)
        row.setContentsMargins(6, 2, 6, 2)
        row.setSpacing(9)
        row.addWidget(self.sign)
        row.addWidget(title, 1)
        row.addWidget(self.count)
        self._cards = [RowCard(look, covers) for _ in range(rows)]
        self.nothing = label(text("Nothing waits here."), "dim")
        self.nothing.hide()  # until it is known
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 8, 10)
        column.setSpacing(3)
        column.addWidget(self.head)
        for card in self._cards:
            column.addWidget(card)
            card.clicked.connect(lambda card=card: self._open(card))
        column.addWidget(self.nothing)
        column.addStretch()
        self._draw()
        look.changed.connect(self._draw)

    def show_it(self, shown: Shown | None, at: datetime) -> None:
        """Show what is on it; None: nobody has read that yet."""
        rows = () if shown is None else shown.rows
        self.count.setText("–" if shown is None else capped(shown.count, MOST))
        mark(self.count, tone=self.board.tone if shown is not None and shown.count else "dim")
        self.nothing.setVisible(shown is not None and not rows)
        for number, card in enumerate(self._cards):
            card.show_row(rows[number] if number < len(rows) else None, at)

    @property
    def rows(self) -> list[RowCard]:
        """The rows that are shown."""
        return [card for card in self._cards if card.row is not None]

    def _open(self, card: RowCard) -> None:
        if card.row is not None:
            self.order_wanted.emit(card.row.order, card.row.item)

    def _draw(self) -> None:
        self.sign.setPixmap(self._look.icon(self.board.icon, self.board.tone).pixmap(QSize(20, 20)))
