"""A figurine that is made anew has its model: it is printed from what was approved, and opened at the bench as it was."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

from app.commands import item_work, layout_designs, layout_proof, orders, plates, print_files, proofs
from app.jobs.progress import silent
from app.layouts.composing.folder_shelf import KEPT
from app.layouts.design.document import PictureLayer
from app.orders.records import Item
from tests.unit.commands.orders.flat_items import composed
from tests.unit.commands.orders.flat_items import flat as flat  # noqa: PLC0414 - a fixture
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


def test_a_flat_thing_is_made_anew_with_its_design(world: World, flat: Callable[..., Item]) -> None:
    item = flat("keychain", clear=True)
    kept = composed(layout_designs.take_up(world.office, item.id), "charm-50")
    extra = PictureLayer(id="extra", x_mm=1, y_mm=1, width_mm=9, height_mm=9, source=KEPT + sha256(b"logo").hexdigest())
    page = kept.design.pages[0]
    front = page.model_copy(update={"layers": (*page.layers, extra)})
    kept = kept.model_copy(update={"design": kept.design.model_copy(update={"pages": (front,)})})
    layout_designs.save(world.office, item.id, kept, lambda _digest: b"logo")
    proof = layout_proof.keep_flat_proof(world.office, layout_proof.flat_proof(world.office, item.id), b"%PDF-1.7")
    world.walk(item, "submit", "to_review")
    proofs.decide(
        world.office,
        proofs.send_proof(world.office, proof.id, version=None).id,
        "approve",
        version=None,
        evidence=b"yes",
    )
    broken = world.walk(item, "preflight", "queue", "produce", "produced", "spoil")
    anew = orders.remake(world.office, broken.id, cause="print", reason="a scratch", version=None)
    assert anew.approved == kept.digest
    taken = layout_designs.take_up(world.office, anew.id)
    assert taken.composition == kept
    assert extra.source in taken.pictures
    assert layout_proof.flat_proof(world.office, anew.id).revision == kept.digest
