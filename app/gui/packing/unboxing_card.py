"""The unboxing card among the things of the parcel: it is printed here and scanned like an item."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.gui.base.look import Look
from app.gui.packing.item_card import PICTURE
from app.gui.widgets.basics import Card, button, label, mark
from app.gui.widgets.sign import Sign
from app.i18n import text


class UnboxingCard(Card):
    """Emits ``print_wanted``."""

    print_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(kind="packItem")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 10, 14, 10)
        self.setMinimumHeight(PICTURE + 20)
        row.setSpacing(14)
        picture = Sign(look, "mdi6.qrcode", "dim", 44)
        picture.setContentsMargins(0, 0, 0, 0)
        row.addSpacing((PICTURE - 44) // 2)
        row.addWidget(picture)
        row.addSpacing((PICTURE - 44) // 2)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addStretch()
        words.addWidget(label(text("Unboxing card"), "packTitle", wrap=True))
        words.addWidget(label(text("The buyer scans it when all has come."), "dim", wrap=True))
        words.addStretch()
        row.addLayout(words, 1)
        self.print = button(
            text("Print it"), self.print_wanted.emit, "small", tip=text("Print the card that the buyer scans")
        )
        self.sign = Sign(look, side=30)
        how_far = QVBoxLayout()
        how_far.setSpacing(6)
        how_far.addStretch()
        how_far.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignHCenter)
        how_far.addWidget(self.print, 0, Qt.AlignmentFlag.AlignHCenter)
        how_far.addStretch()
        row.addLayout(how_far)

    def show_state(self, *, there: bool, open_: bool) -> None:
        """Whether it lies in the parcel."""
        self.sign.show_sign("mdi6.check-circle" if there else "mdi6.dots-horizontal", "ok" if there else "dim")
        self.print.setVisible(open_ and not there)
        mark(self, state="done" if there else "")
