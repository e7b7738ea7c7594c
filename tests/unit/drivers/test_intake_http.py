"""Orders from a server, through everything that servers and networks do."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from app.commands.intake.polling import PolledSource, poll
from app.commands.intake.result import IntakeResult
from app.commands.intake.source import SourceOfflineError, SourceRefusedError
from app.commands.office import Office
from app.drivers.intake_http import HttpSource, Patience, checked_url
from app.errors import AppError, Cancelled
from app.jobs.progress import Progress
from app.orders.records import Creation, IntakeRun, Order, Setting
from app.security.vault import Vault
from app.storage.asset_store import open_assets
from app.storage.opening import open_book
from tests.unit.commands.intake.conftest import a_bundle, an_order, picture
from tests.unit.drivers.order_server import (
    TOKEN,
    OrderServer,
    accepts_and_says_nothing,
    cut_off,
    drips,
    sends,
    status,
    well,
)

LADDER = (1, 4, 16)
PATIENT = Patience(ladder=LADDER)
# For servers that are silent on purpose; long enough for one that answers on a machine with much to do.
IMPATIENT = Patience(ladder=LADDER, read=3, whole=3)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    vault = Vault(bytes(range(32)))
    book = open_book(str(tmp_path / "o.sqlite"), vault.audit_key, anchors=tmp_path / "anchors")
    yield Office(book, open_assets(str(tmp_path / "assets"), vault.asset_key), vault)
    book.close()


@pytest.fixture
def server() -> Iterator[OrderServer]:
    with OrderServer() as server:
        yield server


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def source(server: OrderServer, slept: list[float]) -> Iterator[HttpSource]:
    source = HttpSource("app", server.url, TOKEN, patience=PATIENT, sleep=slept.append)
    yield source
    source.close()


@pytest.fixture
def hasty(server: OrderServer, slept: list[float]) -> Iterator[HttpSource]:
    source = HttpSource("app", server.url, TOKEN, patience=IMPATIENT, sleep=slept.append)
    yield source
    source.close()


def keys(office: Office) -> list[str]:
    with office.book.reading() as book:
        return sorted(order.key for order in book.find(Order))


def cursor(office: Office) -> str:
    with office.book.reading() as book:
        kept = book.one(Setting, name="intake.cursor.app")
    return "" if kept is None else str(kept.value["cursor"])


def pauses(slept: list[float]) -> float:
    return sum(slept)


def test_all_pages_come_in_and_are_acknowledged(office: Office, server: OrderServer, source: HttpSource) -> None:
    server.pages = [a_bundle(an_order(f"A-{n}"), an_order(f"B-{n}", items=[])) for n in range(3)]
    result = poll(office, source)
    assert (result.created, result.refused) == (3, 3)
    assert keys(office) == ["A-0", "A-1", "A-2"]
    assert [one.cursor for one in server.asked("/orders")] == ["", "c1", "c2"]
    told = list(server.accepted.values())
    assert [one["taken"] for one in told] == [["A-0"], ["A-1"], ["A-2"]]
    assert [one["refused"] for one in told] == [["B-0"], ["B-1"], ["B-2"]]
    assert all("needs at least one entry" in one["problems"][0] for one in told)
    assert cursor(office) == "c3"


def test_the_next_poll_goes_on_where_the_last_one_ended(
    office: Office, server: OrderServer, source: HttpSource
) -> None:
    server.pages = [a_bundle(an_order("A-1"))]
    poll(office, source)
    assert poll(office, source) == IntakeResult()
    server.pages.append(a_bundle(an_order("A-2")))
    assert poll(office, source).created == 1
    assert [one.cursor for one in server.asked("/orders")] == ["", "c1", "c1"]
    assert len(server.accepted) == 2
    with office.book.reading() as book:
        assert len(book.find(IntakeRun)) == 2  # nothing is written down where nothing came


def test_files_are_fetched_and_verified(office: Office, server: OrderServer, source: HttpSource) -> None:
    content = picture(1)
    server.add_file(content)
    order = an_order(creations=[{"key": "C-1", "cover": "a.png"}])
    server.pages = [a_bundle(order, files={"a.png": content})]
    assert poll(office, source).created == 1
    with office.book.reading() as book:
        assert office.assets.get(book.find(Creation)[0].cover) == content


@pytest.mark.parametrize("wrong", [b"another picture", None, "longer"])
def test_a_file_with_a_wrong_hash_keeps_its_order_out(
    office: Office, server: OrderServer, source: HttpSource, wrong: object
) -> None:
    content = picture(1)
    digest = hashlib.sha256(content).hexdigest()
    if wrong is not None:
        server.files[digest] = content + b"more" if wrong == "longer" else b"x" * len(content)
    order = an_order("A-1", creations=[{"key": "C-1", "cover": "a.png"}])
    server.pages = [a_bundle(order, an_order("A-2"), files={"a.png": content})]
    result = poll(office, source)
    assert (result.created, result.refused) == (1, 1)
    assert keys(office) == ["A-2"]
    assert next(iter(server.accepted.values()))["refused"] == ["A-1"]


def test_500_then_ok(office: Office, server: OrderServer, source: HttpSource, slept: list[float]) -> None:
    server.pages = [a_bundle(an_order("A-1"))]
    server.faults = [status(500), status(503)]
    assert poll(office, source).created == 1
    assert len(server.asked("/orders")) == 3
    assert 0.75 + 3 <= pauses(slept) <= 1.25 + 5.25  # the ladder: 1 and 4 seconds, with jitter


def test_a_server_that_stays_broken_is_told_after_the_ladder(
    office: Office, server: OrderServer, source: HttpSource, slept: list[float]
) -> None:
    server.faults = [status(500)] * 9
    with pytest.raises(SourceOfflineError, match="asked again later"):
        poll(office, source)
    assert len(server.asked("/orders")) == 4
    assert 0.75 * 21 <= pauses(slept) <= 1.25 * 21 + 1


def test_a_cut_off_answer_is_asked_for_again(office: Office, server: OrderServer, source: HttpSource) -> None:
    server.pages = [a_bundle(an_order("A-1"))]
    server.faults = [cut_off]
    assert poll(office, source).created == 1


def test_a_timeout_after_the_acknowledgement_was_accepted_counts_once(
    office: Office, server: OrderServer, hasty: HttpSource
) -> None:
    server.pages = [a_bundle(an_order("A-1"))]
    server.faults = [well, accepts_and_says_nothing]
    assert poll(office, hasty).created == 1
    sent = server.asked("/acknowledgements")
    assert len(sent) == 2
    assert len({one.headers["Idempotency-Key"] for one in sent}) == 1
    assert len(server.accepted) == 1
    assert keys(office) == ["A-1"]


def test_an_acknowledgement_that_never_gets_through_is_sent_with_the_next_poll(
    office: Office, server: OrderServer, source: HttpSource
) -> None:
    server.pages = [a_bundle(an_order("A-1"))]
    server.faults = [well, *[status(500)] * 4]
    with pytest.raises(SourceOfflineError):
        poll(office, source)
    assert keys(office) == ["A-1"]  # what came in stays
    assert cursor(office) == ""
    result = poll(office, source)
    assert (result.created, result.known) == (0, 1)
    sent = server.asked("/acknowledgements")
    assert len({one.headers["Idempotency-Key"] for one in sent}) == 1
    assert next(iter(server.accepted.values()))["taken"] == ["A-1"]
    assert cursor(office) == "c1"


@pytest.mark.parametrize("code", [401, 403])
def test_a_refused_token_is_told_at_once(
    office: Office, server: OrderServer, source: HttpSource, slept: list[float], code: int
) -> None:
    server.faults = [status(code)]
    with pytest.raises(SourceRefusedError, match="refuses the token"):
        poll(office, source)
    assert len(server.seen) == 1
    assert not slept


def test_another_refusal_is_told_and_a_redirect_is_not_followed(
    office: Office, server: OrderServer, source: HttpSource
) -> None:
    for code in (404, 302):
        server.faults = [status(code, Location="http://127.0.0.1:9/orders")]
        with pytest.raises(SourceRefusedError, match=str(code)):
            poll(office, source)


def test_429_is_heeded(office: Office, server: OrderServer, source: HttpSource, slept: list[float]) -> None:
    server.pages = [a_bundle(an_order("A-1"))]
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    server.faults = [status(429, Retry_After="7"), status(429, Retry_After=date)]
    assert poll(office, source).created == 1
    assert 7 + 25 < pauses(slept) <= 7 + 31


def test_a_server_that_asks_to_wait_too_long_is_left_alone(
    office: Office, server: OrderServer, source: HttpSource, slept: list[float]
) -> None:
    server.faults = [status(503, Retry_After="86400")]
    with pytest.raises(SourceOfflineError, match="asks to wait"):
        poll(office, source)
    assert not slept


def test_a_page_that_is_given_again_and_again_ends(office: Office, server: OrderServer, source: HttpSource) -> None:
    server.pages, server.repeat = [a_bundle(an_order("A-1"))], True
    with pytest.raises(SourceRefusedError, match="same page again"):
        poll(office, source)
    assert keys(office) == ["A-1"]
    assert len(server.asked("/orders")) == 1


def test_the_same_page_under_another_cursor_creates_nothing_twice(
    office: Office, server: OrderServer, source: HttpSource
) -> None:
    server.pages = [a_bundle(an_order("A-1"))] * 3
    result = poll(office, source)
    assert (result.created, result.known) == (1, 2)
    assert keys(office) == ["A-1"]


def test_a_slow_drip_does_not_hold_the_workshop_up(office: Office, server: OrderServer, hasty: HttpSource) -> None:
    server.pages = [a_bundle(an_order("A-1"))]
    server.faults = [drips]
    began = time.monotonic()
    assert poll(office, hasty).created == 1
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{}", b'{"bundle": []}', b'{"bundle": {}, "next": 5}', b"\xff\xfe", b'{"bundle": {}}'],
)
def test_an_answer_that_cannot_be_orders_is_told(
    office: Office, server: OrderServer, source: HttpSource, body: bytes
) -> None:
    server.faults = [sends(body)]
    with pytest.raises(AppError) as told:
        poll(office, source)
    assert str(told.value).endswith(".")
    assert keys(office) == []


def test_an_answer_without_end_is_not_read(
    office: Office, server: OrderServer, source: HttpSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.drivers.intake_http.JSON_BYTES", 1000)
    server.faults = [sends(b" " * 5000)]
    with pytest.raises(SourceRefusedError, match="more than it announced"):
        poll(office, source)


def test_nobody_there(office: Office, slept: list[float]) -> None:
    with OrderServer() as gone:
        url = gone.url
    source = HttpSource("app", url, TOKEN, patience=PATIENT, sleep=slept.append)
    with pytest.raises(SourceOfflineError):
        poll(office, source)
    source.close()


def test_cancelled_while_it_waits(office: Office, server: OrderServer) -> None:
    stop = threading.Event()
    source = HttpSource("app", server.url, TOKEN, patience=PATIENT)
    server.faults = [status(500, Retry_After="200")]
    threading.Timer(0.3, stop.set).start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        poll(office, source, progress=Progress(cancelled=stop.is_set))
    assert time.monotonic() - began < 60
    source.close()


def test_asked_again_and_again_it_tells_results_and_new_errors_once(
    office: Office, server: OrderServer, source: HttpSource
) -> None:
    told: list[IntakeResult | AppError] = []
    polled = PolledSource(office, lambda on, progress: poll(on, source, progress=progress), told.append, every_s=0.05)
    server.faults = [status(401)] * 3
    server.pages = [a_bundle(an_order("A-1"))]
    polled.start()
    wait_for(lambda: len(told) == 2)
    server.pages.append(a_bundle(an_order("A-2")))
    wait_for(lambda: len(told) == 3)
    polled.stop()
    assert isinstance(told[0], SourceRefusedError)
    assert [one.created for one in told[1:] if isinstance(one, IntakeResult)] == [1, 1]
    assert keys(office) == ["A-1", "A-2"]
    assert not any(thread.name == "orders from a server" for thread in threading.enumerate())


def wait_for(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize(
    "url",
    ["http://example.com/api", "ftp://127.0.0.1", "example.com", "https://", "https://a:b@example.com", "file:///etc"],
)
def test_an_address_that_is_not_safe_is_refused(url: str) -> None:
    with pytest.raises(SourceRefusedError) as told:
        HttpSource("app", url, TOKEN)
    assert TOKEN not in str(told.value)


def test_https_and_loopback_are_taken() -> None:
    assert checked_url("https://example.com/api/") == "https://example.com/api"
    assert checked_url("http://localhost:8000") == "http://localhost:8000"
    assert checked_url("http://127.0.0.1:8000") == "http://127.0.0.1:8000"
