"""A design is kept as a template of the workshop's own, used for something else, and taken away again."""

from pathlib import Path

from PySide6.QtWidgets import QInputDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.gui.layout.opening import with_template
from app.layouts.design.document import PictureLayer, Template
from tests.gui.layout.conftest import WAIT, Bench, Open, card, shape
from tests.gui.layout.test_bench import opened


def named(bench: Bench, title: str) -> Template | None:
    return next((one for one in bench.place.templates.known if one.title == title), None)


def keep(bench: Bench, title: str, qtbot: QtBot) -> Template:
    bench.place.do("keep_template")
    dialog = bench.place.page.findChild(QInputDialog)
    assert dialog is not None
    dialog.setTextValue(title)
    dialog.accept()
    qtbot.waitUntil(lambda: named(bench, title) is not None, timeout=WAIT)
    found = named(bench, title)
    assert found is not None
    return found


def test_a_design_is_kept_without_its_picture_and_used_for_another(
    open_bench: Open, cat: Path, sea: Path, qtbot: QtBot
) -> None:
    bench = open_bench()
    opened(bench, qtbot, cat)
    qtbot.waitUntil(lambda: bool(bench.place.templates.known), timeout=WAIT)
    kept = keep(bench, "Our cat keychain", qtbot)
    assert [slot.kind for slot in kept.slots] == ["picture"]
    opened(bench, qtbot, sea)
    bench.place.use_template(kept)
    thing = bench.desk.thing
    assert thing is not None
    assert thing.design.product == "keychain"
    assert [layer.source for layer in thing.design.pages[0].layers if isinstance(layer, PictureLayer)] == ["{picture}"]
    assert thing.values["picture"].startswith("sha256:")


def test_one_of_the_same_name_is_replaced_and_shown_anew(open_bench: Open, qtbot: QtBot) -> None:
    bench = open_bench()
    qtbot.waitUntil(lambda: bool(bench.place.templates.known), timeout=WAIT)
    count = len(bench.place.templates.known)
    bench.desk.open([card(shape("a", 10, 10))])
    first = keep(bench, "Card", qtbot)
    bench.desk.open([with_template(None, first, 1)])
    bench.place.do("keep_template")
    dialog = bench.place.page.findChildren(QInputDialog)[-1]
    assert dialog.textValue() == "Card"
    dialog.reject()
    bench.desk.open([card(shape("a", 10, 10), shape("b", 50, 50))])
    bench.place.own_templates.keep("Card")
    qtbot.waitUntil(lambda: named(bench, "Card") not in {None, first}, timeout=WAIT)
    assert len(bench.place.templates.known) == count + 1


def test_an_own_template_is_taken_away_and_brought_back(open_bench: Open, qtbot: QtBot) -> None:
    bench = open_bench()
    qtbot.waitUntil(lambda: bool(bench.place.templates.known), timeout=WAIT)
    gallery = bench.place.templates.gallery
    assert gallery.menu_of(bench.place.templates.known[0]) is None
    bench.desk.open([card(shape("a", 10, 10))])
    mine = keep(bench, "Card", qtbot)
    menu = gallery.menu_of(mine)
    assert menu is not None
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: named(bench, "Card") is None, timeout=WAIT)
    messages = bench.place.page.messages
    assert any("taken away" in sentence for sentence in messages.sentences)
    button = next(b for b in messages.findChildren(QPushButton) if b.text() == "Bring it back")
    button.click()
    qtbot.waitUntil(lambda: named(bench, "Card") == mine, timeout=WAIT)


def test_a_sheet_is_filled_with_one_thing(open_bench: Open, qtbot: QtBot) -> None:
    bench = open_bench()
    place = bench.place
    bench.desk.open([card(shape("a", 10, 10))])
    place.setup.choose_shop("press-fogra39")
    place.setup.choose_sheet("sra3")
    place.do("fill")
    qtbot.waitUntil(lambda: place.sheets.layout is not None and not place.sheets.busy, timeout=WAIT)
    layout = place.sheets.layout
    assert layout is not None
    assert [len(sheet.placements) for sheet in layout.sheets] == [8]
    assert not layout.left
    place.setup.choose_sheet("roll-610")
    place.do("fill")
    assert any("no end" in sentence for sentence in place.page.messages.sentences)
    assert bench.desk.things[0].copies == 8
