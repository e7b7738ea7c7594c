"""The bench works for orders: on a real book and a real asset store."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from app.commands import item_work
from app.commands.backups import back_up, restore
from app.commands.item_files import work_place
from app.commands.office import Office
from app.commands.order_batch import figurines_of, run_for_items
from app.commands.orders import move
from app.errors import AppError
from app.jobs.progress import silent
from app.orders.book import WhichBook
from app.orders.machine import StepRefusedError
from app.orders.records import Item, ItemWork
from app.security.actor import Actor
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from app.security.vault import Vault
from app.session.bench import Document, Edit, Pin
from app.session.document_json import fingerprint
from app.session.document_seal import sealed
from app.settings.recipe import Recipe, RecipeStep
from app.storage.asset_store import open_assets
from app.storage.mesh_store import FolderMeshStore
from app.storage.opening import open_book
from tests.figurine_orders import order_figurines
from tests.unit.mesh.shapes import icosphere

RECIPE = Recipe(
    id="t",
    name={"en": "T"},
    steps=(RecipeStep(tool="height", values={"height_mm": 120.0}), RecipeStep(tool="turn_up", values={"axis": "y"})),
)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("STATUETTE_HOME", str(tmp_path / "home"))
    vault = Vault(bytes(range(32)))
    office = Office(open_book("", vault.audit_key), open_assets("", vault.asset_key), vault)
    yield office
    office.book.close()


def item(office: Office, item_id: int) -> Item:
    with office.book.reading() as book:
        return book.get(Item, item_id)


def document(item_id: int, *revisions: str) -> Document:
    edits = tuple(Edit(item_work.NO_MODEL, a, b, tool="scale", values={"factor": 2.0}) for a, b in pairwise(revisions))
    return Document(
        "Cat", Path("cat.ply"), revisions[0], revisions[-1], "white-resin", 80.0, edits, len(edits), item=item_id
    )


def test_an_item_comes_to_the_bench_with_what_was_ordered(office: Office, tmp_path: Path):
    (one,) = order_figurines(office, tmp_path, [icosphere(5.0, 1)])
    taken = item_work.take_up(office, one)
    assert taken.document is None
    assert not taken.filed
    assert taken.model == "made0.ply"
    assert taken.height_mm == 80.0
    assert taken.process == "white-resin"
    assert item_work.generated_model(office, one).startswith(b"ply")


def test_what_was_done_is_in_the_book_and_another_pc_goes_on(office: Office, tmp_path: Path):
    (one,) = order_figurines(office, tmp_path, [icosphere(5.0, 1)])
    first, second = icosphere(5.0, 1), icosphere(6.0, 2)
    done = document(one, first.revision, second.revision)
    item_work.file_step(office, done)
    assert item(office, one).revision == second.revision
    taken = item_work.take_up(office, one)
    assert taken.document == done
    assert not taken.filed
    item_work.file_revision(office, one, second)
    item_work.file_revision(office, one, second)
    assert item_work.take_up(office, one).filed
    there = item_work.filed_mesh(office, one, second.revision)
    assert there.revision == second.revision


def test_a_step_that_is_told_twice_is_one_event(office: Office, tmp_path: Path):
    (one,) = order_figurines(office, tmp_path, [icosphere(5.0, 1)])
    done = document(one, icosphere(5.0, 1).revision, icosphere(6.0, 1).revision)
    item_work.file_step(office, done)
    item_work.file_step(office, done)
    with office.book.reading() as book:
        assert len(book.events(subject=f"item:{one}", kinds=("item.revision",))) == 1


def test_a_step_that_is_undone_is_undone_in_the_book(office: Office, tmp_path: Path):
    (one,) = order_figurines(office, tmp_path, [icosphere(5.0, 1)])
    done = document(one, "a" * 64, "b" * 64)
    item_work.file_step(office, done)
    item_work.file_step(office, replace(done, revision="a" * 64, position=0))
    assert item(office, one).revision == "a" * 64


def go(office: Office, one: int, *events: str) -> None:
    for event in events:
        facts = {"digest": item(office, one).revision, "decided_by": "buyer"}
        move(office, Item, one, event, version=item(office, one).version, reason="test", facts=facts)


def kept(office: Office, one: int) -> Document:
    there = item_work.take_up(office, one).document
    assert there is not None
    return there


def test_looking_at_an_item_changes_neither_its_model_nor_its_history(office: Office, tmp_path: Path):
    (one,) = order_figurines(office, tmp_path, [icosphere(5.0, 1)])
    done = document(one, "a" * 64, "b" * 64)
    there = item_work.file_step(office, done).there
    opened_anew = document(one, "c" * 64)  # from the generated mesh, nothing done yet
    told = item_work.file_step(office, opened_anew, there)
    assert told[:2] == (there, False)
    assert (item(office, one).revision, kept(office, one)) == ("b" * 64, done)
    begun = document(one, "c" * 64, "d" * 64)
    assert item_work.file_step(office, begun, told.there).counts
    assert kept(office, one) == begun


def test_a_pc_without_the_steps_before_does_not_take_them_from_the_others(office: Office, tmp_path: Path):
    (one,) = order_figurines(office, tmp_path, [icosphere(5.0, 1)])
    done = document(one, "a" * 64, "b" * 64)
    there = item_work.file_step(office, done).there
    seen = document(one, "b" * 64)
    told = item_work.file_step(office, seen, there)
    assert told[:2] == (there, True)
    pinned = replace(seen, pins=(Pin(1, "b" * 64, (0, 0, 0), (0, 0, 1), "here"),))
    there = item_work.file_step(office, pinned, there).there
    assert kept(office, one) == replace(done, pins=pinned.pins)
    further = document(one, "b" * 64, "c" * 64)
    item_work.file_step(office, further, there)
    assert kept(office, one) == further


def test_looking_at_what_was_made_on_another_pc_leaves_it_its_history(office: Office, tmp_path: Path):
    (one,) = order_figurines(office, tmp_path, [icosphere(5.0, 1)])
    made = replace(document(one, "a" * 64, "b" * 64), made_here=True)
    there = item_work.file_step(office, made).there
    seen = document(one, "b" * 64)  # without the steps, that are on the other PC
    assert item_work.file_step(office, seen, there)[:2] == (there, True)
    assert kept(office, one) == made


def test_what_others_have_done_since_is_not_replaced(office: Office, tmp_path: Path):
    """A PC that is started, or unlocked, tells what lies on its bench again; nobody has done anything there."""
    (one,) = order_figurines(office, tmp_path, [icosphere(5.0, 1)])
    here = document(one, "a" * 64, "b" * 64)
    there = item_work.file_step(office, here).there
    elsewhere = document(one, "b" * 64, "c" * 64)
    item_work.file_step(office, elsewhere, there)
    go(office, one, "start", "submit", "to_review", "send_proof", "approve")
    further = document(one, "a" * 64, "b" * 64, "d" * 64)
    for old, over in ((here, there), (here, ""), (further, there), (document(one, "b" * 64), there)):
        with pytest.raises(item_work.GoneOnError):
            item_work.file_step(office, old, over)
    assert kept(office, one) == elsewhere
    assert (item(office, one).revision, item(office, one).approved) == ("c" * 64, "c" * 64)


def test_a_step_back_elsewhere_is_not_taken_back_by_what_was_told_before(office: Office, tmp_path: Path):
    (one,) = order_figurines(office, tmp_path, [icosphere(5.0, 1)])
    here = document(one, "a" * 64, "b" * 64)
    there = item_work.file_step(office, here).there
    undone = replace(here, revision="a" * 64, position=0)
    item_work.file_step(office, undone, there)
    with pytest.raises(item_work.GoneOnError):
        item_work.file_step(office, here, there)
    assert kept(office, one) == undone


@pytest.mark.parametrize("what", ["step back", "pin", "height"])
def test_what_others_did_at_a_revision_that_is_known_here_stays(what: str, office: Office, tmp_path: Path):
    (one,) = order_figurines(office, tmp_path, [icosphere(5.0, 1)])
    here = document(one, "a" * 64, "b" * 64)
    there = item_work.file_step(office, here).there
    elsewhere = {
        "step back": replace(here, revision="a" * 64, position=0),
        "pin": replace(here, pins=(Pin(1, "b" * 64, (0, 0, 0), (0, 0, 1), "here"),)),
        "height": document(one, "a" * 64, "b" * 64, "b" * 64),
    }[what]
    item_work.file_step(office, elsewhere, there)
    go(office, one, "start", "submit", "to_review", "send_proof", "approve")
    further = document(one, "a" * 64, "b" * 64, "d" * 64)
    with pytest.raises(item_work.GoneOnError):
        item_work.file_step(office, further, there)
    assert kept(office, one) == elsewhere
    assert item(office, one).approved == elsewhere.revision


def test_own_steps_go_on_after_a_crash_between_the_book_and_what_is_known_of_it(office: Office, tmp_path: Path):
    """Before the book is changed it is told to what: the one or the other is there afterwards."""
    (one,) = order_figurines(office, tmp_path, [icosphere(5.0, 1)])
    about: list[tuple[str, str]] = []
    first, second = document(one, "a" * 64, "b" * 64), document(one, "a" * 64, "b" * 64, "c" * 64)
    there = item_work.file_step(office, first, about=lambda _which, *both: about.append(both)).there
    item_work.file_step(office, second, there, about=lambda _which, *both: about.append(both))
    assert about == [("", there), (there, fingerprint(second))]
    item_work.file_step(office, second, there, about=lambda _which, *both: about.append(both))
    assert len(about) == 2, "the book is not changed"
    otherwise = document(one, "a" * 64, "b" * 64, "d" * 64)
    with pytest.raises(item_work.GoneOnError):
        item_work.file_step(office, otherwise, there)
    item_work.file_step(office, otherwise, *about[-1])
    assert kept(office, one) == otherwise


def test_own_steps_get_into_the_book_after_a_crash_and_after_it_was_offline(office: Office, tmp_path: Path):
    (one,) = order_figurines(office, tmp_path, [icosphere(5.0, 1)])
    there = item_work.file_step(office, document(one, "a" * 64, "b" * 64)).there
    later = document(one, "a" * 64, "b" * 64, "c" * 64)
    there = item_work.file_step(office, later).there  # nobody knows any more what was told
    otherwise = document(one, "a" * 64, "d" * 64)  # undone, and done in another way
    item_work.file_step(office, otherwise, there)
    assert item(office, one).revision == "d" * 64


def test_a_solid_that_was_just_made_takes_the_place_of_the_one_before(office: Office, tmp_path: Path):
    (one,) = order_figurines(office, tmp_path, [icosphere(5.0, 1)])
    first = replace(document(one, "a" * 64), made_here=True)
    item_work.file_step(office, first)
    second = replace(document(one, "b" * 64), made_here=True)
    there = item_work.file_step(office, second).there
    assert item(office, one).revision == "b" * 64
    item_work.file_step(office, replace(document(one, "b" * 64, "c" * 64), made_here=True), there)
    with pytest.raises(item_work.GoneOnError):
        item_work.file_step(office, second, there)  # told again at the next start


def test_a_model_is_still_to_be_made_until_it_is_handed_over(office: Office, tmp_path: Path):
    (one,) = order_figurines(office, tmp_path, [icosphere(5.0, 1)])
    item_work.file_step(office, document(one, "a" * 64, "b" * 64))

    def at_model(*events: str) -> bool:
        for event in events:
            facts = {"digest": "b" * 64, "hold": "material"}
            move(office, Item, one, event, version=item(office, one).version, reason="test", facts=facts)
        return item_work.take_up(office, one).at_model

    assert at_model()
    assert at_model("start")
    assert at_model("hold")
    assert not at_model("resume", "submit")
    assert not at_model("hold")


def test_a_change_after_the_proof_takes_the_proof_back_and_none_comes_once_it_prints(office: Office, tmp_path: Path):
    (one,) = order_figurines(office, tmp_path, [icosphere(5.0, 1)])
    item_work.file_step(office, document(one, "a" * 64, "b" * 64))

    go(office, one, "start", "submit", "to_review", "send_proof", "approve")
    assert item(office, one).approved == "b" * 64
    there = item_work.file_step(office, document(one, "a" * 64, "b" * 64, "c" * 64)).there
    changed = item(office, one)
    assert (changed.approved, changed.state) == ("", "modeling")
    go(office, one, "submit", "to_review", "send_proof", "approve", "preflight", "queue", "produce")
    with pytest.raises(StepRefusedError):
        item_work.file_step(office, document(one, "a" * 64, "d" * 64), there)
    assert item(office, one).revision == "c" * 64


def test_need_to_know(office: Office, tmp_path: Path):
    (one,) = order_figurines(office, tmp_path, [icosphere(5.0, 1)])
    with office.book.writing(office.actor) as book:
        book.save(replace(book.get(Item, one), assignee=7))
    other = office.acting(Actor(8, "", frozenset({Role.ENGINEER})))
    for call in (item_work.take_up, item_work.generated_model):
        with pytest.raises(NotAllowedError):
            call(other, one)
    with pytest.raises(NotAllowedError):
        item_work.file_step(other, document(one, "a" * 64, "b" * 64))


def test_a_recipe_over_orders_files_each_result_and_is_not_stopped_by_a_bad_one(office: Office, tmp_path: Path):
    good, small, bad = order_figurines(office, tmp_path, [icosphere(5.0, 2), icosphere(7.0, 2), icosphere(1.0, 1)])
    with office.book.writing(office.actor) as book:
        book.save(replace(book.get(Item, small), height_mm=45.0))
        book.save(replace(book.get(Item, bad), creation=None))
    store = FolderMeshStore(tmp_path / "meshes")
    out = tmp_path / "out"

    def run() -> dict[int, str]:
        rows = run_for_items(
            office, store, [good, small, bad], out, RECIPE, "full-color-jetting", ".3mf", 2, silent()
        )  # fmt: skip
        return {row.item: row.state for row in rows}

    assert run() == {good: "printable", small: "printable", bad: "failed"}
    taken = item_work.take_up(office, small)
    assert taken.filed
    assert taken.document is not None
    assert [edit.tool for edit in taken.document.edits] == ["height", "turn_up"]
    assert taken.document.process == "white-resin"  # of the finish, not the batch's
    assert store.get(taken.document.revision_at(1)).size_mm[2] == pytest.approx(45.0)
    assert item(office, good).revision == item_work.take_up(office, good).document.revision
    assert not list((tmp_path / "meshes").rglob("*.ply"))  # nothing lies about in the open
    made = {path.name: path.stat().st_mtime_ns for path in out.glob("*.3mf")}
    assert run() == {good: "printable", small: "printable", bad: "failed"}
    assert {path.name: path.stat().st_mtime_ns for path in out.glob("*.3mf")} == made


def test_a_batch_that_is_started_again_leaves_what_was_done_since_and_files_what_was_not(
    office: Office, tmp_path: Path
):
    changed, put_back, lost = order_figurines(office, tmp_path, [icosphere(float(n), 1) for n in (5, 6, 7)])
    before = document(lost, "a" * 64, "b" * 64)
    over = item_work.file_step(office, before).there
    store = FolderMeshStore(tmp_path / "meshes")

    def run() -> dict[int, str]:
        rows = run_for_items(
            office, store, [changed, put_back, lost], tmp_path / "out", RECIPE, "white-resin", ".3mf", 1, silent()
        )
        return {row.item: row.state for row in rows}

    assert set(run().values()) == {"printable"}
    by_hand = document(changed, kept(office, changed).revision, "c" * 64)
    item_work.file_step(office, by_hand, fingerprint(kept(office, changed)))
    go(office, changed, "start", "submit", "to_review", "send_proof", "approve")
    made = kept(office, put_back)
    undone = replace(made, revision=made.original, position=0)
    item_work.file_step(office, undone, fingerprint(made))
    result = kept(office, lost)
    with office.book.writing(office.actor) as book:  # as if it had been killed before the book was told
        work = book.one(ItemWork, item=lost)
        assert work is not None
        book.save(replace(work, document=sealed(office.vault, work_place(work), before)))
    assert fingerprint(kept(office, lost)) == over

    assert set(run().values()) == {"printable"}
    assert kept(office, changed) == by_hand
    assert item(office, changed).approved == "c" * 64
    assert kept(office, put_back) == undone
    assert kept(office, lost) == result


def test_a_batch_leaves_what_was_handed_over_alone(office: Office, tmp_path: Path):
    shown, open_ = order_figurines(office, tmp_path, [icosphere(5.0, 1), icosphere(6.0, 1)])
    by_hand = document(shown, "a" * 64, "b" * 64)
    item_work.file_step(office, by_hand)
    go(office, shown, "start", "submit", "to_review", "send_proof", "approve")
    store = FolderMeshStore(tmp_path / "meshes")
    told: list[tuple[int, str]] = []
    rows = run_for_items(
        office, store, [shown, open_], tmp_path / "out", RECIPE, "white-resin", ".3mf", 1, silent(),
        lambda place, row, _done, _what: told.append((place, row.state)),
    )  # fmt: skip
    assert [row.state for row in rows] == ["failed", "printable"]
    assert "handed over" in rows[0].message
    assert rows[0].file.startswith(item_work.take_up(office, shown).number), "nobody knows an item by its id"
    assert (kept(office, shown), item(office, shown).approved) == (by_hand, "b" * 64)
    assert {(0, "failed"), (1, "printable")} <= set(told)
    assert len(list((tmp_path / "out").glob("*.3mf"))) == 1


def test_figurines_of_a_view_and_of_an_order(office: Office, tmp_path: Path):
    items = order_figurines(office, tmp_path, [icosphere(5.0, 1), icosphere(6.0, 1)])
    assert sorted(figurines_of(office, "open")) == sorted(items)
    assert sorted(figurines_of(office, item_work.take_up(office, items[0]).number)) == sorted(items)
    assert figurines_of(office, "to_pack") == ()
    with pytest.raises(AppError, match="no order and no view"):
        figurines_of(office, "MG-1")


def test_what_is_of_another_book_is_not_told(office: Office, tmp_path: Path) -> None:
    """Not even where the other one has an item with this number: it is a copy, or it was made by hand."""
    (one,) = order_figurines(office, tmp_path, [icosphere(5.0, 1)])
    first = icosphere(5.0, 1)
    which = item_work.which_book(office)
    assert item_work.take_up(office, one).which == which
    done = document(one, "a" * 64, first.revision)
    elsewhere = replace(done, book="0" * 16)
    with pytest.raises(item_work.OtherBookError):
        item_work.file_step(office, elsewhere)
    with pytest.raises(item_work.OtherBookError):
        item_work.file_revision(office, one, first, elsewhere.book)
    assert item_work.take_up(office, one).document is None
    told = item_work.file_step(office, replace(done, book=which.id))
    assert (told.which, told.there) == (which, fingerprint(done))
    item_work.file_revision(office, one, first, which.id)
    assert kept(office, one).book == "", "the book needs no name of itself"


def test_a_book_keeps_its_name_when_it_is_restored_and_begins_another_history(office: Office, tmp_path: Path) -> None:
    (one,) = order_figurines(office, tmp_path, [icosphere(5.0, 1)])
    before = document(one, "a" * 64, "b" * 64)
    item_work.file_step(office, before)
    backup = back_up(office, tmp_path / "backups")
    done = document(one, "a" * 64, "b" * 64, "c" * 64)
    told = item_work.file_step(office, done)
    restore(office, backup)
    there = item_work.which_book(office)
    assert there.id == told.which.id
    assert there.since != told.which.since
    assert kept(office, one) == before
    seen: list[str] = []

    def last(which: WhichBook) -> tuple[str, ...]:
        seen.append(which.since)
        return (told.there,) if which == told.which else ()

    item_work.file_step(office, replace(done, book=there.id), last=last)
    assert seen == [there.since]
    assert kept(office, one) == done, "it goes on from what was restored"
