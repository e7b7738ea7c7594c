"""A page of the window "Workshop": a title, a sentence, messages that stay until they are read, and its own content."""

from collections.abc import Callable
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.commands.office import Office
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.people.local import Local
from app.gui.widgets.basics import label
from app.gui.widgets.message_bar import MessageBar
from app.i18n import Text
from app.jobs.runner import Job, Lane
from app.security.permissions import Permission


class Page(QWidget):
    """One entry of the list on the left. Subclasses fill ``content`` and load what they show in :meth:`load`.

    ``permission``  who sees the page; None: everybody
    """

    id: ClassVar[str]
    title: ClassVar[Text]
    sentence: ClassVar[Text]
    icon: ClassVar[str]
    permission: ClassVar[Permission | None] = None

    def __init__(self, desk: OfficeDesk, look: Look, local: Local) -> None:
        super().__init__()
        self.desk, self.look, self.local = desk, look, local
        self.messages = MessageBar(look)
        self.messages.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.head.addWidget(label(self.title, "hero"))
        self.head.addStretch()
        self.content = QVBoxLayout()
        self.content.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 18)
        column.setSpacing(8)
        column.addLayout(self.head)
        column.addWidget(label(self.sentence, "dim", wrap=True))
        column.addSpacing(4)
        column.addWidget(self.messages)
        column.addLayout(self.content, 1)

    def load(self) -> None:
        """Ask for what is shown; called each time the page comes up."""

    def leave(self) -> None:
        """The page goes: personal data on it has to go, too."""

    def refresh(self) -> None:
        """Say again what ``say`` does not, in the language of now."""

    def ask(
        self,
        function: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], object] = lambda _: None,
        failed: Callable[[AppError], object] | None = None,
        title: Text | None = None,
        lane: Lane = "book",
        progress: bool = False,
        **named: Any,
    ) -> Job:
        """Ask the office; an error stays on the page, an answer that comes after the page is gone is dropped.

        An error that comes then is shown above the bench.
        """

        def arrived(answer: Any) -> None:
            if isValid(self):
                then(answer)

        def refused(error: AppError) -> None:
            if not isValid(self):
                raise error
            self.messages.say(error.sentence, "bad")
            if failed is not None:
                failed(error)

        return self.desk.ask(
            function, *args, then=arrived, failed=refused, title=title, lane=lane, progress=progress, **named
        )

    def office(self) -> Office:
        """The office, as whoever is logged in now."""
        return self.desk.office.acting()
