import statistics
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from app.commands import accounts, audit, logging_in, workshop_settings
from app.commands.account_rules import AccountRefusedError, PasswordRefusedError
from app.commands.accounts import AccountDraft, AccountView
from app.commands.logging_in import LogInRefusedError
from app.commands.office import Office
from app.orders.book import StaleError, TakenError
from app.orders.people import Account
from app.security import passwords
from app.security.actor import NOBODY, OWNER, Actor
from app.security.permissions import NotAllowedError
from app.security.roles import Role

PASSWORD = "violet kettle 42"
FIRST = "first harbour 77"
OWN = "grüner Hafen mit Schiff"


@pytest.fixture
def worker(office: Office, boss: Actor) -> AccountView:
    assert office.actor == boss
    return accounts.save_account(office, AccountDraft("li", "测试乙", (Role.LOGISTICS,)), FIRST)


def kinds(office: Office, **about: object) -> list[str]:
    with office.book.reading() as book:
        return [event.kind for event in book.events(limit=1000, **about)]  # type: ignore[arg-type]


@pytest.mark.usefixtures("quick_passwords")
def test_one_person_needs_no_log_in_until_there_is_an_account(office: Office) -> None:
    assert not logging_in.needs_log_in(office)
    assert logging_in.refresh(office) == OWNER
    logged_in = accounts.first_account(office, "Boss", "测试甲", PASSWORD, (Role.ENGINEER,))
    assert logging_in.needs_log_in(office)
    assert logged_in.actor.roles == frozenset()  # the duty first
    assert logging_in.refresh(office) == NOBODY  # whoever was alone is nobody now
    with pytest.raises(NotAllowedError):
        accounts.first_account(office, "other", "测试丙", PASSWORD)


@pytest.mark.usefixtures("quick_passwords")
def test_the_first_account_is_made_by_whoever_is_alone_only(office: Office) -> None:
    office.actor = NOBODY
    with pytest.raises(NotAllowedError):
        accounts.first_account(office, "boss", "测试甲", PASSWORD)
    assert not logging_in.needs_log_in(office)


def test_roles_come_after_the_password_is_changed_and_the_duty_accepted(office: Office, worker: AccountView) -> None:
    here = office.acting(NOBODY)
    first = logging_in.log_in(here, " LI ", FIRST)
    assert (first.must_change, first.ready, first.actor.roles) == (True, False, frozenset())
    assert first.duty is not None
    here.actor = first.actor
    with pytest.raises(NotAllowedError):
        accounts.names(here)
    second = logging_in.change_password(here, FIRST, OWN)
    assert (second.must_change, second.ready) == (False, False)
    third = logging_in.accept_duty(here)
    assert third.ready
    assert third.actor.roles == {Role.LOGISTICS}
    here.actor = third.actor
    assert accounts.names(here)[worker.id] == "测试乙"
    assert logging_in.log_in(here, "li", OWN).ready
    assert kinds(office, subject=f"account:{worker.id}") == [
        "account.created", "login.ok", "account.password_changed", "duty.accepted", "login.ok",
    ]  # fmt: skip


def test_a_new_text_of_the_duty_is_accepted_again(office: Office, boss: Actor) -> None:
    workshop_settings.change(office, confidentiality_version="2027-01", confidentiality_en="Keep it to yourself.")
    again = logging_in.log_in(office, "boss", PASSWORD)
    assert (again.duty, again.duty_version) == ("Keep it to yourself.", "2027-01")
    assert again.actor.roles == frozenset()
    assert logging_in.refresh(office).roles == frozenset()  # and whoever is at the desk already works no further
    assert boss.roles


def test_wrong_passwords_lock_longer_and_longer(office: Office, worker: AccountView, clock: object) -> None:
    here = office.acting(NOBODY)

    def fail() -> float:
        with pytest.raises(LogInRefusedError) as refused:
            logging_in.log_in(here, "li", "wrong")
        return refused.value.wait_seconds

    assert [fail() for _ in range(5)] == [0, 0, 0, 0, 15 * 60]
    with pytest.raises(LogInRefusedError):
        logging_in.log_in(here, "li", FIRST)  # not with the right one either
    clock.forward(minutes=16)  # type: ignore[attr-defined]
    assert fail() == 30 * 60
    clock.forward(minutes=31)  # type: ignore[attr-defined]
    assert logging_in.log_in(here, "li", FIRST).must_change
    with office.book.reading() as book:
        account = book.get(Account, worker.id)
    assert (account.failures, account.locked_until) == (0, None)
    told = kinds(office, subject=f"account:{worker.id}")
    assert told.count("login.failed") == 7
    assert told.count("login.locked") == 2


def test_an_administrator_unlocks_and_resets(office: Office, worker: AccountView) -> None:
    here = office.acting(NOBODY)
    for _ in range(5):
        with pytest.raises(LogInRefusedError):
            logging_in.log_in(here, "li", "wrong")
    assert accounts.unlock_account(office, worker.id).locked_until is None
    assert logging_in.log_in(here, "li", FIRST)
    with pytest.raises(PasswordRefusedError):
        accounts.reset_password(office, worker.id, FIRST)  # the one before
    assert accounts.reset_password(office, worker.id, "second harbour 88").must_change
    with pytest.raises(LogInRefusedError):
        logging_in.log_in(here, "li", FIRST)
    assert logging_in.log_in(here, "li", "second harbour 88").must_change


def test_nothing_typed_into_the_log_in_is_kept(office: Office, boss: Actor) -> None:
    here = office.acting(NOBODY)
    for login in ("13800000021", "测试张三", "boss"):
        with pytest.raises(LogInRefusedError) as refused:
            logging_in.log_in(here, login, "my secret words")
        assert login not in str(refused.value)
    with office.book.reading() as book:
        told = " ".join(map(repr, book.events(limit=1000)))
    assert "13800000021" not in told
    assert "张三" not in told
    assert "my secret words" not in told
    assert "argon2" not in told
    assert boss.name not in told


def test_an_unknown_login_takes_as_long_as_a_known_one(
    office: Office, worker: AccountView, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = PasswordHasher(time_cost=2, memory_cost=32 * 1024, parallelism=1)  # some 40 ms, far above the noise
    with office.book.writing(office.actor) as book:
        book.save(replace(book.get(Account, worker.id), password=real.hash(FIRST)))
    monkeypatch.setattr(passwords, "hasher", lambda: real)
    nobody = real.hash("x")
    monkeypatch.setattr(passwords, "_nobodys_hash", lambda: nobody)
    workshop_settings.change(office, failures_before_lock=20)
    here = office.acting(NOBODY)

    def seconds(login: str) -> float:
        took = []
        for _ in range(5):
            start = time.process_time()
            with pytest.raises(LogInRefusedError):
                logging_in.log_in(here, login, "wrong")
            took.append(time.process_time() - start)
        return statistics.median(took)

    known, unknown = seconds("li"), seconds("nobody")
    assert unknown == pytest.approx(known, rel=0.5)


def test_old_hashes_are_renewed_at_log_in(office: Office, worker: AccountView, monkeypatch: pytest.MonkeyPatch) -> None:
    stronger = PasswordHasher(time_cost=2, memory_cost=128, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: stronger)
    logging_in.log_in(office.acting(NOBODY), "li", FIRST)
    with office.book.reading() as book:
        assert "m=128,t=2" in book.get(Account, worker.id).password
    logging_in.log_in(office.acting(NOBODY), "li", FIRST)


def test_closed_and_expired_accounts_do_not_log_in(office: Office, worker: AccountView, clock: object) -> None:
    here = office.acting(NOBODY)
    draft = AccountDraft("li", "测试乙", (Role.LOGISTICS,), id=worker.id, version=worker.version)
    closed = accounts.save_account(office, AccountDraft(**{**vars(draft), "active": False}), reason="left")
    with pytest.raises(LogInRefusedError, match="not active"):
        logging_in.log_in(here, "li", FIRST)
    until = office.clock() + timedelta(days=30)
    opened = accounts.save_account(
        office, AccountDraft(**{**vars(draft), "expires_at": until, "version": closed.version}), reason="approved"
    )
    logged_in = logging_in.log_in(here, "li", FIRST)
    here.actor = logged_in.actor
    assert logging_in.refresh(here).account == worker.id
    clock.forward(days=31)  # type: ignore[attr-defined]
    with pytest.raises(LogInRefusedError, match="expired"):
        logging_in.log_in(here, "li", FIRST)
    assert logging_in.refresh(here) == NOBODY  # whoever is still at a desk is sent away
    assert opened.expires_at == until


def test_the_last_administrator_stays(office: Office, boss: Actor) -> None:
    [own] = accounts.accounts(office)
    base = AccountDraft(own.login, own.name, own.roles, id=own.id, version=own.version)
    for change in (
        {"roles": (Role.ENGINEER,)},
        {"active": False},
        {"expires_at": office.clock() + timedelta(days=1)},
    ):
        with pytest.raises(AccountRefusedError, match="last administrator"):
            accounts.save_account(office, AccountDraft(**{**vars(base), **change}))
    accounts.save_account(office, AccountDraft("second", "测试丁", (Role.ADMIN,)), FIRST)
    assert accounts.save_account(office, AccountDraft(**{**vars(base), "roles": (Role.ENGINEER,)})).roles == (
        Role.ENGINEER,
    )
    assert boss.account == own.id


def test_two_administrators_cannot_unmake_each_other(office: Office, boss: Actor) -> None:
    other = accounts.save_account(office, AccountDraft("second", "测试丁", (Role.ADMIN,)), FIRST)
    own = next(a for a in accounts.accounts(office) if a.id == boss.account)
    refused: list[Exception] = []
    together = threading.Barrier(2)

    def unmake(view: AccountView) -> None:
        draft = AccountDraft(view.login, view.name, (Role.ENGINEER,), id=view.id, version=view.version)
        together.wait()
        try:
            accounts.save_account(office.acting(), draft)
        except (AccountRefusedError, StaleError) as error:
            refused.append(error)

    threads = [threading.Thread(target=unmake, args=(view,)) for view in (own, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert sum(Role.ADMIN in a.roles for a in accounts.accounts(office)) == 1


def test_a_login_is_unique_and_a_stale_change_refused(office: Office, worker: AccountView) -> None:
    with pytest.raises(TakenError):
        accounts.save_account(office, AccountDraft("LI", "测试戊", (Role.SERVICE,)), FIRST)
    draft = AccountDraft("li", "测试己", (Role.LOGISTICS,), id=worker.id, version=worker.version)
    accounts.save_account(office, draft)
    with pytest.raises(StaleError):
        accounts.save_account(office, draft)


@pytest.mark.parametrize("login", ["", "x", "with space", "a" * 65, "\u202eli"])
def test_odd_logins_are_refused(office: Office, boss: Actor, login: str) -> None:
    with pytest.raises(AccountRefusedError):
        accounts.save_account(office, AccountDraft(login, "测试", (Role.SERVICE,)), FIRST)
    assert boss


def test_only_administrators_see_accounts(office: Office, people: dict[Role, Actor]) -> None:
    for role, actor in people.items():
        if role is not Role.ADMIN:
            with pytest.raises(NotAllowedError):
                accounts.accounts(office.acting(actor))
            assert accounts.names(office.acting(actor))
    assert all("argon2" not in repr(view) for view in accounts.accounts(office))


def test_workers_are_those_who_can_get_work(office: Office, people: dict[Role, Actor]) -> None:
    engineer = people[Role.ENGINEER].account
    assert set(accounts.workers(office, Role.ENGINEER)) == {engineer}
    view = next(a for a in accounts.accounts(office) if a.id == engineer)
    accounts.save_account(
        office, AccountDraft(view.login, view.name, view.roles, active=False, id=view.id, version=view.version)
    )
    assert engineer not in accounts.workers(office)
    assert engineer in accounts.names(office)


def test_own_password_is_asked_again_and_counts(office: Office, boss: Actor) -> None:
    logging_in.check_own_password(office, PASSWORD)
    for wait in (0, 0, 0, 0, 15 * 60):
        with pytest.raises(LogInRefusedError) as refused:
            logging_in.check_own_password(office, "wrong")
        assert refused.value.wait_seconds == wait
    with pytest.raises(LogInRefusedError):
        logging_in.check_own_password(office, PASSWORD)
    assert boss


def test_everything_verifies_afterwards(office: Office, people: dict[Role, Actor]) -> None:
    logging_in.log_out(office)
    report = audit.verify(office)
    assert report.good
    assert people
    page = audit.events(office, limit=3)
    assert len(page.events) == 3
    assert page.events[0].kind == "audit.verified"
    following = audit.events(office, limit=3, after=page.next or 0)
    assert following.events[0].seq == page.events[-1].seq - 1
