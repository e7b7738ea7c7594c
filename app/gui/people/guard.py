"""Covers the window until somebody has logged in, where somebody has to; locks it when nobody is there.

Also says why the order book cannot be opened, and takes what opens it: a passphrase, or the recovery code of the key.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from app.commands import accounts, logging_in, workshop_settings
from app.commands.logging_in import LoggedIn, LogInRefusedError
from app.commands.office import Office
from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.people.cover import Cover
from app.gui.people.duty_page import DutyPage
from app.gui.people.first_account_page import FirstAccountPage
from app.gui.people.gate import Gate
from app.gui.people.idle import IdleWatch
from app.gui.people.log_in_page import LogInPage
from app.gui.people.password_page import PasswordPage
from app.gui.people.strips import Strips
from app.gui.people.trouble_page import TroublePage
from app.gui.people.wait_page import WaitPage
from app.i18n import Text, text
from app.orders.book import BookDamagedError, BookOfflineError, Changed
from app.security.actor import NOBODY, OWNER, Actor
from app.security.keys import bring_in
from app.settings.workshop import WorkshopSettings

RETRY_MS = 15_000


class Guard(QObject):
    """Emits ``changed`` when somebody comes or goes, and when single-user mode ends.

    ``expected``  there were accounts when the program was closed: the window is covered from the first moment

    changed       somebody came or went, or single-user mode has ended
    troubled      it is said what is wrong with the book (an AppError): whoever knows what helps may offer it
    other_book    somebody wants to work with another order book
    """

    changed = Signal()
    troubled = Signal(object)
    other_book = Signal()

    def __init__(
        self, window: QMainWindow, desk: OfficeDesk, look: Look, strips: Strips, *, settings: Path, expected: bool
    ) -> None:
        """``settings``: the folder in which the key lies, or what says where it does."""
        super().__init__(window)
        self._desk, self._strips, self._folder = desk, strips, settings
        self.accounts = expected
        self.settings: WorkshopSettings | None = None
        self._login = ""
        self._coming: LoggedIn | None = None
        self._password = ""
        self._tries = 0
        self.cover = Cover(window, look)
        self.gate = Gate(window, self.cover)
        self.wait, self.log_in, self.trouble = WaitPage(look), LogInPage(look), TroublePage(look)
        self.password, self.duty, self.first = PasswordPage(look), DutyPage(), FirstAccountPage(look)
        for page in (self.wait, self.log_in, self.trouble, self.password, self.duty, self.first):
            page.setParent(self.cover)  # it goes with the window, whether it was ever shown or not
            page.hide()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.idle = IdleWatch(application)
        self.idle.warned.connect(strips.show_idle)
        self.idle.idle.connect(self.lock)
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self._try_again)
        self._trouble: AppError | None = None
        self.trouble.passphrase_wanted.connect(self._open_again)
        self.trouble.code_wanted.connect(self._bring_in)
        self.trouble.again_wanted.connect(lambda: self._open_again(None))
        self.trouble.other_wanted.connect(self.other_book.emit)
        self.trouble.left.connect(self._work_without)
        strips.trouble.wanted.connect(self._show_trouble)
        self.log_in.wanted.connect(self._check)
        self.log_in.other_wanted.connect(self.log_out)
        self.password.wanted.connect(self._change_password)
        self.password.refused.connect(self._password_refused)
        self.duty.accepted.connect(self._accept)
        self.duty.refused.connect(self.log_out)
        self.first.wanted.connect(self._make_first)
        self.first.refused.connect(self._uncover)
        listen(desk.changed, self, self._book_changed)
        listen(desk.opened, self, self._opened)
        listen(desk.refused, self, self._refused)
        listen(desk.damaged, self, self._damaged)
        listen(desk.online, self, strips.show_online)
        listen(desk.preparing, self, self._preparing)
        if expected:
            desk.act_as(NOBODY)
            self._cover(self.wait)

    # ---- what is asked of it ------------------------------------------------

    @property
    def covered(self) -> bool:
        """Whether the window is covered."""
        return self.gate.is_shut

    def lock(self) -> None:
        """Cover the window until the same person enters the password, or another one logs in."""
        if not self.accounts or self.covered:
            return
        if not self._desk.actor.account:
            self._cover(self.log_in)
            return
        self.log_in.ask_again(self._desk.actor.name, self._login)
        self._cover(self.log_in)

    def log_out(self) -> None:
        """Somebody leaves; the next one logs in."""
        if not self.accounts:
            return
        self._tries += 1
        leaving = self._desk.office.acting()
        if leaving.actor.account:
            self._ask(logging_in.log_out, office=leaving, then=lambda _nothing: None, failed=lambda _error: None)
        self._forget()
        self._login = ""
        self._desk.act_as(NOBODY)
        self.log_in.ask_anybody()
        self._cover(self.log_in)
        self.changed.emit()

    def set_up(self) -> None:
        """Make the first account."""
        if not self.accounts:
            self.first.begin()
            self._cover(self.first)

    def begin_with(self, login: str, name: str, password: str, roles: object) -> None:
        """Make the first account of what the assistant has asked for; what goes wrong is said on its own page."""
        if not self.accounts:
            self.first.begin()
            self._cover(self.first)
            self.first.fields.fill(login, name, password)
            self._make_first(login, name, password, roles)

    def change_password(self) -> None:
        """Whoever is logged in wants another password."""
        if self._desk.actor.account and not self.covered:
            self.password.ask_both(self._desk.actor.name, self._login)
            self._cover(self.password)

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.log_in.refresh()
        self.duty.refresh()
        if self._coming is not None and self._coming.duty is not None and self.cover.pages.currentWidget() is self.duty:
            self._show_duty()

    def close(self) -> None:
        """Watch no more: the window is going."""
        self.idle.stop()
        self._retry.stop()
        self.gate.close()

    # ---- the book -----------------------------------------------------------

    def _preparing(self, done: float, what: Text) -> None:
        self.wait.show_progress(done, what)
        self._strips.show_opening(done, what)

    def _opened(self) -> None:
        """The book can be asked; whoever is alone is at the desk already."""
        self._trouble = None
        self._strips.opening.hide()
        self._strips.trouble.hide()
        self._strips.show_online(there=True)
        self.accounts = self._desk.actor != OWNER
        if self.accounts:
            self._forget()
            self.log_in.ask_anybody()
            self._cover(self.log_in)
        else:
            self._uncover()
        self.changed.emit()

    def _refused(self, error: AppError) -> None:
        """The book does not open. Without accounts the bench can be used all the same."""
        self._strips.opening.hide()
        if isinstance(error, BookOfflineError):  # the desk opens it as soon as it answers
            self.wait.show_problem(error.sentence)
            self._strips.show_online(there=False)
            self._retry.start()
            return
        self._retry.stop()  # somebody may be typing what opens it
        self._trouble = error
        self._show_trouble()

    def _try_again(self) -> None:
        """What listens hears nothing new where only the opening is refused: a full server, a file that is read-only."""
        if not self._desk.ready:
            self._desk.open()

    def _damaged(self, error: AppError) -> None:
        """Said once; whoever works on all the same sees the strip."""
        if self._trouble is None:
            self._trouble = error
            self._show_trouble()

    def _show_trouble(self) -> None:
        if self._trouble is not None:
            self.trouble.show_error(self._trouble, leave=not self.accounts or not self.covered, opened=self._desk.ready)
            self._cover(self.trouble)
            self.troubled.emit(self._trouble)

    def _work_without(self) -> None:
        self.trouble.forget()
        self._strips.trouble.show_words(
            text("The order book is damaged. Bring a backup back before more is entered.")
            if isinstance(self._trouble, BookDamagedError)
            else text("The order book is not open. Files can be worked on all the same.")
        )
        self._uncover()

    def _open_again(self, passphrase: str | None) -> None:
        self.wait.show_opening()
        self._cover(self.wait)
        self._desk.open_again(passphrase)

    def _bring_in(self, code: str) -> None:
        folder = self._folder

        def brought_in(_key: bytes) -> None:
            self.trouble.forget()
            self._open_again(None)

        self._ask(
            lambda _office: bring_in(folder, code),
            then=brought_in,
            failed=lambda error: self.trouble.show_problem(error.sentence),
        )

    def _book_changed(self, change: Changed) -> None:
        subjects = change.subjects
        if change.everything or any(name.startswith("setting") for name in subjects):
            self._read_settings()
        if self._desk.ready and (change.everything or any(name.startswith("account") for name in subjects)):
            asked = self._desk.actor
            self._ask(
                logging_in.refresh, then=lambda actor: self._still_there(asked, actor), failed=lambda _error: None
            )  # fmt: skip

    def _still_there(self, asked: Actor, actor: Actor) -> None:
        """``asked``: who was at the desk when it was asked; what is said of somebody who has left since says nothing."""
        now = self._desk.actor
        if asked.account != now.account or (asked == NOBODY) != (now == NOBODY):
            return
        if self._coming is not None or actor == now:
            return
        if actor == NOBODY:
            began = not self.accounts
            if not began and self._desk.actor == NOBODY:
                return
            self.accounts = True
            self._forget()
            self._desk.act_as(NOBODY)
            self.log_in.ask_anybody()
            self._cover(self.log_in)
            self.log_in.show_problem(
                text("Accounts were set up for this order book; log in to go on.")
                if began
                else text("This account may not work here any more; ask an administrator.")
            )
        elif not actor.roles:  # another confidentiality text: nothing is taken away, but it has to be accepted
            self.lock()
            self.log_in.show_problem(text("The confidentiality text has changed; log in again to accept it."))
        else:
            self._desk.act_as(actor)
        self.changed.emit()

    def _read_settings(self) -> None:
        def answered(settings: WorkshopSettings) -> None:
            self.settings = settings
            self._watch()

        self._ask(workshop_settings.settings, then=answered, failed=lambda _error: None)

    def _watch(self) -> None:
        if self.accounts and not self.covered and self.settings is not None:
            self.idle.start(self.settings.idle_minutes * 60.0)
        else:
            self.idle.stop()

    # ---- somebody comes -----------------------------------------------------

    def _check(self, login: str, password: str) -> None:
        self._tries += 1
        number = self._tries

        def failed(error: AppError) -> None:
            if number != self._tries:  # somebody else was asked for meanwhile
                return
            wait = error.wait_seconds if isinstance(error, LogInRefusedError) else 0.0
            self.log_in.show_problem(error.sentence, wait)

        def answered(done: LoggedIn) -> None:
            if number != self._tries:
                return
            self._login = login
            self._password = password if done.must_change else ""
            self._go_on(done)

        self._ask(logging_in.log_in, login, password, then=answered, failed=failed)

    def _go_on(self, done: LoggedIn) -> None:
        """The next page of the log-in, or the window."""
        if done.must_change:
            self._coming = done
            self.password.ask_first(done.actor.name, self._login, self._password)
            self._cover(self.password)
        elif done.duty is not None:
            self._coming = done
            self._show_duty()
            self._cover(self.duty)
        else:
            self._enter(done.actor)

    def _show_duty(self) -> None:
        """In the language of now, which may be another one than at the log-in."""
        done = self._coming
        if done is not None and done.duty is not None:
            self.duty.show_duty(done.duty, done.duty_version)

    def _change_password(self, old: str, new: str) -> None:
        coming, number = self._coming, self._tries

        def answered(done: LoggedIn) -> None:
            if number != self._tries:
                return
            self.password.forget()
            self._password = ""
            if coming is None:
                self._uncover()
            else:
                self._go_on(done)

        self._ask(
            logging_in.change_password,
            old,
            new,
            office=self._office_of(coming),
            then=answered,
            failed=lambda error: self.password.show_problem(error.sentence),
        )

    def _password_refused(self) -> None:
        self.password.forget()
        if self._coming is None:
            self._uncover()
        else:
            self.log_out()

    def _accept(self) -> None:
        number = self._tries

        def accepted(done: LoggedIn) -> None:
            if number == self._tries:
                self._go_on(done)

        self._ask(
            logging_in.accept_duty,
            office=self._office_of(self._coming),
            then=accepted,
            failed=lambda error: self._start_again(error.sentence),
        )

    def _start_again(self, sentence: Text | str) -> None:
        self._forget()
        self.log_in.ask_anybody(self._login)
        self._cover(self.log_in)
        self.log_in.show_problem(sentence)

    def _make_first(self, login: str, name: str, password: str, roles: object) -> None:
        def answered(done: LoggedIn) -> None:
            self.accounts = True
            self._login = login
            self.first.begin()
            self._go_on(done)
            self.changed.emit()

        self._ask(
            accounts.first_account,
            login,
            name,
            password,
            roles,
            then=answered,
            failed=lambda error: self.first.show_problem(error.sentence),
        )

    def _enter(self, actor: Actor) -> None:
        self._forget()
        same = actor.account == self._desk.actor.account
        if actor != self._desk.actor:
            self._desk.act_as(actor)
        self._uncover(same_person=same)
        self.changed.emit()

    def _forget(self) -> None:
        self._coming, self._password = None, ""
        self.password.forget()

    # ---- the cover ----------------------------------------------------------

    def _cover(self, page: QWidget) -> None:
        if not self.covered:
            self._desk.locked.emit()
        self.gate.shut()
        self.idle.stop()
        self.cover.raise_over(page)

    def _uncover(self, *, same_person: bool = True) -> None:
        self.cover.hide()
        self.gate.open(same_person=same_person)
        if self._desk.ready:
            self._read_settings()

    def _office_of(self, coming: LoggedIn | None) -> Office:
        return self._desk.office.acting(None if coming is None else coming.actor)

    def _ask(
        self,
        function: Callable[..., Any],
        *values: Any,
        then: Callable[[Any], object],
        failed: Callable[[AppError], object],
        office: Office | None = None,
    ) -> None:
        """Ask as somebody who is not at the desk yet, where ``office`` is given."""
        asked = (lambda _now, *rest: function(office, *rest)) if office is not None else function
        self._desk.ask(
            asked, *values, then=lambda answer: (then(answer), None)[1], failed=lambda e: (failed(e), None)[1]
        )
