"""Every action of the window, made from two tables: the commands of the core, and what only a window has."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from app.commands.registry import Command
from app.gui.brushes.kinds import KINDS
from app.gui.look import Look
from app.gui.words import say
from app.i18n import Text, text
from app.mesh.forms import FORMS


@dataclass(frozen=True)
class Spec:
    """An action that only a window has. ``group``: at most one action of a group is checked."""

    id: str
    title: Text
    description: Text
    icon: str
    shortcuts: tuple[str, ...] = ()
    needs_model: bool = False
    group: str = ""
    checkable: bool = False


_VIEWS = (
    ("iso", text("Three-quarter view"), "mdi6.cube-outline", "0"),
    ("front", text("Front"), "cube.front", "1"),
    ("back", text("Back"), "cube.back", "2"),
    ("left", text("Left"), "cube.left", "3"),
    ("right", text("Right"), "cube.right", "4"),
    ("top", text("Top"), "cube.top", "5"),
)

WINDOW: tuple[Spec, ...] = (
    Spec("file.open", text("Open…"), text("Open a model file"), "mdi6.folder-open-outline", ("Ctrl+O",)),
    Spec(
        "file.save",
        text("Save print file…"),
        text("Save the model as a print file, 3MF with its colours if you like"),
        "mdi6.content-save-outline",
        ("Ctrl+S", "Ctrl+Shift+S"),
        needs_model=True,
    ),
    Spec(
        "file.proof",
        text("Make a proof…"),
        text("Make pictures, films, a sheet and a model that turns, for the buyer to agree to"),
        "mdi6.file-certificate-outline",
        ("Ctrl+P",),
        needs_model=True,
    ),
    Spec(
        "file.close",
        text("Clear the bench"),
        text("Take the model off the bench"),
        "mdi6.close-box-outline",
        ("Ctrl+W",),
        needs_model=True,
    ),
    Spec(
        "file.quit",
        text("Quit"),
        text("Close the workstation; what is on the bench is there again next time"),
        "mdi6.exit-to-app",
        ("Ctrl+Q",),
    ),
    Spec("edit.undo", text("Undo"), text("Go back one step"), "mdi6.undo", ("Ctrl+Z",), needs_model=True),
    Spec(
        "edit.redo",
        text("Redo"),
        text("Go forward one step"),
        "mdi6.redo",
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        needs_model=True,
    ),
    Spec(
        "view.color",
        text("Colour"),
        text("Show the model in its colours"),
        "mdi6.palette-outline",
        ("C",),
        group="mode",
    ),
    Spec("view.shaded", text("White"), text("Show the form in white"), "mdi6.circle-half-full", ("S",), group="mode"),
    Spec(
        "view.softproof",
        text("Soft proof"),
        text("Show the colours as the inks of the print process will print them"),
        "mdi6.printer-eye",
        ("Y",),
        needs_model=True,
        checkable=True,
    ),
    Spec(
        "view.gamut",
        text("Gamut warning"),
        text("Hatch the places whose colours the inks cannot show"),
        "mdi6.texture",
        ("Shift+Y",),
        needs_model=True,
        checkable=True,
    ),
    Spec("view.wireframe", text("Wireframe"), text("Show the edges of the faces"), "mdi6.grid", ("W",), group="mode"),
    Spec(
        "view.compare",
        text("Compare"),
        text("Show the model before and after its changes, divided by a line that you can drag"),
        "mdi6.compare",
        ("B",),
        needs_model=True,
        checkable=True,
    ),
    Spec(
        "view.divider_left",
        text("Divider to the left"),
        text("Move the line between before and after to the left"),
        "mdi6.arrow-collapse-left",
        ("[",),
        needs_model=True,
    ),
    Spec(
        "view.divider_right",
        text("Divider to the right"),
        text("Move the line between before and after to the right"),
        "mdi6.arrow-collapse-right",
        ("]",),
        needs_model=True,
    ),
    Spec(
        "view.heat",
        text("Deviation"),
        text("Colour the model by how far its surface has moved"),
        "mdi6.thermometer-lines",
        ("H",),
        needs_model=True,
        checkable=True,
    ),
    Spec(
        "view.worst",
        text("Largest deviation"),
        text("Fly to where the surface has moved most; once more flies to the next place"),
        "mdi6.target",
        ("Shift+H",),
        needs_model=True,
    ),
    Spec(
        "view.next_place",
        text("Next place"),
        text("Fly to the next place of the findings, or of the figure that colours the model"),
        "mdi6.map-marker-right-outline",
        ("N",),
        needs_model=True,
    ),
    Spec(
        "view.previous_place",
        text("Previous place"),
        text("Fly to the place before"),
        "mdi6.map-marker-left-outline",
        ("Shift+N",),
        needs_model=True,
    ),
    Spec(
        "view.fit", text("Show all"), text("Show the whole model"), "mdi6.fit-to-page-outline", ("F",), needs_model=True
    ),
    *(
        Spec(f"view.{name}", title, text("Look from this side: {side}", side=title), icon, (key,), needs_model=True)
        for name, title, icon, key in _VIEWS
    ),
    Spec(
        "view.clear_places",
        text("Hide the marks"),
        text("Take the marks of a finding and the colours of a figure off the model"),
        "mdi6.map-marker-off-outline",
        ("Esc",),
        needs_model=True,
    ),
    Spec(
        "model.repair_options",
        text("Repair with options…"),
        text("Choose how much the repair may change, and how fine a new surface is"),
        "mdi6.tune-variant",
        ("Ctrl+Shift+R",),
        needs_model=True,
    ),
    *(
        Spec(f"brush.{kind}", one.title, one.description, one.icon, one.keys, needs_model=True, checkable=True)
        for kind, one in KINDS.items()
    ),
    *(Spec(f"tool.{form.id}", form.title, form.description, form.icon, needs_model=True) for form in FORMS.values()),
    Spec(
        "model.recipes",
        text("Recipes…"),
        text("Do to one figure what was done to another: named steps, kept for each product"),
        "mdi6.script-text-outline",
        ("Ctrl+E",),
    ),
    Spec(
        "model.batch",
        text("Batch…"),
        text("Do one recipe to a folder of models, on all cores"),
        "mdi6.animation-outline",
        ("Ctrl+B",),
    ),
    Spec(
        "help.palette",
        text("Find a command…"),
        text("Find any command by its name"),
        "mdi6.magnify",
        ("Ctrl+K", "Ctrl+Shift+P"),
    ),
    Spec(
        "help.settings",
        text("Settings…"),
        text("Language, theme, print process and height"),
        "mdi6.cog-outline",
        ("Ctrl+,",),
    ),
    Spec(
        "help.theme",
        text("Dark or light"),
        text("Change between the dark and the light theme"),
        "mdi6.theme-light-dark",
        ("Ctrl+Shift+L",),
    ),
    Spec(
        "help.text_larger",
        text("Larger text"),
        text("Make all words of the window larger"),
        "mdi6.format-font-size-increase",
        ("Ctrl+Shift+>", "Ctrl+Shift+."),
    ),
    Spec(
        "help.text_smaller",
        text("Smaller text"),
        text("Make all words of the window smaller"),
        "mdi6.format-font-size-decrease",
        ("Ctrl+Shift+<", "Ctrl+Shift+,"),
    ),
    Spec(
        "help.text_usual",
        text("Usual text size"),
        text("Show words as large as they were designed"),
        "mdi6.format-size",
        ("Ctrl+Shift+0",),
    ),
    Spec(
        "help.language",
        text("中文 / English"),
        text("Change the language between Chinese and English"),
        "mdi6.translate",
        (),
    ),
    Spec(
        "help.layout",
        text("Put the panels back"),
        text("Arrange all panels as they were in the beginning"),
        "mdi6.view-dashboard-outline",
        (),
    ),
)


class Actions:
    """The QActions of a window by id. Handlers are given by whoever owns the work."""

    def __init__(self, owner: QWidget, look: Look) -> None:
        self._owner, self._look = owner, look
        self.by_id: dict[str, QAction] = {}
        self._needs_model: set[str] = set()
        self._groups: dict[str, QActionGroup] = {}
        self._described: dict[str, Text] = {}

    def add_window_actions(self, specs: Iterable[Spec], handlers: dict[str, Callable[[], object]]) -> None:
        """Make the actions of a table; each id must have a handler. Raises KeyError."""
        for spec in specs:
            action = self._add(spec.id, spec.title, spec.description, spec.icon, spec.shortcuts, handlers[spec.id])
            if spec.needs_model:
                self._needs_model.add(spec.id)
            if spec.group:
                group = self._groups.setdefault(spec.group, QActionGroup(self._owner))
                action.setCheckable(True)
                group.addAction(action)
            elif spec.checkable:
                action.setCheckable(True)

    def add_commands(self, commands: Iterable[Command], start: Callable[[Command], object]) -> list[QAction]:
        """Make an action for each command that is not there yet."""
        made = []
        for command in commands:
            if command.id in self.by_id:
                continue
            shortcuts = (command.shortcut,) if command.shortcut else ()
            made.append(
                self._add(
                    command.id, command.title, command.description, command.icon, shortcuts, partial(start, command)
                )
            )
            if command.needs_model:
                self._needs_model.add(command.id)
        return made

    def enable_for_model(self, there: bool) -> None:
        """Enable what needs a model only while there is one."""
        for name in self._needs_model:
            self.by_id[name].setEnabled(there)

    def refresh(self) -> None:
        """Write the tooltips again, in the language of now."""
        for name, action in self.by_id.items():
            keys = " / ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())
            action.setToolTip(f"{self._described[name]}  ({keys})" if keys else str(self._described[name]))

    def _add(  # noqa: PLR0917 - the columns of the table
        self,
        name: str,
        title: Text,
        description: Text,
        icon: str,
        shortcuts: tuple[str, ...],
        start: Callable[[], object],
    ) -> QAction:
        action = QAction(self._owner)
        action.setObjectName(name)
        action.setIcon(self._look.icon(icon))
        action.setShortcuts([QKeySequence(key) for key in shortcuts])
        say(action, setText=title, setStatusTip=description)
        self._described[name] = description
        action.triggered.connect(lambda _checked=False: start())
        self._owner.addAction(action)
        self.by_id[name] = action
        return action
