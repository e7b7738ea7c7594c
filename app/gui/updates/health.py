"""Tells the launcher how a new version fares: shown, healthy once the order book is open, broken where it cannot be."""

from PySide6.QtCore import QObject

from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.office_desk import OfficeDesk
from app.orders.book import MigrationFailedError
from app.settings.installed import Installed, report_broken, report_healthy, report_shown


class Health(QObject):
    """Does nothing for a version that is not on trial."""

    def __init__(self, desk: OfficeDesk, place: Installed, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        listen(desk.opened, self, self._opened)
        listen(desk.refused, self, self._refused)

    def window_is_up(self) -> None:
        """Whoever closes it from now on does not speak against this version."""
        report_shown(self._place)

    def _opened(self) -> None:
        report_healthy(self._place)

    def _refused(self, error: AppError) -> None:
        """No server, no key, another password: that is not this version's fault, and it stays on trial."""
        if isinstance(error, MigrationFailedError):
            report_broken(self._place, "migration")
