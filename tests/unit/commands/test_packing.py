"""The packing bench on a real book."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.commands import labels, orders, packing, workshop_settings
from app.commands.packing import close, join, open_by_code, reopen, scan, set_photo, set_weight, take_out, unscan
from app.commands.packing_scans import PackingRefusedError, ScanAnswer
from app.errors import FileRefusedError
from app.orders.draft import ItemDraft
from app.orders.machine import StepRefusedError
from app.orders.records import FileLink, Item, Order
from app.security.actor import Actor
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from app.shipping.labels.bars import readable
from app.shipping.labels.errors import LabelRefusedError
from app.shipping.records import Parcel, Scan
from tests.unit.commands import packing_house
from tests.unit.commands.packing_house import NEIGHBOUR, picture

MIXED = (
    ItemDraft(product="figurine", title="星夜主播", finish="color", height_mm=100.0),
    ItemDraft(product="postcard", title="彩铃封面", quantity=4, height_mm=100.0, width_mm=148.0),
)


def opened(answer: ScanAnswer) -> int:
    assert answer.kind == "opened", str(answer.verdict.sentence)
    assert answer.parcel is not None
    return answer.parcel.parcel.id


def events(house: Any, kind: str) -> list[Any]:
    with house.office.book.reading() as book:
        return book.events(kinds=(kind,))


def packed(house: Any, order: Order) -> int:
    """A parcel of this order, closed."""
    parcel = opened(open_by_code(house.office, order.number))
    for item in house.items(order):
        for _ in range(item.quantity):
            assert scan(house.office, parcel, item.serial).good
    set_photo(house.office, parcel, picture())
    set_weight(house.office, parcel, 300)
    close(house.office, parcel)
    return parcel


def test_an_order_a_parcel_an_item_all_open_the_same_parcel(house: Any) -> None:
    order = house.order(*MIXED)
    first = open_by_code(house.office, order.number.lower())
    parcel = opened(first)
    assert first.parcel is not None
    assert first.parcel.inside.units == 5
    assert [line.item.title for line in first.parcel.lines] == ["星夜主播", "彩铃封面"]
    assert first.parcel.contact is not None
    assert first.parcel.contact.name_masked == "测**"
    assert opened(open_by_code(house.office, house.item(order).serial)) == parcel
    assert opened(open_by_code(house.office, first.parcel.parcel.number)) == parcel
    assert opened(open_by_code(house.office, house.item(order, 2).serial + "-3")) == parcel
    assert first.parcel.parcel.number.startswith("P-20261125-")
    with house.office.book.reading() as book:
        assert book.how_many(Parcel) == 1


def test_each_unit_is_scanned_then_photo_weight_and_closed(house: Any) -> None:
    order = house.order(*MIXED)
    figure, cards = house.items(order)
    parcel = opened(open_by_code(house.office, order.number))
    assert scan(house.office, parcel, figure.serial).kind == "counted"
    for count in range(1, 5):
        answer = scan(house.office, parcel, f"{cards.serial}-{count}")
        assert answer.kind == ("complete" if count == 4 else "counted")
    with pytest.raises(StepRefusedError, match="photo"):
        close(house.office, parcel)
    set_photo(house.office, parcel, picture())
    with pytest.raises(StepRefusedError, match="Weigh"):
        close(house.office, parcel)
    assert set_weight(house.office, parcel, 350).odd is None
    view = close(house.office, parcel)
    assert view.parcel.state == "verified"
    assert {(i.state, i.stage) for i in house.items(order)} == {("packed", "parcel.verified")}
    assert house.office.book.verify_chain().good


@pytest.mark.parametrize("missing", [0, 1])
def test_a_parcel_never_closes_while_something_is_missing(house: Any, missing: int) -> None:
    order = house.order(*MIXED)
    parcel = opened(open_by_code(house.office, order.number))
    for position, item in enumerate(house.items(order)):
        for _ in range(item.quantity - (position == missing)):
            scan(house.office, parcel, item.serial)
    set_photo(house.office, parcel, picture())
    set_weight(house.office, parcel, 350)
    with pytest.raises(StepRefusedError, match="Not everything is scanned"):
        close(house.office, parcel)
    assert {i.state for i in house.items(order)} == {"ready_to_pack"}


def test_wrong_and_double_scans_stop_and_are_in_the_chain(house: Any) -> None:
    mine, other = house.order(*MIXED), house.order(buyer=NEIGHBOUR)
    packing.put_on_shelf(house.office, [house.item(other).id], "B-07")
    parcel = opened(open_by_code(house.office, mine.number))
    serial = house.item(mine).serial
    assert scan(house.office, parcel, serial).good
    assert scan(house.office, parcel, serial).kind == "double"
    wrong = scan(house.office, parcel, house.item(other).serial)
    assert wrong.kind == "wrong"
    assert "B-07" in str(wrong.verdict.advice)
    assert other.number in str(wrong.verdict.advice)
    assert scan(house.office, parcel, "XYZ-NOTHING").kind == "unknown"
    misread = serial[:-1] + ("0" if serial[-1] != "0" else "1")
    assert "not read right" in str(scan(house.office, parcel, misread).verdict.sentence)
    refused = events(house, "parcel.refused_scan")
    assert [event.facts["kind"] for event in refused] == ["double", "wrong", "unknown", "unknown"]
    assert refused[1].subject == f"parcel:{parcel}"
    assert "NOTHING" not in str(refused)
    with house.office.book.reading() as book:
        assert book.how_many(Scan, parcel=parcel) == 1


def test_another_order_waits_until_this_one_is_done(house: Any) -> None:
    mine, other = house.order(*MIXED), house.order(buyer=NEIGHBOUR)
    parcel = opened(open_by_code(house.office, mine.number))
    assert opened(scan(house.office, parcel, other.number)) != parcel  # nothing was scanned yet: no harm
    scan(house.office, parcel, house.item(mine).serial)
    assert scan(house.office, parcel, other.number).kind == "unfinished"
    assert opened(scan(house.office, parcel, mine.number)) == parcel


def test_when_a_parcel_is_closed_the_next_scan_opens_the_next_one(house: Any) -> None:
    mine, other = house.order(), house.order(buyer=NEIGHBOUR)
    parcel = packed(house, mine)
    assert scan(house.office, parcel, house.item(mine).serial).kind == "already_complete"
    following = scan(house.office, parcel, house.item(other).serial)
    assert opened(following) != parcel
    assert following.parcel is not None
    assert following.parcel.inside.scanned == 0


def test_held_and_unready_items_stop(house: Any) -> None:
    order = house.order(*MIXED, ready=False)
    answer = open_by_code(house.office, order.number)
    assert (answer.kind, answer.parcel) == ("not_ready", None)
    assert open_by_code(house.office, house.item(order).serial).kind == "not_ready"
    house.make_ready(house.item(order))
    parcel = opened(open_by_code(house.office, order.number))
    view = packing.see_parcel(house.office, parcel)
    assert [i.title for i in view.waiting] == ["彩铃封面"]
    held = house.item(order)
    orders.move(house.office, Item, held.id, "hold", version=held.version, facts={"hold": "client"})
    assert scan(house.office, parcel, held.serial).kind == "held"
    stop = packing.see_parcel(house.office, parcel).lines[0].stop
    assert stop is not None
    assert stop.kind == "held"


def test_an_item_that_is_held_after_it_was_scanned_stops_the_parcel(house: Any) -> None:
    order = house.order()
    parcel = opened(open_by_code(house.office, order.number))
    item = house.item(order)
    assert scan(house.office, parcel, item.serial).kind == "complete"
    set_photo(house.office, parcel, picture())
    set_weight(house.office, parcel, 300)
    item = house.item(order)
    orders.move(house.office, Item, item.id, "hold", version=item.version, facts={"hold": "client"})
    with pytest.raises(PackingRefusedError, match="on hold"):
        close(house.office, parcel)
    with pytest.raises(PackingRefusedError, match="why"):
        take_out(house.office, parcel, item.id, " ")
    view = take_out(house.office, parcel, item.id, "waits for the client")
    assert view.lines == ()
    assert view.missing > 0
    with house.office.book.reading() as book:
        assert book.how_many(Scan, parcel=parcel) == 0


def test_what_becomes_ready_later_joins_the_open_parcel(house: Any) -> None:
    order = house.order(*MIXED, ready=False)
    figure, cards = house.items(order)
    house.make_ready(figure)
    parcel = opened(open_by_code(house.office, order.number))
    house.make_ready(house.item(order, 2))
    answer = scan(house.office, parcel, cards.serial)
    assert answer.kind == "counted"
    assert answer.parcel is not None
    assert answer.parcel.inside.units == 5
    assert house.item(order, 2).parcel == parcel


def test_other_orders_of_the_same_buyer_at_the_same_address_are_proposed(house: Any) -> None:
    mine, second, stranger = house.order(), house.order(), house.order(buyer=NEIGHBOUR)
    moved = house.order(buyer=replace(packing_house.BUYER, address="四川省成都市武侯区测试路99号"))
    answer = open_by_code(house.office, mine.number)
    parcel = opened(answer)
    assert answer.parcel is not None
    assert [other.number for other in answer.parcel.others] == [second.number]
    wrong = scan(house.office, parcel, house.item(second).serial)
    assert wrong.kind == "wrong"
    assert "same buyer" in str(wrong.verdict.advice)
    view = join(house.office, parcel, second.id)
    assert view.orders == (mine.number, second.number)
    assert scan(house.office, parcel, house.item(second).serial).good
    for refused in (stranger, moved):
        with pytest.raises(PackingRefusedError, match="another buyer"):
            join(house.office, parcel, refused.id)
    assert opened(open_by_code(house.office, second.number)) == parcel


def test_the_unboxing_card_is_scanned_like_an_item(house: Any) -> None:
    workshop_settings.change(house.office, unboxing_card=True, unboxing_page="https://example.invalid/u")
    order = house.order()
    answer = open_by_code(house.office, order.number)
    parcel = opened(answer)
    assert answer.parcel is not None
    assert answer.parcel.inside.units == 2
    assert scan(house.office, parcel, house.item(order).serial).kind == "counted"
    ((_, code),) = labels.print_card(house.office, parcel).codes
    assert code == f"https://example.invalid/u/{answer.parcel.parcel.number}"
    assert scan(house.office, parcel, code + "9").kind == "wrong"
    assert scan(house.office, parcel, code).kind == "complete"
    assert scan(house.office, parcel, code).kind == "double"


def test_the_last_scan_can_be_taken_back(house: Any) -> None:
    order = house.order(*MIXED)
    figure, cards = house.items(order)
    parcel = opened(open_by_code(house.office, order.number))
    scan(house.office, parcel, cards.serial)
    house.later(seconds=1)
    scan(house.office, parcel, figure.serial)
    assert [line.scanned for line in unscan(house.office, parcel).lines] == [0, 1]
    assert [line.scanned for line in unscan(house.office, parcel, cards.id).lines] == [0, 0]
    with pytest.raises(PackingRefusedError, match="Nothing is scanned"):
        unscan(house.office, parcel)


def test_a_photo_is_kept_sealed_upright_and_without_its_notes(house: Any, tmp_path: Path) -> None:
    order = house.order()
    parcel = opened(open_by_code(house.office, order.number))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SECRET-CAMERA"
    buffer = io.BytesIO()
    Image.new("RGB", (400, 100), "red").save(buffer, "JPEG", exif=exif)
    digest = set_photo(house.office, parcel, buffer.getvalue()).parcel.photo
    kept = packing.photo(house.office, parcel)
    with Image.open(io.BytesIO(kept)) as image:
        assert image.size == (100, 400)
    assert b"SECRET-CAMERA" not in kept
    with house.office.book.reading() as book:
        (link,) = book.find(FileLink, order=order.id)
    assert (link.kind, link.digest, link.sensitive) == ("pack_photo", digest, True)
    stored = [path.read_bytes() for path in (tmp_path / "assets").rglob("*") if path.is_file()]
    assert stored
    assert not any(kept[:200] in content for content in stored)
    for nothing in (b"", b"no picture", picture()[:50]):
        with pytest.raises(FileRefusedError, match="no picture"):
            set_photo(house.office, parcel, nothing)


def test_without_a_photo_somebody_has_to_say_why(house: Any) -> None:
    order = house.order()
    parcel = opened(open_by_code(house.office, order.number))
    scan(house.office, parcel, house.item(order).serial)
    assert set_weight(house.office, parcel, 25_000).odd is not None
    for grams in (0, -5, 30_001):
        with pytest.raises(PackingRefusedError):
            set_weight(house.office, parcel, grams)
    assert close(house.office, parcel, no_photo="camera is broken").parcel.state == "verified"
    (event,) = events(house, "parcel.verify")
    assert (event.reason, event.facts["no_photo"]) == ("camera is broken", True)


def test_a_closed_parcel_is_left_alone_until_it_is_opened_again(house: Any) -> None:
    order = house.order()
    parcel = packed(house, order)
    for refused in (
        lambda: unscan(house.office, parcel),
        lambda: set_weight(house.office, parcel, 10),
        lambda: set_photo(house.office, parcel, picture()),
        lambda: take_out(house.office, parcel, house.item(order).id, "x"),
        lambda: join(house.office, parcel, order.id),
    ):
        with pytest.raises(PackingRefusedError, match="closed"):
            refused()
    view = reopen(house.office, parcel, "forgot the bag")
    assert (view.parcel.state, view.parcel.photo, view.parcel.weight_g) == ("new", "", None)
    assert view.missing == 0  # what is scanned is still in the box
    assert house.item(order).state == "ready_to_pack"
    assert house.item(order).parcel == parcel


def test_a_parcel_that_is_given_up_sets_its_things_free(house: Any) -> None:
    order = house.order()
    parcel = opened(open_by_code(house.office, order.number))
    scan(house.office, parcel, house.item(order).serial)
    assert packing.dissolve(house.office, parcel, "buyer wants one parcel").parcel.state == "dissolved"
    assert house.item(order).parcel is None
    again = opened(open_by_code(house.office, order.number))
    assert again != parcel
    assert packing.see_parcel(house.office, again).inside.scanned == 0


def test_labels_only_for_closed_parcels_and_masked(house: Any) -> None:
    order = house.order(*MIXED)
    parcel = opened(open_by_code(house.office, order.number))
    with pytest.raises(LabelRefusedError, match="Not everything"):
        labels.preview_label(house.office, parcel, "100x150")
    with pytest.raises(StepRefusedError):
        labels.print_label(house.office, parcel, "100x150")
    number = packing.see_parcel(house.office, parcel).parcel.number
    for item in house.items(order):
        for _ in range(item.quantity):
            scan(house.office, parcel, item.serial)
    close_up(house, parcel)
    for size in ("76x130", "100x150", "100x180"):
        for dpi in (203, 300):
            page = labels.preview_label(house.office, parcel, size, dpi).pages[0]
            with Image.open(io.BytesIO(page)) as image:
                assert readable(image) == {("code128", number), ("qr", number)}
    with pytest.raises(LabelRefusedError, match="no such label"):
        labels.preview_label(house.office, parcel, "10x10")
    labels.print_label(house.office, parcel, "76x130")
    view = packing.see_parcel(house.office, parcel)
    assert (view.parcel.state, view.parcel.label_size) == ("labelled", "76x130")
    assert labels.print_packing_list(house.office, parcel).pages
    with house.office.book.reading() as book:
        slip = labels._slip(house.office, book, view.parcel)
    assert (slip.receiver.name, slip.receiver.phone) == ("测**", "138******00")
    assert "测试路88号" in slip.receiver.address
    assert "1501" not in slip.receiver.address
    assert [goods.quantity for goods in slip.goods] == [1, 4]


def close_up(house: Any, parcel: int) -> None:
    set_photo(house.office, parcel, picture())
    set_weight(house.office, parcel, 300)
    close(house.office, parcel)


def test_every_unit_can_get_a_label(house: Any) -> None:
    order = house.order(*MIXED)
    made = labels.print_unit_labels(house.office, [item.id for item in house.items(order)])
    assert len(made.pages) == 5
    cards = house.item(order, 2)
    assert {code for _, code in made.codes} == {house.item(order).serial, *(f"{cards.serial}-{n}" for n in range(1, 5))}
    with pytest.raises(LabelRefusedError):
        labels.print_unit_labels(house.office, [])


def test_only_the_logistics_lead_packs(house: Any) -> None:
    order = house.order()
    house.office.actor = Actor(5, "测试丙", frozenset({Role.ENGINEER}))
    for refused in (
        lambda: open_by_code(house.office, order.number),
        lambda: scan(house.office, 1, "x"),
        lambda: set_weight(house.office, 1, 5),
        lambda: labels.preview_label(house.office, 1, "100x150"),
    ):
        with pytest.raises(NotAllowedError):
            refused()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_scanned_a_parcel_closes_only_with_exactly_its_units(house: Any, data: st.DataObject) -> None:
    drafts = [
        ItemDraft(product="magnet", title=f"磁贴 {n}", quantity=data.draw(st.integers(1, 3)), height_mm=50.0)
        for n in range(data.draw(st.integers(1, 3)))
    ]
    mine, other = house.order(*drafts), house.order(buyer=NEIGHBOUR)
    parcel = opened(open_by_code(house.office, mine.number))
    set_photo(house.office, parcel, picture())
    set_weight(house.office, parcel, 200)
    serials = [item.serial for item in house.items(mine)]
    known = [*serials, *(f"{s}-{n}" for s in serials for n in range(5)), house.item(other).serial, "NONSENSE", "undo"]
    for code in data.draw(st.lists(st.sampled_from(known), max_size=14)):
        if code == "undo":
            if packing.see_parcel(house.office, parcel).last is not None:
                unscan(house.office, parcel)
            continue
        scan(house.office, parcel, code)
    with house.office.book.reading() as book:
        inside = {(s.item, s.unit) for s in book.find(Scan, parcel=parcel)}
    wanted = {(item.id, unit) for item in house.items(mine) for unit in range(1, item.quantity + 1)}
    assert inside <= wanted
    if inside == wanted:
        assert close(house.office, parcel).parcel.state == "verified"
    else:
        with pytest.raises(StepRefusedError):
            close(house.office, parcel)
