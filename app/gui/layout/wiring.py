"""Connects the layout bench with files, orders and the window."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QPointF
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.gui.layout.canvas.overlay import qt_path
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.doing import DesignDoings, ask_picture, ask_sound
from app.gui.layout.journal import Journal
from app.gui.layout.opening import Arrived, arrive, thing_of, with_template
from app.gui.layout.page import LayoutPage
from app.gui.layout.painter import Painter
from app.gui.layout.panels.template_panel import TemplatePanel
from app.gui.layout.shelf import BenchShelf
from app.gui.layout.studio import Measured, Studio
from app.gui.look import Look
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.jobs.runner import Job, Runner
from app.layouts.design.document import Slot, Template
from app.layouts.editing.changes import set_values
from app.settings.preferences import Preferences
from app.settings.shop import PrintShop

SHOWN = ("snap", "bounds", "guides")


class LayoutPlace(QObject):
    """The workplace: its desk, its page, and what both need.

    show_page  brings the page to the front
    """

    def __init__(
        self,
        look: Look,
        runner: Runner,
        actions: Mapping[str, QAction],
        *,
        folder: Path,
        preferences: Preferences,
        show_page: Callable[[], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._look, self._runner, self._actions = look, runner, actions
        self._folder, self._preferences, self._show_page = folder, preferences, show_page
        self._studio: Studio | None = None
        self._opened = 0
        self._drawn = False
        self.shop = PrintShop(id="acrylic-uv", title="Acrylic", route="cut")
        self.desk = LayoutDesk(self)
        self.page = LayoutPage(look, self.desk, actions)
        self.templates = TemplatePanel(look, self.desk, runner, folder / "templates")
        self.painter = Painter(self.desk, runner, self.studio, lambda: self.shop)
        self.doings = DesignDoings(self.desk, self._middle)
        self.journal = Journal(self.desk, runner, folder / "bench.json")
        side = self.page.side
        side.add("template", self.templates, scrolls=False)
        side.add("layers", self.page.layers)
        self._connect()
        self._enable()

    # ---- life ---------------------------------------------------------------

    def studio(self) -> Studio:
        """What draws; made with the first thing."""
        if self._studio is None:
            self._studio = Studio(BenchShelf(self._folder / "files"))
        return self._studio

    def begin(self) -> None:
        """Load templates, and what lay on the bench when the program ended."""
        if not self._drawn:
            self._drawn = True
            self._run(text("Load templates"), _templates, then=self.templates.show_templates)
            self.journal.resume(self._run)

    def close(self) -> None:
        """End what runs for the bench alone."""
        self.journal.flush()
        if self._studio is not None:
            self._studio.shelf.close()

    def undo(self) -> None:
        """Go back one step: of what is written, else of the design."""
        writing = self.page.design.writing
        if writing.item is not None:
            writing.item.document().undo()
        else:
            self.desk.stack.undo()

    def redo(self) -> None:
        """Go forward one step."""
        writing = self.page.design.writing
        if writing.item is not None:
            writing.item.document().redo()
        else:
            self.desk.stack.redo()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.templates.say_again()
        self.page.layers.list.refresh()

    # ---- opening ------------------------------------------------------------

    def open_files(self, paths: Iterable[Path]) -> None:
        """Lay pictures and videos on the bench, each as a thing of its own."""
        for path in paths:
            self._show_page()
            self.begin()
            self._arrive(path, self._came)

    def use_template(self, template: Template) -> None:
        """Let what is edited have this form, or begin something with it."""
        thing = self.desk.thing
        made = with_template(thing, template, self._number())
        if thing is None:
            self.desk.open((made,))
        else:
            self.desk.replace(text("Use a template"), made)
            self.page.canvas.view.fit()

    def do(self, name: str) -> None:
        """Start the action "layout.<name>"."""
        self._show_page()
        self.begin()
        view = self.page.canvas.view
        plain: dict[str, Callable[[], object]] = {
            "open_picture": self.ask_open, "add_picture": self._ask_add, "add_wave": self._ask_wave,
            "design": lambda: self.show_view("design"), "fit": view.fit, "zoom_in": lambda: view.zoom(1.25),
            "zoom_out": lambda: view.zoom(0.8), "real": view.real_size, "clear": lambda: self.desk.open(()),
        }  # fmt: skip
        if name in plain:
            plain[name]()
        elif name in SHOWN:
            self._show_switches()
        else:
            self.doings.do(name)

    def show_view(self, name: str) -> None:
        """Show one of the views of what is on the bench."""
        if name == "design":
            self.page.show_scene("design", self.page.design)

    def ask_open(self) -> None:
        """Choose a picture and lay it on the bench."""
        path = ask_picture(self.page, self._preferences.last_folder)
        if path is not None:
            self._preferences.last_folder = str(path.parent)
            self.open_files((path,))

    # ---- inside -------------------------------------------------------------

    def _connect(self) -> None:
        page, desk = self.page, self.desk
        page.empty.picture_wanted.connect(self.ask_open)
        page.empty.template_wanted.connect(self._begin_with_template)
        page.dropped.connect(self.open_files)
        page.view_wanted.connect(self.show_view)
        page.design.live_changed.connect(self.painter.show)
        page.canvas.view.placed.connect(self._scaled)
        self.painter.painted.connect(page.design.take_painted)
        self.painter.measured.connect(self._measured)
        self.templates.wanted.connect(self.use_template)
        self.templates.entered.connect(self._fill)
        self.templates.file_wanted.connect(self._ask_for_slot)
        page.layers.properties.picture_wanted.connect(self._ask_other)
        desk.opened.connect(self._enable)
        desk.chosen.connect(self._enable)
        for name in SHOWN:
            self._actions[f"layout.{name}"].setChecked(True)

    def _enable(self) -> None:
        there, chosen = bool(self.desk.things), len(self.desk.selection)
        for name, action in self._actions.items():
            if not name.startswith("layout."):
                continue
            short = name.removeprefix("layout.")
            least = 1 if short in _ON_CHOSEN else 3 if short.startswith("distribute") else 0
            needs = short not in {"open_picture", "together"}
            action.setEnabled((there or not needs) and chosen >= least)

    def _show_switches(self) -> None:
        scene = self.page.design
        scene.snaps = self._actions["layout.snap"].isChecked()
        scene.shows_bounds = self._actions["layout.bounds"].isChecked()
        scene.shows_guides = self._actions["layout.guides"].isChecked()
        scene.update()

    def _scaled(self) -> None:
        ratio = self.page.devicePixelRatioF()
        if self.page.view == "design":
            self.painter.set_scale(self.page.canvas.view.scale_px * ratio)

    def _measured(self, measured: Measured) -> None:
        outline = measured.outline if self.desk.page == 0 else None
        self.page.design.show_outline(None if outline is None else qt_path(outline))

    def _middle(self) -> QPointF:
        view = self.page.canvas.view
        return view.mapToScene(view.viewport().rect().center())

    def _number(self) -> int:
        self._opened += 1
        taken = {thing.key for thing in self.desk.things}
        while f"file-{self._opened}" in taken:
            self._opened += 1
        return self._opened

    def _came(self, arrived: Arrived) -> None:
        thing = thing_of(arrived, self._number())
        self.desk.add(thing)
        self.page.side.choose("template")
        self.templates.choose_product(thing.design.product)

    def _arrive(self, path: Path, then: Callable[[Arrived], object]) -> None:
        studio = self.studio()
        self._run(text("Open {file}", file=path.name), lambda: arrive(studio.shelf, path), then=then)

    def _run(self, title: Text, function: Callable[[], object], then: Callable[..., object]) -> Job:
        def work(*, progress: Progress) -> object:
            progress(0.0)
            return function()

        return self._runner.run(
            title, work, then=lambda result: (then(result), None)[1], failed=self._refused, lane="thread", quiet=True
        )

    def _refused(self, error: AppError) -> None:
        self.page.messages.say(error.sentence, "bad")

    def _begin_with_template(self) -> None:
        self.begin()
        found = next((t for t in self.templates.known if t.design.product == "postcard"), None)
        if found is not None:
            self.use_template(found)
            self.page.side.choose("template")

    def _fill(self, slot: str, value: str) -> None:
        thing = self.desk.thing
        if thing is not None:
            filled = replace(thing, values={**thing.values, slot: value})
            self.desk.replace(text("Fill in"), filled, f"fill {slot}")

    def _ask_for_slot(self, slot: Slot) -> None:
        ask = ask_picture if slot.kind == "picture" else ask_sound
        path = ask(self.page, self._preferences.last_folder)
        if path is None:
            return
        studio = self.studio()
        if slot.kind == "picture":
            self._arrive(path, lambda arrived: self._fill(slot.name, arrived.source))
        else:
            self._run(
                text("Open {file}", file=path.name), lambda: _sound(studio.shelf, path),
                lambda source: self._fill(slot.name, source),
            )  # fmt: skip

    def _ask_add(self) -> None:
        path = ask_picture(self.page, self._preferences.last_folder)
        if path is not None:
            self._arrive(path, lambda arrived: self.doings.add_picture(arrived.source, arrived.size))

    def _ask_wave(self) -> None:
        path = ask_sound(self.page, self._preferences.last_folder)
        if path is not None:
            studio = self.studio()
            title = text("Open {file}", file=path.name)
            self._run(title, lambda: _sound(studio.shelf, path), self.doings.add_wave)

    def _ask_other(self) -> None:
        """Another picture or sound for the layer that is chosen."""
        layer = self.desk.single
        if layer is None or layer.kind not in {"picture", "wave"}:
            return
        ask = ask_picture if layer.kind == "picture" else ask_sound
        path = ask(self.page, self._preferences.last_folder)
        if path is None:
            return
        studio = self.studio()

        def put(source: str) -> None:
            design = self.desk.design
            if design is not None:
                values = {"source": source, "crop": None, "frame": 0}
                after = set_values(design, self.desk.page, {layer.id}, **values)
                self.desk.change(text("Another picture"), after)

        if layer.kind == "picture":
            self._arrive(path, lambda arrived: put(arrived.source))
        else:
            self._run(text("Open {file}", file=path.name), lambda: _sound(studio.shelf, path), put)


_ON_CHOSEN = {
    "duplicate", "delete", "raise", "lower", "front", "back", "align_left", "align_center", "align_right", "align_top",
    "align_middle", "align_bottom", "turn",
}  # fmt: skip


def _templates() -> tuple[Template, ...]:
    from app.layouts.design.templates import load_templates  # noqa: PLC0415 - read when the bench is looked at first

    return load_templates()


def _sound(shelf: BenchShelf, path: Path) -> str:
    """Put a sound onto the shelf, once it is known that it can be read. Raises AppError."""
    source = shelf.keep(path)
    shelf.sound(source, 16)
    return source
