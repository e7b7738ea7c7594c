"""Where the window asks the office: every question runs beside the window and answers on the main thread."""

from collections.abc import Callable
from typing import Any

from psygnal import Signal

from app.commands.office import Office
from app.errors import AppError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.jobs.runner import Job, Lane, Post, Runner
from app.orders.book import Changed
from app.security.actor import Actor


class OfficeDesk:
    """Signals are emitted on the main thread.

    changed  the book was changed, here or on another PC
    online   the database answers, or does not any more
    acted    somebody has logged in or out
    locked   the window is covered: what was shown in plain has to go
    """

    changed = Signal(Changed)
    online = Signal(bool)
    acted = Signal(Actor)
    locked = Signal()

    def __init__(self, office: Office, runner: Runner, post: Post) -> None:
        self.office, self._runner, self._post = office, runner, post
        self._unwatch: Callable[[], None] | None = None

    @property
    def actor(self) -> Actor:
        """Whoever is logged in."""
        return self.office.actor

    def act_as(self, actor: Actor) -> None:
        """From now on this person is at the desk."""
        self.office.actor = actor
        self.acted.emit(actor)

    def ask(
        self,
        function: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], None] = lambda _: None,
        failed: Callable[[AppError], None] | None = None,
        title: Text | None = None,
        lane: Lane = "book",
        progress: bool = False,
        **named: Any,
    ) -> Job:
        """Run the command ``function(office, *args, **named)`` beside the window, as whoever is logged in now.

        A title makes it a job that is listed; without one it is listed only if it fails and nobody takes the error
        (``failed``). ``progress``: the command takes a ``progress``; long ones belong on the lane "batch".
        """
        office = self.office.acting()

        def work(*, progress: Progress, wanted: bool = progress) -> Any:
            return function(office, *args, **named, **({"progress": progress} if wanted else {}))

        return self._runner.run(
            title or text("Ask the order book"), work, then=then, failed=failed, lane=lane, quiet=title is None
        )

    def start(self) -> None:
        """Listen to what others do."""
        if self._unwatch is None:
            self._unwatch = self.office.book.watch(
                lambda change: self._post(lambda: self.changed.emit(change)),
                lambda there: self._post(lambda: self.online.emit(there)),
            )

    def close(self) -> None:
        """Stop listening."""
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None
