"""What was laid out for items and waits since an earlier start: the book is told of it without the layout bench.

What was erased in the book meanwhile goes before, and is told to nobody.

Most days of most people pass without that bench. It goes on with what is left here as soon as somebody visits it.
"""

import json
import logging
from threading import Lock

from PySide6.QtCore import QObject

from app.commands.office import Office
from app.errors import AppError, WriteRefusedError
from app.gui.base.listening import listen
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.once import once
from app.gui.base.services import Erased
from app.gui.layout.erased_words import items_in, kept_names, without
from app.gui.layout.later import LATER
from app.jobs.runner import Job
from app.layouts.composing.hidden import Hidden
from app.security.actor import Actor
from app.security.permissions import Permission, may

AGAIN_MS = 5_000
KEPT_AS = "bench"  # the name under which the layout bench keeps itself (app.gui.layout.kept)

log = logging.getLogger(__name__)


class LeftOver(QObject):
    """Looks at every log-in, until the bench is made: that tells the book itself, and takes off what was erased.

    Nothing is said here: what the book does not take stays, and the bench says why.
    """

    def __init__(self, office: OfficeDesk, hidden: Hidden, erased: Erased, parent: QObject) -> None:
        super().__init__(parent)
        self._office, self._hidden, self._erased = office, hidden, erased
        self._job: Job | None = None
        self._over, self._one = False, Lock()
        self._again = False  # somebody has come while it was looked
        self._timer = once(self, AGAIN_MS, self.look)
        listen(office.acted, self, self._acted)
        listen(office.online, self, self._online)

    def look(self) -> None:
        """Let go of what was erased, and tell the book the rest if whoever is at the desk may; one of this at a time."""
        actor = self._office.actor
        if self._over or not actor.roles:
            return
        if self._job is not None and self._job.open:
            self._again = True  # of somebody before, who may not have been allowed the same
            return
        self._again = False
        told = may(actor, Permission.MODEL_WORK)
        self._job = self._office.ask(self._work, told=told, then=self._done, failed=self._failed, lane="thread")

    def end(self) -> None:
        """The bench is made, or the program ends: write no more of it. May be called on any thread."""
        with self._one:  # not in the middle of a file
            self._over = True

    def _acted(self, _actor: Actor) -> None:
        self.look()

    def _online(self, there: bool) -> None:
        if there and self._timer.isActive():
            self._timer.stop()
            self.look()

    def _work(self, office: Office, *, told: bool) -> None:
        """What makes things of the words is loaded only where something may wait."""
        content = self._hidden.content(KEPT_AS)
        if content is not None:
            content = self._without_erased(office, content)
        if told and content is not None and _may_wait(content):
            from app.gui.layout.left_telling import tell  # noqa: PLC0415 - see above

            tell(office, self._hidden, self._keep)

    def _without_erased(self, office: Office, content: bytes) -> bytes | None:
        """What stays; None where the bench is to say it."""
        gone = {item for _book, item in self._erased.among(office, items_in(content))}
        if not gone:
            return content
        words = without(content, gone)
        with self._one:
            if self._over:
                return None
            try:
                self._hidden.keep(KEPT_AS, words)
            except WriteRefusedError as problem:  # the next look comes by again
                log.warning("what was laid out for erased orders stays: %s", type(problem).__name__)
                return None
            self._hidden.only(kept_names(KEPT_AS, words.decode()))
        self._erased.went(office, dict.fromkeys(gone, 1))
        return words

    def _keep(self, words: str) -> bool:
        """In the thread of the job: write what is left; False once the bench is to do that."""
        with self._one:
            if not self._over:
                try:
                    self._hidden.keep(KEPT_AS, words.encode())
                except WriteRefusedError as problem:  # the book comes first
                    log.warning("what the book was told cannot be kept: %s", type(problem).__name__)
            return not self._over

    def _done(self, _nothing: object) -> None:
        if self._again:
            self.look()

    def _failed(self, error: AppError) -> None:
        if isinstance(error, LATER):
            self._timer.start()
        else:
            log.warning("what was laid out could not be told: %s", type(error).__name__)


def _may_wait(content: bytes) -> bool:
    """Whether the book may not have something of this, as a cheap look tells."""
    try:
        kept = json.loads(content)
        settled = {0, *kept.get("loose", ()), *kept.get("told", ())}
        return bool(kept.get("untold")) or any(thing["item"] not in settled for thing in kept["things"])
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        log.warning("the journal of the layout bench cannot be read: %s", type(problem).__name__)
        return False
