"""The one window: bar, bench, docks, status, and the actions that only a window has."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from app.commands import model, registry
from app.gui.assistant.wiring import Assistant
from app.gui.base.actions import Actions
from app.gui.base.files import FileDialogs
from app.gui.base.services import Services
from app.gui.base.text_size import TextSize
from app.gui.base.words import say_again
from app.gui.bench.bench_view import BenchView
from app.gui.bench.brush_desk import BrushDesk
from app.gui.bench.heat_view import DEVIATION
from app.gui.bench.item_bench import ItemBench
from app.gui.bench.many_models import ManyModels
from app.gui.bench.measure_tools import MeasureTools
from app.gui.bench.model_tools import ModelTools
from app.gui.bench.proof_tool import ProofTool
from app.gui.bench.select_tool import connect_selecting
from app.gui.bench.view_tools import ViewTools
from app.gui.bench.wiring import Wiring
from app.gui.boards.wiring import Boards
from app.gui.dialogs.palette import Palette
from app.gui.dialogs.settings import SettingsDialog
from app.gui.dispatch.live import LiveNews
from app.gui.dispatch.naming import Names
from app.gui.dispatch.page import DispatchPage
from app.gui.dispatch.station import DispatchStation
from app.gui.dispatch.wiring import DispatchWiring
from app.gui.first_job.guide import FirstJob
from app.gui.frame.status import Status
from app.gui.frame.top_bar import TopBar
from app.gui.frame.workplaces import Workplaces
from app.gui.help.desk import HelpDesk
from app.gui.help.names import WindowNames
from app.gui.layout.door import LayoutDoor
from app.gui.layout.left_over import LeftOver
from app.gui.orders.housekeeping import Housekeeping
from app.gui.orders.wiring import OrderPlace
from app.gui.packing.page import PackingPage
from app.gui.packing.wiring import PackWiring
from app.gui.people.wiring import People
from app.gui.proof.flat_tool import FlatProofTool
from app.gui.relief.tool import ReliefTool
from app.gui.softproof.tool import SoftProofTool
from app.gui.tool_pages.host import ToolHost
from app.gui.updates.place import UpdatesPlace
from app.gui.window import drops, layout_joint, trouble_specs
from app.gui.window.actions import add_model_commands, add_window_actions
from app.gui.window.arrangement import Arrangement
from app.gui.window.closing import SavingFirst
from app.gui.window.docks import make_docks
from app.gui.window.dress import Dress
from app.gui.window.file_questions import FileQuestions
from app.gui.window.menus import Menus
from app.gui.window.steps_back import StepsBack
from app.i18n import Text
from app.security.actor import Actor
from app.security.roles import Role
from app.session.bench import Document

if TYPE_CHECKING:
    from app.gui.layout.wiring import LayoutPlace


class MainWindow(QMainWindow):
    """Shows a workshop. :meth:`start` loads what is slow once the window is on the screen.

    grown   a part of the program was loaded that stays: the 3D part, the layout bench
    """

    started = Signal()
    grown = Signal()
    trouble: trouble_specs.Desk  # made by the composition root, right after the window

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._closed = self._ending = False
        self.workshop, self.look = services.workshop, services.look
        self.files = FileQuestions(self, services.workshop, FileDialogs(services.formats))
        self.text_size = TextSize(services.look, services.workshop.preferences, services.keep_preferences)
        self.dress = Dress(services, self._say_again)
        self.setWindowTitle("Statuette 手办工坊")
        self.setMinimumSize(1000, 640)
        self.resize(1560, 960)
        self.setAcceptDrops(True)
        self.setDockOptions(QMainWindow.DockOption.AnimatedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        self.actions_ = Actions(self, self.look)
        add_window_actions(self)
        turns = add_model_commands(self)
        self.top_bar = TopBar(self.look, self.actions_.by_id)
        self.menus = Menus(self.top_bar.menus, self.actions_.by_id)
        self.menus.inner["turns"].addActions(turns)
        self.people = People(self, services, self.actions_, self.top_bar)
        self.updates = UpdatesPlace(self, services, self.people.strips, self.people.guard)
        self.bench = BenchView(self.look, self.actions_.by_id, self.files.endings)
        self.workplaces = Workplaces(self.look)
        self.workplaces.add("model", self.bench)
        self.layouts = LayoutDoor(
            self.workshop.runner, self._make_layouts, self.workplaces.hold, self,
            before=LeftOver(services.desk, services.hidden, services.erased, self).end,
        )  # fmt: skip
        self.layouts.opened.connect(lambda: layout_joint.join(self))
        self.layouts.loaded.connect(self.grown)
        self.setCentralWidget(self.workplaces)
        self.printing = DispatchStation(services.floor, LiveNews(services.post), Names(services.processes), self)
        self.docks = make_docks(services, self.actions_.by_id, self.printing)
        self.docks.arrange(self)
        for dock in self.docks.by_name.values():
            self.menus.inner["panels"].addAction(dock.toggleViewAction())
        names = WindowNames(self.actions_.by_id, self.top_bar.menus, self.menus.by_name, self.docks.by_name)
        self.manual = HelpDesk(
            self, services, names, docks=self.docks.by_name, pages=self.docks.pages, go=self.choose_workplace
        )
        self.status = Status(self)
        self.people.show_status(self.status)
        self.wiring = Wiring(services, self.bench, self.docks.report, self.status)
        self.wiring.setParent(self)
        self.steps_back = StepsBack(self.actions_.by_id, self.wiring, self.layouts, self.workplaces, self)
        self.view_tools = ViewTools(self.workshop, self.actions_, self.bench, services.keep_preferences)
        self.bench.add_display_menu(self.menus.inner["display"])
        self.tools = ModelTools(self.workshop, self, self.wiring.edit)
        self.proofs = ProofTool(self.workshop, services.desk, self, self.bench.messages)
        self.tool_host = ToolHost(
            self.workshop, self.docks.side, self.docks.pages, self.bench.viewport,
            self.wiring.display, self.bench.messages, self.wiring.edit, self,
        )  # fmt: skip
        self.wiring.editing.connect(self.tool_host.show_job)
        self.measuring = MeasureTools(
            services,
            self.bench,
            self.wiring,
            self.docks.side,
            self.actions_.by_id,
            lambda _revision: self.files.ask_save(),
            self,
        )
        self.brushes = BrushDesk(self.workshop, self.bench, self.actions_.by_id, self.docks, self.wiring, self)
        self.selecting = connect_selecting(
            services, self.bench.viewport, self.wiring.display, self.docks, self.actions_.by_id
        )
        self.soft_proof = SoftProofTool(
            self.workshop, self.bench.viewport, self.actions_.by_id, self.docks.pages["color"], self
        )
        self.tool_host.show_colors_on(self.soft_proof.layer)
        self.orders = OrderPlace(
            services.desk, self.look, self,
            queue=self.docks.orders.queue, workplaces=self.workplaces, actions=self.actions_.by_id,
            preferences=self.workshop.preferences, keep_preferences=services.keep_preferences,
        )  # fmt: skip
        self.bench.add_bar(self.orders.model.bar)
        self.orders.follow(self.workshop.bench)
        self.housekeeping = Housekeeping(
            services.desk, self.docks.orders.queue.messages, covered=lambda: self.people.guard.covered,
            show_view=self.docks.orders.queue.choose_view, parent=self,
        )  # fmt: skip
        self.boards = Boards(self.look, self.workplaces, self.docks.orders.queue, self.orders, services.desk)
        self.packing = PackWiring(
            PackingPage(self.look), self.workshop.preferences, services.keep_preferences,
            lambda: self.choose_workplace("pack"),
            chosen=lambda: tuple(row.item for row in self.docks.orders.queue.list.rows()),
        )  # fmt: skip
        self.workplaces.add("pack", self.packing.page)
        self.packing.connect_to(services.desk)
        self.orders.detail.parcel_wanted.connect(self.packing.open_parcel)
        self.dispatch = DispatchWiring(
            DispatchPage(self.look, self.printing), self.look, self.workshop.runner,
            show_page=lambda: self.choose_workplace("dispatch"), parent=self, chosen=self._chosen_item,
        )  # fmt: skip
        self.workplaces.add("dispatch", self.dispatch.page)
        self.dispatch.connect_to(services.desk)
        self.dispatch.order_wanted.connect(self.orders.show_order)
        self.orders.judge_wanted.connect(lambda item, teller: self.dispatch.judge((item,), teller))
        self.docks.printers.chosen.connect(self.dispatch.show_printer)
        self.docks.printers.add_wanted.connect(lambda: self.dispatch.do("find"))
        self.items = ItemBench(
            self.workshop,
            services.desk,
            services.data_folder,
            services.untold,
            services.set_aside,
            services.erased,
            self.bench.messages,
            self,
        )
        self.flat_proofs = FlatProofTool(self.workshop, services.desk, self)
        self.reliefs = ReliefTool(
            self.workshop, services.desk, self.look, self, lambda: self.layouts.there,
            messages=self.bench.messages, folder=services.data_folder / "relief", chosen=self._chosen_item,
            show_model=lambda: self.choose_workplace("model"),
        )  # fmt: skip
        self.many = ManyModels(services, self, self.wiring.edit, self.wiring.follow, self.open_file, self.open_item)
        self.assistant = Assistant(
            self, services, self.people, self.bench.messages, opener=self.wiring, speak=self.dress.speak
        )
        self.first_job = FirstJob(
            services, self.bench, self.docks, self.wiring, go=self.choose_workplace, read=self.manual.show,
            show_tools=self.docks.by_name["report"].show, stand_back=self.docks.orders.queue.none.stand_back, parent=self,
        )  # fmt: skip
        self.arrangement = Arrangement(
            self, self.docks.by_name, self.workplaces, self.workshop.preferences, lambda: self.docks.arrange(self)
        )
        self.closing = SavingFirst(
            self.workshop.runner, lambda: self.wiring.saving, self._say_at_bench, self.close, self
        )
        self._connect()
        self.arrangement.restore()
        self.actions_.by_id["view.color"].setChecked(True)
        self._show_recent()
        self._model_there()
        self.dress.begin()

    # ---- life ---------------------------------------------------------------

    def start(self, files: list[Path]) -> None:
        """Put something on the bench. Call it once the window is visible.

        The 3D part, half of the memory, is loaded with the first model or when one is about to come: somebody who packs or
        answers buyers all day never needs it.
        """
        try:
            self._begin_with(files)
        finally:  # whatever is wrong with a model is told by whoever takes the error; the order book opens all the same
            model.learn_repairs(self.workshop, self._repairs_known)
            self.started.emit()

    def _begin_with(self, files: list[Path]) -> None:
        preferences = self.workshop.preferences
        document = self.workshop.bench.document
        if files:
            self.open_file(files[0])
        elif document is not None:
            self.wiring.resume(document)
        elif not preferences.first_start_done:
            self.wiring.open_sample(self._services.samples[0][0])
            self.first_job.begin()
            QTimer.singleShot(0, self.assistant, self.assistant.begin)
        self.first_job.resume()
        preferences.first_start_done |= bool(files) or document is not None

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Keep how the window stands. The bench needs no question: it is on disk and comes back.

        A file that is being saved is waited for, with the window open.
        """
        if self._closed:
            super().closeEvent(event)
            return
        if not self._ending and self.closing.holds():
            event.ignore()
            return
        self._closed = True
        self.closing.stop()
        self.arrangement.keep()
        self._services.keep_preferences()
        self.steps_back.close()
        self.manual.close()
        self.people.close()
        self.updates.close()
        self.orders.close()
        self.housekeeping.close()
        self.brushes.close()  # the last strokes are a step that the book gets as well
        self.items.close()
        self.layouts.close()
        self.workshop.runner.close()
        self.selecting.close()
        self.measuring.close()
        self.soft_proof.close()
        self.bench.viewport.close()
        super().closeEvent(event)

    def end(self) -> None:
        """Close at once: the program ends. What is being saved then is broken off, an older file stays whole."""
        self._ending = True
        self.close()

    # ---- actions ------------------------------------------------------------

    def open_file(self, path: Path) -> None:
        """Open a model file."""
        self.choose_workplace("model")
        self.wiring.open_file(path)

    def _open_sample(self, name: str) -> None:
        self.choose_workplace("model")
        self.wiring.open_sample(name)

    @property
    def flat(self) -> "LayoutPlace":
        """The layout bench, made at once where nobody has visited it yet."""
        return self.layouts.now()

    def keepers(self) -> tuple[Callable[[], object], ...]:
        """What writes down the parts of the work that are not on the disk yet, for when something has gone wrong."""
        flat = self.layouts.there
        layout = lambda: None if flat is None else flat.journal.flush()  # noqa: E731 - one of three
        return self._services.keep_preferences, layout, lambda: self.wiring.settled(lambda: None)

    def open_item(self, item: int) -> None:
        """Put the item of an order on the bench that it is made at."""
        self.layouts.visit(lambda flat: flat.open_items((item,), self._open_model))

    def visit_layouts(self, then: "Callable[[LayoutPlace], object]") -> None:
        """Show the layout bench; ``then`` is called once it is there."""
        self.choose_workplace("layout")
        self.layouts.visit(then)

    def _make_layouts(self, *, hold: Callable[[QWidget], object], at_once: bool) -> "LayoutPlace":
        return layout_joint.make(self, self, self._services, hold=hold, at_once=at_once)

    def _open_model(self, item: int) -> None:
        self.choose_workplace("model")
        self.bench.viewport.start()
        self.items.open(item)

    def palette_dialog(self) -> Palette:
        """The command palette over every action, open."""
        palette = Palette(self.look, self.actions_.by_id.values(), self)
        palette.open()
        palette.field.setFocus()
        return palette

    def settings_dialog(self) -> SettingsDialog:
        """The settings, open."""

        def accepted() -> None:
            for name, value in dialog.chosen().items():
                setattr(self.workshop.preferences, name, value)
            self.dress.wear_chosen()
            self.wiring.choose_process(self.workshop.preferences.process)
            self.view_tools.navigate()

        dialog = SettingsDialog(
            self.workshop.preferences, self._services.processes, self._services.data_folder, self.dress.wear, self
        )
        dialog.accepted.connect(accepted)
        dialog.open()
        return dialog

    def ask_open(self) -> None:
        """Ask which model, and open it."""
        self.bench.viewport.start()  # while somebody chooses
        path = self.files.ask_open()
        if path is not None:
            self.open_file(path)

    def ask_save(self) -> None:
        """Ask where to, and save the model."""
        path = self.files.ask_save()
        if path is not None:
            self.wiring.save(path)

    # ---- what the window shows ----------------------------------------------

    def _say_again(self) -> None:
        say_again(self)
        self.actions_.refresh()
        self.docks.refresh()
        self.manual.refresh()
        self.people.refresh()
        self.updates.refresh()
        self.orders.refresh()
        self.boards.refresh()
        self.packing.page.refresh()
        self.dispatch.page.refresh()
        if self.layouts.there is not None:
            self.layouts.there.refresh()
        self.bench.refresh()
        self.status.refresh()
        self.brushes.refresh()
        self.measuring.refresh()
        self.soft_proof.refresh()
        self.wiring.refresh()
        self.steps_back.refresh()

    def _connect(self) -> None:
        self.top_bar.workplace_chosen.connect(self.choose_workplace)
        self.docks.orders.open_wanted.connect(self.ask_open)
        self.docks.orders.sample_wanted.connect(self._open_sample)
        self.docks.orders.file_wanted.connect(self.open_file)
        self.docks.report.save_wanted.connect(self.ask_save)
        self.docks.report.options_wanted.connect(self.tools.repair_options)
        self.wiring.heat.changed.connect(
            lambda source: self.actions_.by_id["view.heat"].setChecked(source == DEVIATION)
        )
        self.bench.empty.open_wanted.connect(self.ask_open)
        self.bench.empty.sample_wanted.connect(lambda: self.wiring.open_sample(self._services.samples[0][0]))
        self.orders.item_wanted.connect(self.open_item)
        self.docks.orders.queue.print_wanted.connect(self.dispatch.send)
        self.docks.orders.queue.together_wanted.connect(
            lambda items: self.layouts.visit(lambda flat: flat.open_items(items))
        )
        self.docks.orders.queue.relief_wanted.connect(self.reliefs.ask_item)
        self.orders.detail.relief_wanted.connect(self.reliefs.ask_item)
        self.orders.detail.proof_wanted.connect(lambda item: layout_joint.ask_proof(self, item))
        self.orders.recipe_wanted.connect(lambda items: self.many.batch(tuple(items)))
        bench = self.workshop.bench
        bench.opened.connect(self._opened)
        bench.closed.connect(self._emptied)
        bench.document_changed.connect(self._changes_there)
        self._services.desk.acted.connect(self._expect_models)
        self.bench.viewport.ready.connect(self.grown)
        self.bench.viewport.ready.connect(lambda: self.status.show_graphics(self.bench.viewport.graphics()))
        self.closing.called_off.connect(self.updates.stay)
        self.choose_workplace("model")

    def _say_at_bench(self, sentence: Text) -> None:
        if not self.bench.isVisible():
            self.choose_workplace("model")
        self.bench.messages.say(sentence, "info")

    def choose_workplace(self, name: str) -> None:
        """Show a workplace: "model", "layout", "dispatch", "pack", "service" or "overview"."""
        self.top_bar.choose(name)
        self.workplaces.choose(name)
        if name == "layout":
            self.layouts.visit(lambda flat: flat.begin())

    def _expect_models(self, actor: Actor) -> None:
        if actor.account and Role.ENGINEER in actor.roles:
            self.bench.viewport.start()

    def _chosen_item(self) -> int | None:
        """The item on the bench while the bench is shown, else the one that is chosen in the queue."""
        document = self.workshop.bench.document
        if self.workplaces.workplace == "model" and not self.workplaces.over and document is not None and document.item:
            return document.item
        rows = self.docks.orders.queue.list.rows()
        return rows[0].item if rows else None

    def _opened(self, document: Document) -> None:
        self.docks.orders.show_current(document.title)
        self._model_there()

    def _emptied(self) -> None:
        self.docks.orders.show_current("")
        self._model_there()

    def _model_there(self) -> None:
        self.actions_.by_id["view.compare"].setChecked(False)
        self._enable()
        self._show_recent()

    def _enable(self) -> None:
        """Let be started what can be started now."""
        document = self.workshop.bench.document
        self.actions_.enable_for_model(document is not None)
        self._changes_there(document)
        self.steps_back.refresh()

    def _changes_there(self, document: Document | None) -> None:
        there = document is not None and document.reference != document.revision
        for name in ("view.heat", "view.worst"):
            self.actions_.by_id[name].setEnabled(there)

    def _show_recent(self) -> None:
        files = self.workshop.preferences.recent_files
        self.menus.show_recent(files, self.open_file)
        self.docks.orders.show_recent(files)

    def _repairs_known(self) -> None:
        commands = [registry.repair_command(name) for name in self.workshop.repairs.values()]
        self.menus.inner["repairs"].addActions(self.actions_.add_commands(commands, self.wiring.start))
        self.actions_.refresh()
        self._enable()
        self.docks.report.show_names(self.workshop.repairs)

    # ---- files dropped on the window ----------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        drops.enter(self, event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        drops.leave(self)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        drops.drop(self, event)
