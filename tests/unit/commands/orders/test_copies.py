"""A flat thing that was ordered three times: one job of three copies; what came out of it is not printed again."""

import pytest

from app.commands import dispatch, print_files, quality
from app.commands.layout_designs import take_up
from app.commands.queue_file import queue_file
from app.dispatch.records import Printer, PrintJob
from app.orders.draft import ItemDraft
from app.orders.machine import StepRefusedError
from app.orders.records import Item
from tests.new_content import revise
from tests.unit.commands.orders.print_shop import PrintShop
from tests.unit.commands.orders.world import World

SHEET = b"\x89PNG\r\n\x1a\n the approved picture"
RIP = Printer(name="RIP", driver="hot_folder_2d", kind="2d", queues=True, materials=("photo-glossy",))


@pytest.fixture
def shop(world: World) -> PrintShop:
    return PrintShop(world)


def released_photo(shop: PrintShop) -> Item:
    """Three of it were ordered; its picture is approved and released for printing."""
    kept = shop.office.assets.put(SHEET, sensitive=True)
    draft = ItemDraft(
        product="photo", finish="glossy", height_mm=102, width_mm=152, quantity=3, title="照片", creation="c1"
    )
    item = shop.world.items(shop.world.order(draft))[0]
    shop.world.step(item, "start")
    revise(shop.office, item.id, kept.digest)
    return shop.world.walk(item, "submit", "to_review", "send_proof", "approve", "preflight", "queue")


@pytest.fixture
def photo(shop: PrintShop) -> Item:
    return released_photo(shop)


def queued(shop: PrintShop, item: Item) -> PrintJob:
    (job,) = queue_file(shop.office, item.id, print_files.from_layout(shop.office, item.id))
    return job


def test_the_job_claims_all_that_was_ordered_until_it_has_ended(shop: PrintShop, photo: Item) -> None:
    printer, job = shop.printer(RIP), queued(shop, photo)
    assert job.copies == 3
    with pytest.raises(StepRefusedError, match="as often as it was ordered"):
        queued(shop, photo)
    shop.failed(job, printer)
    assert queued(shop, photo).copies == 3


def test_printed_again_after_it_has_failed_all_copies_are_made(shop: PrintShop, photo: Item) -> None:
    printer = shop.printer(RIP)
    failed = shop.failed(queued(shop, photo), printer)
    again = dispatch.retry(shop.office, failed.id)
    assert (again.copies, again.retry_of, again.digest) == (3, failed.id, failed.digest)
    assert again.uid != failed.uid, "the files of the first try are never taken for those of the second"
    with pytest.raises(StepRefusedError, match="queued again already"):
        dispatch.retry(shop.office, failed.id)
    with pytest.raises(StepRefusedError, match="as often as it was ordered"):
        queued(shop, photo)
    shop.printed(again, printer)
    assert shop.state(photo) == "finishing"


def test_what_the_quality_check_refuses_is_printed_again_as_often(shop: PrintShop, photo: Item) -> None:
    printer = shop.printer(RIP)
    shop.printed(queued(shop, photo), printer)
    shop.world.walk(photo, "finish")
    quality.judge(shop.office, photo.id, passed=False, cause="color")
    (again,) = quality.print_again(shop.office, photo.id)
    assert again.copies == 3
    shop.printed(again, printer)
    assert shop.state(photo) == "finishing"


def partly(shop: PrintShop, job: PrintJob, printer: Printer, *made: int, event: str = "fail") -> PrintJob:
    """Through the printer, which makes these of its copies."""
    shop.step(job, "assign", printer=printer.id)
    return shop.step(shop.step(job, "send", "run"), event, made=made)


def pieces(shop: PrintShop, item: Item) -> list[tuple[str, int | None]]:
    return [(piece.state, piece.job) for piece in shop.pieces(item)]


def test_of_a_job_that_was_partly_refused_only_the_rest_is_printed_again(shop: PrintShop, photo: Item) -> None:
    printer = shop.printer(RIP)
    job = partly(shop, queued(shop, photo), printer, 1, 3)
    assert job.state == "failed"
    assert pieces(shop, photo) == [("printed", job.id), ("failed", job.id), ("printed", job.id)]
    again = dispatch.retry(shop.office, job.id)
    assert (again.copies, again.retry_of) == (1, job.id)
    assert pieces(shop, photo) == [("printed", job.id), ("placed", again.id), ("printed", job.id)]
    with pytest.raises(StepRefusedError, match="queued again already"):
        dispatch.retry(shop.office, job.id)
    with pytest.raises(StepRefusedError, match="as often as it was ordered"):
        queued(shop, photo)
    shop.printed(again, printer)
    assert shop.state(photo) == "finishing"


def test_refused_in_part_again_and_again_each_is_made_once(shop: PrintShop, photo: Item) -> None:
    printer = shop.printer(RIP)
    job = partly(shop, queued(shop, photo), printer, 2)
    second = dispatch.retry(shop.office, job.id)
    assert second.copies == 2
    second = partly(shop, second, printer, 2)
    third = dispatch.retry(shop.office, second.id)
    assert third.copies == 1
    assert pieces(shop, photo) == [("placed", third.id), ("printed", job.id), ("printed", second.id)]
    shop.failed(third, printer)
    assert shop.state(photo) == "queued"
    shop.printed(dispatch.retry(shop.office, third.id), printer)
    assert shop.state(photo) == "finishing"


def test_cancelled_when_one_was_made_two_are_left(shop: PrintShop, photo: Item) -> None:
    printer = shop.printer(RIP)
    job = partly(shop, queued(shop, photo), printer, 1, event="cancel")
    assert [state for state, _job in pieces(shop, photo)] == ["printed", "waiting", "waiting"]
    assert dispatch.retry(shop.office, job.id).copies == 2


def test_queued_anew_only_what_is_left_is_printed(shop: PrintShop, photo: Item) -> None:
    printer = shop.printer(RIP)
    failed = partly(shop, queued(shop, photo), printer, 1)
    assert print_files.from_layout(shop.office, photo.id).draft.copies == 2
    assert take_up(shop.office, photo.id).copies == 2
    job = queued(shop, photo)
    assert job.copies == 2
    with pytest.raises(StepRefusedError, match="as often as it was ordered"):
        dispatch.retry(shop.office, failed.id)
    shop.printed(job, printer)
    assert shop.state(photo) == "finishing"


def test_who_decides_that_it_failed_says_how_many_are_good(shop: PrintShop, photo: Item) -> None:
    printer = shop.printer(RIP)
    job = queued(shop, photo)
    shop.step(job, "assign", printer=printer.id)
    job = shop.step(job, "send", "run")
    for made in (3, 4, -1):
        with pytest.raises(StepRefusedError, match="fewer than were to be printed"):
            dispatch.decide(shop.office, job.id, "failed", reason="jammed", made=made)
    with pytest.raises(StepRefusedError, match="fewer than were to be printed"):
        dispatch.decide(shop.office, job.id, "printed", made=2)
    dispatch.decide(shop.office, job.id, "failed", reason="jammed", made=2)
    assert dispatch.retry(shop.office, job.id).copies == 1
    story = dispatch.story(shop.office, job.id)
    assert [event.facts["made"] for event in story.events if event.kind == "job.fail"] == [[1, 2]]


def test_of_a_bad_copy_one_is_printed_and_not_all(shop: PrintShop, photo: Item) -> None:
    """As after a sheet, whose pieces are told apart: what has passed is not printed again."""
    printer = shop.printer(RIP)
    job = partly(shop, queued(shop, photo), printer, 1, 2)
    shop.printed(dispatch.retry(shop.office, job.id), printer)
    shop.world.walk(photo, "finish")
    bad = shop.pieces(photo)[1]
    quality.judge(shop.office, photo.id, passed=False, piece=bad.id, cause="color")
    (again,) = quality.print_again(shop.office, photo.id)
    assert again.copies == 1
    shop.printed(again, printer)
    assert [piece.state for piece in shop.pieces(photo)] == ["printed"] * 3
