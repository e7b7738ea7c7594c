"""Designs of flat things: filled from the order, kept with the item, approved, and printed from nothing else."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from app.commands import dispatch, layout_print, print_files, print_sides, quality
from app.commands.layout_designs import kept_file, save, take_up
from app.commands.notes import NoteRefusedError, add_file, remove_file
from app.commands.queue_file import queue_file
from app.dispatch.records import Piece, PrintJob
from app.errors import AppError
from app.layouts.imposition.sheets import find_sheet
from app.orders.machine import StepRefusedError
from app.orders.records import FileLink, Item, Order
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from app.settings.shop import SHIPPED
from app.settings.shops import load_shops
from tests.sheet_file import make_sheet
from tests.unit.commands.orders.flat_items import composed, nothing, picture
from tests.unit.commands.orders.flat_items import flat as flat  # noqa: PLC0414 - a fixture
from tests.unit.commands.orders.print_shop import PrintShop
from tests.unit.commands.orders.world import World
from tests.unit.layouts.preflight.all_rules import RULES

ACRYLIC = load_shops([SHIPPED]).find("acrylic-uv")


def released(world: World, item: Item, name: str) -> Item:
    """The item with a design in this template, approved and released for printing."""
    save(world.office, item.id, composed(take_up(world.office, item.id), name), nothing)
    return world.walk(item, "submit", "to_review", "send_proof", "approve", "preflight", "queue")


def test_the_order_fills_the_template(world: World, flat: Callable[..., Item]) -> None:
    item = flat()
    work = take_up(world.office, item.id)
    assert work.composition is None
    assert work.values["title"] == "彩铃少女"
    assert work.values["link"] == "https://example.com/r/1"
    assert work.values["photo"] == work.values["cover"] == work.pictures[0]
    assert kept_file(world.office, item.id, work.pictures[0].removeprefix("sha256:")) == picture()
    with pytest.raises(AppError, match="not of this order"):
        kept_file(world.office, item.id, world.office.assets.put(b"of somebody else", sensitive=False).digest)


def test_a_design_is_kept_with_its_pictures_and_is_the_revision(world: World, flat: Callable[..., Item]) -> None:
    item = flat()
    composition = composed(take_up(world.office, item.id), "photo-6-wide")
    other = picture(clear=True)
    extra = world.office.assets.put(other, sensitive=True).digest
    layer = composition.design.pages[0].layers[0].model_copy(update={"id": "more", "source": f"sha256:{extra}"})
    page = composition.design.pages[0].model_copy(update={"layers": (*composition.design.pages[0].layers, layer)})
    composition = composition.model_copy(update={"design": composition.design.model_copy(update={"pages": (page,)})})
    digest = save(world.office, item.id, composition, {extra: other}.__getitem__)
    assert world.item(item).revision == digest == composition.digest
    again = take_up(world.office, item.id)
    assert again.composition == composition
    assert f"sha256:{extra}" in again.pictures
    kinds = [link.kind for link in world.find(FileLink, item=item.id)]
    save(world.office, item.id, composition, nothing)
    assert [link.kind for link in world.find(FileLink, item=item.id)] == kinds, "kept once"


def test_what_reached_the_book_without_an_answer_is_gone_on_with(world: World, flat: Callable[..., Item]) -> None:
    item = flat()
    work = take_up(world.office, item.id)
    first = save(world.office, item.id, composed(work, "photo-6-wide"), nothing, "")
    lost = save(world.office, item.id, composed(work, "photo-6-border"), nothing, first)
    further = composed(work, "photo-6-wide").model_copy(update={"template": "another"})
    with pytest.raises(StepRefusedError, match="changed elsewhere"):
        save(world.office, item.id, further, nothing, first)
    with pytest.raises(StepRefusedError, match="changed elsewhere"):
        save(world.office, item.id, further, nothing, first, tried=(further.digest,))
    kept = save(world.office, item.id, further, nothing, first, tried=(lost, further.digest))
    assert world.item(item).revision == kept == further.digest


def test_a_design_that_was_made_from_another_one_than_the_item_has_is_refused(
    world: World, flat: Callable[..., Item]
) -> None:
    item = flat()
    work = take_up(world.office, item.id)
    first = save(world.office, item.id, composed(work, "photo-6-wide"), nothing, "")
    newer = save(world.office, item.id, composed(work, "photo-6-border"), nothing, first)
    for base in (first, "", None):
        with pytest.raises(StepRefusedError, match="changed elsewhere"):
            save(world.office, item.id, composed(work, "photo-1"), nothing, base)
        assert save(world.office, item.id, composed(work, "photo-6-border"), nothing, base) == newer
    assert world.item(item).revision == newer


def test_who_may_not_model_keeps_nothing(world: World, flat: Callable[..., Item]) -> None:
    item = flat()
    world.account("service", Role.SERVICE)
    composition = composed(take_up(world.office, item.id), "photo-6-wide")
    with pytest.raises(NotAllowedError):
        save(world.as_("service"), item.id, composition, nothing)


def test_a_figurine_is_for_the_other_bench(world: World) -> None:
    item = world.items(world.order())[0]
    with pytest.raises(StepRefusedError, match="modelling bench"):
        take_up(world.office, item.id)


def test_the_approved_photo_is_printed_to_the_pixel(world: World, flat: Callable[..., Item]) -> None:
    item = released(world, flat(quantity=2), "photo-6-wide")
    made = print_files.from_layout(world.office, item.id)
    with Image.open(io.BytesIO(made.content)) as photo:
        assert photo.size == (1795, 1205)
    assert (made.draft.suffix, made.draft.copies, made.draft.content) == (".jpg", 2, item.approved)
    assert print_files.from_layout(world.office, item.id).content == made.content, "the same bytes each time"
    (job,) = queue_file(world.office, item.id, made)
    with pytest.raises(StepRefusedError, match="as often as it was ordered"):  # a double click
        queue_file(world.office, item.id, made)
    assert (job.copies, job.options["shop"], job.options["media_mm"]) == (2, "photo-lab", [152, 102])


def test_a_change_takes_the_approval_back(world: World, flat: Callable[..., Item]) -> None:
    item = released(world, flat(), "photo-6-wide")
    work = take_up(world.office, item.id)
    save(world.office, item.id, composed(work, "photo-6-border"), nothing, work.item.revision)
    assert not world.item(item).approved
    with pytest.raises(StepRefusedError):
        print_files.from_layout(world.office, item.id)


def test_a_printer_is_told_to_turn_pages_over_their_left_edge() -> None:
    assert print_sides.sides_of(100, 148, both=True) == "two-sided-long-edge"
    assert print_sides.sides_of(148, 100, both=True) == "two-sided-short-edge"
    assert print_sides.sides_of(148, 100, both=False) == "one-sided"


def test_things_of_two_orders_share_a_sheet(world: World, flat: Callable[..., Item]) -> None:
    first = released(world, flat("keychain", clear=True, quantity=2), "charm-50")
    second = released(world, flat("keychain", clear=True), "charm-50")
    file = make_sheet(world.office, (first, second), ACRYLIC, find_sheet("a4", Path("none")), 1.0)
    assert file.made.good
    assert set(file.made.spots) == {"White", "CutContour"}
    with pikepdf.open(io.BytesIO(file.content)) as pdf:
        assert len(pdf.pages) == 1
    with pytest.raises(StepRefusedError, match="ordered 2 times"):
        layout_print.queue_sheet(world.office, replace(file, copies={first.id: 1, second.id: 1}))
    failed = replace(file.made.report, passed=False, rules=(RULES["bleed_missing"].at(1, side="left"),))
    with pytest.raises(StepRefusedError, match="must not be printed"):
        layout_print.queue_sheet(world.office, replace(file, made=replace(file.made, report=failed)))
    job = layout_print.queue_sheet(world.office, file)
    assert job.contents == {str(item.id): item.approved for item in (first, second)}
    assert job.options["sides"] == "one-sided"
    assert [(p.unit, p.state, p.job) for p in world.find(Piece, item=first.id)] == [
        (1, "placed", job.id), (2, "placed", job.id),
    ]  # fmt: skip
    with pytest.raises(StepRefusedError, match="queued already"):
        layout_print.queue_sheet(world.office, file)
    dispatch.stop(world.office, job.id)
    assert {p.state for p in world.find(Piece, job=job.id)} == {"waiting"}
    made = print_files.from_layout(world.office, first.id)
    (alone,) = queue_file(world.office, first.id, made)
    assert {p.job for p in world.find(Piece, item=first.id)} == {alone.id}
    assert world.get(PrintJob, alone.id).suffix == ".pdf"


def test_what_a_spoilt_sheet_held_is_printed_alone_once(world: World, flat: Callable[..., Item]) -> None:
    shop = PrintShop(world)
    press = shop.printer(name="UV", driver="folder", kind="2d", process="", materials=())
    first = released(world, flat("keychain", clear=True), "charm-50")
    second = released(world, flat("keychain", clear=True), "charm-50")
    file = make_sheet(world.office, (first, second), ACRYLIC, find_sheet("a4", Path("none")), 1.0)
    sheet = layout_print.queue_sheet(world.office, file)
    shop.failed(sheet, press)
    (alone,) = queue_file(world.office, first.id, print_files.from_layout(world.office, first.id))
    with pytest.raises(StepRefusedError, match="queued already"):
        dispatch.retry(world.office, sheet.id)
    shop.printed(alone, press)
    assert world.item(first).state == "finishing"
    assert [piece.state for piece in world.find(Piece, item=first.id)] == ["printed"]


def test_of_a_spoilt_piece_of_a_sheet_one_is_printed_again(world: World, flat: Callable[..., Item]) -> None:
    shop = PrintShop(world)
    press = shop.printer(name="UV", driver="folder", kind="2d", process="", materials=())
    item = released(world, flat("keychain", clear=True, quantity=2), "charm-50")
    file = make_sheet(world.office, (item,), ACRYLIC, find_sheet("a4", Path("none")), 1.0)
    shop.printed(layout_print.queue_sheet(world.office, file), press)
    world.walk(item, "finish")
    good, bad = shop.pieces(item)
    quality.judge(world.office, item.id, passed=True, piece=good.id)
    quality.judge(world.office, item.id, passed=False, piece=bad.id, cause="skewed")
    assert quality.print_again(world.office, item.id) == ()
    with pytest.raises(StepRefusedError, match="1 of 2 are still to be printed"):
        layout_print.queue_sheet(world.office, file)
    assert take_up(world.office, item.id).copies == 1
    (again,) = queue_file(world.office, item.id, print_files.from_layout(world.office, item.id))
    assert again.copies == 1
    assert [(piece.state, piece.job == again.id) for piece in shop.pieces(item)] == [
        ("passed", False),
        ("placed", True),
    ]
    shop.printed(again, press)
    assert shop.state(item) == "finishing"


def test_a_sheet_of_what_is_not_approved_is_not_queued(world: World, flat: Callable[..., Item]) -> None:
    item = flat("keychain", clear=True)
    save(world.office, item.id, composed(take_up(world.office, item.id), "charm-50"), nothing)
    file = make_sheet(world.office, (world.item(item),), ACRYLIC, find_sheet("a4", Path("none")), 1.0)
    with pytest.raises(StepRefusedError):
        layout_print.queue_sheet(world.office, file)


def test_what_a_design_is_made_of_stays_with_its_order(world: World, flat: Callable[..., Item]) -> None:
    item = flat()
    photo = add_file(world.office, item.order, "sea.jpg", picture(clear=True), "photo")
    other = add_file(world.office, item.order, "notes.txt", b"abc", "other")
    released(world, item, "photo-6-wide")
    kept = take_up(world.office, item.id).composition
    assert kept is not None
    assert photo.digest in kept.sources
    with pytest.raises(NoteRefusedError, match="is made with this file; put another in its place"):
        remove_file(world.office, photo.id, reason="the buyer sent a better one")
    again = add_file(world.office, item.order, "sea again.jpg", picture(clear=True), "photo")
    remove_file(world.office, again.id, reason="it is there twice")
    remove_file(world.office, other.id, reason="of another order")
    assert kept_file(world.office, item.id, photo.digest) == picture(clear=True)
    design = next(link for link in world.find(FileLink, item=item.id) if link.kind == "design")
    with pytest.raises(NoteRefusedError, match="The bench keeps this file"):
        remove_file(world.office, design.id, reason="nobody knows what it is")
    assert take_up(world.office, item.id).composition == kept


def test_a_picture_of_a_cancelled_design_may_go(world: World, flat: Callable[..., Item]) -> None:
    item = flat()
    photo = add_file(world.office, item.order, "sea.jpg", picture(clear=True), "photo")
    save(world.office, item.id, composed(take_up(world.office, item.id), "photo-6-wide"), nothing)
    world.step(item, "cancel", reason="the buyer wants it back")
    remove_file(world.office, photo.id, reason="the buyer wants it back")
    assert not world.office.assets.has(photo.digest)


def test_a_file_is_taken_off_though_a_design_of_its_order_is_missing(world: World, flat: Callable[..., Item]) -> None:
    item = flat()
    photo = add_file(world.office, item.order, "sea.jpg", picture(clear=True), "photo")
    design = composed(take_up(world.office, item.id), "photo-1")
    world.office.assets.remove(save(world.office, item.id, design, nothing))
    remove_file(world.office, photo.id, reason="so")
    assert not world.office.assets.has(photo.digest)


def erased(world: World, item: Item) -> None:
    with world.office.book.writing(world.office.actor) as book:
        book.note("personal.erased", book.get(Order, item.order), order=item.order)


def test_a_design_of_an_erased_order_is_not_kept(world: World, flat: Callable[..., Item]) -> None:
    item = flat("keychain", clear=True)
    composition = composed(take_up(world.office, item.id), "charm-50")
    erased(world, item)
    with pytest.raises(StepRefusedError, match="was erased"):
        save(world.office, item.id, composition, nothing)
    assert not [link for link in world.find(FileLink, item=item.id) if link.kind == "design"]


def test_one_whose_order_is_erased_while_it_is_put_into_the_store_leaves_nothing_there(
    world: World, flat: Callable[..., Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    item = flat("keychain", clear=True)
    composition = composed(take_up(world.office, item.id), "charm-50")
    put, came = world.office.assets.put, list[str]()

    def slow(*content: Any, **how: Any) -> Any:
        kept = put(*content, **how)
        came.append(kept.digest)
        if len(came) == 1:
            erased(world, item)
        return kept

    monkeypatch.setattr(world.office.assets, "put", slow)
    with pytest.raises(StepRefusedError, match="was erased"):
        save(world.office, item.id, composition, nothing)
    assert came
    assert not any(world.office.assets.has(digest) for digest in came)
