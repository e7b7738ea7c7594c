"""A flat thing that was ordered three times: one job of three copies, counted and printed again as one."""

import pytest

from app.commands import dispatch, print_files, quality
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


@pytest.fixture
def photo(shop: PrintShop) -> Item:
    kept = shop.office.assets.put(SHEET, sensitive=True)
    draft = ItemDraft(
        product="photo", finish="glossy", height_mm=102, width_mm=152, quantity=3, title="照片", creation="c1"
    )
    item = shop.world.items(shop.world.order(draft))[0]
    shop.world.step(item, "start")
    revise(shop.office, item.id, kept.digest)
    return shop.world.walk(item, "submit", "to_review", "send_proof", "approve", "preflight", "queue")


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
