"""Where the window asks the office: every question runs beside the window and answers on the main thread."""

from collections.abc import Callable
from typing import Any

from psygnal import Signal

from app.commands.logging_in import needs_log_in
from app.commands.office import Office
from app.errors import AppError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.jobs.runner import Job, Lane, Post, Runner
from app.orders.book import BookDamagedError, BookOfflineError, Changed
from app.security.actor import NOBODY, OWNER, Actor


class OfficeDesk:
    """Signals are emitted on the main thread.

    changed  the book was changed, here or on another PC
    online   the database answers, or does not any more
    acted    somebody has logged in or out
    locked   the window is covered: what was shown in plain has to go
    opened   the book can be asked from now on
    preparing  the book is being brought up to date, at this share of 0 to 1: what is done with it
    damaged  a part of the book cannot be read any more, as somebody who asked it has met (an AppError)
    refused  the book cannot be opened, with the reason (an AppError): no key, another key, a newer version, a damaged file
    """

    changed = Signal(Changed)
    online = Signal(bool)
    acted = Signal(Actor)
    locked = Signal()
    opened = Signal()
    damaged = Signal(object)
    refused = Signal(object)
    preparing = Signal(float, Text)

    def __init__(
        self, office: Office, runner: Runner, post: Post, again: Callable[[str | None], None] = lambda _passphrase: None
    ) -> None:
        """``again`` makes the office look for its key, book and files anew, with a passphrase for the key if it has one."""
        self.office, self._runner, self._post, self._again = office, runner, post, again
        office.opening.heard = lambda done, what: post(lambda: self._is_prepared(done, what))
        self._unwatch: Callable[[], None] | None = None
        self.ready = False
        self._opening = False
        self._there = True

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
        writes: str = "",
        **named: Any,
    ) -> Job:
        """Run the command ``function(office, *args, **named)`` beside the window, as whoever is logged in now.

        A title makes it a job that is listed; without one it is listed only if it fails and nobody takes the error
        (``failed``). ``progress``: the command takes a ``progress``; long ones belong on the lane "batch".
        ``writes``: name of a file of a person's that it writes, or that ``then`` writes: the window waits for it.
        """
        office = self.office.acting()

        def work(*, progress: Progress, wanted: bool = progress) -> Any:
            return function(office, *args, **named, **({"progress": progress} if wanted else {}))

        def refused(error: AppError) -> None:
            if self.ready and isinstance(error, BookDamagedError):
                self.damaged.emit(error)
            if failed is None:
                raise error
            failed(error)

        return self._runner.run(
            title or text("Ask the order book"), work, then=then, failed=refused, lane=lane, quiet=title is None,
            writes=writes,
        )  # fmt: skip

    def ask_here(
        self,
        function: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], object],
        failed: Callable[[AppError], object] = lambda _error: None,
        **named: Any,
    ) -> Job:
        """:meth:`ask` for what whoever is here now is shown: the answer is dropped when somebody else is here by then."""
        asked = self.actor

        def to_them(take: Callable[[Any], object]) -> Callable[[Any], None]:
            return lambda answer: (take(answer), None)[1] if self.actor == asked else None

        return self.ask(function, *args, then=to_them(then), failed=to_them(failed), **named)

    def open(self) -> None:
        """Open the book beside the window; whoever is alone, without accounts, is at the desk then."""
        if not self._opening:
            self._opening = True
            self.ask(needs_log_in, then=self._is_open, failed=self._is_refused)

    def open_again(self, passphrase: str | None = None) -> None:
        """After the key was unlocked or brought in, or another database chosen: everything is looked for anew."""
        self.close()
        self.ready = False
        self.act_as(NOBODY)
        self.ask(lambda _office: self._again(passphrase))
        self.open()

    def _is_prepared(self, done: float, what: Text) -> None:
        if not self.ready:
            self.preparing.emit(done, what)

    def _is_open(self, log_in: bool) -> None:
        self._opening, self.ready = False, True
        if not log_in:
            self.act_as(OWNER)
        self.start()
        self.opened.emit()
        self._is_online(there=True)

    def _is_refused(self, error: AppError) -> None:
        self._opening = False
        if isinstance(error, BookOfflineError):  # whoever watches the book tells when it is there
            self._there = False
            self.start()
        self.refused.emit(error)

    def _is_online(self, there: bool) -> None:
        if there == self._there:
            return
        self._there = there
        self.online.emit(there)
        if there and not self.ready:
            self.open()

    def start(self) -> None:
        """Listen to what others do."""
        if self._unwatch is None:
            self._unwatch = self.office.book.watch(
                lambda change: self._post(lambda: self.changed.emit(change)),
                lambda there: self._post(lambda: self._is_online(there)),
            )

    def close(self) -> None:
        """Stop listening."""
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None
