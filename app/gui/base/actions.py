"""The actions of a window, made from two kinds of tables: commands of the core, and what only a window has."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from app.commands.registry import Command
from app.gui.base.look import Look
from app.gui.base.words import say
from app.i18n import Text


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
