"""What the buyers see and decide: proofs made in the window, sent, and the decisions entered."""

from pathlib import Path
from typing import Any

from app.gui.orders.proof_decision import DecisionQuestion, SendQuestion
from app.gui.proof.flat_dialog import FlatProofDialog
from app.gui.proof.model_dialog import ModelProofDialog
from app.orders.records import Item
from app.service.records import Proof
from tests.e2e.day.hands import ALT, CONTROL, SHIFT, Key, until
from tests.e2e.day.workshop import Day

SHOWN = ("stills", "pdf", "html")


def model_proof(day: Day, item: Item, *, everything: bool = False) -> Path:
    """Make the proof of the figurine on the bench; ``everything``: its pictures and the page that turns, else the sheet."""
    folder = day.folder / "proofs" / item.serial
    folder.parent.mkdir(exist_ok=True)
    with day.diary.step(f"make the proof of “{item.title}”" + (", with pictures and page" if everything else "")):
        day.hands.press(Key.Key_P, CONTROL)
        dialog = day.hands.dialog(ModelProofDialog)
        _type(day, dialog.folder, str(folder))
        for part, box in dialog.parts.items():
            if box.isChecked() != (part in (SHOWN if everything else ("pdf",))):
                day.hands.click(box)
        day.hands.click(dialog.start)
        day.hands.gone(ModelProofDialog)
        until(lambda: any("The proof is made" in one and folder.name in one for one in _said(day)), "the proof is made")
    sheets = list(folder.glob("*.pdf"))
    assert len(sheets) == 1
    assert len(list(folder.iterdir())) == (6 if everything else 1)
    return sheets[0]


def flat_proof(day: Day, item: Item) -> Path:
    """Lay a flat item on the layout bench as it is proposed, and make its proof there."""
    folder, place = day.folder / "proofs" / item.serial, day.window.layouts
    folder.parent.mkdir(exist_ok=True)
    with day.diary.step(f"lay out “{item.title}” and make its proof"):
        day.hands.find(day.get(item))
        day.hands.press(Key.Key_G, CONTROL | SHIFT)
        until(lambda: place.there is not None and _lies_there(day, item), "the item lies on the layout bench")
        until(
            lambda: day.window.workplaces.workplace == "layout" and not day.window.workplaces.over, "the bench is shown"
        )
        day.hands.press(Key.Key_P, CONTROL | ALT | SHIFT)
        dialog = day.hands.dialog(FlatProofDialog)
        _type(day, dialog.folder, str(folder))
        day.hands.click(dialog.start)
        day.hands.gone(FlatProofDialog)
        until(lambda: bool(day.all(Proof, item=item.id)), "its proof is with the order")
        assert day.get(item).revision
    sheets = list(folder.glob("*.pdf"))
    assert len(sheets) == 1
    return sheets[0]


def send(day: Day, item: Item, sheet: Path) -> None:
    """Send the proof: its sheet goes with it."""
    with day.diary.step(f"send the proof of “{item.title}”"):
        day.hands.find(day.get(item))
        day.hands.press(Key.Key_D, CONTROL)
        question = day.hands.dialog(SendQuestion)
        day.hands.file(sheet)
        day.hands.click(question.sheet)
        until(lambda: question.sheet.path == sheet, "the sheet is chosen")
        day.hands.click(question.go)
        until(lambda: day.get(item).state == "proof_sent", "it is sent")
        day.diary.event(f"item:{item.id}", "item.send_proof")


def approve(day: Day, item: Item, words: str) -> None:
    """The buyer was here and agrees."""
    with day.diary.step(f"enter the decision about “{item.title}”"):
        day.hands.find(day.get(item))
        day.hands.press(Key.Key_D, CONTROL)
        question = day.hands.dialog(DecisionQuestion)
        day.hands.click(question.words)
        day.hands.write(words)
        day.hands.click(question.by_buyer)
        day.hands.click(question.go)
        until(lambda: day.get(item).state == "approved", "the decision is entered")
        day.diary.event(f"item:{item.id}", "item.approve")
        assert day.get(item).approved == day.get(item).revision


def _type(day: Day, field: Any, words: str) -> None:
    day.hands.click(field)
    until(field.hasFocus, "the field")
    day.hands.press(Key.Key_A, CONTROL)
    day.hands.write(words)
    until(lambda: field.text() == words, "the words in it")


def _said(day: Day) -> list[str]:
    found: list[str] = day.window.bench.messages.sentences
    return found


def _lies_there(day: Day, item: Item) -> bool:
    thing = day.window.layouts.there.desk.thing
    return thing is not None and thing.item == item.id and len(day.window.layouts.there.desk.things) == 1
