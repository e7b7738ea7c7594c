"""A workplace of cards: as many beside each other as there is room for; they follow the book while they are looked at."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.once import once
from app.gui.boards.card import BoardCard
from app.gui.boards.tables import Board, Shown, read
from app.gui.widgets.basics import label
from app.gui.widgets.covers import Covers
from app.gui.widgets.message_bar import MessageBar
from app.gui.widgets.panel import scrolling
from app.i18n import Text
from app.orders.record import now
from app.security.permissions import Permission, may

WAIT_MS = 400
"""So long after a change of the book: changes come in crowds."""
CARD_WIDE = 250
"""Pixels, where words are as large as designed."""


class BoardPage(QWidget):
    """order_wanted: (order, item); all_wanted: the key of a view of the queue."""

    order_wanted = Signal(object, object)  # ids are larger than what Qt calls an int
    all_wanted = Signal(str)

    def __init__(
        self, title: Text, sentence: Text, boards: tuple[Board, ...], look: Look, covers: Covers,
        *, rows: int, opens: bool,
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName("boardPage")
        self._boards, self._look, self._rows = boards, look, rows
        self._desk: OfficeDesk | None = None
        self._shown: Mapping[str, Shown] = {}
        self._columns = 0
        self.messages = MessageBar(look)
        self.cards = {board.key: BoardCard(board, look, covers, rows=rows, opens=opens) for board in boards}
        for card in self.cards.values():
            card.order_wanted.connect(self.order_wanted.emit)
            card.all_wanted.connect(self.all_wanted.emit)
        body = QWidget()
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(18, 4, 18, 18)
        self._grid.setSpacing(10)
        head = QVBoxLayout()
        head.setContentsMargins(18, 16, 18, 8)
        head.setSpacing(2)
        head.addWidget(label(title, "title"))
        head.addWidget(label(sentence, "dim", wrap=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addLayout(head)
        column.addWidget(scrolling(body), 1)
        self._soon = once(self, WAIT_MS, self.ask)
        covers.made.connect(lambda _digest: self._show())
        look.changed.connect(self._arrange)
        look.changed.connect(self._show)  # the cube where a cover is missing has another colour
        self._arrange()

    def connect_to(self, desk: OfficeDesk) -> None:
        """Ask this desk, and follow what others do."""
        self._desk = desk
        listen(desk.changed, self, self._changed)
        listen(desk.acted, self, self._acted)
        self._changed()

    def ask(self) -> None:
        """Read the book, unless nobody looks or nobody here may."""
        desk = self._desk
        if desk is None or not desk.ready or not self.isVisible() or not may(desk.actor, Permission.ORDERS_SEE):
            return
        desk.ask_here(read, self._boards, self._rows, then=self._read, failed=self._failed)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """What is looked at is of now."""
        super().showEvent(event)
        self.ask()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """As many columns as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self._show()

    def _changed(self, *_what: object) -> None:
        self._soon.start()

    def _acted(self, _actor: object) -> None:
        """Another person is here: nothing of what the one before was shown stays."""
        self._shown = {}
        self._show()
        self._soon.start()

    def _read(self, shown: Mapping[str, Shown]) -> None:
        self._shown = shown
        self._show()

    def _failed(self, error: AppError) -> None:
        self.messages.say(error.sentence, "bad")

    def _show(self) -> None:
        at = now()
        for key, card in self.cards.items():
            card.show_it(self._shown.get(key), at)

    def _arrange(self) -> None:
        columns = max(1, min(4, int(self.width() // (CARD_WIDE * self._look.text_factor))))
        if columns == self._columns:
            return
        self._columns = columns
        while self._grid.takeAt(0) is not None:
            pass
        for number, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, number // columns, number % columns)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for row in range(len(self.cards) + 1):
            self._grid.setRowStretch(row, 0)
        self._grid.setRowStretch(-(-len(self.cards) // columns), 1)
