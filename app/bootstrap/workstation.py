"""The window with all that works for it, from its start to its end."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.commands.print_floor import PrintFloor
    from app.gui.base.collector import MainThreadCollector
    from app.gui.base.office_desk import OfficeDesk
    from app.gui.bench.resuming import Resuming
    from app.gui.trouble.crash import CrashReporter
    from app.gui.trouble.wiring import Trouble
    from app.gui.window.main_window import MainWindow


@dataclass
class Workstation:
    """The window with all that works for it."""

    application: "QApplication"
    window: "MainWindow"
    crashes: "CrashReporter"
    collector: "MainThreadCollector"
    desk: "OfficeDesk"
    resuming: "Resuming"
    floor: "PrintFloor"
    trouble: "Trouble"
    afterwards: Callable[[], object]
    closed: bool = False

    def begin(self, files: list[Path]) -> None:
        """Put something on the bench as soon as the event loop runs."""
        from PySide6.QtCore import QTimer  # noqa: PLC0415

        QTimer.singleShot(0, self.window, lambda: self.window.start(files))

    def leave(self) -> None:
        """The system ends the program with its window open: it may leave no time to close it properly."""
        if self.window.isVisible():
            self.crashes.keep_work()

    def close(self) -> None:
        """Stop the jobs and give the hooks back; the window is closed already, or is closed now. Twice is once."""
        if self.closed:
            return
        self.closed = True
        self.trouble.close()
        self.resuming.close()
        self.desk.close()
        self.window.end()
        self.floor.close()
        self.desk.office.book.close()
        self.afterwards()
        self.crashes.close()
        self.collector.close()
        self.window.look.deleteLater()  # else the application keeps it, and it the window, for as long as the process lives
