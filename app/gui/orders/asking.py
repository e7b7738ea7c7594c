"""Small questions about orders: what one waits for, the name of a view, when something is due."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDateTime
from PySide6.QtWidgets import QDateTimeEdit, QLineEdit, QWidget

from app.gui.base.words import say
from app.gui.widgets.basics import label
from app.gui.widgets.day_format import show_days
from app.gui.widgets.question import ChoiceQuestion, Question
from app.i18n import Text, text, tr
from app.orders.item_states import HOLD_REASONS


def ask_hold(title: Text | str, answered: Callable[[str, str], object], parent: QWidget) -> ChoiceQuestion:
    """Ask what it waits for."""
    sentence = text("The clock stands still while it waits for the client, the buyer or rights.")
    return ChoiceQuestion(title, sentence, HOLD_REASONS, answered, parent, done=text("Put on hold"))


class NameQuestion(Question):
    """Asks for a name that is not taken yet; ``extra`` is put below it."""

    def __init__(
        self,
        title: Text,
        sentence: Text,
        taken: Iterable[str],
        answered: Callable[[str], object],
        parent: QWidget,
        *,
        name: str = "",
        extra: QWidget | None = None,
    ) -> None:
        super().__init__(title, sentence, text("Keep"), parent)
        self._taken = {one.casefold() for one in taken}
        self.field = QLineEdit(name)
        self.field.setMaxLength(60)
        say(self.field, setAccessibleName=text("Name"), setToolTip=text("What it is called in the list of views"))
        self.problem = label("", "dim", wrap=True)
        self.field.textChanged.connect(lambda _words: self._enable())
        self.column.addWidget(self.field)
        if extra is not None:
            self.column.addWidget(extra)
        self.column.addWidget(self.problem)
        self.finish()
        self._enable()
        self.field.selectAll()
        self.accepted.connect(lambda: answered(self.field.text().strip()))

    def _enable(self) -> None:
        name = self.field.text().strip()
        taken = name.casefold() in self._taken
        self.problem.setText(tr("There is one of this name already.") if taken else "")
        self.problem.setVisible(taken)
        self.go.setEnabled(bool(name) and not taken)


class DueQuestion(Question):
    """Asks when something is due; the time is that of this PC."""

    def __init__(
        self, title: Text | str, due: datetime | None, answered: Callable[[datetime], object], parent: QWidget
    ) -> None:
        super().__init__(title, text("The time is that of this PC."), text("Set the date"), parent)
        start = due if due is not None else datetime.now(UTC) + timedelta(days=1)
        self.field = QDateTimeEdit(QDateTime.fromSecsSinceEpoch(int(start.timestamp())))
        show_days(self.field, time=True)
        self.field.setCalendarPopup(True)
        say(self.field, setAccessibleName=text("Due"), setToolTip=text("Day and time until which it has to be done"))
        self.column.addWidget(self.field)
        self.finish()
        self.accepted.connect(lambda: answered(self.due()))

    def due(self) -> datetime:
        """What was chosen, UTC."""
        return datetime.fromtimestamp(self.field.dateTime().toSecsSinceEpoch(), UTC)
