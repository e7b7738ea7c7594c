"""A server that goes away at the worst moment: nothing is lost, nothing is kept twice, people are told what is so."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from app.orders.book import BookBusyError, BookOfflineError, BookUncertainError
from app.orders.records import Order
from app.security.actor import OWNER
from app.storage import book as book_module
from app.storage import database
from app.storage.book import DatabaseBook
from app.storage.faults import BookRefusedError
from app.storage.opening import open_book
from tests.peers.cutting_proxy import CuttingProxy
from tests.peers.postgres_server import PASSWORD, PostgresServer

KEY = bytes(range(32))
Opener = Callable[..., DatabaseBook]


@pytest.fixture
def proxy(postgres_server: PostgresServer) -> Iterator[CuttingProxy]:
    proxy = CuttingProxy(postgres_server.port)
    yield proxy
    proxy.close()


@pytest.fixture
def far(proxy: CuttingProxy, postgres_address: str, tmp_path: Path) -> Iterator[DatabaseBook]:
    """The book at the other end of a wire that can be cut."""
    address = make_url(postgres_address).set(port=proxy.port).render_as_string(hide_password=False)
    book = open_book(address, KEY, anchors=tmp_path / "far")
    yield book
    book.close()


def numbers(book: DatabaseBook) -> list[str]:
    with book.reading() as reading:
        return [order.number for order in reading.find(Order)]


def write(book: DatabaseBook, number: str) -> None:
    with book.writing(OWNER) as writing:
        writing.note("order.new", writing.add(Order(number=number)))


def test_a_commit_whose_answer_was_lost_is_known_to_be_kept(
    far: DatabaseBook, book: DatabaseBook, proxy: CuttingProxy
) -> None:
    write(far, "MG-1")
    proxy.cut = "after"
    write(far, "MG-2")  # no error: it was asked what became of it
    assert proxy.cuts == 1
    assert numbers(book) == ["MG-1", "MG-2"]
    write(far, "MG-3")
    assert book.verify_chain().links == 3


def test_a_commit_that_never_arrived_is_told_as_not_kept(
    far: DatabaseBook, book: DatabaseBook, proxy: CuttingProxy
) -> None:
    write(far, "MG-1")
    proxy.cut = "before"
    with pytest.raises(BookOfflineError) as told:
        write(far, "MG-2")
    assert proxy.cuts == 1
    assert not isinstance(told.value, BookUncertainError)
    assert numbers(book) == ["MG-1"]
    write(far, "MG-2")  # it may be done again
    assert book.verify_chain().links == 2


@pytest.mark.parametrize("cut", ["before", "after"])
def test_a_commit_of_which_nothing_is_heard_any_more_is_told_as_uncertain(
    far: DatabaseBook, proxy: CuttingProxy, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    monkeypatch.setattr(book_module, "_SETTLE_SECONDS", 0.5)
    write(far, "MG-1")
    proxy.cut = cut  # type: ignore[assignment]
    proxy.open = False
    with pytest.raises(BookUncertainError, match="look whether"):
        write(far, "MG-2")
    proxy.plug_in()
    assert numbers(far) in (["MG-1"], ["MG-1", "MG-2"])


def test_a_cable_that_was_pulled_is_told_and_works_again_when_it_is_back(
    far: DatabaseBook, proxy: CuttingProxy
) -> None:
    write(far, "MG-1")
    proxy.pull_the_plug()
    with pytest.raises(BookOfflineError, match="nothing was changed"):
        numbers(far)
    with pytest.raises(BookOfflineError):
        write(far, "MG-2")
    proxy.plug_in()
    assert numbers(far) == ["MG-1"]
    write(far, "MG-2")
    assert far.verify_chain().good


def test_a_cable_that_is_pulled_inside_a_transaction_keeps_nothing(
    far: DatabaseBook, book: DatabaseBook, proxy: CuttingProxy
) -> None:
    with pytest.raises(BookOfflineError), far.writing(OWNER) as writing:  # noqa: PT012 - one transaction
        writing.add(Order(number="MG-1"))
        proxy.pull_the_plug()
        writing.add(Order(number="MG-2"))
    assert numbers(book) == []
    write(book, "MG-3")  # the others are not kept waiting


def test_a_server_that_is_started_again_is_used_again(book: DatabaseBook) -> None:
    write(book, "MG-1")
    with book.engine.connect() as connection:
        me = connection.execute(text("SELECT pg_backend_pid()")).scalar()
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> :me"
            ),
            {"me": me},
        )
    write(book, "MG-2")
    assert numbers(book) == ["MG-1", "MG-2"]


def test_who_writes_waits_for_who_writes(book: DatabaseBook, opener: Opener) -> None:
    other, order = opener(pc="pc-2"), []
    inside, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with other.writing(OWNER) as writing:
            inside.set()
            go_on.wait(10)
            writing.add(Order(number="slow"))
            order.append("slow")

    thread = threading.Thread(target=slow)
    thread.start()
    assert inside.wait(10)
    threading.Timer(0.3, go_on.set).start()
    with book.writing(OWNER) as writing:
        order.append("quick")
        assert writing.one(Order, number="slow") is not None  # what was written while it waited is seen
    thread.join()
    assert order == ["slow", "quick"]


def test_who_writes_for_too_long_is_not_waited_for(
    book: DatabaseBook, opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.2)
    with book.engine.connect() as connection:
        connection.execute(text("SELECT * FROM chain_head FOR UPDATE"))
        other = opener(pc="pc-2")
        began = time.monotonic()
        with pytest.raises(BookBusyError, match="nothing was changed"):
            write(other, "MG-1")
        assert time.monotonic() - began < 30
        assert numbers(other) == []


def test_nobody_listens_there(tmp_path: Path) -> None:
    from tests.peers.postgres_server import free_port

    with pytest.raises(BookOfflineError):
        open_book(f"postgresql://ming:secret@127.0.0.1:{free_port()}/shop", KEY, anchors=tmp_path)


def test_a_wrong_password_is_told_without_it(postgres_address: str, tmp_path: Path) -> None:
    wrong = make_url(postgres_address).set(password="guessed-secret")
    with pytest.raises(BookRefusedError, match="password") as told:
        open_book(wrong.render_as_string(hide_password=False), KEY, anchors=tmp_path)
    assert "guessed-secret" not in repr(told.value) + str(told.value)


def test_a_database_that_is_not_there_is_told(postgres_address: str, tmp_path: Path) -> None:
    with pytest.raises(BookRefusedError):
        open_book(
            make_url(postgres_address).set(database="nowhere").render_as_string(hide_password=False),
            KEY,
            anchors=tmp_path,
        )


def test_the_password_is_shown_nowhere(book: DatabaseBook) -> None:
    assert PASSWORD not in book.where() + repr(book) + repr(book.engine) + str(book.engine.url)
    assert book.where() == "PostgreSQL, 127.0.0.1"


def test_errors_hold_no_values(book: DatabaseBook) -> None:
    secret = "测试甲 13800000000"
    with pytest.raises(Exception) as told, book.writing(OWNER) as writing:  # noqa: PT011 - whatever it is
        writing.connection.execute(text("INSERT INTO orders (id, number) VALUES (1, :n)"), {"n": secret})
    assert "13800000000" not in repr(told.value) + str(told.value) + repr(told.value.__dict__)


def test_two_pcs_that_start_with_an_empty_database_agree(empty_address: str, tmp_path: Path) -> None:
    books: list[DatabaseBook] = []
    failures: list[BaseException] = []

    def start(pc: str) -> None:
        try:
            books.append(open_book(empty_address, KEY, anchors=tmp_path / pc))
        except BaseException as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [threading.Thread(target=start, args=(f"pc-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        assert not failures
        for number, book in enumerate(books):
            write(book, f"MG-{number}")
        assert [book.verify_chain().links for book in books] == [4] * 4
    finally:
        for book in books:
            book.close()
