"""Proofs of flat items from the window: from the layout bench and from the page of the order, kept with it as a draft."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.commands import orders, proofs
from app.commands.audit import trace_picture
from app.commands.office import Office
from app.gui.proof.flat_dialog import FlatProofDialog
from app.gui.window.main_window import MainWindow
from app.i18n import text
from app.layouts.editing.changes import moved
from app.orders.draft import Buyer, ConsentDraft, CreationDraft, FileDraft, ItemDraft, OrderDraft
from app.orders.records import FileLink, Item, Order
from app.service.records import Proof
from tests.gui.conftest import Open
from tests.new_content import revise

WAIT = 60_000


@pytest.fixture
def figure(tmp_path: Path) -> Path:
    path = tmp_path / "figure.png"
    image = Image.new("RGBA", (700, 700), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((60, 60, 640, 640), fill=(240, 120, 60, 255))
    image.save(path)
    return path


def ordered(window: MainWindow, qtbot: QtBot, figure: Path) -> tuple[Office, Item]:
    desk = window.orders._desk
    qtbot.waitUntil(lambda: desk.ready, timeout=WAIT)
    cover = desk.office.assets.put(figure.read_bytes(), sensitive=True)
    draft = OrderDraft(
        buyer=Buyer("测试甲", "13800000000", "测试省测试市测试路1号"), consent=ConsentDraft(),
        creations=(CreationDraft(key="c", title="小满", cover=cover.digest),),
        items=(ItemDraft(product="keychain", finish="printed", title="小满", creation="c", height_mm=50, width_mm=50),),
        files=(FileDraft(kind="cover", name="cover.png", digest=cover.digest, size=cover.size),),
    )  # fmt: skip
    made = orders.new_order(desk.office, draft)
    with desk.office.book.reading() as book:
        return desk.office, book.find(Item, order=made.id)[0]


def asked(window: MainWindow, qtbot: QtBot) -> FlatProofDialog:
    """The dialog that is open."""

    def there() -> bool:
        dialog = window.flat_proofs.dialog
        return dialog is not None and dialog.isVisible()

    qtbot.waitUntil(there, timeout=WAIT)
    assert window.flat_proofs.dialog is not None
    return window.flat_proofs.dialog


def found(office: Office, item: Item) -> list[Proof]:
    with office.book.reading() as book:
        return book.find(Proof, item=item.id, order_by="id")


def test_a_proof_is_made_at_the_layout_bench_and_kept_with_the_order(
    open_workstation: Open, qtbot: QtBot, figure: Path, tmp_path: Path
) -> None:
    window = open_workstation().window
    office, item = ordered(window, qtbot, figure)
    window.actions_.by_id["layout.proof"].trigger()
    assert window.flat_proofs.dialog is None, "nothing of an order lies there"
    window.open_item(item.id)
    qtbot.waitUntil(lambda: bool(window.flat.desk.things), timeout=WAIT)
    window.actions_.by_id["layout.proof"].trigger()
    dialog = asked(window, qtbot)
    with office.book.reading() as book:
        now, order = book.get(Item, item.id), book.get(Order, item.order)
    assert now.revision, "what was proposed is the design from now on"
    assert dialog.title.text() == "小满"
    every = [w for kind in (QAbstractButton, QLineEdit, QPlainTextEdit) for w in dialog.findChildren(kind)]
    assert not [w for w in every if w.isVisible() and not w.toolTip()]
    dialog.folder.setText("relative")
    assert not dialog.start.isEnabled()
    dialog.folder.setText(str(tmp_path / "proof"))
    dialog.look_at.setPlainText("The orange is warm")
    QTest.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(found(office, item)), timeout=WAIT)
    (proof,) = found(office, item)
    assert (proof.state, proof.digest) == ("draft", now.revision)
    names = sorted(path.name for path in (tmp_path / "proof").iterdir())
    assert len(names) == 3
    assert [name.partition("-r1")[2] for name in names] == ["-charm.png", "-flat-front.png", ".pdf"]
    sheet = next((tmp_path / "proof").glob("*.pdf"))
    with office.book.reading() as book:
        kept = book.find(FileLink, item=item.id, kind="proof")
    assert office.assets.get(kept[0].digest) == sheet.read_bytes()
    told = subprocess.run(["pdftotext", "-layout", sheet, "-"], capture_output=True, check=True)
    words = told.stdout.decode("utf-8")
    for wanted in ("小满", "The orange is warm", now.revision, "Proof, round 1", "The hole is in the right place"):
        assert wanted in words
    picture = next((tmp_path / "proof").glob("*charm.png"))
    assert trace_picture(office, picture.read_bytes()) == order.number
    messages = window.flat.page.messages
    qtbot.waitUntil(lambda: any("3 files are in proof" in words for words in messages.sentences), timeout=WAIT)

    window.orders.show_order(item.order, item.id)
    detail = window.orders.detail
    qtbot.waitUntil(lambda: bool(detail.items.cards()), timeout=WAIT)
    (card,) = detail.items.cards()
    (make,) = [one for one in card.findChildren(QPushButton) if one.text() == "Make the proof…"]
    QTest.mouseClick(make, Qt.MouseButton.LeftButton)
    again = asked(window, qtbot)
    assert again is not dialog
    assert again.look_at.toPlainText() == "The orange is warm", "what was said is proposed again"
    assert "replaced" in again.hint.text()
    again.reject()


def test_above_the_layout_bench_stands_its_order_and_what_the_buyer_wants_changed(
    open_workstation: Open, qtbot: QtBot, figure: Path
) -> None:
    window = open_workstation().window
    window.show()
    office, item = ordered(window, qtbot, figure)
    revise(office, item.id, "ab" * 32)
    for event in ("start", "submit", "to_review"):
        orders.move(office, Item, item.id, event, version=None)
    proof = proofs.draft_proof(office, item.id)
    proof = proofs.send_proof(office, proof.id, version=proof.version)
    proofs.decide(
        office, proof.id, "want_changes", version=proof.version, reason="changes", by="buyer", remarks="bluer sky"
    )
    window.open_item(item.id)
    bar = window.orders.flat.bar
    qtbot.waitUntil(lambda: bar.isVisible() and bar.item is not None and bar.item.id == item.id, timeout=WAIT)
    assert window.flat.page.isAncestorOf(bar)
    QTest.mouseClick(bar.said.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bar.said.words.text() == "bluer sky", timeout=WAIT)
    assert bar.go.isVisible()
    desk = window.flat.desk
    assert desk.design is not None
    desk.change(text("Move"), moved(desk.design, 0, {desk.layers[-1].id}, 1.5, 0))  # the book does not know it yet
    QTest.mouseClick(bar.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bar.item is not None and bar.item.state == "modeling", timeout=WAIT)
    window.flat.desk.open(())
    assert not bar.isVisible()
    assert bar.said.words.text() == ""


def test_the_step_is_taken_with_the_item_it_was_pressed_for(
    open_workstation: Open, qtbot: QtBot, figure: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The book is told of the design first; meanwhile another item may be turned to."""
    window = open_workstation().window
    office, first = ordered(window, qtbot, figure)
    _, second = ordered(window, qtbot, figure)
    for item in (first, second):
        revise(office, item.id, "ab" * 32)
        orders.move(office, Item, item.id, "start", version=None)
    window.visit_layouts(lambda flat: flat.open_items((first.id, second.id)))
    bar = window.orders.flat.bar
    qtbot.waitUntil(lambda: bar.item is not None and bar.item.id == first.id and not bar.go.isHidden(), timeout=WAIT)
    assert window.flat.office is not None
    kept: list[Callable[[], object]] = []
    monkeypatch.setattr(window.flat.office, "settled", kept.append)
    bar.go.click()
    window.flat.desk.go_to(1)
    assert window.orders.flat.item == second.id
    kept.pop()()

    def states() -> list[str]:
        with office.book.reading() as book:
            return [book.get(Item, item.id).state for item in (first, second)]

    qtbot.waitUntil(lambda: states() != ["modeling"] * 2, timeout=WAIT)
    assert states()[1] == "modeling"
