"""The views of the queue as chips with counts: two lines of them, the rest behind "More"."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from app.gui.base.look import Look
from app.gui.base.row_words import capped
from app.gui.base.words import say
from app.i18n import Text, text, tr

LINES = 2
GAP = 6
MOST = 1000


@dataclass(frozen=True)
class Chip:
    """A view: ``key`` is what it is known by, ``tip`` says what it lists."""

    key: str
    title: Text | str
    tip: Text | str = ""


class ChipBar(QWidget):
    """``chosen`` gives the key of a view; ``save_wanted`` and ``manage_wanted`` are the two buttons at the end."""

    chosen = Signal(str)
    save_wanted = Signal()
    manage_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._chips: tuple[Chip, ...] = ()
        self._counts: dict[str, int] = {}
        self._late: set[str] = set()
        self.current = ""
        self.buttons: dict[str, QPushButton] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.save = QPushButton(self)
        self.save.setProperty("kind", "view")
        self.save.setIcon(look.icon("mdi6.plus", "dim"))
        self.save.setIconSize(QSize(14, 14))
        say(self.save, setText=text("View"), setToolTip=text("Keep what is filtered now as a view of its own"))
        self.save.clicked.connect(lambda _checked=False: self.save_wanted.emit())
        self.more = QToolButton(self)
        self.more.setProperty("kind", "view")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setIcon(look.icon("mdi6.dots-horizontal", "dim"))
        self.more.setIconSize(QSize(16, 16))
        say(
            self.more,
            setToolTip=text("All views, and where they are put in order"),
            setAccessibleName=text("All views"),
        )
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.more.setMenu(self.menu)
        # What was never laid out is 480 high for Qt, and so the dock of the queue was higher than a low window at first.
        self.setFixedHeight(self.save.sizeHint().height())

    def show_chips(self, chips: Sequence[Chip]) -> None:
        """Show these views."""
        self._chips = tuple(chips)
        for button in self.buttons.values():
            button.hide()
            button.deleteLater()
        self.buttons = {chip.key: self._make(chip) for chip in self._chips}
        for one, other in pairwise((*self.buttons.values(), self.more, self.save)):
            QWidget.setTabOrder(one, other)
        self._say()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Say how many rows each view has, counted up to ``MOST``."""
        self._counts = dict(counts)
        self._say()

    def choose(self, key: str) -> None:
        """Mark a view; the empty key marks none."""
        self.current = key
        for name, button in self.buttons.items():
            button.setChecked(name == key)
        self._lay_out()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self._say()

    def step(self, by: int) -> None:
        """The next view (1) or the one before (-1)."""
        keys = [chip.key for chip in self._chips]
        if keys:
            at = keys.index(self.current) if self.current in keys else -1 if by > 0 else 0
            self.chosen.emit(keys[(at + by) % len(keys)])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.step(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def _make(self, chip: Chip) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(f"view-{chip.key}")
        button.setProperty("kind", "view")
        button.setCheckable(True)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda _checked=False, key=chip.key: self.chosen.emit(key))
        return button

    def _say(self) -> None:
        for chip in self._chips:
            button = self.buttons[chip.key]
            button.setText(self._words(chip))
            button.setToolTip(str(chip.tip or tr("Show only these: {view}", view=str(chip.title))))
            button.setAccessibleName(button.text())
            button.setChecked(chip.key == self.current)
        self._lay_out()

    def _words(self, chip: Chip) -> str:
        count = self._counts.get(chip.key)
        return f"{chip.title} {capped(count, MOST)}" if count else str(chip.title)

    def _lay_out(self) -> None:
        """Fill two lines; what is chosen is always among them."""
        if self.width() < 40:
            return
        height = self.save.sizeHint().height()
        tail = [(self.more, self.more.sizeHint().width()), (self.save, self.save.sizeHint().width())]
        room = sum(width + GAP for _button, width in tail)
        order = sorted(self._chips, key=lambda chip: chip.key != self.current) if self._hidden_now() else self._chips
        widths = {chip.key: min(self.buttons[chip.key].sizeHint().width(), self.width()) for chip in self._chips}
        shown = _fill([(chip.key, widths[chip.key]) for chip in order], self.width(), room)
        at, line = 0, 0
        for chip in (c for c in self._chips if c.key in shown):
            width = widths[chip.key]
            if at and at + width > self.width():
                at, line = 0, line + 1
            self._place(self.buttons[chip.key], at, line, width, height)
            at += width + GAP
        for chip in self._chips:
            self.buttons[chip.key].setVisible(chip.key in shown)
        for button, width in tail:
            if at and at + width > self.width():
                at, line = 0, line + 1
            self._place(button, at, line, width, height)
            at += width + GAP
        self.setFixedHeight((line + 1) * height + line * GAP)
        self._fill_menu()

    def _hidden_now(self) -> bool:
        """Whether the chosen view would not be among the first lines by its place."""
        widths = [(chip.key, self.buttons[chip.key].sizeHint().width()) for chip in self._chips]
        tail = self.more.sizeHint().width() + self.save.sizeHint().width() + 2 * GAP
        return bool(self.current) and self.current not in _fill(widths, self.width(), tail)

    @staticmethod
    def _place(button: QWidget, at: int, line: int, width: int, height: int) -> None:
        button.setGeometry(at, line * (height + GAP), width, height)

    def _fill_menu(self) -> None:
        self.menu.clear()
        for chip in self._chips:
            action = self._entry(self._words(chip), partial(self.chosen.emit, chip.key))
            action.setCheckable(True)
            action.setChecked(chip.key == self.current)
        self.menu.addSeparator()
        self._entry(tr("Keep this as a view…"), self.save_wanted.emit).setIcon(self._look.icon("mdi6.plus"))
        self._entry(tr("Put views in order…"), self.manage_wanted.emit).setIcon(self._look.icon("mdi6.sort-variant"))

    def _entry(self, words: str, chosen: Callable[[], object]) -> QAction:
        action = self.menu.addAction(words)
        action.triggered.connect(lambda _checked=False: chosen())
        return action

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(240, self.height())

    def open_menu(self) -> None:
        """Open the list of all views below its button."""
        self.menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))


def _fill(chips: Sequence[tuple[str, int]], width: int, tail: int) -> set[str]:
    """Keys of the chips that fit into ``LINES`` lines of this width, with room for the buttons at the end."""
    shown: set[str] = set()
    at, line = 0, 0
    for key, wide in chips:
        if at and at + wide > width:
            at, line = 0, line + 1
        limit = width - tail if line == LINES - 1 else width
        if line >= LINES or (at + wide > limit and (at or line == LINES - 1)):
            break
        shown.add(key)
        at += wide + GAP
    return shown
