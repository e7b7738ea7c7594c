"""The settings of the workshop, and the audit chain: verified, narrowed, written to a file."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import cast

import numpy as np
from PIL import Image
from PySide6.QtCore import QDate
from pytestqt.qtbot import QtBot
from sqlalchemy import text as sql

from app.commands import personal, workshop_settings
from app.commands.accounts import AccountView
from app.commands.office import Office
from app.gui.people.audit_page import AuditPage
from app.gui.people.page import Page
from app.gui.people.settings_page import SettingsPage
from app.orders.records import Order
from app.security.actor import Actor
from app.security.roles import Role
from app.security.watermark import mark_picture, watermark_for
from app.settings.workshop import WorkshopSettings
from app.settings.workshop_fields import FIELDS
from tests.gui.people.conftest import PHONE

Open = Callable[..., Page]
Enter = Callable[..., Order]


def settings_page(open_page: Open, qtbot: QtBot) -> SettingsPage:
    page = cast("SettingsPage", open_page("settings"))
    qtbot.waitUntil(lambda: page.rows["idle_minutes"].editor.value() == WorkshopSettings().idle_minutes)
    return page


def audit_page(open_page: Open, qtbot: QtBot, actor: Actor | None = None) -> AuditPage:
    page = cast("AuditPage", open_page("audit", actor))
    qtbot.waitUntil(lambda: bool(page.table.rows.rows), timeout=60_000)
    return page


def cells(page: AuditPage, column: int) -> list[str]:
    model = page.table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def serving(add_worker: Callable[..., AccountView]) -> Actor:
    """Somebody of the customer service."""
    chen = add_worker("chen", Role.SERVICE)
    return Actor(chen.id, chen.name, frozenset({Role.SERVICE}))


def test_every_setting_has_a_field_and_opening_changes_nothing(qtbot: QtBot, open_page: Open) -> None:
    page = settings_page(open_page, qtbot)
    assert set(page.rows) == {field.name for _title, fields in FIELDS for field in fields}
    assert page.changes == {}
    assert not page.save.isEnabled()


def test_changes_are_saved_together_and_their_values_are_not_in_the_chain(
    qtbot: QtBot, open_page: Open, office: Office, boss: Actor
) -> None:
    page = settings_page(open_page, qtbot)
    page.rows["idle_minutes"].editor.set_value(17)
    page.rows["watermark"].editor.set_value(False)
    assert page.save.text() == "Save 2 changes"
    page.save.click()
    qtbot.waitUntil(lambda: "2 settings were saved." in page.messages.sentences)
    kept = workshop_settings.settings(office.acting(boss))
    assert (kept.idle_minutes, kept.watermark) == (17, False)
    assert not page.save.isEnabled()
    with office.book.reading() as book:
        [event] = [event for event in book.events() if event.kind.startswith("setting")]
    assert set(event.facts["fields"]) == {"idle_minutes", "watermark"}


def test_changes_can_be_discarded_and_a_usual_value_comes_back(qtbot: QtBot, open_page: Open) -> None:
    page = settings_page(open_page, qtbot)
    row = page.rows["idle_minutes"]
    row.editor.set_value(17)
    row.back.click()
    assert page.changes == {}
    row.editor.set_value(18)
    page.undo.click()
    qtbot.waitUntil(lambda: page.changes == {})
    assert row.editor.value() == WorkshopSettings().idle_minutes


def test_what_is_refused_stays_to_be_corrected(qtbot: QtBot, open_page: Open, office: Office, boss: Actor) -> None:
    page = settings_page(open_page, qtbot)
    page.rows["days_off"].editor.set_value(["soon"])
    page.save.click()
    qtbot.waitUntil(lambda: bool(page.messages.sentences))
    assert page.changes == {"days_off": ["soon"]}
    assert page.save.isEnabled()
    assert workshop_settings.settings(office.acting(boss)).days_off == ()


def test_a_setting_is_brought_up_from_elsewhere(qtbot: QtBot, open_page: Open) -> None:
    page = settings_page(open_page, qtbot)
    page.show_setting("retention_portraits_days")
    qtbot.waitUntil(page.rows["retention_portraits_days"].isVisible)


def test_the_chain_is_verified(qtbot: QtBot, open_page: Open, enter: Enter) -> None:
    enter()
    page = audit_page(open_page, qtbot)
    assert "Not verified" in page.verdict.text()
    page.check.click()
    qtbot.waitUntil(lambda: page.verdict.text() == "The chain holds", timeout=60_000)
    assert page.check.isEnabled()


def test_a_chain_that_was_altered_is_told(qtbot: QtBot, open_page: Open, enter: Enter, office: Office) -> None:
    enter()
    with office.book.engine.begin() as connection:  # type: ignore[attr-defined] - as somebody with the file would
        for (trigger,) in connection.execute(sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(sql(f"DROP TRIGGER {trigger}"))
        connection.execute(sql("UPDATE events SET reason = 'nothing' WHERE seq = 2"))
    page = audit_page(open_page, qtbot)
    page.check.click()
    qtbot.waitUntil(lambda: "link 2" in page.verdict.text(), timeout=60_000)
    assert "Keep the last backup" in page.detail.text()


def test_the_chain_is_narrowed_to_a_person_an_order_and_a_kind(
    qtbot: QtBot, open_page: Open, enter: Enter, office: Office, add_worker: Callable[..., AccountView]
) -> None:
    first, second = enter(), enter("测试乙", "13800000001")
    personal.reveal(office.acting(serving(add_worker)), first.id, "Call the buyer about the delivery")
    page = audit_page(open_page, qtbot)
    page.order.setText(first.number)
    qtbot.waitUntil(lambda: bool(cells(page, 4)) and set(cells(page, 4)) == {first.number})
    assert any("Call the buyer" in words for words in cells(page, 5))
    page.person.setCurrentIndex(page.person.findText("Chen"))
    page.person.activated.emit(page.person.currentIndex())
    qtbot.waitUntil(lambda: bool(cells(page, 2)) and set(cells(page, 2)) == {"Chen"})
    page.order.setText("MG-404")
    qtbot.waitUntil(lambda: any("no order with this number" in words for words in page.messages.sentences))
    page.order.setText(second.number)
    page.person.setCurrentIndex(0)
    page.person.activated.emit(0)
    qtbot.waitUntil(lambda: set(cells(page, 4)) == {second.number})
    page.any_day.setCurrentIndex(1)
    page.any_day.activated.emit(1)
    page.day.setDate(QDate(2001, 1, 1))
    qtbot.waitUntil(lambda: "Nothing fits" in page.state.text())


def test_the_list_is_written_to_a_file_as_it_is_narrowed(  # noqa: PLR0917 - fixtures
    qtbot: QtBot, open_page: Open, enter: Enter, office: Office, add_worker: Callable[..., AccountView], tmp_path: Path
) -> None:
    order = enter()
    personal.reveal(office.acting(serving(add_worker)), order.id, "=SUM(1;2) call the buyer")
    page = audit_page(open_page, qtbot)
    page.order.setText(order.number)
    qtbot.waitUntil(lambda: bool(cells(page, 4)) and set(cells(page, 4)) == {order.number})
    page.export_to(tmp_path / "chain.csv")
    qtbot.waitUntil(lambda: any("Saved" in words for words in page.messages.sentences), timeout=60_000)
    with (tmp_path / "chain.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:3] == ["Link", "Moment", "Who"]
    assert len(rows) - 1 == len(page.table.rows.rows)
    assert {row[5] for row in rows[1:]} == {order.number}
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row if cell)
    assert PHONE not in (tmp_path / "chain.csv").read_text("utf-8-sig")


def test_a_picture_that_was_found_outside_is_traced_to_its_order(
    qtbot: QtBot, open_page: Open, enter: Enter, office: Office, tmp_path: Path
) -> None:
    order, other = enter(), enter("测试乙", "13800000001")
    mark = watermark_for(office.vault, "PC-01", office.clock(), order.number)
    plain = np.full((900, 900, 3), 200, np.uint8)
    Image.fromarray(mark_picture(plain, mark)).save(tmp_path / "found.jpg", quality=80)
    Image.fromarray(plain).save(tmp_path / "plain.png")
    page = audit_page(open_page, qtbot)
    page.trace(tmp_path / "plain.png")
    qtbot.waitUntil(lambda: any("no watermark" in words for words in page.messages.sentences), timeout=60_000)
    page.trace(tmp_path / "gone.png")
    qtbot.waitUntil(lambda: any("gone.png" in words for words in page.messages.sentences), timeout=60_000)
    page.trace(tmp_path / "found.jpg")
    qtbot.waitUntil(lambda: any(order.number in words for words in page.messages.sentences), timeout=60_000)
    assert not any(other.number in words for words in page.messages.sentences)
    qtbot.waitUntil(lambda: bool(cells(page, 4)) and set(cells(page, 4)) == {order.number})
    page.order.clear()
    qtbot.waitUntil(lambda: "Picture traced to its order" in cells(page, 3))


def test_an_auditor_verifies_too(qtbot: QtBot, open_page: Open, add_worker: Callable[..., AccountView]) -> None:
    auditor = add_worker("chen", Role.AUDITOR)
    page = audit_page(open_page, qtbot, Actor(auditor.id, auditor.name, frozenset({Role.AUDITOR})))
    page.check.click()
    qtbot.waitUntil(lambda: page.verdict.text() == "The chain holds", timeout=60_000)
