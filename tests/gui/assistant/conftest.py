"""The assistant over the office of a PC of its own: key, order book, files and settings are real."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from app import i18n
from app.bootstrap.floor import make_floor
from app.bootstrap.office import make_office
from app.gui.assistant.course import Course, Room
from app.gui.assistant.dialog import AssistantDialog
from app.gui.assistant.page import AssistantPage
from app.gui.base.look import Look
from app.gui.base.main_thread import MainThread
from app.gui.base.office_desk import OfficeDesk
from app.gui.people.local import Local
from app.jobs.runner import Runner
from app.security import passwords
from app.settings.preferences import FILE, Preferences, save_preferences

WAIT = 30_000
PASSWORD = "violet kettle 42"


@dataclass
class Place:
    """A PC with the assistant open on it."""

    home: Path
    room: Room
    desk: OfficeDesk
    window: QMainWindow
    qtbot: QtBot
    dialog: AssistantDialog | None = None

    @property
    def preferences(self) -> Preferences:
        return self.room.local.preferences

    def open(self, at: str = "welcome") -> AssistantDialog:
        """The assistant at this page."""
        dialog = AssistantDialog(self.room, self.window, at)
        self.dialog = dialog
        with self.qtbot.waitExposed(dialog):
            dialog.open()
        dialog.activateWindow()
        self.qtbot.waitUntil(dialog.isActiveWindow, timeout=WAIT)
        return dialog

    def page(self, kind: type[AssistantPage]) -> AssistantPage:
        """The page that is shown, which is of this kind."""
        assert self.dialog is not None
        page = self.dialog.page
        assert isinstance(page, kind), page
        return page

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=WAIT)

    def until_at(self, name: str) -> None:
        dialog = self.dialog
        assert dialog is not None
        self.until(lambda: dialog.page.id == name)

    def said(self) -> str:
        """What the page says below, once it waits for nothing."""
        dialog = self.dialog
        assert dialog is not None
        self.until(lambda: not dialog.page.busy)
        return dialog.page.said.text() if not dialog.page.said.isHidden() else ""


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id with the least cost: tests hash often."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: quick)


@pytest.fixture
def make_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: Look, qtbot: QtBot
) -> Iterator[Callable[..., Place]]:
    """Makes PCs; ``first``: nobody has worked there before. Every bug that a job reports fails the test."""
    for name in ("STATUETTE_DATABASE", "STATUETTE_ASSETS"):
        monkeypatch.delenv(name, raising=False)
    made: list[Place] = []
    runners: list[Runner] = []
    bugs: list[BaseException] = []

    def make(name: str = "home", *, first: bool = True) -> Place:
        home = tmp_path / name
        monkeypatch.setenv("STATUETTE_HOME", str(home))
        thread = MainThread()
        runner = Runner(thread.post)
        runner.crashed.connect(bugs.append)
        opened = make_office()
        desk = OfficeDesk(opened.office, runner, thread.post, opened.again)
        window = QMainWindow()
        window.resize(1200, 800)
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        desk.open()
        qtbot.waitUntil(lambda: desk.ready, timeout=WAIT)
        preferences, settings = Preferences(), home / "settings"
        local = Local(preferences, lambda: save_preferences(preferences, settings / FILE), home / "data", settings)
        place: Place

        def speak(code: str) -> None:
            i18n.activate(code)
            if place.dialog is not None:
                place.dialog.refresh()

        room = Room(
            desk, look, local, make_floor(opened.office), Course(first), speak,
            lambda: bool(desk.actor.account), lambda: True,
        )  # fmt: skip
        place = Place(home, room, desk, window, qtbot)
        made.append(place)
        runners.append(runner)
        return place

    yield make
    for place in made:
        place.window.close()
        place.desk.close()
        place.room.floor.close()
    for runner in runners:
        runner.close()
    for place in made:
        place.desk.office.book.close()
    assert not bugs


@pytest.fixture
def place(make_place: Callable[..., Place]) -> Place:
    return make_place()
