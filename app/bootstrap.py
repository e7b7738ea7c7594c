"""The composition root: the only place that knows every room and chooses what stands behind each protocol."""

import contextlib
import logging
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import i18n
from app.errors import AppError
from app.i18n import text
from app.jobs.progress import Progress
from app.settings.address import split_password
from app.settings.folders import standard_folders
from app.settings.installed import installed, on_trial
from app.settings.preferences import FILE as PREFERENCES
from app.settings.preferences import Preferences, load_preferences, save_preferences

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.commands.diagnosis.line import Seen
    from app.commands.intake.source import OrderSource
    from app.commands.office import Office
    from app.commands.print_floor import PrintFloor
    from app.dispatch.driver import DriverKind
    from app.dispatch.slicing import SlicerRack
    from app.drivers.updates.updating import LayerUpdates
    from app.gui.collector import MainThreadCollector
    from app.gui.main_window import MainWindow
    from app.gui.office_desk import OfficeDesk
    from app.gui.resuming import Resuming
    from app.gui.trouble.crash import CrashReporter
    from app.gui.trouble.starting import Start
    from app.gui.trouble.wiring import Trouble
    from app.mesh.store import MeshStore
    from app.orders.assets import AssetStore
    from app.orders.book import Book
    from app.security.late_vault import LateVault
    from app.storage.places import LocalPlaces

# Of a thread that wants Python until another lets go of it. The window asks for it many times in one picture, and with
# Python's own 5 ms each time it stood still for 100 ms beside a thread that loads code.
TURN_SECONDS = 0.0005
AHEAD_MS = 8000  # after the start: the window, the first picture and the helper process come first


def render_picture(mesh: Any, out: Path, wishes: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Draw a mesh into a picture, film or proof, for the command line; loads VTK, and Qt for a PDF alone.

    Raises WriteRefusedError.
    """
    from app.gui.proof.by_suffix import render  # noqa: PLC0415 - loads VTK

    return render(mesh, out, wishes, progress)


def make_office() -> "OpenOffice":
    """The office of this PC, with nothing opened yet: key, book and files are looked for when they are first used."""
    from app.commands.office import Office, Opening  # noqa: PLC0415
    from app.security.actor import NOBODY  # noqa: PLC0415
    from app.security.keys import load_or_make_master  # noqa: PLC0415
    from app.security.late_vault import LateVault  # noqa: PLC0415
    from app.storage.late import LateAssets, LateBook  # noqa: PLC0415

    folders = standard_folders()
    passphrase: list[str | None] = [_given_passphrase()]

    def chosen(variable: str, field: str) -> str:
        preferences = load_preferences(folders.settings / PREFERENCES)
        return os.environ.get(variable) or str(getattr(preferences, field))

    def book() -> "Book":
        from app.storage.opening import open_book  # noqa: PLC0415 - SQLAlchemy takes a fifth of a second

        audit_key = vault.audit_key
        keep_password_sealed()
        address = places().with_password(chosen("STATUETTE_DATABASE", "database"))
        return open_book(address, audit_key, at_once=False, tell=opening)

    def keep_password_sealed() -> None:
        """A password that a person wrote into the settings goes where secrets are kept."""
        preferences = load_preferences(folders.settings / PREFERENCES)
        plain = split_password(preferences.database)[0]
        if plain != preferences.database:
            places().keep_password(preferences.database, "")
            save_preferences(preferences, folders.settings / PREFERENCES)

    def places() -> "LocalPlaces":
        from app.storage.places import LocalPlaces  # noqa: PLC0415 - SQLAlchemy

        return LocalPlaces(folders, vault, chosen_places, master, late_assets.close, vault.forget, learn)

    def learn(words: str) -> None:
        passphrase[0] = words or None

    def chosen_places() -> tuple[str, str, bool, bool]:
        fixed, files_fixed = (bool(os.environ.get(f"STATUETTE_{name}")) for name in ("DATABASE", "ASSETS"))
        return chosen("STATUETTE_DATABASE", "database"), chosen("STATUETTE_ASSETS", "assets"), fixed, files_fixed

    def master() -> bytes:
        return load_or_make_master(folders.settings, passphrase[0])

    def assets() -> "AssetStore":
        from app.storage.asset_store import open_assets  # noqa: PLC0415

        return open_assets(chosen("STATUETTE_ASSETS", "assets"), vault.asset_key)

    def server(name: str, url: str, token: str) -> "OrderSource":
        from app.drivers.intake_http import HttpSource  # noqa: PLC0415 - httpx takes a tenth of a second

        return HttpSource(name, url, token)

    def slicers() -> "SlicerRack":
        from app.drivers.slicers.rack import SlicersOfThisPc  # noqa: PLC0415 - asked for seldom
        from app.settings.slicing import FILE  # noqa: PLC0415

        return SlicersOfThisPc(folders.settings / FILE)

    def updates() -> "LayerUpdates":
        from app.drivers.updates.updating import LayerUpdates  # noqa: PLC0415 - asked for seldom

        assert place is not None
        return LayerUpdates(place)

    place, opening = installed(), Opening()
    vault = LateVault(master)
    late_book, late_assets = LateBook(book), LateAssets(assets)

    def again(words: str | None) -> None:
        passphrase[0] = words or passphrase[0]
        late_book.close()
        late_assets.close()
        vault.forget()

    station = platform.node() or "PC"
    return OpenOffice(
        Office(
            late_book,
            late_assets,
            vault,
            station=station,
            actor=NOBODY,
            servers=server,
            places=places,
            slicers=slicers,
            updates=None if place is None else updates,
            opening=opening,
        ),
        vault,
        again,
    )


@dataclass(frozen=True)
class OpenOffice:
    """``again`` lets go of key, book and files, and takes a passphrase for the key: the next use opens them anew."""

    office: "Office"
    vault: "LateVault"
    again: Callable[[str | None], None]


def make_floor(office: "Office", *, idle: bool = False) -> "PrintFloor":
    """The printers that this program drives; it drives none before its ``open``, and ``idle`` none at all."""
    from app.commands.print_floor import PrintFloor  # noqa: PLC0415
    from app.security.printer_keys import PrinterKeys  # noqa: PLC0415
    from app.storage.dispatch_presence import FolderPresence  # noqa: PLC0415

    folders = standard_folders()

    def kinds() -> "Mapping[str, DriverKind]":
        from app.drivers.printers.table import by_id  # noqa: PLC0415 - HTTP, MQTT and mDNS take half a second

        return by_id()

    return PrintFloor(
        office,
        kinds,
        PrinterKeys(folders.settings, office.vault),
        lambda: FolderPresence(folders.data / "running"),
        folders.data / "spool",
        idle=idle,
    )


def graphics_of_this_pc() -> "Seen":
    """What OpenGL this PC has, for the command line; a process of its own finds out."""
    from app.gui.graphics.check import GraphicsCheck, there_is_a_display  # noqa: PLC0415 - asked for seldom
    from app.gui.graphics.lines import graphics_seen, no_display  # noqa: PLC0415

    if not there_is_a_display():
        return no_display()
    return graphics_seen(GraphicsCheck(standard_folders().data).result())


@contextlib.contextmanager
def open_office() -> "Iterator[Office]":
    """The office for the command line: whoever is alone, without accounts, is its owner; others have to log in.

    Raises AppErrors: no key, another key, no database.
    """
    from app.commands.logging_in import needs_log_in  # noqa: PLC0415
    from app.security.actor import OWNER  # noqa: PLC0415

    office = make_office().office
    try:
        # A book that does not open is said by whoever asks it; only a restore does not need it.
        with contextlib.suppress(AppError):
            if not needs_log_in(office):
                office.actor = OWNER
        yield office
    finally:
        office.book.close()


def mesh_store() -> "MeshStore":
    """Where this PC keeps the revisions of models, for the command line."""
    from app.storage.mesh_key import MeshKey  # noqa: PLC0415
    from app.storage.mesh_store import FolderMeshStore  # noqa: PLC0415

    folders = standard_folders()
    key = MeshKey.of(folders.settings, _given_passphrase())
    key.wanted()  # now: helper processes get it with the store, and know of no passphrase
    return FolderMeshStore(folders.data / "meshes", key)


def _given_passphrase() -> str | None:
    """What opens a locked key where nobody is there to be asked."""
    return os.environ.get("STATUETTE_PASSPHRASE")


def speak_users_language() -> None:
    """Speak the language of the settings, or the system's."""
    chosen = load_preferences(standard_folders().settings / PREFERENCES).language
    i18n.activate(i18n.system_language() if chosen == "system" else chosen)


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
        self.window.close()
        self.floor.close()
        self.desk.office.book.close()
        self.afterwards()
        self.crashes.close()
        self.collector.close()
        self.window.look.deleteLater()  # else the application keeps it, and it the window, for as long as the process lives


def assemble(start: "Start | None" = None) -> Workstation:
    """Make the window and everything behind it, not shown yet. What is slow waits for ``MainWindow.start``.

    start  how the program starts; None: as always, with nothing to say about the last time
    """
    from PySide6.QtGui import QIcon  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from app.commands.workshop import Workshop  # noqa: PLC0415
    from app.gui.collector import MainThreadCollector  # noqa: PLC0415
    from app.gui.look import Look  # noqa: PLC0415
    from app.gui.main_thread import MainThread  # noqa: PLC0415
    from app.gui.main_window import MainWindow  # noqa: PLC0415
    from app.gui.office_desk import OfficeDesk  # noqa: PLC0415
    from app.gui.resuming import Resuming  # noqa: PLC0415
    from app.gui.services import Services  # noqa: PLC0415
    from app.gui.taskbar import be_known_to_the_taskbar  # noqa: PLC0415
    from app.gui.theme import ICONS  # noqa: PLC0415
    from app.gui.trouble.crash import CrashReporter  # noqa: PLC0415
    from app.gui.trouble.safe_left import FOLDER as SAFE  # noqa: PLC0415
    from app.gui.trouble.starting import Start  # noqa: PLC0415
    from app.gui.trouble.wiring import Trouble  # noqa: PLC0415
    from app.gui.viewport.opengl import do_without_opengl  # noqa: PLC0415
    from app.jobs.runner import Runner  # noqa: PLC0415
    from app.jobs.worker import Worker  # noqa: PLC0415
    from app.mesh.loading import FORMATS  # noqa: PLC0415
    from app.mesh.samples import ALL as SAMPLES  # noqa: PLC0415
    from app.security.actor import PROGRAM  # noqa: PLC0415
    from app.session.bench import Bench  # noqa: PLC0415
    from app.settings.process import load_processes  # noqa: PLC0415
    from app.settings.safe_mode import keeping_the_rest, worn_safely  # noqa: PLC0415
    from app.storage.bench_journal import FolderJournal  # noqa: PLC0415
    from app.storage.left_behind import take_away  # noqa: PLC0415
    from app.storage.mesh_key import MeshKey  # noqa: PLC0415
    from app.storage.mesh_store import FolderMeshStore  # noqa: PLC0415
    from app.storage.outlived import forget_outlived  # noqa: PLC0415
    from app.storage.pc_disk import not_written  # noqa: PLC0415
    from app.storage.scratch_list import ScratchList  # noqa: PLC0415
    from app.storage.sealed_files import SealedFiles  # noqa: PLC0415
    from app.storage.thumbnails import FolderThumbnails  # noqa: PLC0415

    sys.setswitchinterval(TURN_SECONDS)
    folders = standard_folders()
    preferences_file = folders.settings / PREFERENCES
    preferences = load_preferences(preferences_file)
    start = start or Start()

    keep: Callable[[Preferences], None] = lambda changed: save_preferences(changed, preferences_file)  # noqa: E731
    if start.safe:
        preferences, keep = worn_safely(preferences), keeping_the_rest(preferences, keep)

    def keep_preferences() -> None:
        """How the window stands is not worth an error: a disk that is full says so where work is kept."""
        try:
            keep(preferences)
        except OSError as error:
            logging.getLogger(__name__).warning("the settings could not be kept: %s", type(error).__name__)

    def keep_for_sure() -> None:
        try:
            keep(preferences)
        except OSError as error:
            raise not_written(error) from None

    start.prepare()
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
    if start.graphics.state == "none":
        do_without_opengl(application)
    application.setApplicationName("Statuette")
    application.setDesktopFileName("statuette")
    be_known_to_the_taskbar()
    application.setWindowIcon(QIcon(str(ICONS / "statuette.svg")))
    look = Look(application)
    look.choose(preferences.theme)
    main_thread = MainThread()
    opened = make_office()
    key = MeshKey(opened.vault, folders.settings)
    scratch = ScratchList(folders.data / "scratch.json")
    journal = FolderJournal(folders.data / SAFE if start.safe else folders.data, opened.vault, scratch)
    usual = FolderJournal(folders.data, opened.vault)  # it waits while safe mode is on
    left = FolderJournal(folders.data / SAFE, opened.vault)  # of the safe mode before
    bench = Bench(journal)
    bench.document = None if start.safe else journal.read()
    benches = [SealedFiles(folders.data / "layout" / name, key) for name in (SAFE, "bench")]
    runner = Runner(main_thread.post, Worker("app.commands.work"))
    meshes = FolderMeshStore(folders.data / "meshes", key)
    thumbnails = FolderThumbnails(folders.data / "thumbnails", key)
    workshop = Workshop(bench, meshes, runner, preferences)

    def names_of_files() -> tuple[str, ...]:
        paths = [Path(name) for name in preferences.recent_files]
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
            thumbnails,
            tuple((name, sample.title) for name, sample in SAMPLES.items()),
            keep_preferences,
            keep_for_sure,
            crashes.show,
            desk,
            floor,
            main_thread.post,
            benches[0 if start.safe else 1],
        )
    )
    resuming = Resuming(bench, journal, runner, desk, meshes.can_read, window.wiring.resume)

    def seal_and_forget(*, progress: Progress) -> None:
        """What is not sealed yet is; what was deleted with its order, or had none and is old, goes from this PC as well."""
        from app.commands.retention import gone_revisions, unnamed_revisions  # noqa: PLC0415 - not needed for the window

        progress(0.0)
        began = time.time()
        thumbnails.forget_old()
        take_away((folders.data / "items").glob("*"))
        meshes.seal_old()
        gone = gone_revisions(opened.office.acting(PROGRAM), meshes.revisions())
        meshes.forget(gone)
        thumbnails.forget(gone)
        unnamed = partial(unnamed_revisions, opened.office.acting(PROGRAM))
        forget_outlived(meshes, thumbnails, scratch, (journal, usual, left), unnamed=unnamed, began=began)

    window.started.connect(desk.open)
    window.started.connect(resuming.begin)
    window.started.connect(window.updates.begin)
    desk.opened.connect(
        lambda: runner.run(
            text("Seal the models of this PC"), seal_and_forget, then=lambda _: None, lane="batch", quiet=True
        )
    )
    crashes.parent = window
    window.trouble = Trouble(
        window, look, crashes, desk, floor, folders, start, SealedFiles(folders.data / "typed", key), left
    )
    collector = MainThreadCollector()
    window.grown.connect(collector.keep)

    def bring_safe_layouts() -> None:
        """What was laid out in safe mode goes where it belongs, once no layout bench is open any more."""
        if (folders.data / "layout" / SAFE).is_dir():
            from app.gui.layout.journal import sources_in  # noqa: PLC0415 - half a second, needed seldom
            from app.gui.trouble.safe_left import bring_layouts  # noqa: PLC0415
            from app.layouts.composing.folder_shelf import KEPT  # noqa: PLC0415

            bring_layouts(benches[0], benches[1], sources_in, KEPT)

    return Workstation(
        application, window, crashes, collector, desk, resuming, floor, window.trouble, bring_safe_layouts
    )
