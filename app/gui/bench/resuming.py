"""Puts back on the bench what needs the workshop's key: it may be locked, or far away, when the window opens."""

from collections.abc import Callable
from typing import Protocol

from app.errors import AppError
from app.gui.base.office_desk import OfficeDesk
from app.i18n import text
from app.jobs.progress import Progress
from app.jobs.runner import Runner
from app.session.bench import Bench, Document


class WaitingJournal(Protocol):
    """A journal whose document may wait for a key."""

    @property
    def waits(self) -> bool: ...
    def read_sealed(self) -> Document | None: ...
    def taken(self) -> None: ...


class Resuming:
    """Tries at the start, and again when the order book is open: by then the key was unlocked or brought in."""

    def __init__(  # noqa: PLR0917 - the parts that it brings together
        self,
        bench: Bench,
        journal: WaitingJournal,
        runner: Runner,
        desk: OfficeDesk,
        can_read: Callable[[str], bool],
        resume: Callable[[Document], None],
    ) -> None:
        self._bench, self._journal, self._runner, self._desk = bench, journal, runner, desk
        self._can_read, self._resume = can_read, resume
        self._wanted, self._trying = True, False
        self._unseen = ""
        desk.opened.connect(self._opened)

    def begin(self) -> None:
        """The window is there."""
        document = self._bench.document
        if document is not None and not self._can_read(document.revision):
            self._unseen = document.revision
        self._try()

    def stop(self) -> None:
        """Something else is opened: what waits is kept for the next start."""
        self._wanted = False

    def close(self) -> None:
        """Do nothing more."""
        self._wanted = False
        self._desk.opened.disconnect(self._opened, missing_ok=True)

    def _opened(self) -> None:
        document, unseen = self._bench.document, self._unseen
        self._unseen = ""
        if document is not None and document.revision == unseen and self._bench.report is None:
            self._resume(document)  # it could not be read before
        self._try()

    def _try(self) -> None:
        if self._wanted and not self._trying and self._journal.waits:
            self._trying = True
            self._runner.run(
                text("Open what was on the bench"), self._read, then=self._take, failed=self._not_yet, lane="thread",
                quiet=True,
            )  # fmt: skip

    def _read(self, *, progress: Progress) -> Document | None:
        progress(0.0)
        return self._journal.read_sealed()

    def _take(self, document: Document | None) -> None:
        self._trying = False
        if not self._wanted or self._bench.document is not None:
            return
        self._wanted = False
        if document is not None and self._journal.waits:  # else its order was erased, and it went while it was read
            self._resume(document)
        self._journal.taken()

    def _not_yet(self, _error: AppError) -> None:
        """The window says what is wrong with the key; this waits until it is right."""
        self._trying = False
