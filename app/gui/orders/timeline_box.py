"""What happened to an order, newest first, narrowed to what one wants to see."""

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.commands.timeline import TOPICS, Happening
from app.gui.base.look import Look, Role
from app.gui.base.row_words import moment_words
from app.gui.base.slices import Slices
from app.gui.base.words import say
from app.gui.widgets.basics import button, clear, decoration, label
from app.i18n import text, tr
from app.moments import second
from app.orders.record import now

SHOWN = 12
_NO_NAMES: Mapping[str, str] = MappingProxyType({})
_SIGNS: dict[str, tuple[str, Role]] = {
    "step": ("mdi6.arrow-right-circle-outline", "accent"),
    "order": ("mdi6.clipboard-text-outline", "dim"),
    "note": ("mdi6.note-text-outline", "dim"),
    "personal": ("mdi6.eye-lock-outline", "warn"),
}


class TimelineBox(QWidget):
    """Shows so many happenings, and all when asked. ``slices``: what makes the lines."""

    def __init__(self, look: Look, slices: Slices) -> None:
        super().__init__()
        self._look, self._slices = look, slices
        self._happenings: tuple[Happening, ...] = ()
        self._names: Mapping[str, str] = {}
        self._whole = False
        self.topic = QComboBox()
        say(self.topic, setAccessibleName=text("Show only"), setToolTip=text("Show only a part of the history"))
        self.topic.currentIndexChanged.connect(lambda _n: self._fill_now())
        self.lines = QVBoxLayout()
        self.lines.setSpacing(8)
        self.more = button(
            text("Show all"), self._show_all, "link", tip=text("Show everything that has happened to this order")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self.lines)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.refresh()

    def show_happenings(self, happenings: Sequence[Happening], names: Mapping[str, str] = _NO_NAMES) -> None:
        """Show these; ``names``: what a subject ("item:123") is called, where that has to be said."""
        self._happenings, self._names = tuple(happenings), names
        self._fill()

    def refresh(self) -> None:
        """Say the choices again, in the language of now."""
        chosen = self.topic.currentData()
        self.topic.blockSignals(True)
        self.topic.clear()
        self.topic.addItem(tr("All"), "")
        for name, title in TOPICS.items():
            self.topic.addItem(str(title), name)
        self.topic.setCurrentIndex(max(0, self.topic.findData(chosen)))
        self.topic.blockSignals(False)
        self._fill()

    def _show_all(self) -> None:
        self._whole = True
        self._fill_now()

    def _fill_now(self) -> None:
        """Somebody has asked for it: the first lines are there at once."""
        self._fill()
        self._slices.go_on()

    def _fill(self) -> None:
        """Make the lines, in turns with the rest of the page."""
        clear(self.lines)
        topic = self.topic.currentData()
        fitting = [one for one in self._happenings if not topic or one.topic == topic]
        shown = fitting if self._whole else fitting[:SHOWN]
        self._slices.put("timeline", (partial(self._add, one) for one in shown))
        if not fitting:
            self.lines.addWidget(label(text("Nothing of this kind happened yet."), "dim"))
        self.more.setVisible(not self._whole and len(fitting) > SHOWN)

    def _add(self, one: Happening) -> None:
        self.lines.addLayout(self._line(one))

    def _line(self, one: Happening) -> QHBoxLayout:
        icon, role = _SIGNS.get(one.topic, _SIGNS["order"])
        sign = decoration()
        sign.setPixmap(self._look.icon(icon, role).pixmap(16, 16))
        words = QVBoxLayout()
        words.setSpacing(0)
        who = one.who or (one.role if "," not in one.role else "")  # one person has all roles, and no name
        when = label(f"{who} · {moment_words(one.at, now())}" if who else str(moment_words(one.at, now())), "dim")
        when.setToolTip(f"{second(one.at)}  {one.role}")
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(label(str(one.what), wrap=True), 1)
        first.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
        words.addLayout(first)
        about = " · ".join(part for part in (str(one.how or ""), self._names.get(one.subject, "")) if part)
        for more in (about, one.reason):
            if more:
                words.addWidget(label(more, "dim", wrap=True))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        return line
