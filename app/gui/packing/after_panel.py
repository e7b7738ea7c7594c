"""A parcel after its hand-over: what may be entered next, and what has happened."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout

from app.commands.parcel_view import ParcelView
from app.commands.timeline import Happening
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.packing.by_hand import BENCH_STEPS, USUAL
from app.gui.packing.happenings import Happenings
from app.gui.packing.turning import turn
from app.gui.widgets.basics import button, clear, label
from app.i18n import Text, text
from app.orders.machine import Step
from app.shipping.carriers import BY_ID
from app.shipping.parcel_states import PARCEL

MOST_BUTTONS = 3

_NEXT: dict[str, Text] = {
    "handed_over": text("The courier has it. Enter here what the courier or the buyer says."),
    "in_transit": text("It is on its way. Enter here what the courier or the buyer says."),
    "out_for_delivery": text("It is being delivered. Enter who signed for it."),
    "at_locker": text("The buyer has to fetch it. Signed for by a locker is not received."),
    "signed": text("Signed for is not accepted: ask the buyer whether it is unboxed and all is well."),
    "unboxed": text("Ask the buyer whether they accept it."),
    "accepted": text("Accepted: the warranty has begun."),
    "auto_accepted": text("Counted as accepted by the contract: the warranty has begun."),
    "dissolved": text("This parcel was given up; its things lie ready for another one."),
}


class AfterPanel(QFrame):
    """Emits ``step_wanted`` with a Step, ``label_wanted``."""

    step_wanted = Signal(object)
    label_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("kind", "stage")
        self._look = look
        self._told: tuple[Happening, ...] = ()
        self.sentence = label("", "strong", wrap=True)
        self.carried = label("", "dim")
        self.story = Happenings()
        self.buttons: dict[str, QPushButton] = {}
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._more = QMenu(self)
        self.more = QPushButton(self)  # in the tree from the beginning, so that it is said again in another language
        self.more.setMenu(self._more)
        say(self.more, setText=text("More"), setToolTip=text("Everything else that can be entered"))
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addWidget(self.sentence)
        column.addWidget(self.carried)
        column.addLayout(self._row)
        column.addWidget(label(text("History"), "heading"))
        column.addWidget(self.story)

    def show_view(self, view: ParcelView) -> None:
        """Show what can be done with this parcel."""
        parcel = view.parcel
        state = PARCEL.state[parcel.state]
        say(
            self.sentence,
            setText=_NEXT.get(
                parcel.state, text("{state}: settle it with the courier and the buyer.", state=state.title)
            ),
        )
        carrier = BY_ID.get(parcel.carrier)
        parts = [str(carrier.title)] if carrier is not None and parcel.waybill else []
        self.carried.setText("  ".join([*parts, parcel.waybill]))
        self.carried.setVisible(bool(parcel.waybill))
        self._show_steps([step for step in view.steps if step.event not in BENCH_STEPS])

    def show_story(self, story: Sequence[Happening]) -> None:
        """Show what has happened."""
        self._told = tuple(story)
        self.story.show_story(self._told)

    def refresh(self) -> None:
        """Say what has happened again, in the language of now."""
        self.story.show_story(self._told)

    def set_narrow(self, *, narrow: bool) -> None:
        """Below each other where there is little room."""
        turn(self._row, narrow=narrow)

    def begin(self) -> None:
        """Let the keys work here."""
        if self.buttons:
            next(iter(self.buttons.values())).setFocus()

    def _show_steps(self, steps: Sequence[Step]) -> None:
        self._row.removeWidget(self.more)
        clear(self._row)
        self._more.clear()
        self.buttons = {}
        ordered = sorted(steps, key=lambda step: step.event not in USUAL)
        for number, step in enumerate(ordered):
            title = PARCEL.event[step.event].title
            if number < MOST_BUTTONS and step.event in USUAL:
                made = button(title, lambda step=step: self.step_wanted.emit(step), "" if number else "primary")  # type: ignore[misc]
                made.setToolTip(str(title))
                self.buttons[step.event] = made
                self._row.addWidget(made)
            else:
                self._more.addAction(str(title), lambda step=step: self.step_wanted.emit(step))  # type: ignore[misc]
        self._more.addAction(str(text("Print the label again")), self.label_wanted.emit)
        self._row.addWidget(self.more)
        self._row.addStretch()
