"""An error stands where somebody asked, or else above the page that is shown and in the list of jobs: once, and never nowhere."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.bootstrap.workstation import Workstation
from app.errors import AppError
from app.gui.people.page import Page
from app.gui.widgets.still_there import while_there
from app.gui.window.main_window import MainWindow
from app.i18n import text
from app.jobs.progress import Progress
from app.jobs.runner import Job

pytestmark = pytest.mark.render
NO_PAPER = "There is no paper; put some in."


def refuse(*_office: object, progress: Progress | None = None) -> None:  # noqa: ARG001 - jobs are given one
    raise AppError(text("There is no paper; put some in."))


@pytest.fixture
def window(open_workstation: Callable[..., Workstation], qtbot: QtBot) -> MainWindow:
    workstation = open_workstation()
    qtbot.waitUntil(lambda: workstation.desk.ready)
    return workstation.window


def end(qtbot: QtBot, window: MainWindow, job: Job) -> None:
    """Wait until the job has ended, and whatever is told of it is told."""
    qtbot.waitUntil(lambda: not job.open)
    assert job.state == "failed"
    later = window.workshop.runner.run(text("A job"), lambda progress: progress(1.0), then=lambda _: None, lane="view")
    qtbot.waitUntil(lambda: not later.open)


def shown_in(window: MainWindow, job: Job) -> tuple[bool, bool]:
    """Whether its error stands above the bench, and in the list of jobs."""
    return NO_PAPER in window.bench.messages.sentences, job.id in window.docks.jobs.rows


def test_what_nobody_takes_is_shown_above_the_bench(window: MainWindow, qtbot: QtBot) -> None:
    job = window.workshop.runner.run(text("A job"), refuse, then=lambda _: None, lane="view", quiet=True)
    end(qtbot, window, job)
    assert shown_in(window, job) == (True, True)


@pytest.mark.parametrize("workplace", ["layout", "dispatch", "pack", "service", "order"])
def test_what_nobody_takes_is_shown_above_whatever_page_is_shown(
    window: MainWindow, qtbot: QtBot, workplace: str
) -> None:
    if workplace == "order":
        window.workplaces.cover("order")
    else:
        window.top_bar.workplace_chosen.emit(workplace)
    qtbot.waitUntil(lambda: not window.bench.isVisible())
    for _ in range(2):
        job = window.workshop.runner.run(text("A job"), refuse, then=lambda _: None, lane="view", quiet=True)
        end(qtbot, window, job)
        assert shown_in(window, job) == (False, True)
    notices = [notice for notice in window.trouble.notices.shown if notice.words.text() == NO_PAPER]  # type: ignore[attr-defined]
    assert len(notices) == 1
    assert notices[0].isVisible()


def test_what_a_page_shows_is_shown_there_alone(window: MainWindow, qtbot: QtBot) -> None:
    page = window.people.show_page("settings")
    assert isinstance(page, Page)
    job = page.ask(refuse)
    end(qtbot, window, job)
    assert page.messages.sentences == [NO_PAPER]
    assert shown_in(window, job) == (False, False)


def test_what_a_page_would_show_that_is_gone_is_shown_above_the_bench(window: MainWindow, qtbot: QtBot) -> None:
    gone, heard = QObject(), list[AppError]()
    job = window.workshop.runner.run(
        text("A job"), refuse, then=lambda _: None, failed=while_there(gone, heard.append), lane="view", quiet=True
    )
    delete(gone)
    end(qtbot, window, job)
    assert heard == []
    assert shown_in(window, job) == (True, True)
