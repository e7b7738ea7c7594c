"""Another order book is looked at without being changed; what is wrong is one sentence."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from app.bootstrap.terminal import open_office
from app.commands import accounts, logging_in, places
from app.commands.office import Office
from app.commands.orders import new_order
from app.errors import AppError
from app.orders.book import BookDamagedError
from app.orders.draft import Buyer, ConsentDraft, ItemDraft, OrderDraft
from app.security.actor import NOBODY, OWNER
from app.security.key_file import WrongPassphraseError
from app.security.keys import (
    KeyDoesNotFitError,
    PassphraseNeededError,
    PassphraseTooShortError,
    Where,
    bring_in,
)
from app.security.permissions import NotAllowedError
from app.security.recovery_code import to_code
from app.security.roles import Role
from app.settings.preferences import FILE, load_preferences
from app.storage.faults import BookRefusedError
from app.storage.places import LocalPlaces
from tests.unit.security.codes import recovery_code


def draft() -> OrderDraft:
    return OrderDraft(
        items=(ItemDraft(product="postcard"),), buyer=Buyer("测试", "13800000000", "某路1号"), consent=ConsentDraft()
    )


def kinds(office: Office) -> list[str]:
    with office.book.reading() as book:
        return [event.kind for event in book.events()]


def test_the_book_of_now_is_told_and_answers(office: Office, home: Path) -> None:
    new_order(office, draft())
    told = places.told(office)
    assert told.database == str(home / "data" / "orders.sqlite")
    assert told.files == str(home / "data" / "assets")
    assert not told.fixed
    assert len(told.mark) == 12
    book = places.try_database(office, told.database)
    assert (book.orders, book.server.split()[0]) == (1, "SQLite")
    assert book.revision is not None


def test_an_empty_place_stays_empty_until_it_is_used(office: Office, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.sqlite"
    assert places.try_database(office, str(fresh)).revision is None
    assert not fresh.exists()


@pytest.mark.parametrize(
    ("content", "error"), [(b"no database at all" * 300, BookDamagedError), (None, BookRefusedError)]
)
def test_what_is_no_order_book_is_told(
    office: Office, tmp_path: Path, content: bytes | None, error: type[AppError]
) -> None:
    other = tmp_path / "other.sqlite"
    if content is None:
        with closing(sqlite3.connect(other)) as connection, connection:
            connection.execute("CREATE TABLE orders (id)")
    else:
        other.write_bytes(content)
    with pytest.raises(error):
        places.try_database(office, str(other))


@pytest.mark.parametrize("address", ["nowhere/at/all.sqlite", "mysql://a@b/c", "postgresql://shop:pw@127.0.0.1:9/book"])
def test_what_does_not_answer_is_one_sentence_without_the_password(office: Office, address: str) -> None:
    with pytest.raises(AppError) as refused:
        places.try_database(office, address)
    assert "\n" not in str(refused.value)
    assert "pw" not in str(refused.value)


def test_a_book_of_another_key_is_told(office: Office, home: Path, tmp_path: Path) -> None:
    new_order(office, draft())
    office.book.close()  # type: ignore[attr-defined]
    elsewhere = tmp_path / "home" / "data" / "orders.sqlite"
    bring_in(home / "settings", to_code(os.urandom(32)))
    with open_office() as other, pytest.raises(KeyDoesNotFitError):
        places.try_database(other, str(elsewhere))


def test_choosing_is_in_the_chain_and_keeps_the_password_apart(office: Office, home: Path, tmp_path: Path) -> None:
    kept = places.choose_database(office, str(tmp_path / "fresh.sqlite"))
    assert kept == str(tmp_path / "fresh.sqlite")
    assert "places.database_chosen" in kinds(office)
    assert office.places is not None
    local = office.places()
    assert isinstance(local, LocalPlaces)
    plain = local.keep_password("postgresql://shop:p%40ss@db/book", "")
    assert plain == "postgresql://shop@db/book"
    assert make_url(local.with_password(plain)).password == "p@ss"
    assert local.with_password("postgresql://a:b@db/book") == "postgresql://a:b@db/book"
    assert local.with_password("") == ""
    assert not any(b"p@ss" in path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_a_password_that_was_written_into_the_settings_is_taken_out(home: Path) -> None:
    settings = home / "settings" / FILE
    settings.write_text('{"database": "postgresql://shop:Quokka77@127.0.0.1:9/book"}', "utf-8")
    with open_office() as office, pytest.raises(AppError):
        logging_in.needs_log_in(office)
    assert load_preferences(settings).database == "postgresql://shop@127.0.0.1:9/book"
    assert not any(b"Quokka77" in path.read_bytes() for path in home.rglob("*") if path.is_file())
    with open_office() as office:
        assert office.places is not None
        local = office.places()
        assert isinstance(local, LocalPlaces)
        assert make_url(local.with_password("postgresql://shop@127.0.0.1:9/book")).password == "Quokka77"


def test_the_recovery_code_needs_the_password_and_is_in_the_chain(office: Office, home: Path) -> None:
    assert places.recovery_code(office, "") == recovery_code(home / "settings")
    assert "key.code_shown" in kinds(office)
    boss = office.acting(accounts.first_account(office, "boss", "Boss", "violet kettle 42", (Role.ADMIN,)).actor)
    boss = office.acting(logging_in.accept_duty(boss).actor)
    with pytest.raises(logging_in.LogInRefusedError):
        places.recovery_code(boss, "not it at all")
    assert places.recovery_code(boss, "violet kettle 42") == recovery_code(home / "settings")
    assert kinds(office).count("key.code_shown") == 2


def test_the_key_is_locked_given_another_passphrase_and_unlocked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opens() -> bool:
        with open_office() as other:
            return not logging_in.needs_log_in(other)

    code = places.recovery_code(office, "")
    places.lock_key(office, "", "violet kettle 42")
    assert places.told(office).key == Where.PASSPHRASE
    assert places.recovery_code(office, "") == code  # who locked it goes on
    with pytest.raises(PassphraseNeededError):
        opens()
    with pytest.raises(WrongPassphraseError):
        places.lock_key(office, "", "green harbour 77", "not it at all")
    places.lock_key(office, "", "green harbour 77", "violet kettle 42")
    monkeypatch.setenv("STATUETTE_PASSPHRASE", "green harbour 77")
    assert opens()
    places.lock_key(office, "", "", "green harbour 77")
    monkeypatch.delenv("STATUETTE_PASSPHRASE")
    assert opens()
    assert [kind for kind in kinds(office) if kind.startswith("key.") and "lock" in kind] in (
        ["key.locked", "key.locked", "key.unlocked"], ["key.unlocked", "key.locked", "key.locked"],
    )  # fmt: skip


def test_locking_the_key_needs_the_password_and_a_long_passphrase(office: Office) -> None:
    boss = office.acting(accounts.first_account(office, "boss", "Boss", "violet kettle 42", (Role.ADMIN,)).actor)
    boss = office.acting(logging_in.accept_duty(boss).actor)
    with pytest.raises(logging_in.LogInRefusedError):
        places.lock_key(boss, "not it at all", "green harbour 77")
    with pytest.raises(PassphraseTooShortError):
        places.lock_key(boss, "violet kettle 42", "short")
    assert places.told(boss).key != Where.PASSPHRASE
    assert "key.locked" not in kinds(office)


def test_who_may_not_is_refused_while_the_book_opens(office: Office, home: Path) -> None:
    accounts.first_account(office, "boss", "Boss", "violet kettle 42", (Role.ADMIN,))
    for command in (places.told, lambda o: places.try_database(o, ""), lambda o: places.choose_database(o, "")):
        with pytest.raises(NotAllowedError):
            command(office.acting(NOBODY))
    office.book.close()  # type: ignore[attr-defined]
    for suffix in ("-wal", "-shm"):
        (home / "data" / f"orders.sqlite{suffix}").unlink(missing_ok=True)
    (home / "data" / "orders.sqlite").write_bytes(b"damaged" * 900)
    assert places.told(office.acting(NOBODY)).database
    with pytest.raises(NotAllowedError):
        places.recovery_code(office.acting(NOBODY), "")
    assert OWNER.roles
