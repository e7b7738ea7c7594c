"""Who may log in, with which roles: accounts as administrators handle them. Every change is in the audit chain."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.commands.account_rules import (
    AccountRefusedError,
    PasswordRefusedError,
    check_password,
    checked_login,
    checked_name,
)
from app.commands.logging_in import LoggedIn, actor_of, logged_in
from app.commands.office import Office, command
from app.commands.workshop_settings import read_settings
from app.i18n import text
from app.orders.book import TakenError, Writing
from app.orders.people import Account
from app.orders.records import Setting
from app.security import passwords
from app.security.actor import OWNER
from app.security.permissions import NotAllowedError, Permission
from app.security.roles import PEOPLE, Role

_BEGUN = "accounts"
"""Setting that is written with every change to who administers: two such changes at once cannot both pass."""


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


@command("accounts.first", None)
def first_account(
    office: Office, login: str, name: str, password: str, roles: tuple[Role, ...] = (Role.ADMIN,)
) -> LoggedIn:
    """Make the first account, an administrator, and log in with it: single-user mode ends.

    Raises NotAllowedError where there are accounts already; PasswordRefusedError, AccountRefusedError.
    """
    login = checked_login(login)
    check_password(password, login=login, name=name)
    account = Account(
        login=login,
        name=checked_name(name),
        roles=_role_ids((*roles, Role.ADMIN)),
        password=passwords.hash_password(password),
        must_change=False,
        created_at=office.clock(),
        last_login_at=office.clock(),
    )
    with office.book.writing(actor_of(account)) as book:
        if book.how_many(Account) or office.actor != OWNER:
            raise NotAllowedError
        try:
            book.add(Setting(name=_BEGUN, value={"begun": True}))
        except TakenError:  # another PC was faster
            raise NotAllowedError from None
        book.add(account)
        book.note("account.created", account, facts={"roles": "+".join(account.roles), "first": True})
        book.note("login.ok", account, facts={"station": office.station})
        return logged_in(account, read_settings(book))


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
    login, name = checked_login(draft.login), checked_name(draft.name)
    if not draft.roles:
        raise AccountRefusedError(text("Give the account at least one role."))
    if draft.id is None:
        if password is None:
            raise PasswordRefusedError(text("A new account needs a first password."))
        check_password(password, login=login, name=name)
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
    check_password(new, login=account.login, name=account.name, former=account.password)
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
