"""The assistant over the real window: one click at the first start, or all of it with mouse and keyboard."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app import i18n
from app.bootstrap.workstation import Workstation
from app.gui.assistant.dialog import AssistantDialog
from app.gui.assistant.place_page import PlacePage
from app.gui.assistant.recovery_page import RecoveryPage
from app.gui.assistant.sample_page import SamplePage
from app.gui.assistant.scanner_page import ScannerPage
from app.gui.assistant.welcome_page import WelcomePage
from app.gui.assistant.who_works_page import WhoWorksPage
from app.orders.records import Order
from app.shipping.scanner_trial import TEST_CODE
from tests.gui.assistant.conftest import PASSWORD
from tests.gui.conftest import Open

WAIT = 60_000


@pytest.fixture
def empty_home(home: Path) -> Path:
    """Nobody has worked here yet."""
    (home / "settings" / "preferences.json").unlink()
    return home


def assistant_of(workstation: Workstation, qtbot: QtBot) -> AssistantDialog:
    window = workstation.window
    qtbot.waitUntil(lambda: window.assistant.dialog is not None, timeout=WAIT)
    dialog = window.assistant.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible, timeout=WAIT)
    return dialog


def kept(home: Path) -> dict[str, object]:
    made: dict[str, object] = json.loads((home / "settings" / "preferences.json").read_text("utf-8"))
    return made


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_one_click_leads_to_work(empty_home: Path, open_workstation: Open, qtbot: QtBot) -> None:
    workstation = open_workstation()
    window = workstation.window
    page = assistant_of(workstation, qtbot).page
    assert isinstance(page, WelcomePage)
    click(page.start)
    assert window.assistant.dialog is None
    qtbot.waitUntil(lambda: window.workshop.bench.document is not None, timeout=WAIT)
    assert kept(empty_home)["first_start_done"] is True
    assert kept(empty_home)["database"] == ""
    qtbot.waitUntil(lambda: workstation.desk.ready, timeout=WAIT)
    window.actions_.by_id["help.assistant"].trigger()
    again = assistant_of(workstation, qtbot)
    assert not again.room.course.first
    click(again.leave)
    qtbot.waitUntil(lambda: window.assistant.dialog is None, timeout=WAIT)


def test_closed_in_the_middle_of_it_the_program_asks_again(
    empty_home: Path, open_workstation: Open, qtbot: QtBot
) -> None:
    first = open_workstation()
    dialog = assistant_of(first, qtbot)
    page = dialog.page
    assert isinstance(page, WelcomePage)
    click(page.steps)
    first.window.workshop.bench.close()  # so that nothing is on the bench at the next start
    first.close()
    assert kept(empty_home)["first_start_done"] is False
    second = open_workstation()
    assert isinstance(assistant_of(second, qtbot).page, WelcomePage)
    second.window.assistant.dialog.accept()  # type: ignore[union-attr]


def test_left_half_way_it_can_be_gone_on_with(empty_home: Path, open_workstation: Open, qtbot: QtBot) -> None:
    workstation = open_workstation()
    window = workstation.window
    qtbot.waitUntil(lambda: workstation.desk.ready, timeout=WAIT)
    dialog = assistant_of(workstation, qtbot)
    page = dialog.page
    assert isinstance(page, WelcomePage)
    click(page.steps)
    for name in ("files", "accounts"):
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda name=name: dialog.page.id == name, timeout=WAIT)  # type: ignore[misc]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert window.assistant.dialog is None
    assert kept(empty_home)["first_start_done"] is True
    assert any("half way" in sentence for sentence in window.bench.messages.sentences)
    go_on = next(b for b in window.bench.messages.findChildren(QPushButton) if b.text() == "Go on with it")
    click(go_on)
    assert assistant_of(workstation, qtbot).page.id == "accounts"
    window.assistant.dialog.accept()  # type: ignore[union-attr]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_all_of_it_with_mouse_and_keyboard(
    empty_home: Path, open_workstation: Open, qtbot: QtBot, tmp_path: Path, language: str
) -> None:
    workstation = open_workstation()
    window, desk = workstation.window, workstation.desk
    dialog = assistant_of(workstation, qtbot)
    qtbot.waitUntil(lambda: desk.ready, timeout=WAIT)

    def until_at(name: str) -> None:
        qtbot.waitUntil(lambda: dialog.page.id == name, timeout=WAIT)

    def enter() -> None:
        QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)

    welcome = dialog.page
    assert isinstance(welcome, WelcomePage)
    click(welcome.languages[language])
    assert i18n.language() == language
    click(welcome.steps)
    place = dialog.page
    assert isinstance(place, PlacePage)
    place.folder.setFocus()
    place.folder.selectAll()
    QTest.keyClicks(place.folder, str(tmp_path / "workshop"))
    enter()
    until_at("files")
    enter()
    until_at("accounts")
    people = dialog.page
    assert isinstance(people, WhoWorksPage)
    QTest.mouseClick(people.everybody.radio, Qt.MouseButton.LeftButton)
    for line, words in (
        (people.fields.name, "Lin"), (people.fields.login, "boss"),
        (people.fields.new.first.line, PASSWORD), (people.fields.new.second.line, PASSWORD),
    ):  # fmt: skip
        line.setFocus()
        QTest.keyClicks(line, words)
    enter()
    until_at("recovery")
    key = dialog.page
    assert isinstance(key, RecoveryPage)
    click(key.to_screen)
    qtbot.waitUntil(lambda: not key.code.isHidden(), timeout=WAIT)
    assert key._sheet is not None
    key.save_to(key._sheet, tmp_path / "sheet.pdf")
    key.kept.setFocus()
    QTest.keyClick(key.kept, Qt.Key.Key_Space)
    enter()
    until_at("printers")
    click(dialog.next)  # the search of the network is not waited for
    until_at("scanner")
    scanner = dialog.page
    assert isinstance(scanner, ScannerPage)
    scanner.field.setFocus()
    QTest.keyClicks(scanner.field, TEST_CODE)
    QTest.keyClick(scanner.field, Qt.Key.Key_Return)
    QTest.keyClick(scanner.field, Qt.Key.Key_Return)
    until_at("sample")
    sample = dialog.page
    assert isinstance(sample, SamplePage)
    QTest.mouseClick(sample.sample.radio, Qt.MouseButton.LeftButton)
    click(dialog.next)
    until_at("done")
    assert not window.people.guard.accounts, "the account is made when the assistant is finished"
    enter()
    assert window.assistant.dialog is None

    guard = window.people.guard
    qtbot.waitUntil(lambda: guard.covered and guard.cover.pages.currentWidget() is guard.duty, timeout=WAIT)
    bar = guard.duty.words.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(guard.duty.agree.isEnabled, timeout=WAIT)
    guard.duty.agree.setChecked(True)
    click(guard.duty.accept)
    qtbot.waitUntil(lambda: not guard.covered, timeout=WAIT)
    assert desk.actor.name == "Lin"
    assert (tmp_path / "workshop" / "orders.sqlite").exists()
    assert kept(empty_home)["language"] == language
    assert kept(empty_home)["database"] == str(tmp_path / "workshop" / "orders.sqlite")
    with desk.office.book.reading() as book:
        assert book.how_many(Order) > 10
    qtbot.waitUntil(lambda: window.workshop.bench.document is not None, timeout=WAIT)
