"""The pieces of a plate: one is chosen, by mouse or keys, and something is done with it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMenu

from app.gui.base.look import Look, Role
from app.gui.base.words import say
from app.gui.dispatch.two_lines import TwoLines
from app.i18n import Text, text, tr

if TYPE_CHECKING:
    from app.commands.plate_view import Standing

ID = Qt.ItemDataRole.UserRole
AT_A_PRINTER = frozenset({"printing", "printed", "failed"})
"""States of a piece that a printer has had: of those one can be bad."""
WORDS: dict[str, tuple[Text, Text, str]] = {
    "remove": (
        text("Take it off the plate"),
        text("It waits for another plate; the others stay where they are (Delete)"),
        "mdi6.tray-remove",
    ),
    "bad": (
        text("This piece is bad…"),
        text("Say what is wrong with it: it waits for a plate again, the others go on (Delete)"),
        "mdi6.close-octagon-outline",
    ),
    "order": (text("Open its order"), text("Show the order of the chosen piece (Return)"), "mdi6.receipt-text-outline"),
}
_STATES: dict[str, tuple[Text, str, Role]] = {
    "printing": (text("is being printed"), "mdi6.printer-3d-nozzle-outline", "accent"),
    "printed": (text("Print finished"), "mdi6.check", "ok"),
    "failed": (text("Print failed"), "mdi6.close-circle-outline", "bad"),
    "passed": (text("passed"), "mdi6.check-circle-outline", "ok"),
}


class PieceList(QListWidget):
    """``wanted``: "remove", "bad" or "order", with what is chosen; ``current_piece`` tells which that is."""

    wanted = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: tuple[tuple[int, str, str, Role], ...] = ()
        self._pieces: dict[int, Standing] = {}
        self._opened = False
        self._leaves = 0
        self.setObjectName("pieceList")
        self.setIconSize(QSize(16, 16))
        self.setItemDelegate(TwoLines(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.itemDoubleClicked.connect(lambda _item: self.wanted.emit("order"))
        say(
            self,
            setAccessibleName=text("Pieces on the plate"),
            setToolTip=text(
                "Choose a piece: what can be done with it stands below, and in the menu of the right button"
            ),
        )

    def current_piece(self) -> "Standing | None":
        """What is chosen."""
        item = self.currentItem()
        return None if item is None else self._pieces.get(int(item.data(ID)))

    def may(self, name: str) -> bool:
        """Whether this can be done with the chosen piece."""
        chosen = self.current_piece()
        if chosen is None:
            return False
        if name == "remove":
            return self._opened and chosen.piece.id != self._leaves
        return name == "order" or (not self._opened and chosen.piece.state in AT_A_PRINTER)

    def let_go(self, piece: int) -> None:
        """This one is being taken off: it is not once more, before the book has answered."""
        self._leaves = piece

    def choose(self, piece: int) -> None:
        """Choose a piece by its id."""
        for row in range(self.count()):
            if self.item(row).data(ID) == piece:
                self.setCurrentRow(row)

    def show_pieces(self, pieces: Sequence["Standing"], *, opened: bool) -> None:
        """Show these of an open plate or of one that is not. What is chosen stays so; where it went, its place is chosen."""
        self._pieces, self._opened, self._leaves = {one.piece.id: one for one in pieces}, opened, 0
        rows = tuple((one.piece.id, *_row(one, opened=opened)) for one in pieces)
        if rows == self._shown:
            return
        chosen, at = self.current_piece(), self.currentRow()
        self._shown = rows
        self.blockSignals(True)
        self.clear()
        for id_, words, icon, role in rows:
            item = QListWidgetItem(self._look.icon(icon, role), words)
            item.setData(ID, id_)
            item.setToolTip(words)
            self.addItem(item)
        if chosen is not None:
            self.choose(chosen.piece.id)
        elif at >= 0 and rows:
            self.setCurrentRow(min(at, len(rows) - 1))
        self.blockSignals(False)
        self.setVisible(bool(rows))
        self.currentItemChanged.emit(self.currentItem(), None)

    def draw_again(self) -> None:
        """In another language, or with the colours of another theme."""
        self._shown = ()
        self.show_pieces(tuple(self._pieces.values()), opened=self._opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Delete takes the piece off the plate, or says that it is bad; Return opens its order."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.may("order"):
            self.wanted.emit("order")
        elif event.key() == Qt.Key.Key_Delete and event.isAutoRepeat():
            event.accept()  # held down, it would clear the plate
        elif event.key() == Qt.Key.Key_Delete and (self.may("remove") or self.may("bad")):
            self.wanted.emit("remove" if self.may("remove") else "bad")
        else:
            super().keyPressEvent(event)

    def menu(self) -> QMenu:
        """What can be done with the chosen piece."""
        made = QMenu(self)
        made.setToolTipsVisible(True)
        for name, (words, tip, icon) in WORDS.items():
            if self.may(name):
                action = made.addAction(self._look.icon(icon), str(words))
                action.setToolTip(str(tip))
                action.triggered.connect(lambda _on=False, name=name: self.wanted.emit(name))
        return made

    def _show_menu(self, at: QPoint) -> None:
        if self.current_piece() is None:
            return
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(at))


def _row(one: "Standing", *, opened: bool) -> tuple[str, str, Role]:
    """Two lines, a sign and its colour."""
    title = one.item.title or tr("Without a title")
    state: tuple[Text | str, str, Role] = ("", "mdi6.cube-outline", "dim")
    if opened and one.place is None:
        state = (text("no place yet"), "mdi6.alert-outline", "warn")
    elif not opened and one.piece.state in _STATES:
        state = _STATES[one.piece.state]
    of = tr("Piece {n} of {all}", n=one.piece.unit, all=one.item.quantity) if one.item.quantity > 1 else ""
    first = " · ".join(part for part in (one.piece.label, title) if part)
    second = " · ".join(part for part in (str(state[0]), of, one.number) if part)
    return f"{first}\n{second}", state[1], state[2]
