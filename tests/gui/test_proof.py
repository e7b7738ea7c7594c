"""Proofs from the window: what is asked, and that it is made while somebody works on."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap.workstation import Workstation
from app.commands.audit import trace_picture
from app.commands.orders import new_order
from app.commands.proof import PARTS, ProofWishes
from app.gui.proof.model_dialog import ModelProofDialog
from app.orders.draft import Buyer, ConsentDraft, ItemDraft, OrderDraft
from app.orders.record import now
from app.orders.records import Item, Order

pytestmark = pytest.mark.usefixtures("look")
DRAFT = OrderDraft(
    items=(ItemDraft(product="figurine", title="Night singer", finish="white", height_mm=120.0),),
    buyer=Buyer("测试甲", "13800000000", "测试省测试市测试路1号"),
    channel="manual",
    due_at=now() + timedelta(days=9),
    consent=ConsentDraft(channel="test", given_at=now()),
)


def dialog(qtbot: QtBot, folder: Path, **more: object) -> tuple[ModelProofDialog, list[tuple[ProofWishes, Path]]]:
    parent = QWidget()
    qtbot.addWidget(parent)
    chosen: list[tuple[ProofWishes, Path]] = []
    wishes = ProofWishes(**{"title": "Singer", "stem": "singer", **more})  # type: ignore[arg-type]
    made = ModelProofDialog(wishes, folder, lambda wishes, folder: chosen.append((wishes, folder)), parent)
    made.kept = parent  # type: ignore[attr-defined] - the parent must outlive this function
    made.open()
    return made, chosen


def test_what_is_typed_is_what_is_wished(qtbot: QtBot, tmp_path: Path) -> None:
    asked, chosen = dialog(qtbot, tmp_path / "proof", watermark="PROOF")
    assert asked.hint.text() == "8 files will be made."
    asked.title.clear()
    qtbot.keyClicks(asked.title, "Mia")
    asked.base_text.setText(r"  To\nMia ")
    asked.look_at.setPlainText("The microphone is silver\n\n  Two pigtails ")
    asked.round.setValue(4)
    asked.white.setChecked(True)
    asked.parts["mp4"].setChecked(False)
    qtbot.keyClick(asked.title, Qt.Key.Key_Return)
    (wishes, folder) = chosen[0]
    assert folder == tmp_path / "proof"
    assert wishes == ProofWishes(
        "Mia", "singer", 4, "To\nMia", ("The microphone is silver", "Two pigtails"),
        ("stills", "webp", "pdf", "html"), white=True, watermark="PROOF",
    )  # fmt: skip


def test_what_cannot_work_is_said_and_not_started(qtbot: QtBot, tmp_path: Path) -> None:
    asked, chosen = dialog(qtbot, tmp_path / "proof")
    asked.title.setText(" ")
    assert "title" in asked.hint.text()
    assert not asked.start.isEnabled()
    asked.title.setText("x")
    asked.folder.setText(str(tmp_path / "missing" / "proof"))
    assert "There is no folder" in asked.hint.text()
    (tmp_path / "file").write_text("x")
    asked.folder.setText(str(tmp_path / "file"))
    assert "is a file" in asked.hint.text()
    asked.folder.setText("")
    assert not asked.start.isEnabled()
    asked.folder.setText(str(tmp_path))
    assert asked.start.isEnabled()
    (tmp_path / "singer-r1.pdf").write_text("x")
    asked.round.setValue(2)
    asked.round.setValue(1)
    assert "replaced" in asked.hint.text()
    for box in asked.parts.values():
        box.setChecked(False)
    assert "at least one" in asked.hint.text()
    assert not asked.start.isEnabled()
    asked.reject()
    assert chosen == []


def test_every_field_can_be_reached_and_says_what_it_is(qtbot: QtBot, tmp_path: Path) -> None:
    asked, _chosen = dialog(qtbot, tmp_path)
    reached = set()
    widget: QWidget | None = asked.title
    for _ in range(40):
        assert widget is not None
        reached.add(widget)
        widget = widget.nextInFocusChain()
    for field in (asked.title, asked.round, asked.base_text, asked.look_at, asked.watermark, asked.folder):
        assert field in reached
        assert field.accessibleName()
        assert field.toolTip()
    assert all(box in reached and box.toolTip() for box in asked.parts.values())
    assert list(asked.parts) == list(PARTS)


@pytest.mark.render
def test_a_proof_is_made_from_the_window(
    open_workstation: Callable[..., Workstation], open_box: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_workstation(open_box).window
    qtbot.waitUntil(lambda: window.workshop.bench.report is not None, timeout=60_000)
    assert window.actions_.by_id["file.proof"].isEnabled()
    asked = window.proofs.ask()
    assert asked is not None
    assert asked.white.isChecked(), "a model without colour is proposed white"
    asked.folder.setText(str(tmp_path / "out"))
    for part, box in asked.parts.items():
        box.setChecked(part in ("pdf", "html"))
    asked.accept()
    qtbot.waitUntil(lambda: any("The proof is made" in s for s in window.bench.messages.sentences), timeout=120_000)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["open box-r1.html", "open box-r1.pdf"]
    again = window.proofs.ask()
    assert again is not None
    assert (again.round.value(), again.folder.text()) == (2, str(tmp_path / "out")), (
        "the next round, where the last was"
    )
    assert not again.parts["mp4"].isChecked()
    again.reject()


@pytest.mark.render
def test_a_proof_for_an_order_carries_its_mark_and_none_is_made_without_it(
    open_workstation: Callable[..., Workstation], open_box: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    workstation = open_workstation(open_box)
    window, desk = workstation.window, workstation.desk
    qtbot.waitUntil(lambda: window.workshop.bench.report is not None and desk.ready, timeout=60_000)
    entered: list[Order] = []
    desk.ask(new_order, DRAFT, then=entered.append)
    qtbot.waitUntil(lambda: bool(entered), timeout=60_000)
    with desk.office.book.reading() as book:
        item = book.find(Item, order=entered[0].id)[0]
    bench = window.workshop.bench

    def make_a_proof(item_id: int, folder: Path) -> None:
        assert bench.document is not None
        bench.change(item=item_id)
        asked = window.proofs.ask()
        assert asked is not None
        asked.folder.setText(str(folder))
        for part, box in asked.parts.items():
            box.setChecked(part == "stills")
        asked.accept()

    make_a_proof(404, tmp_path / "none")  # there is no such item
    qtbot.waitUntil(lambda: any("not in the book any more" in s for s in window.bench.messages.sentences))
    make_a_proof(item.id, tmp_path / "out")
    qtbot.waitUntil(lambda: any("The proof is made" in s for s in window.bench.messages.sentences), timeout=120_000)
    assert not (tmp_path / "none").exists()
    picture = (tmp_path / "out" / "open box-r1-front.png").read_bytes()
    assert trace_picture(desk.office, picture) == entered[0].number


@pytest.mark.render
def test_a_proof_can_be_cancelled(
    open_workstation: Callable[..., Workstation], open_box: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_workstation(open_box).window
    qtbot.waitUntil(lambda: window.workshop.bench.report is not None, timeout=60_000)
    asked = window.proofs.ask()
    assert asked is not None
    asked.folder.setText(str(tmp_path / "out"))
    for part, box in asked.parts.items():
        box.setChecked(part == "mp4")
    asked.accept()
    job = window.workshop.runner.jobs[-1]
    qtbot.waitUntil(lambda: job.done > 0.1, timeout=60_000)
    job.cancel()
    qtbot.waitUntil(lambda: not job.open, timeout=60_000)
    assert job.state == "cancelled"
    assert list((tmp_path / "out").iterdir()) == [], "no half of a film is left"
