"""Logging in and out, and what whoever is logged in does with the own account. Every one of these acts is in the audit chain.

While there is no account the one person of a PC works without log-in; the first account ends that.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from app import i18n
from app.commands.account_rules import check_password, login_of
from app.commands.office import Office, command
from app.commands.workshop_settings import read_settings
from app.errors import AppError
from app.i18n import Text, text
from app.orders.book import BookOfflineError, NotFoundError, Reading, StaleError
from app.orders.people import Account
from app.security import passwords
from app.security.actor import NOBODY, OWNER, Actor
from app.security.permissions import NotAllowedError
from app.security.roles import PEOPLE, Role
from app.settings.workshop import WorkshopSettings

_TRIES = 5  # to write a failure that others write at the same moment


class LogInRefusedError(AppError):
    """``wait_seconds``: how long no other try is taken, 0 where one may try again at once."""

    def __init__(self, sentence: Text, wait_seconds: float = 0.0) -> None:
        super().__init__(sentence)
        self.wait_seconds = wait_seconds


@dataclass(frozen=True)
class LoggedIn:
    """Somebody has logged in. ``actor`` has no roles yet while a password is to be changed or a duty to be accepted.

    duty  the confidentiality text that is to be accepted, in the language of the screen; None where it was
    """

    actor: Actor
    must_change: bool
    duty: str | None
    duty_version: str = ""

    @property
    def ready(self) -> bool:
        """Whether work may begin."""
        return not self.must_change and self.duty is None


@command("accounts.needed", None)
def needs_log_in(office: Office) -> bool:
    """Whether there are accounts: False is single-user mode."""
    with office.book.reading() as book:
        return book.how_many(Account) > 0


def book_opens(office: Office) -> bool:
    """Whether the book opens: not one that is damaged, of another key, or of a newer version. Nobody can log in then.

    Raises BookOfflineError where nobody can tell.
    """
    try:
        needs_log_in(office)
    except BookOfflineError:
        raise
    except AppError:
        return False
    return True


@command("accounts.log_in", None)
def log_in(office: Office, login: str, password: str) -> LoggedIn:
    """Check login and password. Raises LogInRefusedError; takes as long for a login that does not exist."""
    passwords.prepare()  # before anything is known: the first log-in of a program, also one that is known, makes it
    login = login_of(login)
    with office.book.reading() as book:
        account = book.one(Account, login=login) if login else None
        settings = read_settings(book)
    now = office.clock()
    if account is not None and account.locked_until is not None and account.locked_until > now:
        passwords.fits(None, password)  # as long as ever; the right password would not help
        _note(office, "login.failed", account, why="locked")
        raise _locked(account.locked_until, now)
    if not passwords.fits(account.password if account is not None else None, password) or account is None:
        until = _count_failure(office, account, settings)
        if until is not None:
            raise _locked(until, now)
        raise LogInRefusedError(text("Login and password do not fit together; try again."))
    if not account.active:
        _note(office, "login.failed", account, why="not active")
        raise LogInRefusedError(text("This account is not active; ask an administrator."))
    if account.expires_at is not None and account.expires_at <= now:
        _note(office, "login.failed", account, why="expired")
        raise LogInRefusedError(text("This account has expired; ask an administrator."))
    account = replace(account, failures=0, locked_until=None, last_login_at=now)
    if passwords.is_old(account.password):
        account = replace(account, password=passwords.hash_password(password))
    for _ in range(_TRIES):
        try:
            with office.book.writing(actor_of(account)) as book:
                book.save(account)
                book.note("login.ok", account, facts={"station": office.station})
            break
        except StaleError as stale:  # somebody tried a password meanwhile, or an administrator changed something
            theirs = stale.theirs
            if not isinstance(theirs, Account) or theirs.password != account.password or not theirs.active:
                raise
            account = replace(theirs, failures=0, locked_until=None, last_login_at=now)
    return logged_in(account, settings)


@command("accounts.log_out", None)
def log_out(office: Office) -> None:
    """Write down that somebody left."""
    if office.actor.account:
        with office.book.writing(office.actor) as book:
            book.note("logout", f"account:{office.actor.account}", facts={"station": office.station})


@command("accounts.refresh", None)
def refresh(office: Office) -> Actor:
    """Whoever is logged in, with the roles of now; NOBODY where the account was closed meanwhile, or accounts began."""
    with office.book.reading() as book:
        if not office.actor.account:
            return NOBODY if book.how_many(Account) else OWNER
        try:
            account = book.get(Account, office.actor.account)
        except NotFoundError:
            return NOBODY
        settings = read_settings(book)
    if not account.active or (account.expires_at is not None and account.expires_at <= office.clock()):
        return NOBODY
    return logged_in(account, settings).actor


@command("accounts.accept_duty", None)
def accept_duty(office: Office) -> LoggedIn:
    """Whoever is logged in accepts the confidentiality text of now; gives the actor with the roles."""
    with office.book.writing(office.actor) as book:
        account, settings = _mine(office, book), read_settings(book)
        account = book.save(
            replace(account, duty_accepted=settings.confidentiality_version, duty_accepted_at=office.clock())
        )
        book.note("duty.accepted", account, facts={"version": settings.confidentiality_version})
        return logged_in(account, settings)


@command("accounts.change_password", None)
def change_password(office: Office, old: str, new: str) -> LoggedIn:
    """Whoever is logged in takes another password. Raises LogInRefusedError, PasswordRefusedError."""
    with office.book.reading() as book:
        account, settings = _mine(office, book), read_settings(book)
    check_own_password(office, old)
    check_password(new, login=account.login, name=account.name, former=account.password)
    changed = replace(account, password=passwords.hash_password(new), must_change=False, failures=0, locked_until=None)
    with office.book.writing(office.actor) as book:
        account = book.save(replace(changed, version=book.get(Account, account.id).version))
        book.note("account.password_changed", account)
    return logged_in(account, settings)


def check_own_password(office: Office, password: str) -> None:
    """Ask for the password of whoever is logged in once more; wrong ones count. Raises LogInRefusedError."""
    now = office.clock()
    with office.book.reading() as book:
        account, settings = _mine(office, book), read_settings(book)
    if account.locked_until is not None and account.locked_until > now:
        raise _locked(account.locked_until, now)
    if not passwords.fits(account.password, password):
        until = _count_failure(office, account, settings)
        raise _locked(until, now) if until is not None else LogInRefusedError(text("This is not your password."))


def _mine(office: Office, book: Reading) -> Account:
    """The account of whoever is logged in. Raises NotAllowedError."""
    if not office.actor.account:
        raise NotAllowedError
    account = book.get(Account, office.actor.account)
    if not account.active:
        raise NotAllowedError
    return account


def logged_in(account: Account, settings: WorkshopSettings) -> LoggedIn:
    """What whoever has this account may do now, and has to do before that."""
    version = settings.confidentiality_version
    duty = None
    if account.duty_accepted != version:
        duty = settings.confidentiality_zh if i18n.language().startswith("zh") else settings.confidentiality_en
    done = LoggedIn(actor_of(account), account.must_change, duty, version)
    return done if done.ready else replace(done, actor=replace(done.actor, roles=frozenset()))


def actor_of(account: Account) -> Actor:
    """Whoever has this account, with all its roles."""
    roles = frozenset(Role(role) for role in account.roles if role in {str(r) for r in PEOPLE})
    return Actor(account.id, account.name or account.login, roles)


def _note(office: Office, kind: str, account: Account, **facts: str) -> None:
    with office.book.writing(NOBODY) as book:
        book.note(kind, account, facts={"station": office.station, **facts})


def _count_failure(office: Office, account: Account | None, settings: WorkshopSettings) -> datetime | None:
    """Write down a wrong password; gives until when the account is locked now. What was typed is not kept."""
    if account is None:
        with office.book.writing(NOBODY) as book:
            book.note("login.failed", facts={"station": office.station, "why": "unknown"})
        return None
    for attempt in range(_TRIES):
        try:
            with office.book.writing(NOBODY) as book:
                current = book.get(Account, account.id)
                failures = current.failures + 1
                until = passwords.lock_after(
                    failures,
                    allowed=settings.failures_before_lock,
                    minutes=settings.lock_minutes,
                    at=office.clock(),
                )
                book.save(replace(current, failures=failures, locked_until=until))
                book.note("login.failed", account, facts={"station": office.station, "failures": failures})
                if until is not None:
                    book.note("login.locked", account, facts={"station": office.station})
        except StaleError:  # somebody else fails at the same moment: both count
            if attempt == _TRIES - 1:
                raise
        else:
            return until
    return None


def _locked(until: datetime, now: datetime) -> LogInRefusedError:
    return LogInRefusedError(
        text("This account is locked after too many wrong passwords; wait, or ask an administrator."),
        (until - now).total_seconds(),
    )
