"""Who may log in, with which roles; logging in and out. Every one of these acts is in the audit chain.

While there is no account the one person of a PC works without log-in; the first account ends that.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app import i18n
from app.commands.office import Office, command
from app.commands.workshop_settings import read_settings
from app.errors import AppError
from app.i18n import Text, text
from app.orders.book import NotFoundError, Reading, StaleError, TakenError, Writing
from app.orders.people import Account
from app.orders.records import Setting
from app.security import passwords
from app.security.actor import NOBODY, OWNER, Actor
from app.security.permissions import NotAllowedError, Permission
from app.security.roles import PEOPLE, Role
from app.settings.workshop import WorkshopSettings

_BEGUN = "accounts"
"""Setting that is written with every change to who administers: two such changes at once cannot both pass."""

_TRIES = 5  # to write a failure that others write at the same moment


class LogInRefusedError(AppError):
    """``wait_seconds``: how long no other try is taken, 0 where one may try again at once."""

    def __init__(self, sentence: Text, wait_seconds: float = 0.0) -> None:
        super().__init__(sentence)
        self.wait_seconds = wait_seconds


class PasswordRefusedError(AppError):
    """A password that the policy does not take."""


class AccountRefusedError(AppError):
    """A change to an account that would lock everybody out, or makes no sense."""


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


@dataclass(frozen=True)
class AccountView:
    """An account for administrators; its password is not in it."""

    id: int
    version: int
    login: str
    name: str
    roles: tuple[Role, ...]
    active: bool
    must_change: bool
    locked_until: datetime | None
    expires_at: datetime | None
    last_login_at: datetime | None
    duty_accepted: str
    duty_accepted_at: datetime | None
    created_at: datetime


@dataclass(frozen=True)
class AccountDraft:
    """What an administrator enters. ``id`` None and ``version`` 0: a new one."""

    login: str
    name: str
    roles: tuple[Role, ...]
    active: bool = True
    expires_at: datetime | None = None
    id: int | None = None
    version: int = 0


def login_of(typed: str) -> str:
    """One form for one login."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


@command("accounts.needed", None)
def needs_log_in(office: Office) -> bool:
    """Whether there are accounts: False is single-user mode."""
    with office.book.reading() as book:
        return book.how_many(Account) > 0


@command("accounts.first", None)
def first_account(
    office: Office, login: str, name: str, password: str, roles: tuple[Role, ...] = (Role.ADMIN,)
) -> LoggedIn:
    """Make the first account, an administrator, and log in with it: single-user mode ends.

    Raises NotAllowedError where there are accounts already; PasswordRefusedError, AccountRefusedError.
    """
    login = _checked_login(login)
    _check_password(password, login=login, name=name)
    account = Account(
        login=login,
        name=_checked_name(name),
        roles=_role_ids((*roles, Role.ADMIN)),
        password=passwords.hash_password(password),
        must_change=False,
        created_at=office.clock(),
        last_login_at=office.clock(),
    )
    with office.book.writing(_actor_of(account)) as book:
        if book.how_many(Account) or office.actor != OWNER:
            raise NotAllowedError
        try:
            book.add(Setting(name=_BEGUN, value={"begun": True}))
        except TakenError:  # another PC was faster
            raise NotAllowedError from None
        book.add(account)
        book.note("account.created", account, facts={"roles": "+".join(account.roles), "first": True})
        book.note("login.ok", account, facts={"station": office.station})
        return _logged_in(account, read_settings(book))


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
            with office.book.writing(_actor_of(account)) as book:
                book.save(account)
                book.note("login.ok", account, facts={"station": office.station})
            break
        except StaleError as stale:  # somebody tried a password meanwhile, or an administrator changed something
            theirs = stale.theirs
            if not isinstance(theirs, Account) or theirs.password != account.password or not theirs.active:
                raise
            account = replace(theirs, failures=0, locked_until=None, last_login_at=now)
    return _logged_in(account, settings)


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
    return _logged_in(account, settings).actor


@command("accounts.accept_duty", None)
def accept_duty(office: Office) -> LoggedIn:
    """Whoever is logged in accepts the confidentiality text of now; gives the actor with the roles."""
    with office.book.writing(office.actor) as book:
        account, settings = _mine(office, book), read_settings(book)
        account = book.save(
            replace(account, duty_accepted=settings.confidentiality_version, duty_accepted_at=office.clock())
        )
        book.note("duty.accepted", account, facts={"version": settings.confidentiality_version})
        return _logged_in(account, settings)


@command("accounts.change_password", None)
def change_password(office: Office, old: str, new: str) -> LoggedIn:
    """Whoever is logged in takes another password. Raises LogInRefusedError, PasswordRefusedError."""
    with office.book.reading() as book:
        account, settings = _mine(office, book), read_settings(book)
    check_own_password(office, old)
    _check_password(new, login=account.login, name=account.name, former=account.password)
    changed = replace(account, password=passwords.hash_password(new), must_change=False, failures=0, locked_until=None)
    with office.book.writing(office.actor) as book:
        account = book.save(replace(changed, version=book.get(Account, account.id).version))
        book.note("account.password_changed", account)
    return _logged_in(account, settings)


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


@command("accounts.list", Permission.ACCOUNTS)
def accounts(office: Office) -> tuple[AccountView, ...]:
    """All accounts, by name."""
    with office.book.reading() as book:
        return tuple(_view(account) for account in sorted(book.find(Account), key=lambda a: (a.name, a.login)))


@command("accounts.names", Permission.ORDERS_SEE)
def names(office: Office) -> dict[int, str]:
    """The names of those who work here, by account; also of those who left."""
    with office.book.reading() as book:
        return {account.id: account.name or account.login for account in book.find(Account)}


@command("accounts.workers", Permission.ORDERS_ASSIGN)
def workers(office: Office, role: Role | None = None) -> dict[int, str]:
    """The names of those whom work can be assigned to now, with this role if one is given."""
    now = office.clock()
    with office.book.reading() as book:
        return {
            account.id: account.name or account.login
            for account in sorted(book.find(Account, active=True), key=lambda a: a.name)
            if (account.expires_at is None or account.expires_at > now) and (role is None or role in account.roles)
        }


@command("accounts.save", Permission.ACCOUNTS)
def save_account(office: Office, draft: AccountDraft, password: str | None = None, *, reason: str = "") -> AccountView:
    """Make an account, or change one; a new one needs a first password, which is changed at the first log-in.

    reason  for the chain: who approved it, say (R12). Raises StaleError, TakenError, AccountRefusedError,
    PasswordRefusedError.
    """
    login, name = _checked_login(draft.login), _checked_name(draft.name)
    if not draft.roles:
        raise AccountRefusedError(text("Give the account at least one role."))
    if draft.id is None:
        if password is None:
            raise PasswordRefusedError(text("A new account needs a first password."))
        _check_password(password, login=login, name=name)
        hashed = passwords.hash_password(password)
    with office.book.writing(office.actor) as book:
        if draft.id is None:
            if not book.how_many(Account):
                raise AccountRefusedError(text("Make the administrator's account first."))
            account = book.add(
                Account(
                    login=login,
                    name=name,
                    roles=_role_ids(draft.roles),
                    password=hashed,
                    active=draft.active,
                    expires_at=draft.expires_at,
                    created_at=office.clock(),
                )
            )
            book.note("account.created", account, reason=reason, facts={"roles": "+".join(account.roles)})
            return _view(account)
        before = book.get(Account, draft.id)
        after = replace(
            before,
            version=draft.version,
            login=login,
            name=name,
            roles=_role_ids(draft.roles),
            active=draft.active,
            expires_at=draft.expires_at,
        )
        if _administers(before) and not _administers(after):
            _keep_an_administrator(book, before, office.clock())
        changed = [
            f for f in ("login", "name", "roles", "active", "expires_at") if getattr(before, f) != getattr(after, f)
        ]
        after = book.save(after)
        facts = {"fields": changed, "roles": "+".join(after.roles), "active": after.active}
        book.note("account.changed", after, reason=reason, facts=facts)
        return _view(after)


@command("accounts.reset_password", Permission.ACCOUNTS)
def reset_password(office: Office, account_id: int, new: str) -> AccountView:
    """Give somebody a first password again, and open a locked account. Raises PasswordRefusedError, NotFoundError."""
    with office.book.reading() as book:
        account = book.get(Account, account_id)
    _check_password(new, login=account.login, name=account.name, former=account.password)
    hashed = passwords.hash_password(new)
    with office.book.writing(office.actor) as book:
        account = book.get(Account, account_id)
        account = book.save(replace(account, password=hashed, must_change=True, failures=0, locked_until=None))
        book.note("account.password_reset", account)
        return _view(account)


@command("accounts.unlock", Permission.ACCOUNTS)
def unlock_account(office: Office, account_id: int) -> AccountView:
    """Open an account that wrong passwords have locked. Raises NotFoundError."""
    with office.book.writing(office.actor) as book:
        account = book.save(replace(book.get(Account, account_id), failures=0, locked_until=None))
        book.note("account.unlocked", account)
        return _view(account)


def _mine(office: Office, book: Reading) -> Account:
    """The account of whoever is logged in. Raises NotAllowedError."""
    if not office.actor.account:
        raise NotAllowedError
    account = book.get(Account, office.actor.account)
    if not account.active:
        raise NotAllowedError
    return account


def _logged_in(account: Account, settings: WorkshopSettings) -> LoggedIn:
    version = settings.confidentiality_version
    duty = None
    if account.duty_accepted != version:
        duty = settings.confidentiality_zh if i18n.language().startswith("zh") else settings.confidentiality_en
    done = LoggedIn(_actor_of(account), account.must_change, duty, version)
    return done if done.ready else replace(done, actor=replace(done.actor, roles=frozenset()))


def _actor_of(account: Account) -> Actor:
    roles = frozenset(Role(role) for role in account.roles if role in {str(r) for r in PEOPLE})
    return Actor(account.id, account.name or account.login, roles)


def _view(account: Account) -> AccountView:
    return AccountView(
        account.id,
        account.version,
        account.login,
        account.name,
        tuple(role for role in PEOPLE if role in account.roles),
        account.active,
        account.must_change,
        account.locked_until,
        account.expires_at,
        account.last_login_at,
        account.duty_accepted,
        account.duty_accepted_at,
        account.created_at,
    )


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


def _check_password(password: str, *, login: str, name: str, former: str | None = None) -> None:
    why = passwords.refusal(password, login=login, name=name, former=former)
    if why is not None:
        raise PasswordRefusedError(why)


def _checked_login(typed: str) -> str:
    login = login_of(typed)
    if not 2 <= len(login) <= 64 or any(c.isspace() or not c.isprintable() for c in login):
        raise AccountRefusedError(text("A login has 2 to 64 characters and no spaces."))
    return login


def _checked_name(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or len(clean) > 80:
        raise AccountRefusedError(text("Enter the name of the person, up to 80 characters."))
    return clean


def _role_ids(roles: tuple[Role, ...]) -> tuple[str, ...]:
    return tuple(str(role) for role in PEOPLE if role in roles)


def _administers(account: Account) -> bool:
    return account.active and Role.ADMIN in account.roles and account.expires_at is None


def _keep_an_administrator(book: Writing, leaving: Account, now: datetime) -> None:
    """Refuse to take away the last administrator; one that expires does not count. Raises AccountRefusedError."""
    others = [a for a in book.find(Account, active=True) if a.id != leaving.id and _administers(a)]
    if not any(other.locked_until is None or other.locked_until <= now for other in others):
        raise AccountRefusedError(
            text("This is the last administrator; make somebody else an administrator before, without an end date.")
        )
    guard = book.one(Setting, name=_BEGUN)
    if guard is not None:
        value: Mapping[str, object] = {"begun": True, "changed": now.isoformat(timespec="milliseconds")}
        book.save(replace(guard, value=value))
