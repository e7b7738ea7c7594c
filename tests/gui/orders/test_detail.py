"""The page of an order over a real book: what it shows, and what can be done on it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.commands import claims, live, notes, orders, proofs, workshop_settings
from app.commands.office import Office
from app.gui.base import slices
from app.gui.base.office_desk import OfficeDesk
from app.gui.orders.claim_questions import ComplaintQuestion, VerdictQuestion
from app.gui.orders.conflict import ConflictDialog
from app.gui.orders.detail import DetailPage
from app.gui.orders.item_card import ItemCard
from app.gui.orders.picture_window import PictureWindow
from app.gui.orders.proof_decision import DecisionQuestion, SendQuestion
from app.gui.orders.rights_box import safe
from app.gui.widgets.basics import ElidedLabel
from app.gui.widgets.question import ReasonQuestion
from app.orders.records import Item, Order
from app.security.actor import NOBODY, Actor
from app.security.roles import Role
from app.service.records import Claim, Proof
from tests.gui.orders.conftest import OpenDetail
from tests.gui.orders.shop import WAIT, Enter, item_of, items_of, png
from tests.new_content import revise


def cards(page: DetailPage) -> list[ItemCard]:
    return page.items.cards()


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def entry(menu: QMenu, words: str) -> object:
    menu.aboutToShow.emit()
    return next(action for action in menu.actions() if action.text() == words)


def test_it_shows_what_is_known_and_masks_the_buyer(open_detail: OpenDetail, enter: Enter, qtbot: QtBot) -> None:
    order = enter("Night singer", items=2)
    page = open_detail(order)
    assert page.head.number.text() == order.number
    qtbot.waitUntil(lambda: len(cards(page)) == 2, timeout=WAIT)
    assert "Night singer" in said(page) or cards(page)[0].row.record.title == "Night singer"
    shown = said(page)
    assert "13800000000" not in shown
    assert "测试甲" not in shown
    assert "138" in page.contact.masked.text()
    qtbot.waitUntil(lambda: page.timeline.lines.count() == 1, timeout=WAIT)  # received
    assert "Consent of" in page.rights.consent.text()


def test_the_next_step_is_one_click_and_the_page_follows(
    open_detail: OpenDetail, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    order = enter("Night singer")
    page = open_detail(order)
    assert cards(page)[0].go.property("kind") == "primary"
    qtbot.mouseClick(cards(page)[0].go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: cards(page)[0].row.record.state == "asset_check", timeout=WAIT)
    orders.move(office, Item, item_of(office, order).id, "start", version=None)  # on another PC
    qtbot.waitUntil(lambda: cards(page)[0].row.record.state == "modeling", timeout=WAIT)
    qtbot.waitUntil(lambda: page.timeline.lines.count() == 3, timeout=WAIT)


def test_a_long_order_comes_a_few_cards_at_a_time_and_keeps_those_that_stay(
    open_detail: OpenDetail, enter: Enter, office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "BUDGET_SECONDS", 0.0)  # one card at a time
    order = enter("Night singer", items=6)
    page = open_detail(order)
    assert len(cards(page)) < 6
    qtbot.waitUntil(lambda: len(cards(page)) == 6, timeout=WAIT)
    before = cards(page)
    assert [card.row.record.position for card in before] == [1, 2, 3, 4, 5, 6]
    before[4].go.setFocus()
    orders.move(office, Item, before[2].row.record.id, "start", version=None)
    qtbot.waitUntil(lambda: [card.row.record.state for card in cards(page)][2:3] == ["modeling"], timeout=WAIT)
    assert [old is new for old, new in zip(before, cards(page), strict=True)] == [True, True, False, True, True, True]
    assert page.window().focusWidget() is before[4].go


def test_no_turn_of_the_event_loop_makes_more_than_one_thing_when_there_is_no_time(
    open_detail: OpenDetail, enter: Enter, office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cards of items, parcels, proofs and claims, and lines of the history, share one budget."""
    monkeypatch.setattr(slices, "BUDGET_SECONDS", 0.0)
    order = enter("Night singer", items=8)
    for item in items_of(office, order):
        claims.open_claim(office, order.id, item=item.id, words="an ear came off")
    page = open_detail(order)
    made: list[int] = []

    def count() -> int:
        columns = (page.records.parcels, page.records.proofs, page.records.claims, page.timeline.lines)
        return len(cards(page)) + sum(column.count() for column in columns)

    turn = page.slices.go_on

    def counted() -> None:
        before = count()
        turn()
        made.append(count() - before)

    page.slices._soon._do = counted
    assert count() <= 2
    qtbot.waitUntil(lambda: count() == 8 + 8 + 9, timeout=WAIT)
    assert max(made) == 1
    assert len(made) >= 8 + 8 + 9 - 2


def test_notes_are_written_pinned_and_kept_while_others_work(
    open_detail: OpenDetail, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    order = enter()
    page = open_detail(order)
    assert not page.notes.keep.isEnabled()
    page.notes.field.setPlainText("blue hair, please")
    notes.add_note(office, order.id, "from another PC")
    qtbot.waitUntil(lambda: len(page.view.notes) == 1, timeout=WAIT)
    assert page.notes.words() == "blue hair, please"  # what is typed stays
    qtbot.keyClick(page.notes.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(page.view.notes) == 2, timeout=WAIT)
    assert page.notes.words() == ""
    note = next(one for one in page.view.notes if one.words == "from another PC")
    page.notes.pinned.emit(note, True)
    qtbot.waitUntil(lambda: any(one.pinned for one in page.view.notes), timeout=WAIT)
    qtbot.waitUntil(lambda: said(page.notes).startswith("from another PC"), timeout=WAIT)


def test_files_come_in_are_looked_at_and_saved(
    open_detail: OpenDetail, enter: Enter, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = tmp_path / "face.png"
    picture.write_bytes(png())
    page = open_detail(enter())
    page.files.added.emit([picture, tmp_path / "missing.png"])
    qtbot.waitUntil(lambda: len(page.view.files) == 1 and bool(page.messages.sentences), timeout=WAIT)
    assert page.messages.sentences == ["“missing.png” cannot be read; choose it again."]
    file = page.view.files[0]
    assert (file.name, file.kind, file.sensitive) == ("face.png", "photo", True)
    page.files.opened.emit(file)
    qtbot.waitUntil(lambda: page.findChild(PictureWindow) is not None, timeout=WAIT)
    page.findChild(PictureWindow).close()
    target = tmp_path / "out" / "copy.png"
    target.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(target), ""))
    page.files._save(file)
    qtbot.waitUntil(target.exists, timeout=WAIT)
    assert target.read_bytes() == png()
    assert list(target.parent.iterdir()) == [target]
    page.files.removed.emit(file)
    question = page.findChild(ReasonQuestion)
    question.field.setPlainText("the wrong picture")
    question.accept()
    qtbot.waitUntil(lambda: not page.view.files, timeout=WAIT)


def test_a_consent_is_taken_back_and_given_again(
    open_detail: OpenDetail, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    order = enter("Night singer")
    page = open_detail(order)
    assert "likeness" in page.rights.consent.text()
    assert "Creation c · belongs to the client" in [label._whole for label in page.rights.findChildren(ElidedLabel)]
    assert page.rights.give.isHidden()
    page.rights.take_back.click()
    question = page.findChild(ReasonQuestion)
    question.field.setPlainText("changed their mind")
    question.accept()
    qtbot.waitUntil(lambda: item_of(office, order).hold_reason == "rights", timeout=WAIT)
    qtbot.waitUntil(lambda: page.rights.consent.text() == "The buyer's consent is missing.", timeout=WAIT)
    page.rights.give.click()
    qtbot.waitUntil(lambda: page.view.consented, timeout=WAIT)
    assert not safe("file:///etc/passwd")
    assert not safe("http://plain.example/x")
    assert safe("https://media.example/song.mp4")


def in_review(office: Office, order: Order) -> Item:
    item = item_of(office, order)
    orders.move(office, Item, item.id, "start", version=None)
    revise(office, item.id, "ab" * 32)
    for event in ("submit", "to_review"):
        orders.move(office, Item, item.id, event, version=None)
    return item_of(office, order)


def test_a_proof_is_sent_and_decided_with_evidence(
    open_detail: OpenDetail, enter: Enter, office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    order = enter()
    in_review(office, order)
    page = open_detail(order)
    assert cards(page)[0].go.text() == "Send the proof"
    cards(page)[0].go.click()
    send = page.findChild(SendQuestion)
    sheet = tmp_path / "proof.png"
    sheet.write_bytes(png())
    send.sheet.take(sheet)
    send.accept()
    qtbot.waitUntil(lambda: cards(page)[0].row.record.state == "proof_sent", timeout=WAIT)
    qtbot.waitUntil(lambda: page.records.proofs.count() == 1, timeout=WAIT)
    cards(page)[0].go.click()
    decide = page.findChildren(DecisionQuestion)[-1]
    assert not decide.go.isEnabled()  # nothing shows the decision yet
    shot = tmp_path / "chat.png"
    shot.write_bytes(png(20))
    decide.evidence.take(shot)
    assert decide.go.isEnabled()
    decide.words.setPlainText("lovely")
    decide.accept()
    qtbot.waitUntil(lambda: cards(page)[0].row.record.state == "approved", timeout=WAIT)
    with office.book.reading() as book:
        proof = book.find(Proof, order=order.id)[0]
    assert (proof.state, proof.decided_by) == ("approved", "on_behalf")
    assert proof.evidence
    assert cards(page)[0].row.record.approved == "ab" * 32


def test_the_sheet_that_the_bench_has_drafted_is_sent(
    open_detail: OpenDetail, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    order = enter()
    draft = proofs.draft_proof(office, in_review(office, order).id, sheet=png())
    page = open_detail(order)
    cards(page)[0].go.click()
    page.findChild(SendQuestion).accept()
    qtbot.waitUntil(lambda: cards(page)[0].row.record.state == "proof_sent", timeout=WAIT)
    with office.book.reading() as book:
        states = [(proof.id, proof.state, proof.file) for proof in book.find(Proof, order=order.id)]
    assert states == [(draft.id, "sent", draft.file)]


def with_proof_sent(open_detail: OpenDetail, office: Office, order: Order, qtbot: QtBot) -> DetailPage:
    """The page of an order whose proof is with the buyer."""
    in_review(office, order)
    page = open_detail(order)
    cards(page)[0].go.click()
    page.findChild(SendQuestion).accept()
    qtbot.waitUntil(lambda: cards(page)[0].row.record.state == "proof_sent", timeout=WAIT)
    return page


def test_changes_need_the_buyers_words(open_detail: OpenDetail, enter: Enter, office: Office, qtbot: QtBot) -> None:
    order = enter()
    page = with_proof_sent(open_detail, office, order, qtbot)
    entry(cards(page)[0].menu, "The buyer wants changes…").trigger()
    decide = page.findChild(DecisionQuestion)
    decide.by_buyer.setChecked(True)
    assert not decide.go.isEnabled()
    decide.words.setPlainText("longer hair")
    decide.accept()
    qtbot.waitUntil(lambda: cards(page)[0].row.record.state == "changes_requested", timeout=WAIT)
    assert not any("price" in words for words in page.messages.sentences)  # the first round of changes is free


def test_changes_beyond_the_free_rounds_are_said_to_cost_something(
    open_detail: OpenDetail, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    workshop_settings.change(office, free_rounds=0)
    order = enter()
    page = with_proof_sent(open_detail, office, order, qtbot)
    page.messages.clear()
    entry(cards(page)[0].menu, "The buyer wants changes…").trigger()
    decide = page.findChild(DecisionQuestion)
    decide.by_buyer.setChecked(True)
    decide.words.setPlainText("longer hair")
    decide.accept()
    qtbot.waitUntil(lambda: any("agree on the price" in words for words in page.messages.sentences), timeout=WAIT)
    orders.move(office, Item, item_of(office, order).id, "next_round", version=None)
    page.look_soon()
    qtbot.waitUntil(lambda: cards(page)[0].row.beyond_free, timeout=WAIT)
    asked = next(badge for badge in cards(page)[0].findChildren(QLabel) if badge.text() == "round 2")
    assert asked.property("tone") == "warn"
    assert "price" in asked.toolTip()


def test_a_complaint_becomes_a_claim_and_is_decided(
    open_detail: OpenDetail, enter: Enter, office: Office, qtbot: QtBot
) -> None:
    order = enter("Guitar cat")
    page = open_detail(order)
    entry(cards(page)[0].menu, "The buyer complains…").trigger()
    question = page.findChild(ComplaintQuestion)
    assert not question.go.isEnabled()
    question.words.setPlainText("an ear came off")
    question.accept()
    qtbot.waitUntil(lambda: page.records.claims.count() == 1, timeout=WAIT)
    claim = page.view.claims[0].record
    assert claims.claim_words(office, claim.id) == "an ear came off"
    assert "an ear came off" not in said(page)  # sealed until it is asked for
    orders.move(office, Claim, claim.id, "triage", version=None)
    qtbot.waitUntil(lambda: page.view.claims[0].record.state == "triage", timeout=WAIT)
    steps = {step.event: step for step in page.view.claims[0].steps}
    page._claim_step(page.view.claims[0].record, steps["decide"])
    verdict = page.findChildren(VerdictQuestion)[-1]
    verdict.cause.setCurrentIndex(verdict.cause.findData("print"))
    verdict.decision.setCurrentIndex(verdict.decision.findData("remake"))
    verdict.amount.setValue(12.5)
    verdict.accept()
    qtbot.waitUntil(lambda: page.view.claims[0].record.decision == "remake", timeout=WAIT)
    assert page.view.claims[0].record.amount == 12.5


def test_whoever_decides_a_claim_second_sees_both_versions(
    open_detail: OpenDetail, enter: Enter, office: Office, desk: OfficeDesk, qtbot: QtBot
) -> None:
    order = enter("Guitar cat")
    claim = claims.open_claim(office, order.id, item=item_of(office, order).id, words="an ear came off")
    orders.move(office, Claim, claim.id, "triage", version=None)
    page = open_detail(order)
    desk.close()  # this PC does not hear of it
    steps = {step.event: step for step in page.view.claims[0].steps}
    page._claim_step(page.view.claims[0].record, steps["decide"])
    verdict = page.findChild(VerdictQuestion)
    for box, chosen in ((verdict.cause, "print"), (verdict.decision, "remake")):
        box.setCurrentIndex(box.findData(chosen))
    orders.move(office, Claim, claim.id, "ask_evidence", version=None)
    orders.move(office, Claim, claim.id, "evidence_there", version=None)
    verdict.accept()
    qtbot.waitUntil(lambda: page.findChild(ConflictDialog) is not None, timeout=WAIT)
    page.findChild(ConflictDialog).go.click()
    qtbot.waitUntil(lambda: page.view.claims[0].record.decision == "remake", timeout=WAIT)


def test_another_day_is_promised_with_a_reason(open_detail: OpenDetail, enter: Enter, qtbot: QtBot) -> None:
    from app.gui.orders.asking import DueQuestion

    order = enter()
    page = open_detail(order)
    page.head.due.click()
    day = page.findChild(DueQuestion)
    day.field.setDateTime(day.field.dateTime().addDays(5))
    day.accept()
    why = page.findChild(ReasonQuestion)
    why.field.setPlainText("the buyer travels")
    why.accept()
    qtbot.waitUntil(lambda: page.view.order.due_at != order.due_at, timeout=WAIT)
    page.head.priority_wanted.emit(2)
    qtbot.waitUntil(lambda: page.view.order.priority == 2, timeout=WAIT)
    assert page.head.priority.text() == "Urgent"


def test_the_history_is_narrowed(open_detail: OpenDetail, enter: Enter, office: Office, qtbot: QtBot) -> None:
    order = enter()
    notes.add_note(office, order.id, "one")
    page = open_detail(order)
    qtbot.waitUntil(lambda: page.timeline.lines.count() == 2, timeout=WAIT)
    page.timeline.topic.setCurrentIndex(page.timeline.topic.findData("note"))
    qtbot.waitUntil(lambda: page.timeline.lines.count() == 1, timeout=WAIT)
    qtbot.waitUntil(lambda: "A note was written" in said(page.timeline), timeout=WAIT)


def test_whoever_only_looks_sees_no_buttons(open_detail: OpenDetail, enter: Enter, boss: Actor) -> None:
    page = open_detail(enter(), Actor(boss.account + 1, "Looker", frozenset({Role.SUPERVISOR})))
    card = cards(page)[0]
    assert card.go is None
    card.menu.aboutToShow.emit()
    assert [action.text() for action in card.menu.actions()] == ["Show where it stands…"]
    assert not page.notes._writing.isVisible()
    assert not page.files.add.isVisible()
    assert not page.head.due.isEnabled()
    assert not page.contact.show_button.isVisible()


def test_who_works_on_it_is_said(
    open_detail: OpenDetail, enter: Enter, office: Office, boss: Actor, qtbot: QtBot
) -> None:
    order = enter("Night singer")
    other = Actor(boss.account + 1, "Other", frozenset({Role.ENGINEER}))
    there = office.acting(other)
    there.station = "PC-07"
    live.here(there, item_of(office, order).id)
    page = open_detail(order, boss)
    qtbot.waitUntil(page.here.isVisible, timeout=WAIT)
    assert "PC-07" in page.here.text()


def test_nothing_stays_when_another_person_comes(
    open_detail: OpenDetail, enter: Enter, office: Office, desk: OfficeDesk, qtbot: QtBot
) -> None:
    order = enter()
    notes.add_note(office, order.id, "confidential words")
    page = open_detail(order)
    assert "confidential words" in said(page)
    with qtbot.waitSignal(page.closed):
        desk.act_as(NOBODY)
    qtbot.wait(50)
    assert "confidential words" not in said(page)
    assert page.view is None


def test_escape_leads_back(open_detail: OpenDetail, enter: Enter, qtbot: QtBot) -> None:
    page = open_detail(enter())
    with qtbot.waitSignal(page.closed):
        qtbot.keyClick(page, Qt.Key.Key_Escape)
