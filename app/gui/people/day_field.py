"""A day that may be set or not."""

from datetime import date, datetime

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QCheckBox, QDateEdit, QHBoxLayout, QWidget

from app.gui.base.words import say
from app.gui.people.moments import end_of
from app.gui.widgets.day_format import show_days
from app.i18n import Text


class DayField(QWidget):
    """``words`` beside the box say what is set."""

    changed = Signal()

    def __init__(self, words: Text, tip: Text) -> None:
        super().__init__()
        self.box, self.day = QCheckBox(), QDateEdit()
        say(self.box, setText=words, setToolTip=tip)
        say(self.day, setToolTip=tip, setAccessibleName=words)
        self.day.setCalendarPopup(True)
        show_days(self.day)
        self.day.setMinimumWidth(140)
        self.day.setEnabled(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.box)
        row.addWidget(self.day)
        row.addStretch()
        self.box.toggled.connect(self._toggled)
        self.day.dateChanged.connect(lambda _day: self.changed.emit())

    def value(self) -> datetime | None:
        """The end of the day that is set, UTC."""
        return end_of(self.chosen()) if self.box.isChecked() else None

    def chosen(self) -> date:
        """The day that is shown."""
        shown = self.day.date()
        return date(shown.year(), shown.month(), shown.day())

    def set_value(self, at: datetime | None) -> None:
        """Show this day, or that none is set."""
        self.box.setChecked(at is not None)
        self.day.setEnabled(at is not None)
        local = at.astimezone().date() if at is not None else None
        self.day.setDate(
            QDate.currentDate().addMonths(6) if local is None else QDate(local.year, local.month, local.day)
        )

    def _toggled(self, on: bool) -> None:
        self.day.setEnabled(on)
        self.changed.emit()
