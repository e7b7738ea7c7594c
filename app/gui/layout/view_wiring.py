"""Connects the views of the bench with the pages beside them: which belongs to which, and what is done on a sheet."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QAction

from app.errors import AppError
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.doing import DesignDoings
from app.gui.layout.page import LayoutPage
from app.gui.layout.panels.cut_panel import CutPanel
from app.gui.layout.panels.output_panel import OutputPanel
from app.gui.layout.panels.sheet_panel import SheetPanel
from app.gui.layout.sheets import Sheets
from app.gui.layout.views import Views
from app.gui.layout.what_can_be_done import enable
from app.i18n import text
from app.layouts.design.faults import Fault

_BESIDE = {"sheet": "sheet", "plates": "output", "mockup": "output"}
"""The page that stands beside a view."""


class ViewWiring(QObject):
    """``draw_mockup`` draws the mock-up that was chosen last."""

    def __init__(
        self,
        page: LayoutPage,
        desk: LayoutDesk,
        actions: Mapping[str, QAction],
        *,
        views: Views,
        sheets: Sheets,
        doings: DesignDoings,
        cut: CutPanel,
        sheet_panel: SheetPanel,
        output_panel: OutputPanel,
        draw_mockup: Callable[[], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._page, self._desk, self._actions = page, desk, actions
        self._views, self._sheets, self._doings, self._cut = views, sheets, doings, cut
        self._draw_mockup = draw_mockup
        page.view_wanted.connect(self.show)
        page.side.shown.connect(self._side_shown)
        desk.opened.connect(self.enable)
        desk.chosen.connect(self.enable)
        views.sheet.selectionChanged.connect(self.enable)
        views.sheet.opened.connect(self._edit_thing)
        cut.nodes_wanted.connect(self._edit_nodes)
        cut.fault_wanted.connect(self._show_fault)
        sheet_panel.arrange_wanted.connect(self.arrange)
        sheet_panel.edit_wanted.connect(self._edit_thing)
        sheet_panel.remove_wanted.connect(desk.take_off)
        output_panel.fault_wanted.connect(self._show_fault)

    def close(self) -> None:
        """Follow the sheet no more: a scene that is deleted says once more that nothing of it is chosen."""
        self._views.sheet.selectionChanged.disconnect(self.enable)

    def enable(self) -> None:
        """Offer what can be done with what is there and chosen."""
        there, sheet = bool(self._desk.things), self._page.view == "sheet"
        chosen = len(self._views.sheet.chosen) if sheet else len(self._desk.selection)
        enable(self._actions, there=there, sheet=sheet, chosen=chosen)

    def show(self, name: str) -> None:
        """Show one of the views of what is on the bench, with the page that belongs to it."""
        self._views.show(name)
        self.enable()
        if name in _BESIDE and self._desk.things:
            self._page.side.choose(_BESIDE[name])
        elif self._page.side.name == "sheet":
            self._page.side.choose("layers")

    def check(self) -> None:
        """Show the plates, and what is wrong with the file."""
        self._page.side.choose("output")
        self.show("plates")

    def arrange(self) -> None:
        """Lay what is on the bench on sheets."""
        self._page.side.choose("sheet")
        self._sheets.arrange()
        self.show("sheet")

    def fill(self) -> None:
        """As many copies of the piece that is chosen on the sheet, else of the thing that is edited, as a sheet takes."""
        chosen = self._views.sheet.chosen if self._page.view == "sheet" else []
        designs = {item.placement.piece for item in chosen}
        if len(designs) > 1:
            self._sheets.refused.emit(AppError(text("A sheet is filled with one design; choose pieces of one only.")))
            return
        number = designs.pop() if designs else self._desk.at
        if number < len(self._desk.things):
            self._sheets.fill(number, then=self.arrange)

    def lock(self) -> None:
        """Let what is chosen on the sheet stay where it is."""
        self._sheets.lock((item.placement.piece, item.placement.copy) for item in self._views.sheet.chosen)

    def turn(self) -> None:
        """Turn what is chosen by a quarter: on the sheet, else in the design."""
        if self._page.view == "sheet":
            self._views.sheet.turn(90.0)
        else:
            self._doings.do("turn")

    def _edit_thing(self, number: int) -> None:
        self._desk.go_to(number)
        self.show("design")
        self._page.canvas.view.fit()

    def _side_shown(self, name: str) -> None:
        scene = self._page.design
        scene.cut.active = name == "cut"
        if name != "cut":
            scene.cut.nodes = False
            self._cut.nodes.setChecked(False)
        if name == "output":
            self._draw_mockup()
        if name == "sheet" and self._page.view != "sheet" and self._desk.things:
            self._views.show("sheet")
        elif name in {"layers", "picture", "cut"} and self._page.view != "design" and self._desk.things:
            self._views.show("design")
        scene.update()

    def _edit_nodes(self, on: bool) -> None:
        self._page.design.cut.nodes = on
        self._page.design.update()

    def _show_fault(self, fault: Fault) -> None:
        """Choose the layer of a fault, or fly to its place."""
        self._views.show("design")
        design = self._desk.design
        if fault.layer and design is not None:
            page = next((n for n, p in enumerate(design.pages) if any(one.id == fault.layer for one in p.layers)), 0)
            self._desk.turn(page)
            self._desk.choose((fault.layer,))
        if fault.at is not None:
            x, y = fault.at
            self._page.canvas.view.fly_to(QRectF(x - 6, y - 6, 12, 12))
