"""The pieces of the plate that is chosen, beside the plates: which they are, and what can be done with one of them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.dispatch.piece_list import AT_A_PRINTER, WORDS, PieceList
from app.gui.widgets.basics import button, label
from app.i18n import plural, text, tr

if TYPE_CHECKING:
    from app.commands.plate_view import PlateView


class PiecePanel(QWidget):
    """Emits what is wanted.

    piece_wanted  ("remove" | "bad" | "order", the piece that is chosen: a ``Standing``)
    add_wanted    more is to be put on the plate
    """

    piece_wanted = Signal(str, object)
    add_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._view: PlateView | None = None
        self._produces = False
        self._plate = 0
        self._look = look
        self.title = label("", "heading")
        self.add = button(text("Put more on it…"), self.add_wanted.emit, "small", look.icon("mdi6.plus"))
        say(self.add, setToolTip=text("Choose from what waits for the same process and material"))
        self.list = PieceList(look)
        self.remove, self.bad, self.order = (self._button(name) for name in ("remove", "bad", "order"))
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch()
        head.addWidget(self.add)
        below = QHBoxLayout()
        below.setSpacing(8)
        for one in (self.remove, self.bad, self.order):
            below.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 10, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addLayout(below)
        self.list.wanted.connect(self._want)
        self.list.currentItemChanged.connect(lambda _now, _before: self._follow())
        look.changed.connect(self.list.draw_again)
        self.hide()

    def show_view(self, view: "PlateView | None", *, produces: bool) -> None:
        """Show the pieces of this plate; there is nothing to see without any."""
        self._view, self._produces = view, produces
        self.setVisible(view is not None)
        if view is None:
            self.list.show_pieces((), opened=False)
            return
        opened = view.plate.state == "open"
        if view.plate.id != self._plate:
            self._plate = view.plate.id
            self.list.show_pieces((), opened=opened)
        self.list.show_pieces(view.pieces, opened=opened)
        count = plural("{n} piece", "{n} pieces", len(view.pieces))
        self.title.setText(str(count) if view.pieces else tr("No pieces yet"))
        self.add.setVisible(produces and opened and bool(view.pieces))
        self._follow()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.list.draw_again()
        self.show_view(self._view, produces=self._produces)

    def _follow(self) -> None:
        """What can be done with the piece that is chosen."""
        view = self._view
        if view is None:
            return
        opened = view.plate.state == "open"
        self.remove.setVisible(self._produces and opened and bool(view.pieces))
        self.bad.setVisible(self._produces and not opened and any(s.piece.state in AT_A_PRINTER for s in view.pieces))
        self.order.setVisible(bool(view.pieces))
        for name, one in (("remove", self.remove), ("bad", self.bad), ("order", self.order)):
            one.setEnabled(self.list.may(name))

    def _want(self, name: str) -> None:
        chosen = self.list.current_piece()
        if chosen is not None and self.list.may(name) and (self._produces or name == "order"):
            if name == "remove":
                self.list.let_go(chosen.piece.id)
                self._follow()
            self.piece_wanted.emit(name, chosen)

    def _button(self, name: str) -> QPushButton:
        words, tip, icon = WORDS[name]
        made = button(words, lambda: self._want(name), "second", self._look.icon(icon))
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        say(made, setToolTip=tip)
        return made
