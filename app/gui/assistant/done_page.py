"""What was set, and where each of it is changed later."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel

from app import i18n
from app.gui.assistant.course import Room
from app.gui.assistant.page import AssistantPage
from app.gui.widgets.basics import Card, clear, label
from app.i18n import LANGUAGES, Text, text

WHERE: dict[str, Text] = {
    "welcome": text("Help › Settings"),
    "place": text("Workshop › Database"),
    "files": text("Workshop › Database"),
    "accounts": text("Workshop › Accounts"),
    "recovery": text("Workshop › Database"),
    "printers": text("Dispatch"),
    "scanner": text("Help › Set-up assistant"),
    "sample": text("Orders › Sample workshop"),
}
_AS_IT_WAS = text("Skipped: as it was")
_SKIPPED = {"recovery": text("Not on paper yet"), "scanner": text("Not tried")}
_WHERE_ALONE = text("Workshop › Set up accounts")


class DonePage(AssistantPage):
    """Reads from the course what the pages have said."""

    id = "done"
    name = text("Summary")
    title = text("Everything is ready")
    sentence = text("This is how the PC is set up. Each of it can be changed later, where it says so.")
    icon = "mdi6.check-circle-outline"

    def __init__(self, room: Room, pages: Iterable[type[AssistantPage]]) -> None:
        super().__init__(room)
        self._pages = tuple(pages)
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(16)
        self._table.setVerticalSpacing(9)
        self._table.setColumnStretch(1, 1)
        card = Card()
        card.setLayout(self._table)
        self._table.setContentsMargins(18, 15, 18, 16)
        self.next_step = label("", wrap=True)
        self.content.addWidget(card)
        self.content.addWidget(self.next_step)

    def enter(self) -> None:
        """Say what was set."""
        self.refresh()

    def lines(self) -> list[tuple[str, str, str, str]]:
        """Icon, what, how, and where it is changed."""
        course = self.room.course
        found = []
        for page in self._pages:
            if (course.joined or course.next_start) and page.id not in {"welcome", *course.told}:
                continue  # that is set up in the other order book
            told = (
                LANGUAGES[i18n.language()]
                if page.id == "welcome"
                else course.told.get(page.id, _SKIPPED.get(page.id, _AS_IT_WAS))
            )
            where = WHERE[page.id]
            if page.id == "accounts" and course.account is None and not self.room.accounts():
                where = _WHERE_ALONE
            found.append((page.icon, str(page.name), str(told), str(where)))
        return found

    def refresh(self) -> None:
        """Say it all in the language of now."""
        clear(self._table)
        for row, (icon, name, told, where) in enumerate(self.lines()):
            sign = QLabel()
            sign.setPixmap(self.room.look.icon(icon, "dim").pixmap(18, 18))
            place = label(where, "dim")
            place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            value = label(told, "strong", wrap=True)
            named = label(name)
            named.setMinimumWidth(110)
            first = QGridLayout()
            first.setHorizontalSpacing(9)
            first.addWidget(sign, 0, 0)
            first.addWidget(named, 0, 1)
            self._table.addLayout(first, row, 0)
            self._table.addWidget(value, row, 1)
            self._table.addWidget(place, row, 2)
        self.next_step.setText(str(self._next()))
        self.next_step.setVisible(bool(str(self._next())))

    def _next(self) -> Text | str:
        course = self.room.course
        if course.next_start:
            return text("The other order book is used from the next start: close the program and open it again.")
        if course.joined:
            return text("People log in at this order book: you are asked for login and password next.")
        if course.account is not None:
            return text("Next, your account is made, and you are asked to accept the confidentiality text.")
        return ""
