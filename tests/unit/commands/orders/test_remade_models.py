"""A figurine that is made anew has its model: it is printed from what was approved, and opened at the bench as it was."""

from dataclasses import replace

from app.commands import item_work, orders, plates, print_files
from app.jobs.progress import silent
from tests.unit.commands.orders.test_plates import draft, made
from tests.unit.commands.orders.world import World
from tests.unit.commands.test_item_work import document


def test_what_is_made_anew_is_printed_from_what_was_approved(world: World) -> None:
    one = made(world)
    broken = world.walk(one.item, "produce", "produced", "spoil")
    anew = orders.remake(world.office, broken.id, cause="print", reason="an arm is off", version=None)
    assert anew.state == "queued"
    file = print_files.from_model(world.office, anew.id, ".3mf", silent())
    assert file.draft.content == anew.approved == one.mesh.revision
    plate = plates.propose(world.office, draft(), silent())
    assert [piece.item.id for piece in plate.pieces] == [anew.id]


def test_what_was_done_to_the_model_comes_to_the_bench_with_it(world: World) -> None:
    one = made(world)
    done = document(one.item.id, "0" * 64, one.mesh.revision)
    broken = world.walk(one.item, "produce", "produced", "spoil")
    with world.office.book.writing(world.office.actor) as book:
        work = item_work.ItemWork(item=one.item.id, order=one.item.order)
        sealed = item_work.sealed(world.office.vault, item_work.work_place(work), done)
        book.add(replace(work, document=sealed))
    anew = orders.remake(world.office, broken.id, cause="print", reason="an arm is off", version=None)
    taken = item_work.take_up(world.office, anew.id)
    assert taken.filed
    assert taken.document == replace(done, item=anew.id)
    assert item_work.take_up(world.office, broken.id).document == done
