"""Puts the window together with everything that works for it."""

import sys
from pathlib import Path

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app.bootstrap.floor import make_floor
from app.bootstrap.kept_here import KeptHere
from app.bootstrap.office import make_office
from app.bootstrap.preferences import KeptPreferences
from app.bootstrap.workstation import Workstation
from app.commands.workshop import Workshop
from app.gui.base.collector import MainThreadCollector
from app.gui.base.look import Look
from app.gui.base.main_thread import MainThread
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.services import Services
from app.gui.base.taskbar import be_known_to_the_taskbar
from app.gui.base.theme import ICONS
from app.gui.bench.resuming import Resuming
from app.gui.trouble.crash import CrashReporter
from app.gui.trouble.starting import Start
from app.gui.trouble.wiring import Trouble
from app.gui.viewport.opengl import do_without_opengl, tell_graphics
from app.gui.window.main_window import MainWindow
from app.i18n import text
from app.jobs.runner import Runner
from app.jobs.worker import Worker
from app.mesh.loading import FORMATS
from app.mesh.samples import ALL as SAMPLES
from app.session.bench import Bench
from app.settings.folders import standard_folders
from app.settings.preferences import FILE as PREFERENCES
from app.settings.process import load_processes

# Of a thread that wants Python until another lets go of it. The window asks for it many times in one picture, and with
# Python's own 5 ms each time it stood still for 100 ms beside a thread that loads code.
TURN_SECONDS = 0.0005


def assemble(start: Start | None = None) -> Workstation:
    """Make the window and everything behind it, not shown yet. What is slow waits for ``MainWindow.start``.

    start  how the program starts; None: as always, with nothing to say about the last time
    """
    sys.setswitchinterval(TURN_SECONDS)
    folders = standard_folders()
    start = start or Start()
    preferences = KeptPreferences(folders.settings / PREFERENCES, safe=start.safe)
    start.prepare()
    application = _application(start)
    look = Look(application)
    look.choose(preferences.values.theme)
    main_thread = MainThread()
    opened = make_office()
    kept = KeptHere(folders, opened.vault, safe=start.safe)
    bench = Bench(kept.journal)
    bench.document = None if start.safe else kept.journal.read()
    runner = Runner(main_thread.post, Worker("app.commands.work"))
    workshop = Workshop(bench, kept.meshes, runner, preferences.values)

    def names_of_files() -> tuple[str, ...]:
        paths = [Path(name) for name in preferences.values.recent_files]
        if bench.document is not None:
            paths.append(bench.document.source)
        return tuple(name for path in paths for name in (str(path), path.name, path.stem))

    floor = make_floor(opened.office, idle=start.safe)

    def again(words: str | None) -> None:
        floor.close()  # what is asked of printers is written into this book, not into the next
        opened.again(words)

    desk = OfficeDesk(opened.office, runner, main_thread.post, again)
    crashes = CrashReporter(folders.logs, main_thread.post, names_of_files)
    window = MainWindow(
        Services(
            workshop,
            look,
            folders.data,
            folders.recipes,
            load_processes(),
            tuple(FORMATS),
            kept.thumbnails,
            tuple((name, sample.title) for name, sample in SAMPLES.items()),
            preferences.keep,
            preferences.keep_for_sure,
            crashes.show,
            desk,
            floor,
            main_thread.post,
            kept.layouts,
            kept.untold,
            kept.set_aside,
            kept,
        )
    )
    resuming = Resuming(bench, kept.journal, runner, desk, kept.meshes.can_read, window.wiring.resume)
    window.started.connect(desk.open)
    window.started.connect(resuming.begin)
    window.started.connect(window.updates.begin)
    desk.opened.connect(
        lambda: runner.run(
            text("Seal the models of this PC"), kept.seal_and_forget, opened.office, then=lambda _: None, lane="batch",
            quiet=True,
        )
    )  # fmt: skip
    crashes.parent = window
    window.trouble = Trouble(window, look, crashes, desk, floor, folders, start, kept.typed, kept.left)
    collector = MainThreadCollector()
    window.grown.connect(collector.keep)
    return Workstation(
        application, window, crashes, collector, desk, resuming, floor, window.trouble, kept.bring_safe_layouts
    )


def _application(start: Start) -> QApplication:
    """The one of this process, or a new one, as the system knows our program."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
    if start.graphics.state == "none":
        do_without_opengl(application)
    elif start.graphics.renderer:
        tell_graphics(application, start.graphics.renderer)
    application.setApplicationName("Statuette")
    application.setDesktopFileName("statuette")
    be_known_to_the_taskbar()
    application.setWindowIcon(QIcon(str(ICONS / "statuette.svg")))
    return application
