"""The order book does not open: no key, another key, a locked key. The page says why and takes what helps."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from app.bootstrap.office import make_office
from app.commands.orders import new_order
from app.commands.personal import reveal
from app.gui.base.look import Look
from app.gui.base.main_thread import MainThread
from app.gui.base.office_desk import OfficeDesk
from app.gui.people.guard import Guard
from app.gui.people.strips import Strips
from app.jobs.runner import Runner
from app.orders.book import BookOfflineError
from app.orders.draft import Buyer, ConsentDraft, ItemDraft, OrderDraft
from app.orders.records import Order
from app.security import keys
from app.security.actor import OWNER
from app.security.recovery_code import to_code
from app.settings.folders import standard_folders
from tests.gui.people.conftest import ADDRESS, NAME, PHONE
from tests.unit.security.codes import recovery_code

PASSPHRASE = "six wooden horses"
WAIT = 60_000
Begin = Callable[..., Guard]


@pytest.fixture
def order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Order:
    """An order in the book of this PC, as it was left yesterday."""
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    office = make_office().office.acting(OWNER)
    draft = OrderDraft(
        items=(ItemDraft(product="figurine", title="Night singer", finish="color", height_mm=120.0),),
        buyer=Buyer(NAME, PHONE, ADDRESS),
        consent=ConsentDraft(channel="test"),
    )
    made = new_order(office, draft)
    office.book.close()
    return made


@pytest.fixture
def key_folder(order: Order) -> Path:
    assert order.id
    return standard_folders().settings


@pytest.fixture
def begin(qtbot: QtBot, qapp: QApplication, window: QMainWindow, look: Look, key_folder: Path) -> Iterator[Begin]:
    """Starts the desk of this PC as the program does; gives what covers its window."""
    thread = MainThread()
    runner = Runner(thread.post)
    opened = make_office()
    desk = OfficeDesk(opened.office, runner, thread.post, opened.again)
    strips = Strips(look)
    window.setMenuWidget(strips)
    guards: list[Guard] = []

    def it(*, expected: bool = False) -> Guard:
        guards.append(Guard(window, desk, look, strips, settings=key_folder, expected=expected))
        guards[0].desk, guards[0].strips = desk, strips  # type: ignore[attr-defined] - for the test to look at
        desk.open()
        qtbot.waitUntil(guards[0].trouble.isVisible, timeout=WAIT)
        return guards[0]

    yield it
    for guard in guards:
        guard.close()
    desk.close()
    runner.close()
    opened.office.book.close()
    qapp.processEvents()


def opens(qtbot: QtBot, guard: Guard, order: Order) -> None:
    """The book opens, and what was sealed with the workshop's key can be read."""
    desk: OfficeDesk = guard.desk  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: desk.ready and not guard.covered, timeout=WAIT)
    assert reveal(desk.office, order.id, "Look after the key was brought in").phone == PHONE


def test_a_locked_key_asks_for_its_passphrase(qtbot: QtBot, begin: Begin, key_folder: Path, order: Order) -> None:
    keys.lock_with(key_folder, PASSPHRASE)
    page = begin().trouble
    guard = page.window().findChild(Guard)
    assert isinstance(guard, Guard)
    assert "passphrase" in page.sentence.text()
    assert not page.open.isEnabled()
    assert not page.code.isVisible()
    page.passphrase.line.setText("six wooden cows")
    qtbot.keyClick(page.passphrase.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.isVisible() and "not the passphrase" in page.sentence.text(), timeout=WAIT)
    assert page.passphrase.line.text() == ""
    page.passphrase.line.setText(PASSPHRASE)
    qtbot.keyClick(page.passphrase.line, Qt.Key.Key_Return)
    opens(qtbot, guard, order)
    assert page.passphrase.line.text() == ""


def test_whoever_types_a_passphrase_is_not_disturbed_by_another_try(
    qtbot: QtBot, begin: Begin, key_folder: Path
) -> None:
    keys.lock_with(key_folder, PASSPHRASE)
    guard = begin()
    desk: OfficeDesk = guard.desk  # type: ignore[attr-defined]
    desk.refused.emit(BookOfflineError())
    assert guard._retry.isActive()
    with qtbot.waitSignal(guard.troubled, timeout=WAIT):
        desk.open()
    assert not guard._retry.isActive()


@pytest.mark.parametrize("what", ["lost", "another", "damaged"])
def test_the_recovery_code_brings_the_key_in(
    qtbot: QtBot, begin: Begin, key_folder: Path, order: Order, what: str
) -> None:
    file = key_folder / keys.FILE
    code = recovery_code(key_folder)
    if what == "damaged":
        file.write_bytes(file.read_bytes()[:40])
    else:
        file.unlink()
    if what == "another":
        keys.load_or_make_master(key_folder)
    guard = begin()
    page = guard.trouble
    assert "recovery code" in page.sentence.text()
    assert page.code.isVisible()
    page.code.setPlainText(code[:-3])
    page.open.click()
    qtbot.waitUntil(page.problem.isVisible, timeout=WAIT)
    assert "printed sheet" in page.problem.text()
    page.code.setPlainText(to_code(bytes(range(32))))
    page.open.click()  # a whole code, but of another workshop
    qtbot.waitUntil(lambda: page.isVisible() and "not the key of this order book" in page.sentence.text(), timeout=WAIT)
    page.code.setPlainText(code)
    page.open.click()
    opens(qtbot, guard, order)
    assert page.code.toPlainText() == ""


def test_without_the_book_the_bench_can_be_used(qtbot: QtBot, begin: Begin, key_folder: Path) -> None:
    keys.lock_with(key_folder, PASSPHRASE)
    guard = begin()
    strips: Strips = guard.strips  # type: ignore[attr-defined]
    guard.trouble.leave.click()
    assert not guard.covered
    assert strips.trouble.isVisible()
    with qtbot.waitSignal(strips.trouble.wanted):
        strips.trouble.wanted.emit()
    assert guard.covered
    assert guard.trouble.isVisible()


def test_where_people_log_in_nobody_works_around_it(begin: Begin, key_folder: Path) -> None:
    keys.lock_with(key_folder, PASSPHRASE)
    guard = begin(expected=True)
    assert not guard.trouble.leave.isVisible()
    assert guard.trouble.other.isVisible()
