"""Says that the clock of this PC was set back, for as long as it is behind the last entry of the order book."""

from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from app.commands.clock import clock_behind
from app.gui.look import Look
from app.gui.office_desk import OfficeDesk
from app.gui.people.listening import listen
from app.gui.trouble.notices import Notice, Notices
from app.i18n import text
from app.moments import minute
from app.orders.record import now

LOOK_MS = 10_000
_BACK = timedelta(minutes=1)


class ClockNotice(QObject):
    """Asks when the book is opened, and when the clock was seen to run backwards."""

    def __init__(self, look: Look, desk: OfficeDesk, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._look, self._desk, self._notices = look, desk, notices
        self._notice: Notice | None = None
        self._last = now()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        listen(desk.opened, self, self.ask)

    def look(self) -> None:
        """Look at the clock."""
        before, self._last = self._last, now()
        if self._last < before - _BACK or self._notice is not None:
            self.ask()

    def ask(self) -> None:
        """Compare it with the book."""
        if self._desk.ready:
            self._desk.ask(clock_behind, then=self._show, failed=lambda _error: None)

    def close(self) -> None:
        """The window is going."""
        self._timer.stop()

    def _show(self, last: datetime | None) -> None:
        there, self._notice = self._notice, None
        if there is not None and isValid(there):
            there.close_it()
        if last is not None:
            self._notice = self._notices.add(
                Notice(
                    self._look,
                    text(
                        "The clock of this PC is behind: the last entry of the order book is from {moment}. Set it right;"
                        " nothing is lost.",
                        moment=minute(last),
                    ),
                    icon="mdi6.clock-alert-outline", role="warn",
                )
            )  # fmt: skip
