"""The first page: the language, and the one click that is enough for somebody who works alone."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app import i18n
from app.gui.assistant.course import Room
from app.gui.assistant.page import AssistantPage
from app.gui.base.theme import ICONS
from app.gui.base.words import say
from app.gui.widgets.basics import Card, button, decoration, label
from app.i18n import LANGUAGES, text


class WelcomePage(AssistantPage):
    """``start_wanted``: begin at once with everything as it is."""

    id = "welcome"
    name = text("Language")
    title = text("Welcome to the workshop")
    sentence = text("Everything that is chosen here can be changed later.")
    icon = "mdi6.translate"

    start_wanted = Signal()

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._signs: list[tuple[QLabel, str]] = []
        self._group = QButtonGroup(self)
        self.languages: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(8)
        for code, name in LANGUAGES.items():
            made = QPushButton(name)
            made.setProperty("kind", "small")
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.setMinimumSize(116, 34)
            made.setAccessibleName(name)
            made.setToolTip(name)
            made.clicked.connect(lambda _on=False, code=code: self._speak(code))
            self._group.addButton(made)
            self.languages[code] = made
            row.addWidget(made)
        row.addStretch()
        self.content.addLayout(row)
        self.content.addSpacing(18)
        self.start = button(text("Start on this PC"), self.start_wanted.emit, "primary")
        self.start.setMinimumHeight(40)
        say(self.start, setToolTip=text("Work at once: no account, no server; a sample figurine is on the bench"))
        self.steps = button(text("Set up step by step…"), self.confirmed.emit, "second")
        self.steps.setMinimumHeight(40)
        say(self.steps, setToolTip=text("A shared server, accounts, printers, a scanner: each page can be skipped"))
        self._alone = self._card(
            "mdi6.monitor",
            self.start,
            label(text("I work here alone, or want to look around"), "strong", wrap=True),
            label(
                text("Orders and files stay on this PC. Nothing is asked, and the sample figurine is on the bench."),
                "dim", wrap=True,
            ),
        )  # fmt: skip
        self._several = self._card(
            "mdi6.account-group-outline",
            self.steps,
            label(text("We are a workshop"), "strong", wrap=True),
            label(
                text("Several PCs with one order book, people who log in, printers, a scanner. It takes a few minutes."),
                "dim", wrap=True,
            ),
        )  # fmt: skip
        self._draw()
        room.look.changed.connect(self._draw)  # a method: it is forgotten with the page
        for card in (self._alone, self._several):
            card.setVisible(room.course.first)
            self.content.addWidget(card)
        if room.course.first:  # without the steps at the left there is room
            self.column.setContentsMargins(110, 10, 110, 10)
            self.column.insertStretch(0)
            head = QHBoxLayout()
            head.setSpacing(14)
            head.addWidget(logo(52))
            head.addWidget(label("Statuette 手办工坊", "title"))
            head.addStretch()
            self.column.insertLayout(1, head)
            self.column.insertSpacing(2, 14)

    def first_field(self) -> QWidget | None:
        """The button that most people want."""
        return self.start if self.room.course.first else None

    def enter(self) -> None:
        """Show what is spoken."""
        self.refresh()

    def refresh(self) -> None:
        """Show what is spoken."""
        for code, made in self.languages.items():
            made.setChecked(code == i18n.language())

    def _speak(self, code: str) -> None:
        self.room.speak(code)

    def _draw(self) -> None:
        for sign, icon in self._signs:
            sign.setPixmap(self.room.look.icon(icon, "accent").pixmap(30, 30))

    def _card(self, icon: str, does: QPushButton, *words: QLabel) -> Card:
        card = Card()
        sign = decoration()
        self._signs.append((sign, icon))
        column = QVBoxLayout()
        column.setSpacing(3)
        for line in words:
            column.addWidget(line)
        row = QHBoxLayout(card)
        row.setContentsMargins(18, 16, 18, 16)
        row.setSpacing(16)
        row.addWidget(sign)
        row.addLayout(column, 1)
        does.setMinimumWidth(180)
        row.addWidget(does, 0, Qt.AlignmentFlag.AlignVCenter)
        return card


def logo(side: int) -> QLabel:
    """The sign of the program."""
    made = QLabel()
    picture = QPixmap(str(ICONS / "statuette.svg"))
    made.setPixmap(
        picture.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    )
    return made
