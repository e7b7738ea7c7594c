"""Notices under the top bar that stay until they are read: calm, with what can be done as buttons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.gui.base.look import Look, Role
from app.gui.base.words import say
from app.gui.widgets.basics import button, label, mark, tool, widgets_in
from app.i18n import Text, text


@dataclass(frozen=True)
class Verb:
    """What can be done about it. ``stays``: the notice is there afterwards, too."""

    title: Text
    tip: Text
    act: Callable[[], object]
    stays: bool = False


class Notice(QFrame):
    """One line; ``closed`` is called when a person has closed it, or followed one of its verbs."""

    def __init__(
        self,
        look: Look,
        words: Text | str,
        verbs: Sequence[Verb] = (),
        *,
        icon: str = "mdi6.information-outline",
        role: Role = "accent",
        closed: Callable[[], object] | None = None,
        closable: bool = True,
    ) -> None:
        super().__init__()
        self.setProperty("kind", "notice")
        mark(self, tone="warn" if role == "warn" else "info")
        self._look, self._icon, self._role, self._closed = look, icon, role, closed
        self._sign = QLabel()
        self.words = label(words, wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 10, 6)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addWidget(self.words, 1)
        self.verbs = [self._add(row, verb) for verb in verbs]
        if closable:
            row.addWidget(tool(look.icon("mdi6.close", "dim"), text("Close this message"), self.close_it, 16))
        look.changed.connect(self._draw)
        self._draw()

    def close_it(self) -> None:
        """Take it away."""
        if self._closed is not None:
            self._closed()
        self.hide()
        self.deleteLater()

    def _add(self, row: QHBoxLayout, verb: Verb) -> QWidget:
        def follow() -> None:
            verb.act()
            if not verb.stays:
                self.close_it()

        made = button(verb.title, follow, "small")
        say(made, setToolTip=verb.tip)
        row.addWidget(made)
        return made

    def _draw(self) -> None:
        self._sign.setPixmap(self._look.icon(self._icon, self._role).pixmap(18, 18))


class Notices(QWidget):
    """The notices of a window, one below the other."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def add(self, notice: Notice) -> Notice:
        """Show a notice below the others."""
        self._column.addWidget(notice)
        notice.show()  # at once: a layout shows what it is given only when the event loop comes round
        return notice

    @property
    def shown(self) -> list[Notice]:
        """Those that are there now, from the top."""
        return [one for one in widgets_in(self._column) if isinstance(one, Notice) and not one.isHidden()]
