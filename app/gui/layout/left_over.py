"""What was laid out for items and waits since an earlier start: the book is told of it without the layout bench.

Most days of most people pass without that bench. It goes on with what is left here as soon as somebody visits it.
"""

import json
import logging
from collections.abc import Callable
from threading import Lock

from PySide6.QtCore import QObject, QTimer

from app.commands.office import Office
from app.errors import AppError, WriteRefusedError
from app.gui.base.listening import listen
from app.gui.base.office_desk import OfficeDesk
from app.gui.layout.later import LATER
from app.jobs.runner import Job
from app.layouts.composing.hidden import Hidden
from app.security.actor import Actor
from app.security.permissions import Permission, may

AGAIN_MS = 5_000
KEPT_AS = "bench"  # the name under which the layout bench keeps itself (app.gui.layout.kept)

log = logging.getLogger(__name__)


class LeftOver(QObject):
    """Looks at every log-in of somebody who may, until the bench is made: that tells the book itself.

    Nothing is said here: what the book does not take stays, and the bench says why.
    """

    def __init__(self, office: OfficeDesk, hidden: Hidden, parent: QObject) -> None:
        super().__init__(parent)
        self._office, self._hidden = office, hidden
        self._job: Job | None = None
        self._over, self._one = False, Lock()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AGAIN_MS)
        self._timer.timeout.connect(self.look)
        listen(office.acted, self, self._acted)
        listen(office.online, self, self._online)

    def look(self) -> None:
        """Tell the book, if whoever is at the desk may, and nothing is on its way."""
        if (
            self._over
            or (self._job is not None and self._job.open)
            or not may(self._office.actor, Permission.MODEL_WORK)
        ):
            return
        self._job = self._office.ask(_tell, self._hidden, self._keep, failed=self._failed, lane="thread")

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

    def _keep(self, words: str) -> bool:
        """In the thread of the job: write what is left; False once the bench is to do that."""
        with self._one:
            if not self._over:
                try:
                    self._hidden.keep(KEPT_AS, words.encode())
                except WriteRefusedError as problem:  # the book comes first
                    log.warning("what the book was told cannot be kept: %s", type(problem).__name__)
            return not self._over

    def _failed(self, error: AppError) -> None:
        if isinstance(error, LATER):
            self._timer.start()
        else:
            log.warning("what was laid out could not be told: %s", type(error).__name__)


def _tell(office: Office, hidden: Hidden, keep: Callable[[str], bool]) -> None:
    """What makes things of the words is loaded only where something may wait."""
    content = hidden.content(KEPT_AS)
    if content is not None and _may_wait(content):
        from app.gui.layout.left_telling import tell  # noqa: PLC0415 - see above

        tell(office, hidden, keep)


def _may_wait(content: bytes) -> bool:
    """Whether the book may not have something of this, as a cheap look tells."""
    try:
        kept = json.loads(content)
        settled = {0, *kept.get("loose", ()), *kept.get("told", ())}
        return bool(kept.get("untold")) or any(thing["item"] not in settled for thing in kept["things"])
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        log.warning("the journal of the layout bench cannot be read: %s", type(problem).__name__)
        return False
