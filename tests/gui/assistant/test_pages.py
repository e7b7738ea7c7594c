"""The pages of the assistant one by one: people, recovery sheet, printers, scanner, sample, and what the summary says."""

import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app import i18n
from app.commands import accounts, logging_in
from app.dispatch.driver import DriverKind
from app.dispatch.records import Printer
from app.drivers.printers.table import by_id
from app.gui.assistant.dialog import STEPS
from app.gui.assistant.done_page import WHERE, DonePage
from app.gui.assistant.printers_page import PrintersPage
from app.gui.assistant.recovery_page import RecoveryPage
from app.gui.assistant.sample_page import SamplePage
from app.gui.assistant.scanner_page import ScannerPage
from app.gui.assistant.welcome_page import WelcomePage
from app.gui.assistant.who_works_page import WhoWorksPage
from app.i18n import LANGUAGES
from app.orders.records import Order
from app.security.actor import NOBODY, Actor
from app.security.roles import Role
from app.shipping.scanner_trial import TEST_CODE
from tests.gui.assistant.conftest import PASSWORD, Place
from tests.unit.security.codes import recovery_code


def orders(place: Place) -> int:
    with place.desk.office.book.reading() as book:
        return book.how_many(Order)


def kinds_in(place: Place) -> list[str]:
    with place.desk.office.book.reading() as book:
        return [event.kind for event in book.events()]


# ---- language -----------------------------------------------------------------


def test_one_key_is_enough_to_begin(place: Place) -> None:
    dialog = place.open()
    page = dialog.page
    assert isinstance(page, WelcomePage)
    place.until(page.start.hasFocus)
    accepted: list[bool] = []
    dialog.accepted.connect(lambda: accepted.append(True))
    QTest.keyClick(page.start, Qt.Key.Key_Return)
    assert accepted == [True]
    assert place.preferences.database == ""
    assert set(place.home.rglob("*.sqlite")) == {place.home / "data" / "orders.sqlite"}


def test_to_close_it_at_once_is_to_begin(place: Place) -> None:
    dialog = place.open()
    accepted: list[bool] = []
    dialog.accepted.connect(lambda: accepted.append(True))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert accepted == [True]


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_every_page_speaks_both_languages(place: Place, code: str) -> None:
    dialog = place.open()
    page = dialog.page
    assert isinstance(page, WelcomePage)
    page.languages[code].click()
    assert i18n.language() == code
    assert page.languages[code].isChecked()
    dialog.refresh()
    for number in range(len(dialog.kinds)):
        dialog._go_to(number)
        place.until(lambda: dialog.page.ready or dialog.page.id == "recovery" or not dialog.page.busy)
        shown = dialog.page
        assert str(shown.title)
        for widget in (dialog.back, dialog.skip, dialog.next):
            assert widget.isHidden() or widget.toolTip()
    assert isinstance(dialog.page, DonePage)
    assert dialog.page.lines()[0][2] == LANGUAGES[code]


# ---- people -------------------------------------------------------------------


def test_an_account_is_asked_for_and_kept_for_the_end(place: Place) -> None:
    dialog = place.open("accounts")
    page = dialog.page
    assert isinstance(page, WhoWorksPage)
    assert dialog.next.isEnabled()
    page.everybody.radio.click()
    assert not dialog.next.isEnabled()
    page.fields.fill("lin", "林工", "linlin")
    assert not dialog.next.isEnabled()
    page.fields.fill("lin", "林工", PASSWORD)
    assert dialog.next.isEnabled()
    QTest.keyClick(page.fields.new.second.line, Qt.Key.Key_Return)
    place.until_at("recovery")
    account = place.room.course.account
    assert account is not None
    assert (account.login, account.password) == ("lin", PASSWORD)
    assert PASSWORD not in repr(account)
    assert not logging_in.needs_log_in(place.desk.office)
    dialog.back.click()
    page.nobody.radio.click()
    dialog.next.click()
    assert place.room.course.account is None


def test_where_there_are_accounts_it_only_says_so(place: Place) -> None:
    done = accounts.first_account(place.desk.office.acting(), "lin", "Lin", PASSWORD)
    place.desk.act_as(logging_in.accept_duty(place.desk.office.acting(done.actor)).actor)
    dialog = place.open("accounts")
    page = dialog.page
    assert isinstance(page, WhoWorksPage)
    assert not page.there.isHidden()
    assert page.everybody.isHidden()
    assert dialog.next.isEnabled()


def test_whoever_administers_nothing_sees_what_is_theirs(place: Place) -> None:
    place.desk.act_as(Actor(7, "测试", frozenset({Role.LOGISTICS})))
    dialog = place.open()
    assert [kind.id for kind in dialog.kinds] == ["welcome", "scanner", "done"]
    place.desk.act_as(NOBODY)


# ---- the key ------------------------------------------------------------------


def test_the_sheet_is_shown_kept_and_confirmed(place: Place, tmp_path: Path) -> None:
    dialog = place.open("recovery")
    page = dialog.page
    assert isinstance(page, RecoveryPage)
    assert "key.code_shown" not in kinds_in(place)
    assert not dialog.next.isEnabled()
    page.to_screen.click()
    place.until(lambda: not page.code.isHidden())
    code = recovery_code(place.home / "settings")
    assert page.code.text().replace("\n", "-") == code
    assert "key.code_shown" in kinds_in(place)
    assert page._sheet is not None
    for name in ("sheet.pdf", "sheet.txt"):
        page.save_to(page._sheet, tmp_path / name)
        assert name in page.said.text()
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "sheet.pdf").stat().st_mode) == 0o600
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert code[:41] in (tmp_path / "sheet.txt").read_text("utf-8")
    page.save_to(page._sheet, tmp_path / "gone" / "sheet.txt")
    assert "cannot be written" in page.said.text()
    page.kept.setChecked(True)
    dialog.next.click()
    place.until_at("printers")
    assert "key.sheet_kept" in kinds_in(place)
    assert page.code.text() == ""
    assert page._sheet is None


def test_the_sheet_on_paper_can_be_read(place: Place, tmp_path: Path) -> None:
    """One page of A4 whose picture holds words; what stands in the PDF is drawn by the same code as on a printer."""
    from datetime import date

    import pikepdf

    from app.gui.assistant.sheet_paper import write_pdf
    from app.security.recovery_sheet import Sheet

    sheet = Sheet(recovery_code(place.home / "settings"), "6c7d7cf76a90", "PC-03", date(2026, 11, 30))
    (tmp_path / "sheet.pdf").write_bytes(write_pdf(sheet))
    with pikepdf.open(tmp_path / "sheet.pdf") as pdf:
        assert len(pdf.pages) == 1
        assert [round(float(v)) for v in pdf.pages[0].mediabox[2:]] == [595, 842]  # type: ignore[index, union-attr]


def test_the_password_is_asked_for_where_there_are_accounts(place: Place) -> None:
    done = accounts.first_account(place.desk.office.acting(), "lin", "Lin", PASSWORD)
    place.desk.act_as(logging_in.accept_duty(place.desk.office.acting(done.actor)).actor)
    dialog = place.open("recovery")
    page = dialog.page
    assert isinstance(page, RecoveryPage)
    assert not page.to_screen.isEnabled()
    page.password.line.setText("not it at all")
    page.to_screen.click()
    assert "not your password" in place.said()
    page.password.line.setText(PASSWORD)
    page.to_screen.click()
    place.until(lambda: not page.code.isHidden())
    assert page.password.line.text() == ""
    place.desk.locked.emit()
    assert page.code.text() == ""


# ---- printers -----------------------------------------------------------------


@pytest.fixture
def found(place: Place, tmp_path: Path) -> dict[str, Any]:
    """Two printers that announce themselves: a folder that is there, and one that answers only with its code."""
    kinds = by_id()
    folder = tmp_path / "hot"
    folder.mkdir()
    lost = {"host": "127.0.0.1", "serial": "01S00A000000001"}

    def discovered(kind: DriverKind, *answers: tuple[str, dict[str, Any]]) -> DriverKind:
        return replace(kind, discover=lambda _seconds: list(answers))

    place.room.floor.kinds = {
        "hot_folder": discovered(kinds["hot_folder"], ("Mimaki", {"folder": str(folder)})),
        "bambu": discovered(kinds["bambu"], ("X1 right", lost)),
    }
    return lost


def printers(place: Place) -> list[Printer]:
    with place.desk.office.book.reading() as book:
        return list(book.find(Printer, active=True))


def test_what_is_ticked_is_tried_and_added(place: Place, found: dict[str, Any]) -> None:
    assert found
    dialog = place.open("printers")
    page = dialog.page
    assert isinstance(page, PrintersPage)
    place.until(lambda: len(page.rows) == 2)
    assert "2 printers" in page.said.text()
    assert not any(row.wanted for row in page.rows), "a network may hold printers of others"
    for row in page.rows:
        row.tick.click()
    dialog.next.click()
    bambu = next(row for row in page.rows if row.kind.id == "bambu")
    assert "with its key" in bambu.problem.text()
    assert printers(place) == []
    assert bambu.key is not None
    bambu.key.line.setText("12345678")
    dialog.next.click()
    place.until(lambda: not page.busy and bool(bambu.problem.text()) and "with its key" not in bambu.problem.text())
    assert [printer.name for printer in printers(place)] == ["Mimaki"], "the one that answers is added"
    bambu.tick.setChecked(False)
    dialog.next.click()
    place.until_at("scanner")
    assert "1 printer" in str(place.room.course.told["printers"])
    [mimaki] = printers(place)
    assert (mimaki.driver, mimaki.queues) == ("hot_folder", True)
    assert bambu.key.line.text() == ""


def test_a_search_need_not_be_waited_for(place: Place) -> None:
    begun, found = Event(), Event()

    def slow(_seconds: float) -> list[tuple[str, dict[str, Any]]]:
        begun.set()
        assert found.wait(60)
        return []

    kind = replace(by_id()["hot_folder"], discover=slow)
    place.room.floor.kinds = {str(number): replace(kind, id=str(number)) for number in range(3)}
    dialog = place.open("printers")
    page = dialog.page
    assert isinstance(page, PrintersPage)
    try:
        place.until(begun.is_set)
        dialog.next.click()
        place.until_at("scanner")
        assert not page.busy
        assert not found.is_set()
    finally:
        found.set()


# ---- scanner ------------------------------------------------------------------


def scanner(place: Place) -> ScannerPage:
    page = place.open("scanner").page
    assert isinstance(page, ScannerPage)
    place.until(page.field.hasFocus)
    return page


def words_of(page: ScannerPage) -> str:
    from PySide6.QtWidgets import QLabel

    return " ".join(one.text() for one in page.findChildren(QLabel))


def test_a_scan_is_read_and_enter_goes_nowhere(place: Place) -> None:
    page = scanner(place)
    dialog = place.dialog
    assert dialog is not None
    QTest.keyClicks(page.field, TEST_CODE)
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    assert dialog.page is page
    assert page.scan is not None
    assert (page.scan.words, page.scan.end) == (TEST_CODE, "enter")
    assert "exactly as it is" in words_of(page)
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    assert dialog.page.id == "sample"
    assert str(place.room.course.told["scanner"]) == "It works"


def test_a_layout_that_spoils_codes_is_explained(place: Place) -> None:
    page = scanner(place)
    QTest.keyClicks(page.field, TEST_CODE.translate(str.maketrans("YZyz", "ZYzy")))
    QTest.keyClick(page.field, Qt.Key.Key_Tab)
    assert "German keyboard" in words_of(page)
    assert "ends with Tab" in words_of(page)
    assert page.field.hasFocus()
    page.again.click()
    assert page.scan is None
    assert "German" not in words_of(page)


def test_a_scanner_without_enter_is_noticed(place: Place) -> None:
    page = scanner(place)
    QTest.keyClicks(page.field, "SN-7F3A9C")
    place.until(lambda: page.scan is not None)
    assert "No Enter came" in words_of(page)


def test_the_code_on_the_page_can_be_read(place: Place) -> None:
    import numpy as np
    import zxingcpp
    from PySide6.QtGui import QImage

    from app.gui.assistant.scanner_page import _code_picture

    assert place
    image = _code_picture(TEST_CODE, 176).toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())[
        :, : image.width()
    ]
    assert [one.text for one in zxingcpp.read_barcodes(pixels)] == [TEST_CODE]


# ---- sample and summary -------------------------------------------------------


def test_the_sample_is_filled_in_and_can_be_stopped(place: Place) -> None:
    dialog = place.open("sample")
    page = dialog.page
    assert isinstance(page, SamplePage)
    page.sample.radio.click()
    dialog.next.click()
    assert page.busy
    dialog.skip.click()
    assert not page.busy
    assert dialog.page is page
    place.until(lambda: orders(place) == 0 and not any(job.open for job in _jobs(place)))
    page.figurine.setChecked(True)
    dialog.next.click()
    place.until_at("done")
    assert orders(place) > 10
    assert place.room.course.open_sample
    dialog.back.click()
    place.until(lambda: not page.there.isHidden())
    assert page.sample.isHidden()


def _jobs(place: Place) -> list[Any]:
    return place.desk._runner.jobs


def test_an_empty_book_is_begun(place: Place) -> None:
    dialog = place.open("sample")
    dialog.next.click()
    place.until_at("done")
    assert orders(place) == 0
    page = dialog.page
    assert isinstance(page, DonePage)
    lines = {name: told for _icon, name, told, _where in page.lines()}
    assert lines["Recovery sheet"] == "Not on paper yet"
    assert lines["To begin with"] == "The order book is empty"


def test_every_step_says_where_it_is_changed() -> None:
    assert set(WHERE) == {kind.id for kind in STEPS}
    assert len({kind.id for kind in STEPS}) == len(STEPS)


def test_the_steps_lead_back_to_pages_that_were_seen(make_place: Callable[..., Place]) -> None:
    place = make_place(first=False)
    dialog = place.open()
    assert not dialog.rail.isHidden()
    assert [step.isEnabled() for step in dialog.rail.steps][:3] == [True, False, False]
    dialog.next.click()
    place.until_at("place")
    dialog.next.click()
    place.until_at("files")
    dialog.rail.steps[0].click()
    assert dialog.page.id == "welcome"
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.page.id == "place"
    QTest.keyClick(dialog, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert dialog.page.id == "welcome"
