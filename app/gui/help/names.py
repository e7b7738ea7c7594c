"""What the window calls its commands, menus, workplaces and panels now: fills the marks of the manual."""

from collections.abc import Iterator, Mapping

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDockWidget, QMenu, QMenuBar

from app.gui.frame.top_bar import WORKPLACES
from app.i18n import tr


class WindowNames:
    """Implements :class:`app.gui.help.marks.Names` by asking the window each time: names follow its language."""

    def __init__(
        self,
        actions: Mapping[str, QAction],
        bar: QMenuBar,
        menus: Mapping[str, QMenu],
        docks: Mapping[str, QDockWidget],
    ) -> None:
        self.actions, self._bar, self._menus, self._docks = actions, bar, menus, docks

    def action(self, name: str) -> str:
        """Its name, without what marks its letter in a menu."""
        return self.actions[name].text().replace("&", "")

    def keys(self, name: str) -> tuple[str, ...]:
        """Its keys as this system writes them."""
        return tuple(
            key.toString(QKeySequence.SequenceFormat.NativeText) for key in self.actions[name].shortcuts() if key
        )

    def path(self, name: str) -> str:
        """Where it stands in the menus: "Workshop › Database…"."""
        wanted = self.actions[name]
        for place, action in _walk(self._bar):
            if action is wanted:
                return " › ".join((*place, self.action(name)))
        raise KeyError(name)

    def menu(self, name: str) -> str:
        """Its title."""
        return self._menus[name].title().replace("&", "")

    def place(self, name: str) -> str:
        """The name of a workplace."""
        return next((str(title) for id_, title, _icon, _sentence in WORKPLACES if id_ == name), "") or _none(name)

    def panel(self, name: str) -> str:
        """The title of a dock."""
        return self._docks[name].windowTitle()

    def said(self, words: str) -> str:
        """Words of the window by their English original."""
        return tr(words)

    def tables(self) -> str:
        """A table for each menu: keys, name and purpose of every command that has keys."""
        parts: dict[str, list[str]] = {}
        seen: set[str] = set()
        for place, action in _walk(self._bar):
            name = action.objectName()
            if name not in self.actions or name in seen or not action.shortcuts():
                continue
            seen.add(name)
            keys = " · ".join(f"`{_cell(key)}`" for key in self.keys(name))
            row = f"| {keys} | {_cell(self.action(name))} | {_cell(action.statusTip())} |"
            parts.setdefault(place[0], []).append(row)
        titles = (tr("Keys"), tr("Command"), tr("What it does"))
        head = f"| {' | '.join(titles)} |\n|---|---|---|"
        return "\n\n".join(f"## {title}\n\n{head}\n" + "\n".join(rows) for title, rows in parts.items())


def _walk(bar: QMenuBar | QMenu, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], QAction]]:
    for action in bar.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _walk(inner, (*place, inner.title().replace("&", "")))
        else:
            yield place, action


def _cell(words: str) -> str:
    return words.replace("|", r"\|")


def _none(name: str) -> str:
    raise KeyError(name)
