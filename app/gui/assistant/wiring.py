"""When the assistant opens, and what becomes of it when it is finished or left half way."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from app.gui.assistant.course import Course, Room
from app.gui.base.services import Services
from app.gui.people.wiring import People
from app.gui.widgets.message_bar import MessageBar
from app.i18n import text

if TYPE_CHECKING:
    from app.gui.assistant.dialog import AssistantDialog


class Opener(Protocol):
    """Puts a sample creation on the bench."""

    def open_sample(self, name: str) -> None: ...


class Assistant(QObject):
    """At the first start it opens over the window, while the sample figurine comes on the bench behind it."""

    def __init__(
        self, window: QMainWindow, services: Services, people: People, messages: MessageBar, *,
        opener: Opener, speak: Callable[[str], None],
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._window, self._services, self._people, self._messages = window, services, people, messages
        self._opener, self._speak_now = opener, speak
        self.dialog: AssistantDialog | None = None

    def begin(self) -> None:
        """The first start: somebody alone needs one click."""
        self._open(first=True)

    def run_again(self) -> None:
        """From the menu, or the palette."""
        self._open(first=False)

    def _open(self, *, first: bool, at: str = "welcome") -> None:
        if self.dialog is not None or self._people.guard.covered:
            return
        from app.gui.assistant.dialog import AssistantDialog  # noqa: PLC0415 - most starts begin and end without it

        services = self._services
        course = Course(first and at == "welcome")
        room = Room(
            services.desk, services.look, self._people.local, services.floor, course, self._speak,
            lambda: self._people.guard.accounts, lambda: services.workshop.bench.document is None,
        )  # fmt: skip
        dialog = AssistantDialog(room, self._window, at)
        self.dialog = dialog
        dialog.left_at.connect(self._left)
        dialog.accepted.connect(lambda: self._finished(course))
        dialog.finished.connect(lambda _result: self._closed(course))
        dialog.open()

    def _speak(self, code: str) -> None:
        """The language is changed at once, and kept: everything else is read in it."""
        services = self._services
        services.workshop.preferences.language = "en" if code == "en" else "zh_CN"
        self._speak_now(code)
        services.keep_preferences()
        if self.dialog is not None:
            self.dialog.refresh()

    def _closed(self, course: Course) -> None:
        self.dialog = None
        services = self._services
        if course.reopen:  # people log in there
            services.desk.open_again()
        services.workshop.preferences.first_start_done = True
        services.keep_preferences()

    def _left(self, page: str) -> None:
        self._messages.say(
            text("The set-up was left half way; what was confirmed is kept. It is also in the menu “Help”."),
            "info",
            (text("Go on with it"), lambda: self._open(first=False, at=page)),
        )

    def _finished(self, course: Course) -> None:
        services = self._services
        if course.account is not None:
            account = course.account
            self._people.guard.begin_with(account.login, account.name, account.password, account.roles)
            course.account = None
        if course.open_sample and services.samples:
            self._opener.open_sample(services.samples[0][0])
