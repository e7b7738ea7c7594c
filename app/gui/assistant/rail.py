"""The steps at the left: where one is, what is done, and the way back to a page that was seen."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QVBoxLayout

from app.gui.assistant.page import AssistantPage
from app.gui.assistant.welcome_page import logo
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import label, mark
from app.i18n import Text, text

WIDTH = 206


class Rail(QFrame):
    """Emits ``wanted`` with the place of a page that was seen already."""

    wanted = Signal(int)

    def __init__(self, look: Look, pages: Sequence[type[AssistantPage]]) -> None:
        super().__init__()
        self.setObjectName("assistantRail")
        self.setFixedWidth(WIDTH)
        self._look = look
        self._icons = [page.icon for page in pages]
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 22, 14, 18)
        column.setSpacing(3)
        sign = logo(40)
        sign.setProperty("decoration", True)
        column.addWidget(sign)
        column.addSpacing(4)
        brand = label("Statuette 手办工坊", "strong")
        column.addWidget(brand)
        column.addSpacing(16)
        self.steps: list[QToolButton] = []
        for place, page in enumerate(pages):
            made = QToolButton()
            made.setProperty("kind", "row")
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            made.setIconSize(QSize(18, 18))
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Alt+Left goes back; Tab stays on the page
            made.setProperty("keysElsewhere", True)
            say(made, setText=page.name, setToolTip=page.title)
            made.clicked.connect(lambda _on=False, place=place: self.wanted.emit(place))
            self.steps.append(made)
            column.addWidget(made)
        column.addStretch()

    def show_at(self, at: int, seen: int, done: Sequence[bool]) -> None:
        """Mark the page that is shown; those that were seen can be gone back to."""
        for place, made in enumerate(self.steps):
            made.setEnabled(place <= seen)
            mark(made, at=place == at)
            icon = "mdi6.check-circle" if done[place] and place != at else self._icons[place]
            made.setIcon(self._look.icon(icon, "accent" if place == at else "ok" if done[place] else "dim"))
            state: Text = text("now") if place == at else text("done") if done[place] else text("to come")
            say(made, setAccessibleDescription=state)
