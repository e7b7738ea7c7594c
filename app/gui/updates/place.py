"""Updates in the window, put together: the health of a new version, the strip, the dialog, and a look once a day."""

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMainWindow

from app.commands import updates
from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.services import Services
from app.gui.base.words import say_again
from app.gui.people.guard import Guard
from app.gui.people.strips import Strips
from app.gui.updates.dialog import WHY, UpdatesDialog
from app.gui.updates.health import Health
from app.gui.updates.news_strip import NewsStrip
from app.gui.updates.way_back import WayBack
from app.i18n import text
from app.jobs.runner import Job
from app.security.actor import Actor
from app.security.permissions import Permission, may
from app.settings.installed import installed
from app.settings.releases import Release, UpdateState

FIRST_MS = 180_000  # after the start: whoever comes to work is not kept waiting
AGAIN_MS = 3_600_000
DAY = timedelta(hours=20)  # a PC that is started a little earlier every morning looks all the same


class UpdatesPlace(QObject):
    """Made once the strips are there. ``restarting``: the window was closed in order to start the newest version."""

    def __init__(self, window: QMainWindow, services: Services, strips: Strips, guard: Guard) -> None:
        super().__init__(window)
        self._window, self._services, self._guard = window, services, guard
        self._desk, self._runner = services.desk, services.workshop.runner
        self._preferences, self._keep = services.workshop.preferences, services.keep_preferences
        self.restarting = False
        self.dialog: UpdatesDialog | None = None
        self.strip = NewsStrip(services.look)
        strips.add(self.strip)
        self._state: UpdateState | None = None
        self._release: Release | None = None
        self._source = ""  # of the release
        self._job: Job | None = None
        self._fetching = False  # that job fetches, and does not only look
        self.health = None if (place := installed()) is None else Health(self._desk, place, self)
        self.way_back = WayBack(window, self._desk, guard, look_for_updates=self.show, restart=self.restart)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look_quietly)
        self._runner.changed.connect(self._moved)
        listen(self._desk.acted, self, self._acted)

    # ---- what is asked of it ------------------------------------------------

    def begin(self) -> None:
        """The window is up."""
        if self.health is not None:
            self.health.window_is_up()
            self._timer.start(FIRST_MS)
            self._ask_state()

    def show(self) -> UpdatesDialog:
        """The window of the updates, open."""
        if self.dialog is None:
            parent = self._guard.cover if self._guard.covered else self._window
            dialog = UpdatesDialog(self._services.look, self._preferences, self._keep, parent)
            dialog.look_wanted.connect(self.look)
            dialog.fetch_wanted.connect(self._fetch)
            dialog.cancel_wanted.connect(self._cancel)
            dialog.restart_wanted.connect(self.restart)
            dialog.file_wanted.connect(lambda path: self.look(source=path))
            dialog.source.changed.connect(self.look)
            dialog.finished.connect(self._dialog_closed)
            self.dialog = dialog
        self._ask_state(look=True)
        self.dialog.open()
        return self.dialog

    def restart(self) -> None:
        """Close the window, and start the newest version when all is closed."""
        self.restarting = True
        if self.dialog is not None:
            self.dialog.accept()
        self._window.close()  # now, or once a file is saved: else it stays

    def stay(self) -> None:
        """The window does not close after all."""
        self.restarting = False

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        if self.dialog is not None:
            self.dialog.refresh()
        say_again(self.strip)

    def close(self) -> None:
        """The window is going."""
        self._timer.stop()
        self._runner.changed.disconnect(self._moved, missing_ok=True)

    # ---- looking ------------------------------------------------------------

    def look(self, source: str = "") -> None:
        """Ask the source, or a file that somebody chose."""
        if self._busy():
            return
        self._fetching = False
        chosen = source or self._preferences.update_source
        if self.dialog is not None:
            self.dialog.show_looking()

        def answered(release: Release | None) -> None:
            self._looked()
            self._take(release, chosen)

        self._job = self._desk.ask(
            updates.look, chosen, then=answered, failed=self._failed, lane="updates", progress=True
        )  # fmt: skip

    def look_quietly(self) -> None:
        """Once a day, beside the work; nobody hears of it where there is nothing, or nobody answers."""
        self._timer.start(AGAIN_MS)
        state = self._state
        source = self._preferences.update_source or ("" if state is None else state.source)
        if state is None or state.why_off or state.waiting or not source or not self._preferences.update_daily:
            return
        if self._busy() or not self._is_due() or not may(self._desk.actor, Permission.UPDATE):
            return

        self._fetching = False

        def answered(release: Release | None) -> None:
            self._looked()
            self._release, self._source = release, source
            if release is not None and not release.again and release.version != self._preferences.update_seen:
                self.strip.tell(
                    text("Version {version} of this program is there.", version=release.version),
                    (text("What is new…"), text("See what it brings, and put it in place"), self.show),
                    closed=lambda: self._seen(release.version),
                )

        self._job = self._desk.ask(
            updates.look, source, then=answered, failed=lambda _error: self._looked(), lane="updates", progress=True
        )  # fmt: skip

    def _is_due(self) -> bool:
        try:
            last = datetime.fromisoformat(self._preferences.update_looked)
        except ValueError:
            return True
        return last.tzinfo is None or abs(datetime.now(UTC) - last) > DAY

    def _looked(self) -> None:
        self._preferences.update_looked = datetime.now(UTC).isoformat(timespec="seconds")
        self._keep()

    def _seen(self, version: str) -> None:
        self._preferences.update_seen = version
        self._keep()

    def _take(self, release: Release | None, source: str) -> None:
        self._release, self._source = release, source
        if self.dialog is None:
            return
        if release is None:
            self.dialog.show_newest()
        else:
            self.dialog.show_release(release, allowed=self._may())

    # ---- fetching -----------------------------------------------------------

    def _fetch(self) -> None:
        release = self._release
        if release is None or self._busy():
            return
        self._fetching = True
        if self.dialog is not None:
            self.dialog.show_progress(0.0, text("Fetch the update"))
        self._job = self._desk.ask(
            updates.fetch, self._source, release.version,
            then=self._fetched, failed=self._failed, title=text("Fetch version {version}", version=release.version),
            lane="updates", progress=True,
        )  # fmt: skip
        self._runner.finished.connect(self._ended)

    def _fetched(self, release: Release) -> None:
        self._ask_state()
        if self.dialog is not None:
            self.dialog.show_waiting(release.version)
        else:
            self._tell_waiting(release.version)

    def _failed(self, error: AppError) -> None:
        if self.dialog is None:
            raise error
        if self._release is not None:
            self.dialog.show_release(self._release, allowed=self._may())
        elif self._state is not None:
            self.dialog.show_state(self._state)
        self.dialog.show_problem(error.sentence)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _moved(self, job: Job) -> None:
        if job is self._job and self.dialog is not None and not self.dialog.bar.isHidden():
            self.dialog.show_progress(job.done, job.what)

    def _ended(self, job: Job) -> None:
        if job is not self._job:
            return
        self._runner.finished.disconnect(self._ended, missing_ok=True)
        if job.state == "cancelled" and self.dialog is not None and self._release is not None:
            self.dialog.show_release(self._release, allowed=self._may())

    # ---- the state ----------------------------------------------------------

    def _ask_state(self, *, look: bool = False) -> None:
        def answered(state: UpdateState) -> None:
            self._state = state
            if self.dialog is not None and self._busy():
                self.dialog.show_version(state)
                if self._fetching and self._release is not None and self._job is not None:
                    self.dialog.show_release(self._release, allowed=True)
                    self.dialog.show_progress(self._job.done, self._job.what)
            elif self.dialog is not None:
                self.dialog.show_state(state)
            if self.dialog is not None:
                for version, _why in state.set_aside:
                    self._told(version)
            elif state.set_aside:
                self._tell_set_aside(state)
            source = self._preferences.update_source or state.source
            if look and not state.why_off and not state.waiting and not state.set_aside and source:
                self.look()

        self._desk.ask(updates.state, then=answered, lane="view")  # not behind what is being fetched

    def _tell_set_aside(self, state: UpdateState) -> None:
        version, why = state.set_aside[0]
        told = WHY.get(why, WHY["died"])
        self.strip.tell(
            text(told.message, version=version, now=state.version),
            (text("Look at it…"), text("See what can be done"), self.show),
            closed=lambda: self._told(version),
            icon="mdi6.backup-restore",
            role="warn",
        )

    def _tell_waiting(self, version: str) -> None:
        self.strip.tell(
            text("Version {version} is in place. It starts the next time.", version=version),
            (
                text("Restart now"),
                text("Close the window and start the newest version; the bench stays as it is"),
                self.restart,
            ),
        )

    def _told(self, version: str) -> None:
        self._desk.ask(updates.told, version, lane="view")

    def _acted(self, _actor: Actor) -> None:
        if self.dialog is not None and self._release is not None and not self._busy():
            self.dialog.show_release(self._release, allowed=self._may())

    def _dialog_closed(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _busy(self) -> bool:
        return self._job is not None and self._job.open

    def _may(self) -> bool:
        """Where the book does not open, nobody can log in, and anybody may: see ``updates.may_update``."""
        return may(self._desk.actor, Permission.UPDATE) or self.way_back.book_is_closed
