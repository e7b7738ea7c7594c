"""Begin with an empty order book, or with a sample workshop to look around in; it can be taken out again in one go."""

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QWidget

from app.commands.intake.sample import SampleState, fill_sample, sample_there
from app.gui.assistant.choice_card import ChoiceCard
from app.gui.assistant.course import Room
from app.gui.assistant.page import AssistantPage
from app.gui.base.words import say
from app.gui.widgets.basics import label
from app.i18n import plural, text
from app.security.permissions import Permission


class SamplePage(AssistantPage):
    """Filling it in takes some seconds; stopped, what was filled in by then is taken out again."""

    id = "sample"
    name = text("To begin with")
    title = text("What to begin with")
    sentence = text("A sample workshop shows how everything looks in use. Nobody in it is real.")
    icon = "mdi6.flag-outline"
    permission = Permission.ORDERS_IMPORT

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._state: SampleState | None = None
        group = QButtonGroup(self)
        self.empty = ChoiceCard(text("An empty order book"), text("Orders come in as soon as there are some."), group)
        self.sample = ChoiceCard(
            text("A sample workshop"),
            text("Some dozen orders in every state, with pictures and parcels. One click takes them out again."),
            group,
        )
        self.empty.radio.setChecked(True)
        self.figurine = QCheckBox()
        say(
            self.figurine,
            setText=text("Open the sample figurine on the bench"),
            setToolTip=text("A character with a few faults, to try a repair on"),
        )
        self.there = label("", "dim", wrap=True)
        for widget in (self.empty, self.sample, self.there, self.figurine):
            self.content.addWidget(widget)

    def enter(self) -> None:
        """Ask what the order book holds."""
        self.figurine.setVisible(self.room.bench_is_empty())
        self.there.hide()
        self.look(sample_there, then=self._told)

    def first_field(self) -> QWidget | None:
        """What is chosen."""
        return self.empty.radio if self.empty.radio.isChecked() else self.sample.radio

    def go_on(self) -> None:
        """Fill it in, where that is wanted."""
        self.room.course.open_sample = self.figurine.isVisibleTo(self) and self.figurine.isChecked()
        if self.sample.radio.isChecked() and not (self._state is not None and self._state.sample):
            self.work(
                fill_sample, then=self._filled, busy=text("Filling in the sample workshop…"), lane="batch",
                title=text("Fill in the sample workshop"), progress=True,
            )  # fmt: skip
        else:
            self._done()

    def refresh(self) -> None:
        """Say again what is there."""
        if self._state is not None:
            self._told(self._state)

    def _filled(self, count: int) -> None:
        self._state = SampleState(count, 0)
        self._done()

    def _done(self) -> None:
        there = self._state is not None and self._state.sample
        others = 0 if self._state is None else self._state.others
        self.room.course.told[self.id] = (
            text("The sample workshop is in the order book")
            if there
            else plural("{n} order is in the order book", "{n} orders are in the order book", others)
            if others
            else text("The order book is empty")
        )
        self.confirmed.emit()

    def _told(self, state: SampleState) -> None:
        self._state = state
        busy = bool(state.sample or state.others)
        for card in (self.empty, self.sample):
            card.setVisible(not busy)
        self.there.setVisible(busy)
        if state.sample:
            say(
                self.there,
                setText=plural(
                    "{n} order of the sample is in the book.", "{n} orders of the sample are in the book.", state.sample
                ),
            )
        elif state.others:
            say(
                self.there,
                setText=plural(
                    "{n} order is in the book already. The sample workshop is under Orders, if it is wanted.",
                    "{n} orders are in the book already. The sample workshop is under Orders, if it is wanted.",
                    state.others,
                ),
            )
