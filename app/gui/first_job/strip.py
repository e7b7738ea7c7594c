"""The strip above the bench: the three steps, where somebody is on them, and one sentence about what comes next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.first_job.steps import STEPS, Told
from app.gui.widgets.basics import ElidedLabel, button, decoration, label, mark, tool
from app.i18n import Text, text


class FirstJobStrip(QFrame):
    """show_wanted: lead to the button that is pressed next; next_wanted: read what comes after; left: enough of it."""

    show_wanted = Signal()
    next_wanted = Signal()
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._told: Told | None = None
        self.setObjectName("firstJob")
        self.sign = decoration()
        self.title = ElidedLabel("strong")  # gives way where words are large
        self.steps: dict[str, QLabel] = {}
        places = QHBoxLayout()
        places.setSpacing(6)
        for name, _words in STEPS:
            self.steps[name] = label("", "place")
            self.steps[name].setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            places.addWidget(self.steps[name])
        self.sentence = label("", wrap=True)
        self.show_me = button(
            text("Show me"), self.show_wanted.emit, "small", tip=text("Bring the button that is meant to the front")
        )
        policy = self.show_me.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the picture below would be drawn anew with every step
        self.show_me.setSizePolicy(policy)
        self.next = button(
            text("What comes next"), self.next_wanted.emit, "small", tip=text("Read in the manual how the work goes on")
        )
        leave = text("I find my way: close this (it is in the menu “Help” too)")
        self.leave = tool(look.icon("mdi6.close", "dim"), leave, self.left.emit, 16)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.sign)
        head.addWidget(self.title, 1)
        head.addLayout(places)
        head.addSpacing(6)
        for widget in (self.show_me, self.next, self.leave):
            head.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 7, 8, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.sentence)
        look.changed.connect(self._draw)
        self.hide()

    def tell(self, told: Told) -> None:
        """Show this step."""
        self._told = told
        say(self.title, set_text=text("Your first figurine"))
        say(self.sentence, setText=told.sentence)
        self.show_me.setVisible(bool(told.press))
        self.next.setVisible(told.step == "done")
        order = [name for name, _words in STEPS]
        at = order.index(told.step) if told.step in order else len(order)
        for number, (name, words) in enumerate(STEPS):
            place = self.steps[name]
            say(place, setText=_done(words) if number < at else text("{n} {step}", n=number + 1, step=words))
            mark(place, at="now" if number == at else "done" if number < at else "later")
        self._draw()

    def _draw(self) -> None:
        done = self._told is not None and self._told.step == "done"
        icon = self._look.icon("mdi6.check-circle" if done else "mdi6.flag-outline", "ok" if done else "accent")
        self.sign.setPixmap(icon.pixmap(18, 18))


def _done(words: Text) -> Text:
    return text("✓ {step}", step=words)
