"""What a PC lets go of because its order was erased in the book: from a bench that is not open, and told to the book."""

import os
from pathlib import Path

import pytest

from app.bootstrap.kept_here import KeptHere
from app.commands.erasure import erase_person
from app.commands.office import Office
from app.commands.retention import note_left_pc
from app.commands.timeline import happening
from app.gui.layout.kept import Kept, read, to_json
from app.gui.people.event_words import details, what
from app.orders.book import AuditEvent, BookOfflineError
from app.orders.records import Item, Order
from app.security.actor import PROGRAM
from app.security.late_vault import LateVault
from app.settings.folders import Folders
from tests.unit.commands.test_personal import Enter
from tests.unit.commands.test_personal import enter as enter  # noqa: PLC0414 - a fixture
from tests.unit.gui.layout.test_erased_words import FACE, SEA, thing


def item_of(office: Office, order: Order) -> int:
    with office.book.reading() as book:
        return book.find(Item, order=order.id)[0].id


def noted(office: Office) -> list[AuditEvent]:
    with office.book.reading() as book:
        return book.events(kinds=("retention.left_pc",))


def test_the_book_gets_to_know_which_pc_and_how_much_and_nothing_else(office: Office, enter: Enter) -> None:
    order, other = enter("A1"), enter("A2")
    erase_person(office, [order.id], "letter")
    office.station = "PC-03"
    note_left_pc(office.acting(PROGRAM), {item_of(office, order): 3, item_of(office, other): 2, 9999: 1})
    (event,) = noted(office)
    assert (event.order, event.subject, event.actor, event.role) == (order.id, f"order:{order.id}", 0, "system")
    assert event.facts == {"station": "PC-03", "things": 3}
    assert not event.reason
    assert str(happening(event, {}).what) == "PC-03 let go of what it kept of it: 3"
    assert happening(event, {}).topic == "personal"
    assert what(event, {}) == "A PC let go of what it kept of an erased order"
    assert details(event, {}) == "things: 3 · PC-03"


class Pc:
    """Layouts of two items on the bench that this window cannot open; one picture is of the first item alone."""

    def __init__(self, folder: Path, office: Office, items: tuple[int, int], *, safe: bool) -> None:
        self.office, key = office, os.urandom(32)
        folders = Folders(folder / "data", folder / "settings", folder / "logs")
        self.kept = KeptHere(folders, LateVault(lambda: key), safe=safe)
        twin = KeptHere(folders, LateVault(lambda: key), safe=not safe)
        self.here, self.twin = self.kept.layouts, twin.layouts
        with office.book.reading() as book:
            which = book.which().id
        things = (thing(items[0], FACE), thing(items[1], SEA))
        for bench in (self.here, self.twin):
            bench.keep("bench", to_json(Kept(things, books=dict.fromkeys(items, which))).encode())
            for source in (FACE, SEA):
                bench.keep(source.partition(":")[2], b"a picture")


@pytest.mark.parametrize("safe", [False, True], ids=["of safe mode", "the usual one"])
def test_it_goes_from_the_other_bench_with_its_pictures(
    office: Office, enter: Enter, tmp_path: Path, safe: bool
) -> None:
    order, other = enter("A1"), enter("A2")
    items = item_of(office, order), item_of(office, other)
    pc = Pc(tmp_path, office, items, safe=safe)
    pc.kept.forget(office)
    assert {one.item for one in read(pc.twin).things} == set(items)
    erase_person(office, [order.id], "letter")
    pc.kept.forget(office)
    assert [one.item for one in read(pc.twin).things] == [items[1]]
    assert pc.twin.content("a" * 64) is None
    assert pc.twin.content("b" * 64) == b"a picture"
    assert {one.item for one in read(pc.here).things} == set(items), "that is the window's"
    assert [event.facts["things"] for event in noted(office)] == [1]
    pc.kept.forget(office)
    assert len(noted(office)) == 1


def test_what_the_book_could_not_be_told_it_is_told_later(
    office: Office, enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = enter("A1")
    pc = Pc(tmp_path, office, (item_of(office, order), 9999), safe=False)
    erase_person(office, [order.id], "letter")

    def away(*_what: object) -> None:
        raise BookOfflineError

    with monkeypatch.context() as now:
        now.setattr(type(office.book), "writing", away)
        with pytest.raises(BookOfflineError):
            pc.kept.forget(office)
    assert not noted(office)
    pc.kept.forget(office)
    assert [event.facts["things"] for event in noted(office)] == [1]
