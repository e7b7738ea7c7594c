"""Opens the window, and ends the program when it is closed."""

import os
from pathlib import Path

from app.settings.folders import standard_folders
from app.settings.installed import on_trial

AHEAD_MS = 8000  # after the start: the window, the first picture and the helper process come first


def open_window(files: list[Path], *, safe: bool = False) -> int:
    """Open the workstation, with a model file where one is given. Returns the exit status."""
    # Imported here: the command line must start without Qt.
    from PySide6.QtCore import QTimer  # noqa: PLC0415

    from app.gui.trouble.starting import ProgramStart, ask_about_start, end_on_signals  # noqa: PLC0415 - no Qt yet
    from app.jobs.beside import Beside  # noqa: PLC0415

    start = ProgramStart(standard_folders(), safe=safe)
    ahead = Beside("app.mesh.kernels.warm")
    try:
        if start.must_ask:
            choice = ask_about_start(start.before.starts)
            if choice != "usual":  # safe mode begins with a program of its own: Qt has chosen its graphics by now
                start.again = "safe" if choice == "safe" else ""
                return 0
        try:
            from app.bootstrap.assembling import assemble  # noqa: PLC0415 - as late as that: it loads all that the window needs

            workstation = assemble(start)
        except Exception as bug:
            if on_trial():
                raise  # nobody is asked: the launcher starts the version before, which says so
            start.fail(bug)
            return 1
        workstation.crashes.install()
        end_on_signals(workstation.application)
        workstation.application.aboutToQuit.connect(start.leave)
        workstation.application.aboutToQuit.connect(workstation.leave)
        start.say()
        workstation.window.show()
        if files:
            workstation.resuming.stop()
        workstation.begin(files)
        QTimer.singleShot(AHEAD_MS, workstation.window, lambda: None if kernels_are_there() else ahead.start())
        try:
            return workstation.application.exec()
        finally:
            workstation.close()
            if workstation.window.updates.restarting:
                start.again = "usual"
    finally:
        ahead.close()
        start.end()


def kernels_are_there() -> bool:
    """Whether nobody will have to wait for a compiler; a checkout compiles at its set-up."""
    if not os.environ.get("STATUETTE_APP"):
        return True
    from app.mesh.kernels.kept import all_there  # noqa: PLC0415 - reads every kernel: not before the window is there

    return all_there()
