"""What helps where program and order book do not fit: another version, or the copy from before the change of form."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QMessageBox

from app.commands import backups
from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.office_desk import OfficeDesk
from app.gui.people.guard import Guard
from app.i18n import text, tr
from app.moments import minute
from app.orders.backup import KeptBefore
from app.orders.book import BookNewerError, BookOfflineError, MigrationFailedError
from app.settings.installed import installed


class WayBack(QObject):
    """Adds verbs to the page that says why the book does not open."""

    def __init__(
        self,
        window: QMainWindow,
        desk: OfficeDesk,
        guard: Guard,
        *,
        look_for_updates: Callable[[], object],
        restart: Callable[[], object],
    ) -> None:
        super().__init__(window)
        self._desk, self._guard = desk, guard
        self._look_for_updates, self._restart = look_for_updates, restart
        self.book_is_closed = False
        listen(desk.opened, self, self._opened)
        listen(desk.refused, self, self._refused)
        guard.troubled.connect(self._offer)

    def _opened(self) -> None:
        self.book_is_closed = False

    def _refused(self, error: AppError) -> None:
        self.book_is_closed = not isinstance(error, BookOfflineError)

    def _offer(self, error: AppError) -> None:
        page = self._guard.trouble
        if isinstance(error, BookNewerError):
            if installed() is not None:
                page.offer(
                    text("Look for updates…"),
                    text("Bring the version of this program that knows this order book"),
                    self._look_for_updates,
                )
            self._desk.ask(backups.kept_before, then=self._offer_former, failed=lambda _error: None)
        elif isinstance(error, MigrationFailedError) and installed() is not None:
            page.offer(
                text("Start the version before"),
                text("Close the window, and go on with the version that worked"),
                self._restart,
            )

    def _offer_former(self, kept: tuple[KeptBefore, ...]) -> None:
        if not kept:
            return
        newest = kept[0]
        self._guard.trouble.offer(
            text("Go back to the order book of {moment}…", moment=minute(newest.at)),
            text("Put the copy back that was kept before the newer version changed the order book"),
            lambda: self._ask(newest),
        )

    def _ask(self, kept: KeptBefore) -> None:
        question = QMessageBox(self._guard.cover)
        question.setIcon(QMessageBox.Icon.Warning)
        question.setWindowTitle(tr("Go back to the former order book"))
        question.setText(
            tr(
                "The order book of {moment} is put back. What was entered since then is not in it; the newer order book is"
                " kept aside, and the newer version of this program can open it again.",
                moment=minute(kept.at),
            )
        )
        go = question.addButton(tr("Go back"), QMessageBox.ButtonRole.DestructiveRole)
        question.setDefaultButton(question.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole))

        def answered() -> None:
            if question.clickedButton() is go:
                self._put_back(kept)
            question.deleteLater()

        question.finished.connect(answered)
        question.open()

    def _put_back(self, kept: KeptBefore) -> None:
        self._desk.ask(
            backups.put_back, kept.path,
            then=lambda _aside: self._desk.open_again(),
            failed=lambda error: self._guard.trouble.show_problem(error.sentence),
            title=text("Put the former order book back"), lane="batch", progress=True,
        )  # fmt: skip
