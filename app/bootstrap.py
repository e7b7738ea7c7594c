"""The composition root: the only place that knows every room and chooses what stands behind each protocol."""

import sys
from pathlib import Path
from typing import Any

from app import i18n
from app.jobs.progress import Progress
from app.settings.folders import standard_folders
from app.settings.preferences import load_preferences, save_preferences


def render_picture(mesh: Any, out: Path, wishes: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Draw a mesh into a picture or film, for the command line; loads VTK but no Qt. Raises WriteRefusedError."""
    from app.gui.pictures.render import render  # noqa: PLC0415 - loads VTK

    return render(mesh, out, wishes, progress)


def speak_users_language() -> None:
    """Speak the language of the settings, or the system's."""
    chosen = load_preferences(standard_folders().settings / "preferences.json").language
    i18n.activate(i18n.system_language() if chosen == "system" else chosen)


def open_window(files: list[Path]) -> int:
    """Open the workstation, with a model file where one is given. Returns the exit status."""
    # Imported here: the command line must start without Qt, and the window must be seen before anything else is loaded.
    from PySide6.QtCore import QTimer  # noqa: PLC0415
    from PySide6.QtGui import QIcon  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from app.commands.workshop import Workshop  # noqa: PLC0415
    from app.gui.crash import CrashReporter  # noqa: PLC0415
    from app.gui.look import Look  # noqa: PLC0415
    from app.gui.main_thread import MainThread  # noqa: PLC0415
    from app.gui.main_window import MainWindow  # noqa: PLC0415
    from app.gui.services import Services  # noqa: PLC0415
    from app.gui.theme import ICONS  # noqa: PLC0415
    from app.jobs.runner import Runner  # noqa: PLC0415
    from app.mesh.loading import FORMATS  # noqa: PLC0415
    from app.mesh.samples import ALL as SAMPLES  # noqa: PLC0415
    from app.session.bench import Bench  # noqa: PLC0415
    from app.settings.process import load_processes  # noqa: PLC0415
    from app.storage.bench_journal import FolderJournal  # noqa: PLC0415
    from app.storage.mesh_store import FolderMeshStore  # noqa: PLC0415

    folders = standard_folders()
    preferences_file = folders.settings / "preferences.json"
    preferences = load_preferences(preferences_file)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Statuette")
    application.setDesktopFileName("statuette")
    application.setWindowIcon(QIcon(str(ICONS / "statuette.svg")))
    look = Look(application)
    look.choose(preferences.theme)
    main_thread = MainThread()
    journal = FolderJournal(folders.data)
    bench = Bench(journal)
    bench.document = journal.read()
    runner = Runner(main_thread.post)
    workshop = Workshop(bench, FolderMeshStore(folders.data / "meshes"), runner, preferences)

    def names_of_files() -> tuple[str, ...]:
        paths = [Path(name) for name in preferences.recent_files]
        if bench.document is not None:
            paths.append(bench.document.source)
        return tuple(name for path in paths for name in (str(path), path.name, path.stem))

    crashes = CrashReporter(folders.logs, main_thread.post, names_of_files)
    crashes.install()
    window = MainWindow(
        Services(
            workshop,
            look,
            folders.data,
            load_processes(),
            tuple(FORMATS),
            tuple((name, sample.title) for name, sample in SAMPLES.items()),
            lambda: save_preferences(preferences, preferences_file),
            crashes.show,
        )
    )
    crashes.parent = window
    window.show()
    QTimer.singleShot(0, window, lambda: window.start(files))
    try:
        return application.exec()
    finally:
        runner.close()
        crashes.close()
