"""The menu bar: every action has a place in it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from app.gui.selecting.specs import MENU as SELECT
from app.gui.words import say
from app.i18n import Text, text
from app.mesh.forms import in_group

_MENUS: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    ("file", text("File"), ("file.open", "recent", "", "file.save", "file.proof", "", "file.close", "file.quit")),
    ("edit", text("Edit"), ("edit.undo", "edit.redo")),
    (
        "view",
        text("View"),
        (
            "view.color",
            "view.shaded",
            "view.wireframe",
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
            "",
            "panels",
            "help.layout",
        ),
    ),
    (
        "model",
        text("Model"),
        (
            "model.inspect",
            "model.repair_automatically",
            "model.repair_options",
            "repairs",
            "",
            *(f"tool.{form.id}" for form in in_group("shape")),
            "",
            "turns",
            "",
            "model.recipes",
            "model.batch",
        ),
    ),
    ("select", text("Select"), SELECT),
    ("prepare", text("Prepare"), tuple(f"tool.{form.id}" for form in in_group("prepare"))),
    ("fix", text("Mend"), tuple(f"tool.{form.id}" for form in in_group("fix"))),
    ("color", text("Colours"), tuple(f"tool.{form.id}" for form in in_group("color"))),
    ("help", text("Help"), ("help.palette", "", "help.settings", "help.theme", "help.language", "", "help.about")),
)
_INNER = {
    "recent": text("Recent files"),
    "panels": text("Panels"),
    "repairs": text("Repair one thing"),
    "turns": text("Turn upright"),
}


class Menus:
    """Fills a menu bar from the table; the inner menus are filled as their contents become known."""

    def __init__(self, bar: QMenuBar, actions: Mapping[str, QAction]) -> None:
        self.inner: dict[str, QMenu] = {}
        for _name, title, entries in _MENUS:
            menu = QMenu(bar)
            say(menu, setTitle=title)
            menu.setToolTipsVisible(True)
            for entry in entries:
                if not entry:
                    menu.addSeparator()
                elif entry in _INNER:
                    inner = QMenu(menu)
                    say(inner, setTitle=_INNER[entry])
                    inner.setToolTipsVisible(True)
                    menu.addMenu(inner)
                    self.inner[entry] = inner
                else:
                    menu.addAction(actions[entry])
            bar.addMenu(menu)

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
