"""Says that the clock of this PC is behind: once at each start, and again when it was seen to run backwards."""

from datetime import timedelta

from PySide6.QtCore import QObject, QTimer

from app.commands.clock import BEHIND, Behind, clock_behind
from app.gui.base.listening import listen
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.trouble.notices import Notice, Notices
from app.i18n import Text, text
from app.moments import minute
from app.orders.record import now

LOOK_MS = 10_000
_JUMP = timedelta(minutes=1)


class ClockNotice(QObject):
    """Asks when the book is opened, when the clock was set, and when it has caught up; a notice that was closed stays closed."""

    def __init__(self, look: Look, desk: OfficeDesk, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._look, self._desk, self._notices = look, desk, notices
        self._notice: Notice | None = None
        self._behind: Behind | None = None
        self._read = False
        self._last = now()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        listen(desk.opened, self, self.ask)

    def look(self) -> None:
        """Look at the clock."""
        before, self._last = self._last, now()
        if self._last < before - _JUMP:
            self._read = False
        caught_up = self._behind is not None and self._behind.moment - self._last <= BEHIND
        if abs(self._last - before) > _JUMP or caught_up:
            self.ask()

    def ask(self) -> None:
        """Compare it with the book."""
        if self._desk.ready:
            self._desk.ask(clock_behind, then=self._show, failed=lambda _error: None)

    def close(self) -> None:
        """The window is going."""
        self._timer.stop()

    def _show(self, behind: Behind | None) -> None:
        self._behind = behind
        if behind is None:
            if self._notice is not None:
                self._notice.close_it()
            self._read = False
        elif self._notice is None and not self._read:
            self._notice = self._notices.add(
                Notice(
                    self._look, _words(behind), icon="mdi6.clock-alert-outline", role="warn", closed=self._was_closed
                )
            )

    def _was_closed(self) -> None:
        self._notice, self._read = None, True


def _words(behind: Behind) -> Text:
    if behind.server:
        return text(
            "The clock of this PC is behind: on the server of the order book it is {moment}. Set it right; nothing is lost.",
            moment=minute(behind.moment),
        )
    return text(
        "The clock of this PC is behind: the last entry of the order book is from {moment}. Set it right; nothing is lost.",
        moment=minute(behind.moment),
    )
