"""Items of orders at the layout bench, on a real book and a real asset store."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.commands import layout_designs, orders
from app.commands.office import Office
from app.gui.layout.composition import composition_of
from app.gui.layout.kept import _thing as read_thing
from app.gui.layout.kept import to_json
from app.gui.layout.office import thing_of_work
from app.i18n import text
from app.layouts.design.document import TextLayer
from app.layouts.design.templates import load_templates
from app.layouts.editing.changes import moved
from app.orders.book import BookUncertainError
from app.orders.draft import CreationDraft, FileDraft, ItemDraft, OrderDraft
from app.orders.records import Item
from app.security.actor import OWNER
from app.security.vault import Vault
from app.storage.asset_store import open_assets
from app.storage.opening import open_book
from tests.gui.layout.conftest import WAIT, Bench, Open, card, shape


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    vault = Vault(bytes(range(32)))
    folder = tmp_path / "office"
    folder.mkdir()
    made = Office(
        open_book(str(folder / "orders.sqlite"), vault.audit_key, anchors=folder / "audit"),
        open_assets(str(folder / "assets"), vault.asset_key), vault, "PC-01", OWNER,
    )  # fmt: skip
    yield made
    made.book.close()


@pytest.fixture
def items(office: Office, sea: Path) -> tuple[int, int, int]:
    """A postcard, a keychain and a figurine of one order, with a cover."""
    cover = office.assets.put(sea.read_bytes(), sensitive=True)
    draft = OrderDraft(
        items=(
            ItemDraft(
                product="postcard",
                title="夏日晚风",
                finish="matte",
                height_mm=100,
                width_mm=148,
                quantity=3,
                creation="c",
            ),
            ItemDraft(product="keychain", title="夏日晚风", finish="printed", height_mm=50, width_mm=50, creation="c"),
            ItemDraft(product="figurine", title="Cat", finish="white", height_mm=80),
        ),
        creations=(
            CreationDraft(key="c", title="夏日晚风", cover=cover.digest, media_url="https://music.example/r/1"),
        ),
        files=(FileDraft(kind="cover", name="cover.jpg", digest=cover.digest, size=cover.size),),
    )
    made = orders.new_order(office, draft)
    with office.book.reading() as book:
        found = book.find(Item, order=made.id, order_by="position")
    return (found[0].id, found[1].id, found[2].id)


def with_item(open_bench: Open, office: Office, item: int, qtbot: QtBot) -> Bench:
    """A bench on which this item lies."""
    bench = open_bench(office)
    bench.place.open_items((item,))
    qtbot.waitUntil(lambda: bool(bench.desk.things), timeout=WAIT)
    return bench


def test_an_item_opens_in_a_template_with_what_its_order_has(
    open_bench: Open, office: Office, items: tuple[int, int, int], qtbot: QtBot
) -> None:
    bench = with_item(open_bench, office, items[0], qtbot)
    thing = bench.desk.thing
    assert thing is not None
    assert thing.template is not None
    assert (thing.template.design.product, thing.copies, thing.item) == ("postcard", 3, items[0])
    assert (thing.design.width_mm, thing.design.height_mm) == (148, 100)
    assert thing.label
    pictures = [slot.name for slot in thing.template.slots if slot.kind == "picture"]
    assert pictures
    assert thing.values[pictures[0]].startswith("sha256:")
    with office.book.reading() as book:
        assert book.get(Item, items[0]).revision == ""  # it was only looked at


def test_what_is_changed_is_kept_with_the_item_and_opens_again(
    open_bench: Open, office: Office, items: tuple[int, int, int], qtbot: QtBot
) -> None:
    bench = with_item(open_bench, office, items[0], qtbot)
    design = bench.desk.design
    assert design is not None
    name = bench.desk.layers[-1].id
    bench.desk.change(text("Move"), moved(design, 0, {name}, 1.5, 0))

    def revision() -> str:
        with office.book.reading() as book:
            return book.get(Item, items[0]).revision

    qtbot.waitUntil(lambda: revision() != "", timeout=WAIT)
    thing = bench.desk.thing
    assert thing is not None
    assert revision() == composition_of(thing).digest
    kept = layout_designs.take_up(office, items[0]).composition
    assert kept is not None
    words = [layer.text for layer in kept.design.pages[0].layers if isinstance(layer, TextLayer)]
    assert not any("{title}" in word for word in words)
    again = open_bench(office, "another")
    again.place.open_items((items[0],))
    qtbot.waitUntil(lambda: bool(again.desk.things), timeout=WAIT)
    assert again.desk.design == kept.design


def test_a_design_that_comes_back_unchanged_is_what_was_approved(
    open_bench: Open, office: Office, items: tuple[int, int, int], qtbot: QtBot
) -> None:
    """Else a sheet of approved things could not be queued: each is compared with what its buyer saw."""
    bench = open_bench(office)
    bench.place.open_items((items[1],))
    qtbot.waitUntil(lambda: bool(bench.desk.things), timeout=WAIT)
    assert bench.desk.thing is not None
    assert bench.desk.thing.template is not None
    told: list[str] = []
    assert bench.place.office is not None
    bench.place.office.settled(lambda: told.append("settled"), items[1])
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT)
    again = open_bench(office, "another")
    again.place.open_items((items[1],))
    qtbot.waitUntil(lambda: bool(again.desk.things), timeout=WAIT)
    with office.book.reading() as book:
        revision = book.get(Item, items[1]).revision
    assert revision
    assert again.desk.thing is not None
    assert composition_of(again.desk.thing).digest == revision
    (back,) = (read_thing(one) for one in json.loads(to_json(again.desk))["things"])
    assert composition_of(back).digest == revision, "after a start, too"


def test_what_lay_on_the_bench_does_not_overwrite_what_was_designed_elsewhere_since(
    open_bench: Open, office: Office, items: tuple[int, int, int], qtbot: QtBot
) -> None:
    bench = with_item(open_bench, office, items[0], qtbot)
    design = bench.desk.design
    assert design is not None
    bench.desk.change(text("Move"), moved(design, 0, {bench.desk.layers[-1].id}, 1.5, 0))

    def item() -> Item:
        with office.book.reading() as book:
            return book.get(Item, items[0])

    assert bench.place.office is not None
    told: list[str] = []
    bench.place.office.settled(lambda: told.append("settled"))
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT)
    bench.place.journal.flush()
    first = item().revision
    assert first
    other = layout_designs.Composition(design=card(shape("other", 1, 1)).design)
    newer = layout_designs.save(office, items[0], other, lambda _digest: b"", first)
    with office.book.writing(office.actor) as book:
        book.save(replace(book.get(Item, items[0]), approved=newer))
    again = open_bench(office)
    qtbot.waitUntil(lambda: bool(again.desk.things), timeout=WAIT)
    assert again.desk.bases == {items[0]: first}
    messages = again.place.page.messages
    qtbot.waitUntil(lambda: bool(messages.sentences), timeout=WAIT)
    assert "changed elsewhere" in messages.sentences[0]
    assert (item().revision, item().approved) == (newer, newer)


def test_a_design_whose_answer_was_lost_is_changed_further(
    open_bench: Open, office: Office, items: tuple[int, int, int], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, kept = layout_designs.save, list[str]()

    def save(*args: Any, **named: Any) -> str:
        kept.append(keep(*args, **named))
        if len(kept) == 1:
            raise BookUncertainError
        return kept[-1]

    monkeypatch.setattr(layout_designs, "save", save)
    bench = with_item(open_bench, office, items[0], qtbot)

    def move() -> None:
        assert bench.desk.design is not None
        bench.desk.change(text("Move"), moved(bench.desk.design, 0, {bench.desk.layers[-1].id}, 1.5, 0))

    def revision() -> str:
        with office.book.reading() as book:
            return book.get(Item, items[0]).revision

    move()
    qtbot.waitUntil(lambda: bool(kept), timeout=WAIT)
    move()
    assert bench.desk.thing is not None
    wanted = composition_of(bench.desk.thing).digest
    qtbot.waitUntil(lambda: revision() == wanted, timeout=WAIT)
    assert wanted != kept[0]
    qtbot.waitUntil(lambda: bench.desk.bases == {items[0]: wanted}, timeout=WAIT)
    assert not any("changed elsewhere" in sentence for sentence in bench.place.page.messages.sentences)


def test_several_items_lie_together_on_a_sheet(
    open_bench: Open, office: Office, items: tuple[int, int, int], qtbot: QtBot
) -> None:
    bench = open_bench(office)
    bench.place.open_items(items[:2])
    qtbot.waitUntil(lambda: len(bench.desk.things) == 2, timeout=WAIT)
    sheets = bench.place.sheets
    qtbot.waitUntil(lambda: sheets.layout is not None and not sheets.busy, timeout=WAIT)
    assert bench.place.page.view == "sheet"
    assert sheets.layout is not None
    assert sum(len(sheet.placements) for sheet in sheets.layout.sheets) == 4
    assert len(bench.place.sheet_panel.copies) == 2


def test_a_figurine_goes_to_the_other_bench(
    open_bench: Open, office: Office, items: tuple[int, int, int], qtbot: QtBot
) -> None:
    bench = open_bench(office)
    there: list[int] = []
    bench.place.open_items((items[2],), there.append)
    qtbot.waitUntil(lambda: there == [items[2]], timeout=WAIT)
    assert bench.desk.things == ()


def test_what_was_opened_without_an_order_can_be_brought_back(
    open_bench: Open, office: Office, items: tuple[int, int, int], qtbot: QtBot
) -> None:
    bench = open_bench(office)
    bench.desk.open([card(shape("mine", 1, 1))])
    bench.place.open_items((items[0],))
    qtbot.waitUntil(lambda: bench.desk.thing is not None and bench.desk.thing.item == items[0], timeout=WAIT)
    assert any("taken off" in sentence for sentence in bench.place.page.messages.sentences)


def test_what_lay_on_the_bench_is_offered_back_where_an_item_is_opened_first(
    open_bench: Open, office: Office, items: tuple[int, int, int], qtbot: QtBot
) -> None:
    bench = open_bench(office)
    qtbot.waitUntil(lambda: bench.place.journal._read, timeout=WAIT)
    bench.desk.open([card(shape("mine", 1, 1))])
    bench.place.journal.flush()
    again = open_bench(office, visited=False)
    again.place.open_items((items[0],))
    qtbot.waitUntil(lambda: again.desk.thing is not None and again.desk.thing.item == items[0], timeout=WAIT)
    assert any("taken off" in sentence for sentence in again.place.page.messages.sentences)


def test_a_piece_of_acrylic_is_begun_around_its_picture(office: Office, items: tuple[int, int, int]) -> None:
    work = layout_designs.take_up(office, items[1])
    made = thing_of_work(work, ())
    assert (made.design.cut.shape, made.design.width_mm) == ("picture", 50)
    assert thing_of_work(work, load_templates()).template is not None


@pytest.fixture
def magnets(office: Office, sea: Path) -> tuple[int, int]:
    """One in a size that no template has, and one in the usual."""
    cover = office.assets.put(sea.read_bytes(), sensitive=True)
    draft = OrderDraft(
        items=(
            ItemDraft(product="magnet", title="Sea", finish="printed", height_mm=70, width_mm=65, creation="c"),
            ItemDraft(product="magnet", title="Sky", finish="printed", height_mm=50, width_mm=50, creation="c"),
        ),
        creations=(CreationDraft(key="c", title="Sea", cover=cover.digest, media_url=""),),
    )
    order = orders.new_order(office, draft)
    with office.book.reading() as book:
        measured, usual = (item.id for item in book.find(Item, order=order.id, order_by="id"))
    return measured, usual


def test_a_design_of_another_size_than_was_ordered_is_said_and_can_be_put_right(
    office: Office, magnets: tuple[int, int], open_bench: Open, qtbot: QtBot
) -> None:
    measured, usual = magnets
    bench = open_bench(office)
    said = bench.place.page.messages
    bench.place.open_items((usual,))
    qtbot.waitUntil(lambda: bench.desk.thing is not None and bench.desk.thing.item == usual, timeout=WAIT)
    assert not any("was ordered in" in sentence for sentence in said.sentences)
    bench.place.open_items((measured,))
    qtbot.waitUntil(lambda: bench.desk.thing is not None and bench.desk.thing.item == measured, timeout=WAIT)
    thing = bench.desk.thing
    assert thing is not None
    assert (thing.design.width_mm, thing.design.height_mm) != (65, 70)
    assert any("“Sea” was ordered in 65 × 70 mm" in sentence for sentence in said.sentences)
    way = next(b for b in said.findChildren(QPushButton) if b.text() == "The picture alone, in the ordered size")
    qtbot.mouseClick(way, Qt.MouseButton.LeftButton)
    thing = bench.desk.thing
    assert thing is not None
    assert (thing.design.width_mm, thing.design.height_mm, thing.item) == (65, 70, measured)


def test_the_ordered_size_is_taken_by_one_of_several(
    office: Office, magnets: tuple[int, int], open_bench: Open, qtbot: QtBot
) -> None:
    measured, usual = magnets
    bench = open_bench(office)
    said = bench.place.page.messages
    bench.place.open_items((usual, measured))
    qtbot.waitUntil(lambda: any("was ordered in" in sentence for sentence in said.sentences), timeout=WAIT)
    assert bench.desk.thing is not None
    assert bench.desk.thing.item == usual
    way = next(b for b in said.findChildren(QPushButton) if b.text() == "The picture alone, in the ordered size")
    qtbot.mouseClick(way, Qt.MouseButton.LeftButton)
    sizes = {thing.item: (thing.design.width_mm, thing.design.height_mm) for thing in bench.desk.things}
    assert sizes[measured] == (65, 70)
    assert sizes[usual] == (50, 50)
