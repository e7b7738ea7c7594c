"""Today at the packing bench: what is overdue, what waits for the buyer, what can be handed over, the last parcels."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.commands.shipping import Today
from app.gui.base.look import Look, Role
from app.gui.widgets.badge import StateBadge
from app.gui.widgets.basics import Card, button, clear, label
from app.gui.widgets.sign import Sign
from app.i18n import Text, plural, text, tr
from app.shipping.chase import TITLES
from app.shipping.parcel_states import PARCEL

_TONES: dict[str, tuple[str, Role]] = {
    "overdue": ("mdi6.clock-alert-outline", "bad"),
    "broken": ("mdi6.truck-alert-outline", "bad"),
    "elsewhere": ("mdi6.account-question-outline", "warn"),
    "locker": ("mdi6.locker", "warn"),
    "silent": ("mdi6.help-circle-outline", "warn"),
    "signed": ("mdi6.draw", "warn"),
    "unboxed": ("mdi6.package-variant", "warn"),
}
MOST_RECENT = 6


class TodayPanel(QWidget):
    """Emits ``chase_wanted``, ``parcel_wanted`` (id), ``hand_over_wanted`` (ids)."""

    chase_wanted = Signal()
    parcel_wanted = Signal(object)
    hand_over_wanted = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._today: Today | None = None
        self.counter = label("", "dim", wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(text("Today"), "heading"))
        column.addWidget(self.counter)
        column.addLayout(self._rows)
        self.refresh()

    def show_today(self, today: Today) -> None:
        """Show these counts."""
        if today != self._today:
            self._today = today
            self.refresh()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        clear(self._rows)
        today = self._today
        if today is None:
            return
        self.counter.setText(tr("handed over {done} · to pack {n}", done=today.handed_over, n=today.to_pack))
        for kind, (icon, role) in _TONES.items():
            if kind in today.chased:
                count, longest = today.chased[kind]
                below: Text | str = (
                    plural("longest {n} day", "longest {n} days", int(longest)) if longest >= 1 else text("since today")
                )
                if kind == "overdue" and today.first_overdue is not None:
                    below = today.first_overdue.number
                    first = today.first_overdue.id
                    row = self._row(
                        (icon, role),
                        f"{TITLES[kind]} {count}",
                        below,
                        text("Open it"),
                        lambda p=first: self.parcel_wanted.emit(p),
                    )
                else:
                    row = self._row(
                        (icon, role), f"{TITLES[kind]} {count}", below, text("Chase"), self.chase_wanted.emit
                    )
                self._rows.addWidget(row)
        if today.ready:
            title = plural("{n} ready to hand over", "{n} ready to hand over", len(today.ready))
            self._rows.addWidget(
                self._row(
                    ("mdi6.truck-outline", "accent"), str(title), text("labelled, with a waybill"), text("Hand over all"),
                    lambda: self.hand_over_wanted.emit(today.ready),
                )
            )  # fmt: skip
        if not today.chased and not today.ready:
            self._rows.addWidget(label(text("Nothing is late, nobody has to be asked."), "dim", wrap=True))
        if today.recent:
            self._rows.addSpacing(6)
            self._rows.addWidget(label(text("Last parcels"), "heading"))
        for parcel in today.recent[:MOST_RECENT]:
            card = Card(clickable=True)
            card.setToolTip(tr("Show this parcel"))
            card.setAccessibleName(f"{parcel.number} {PARCEL.state[parcel.state].title}")
            line = QHBoxLayout(card)
            line.setContentsMargins(10, 4, 8, 4)
            line.addWidget(label(parcel.number))
            line.addStretch()
            line.addWidget(StateBadge(self._look, PARCEL.state[parcel.state]))
            card.clicked.connect(lambda p=parcel.id: self.parcel_wanted.emit(p))
            self._rows.addWidget(card)

    def _row(self, sign: tuple[str, Role], title: str, below: Text | str, word: Text, pressed: object) -> Card:
        card = Card()
        line = QHBoxLayout(card)
        line.setContentsMargins(10, 6, 8, 6)
        line.setSpacing(10)
        line.addWidget(Sign(self._look, *sign))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label(title, "strong", wrap=True))
        words.addWidget(label(str(below), "dim"))
        line.addLayout(words, 1)
        made = button(word, pressed, "small")  # type: ignore[arg-type]
        made.setToolTip(f"{word}: {title}")
        line.addWidget(made)
        return card
