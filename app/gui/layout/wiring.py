"""Connects the layout bench with files, orders and the window."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QObject, QPointF
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.services import Erased
from app.gui.layout.canvas.overlay import qt_path
from app.gui.layout.choosing import Choosing, Means
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.doing import DesignDoings, ask_picture
from app.gui.layout.erased import ErasedItems, gone_words
from app.gui.layout.first_look import templates, templates_and_tools
from app.gui.layout.item_wiring import ItemWiring
from app.gui.layout.journal import Journal
from app.gui.layout.office import LayoutOffice
from app.gui.layout.opening import Arrived, thing_of, with_template
from app.gui.layout.output import Output
from app.gui.layout.own_templates import OwnTemplates
from app.gui.layout.page import LayoutPage
from app.gui.layout.painter import Painter
from app.gui.layout.panels.cut_panel import CutPanel
from app.gui.layout.panels.layers_panel import LayersPanel
from app.gui.layout.panels.output_panel import OutputPanel
from app.gui.layout.panels.photo_panel import PhotoPanel
from app.gui.layout.panels.sheet_panel import SheetPanel
from app.gui.layout.panels.template_panel import TemplatePanel
from app.gui.layout.picturing import Picturing, Tools
from app.gui.layout.print_files import PrintFiles
from app.gui.layout.proof_wiring import ProofWiring
from app.gui.layout.proofing import Proofing
from app.gui.layout.separations import Separations
from app.gui.layout.setup import Setup
from app.gui.layout.sheets import Sheets, Wish
from app.gui.layout.studio import Measured, Studio
from app.gui.layout.view_wiring import ViewWiring
from app.gui.layout.views import Ground, Views
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.jobs.runner import Job, Runner
from app.layouts.composing.folder_shelf import FolderShelf
from app.layouts.composing.hidden import Hidden
from app.layouts.design.document import PictureLayer, Template, WaveLayer
from app.layouts.imposition.sheets import load_sheets
from app.settings.folders import standard_folders
from app.settings.preferences import Preferences
from app.settings.shops import load_shops

log = logging.getLogger(__name__)
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
        hidden: Hidden,
        office: OfficeDesk | None = None,
        erased: Erased | None = None,
        chosen: Callable[[], Iterable[int]] = tuple,
        hold: Callable[[QWidget], object] = lambda _page: None,
        at_once: bool = True,
    ) -> None:
        """``hidden``: keeps what lies here for the next start; ``office``: where orders are asked; ``chosen``: flat items.

        ``erased``: what finds out which items were erased in the book.

        ``hold`` takes the page before it is filled: what is put into a page of the window is given its style piece by piece.
        ``at_once`` makes all of it now; else :meth:`make_more` has to be called until it is :attr:`made`.
        """
        super().__init__(parent)
        self._chosen = chosen
        self._look, self._runner, self._actions = look, runner, actions
        self._folder, self._preferences, self._show_page = folder, preferences, show_page
        self._hidden = hidden
        self._studio: Studio | None = None
        # pictures and trial prints lie in the clear only as long as the program runs
        self._open_files = TemporaryDirectory(prefix="statuette-bench-", ignore_cleanup_errors=True)
        self._opened = 0
        self._drawn = False
        self.made = False
        self._making = self._make(office, erased, hold)
        while at_once and not self.made:
            self.make_more()

    def make_more(self) -> None:
        """Make the next piece: some tens of milliseconds."""
        self.made = next(self._making, None) is None

    def _make(
        self, office: OfficeDesk | None, erased: Erased | None, hold: Callable[[QWidget], object]
    ) -> Iterator[str]:
        """Gives the name of what was made."""
        look, runner, folder, actions = self._look, self._runner, self._folder, self._actions
        self.desk = LayoutDesk(self)
        self.setup = Setup(load_shops(standard_folders()).by_id, load_sheets(), self)
        shop = self.setup.current
        yield "desk"
        self.page = LayoutPage(look, self.desk, actions)
        yield "page"
        hold(self.page)
        yield "place of the page"
        self.painter = Painter(self.desk, runner, self.studio, shop)
        self.doings = DesignDoings(self.desk, self._middle)
        means = Means(self.page, self._preferences, self._run, self.studio)
        self.choosing = Choosing(self.desk, self.doings, means)
        self.journal = Journal(self.desk, runner, self._hidden)
        self.sheets = Sheets(self.desk, runner, self.studio, shop, Wish(self.setup.size))
        self.output = Output(self.desk, self.sheets, self.setup, runner, self.studio)
        self.separations = Separations(runner, shop, self)
        self.proofing = Proofing(runner, self.studio, shop, self)
        ground = Ground(self.sheets, self.setup, self.separations, self.proofing, self.studio)
        self.views = Views(look, self.page, runner, ground, Path(self._open_files.name))
        yield "views"
        side = self.page.side
        self.templates = TemplatePanel(look, self.desk, runner, folder / "templates")
        side.add("template", self.templates, scrolls=False)
        self.own_templates = OwnTemplates(self.desk, self.templates, self.page.messages, self._run, self.page)
        yield "templates"
        self.layers = LayersPanel(look, self.desk, actions)
        yield "layers"
        side.add("layers", self.layers)
        yield "place of the layers"
        self.photo = PhotoPanel(look, self.desk)
        yield "photo"
        side.add("picture", self.photo)
        yield "place of the photo"
        self.cut = CutPanel(look, self.desk)
        side.add("cut", self.cut)
        yield "cut"
        self.sheet_panel = SheetPanel(look, self.desk, self.sheets, self.setup)
        yield "sheet"
        side.add("sheet", self.sheet_panel)
        yield "place of the sheet"
        self.output_panel = OutputPanel(look, self.output, self.setup, actions)
        side.add("output", self.output_panel)
        yield "output"
        tools = Tools(self.studio, shop, self.page.messages.say)
        self.picturing = Picturing(self.desk, self.page.design, self.photo, runner, tools)
        self.office: LayoutOffice | None = None
        self.erased: ErasedItems | None = None
        if office is not None:
            self.office = LayoutOffice(
                self.desk, office, lambda: self.studio().shelf, self._templates_now, self.journal.written
            )
            self.office.refused.connect(self._refused)
            if erased is not None:
                self.erased = ErasedItems(self.desk, office, erased, lambda: self.page.design.writing.active)
                self.erased.gone.connect(lambda things: self.page.messages.say(gone_words(things), "warn"))
                self.journal.when_read(self.erased.look)
        self.files = PrintFiles(
            self.output, self.output_panel, self.views, self.sheets, self.setup,
            page=self.page, desk=self.desk, preferences=self._preferences, office=self.office, show_page=self._show_page,
        )  # fmt: skip
        self.proofs = ProofWiring(
            self.page, self.desk, actions,
            proofing=self.proofing, painter=self.painter, panel=self.output_panel, views=self.views,
            preferences=self._preferences, office=self.office, parent=self,
        )  # fmt: skip
        self.view_wiring = ViewWiring(
            self.page, self.desk, actions,
            views=self.views, sheets=self.sheets, doings=self.doings, cut=self.cut, sheet_panel=self.sheet_panel,
            output_panel=self.output_panel, draw_mockup=self.proofs.draw_mockup, parent=self,
        )  # fmt: skip
        self.items = ItemWiring(
            self.page, self.desk, self.office,
            show_page=self._come_forward, show_view=self.view_wiring.show, parent=self,
        )  # fmt: skip
        self._connect()
        self.view_wiring.enable()

    # ---- life ---------------------------------------------------------------

    def studio(self) -> Studio:
        """What draws; made with the first thing."""
        if self._studio is None:
            self._studio = Studio(FolderShelf(Path(self._open_files.name) / "files", hidden=self._hidden))
        return self._studio

    def begin(self) -> None:
        """Load templates, and what lay on the bench when the program ended."""
        if not self._drawn:
            self._drawn = True
            self._run(text("Load templates"), templates_and_tools, then=self.templates.show_templates)
            self.journal.resume(self._run)

    def close(self) -> None:
        """End what runs for the bench alone."""
        self.view_wiring.close()
        try:
            self.journal.flush()
        except AppError as error:  # the window goes all the same; why it is not kept was said when it was changed
            log.warning("the layout could not be kept: %s", error)
        if self.office is not None:
            self.office.close()
        self.sheets.stop()
        self.output.close()
        self.separations.close()
        if self._studio is not None:
            self._studio.shelf.close()
        self._open_files.cleanup()

    def _come_forward(self) -> None:
        self._show_page()
        self.begin()

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
        self.layers.list.refresh()
        self.photo.refresh()
        self.sheet_panel.refresh()
        self.output_panel.refresh()

    # ---- opening ------------------------------------------------------------

    def open_files(self, paths: Iterable[Path]) -> None:
        """Lay pictures and videos on the bench, each as a thing of its own."""
        for path in paths:
            self._come_forward()
            self.choosing.arrive(path, self._came)

    def open_items(self, items: Iterable[int], otherwise: Callable[[int], object] | None = None) -> None:
        """Lay items of orders on the bench; one that is not printed flat goes to ``otherwise``."""
        wanted = tuple(items)
        self.journal.resume(self._run)
        self.journal.when_read(lambda: self.items.open(wanted, otherwise))  # else what lay there would be lost

    def show_view(self, name: str) -> None:
        """Show one of the views of what is on the bench."""
        self.view_wiring.show(name)

    def use_template(self, template: Template) -> None:
        """Let what is edited have this form, or begin something with it."""
        thing = self.desk.thing
        made = with_template(thing, template, self._number())
        if thing is None:
            self.desk.add(made)  # what was taken off can still be brought back
        else:
            self.desk.replace(text("Use a template"), made)
            self.page.canvas.view.fit()

    def do(self, name: str) -> None:
        """Start the action "layout.<name>"."""
        self._come_forward()
        view, views = self.page.canvas.view, self.view_wiring
        plain: dict[str, Callable[[], object]] = {
            "together": lambda: self.open_items(self._chosen()), "open_picture": self.ask_open,
            "add_picture": self.choosing.add_picture, "add_wave": self.choosing.add_wave,
            "fit": view.fit, "zoom_in": lambda: view.zoom(1.25), "zoom_out": lambda: view.zoom(0.8),
            "real": view.real_size, "clear": self.desk.clear, "nest": views.arrange, "fill": views.fill,
            "lock": views.lock, "keep_template": self.own_templates.ask,
            "make": self.files.make, "check": views.check, "check_file": self.files.ask_pdf,
            "softproof": self.proofs.renew, "gamut": self.proofs.renew, "turn": views.turn,
            "proof": self.proofs.ask,
            **{view_name: partial(views.show, view_name) for view_name in ("design", "sheet", "plates", "mockup")},
        }  # fmt: skip
        if name in plain:
            plain[name]()
        elif name in SHOWN:
            self._show_switches()
        else:
            self.doings.do(name)

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
        page.empty.together_wanted.connect(lambda: self.open_items(self._chosen()))
        page.empty.template_wanted.connect(self._begin_with_template)
        page.dropped.connect(self.open_files)
        page.design.live_changed.connect(self.painter.show)
        page.canvas.view.placed.connect(self._scaled)
        self.painter.painted.connect(page.design.take_painted)
        self.painter.measured.connect(self._measured)
        self.templates.wanted.connect(self.use_template)
        self.templates.entered.connect(self.choosing.fill)
        self.templates.file_wanted.connect(self.choosing.for_slot)
        self.layers.properties.picture_wanted.connect(self._ask_other)
        for name in SHOWN:
            self._actions[f"layout.{name}"].setChecked(True)
        self.setup.changed.connect(self._set_up)
        desk.opened.connect(self._suit)
        self.photo.other_wanted.connect(self._ask_other)
        self.layers.properties.open_wanted.connect(lambda: page.design.open_layer(desk.single))
        self.picturing.refused.connect(self._refused)
        self.sheets.refused.connect(self._refused)
        self.output.refused.connect(self._refused)
        self.proofing.refused.connect(self._refused)

    def _show_switches(self) -> None:
        scene = self.page.design
        scene.snaps = self._actions["layout.snap"].isChecked()
        scene.shows_bounds = self._actions["layout.bounds"].isChecked()
        scene.guides.shown = self._actions["layout.guides"].isChecked()
        scene.update()

    def _scaled(self) -> None:
        ratio = self.page.devicePixelRatioF()
        if self.page.view == "design":
            self.painter.set_scale(self.page.canvas.view.scale_px * ratio)

    def _measured(self, measured: Measured) -> None:
        page = self.page
        page.measured = measured
        outline = measured.outline if self.desk.page == 0 else None
        page.design.show_outline(None if outline is None else qt_path(outline))
        page.design.cut.show_outline(measured.outline)
        self.cut.show_faults(measured.faults)
        self.output_panel.show_faults(measured.faults)
        self.proofs.renew()
        if page.view == "mockup" or page.side.name == "output":
            self.proofs.draw_mockup()

    def _set_up(self) -> None:
        self.sheets.wish = Wish(self.setup.size)
        self.painter.refresh()
        self.proofs.renew()

    def _suit(self) -> None:
        thing = self.desk.thing
        if thing is not None:
            self.setup.suit(thing.design.product)
        if self._studio is not None:
            self._studio.forget_all_but([thing.key for thing in self.desk.things])

    def _middle(self) -> QPointF:
        view = self.page.canvas.view
        return view.mapToScene(view.viewport().rect().center())

    def _templates_now(self) -> tuple[Template, ...]:
        """All templates, read now where nobody has looked at them yet."""
        return self.templates.known or templates()

    def _number(self) -> int:
        self._opened += 1
        while f"file-{self._opened}" in self.desk.keys:  # one that was taken off may come back
            self._opened += 1
        return self._opened

    def _came(self, arrived: Arrived) -> None:
        thing = thing_of(arrived, self._number())
        self.desk.add(thing)
        self.page.side.choose("template")
        self.templates.choose_product(thing.design.product)

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

    def _ask_other(self) -> None:
        """Another picture or sound for the layer that is chosen."""
        layer = self.desk.single or self.photo.layer
        if isinstance(layer, PictureLayer | WaveLayer):
            self.choosing.other(layer)
