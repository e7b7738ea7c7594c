"""Desks over offices, as the window has one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication

from app.commands.office import Office
from app.gui.base.main_thread import MainThread
from app.gui.base.office_desk import OfficeDesk
from app.jobs.runner import Runner


@contextmanager
def desk_over(
    office: Office, qapp: QApplication, again: Callable[[str | None], None] | None = None
) -> Iterator[OfficeDesk]:
    """A desk with a runner of its own; fails where a job had a bug. ``again``: opens key and book anew."""
    thread = MainThread()
    bugs: list[BaseException] = []
    runner = Runner(thread.post)
    runner.crashed.connect(bugs.append)
    desk = OfficeDesk(office, runner, thread.post) if again is None else OfficeDesk(office, runner, thread.post, again)
    yield desk
    desk.close()
    runner.close()
    qapp.processEvents()
    assert not bugs
