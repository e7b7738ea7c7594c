"""What every page of the assistant has: a title, a sentence, a place for its own, and one line that says how it went."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from app.commands.office import Office
from app.errors import AppError
from app.gui.assistant.course import Room
from app.gui.widgets.basics import label, mark, show_words
from app.gui.widgets.panel import scrolling
from app.gui.widgets.thin_bar import ThinBar
from app.i18n import Text, text
from app.jobs.runner import Job, Lane
from app.security.permissions import Permission

LOOK_MS = 120


@dataclass(frozen=True)
class _Refusal:
    error: AppError


def _said_here(function: Callable[..., Any]) -> Callable[..., Any]:
    """What goes wrong is an answer: it is said on the page, and not above the bench as well."""

    def ask(office: Office, *args: Any, **named: Any) -> Any:
        try:
            return function(office, *args, **named)
        except AppError as error:
            return _Refusal(error)

    return ask


class AssistantPage(QWidget):
    """Subclasses fill ``content``, and confirm in :meth:`go_on` what was chosen.

    confirmed  what was chosen is done: the next page
    changed    something else may be pressed now
    """

    id: ClassVar[str]
    name: ClassVar[Text]
    title: ClassVar[Text]
    sentence: ClassVar[Text]
    icon: ClassVar[str]
    permission: ClassVar[Permission | None] = None

    confirmed = Signal()
    changed = Signal()

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.room = room
        self.job: Job | None = None
        self.content = QVBoxLayout()
        self.content.setSpacing(10)
        self.said = label("", "dim", wrap=True)
        self.bar = ThinBar()
        for one in (self.said, self.bar):
            one.hide()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(30, 26, 30, 10)
        column.setSpacing(8)
        self.column = column
        column.addWidget(label(self.title, "hero", wrap=True))
        column.addWidget(label(self.sentence, "dim", wrap=True))
        column.addSpacing(8)
        column.addLayout(self.content)
        column.addWidget(self.said)
        column.addWidget(self.bar)
        column.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(inside))
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self._look)

    # ---- what the dialog asks -----------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether something is waited for."""
        return self.job is not None

    @property
    def ready(self) -> bool:
        """Whether what is chosen can be confirmed."""
        return not self.busy

    @property
    def typed(self) -> bool:
        """Whether something was typed that would be lost."""
        return False

    def first_field(self) -> QWidget | None:
        """Where the keys go when the page comes up; None: the button that goes on."""
        return None

    def enter(self) -> None:
        """The page comes up."""

    def leave(self) -> None:
        """The page goes: what runs for it is not waited for any more, and a password stays nowhere."""
        self.stop()

    def forget(self) -> None:
        """The assistant is closed: nothing that was typed stays."""

    def go_on(self) -> None:
        """Confirm what is chosen; ``confirmed`` is emitted once it is done."""
        self.confirmed.emit()

    def refresh(self) -> None:
        """Say again what ``say`` does not, in the language of now."""

    # ---- for subclasses -------------------------------------------------------

    def work(
        self,
        function: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], object],
        failed: Callable[[AppError], object] | None = None,
        busy: Text | None = None,
        lane: Lane = "thread",
        title: Text | None = None,
        progress: bool = False,
    ) -> None:
        """Ask the office beside the window, one thing at a time; what goes wrong is said below."""
        self.stop()

        def arrived(answer: Any) -> None:
            if not isValid(self) or self.job is not job:
                return
            self._end()
            if isinstance(answer, _Refusal):
                self.say(answer.error.sentence, "bad")
                if failed is not None:
                    failed(answer.error)
            else:
                then(answer)

        self.say(busy or text("Asking…"))
        job = self.room.desk.ask(
            _said_here(function), *args, then=arrived, lane=lane, title=title, progress=progress
        )  # fmt: skip
        self.job = job
        self.bar.setVisible(progress)
        self.bar.set_share(0.0)
        self._looking.start()
        self.changed.emit()

    def look(
        self,
        function: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], object],
        failed: Callable[[AppError], object] = lambda _: None,
        lane: Lane = "book",
    ) -> None:
        """Ask what nobody waits for, beside everything else."""

        def arrived(answer: Any) -> None:
            if isValid(self):
                failed(answer.error) if isinstance(answer, _Refusal) else then(answer)

        self.room.desk.ask(_said_here(function), *args, then=arrived, lane=lane)

    def stop(self) -> None:
        """Wait no more for what runs; it ends as soon as it can."""
        if self.job is not None:
            self.job.cancel()
            self._end()
            self.said.hide()

    def say(self, words: Text | str, tone: str = "") -> None:
        """Say how it went: tone "ok", "warn", "bad" or none; nothing for no words."""
        mark(self.said, tone=tone)
        show_words(self.said, words)
        self.said.setVisible(bool(str(words)))

    def _look(self) -> None:
        job = self.job
        if job is None:
            self._looking.stop()
        elif job.open:
            self.bar.set_share(job.done)
            if job.what is not None and not self.bar.isHidden():
                self.said.setText(str(job.what))
        elif job.state == "cancelled":  # from the list of jobs
            self.stop()
            self.changed.emit()

    def _end(self) -> None:
        self.job = None
        self._looking.stop()
        self.bar.hide()
        self.said.hide()
        self.changed.emit()
