"""The real window over a sample workshop in a folder of its own: what every face is opened from."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QWidget

PATIENCE_S = 240.0
ROOM = (1366, 728)
"""Pixels of the smallest screen that we serve (1366 x 768), without the bar of its desktop."""
ROOM_OF_LARGE_TEXT = (1920, 1040)
"""Where words are larger than 125 %: on the smallest screen they leave no room for two panels beside the bench."""


@dataclass
class World:
    """``seen`` are the classes of all windows that were opened, to compare with those that there are."""

    workstation: Any
    folder: Path
    seen: set[str] = field(default_factory=set)

    @property
    def window(self) -> Any:
        return self.workstation.window

    @property
    def office(self) -> Any:
        return self.workstation.desk.office

    @property
    def queue(self) -> Any:
        return self.window.docks.orders.queue

    def until(self, there: Callable[[], object]) -> None:
        """Let the window live until this holds. Raises TimeoutError."""
        end = time.monotonic() + PATIENCE_S
        while not there():
            if time.monotonic() > end:
                raise TimeoutError("the window did not get there")
            self.live()
            time.sleep(0.005)

    def live(self, turns: int = 3) -> None:
        """Let what is posted happen."""
        for _ in range(turns):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            QApplication.processEvents()

    def still(self) -> None:
        """Until nothing is being worked on: what is shown then is what stays."""
        runner = self.window.workshop.runner
        calm = 0
        while calm < 6:
            calm = 0 if any(job.open for job in runner.jobs) else calm + 1
            self.live(2)
            time.sleep(0.01)

    def act(self, name: str) -> None:
        """Trigger an action as a menu does; it must be possible now."""
        action = self.window.actions_.by_id[name]
        assert action.isEnabled(), f"{name} cannot be done here"
        action.trigger()

    def workplace(self, name: str) -> None:
        self.window.top_bar.workplace_chosen.emit(name)
        self.live()

    def dialogs(self) -> list[QWidget]:
        """Windows over the main window."""
        return [
            one
            for one in QApplication.topLevelWidgets()
            if one.isVisible() and not isinstance(one, (QMainWindow, QMenu)) and one.windowFlags() & _TIP != _TIP
        ]

    def choose(self, wanted: Callable[[Any], bool]) -> Any:
        """Choose the first item in the queue for which this holds, and give it."""
        from app.orders.records import Item

        with self.office.book.reading() as book:
            return next(item for item in book.find(Item) if wanted(item))


_TIP = __import__("PySide6.QtCore", fromlist=["Qt"]).Qt.WindowType.ToolTip


Open = Callable[[World], Any]
Face = tuple[str, Open]
"""The name of a face, and what opens it."""


def open_world(folder: Path, *, language: str = "en", theme: str = "dark", room: tuple[int, int] = ROOM) -> World:
    """Open the window in its smallest room; the sample workshop is filled in, the sample figurine is on the bench."""
    from app.bootstrap.assembling import assemble
    from app.commands.intake.sample import fill_sample

    workstation = assemble()
    world = World(workstation, folder)
    window = workstation.window
    window.dress.speak(language)
    window.look.choose(theme)
    window.resize(*room)
    window.show()
    window.activateWindow()
    window.workshop.preferences.first_start_done = True  # the assistant is a face of its own
    window.start([])
    window.wiring.open_sample(window._services.samples[0][0])
    world.until(lambda: workstation.desk.ready)
    fill_sample(workstation.desk.office)
    world.until(lambda: world.queue.list.model().rowCount())
    bench = window.workshop.bench
    world.until(lambda: bench.report is not None and window.workshop.repairs)
    world.until(lambda: window.wiring.display.mesh is not None)
    world.still()
    return world


def own_folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="statuette-faces-", ignore_cleanup_errors=True)
