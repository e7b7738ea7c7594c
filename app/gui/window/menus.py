"""The menu bar: every action has a place in it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from app.gui.base.words import say
from app.gui.bench.measure_actions import MENU as MEASURE
from app.gui.bench.view_actions import CAMERA_MENU, DISPLAY_MENU
from app.gui.brushes.kinds import OF_FAMILY
from app.gui.dispatch.specs import MENU as PRINT
from app.gui.help.specs import MENU as HELP
from app.gui.layout.specs import ALIGN_MENU, ORDER_MENU
from app.gui.layout.specs import MENU as LAYOUT
from app.gui.orders.order_actions import MENU as ORDERS
from app.gui.packing.specs import MENU as PACK
from app.gui.people.specs import MENU as PEOPLE
from app.gui.selecting.specs import MENU as SELECT
from app.gui.window.trouble_specs import MENU as TROUBLE
from app.i18n import Text, text
from app.mesh.forms import in_group

_MENUS: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    ("file", text("File"), ("file.open", "recent", "", "file.save", "file.proof", "", "file.close", "file.quit")),
    ("edit", text("Edit"), ("edit.undo", "edit.redo")),
    (
        "view",
        text("View"),
        (
            "display",
            "",
            "view.compare",
            "view.divider_left",
            "view.divider_right",
            "view.heat",
            "view.worst",
            "",
            "view.next_place",
            "view.previous_place",
            "view.clear_places",
            "",
            "view.fit",
            "view.iso",
            "view.front",
            "view.back",
            "view.left",
            "view.right",
            "view.top",
            "view.bottom",
            *CAMERA_MENU,
            "",
            "panels",
            "help.layout",
            "",
            "help.text_larger",
            "help.text_smaller",
            "help.text_usual",
        ),
    ),
    ("orders", text("Orders"), ORDERS),
    ("layout", text("Layout"), LAYOUT),
    ("print", text("Dispatch"), PRINT),
    ("pack", text("Pack"), PACK),
    ("select", text("Select"), SELECT),
    (
        "model",
        text("Model"),
        (
            "model.inspect",
            "model.repair_automatically",
            "model.repair_options",
            "repairs",
            "",
            "prepare",
            "mend",
            "sculpt",
            "color",
            "shape",
            "turns",
            "",
            "relief.picture",
            "relief.item",
            "model.recipes",
            "model.batch",
        ),
    ),
    ("measure", text("Measure"), MEASURE),
    ("workshop", text("Workshop"), PEOPLE),
    (
        "help",
        text("Help"),
        (
            *HELP,
            "help.first_job",
            "help.palette",
            "",
            "help.settings",
            "help.assistant",
            "help.theme",
            "help.language",
            "",
            *TROUBLE,
            "",
            "help.updates",
            "help.about",
        ),
    ),
)
# Menus inside of menus; those without entries here are filled as their contents become known.
_INNER: dict[str, tuple[Text, tuple[str, ...]]] = {
    "display": (text("Display"), DISPLAY_MENU),
    "recent": (text("Recent files"), ()),
    "panels": (text("Panels"), ()),
    "repairs": (text("Repair one thing"), ()),
    "prepare": (text("Prepare for print"), tuple(f"tool.{form.id}" for form in in_group("prepare"))),
    "mend": (text("Mend by hand"), tuple(f"tool.{form.id}" for form in in_group("fix"))),
    "sculpt": (text("Sculpt"), tuple(f"brush.{kind}" for kind in OF_FAMILY["sculpt"])),
    "color": (
        text("Colours"),
        (
            *(f"brush.{kind}" for kind in OF_FAMILY["paint"]), "", *(f"tool.{form.id}" for form in in_group("color")),
            "", "view.softproof", "view.gamut",
        ),
    ),
    "shape": (text("Triangles"), tuple(f"tool.{form.id}" for form in in_group("shape"))),
    "turns": (text("Turn upright"), ()),
    "layout_order": (text("Above and below"), ORDER_MENU),
    "layout_align": (text("Align and spread"), ALIGN_MENU),
}  # fmt: skip


class Menus:
    """Fills a menu bar from the table; the inner menus are filled as their contents become known."""

    def __init__(self, bar: QMenuBar, actions: Mapping[str, QAction]) -> None:
        self.inner: dict[str, QMenu] = {}
        self.by_name: dict[str, QMenu] = {}
        for name, title, entries in _MENUS:
            menu = QMenu(bar)
            say(menu, setTitle=title)
            menu.setToolTipsVisible(True)
            for entry in entries:
                if not entry:
                    menu.addSeparator()
                elif entry in _INNER:
                    inner = QMenu(menu)
                    words, names = _INNER[entry]
                    say(inner, setTitle=words)
                    inner.setToolTipsVisible(True)
                    menu.addMenu(inner)
                    self.inner[entry] = inner
                    for one in names:
                        inner.addAction(actions[one]) if one else inner.addSeparator()
                else:
                    menu.addAction(actions[entry])
            bar.addMenu(menu)
            self.by_name[name] = menu

    def show_recent(self, files: list[str], open_file: Callable[[Path], object]) -> None:
        """List the recent files."""
        menu = self.inner["recent"]
        menu.clear()
        for name in files:
            path = Path(name)
            action = menu.addAction(path.name)
            action.setToolTip(name)
            action.triggered.connect(lambda _checked=False, path=path: open_file(path))
        menu.setEnabled(bool(files))
