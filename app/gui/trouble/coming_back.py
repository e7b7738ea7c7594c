"""What an unexpected end, or safe mode, has left behind: offered as soon as somebody is there to take it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.office_desk import OfficeDesk
from app.gui.trouble.drafts import Draft, Drafts, read
from app.gui.trouble.drafts_dialog import DraftsDialog
from app.gui.trouble.notices import Notice, Notices, Verb
from app.gui.trouble.safe_left import Journal, model_left
from app.gui.trouble.starting import Start
from app.i18n import text
from app.jobs.progress import Progress
from app.layouts.composing.hidden import Hidden
from app.session.bench import Document

if TYPE_CHECKING:
    from app.gui.base.look import Look
    from app.gui.window.main_window import MainWindow


class ComingBack(QObject):
    """Words that were being typed, for whoever typed them; the model that was on the bench of safe mode."""

    def __init__(  # noqa: PLR0917 - the parts that it brings together
        self,
        window: "MainWindow",
        look: "Look",
        desk: OfficeDesk,
        start: Start,
        notices: Notices,
        drafts: Drafts,
        typed: Hidden,
        left: Journal | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._look, self._desk, self.program = window, look, desk, start
        self.notices, self.drafts, self._typed, self._left = notices, drafts, typed, left
        self._offered = False
        drafts.held = start.ended is not None
        listen(desk.acted, self, self._somebody_there)
        listen(desk.opened, self, self._book_there)

    def _somebody_there(self, _actor: object) -> None:
        """Offer what was being typed to whoever typed it."""
        if self.program.ended is None or self._offered or not self._desk.ready or not self._desk.actor.roles:
            return
        if not self.drafts.held:
            self._offer(self.drafts.earlier)
            return

        def look(*, progress: Progress) -> tuple[Draft, ...]:
            progress(0.0)
            return read(self._typed)

        def found(drafts: tuple[Draft, ...]) -> None:
            self.drafts.held, self.drafts.earlier = False, drafts
            self._offer(drafts)

        self._window.workshop.runner.run(
            text("Look for what was being typed"), look, then=found, lane="thread", quiet=True
        )  # fmt: skip

    def _offer(self, earlier: tuple[Draft, ...]) -> None:
        who = str(self._desk.actor.account or "")
        drafts = tuple(draft for draft in earlier if draft.who == who)
        if not drafts or self._offered:
            return
        self._offered = True

        def show() -> None:
            DraftsDialog(drafts, partial(self._forget_typed, notice), self._window).open()

        notice = Notice(
            self._look, text("Words that were being typed when the program ended were kept."),
            (Verb(text("Show them…"), text("See them, and copy what you still need"), show, stays=True),),
            icon="mdi6.form-textbox",
        )  # fmt: skip
        self.notices.add(notice)

    def _forget_typed(self, notice: Notice) -> None:
        who = str(self._desk.actor.account or "")
        self.drafts.earlier = tuple(draft for draft in self.drafts.earlier if draft.who != who)
        self.drafts.keep()
        notice.close_it()

    def _book_there(self) -> None:
        self._somebody_there(None)
        journal = self._left
        if journal is None:
            return

        def look(*, progress: Progress) -> Document | None:
            progress(0.0)
            return model_left(journal)

        self._window.workshop.runner.run(
            text("Look for what was made in safe mode"), look, then=self._offer_model, failed=_not_now, lane="thread",
            quiet=True,
        )  # fmt: skip

    def _offer_model(self, document: Document | None) -> None:
        journal, self._left = self._left, None
        if document is None or journal is None:
            return

        def put() -> None:
            self._window.wiring.resume(document)
            if not self.program.safe:  # there it is the journal of this very bench
                journal.write(None)

        self.notices.add(
            Notice(
                self._look, text("“{title}” was on the bench in safe mode.", title=document.title),
                (
                    Verb(text("Put it on the bench"), text("It takes the place of what is on the bench now"), put),
                    Verb(text("Not needed"), text("Do not offer it any more"), lambda: journal.write(None)),
                ),
            )
        )  # fmt: skip


def _not_now(_error: AppError) -> None:
    """The key is locked: it is offered at the next start."""
