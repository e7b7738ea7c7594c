"""What is brought late for an order that was erased, by a PC that was offline then, does not get into the book again."""

from collections.abc import Callable

import pytest

from app.commands import item_work
from app.commands.erasure import erase_person
from app.commands.office import Office
from app.orders.machine import StepRefusedError
from app.orders.records import FileLink, Item, ItemWork, Order
from tests.unit.commands.test_item_work import document
from tests.unit.commands.test_personal import Enter
from tests.unit.commands.test_personal import enter as enter  # noqa: PLC0414 - a fixture
from tests.unit.mesh.shapes import icosphere

BALL = icosphere(5.0, 1)


def bring_step(office: Office, item: int) -> None:
    item_work.file_step(office, document(item, BALL.revision, "c" * 64))


def bring_model(office: Office, item: int) -> None:
    item_work.file_revision(office, item, BALL)


def what_is_kept(office: Office, order: Order) -> tuple[set[str], int, str]:
    with office.book.reading() as book:
        (item,) = book.find(Item, order=order.id)
        files = {link.digest for link in book.find(FileLink, order=order.id)}
        return files, len(book.find(ItemWork, item=item.id)), item.revision


@pytest.mark.parametrize("bring", [bring_step, bring_model], ids=["a step", "a model"])
def test_it_is_refused(office: Office, enter: Enter, bring: Callable[[Office, int], None]) -> None:
    order, other = enter("A1"), enter("A2", status="confirmed")
    with office.book.reading() as book:
        late, living = (book.find(Item, order=one.id)[0].id for one in (order, other))
    with office.book.writing(office.actor) as book:
        for work in book.find(ItemWork):
            book.remove(work)
    erase_person(office, [order.id], "letter")
    before = what_is_kept(office, order)
    with pytest.raises(StepRefusedError, match="was erased"):
        bring(office, late)
    assert what_is_kept(office, order) == before
    bring(office, living)
