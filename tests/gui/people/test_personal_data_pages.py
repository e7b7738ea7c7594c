"""One person's data: found, handed out, erased; retention; recipients; certificates; the end of the contract."""

import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.commands import personal
from app.commands.certificates import certificates
from app.commands.office import Office
from app.gui.people.certificates_page import CertificatesPage
from app.gui.people.contract_page import ContractPage
from app.gui.people.page import Page
from app.gui.people.person_page import PersonPage
from app.gui.people.recipients_page import RecipientsPage
from app.gui.people.retention_page import RetentionPage
from app.gui.people.typed_confirmation import TypedConfirmation
from app.orders.record import now
from app.orders.records import Contact, Order
from app.security.actor import Actor
from tests.gui.people.conftest import ADDRESS, BOSS_PASSWORD, NAME, PHONE, kinds_in, words_on

Open = Callable[..., Page]
Enter = Callable[..., Order]
LONG_AGO = timedelta(days=900)


def question_of(page: QWidget, qtbot: QtBot) -> TypedConfirmation:
    """The confirmation that a page has opened."""
    qtbot.waitUntil(lambda: any(one.isVisible() for one in page.findChildren(TypedConfirmation)), timeout=60_000)
    return next(one for one in page.findChildren(TypedConfirmation) if one.isVisible())


def found_on(open_page: Open, qtbot: QtBot, typed: str, orders: int) -> PersonPage:
    page = cast("PersonPage", open_page("person"))
    assert page.field.hasFocus()
    page.field.setText(typed)
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "searched" not in page.state.text())
    assert len(page.table.rows.rows) == orders
    return page


def test_a_person_is_found_masked_and_that_is_recorded(
    qtbot: QtBot, open_page: Open, enter: Enter, office: Office
) -> None:
    enter()
    enter()
    enter("测试乙", "13800000001")
    page = found_on(open_page, qtbot, PHONE, 2)
    shown = [page.table.model().index(row, column).data() for row in range(2) for column in range(6)]
    assert not any(secret in str(cell) for cell in shown for secret in (NAME, PHONE, ADDRESS))
    assert not page.export.isEnabled(), "not before somebody says who asked"
    with office.book.reading() as book:
        told = [repr(event) for event in book.events() if event.kind == "personal.searched"]
    assert len(told) == 1
    assert PHONE not in told[0]
    page.leave()
    assert page.field.text() == ""
    assert page.table.rows.rows == []


def test_nothing_found_says_what_to_look_at(qtbot: QtBot, open_page: Open, enter: Enter) -> None:
    enter()
    page = found_on(open_page, qtbot, "测试丙", 0)
    assert "spelling" in page.state.text()
    page.reason.setText("letter of 20 November")
    assert not page.erase.isEnabled()


def test_a_persons_data_is_handed_out(
    qtbot: QtBot, open_page: Open, enter: Enter, tmp_path: Path, office: Office
) -> None:
    order = enter()
    page = found_on(open_page, qtbot, PHONE, 1)
    page.reason.setText("letter of 20 November")
    assert page.export.isEnabled()
    page.export_to(tmp_path / "out.zip")
    qtbot.waitUntil(lambda: any("file was written" in words for words in page.messages.sentences), timeout=60_000)
    with zipfile.ZipFile(tmp_path / "out.zip") as made:
        told = "".join(made.read(name).decode("utf-8", "replace") for name in made.namelist())
    assert order.number in told
    assert PHONE in told
    assert "personal.exported" in kinds_in(office)


def test_a_person_is_erased_after_the_word_was_typed(
    qtbot: QtBot, open_page: Open, enter: Enter, office: Office, boss: Actor
) -> None:
    order = enter(accepted=now() - LONG_AGO)
    page = found_on(open_page, qtbot, PHONE, 1)
    page.reason.setText("letter of 20 November")
    page.erase.click()
    question = question_of(page, qtbot)
    assert order.number in words_on(question)
    question.activateWindow()
    qtbot.waitUntil(question.typed.hasFocus)
    qtbot.keyClicks(question.typed, "eras")
    assert not question.confirm.isEnabled()
    qtbot.keyClick(question.typed, Qt.Key.Key_Return)
    assert question.isVisible(), "Return does nothing before the whole word is there"
    qtbot.keyClicks(question.typed, "e")
    qtbot.keyClick(question.typed, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any("Erased" in words for words in page.messages.sentences), timeout=60_000)
    with office.book.reading() as book:
        assert book.find(Contact, order=order.id)[0].erased_at is not None
    [certificate] = certificates(office.acting(boss))
    assert str(certificate.id) in page.messages.sentences[0]
    assert PHONE not in page.messages.sentences[0]


def test_escape_erases_nothing_and_an_open_order_says_why(
    qtbot: QtBot, open_page: Open, enter: Enter, office: Office
) -> None:
    order = enter()
    page = found_on(open_page, qtbot, PHONE, 1)
    page.reason.setText("letter of 20 November")
    page.erase.click()
    question = question_of(page, qtbot)
    qtbot.keyClick(question, Qt.Key.Key_Escape)
    assert not question.isVisible()
    page.erase_chosen()
    qtbot.waitUntil(lambda: bool(page.messages.sentences))
    assert f"Order {order.number} is still open" in page.messages.sentences[0]
    assert len(page.table.rows.rows) == 1, "what was found stays, to be tried again"
    with office.book.reading() as book:
        assert book.find(Contact, order=order.id)[0].erased_at is None


def test_retention_shows_first_then_deletes_what_it_showed(
    qtbot: QtBot, open_page: Open, enter: Enter, office: Office
) -> None:
    old, young = enter(accepted=now() - LONG_AGO), enter("测试乙", "13800000001", accepted=now())
    page = cast("RetentionPage", open_page("retention"))
    qtbot.waitUntil(lambda: len(page.table.rows.rows) == 4)
    assert not page.run_button.isEnabled()
    page.look_button.click()
    qtbot.waitUntil(lambda: page.plan is not None, timeout=60_000)
    with office.book.reading() as book:
        assert book.find(Contact, order=old.id)[0].erased_at is None, "looking deletes nothing"
    page.run_button.click()
    question = question_of(page, qtbot)
    assert "1 order " in words_on(question)
    question.typed.setText("delete")
    question.confirm.click()
    qtbot.waitUntil(lambda: any("Deleted" in words for words in page.messages.sentences), timeout=60_000)
    with office.book.reading() as book:
        assert not book.find(Contact, order=old.id)[0].name
        assert book.find(Contact, order=young.id)[0].name
    assert page.plan is None
    assert not page.run_button.isEnabled()
    page.look_button.click()
    qtbot.waitUntil(lambda: page.plan is not None and "Nothing has to go" in page.state.text(), timeout=60_000)


def test_a_legal_hold_needs_a_reason_and_stops_everything(qtbot: QtBot, open_page: Open, enter: Enter) -> None:
    enter(accepted=now() - LONG_AGO)
    page = cast("RetentionPage", open_page("retention"))
    qtbot.waitUntil(lambda: len(page.table.rows.rows) == 4)
    page.hold.click()
    page.keep_hold.click()
    assert "which case" in page.messages.sentences[0]
    page.hold_reason.setText("court of X, case 12")
    page.keep_hold.click()
    qtbot.waitUntil(lambda: "legal hold" in page.state.text())
    page.look_button.click()
    qtbot.waitUntil(lambda: page.plan is not None, timeout=60_000)
    assert not page.run_button.isEnabled()
    page.hold.click()
    page.keep_hold.click()
    qtbot.waitUntil(lambda: any("lifted" in words for words in page.messages.sentences))


def test_the_rules_are_one_click_away(qtbot: QtBot, open_page: Open) -> None:
    page = cast("RetentionPage", open_page("retention"))
    with qtbot.waitSignal(page.settings_wanted) as wanted:
        page.rules.click()
    assert wanted.args == ["retention_portraits_days"]


def test_recipients_are_entered_and_ended(qtbot: QtBot, open_page: Open, office: Office, boss: Actor) -> None:
    page = cast("RecipientsPage", open_page("recipients"))
    page.add.click()
    assert page.name.hasFocus()
    page.name.setText("SF Express")
    page.purpose.setText("Delivery: name, phone, address")
    assert not page.save.isEnabled(), "nobody gets data without the client's approval"
    page.approval.setText("Letter of 20 November")
    page.save.click()
    qtbot.waitUntil(lambda: len(page.table.rows.rows) == 1)
    page.table.selectRow(0)
    page.until.box.click()
    page.until.day.setDate(QDate(2031, 5, 6))
    page.save.click()
    qtbot.waitUntil(lambda: page.table.rows.rows[0].until is not None)
    [recipient] = personal.recipients(office.acting(boss))
    assert recipient.until is not None
    assert f"{recipient.until.astimezone():%Y-%m-%d}" == "2031-05-06"


def test_a_certificate_is_read_checked_and_saved(  # noqa: PLR0917 - fixtures
    qtbot: QtBot,
    open_page: Open,
    enter: Enter,
    office: Office,
    boss: Actor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = enter(accepted=now() - LONG_AGO)
    certificate = personal.erase_person(office.acting(boss), [order.id], "letter of 20 November")
    page = cast("CertificatesPage", open_page("certificates"))
    qtbot.waitUntil(lambda: order.number in page.words.toPlainText())
    assert page.genuine.text().startswith("✓")
    path = tmp_path / "certificate.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_words: (str(path), ""))
    page.keep.click()
    told = path.read_text("utf-8-sig")
    assert str(certificate.id) in told
    assert order.number in told
    assert NAME not in told


def test_without_certificates_the_page_says_so(qtbot: QtBot, open_page: Open) -> None:
    page = cast("CertificatesPage", open_page("certificates"))
    qtbot.waitUntil(lambda: "yet" in page.words.toPlainText())
    assert not page.keep.isEnabled()


def test_the_end_of_the_contract_hands_back_and_deletes(
    qtbot: QtBot, open_page: Open, enter: Enter, office: Office, tmp_path: Path
) -> None:
    order = enter(accepted=now() - LONG_AGO)
    page = cast("ContractPage", open_page("contract"))
    folder = tmp_path / "handed back"
    folder.mkdir()
    page.ask_confirmation(folder)
    question = question_of(page, qtbot)
    question.password.line.setText(BOSS_PASSWORD)
    assert not question.confirm.isEnabled()
    question.typed.setText(question.phrase)
    question.confirm.click()
    qtbot.waitUntil(lambda: any("handed back and deleted" in w for w in page.messages.sentences), timeout=60_000)
    assert question.password.line.text() == ""
    with zipfile.ZipFile(folder / "orders.zip") as made:
        assert made.testzip() is None
        assert any(order.number in made.read(name).decode("utf-8", "replace") for name in made.namelist())
    with office.book.reading() as book:
        assert not book.find(Contact, order=order.id)[0].name
    assert "contract.purged" in kinds_in(office)
    assert page.start.isEnabled()


def test_a_wrong_password_ends_no_contract(
    qtbot: QtBot, open_page: Open, enter: Enter, office: Office, tmp_path: Path
) -> None:
    order = enter(accepted=now() - LONG_AGO)
    page = cast("ContractPage", open_page("contract"))
    page.ask_confirmation(tmp_path)
    question = question_of(page, qtbot)
    question.password.line.setText("wrong password")
    question.typed.setText(question.phrase)
    question.confirm.click()
    qtbot.waitUntil(lambda: bool(page.messages.sentences), timeout=60_000)
    assert not (tmp_path / "orders.zip").exists()
    with office.book.reading() as book:
        assert book.find(Contact, order=order.id)[0].name
    assert page.start.isEnabled()


def test_open_orders_stop_the_end_before_anything_is_written(
    qtbot: QtBot, open_page: Open, enter: Enter, tmp_path: Path
) -> None:
    enter()
    page = cast("ContractPage", open_page("contract"))
    page.ask_confirmation(tmp_path)
    question = question_of(page, qtbot)
    question.password.line.setText(BOSS_PASSWORD)
    question.typed.setText(question.phrase)
    question.confirm.click()
    qtbot.waitUntil(lambda: bool(page.messages.sentences), timeout=60_000)
    assert not (tmp_path / "orders.zip").exists()
