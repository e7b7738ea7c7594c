"""Plates from the queue to the printer and back, with real models, a real book and a real pilot at a made-up printer."""

import io
import zipfile
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from PIL import Image

from app.commands import dispatch, item_work, orders, plates, plates_print, print_costs, print_queue
from app.commands.dispatch import JobDraft
from app.commands.dispatch_ties import all_jobs_of
from app.commands.erasure import erase_person
from app.commands.plate_view import PlateView
from app.commands.plates import PlateDraft
from app.commands.queue_file import MadeFile, queue_file
from app.dispatch.records import Piece, Plate, PrintJob, Verdict
from app.errors import AppError, Cancelled
from app.i18n import Text
from app.jobs.progress import Progress, silent
from app.mesh.mesh import Mesh
from app.orders.book import StaleError
from app.orders.draft import ItemDraft
from app.orders.machine import StepRefusedError
from app.orders.records import FileLink, Item
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from tests.new_content import revise
from tests.unit.commands.orders.print_shop import PrintShop
from tests.unit.commands.orders.test_dispatch import Room
from tests.unit.commands.orders.world import START, World
from tests.unit.mesh.shapes import box

PROCESS = "full-color-jetting"
SIZE = (30.0, 24.0, 40.0)


@pytest.fixture
def room(world: World, tmp_path: Path) -> Room:
    return Room(world, tmp_path)


@dataclass
class Made:
    """An item that is released for printing, with the model that was approved."""

    item: Item
    mesh: Mesh


def made(
    world: World, size: tuple[float, float, float] = SIZE, *, quantity: int = 1, days: int = 14, **item: Any
) -> Made:
    draft = ItemDraft(product="figurine", finish="color", height_mm=size[2], creation="c1", quantity=quantity, **item)
    order = world.order(draft, due_at=START + timedelta(days=days))
    one = world.walk(world.items(order)[0], "start")
    mesh = box(size)
    mesh = mesh.with_(vertex_colors=np.full((len(mesh.vertices), 4), (200, 40, 40, 255), np.uint8))
    item_work.file_revision(world.office, one.id, mesh)
    revise(world.office, one.id, mesh.revision)
    return Made(world.walk(one, "submit", "to_review", "send_proof", "approve", "preflight", "queue"), mesh)


def draft(kind: Any = "volume", **fields: Any) -> PlateDraft:
    return PlateDraft(
        **{
            "name": "Plate 1",
            "kind": kind,
            "process": PROCESS,
            "width_mm": 100.0,
            "depth_mm": 100.0,
            "height_mm": 100.0,
            **fields,
        }
    )


def propose(world: World, **fields: Any) -> PlateView:
    return plates.propose(world.office, draft(**fields), silent(), seconds=0.0)


def closed(world: World, **fields: Any) -> PlateView:
    return plates.close(world.office, propose(world, **fields).plate.id, silent())


def printed(room: Room, job: PrintJob) -> None:
    print_queue.give(room.world.office, job.id, room.printer.id)
    room.drive(2)
    assert room.job(job).state == "running"
    room.drive(2, seconds=3600)
    assert room.job(job).state == "done"
    assert job.plate is None or room.world.get(Plate, job.plate).state == "printed"
    room.clear()


def piece_of(world: World, item: Item, unit: int = 1) -> Piece:
    found: list[Piece] = world.find(Piece, item=item.id, unit=unit)
    assert len(found) == 1
    return found[0]


def test_what_was_never_filed_is_left_out_and_named(world: World) -> None:
    there, away = made(world, days=9), made(world, days=3)
    with world.office.book.writing(world.office.actor) as book:
        for link in book.find(FileLink, item=away.item.id, kind=item_work.REVISION):
            book.remove(link)
    seen = propose(world)
    assert [one.item.id for one in seen.pieces] == [there.item.id]
    assert seen.not_filed == (away.item.serial,)
    with pytest.raises(item_work.NotFiledError):
        propose(world)


def test_a_plate_holds_things_of_several_orders_the_earliest_due_first(world: World) -> None:
    late = [made(world, days=20) for _ in range(2)]
    soon = made(world, (90.0, 90.0, 20.0), days=3)
    seen = propose(world, kind="bed")
    assert {s.item.id for s in seen.pieces} == {soon.item.id}
    rest = propose(world, kind="bed", name="Plate 2")
    assert {s.item.id for s in rest.pieces} == {m.item.id for m in late}
    assert sorted(s.piece.label for s in rest.pieces) == ["A1", "A2"]
    with pytest.raises(AppError, match="Nothing waits"):
        propose(world)
    assert world.office.book.verify_chain().good


def test_only_what_is_printed_in_the_same_way_comes_together(world: World) -> None:
    one = made(world)
    made(world, options={"material": "binder-full-color"})
    white = world.order(ItemDraft(product="figurine", finish="white", height_mm=80, creation="c1"))
    world.walk(
        world.items(white)[0], "start", "save", "submit", "to_review", "send_proof", "approve", "preflight", "queue"
    )
    groups = plates.waiting(world.office)
    assert [(g.process, g.material, len(g.units)) for g in groups] == [
        (PROCESS, "", 1), (PROCESS, "binder-full-color", 1), ("white-resin", "", 1),
    ]  # fmt: skip
    seen = propose(world, material="jetting-full-color")
    assert [s.item.id for s in seen.pieces] == [one.item.id]


def test_every_unit_is_a_piece_of_its_own(room: Room) -> None:
    world = room.world
    many = made(world, quantity=3)
    small = propose(world, kind="bed", width_mm=66.0, depth_mm=32.0)
    assert len(small.pieces) == 2
    assert sorted(p.state for p in world.find(Piece, item=many.item.id)) == ["placed", "placed", "waiting"]
    plates.close(world.office, small.plate.id, silent())
    printed(room, plates_print.enqueue_plate(world.office, small.plate.id, JobDraft(suffix="", content="")))
    assert world.item(many.item).state == "producing"  # the third one is not printed yet
    assert world.get(Plate, small.plate.id).state == "cleared"
    with world.office.book.reading() as book:
        assert book.events(subject=f"plate:{small.plate.id}", newest_first=True, limit=1)[0].kind == "plate.cleared"
    last = closed(world, kind="bed")
    assert [s.piece.state for s in last.pieces] == ["placed"]
    printed(room, plates_print.enqueue_plate(world.office, last.plate.id, JobDraft(suffix="", content="")))
    assert world.item(many.item).state == "finishing"
    assert {p.state for p in world.find(Piece)} == {"printed"}
    assert world.office.book.verify_chain().good


def test_a_closed_plate_is_one_file_of_named_objects(world: World) -> None:
    several = [made(world, (30.0, 24.0, 40.0 + n)) for n in range(3)]
    seen = closed(world)
    content = world.office.assets.get(seen.plate.file)
    scene = trimesh.load(io.BytesIO(content), file_type="3mf")
    assert len(scene.geometry) == 3
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        model = package.read("3D/3dmodel.model").decode()
    for standing in seen.pieces:
        assert f'name="{standing.piece.label}"' in model
    assert "C82828" in model.upper()  # in their colours
    low, high = scene.bounds
    assert (low >= -1e-3).all()
    assert (high <= 100.001).all()
    volume = sum(part.volume for part in scene.geometry.values())
    assert volume == pytest.approx(sum(float(np.prod(m.mesh.size_mm)) for m in several), rel=1e-4)
    picture = Image.open(io.BytesIO(plates.plate_picture(world.office, seen.plate.id)))
    assert picture.width > 1600
    assert plates.picking_list(world.office, seen.plate.id).startswith(b"%PDF")
    links = world.find(FileLink, digest=seen.plate.file)
    assert {link.order for link in links} == {m.item.order for m in several}


def test_the_same_places_give_the_same_file(world: World) -> None:
    made(world)
    made(world)
    first = closed(world)
    plates_print.reopen(world.office, first.plate.id)
    again = plates.close(world.office, first.plate.id, silent())
    assert (again.plate.file, again.plate.picture) == (first.plate.file, first.plate.picture)
    assert again.plate.placements == first.plate.placements


def test_a_merged_file_holds_all(world: World) -> None:
    for _ in range(2):
        made(world)
    seen = plates.close(world.office, propose(world).plate.id, silent(), suffix=".ply")
    mesh = trimesh.load(io.BytesIO(world.office.assets.get(seen.plate.file)), file_type="ply")
    assert mesh.body_count == 2
    assert (np.unique(mesh.visual.vertex_colors, axis=0) == [[200, 40, 40, 255]]).all()


def test_pieces_come_and_go_while_a_plate_is_open(world: World) -> None:
    one, two = made(world), made(world)
    seen = propose(world, most=1)
    plate, first = seen.plate.id, seen.pieces[0].piece
    added = plates.add_units(world.office, plate, [(two.item.id, 1)])
    assert [s.place is None for s in added.pieces] == [False, True]
    with pytest.raises(StepRefusedError, match="no place"):
        plates.close(world.office, plate, silent())
    with pytest.raises(StepRefusedError):
        plates.add_units(world.office, plate, [(two.item.id, 1)])
    packed = plates.repack(world.office, plate, silent(), seconds=0.0)
    assert all(s.place is not None for s in packed.pieces)
    assert plates.plate_picture(world.office, plate).startswith(b"\x89PNG")
    left = plates.remove_piece(world.office, plate, first.id)
    assert [s.item.id for s in left.pieces] == [two.item.id]
    assert piece_of(world, one.item).state == "waiting"
    with pytest.raises(StepRefusedError):
        plates.remove_piece(world.office, plate, first.id)
    assert plates.plate_picture(world.office, propose_empty(world)).startswith(b"\x89PNG")
    plates.close(world.office, plate, silent())
    for change in (
        lambda: plates.add_units(world.office, plate, [(one.item.id, 1)]),
        lambda: plates.remove_piece(world.office, plate, left.pieces[0].piece.id),
        lambda: plates.repack(world.office, plate, silent()),
        lambda: plates.close(world.office, plate, silent()),
        lambda: plates.dissolve(world.office, plate),
    ):
        with pytest.raises(StepRefusedError, match="closed"):
            change()


def test_an_open_plate_is_given_up_and_what_stood_on_it_waits_again(world: World) -> None:
    one, two = made(world), made(world)
    empty, full = propose_empty(world), propose(world).plate.id
    for plate in (empty, full):
        assert plates.dissolve(world.office, plate).state == "dissolved"
        with pytest.raises(StepRefusedError):
            plates.dissolve(world.office, plate)
    assert plates.plates(world.office) == ()
    for item in (one.item, two.item):
        assert (piece_of(world, item).state, piece_of(world, item).plate) == ("waiting", None)
    (waits,) = plates.waiting(world.office)
    assert len(waits.units) == 2


def propose_empty(world: World) -> int:
    """A plate from which everything was taken off again."""
    seen = propose(world, name="Plate 2")
    for one in seen.pieces:
        plates.remove_piece(world.office, seen.plate.id, one.piece.id)
    return seen.plate.id


def test_several_pieces_are_put_on_a_plate_at_once_or_none_of_them(room: Room) -> None:
    world = room.world
    made(world)
    seen = propose(world, most=1)
    pair, other = made(world, quantity=2), made(world)
    room.enqueue(other.item)
    with pytest.raises(StepRefusedError, match="not ready"):
        plates.add_units(world.office, seen.plate.id, [(pair.item.id, 1), (other.item.id, 1)])
    assert world.find(Piece, item=pair.item.id) == []
    with pytest.raises(AppError, match="Choose"):
        plates.add_units(world.office, seen.plate.id, [])
    white = world.order(ItemDraft(product="figurine", finish="white", height_mm=80, creation="c1"))
    with pytest.raises(StepRefusedError, match="another process"):
        plates.add_units(world.office, seen.plate.id, [(world.items(white)[0].id, 1)])
    added = plates.add_units(world.office, seen.plate.id, [(pair.item.id, 1), (pair.item.id, 2)])
    assert (len(added.pieces), added.unplaced) == (3, 2)
    assert world.kinds(pair.item.order).count("plate.add") == 2
    assert plates.repack(world.office, seen.plate.id, silent(), seconds=0.0).unplaced == 0


def test_what_is_too_near_is_not_frozen(world: World) -> None:
    made(world)
    made(world)
    seen = propose(world)
    with world.office.book.writing(world.office.actor) as book:
        one, two = seen.pieces
        close_by = {str(one.piece.id): [0, 0, 0, 0, "z"], str(two.piece.id): [32, 0, 0, 0, "z"]}
        book.save(replace(book.get(Plate, seen.plate.id), placements=close_by))
    with pytest.raises(StepRefusedError, match="too near"):
        plates.close(world.office, seen.plate.id, silent())


def test_what_is_not_approved_any_more_is_not_frozen_and_not_queued(world: World) -> None:
    one = made(world)
    seen = propose(world)
    world.step(one.item, "back", reason="so")
    with pytest.raises(StepRefusedError, match="not ready"):
        plates.close(world.office, seen.plate.id, silent())
    two = made(world)
    shut = closed(world, name="Plate 2")
    world.step(two.item, "back", reason="so")
    with pytest.raises(StepRefusedError):
        plates_print.enqueue_plate(world.office, shut.plate.id, JobDraft(suffix="", content=""))


def test_a_plate_is_not_printed_with_what_was_approved_before(room: Room) -> None:
    world = room.world
    one = made(world)
    seen = closed(world)
    newer = box((20.0, 24.0, 40.0))
    item_work.file_revision(world.office, one.item.id, newer)
    revise(world.office, one.item.id, newer.revision)
    world.walk(world.item(one.item), "submit", "to_review", "send_proof", "approve", "preflight", "queue")
    assert (piece_of(world, one.item).state, piece_of(world, one.item).plate) == ("waiting", None)
    with pytest.raises(StepRefusedError, match="has left this plate"):
        plates_print.enqueue_plate(world.office, seen.plate.id, JobDraft(suffix="", content=""))
    again = closed(world, name="Plate 2")
    job = plates_print.enqueue_plate(world.office, again.plate.id, JobDraft(suffix="", content=""))
    assert job.contents == {str(one.item.id): newer.revision}


def test_a_job_of_a_plate_that_a_piece_has_left_is_not_sent(room: Room) -> None:
    """The model was changed and changed back: the job shows what is approved, but another plate will print the piece."""
    world = room.world
    one = made(world)
    draft = JobDraft(suffix="", content="", printer=room.printer.id)
    job = plates_print.enqueue_plate(world.office, closed(world).plate.id, draft)
    newer = box((20.0, 24.0, 40.0))
    item_work.file_revision(world.office, one.item.id, newer)
    revise(world.office, one.item.id, newer.revision)
    revise(world.office, one.item.id, one.mesh.revision)
    back = world.walk(world.item(one.item), "submit", "to_review", "send_proof", "approve", "preflight", "queue")
    assert back.approved == one.mesh.revision
    room.drive(3)
    assert room.job(job).state == "assigned"
    assert [s.item.id for s in propose(world, name="Plate 2").pieces] == [one.item.id]


def test_what_is_sent_back_by_hand_is_put_on_a_plate_again(room: Room) -> None:
    world = room.world
    one = made(world)
    printed(room, plates_print.enqueue_plate(world.office, closed(world).plate.id, JobDraft(suffix="", content="")))
    world.step(world.item(one.item), "spoil", reason="fell down")
    orders.move(world.office, Item, one.item.id, "requeue", version=None)
    assert [s.item.id for s in propose(world, name="Plate 2").pieces] == [one.item.id]


def test_a_cancelled_plate_is_printed_again_while_the_other_copy_prints(room: Room) -> None:
    world = room.world
    pair = made(world, quantity=2)
    first, second = closed(world, most=1), closed(world, name="Plate 2", most=1)
    empty = JobDraft(suffix="", content="")
    running = plates_print.enqueue_plate(world.office, first.plate.id, replace(empty, printer=room.printer.id))
    room.drive(2)
    assert (room.job(running).state, world.item(pair.item).state) == ("running", "producing")
    waiting = plates_print.enqueue_plate(world.office, second.plate.id, empty)
    dispatch.stop(world.office, waiting.id)
    again = dispatch.retry(world.office, waiting.id)
    assert piece_of(world, pair.item, 2).job == again.id
    with pytest.raises(StepRefusedError, match="queued again already"):
        dispatch.retry(world.office, waiting.id)


def test_a_plate_is_printed_once_and_opened_again_only_before(room: Room) -> None:
    world = room.world
    one = made(world)
    seen = closed(world)
    empty = JobDraft(suffix="", content="")
    job = plates_print.enqueue_plate(world.office, seen.plate.id, empty)
    assert (job.suffix, job.digest, job.contents) == (".3mf", seen.plate.file, {str(one.item.id): one.item.approved})
    assert (job.width_mm, job.depth_mm, job.height_mm) == pytest.approx(sorted(SIZE)[::-1], abs=2.6)  # it lies down
    assert (job.material, job.colored) == ("jetting-full-color", True)
    with pytest.raises(StepRefusedError, match="queued already"):
        plates_print.enqueue_plate(world.office, seen.plate.id, empty)
    assert plates_print.reopen(world.office, seen.plate.id).state == "open"
    assert room.job(job).state == "cancelled"
    with pytest.raises(StepRefusedError, match="Close the plate"):
        plates_print.enqueue_plate(world.office, seen.plate.id, empty)
    plates.close(world.office, seen.plate.id, silent())
    sliced = plates_print.enqueue_plate(
        world.office, seen.plate.id, JobDraft(suffix=".gcode", content="", printer=room.printer.id), b"G28\n"
    )
    assert (sliced.suffix, sliced.state) == (".gcode", "assigned")
    room.drive(2)
    with pytest.raises(StepRefusedError, match="at a printer"):
        plates_print.reopen(world.office, seen.plate.id)


def test_one_piece_fails_and_that_piece_alone_waits_again(room: Room) -> None:
    world = room.world
    good, bad = made(world), made(world)
    seen = closed(world)
    job = plates_print.enqueue_plate(world.office, seen.plate.id, JobDraft(suffix="", content=""))
    with pytest.raises(StepRefusedError):
        plates_print.piece_failed(world.office, piece_of(world, bad.item).id, "layers", "layer shifted")
    printed(room, job)
    assert world.item(bad.item).state == "finishing"
    with pytest.raises(AppError):
        plates_print.piece_failed(world.office, piece_of(world, bad.item).id, "weather", "layer shifted")
    words = "layer shifted, call 测试甲, 13912345678"
    again = plates_print.piece_failed(world.office, piece_of(world, bad.item).id, "layers", words)
    assert (again.state, again.plate, again.job, again.cause) == ("waiting", None, None, "layers")
    assert [world.item(m.item).state for m in (good, bad)] == ["finishing", "queued"]
    assert piece_of(world, good.item).state == "printed"
    (verdict,) = world.find(Verdict)
    assert (verdict.piece, verdict.job, verdict.passed, verdict.cause) == (again.id, job.id, False, "layers")
    assert verdict.words == "layer shifted, call ***, ***"
    assert all(word not in event.reason for event in world.events() for word in ("测试甲", "13912345678"))
    second = closed(world, name="Plate 2")
    assert [s.item.id for s in second.pieces] == [bad.item.id]
    printed(room, plates_print.enqueue_plate(world.office, second.plate.id, JobDraft(suffix="", content="")))
    assert world.item(bad.item).state == "finishing"
    assert world.office.book.verify_chain().good


def test_a_piece_that_fails_while_the_plate_is_printed_keeps_its_item_open(room: Room) -> None:
    world = room.world
    good, bad = made(world), made(world)
    seen = closed(world)
    job = plates_print.enqueue_plate(
        world.office, seen.plate.id, JobDraft(suffix="", content="", printer=room.printer.id)
    )
    room.drive(2)
    plates_print.piece_failed(world.office, piece_of(world, bad.item).id, "loose", "came off")
    room.drive(2, seconds=3600)
    assert room.job(job).state == "done"
    assert [world.item(m.item).state for m in (good, bad)] == ["finishing", "producing"]
    assert [s.item.id for s in propose(world, name="Plate 2").pieces] == [bad.item.id]


def test_a_failed_plate_is_printed_again_as_it_is_or_opened(room: Room) -> None:
    world = room.world
    one, two = made(world), made(world)
    seen = closed(world)
    job = plates_print.enqueue_plate(
        world.office, seen.plate.id, JobDraft(suffix="", content="", printer=room.printer.id)
    )
    room.drive(2)
    dispatch.decide(world.office, job.id, "failed", reason="came off", cause="print")
    assert {piece_of(world, m.item).state for m in (one, two)} == {"failed"}
    again = dispatch.retry(world.office, job.id)
    assert {(p.state, p.job) for p in world.find(Piece)} == {("placed", again.id)}
    print_queue.give(world.office, again.id, room.printer.id)
    dispatch.stop(world.office, again.id)
    plates_print.reopen(world.office, seen.plate.id)
    assert {p.job for p in world.find(Piece)} == {None}


def test_what_failed_on_a_plate_costs_too_wherever_its_pieces_are_now(room: Room) -> None:
    world = room.world
    one, two = made(world), made(world)

    def spent() -> list[float]:
        """Seconds for the order of each."""
        return [round(print_costs.of_order(world.office, each.item.order).seconds) for each in (one, two)]

    seen = closed(world)
    job = plates_print.enqueue_plate(
        world.office, seen.plate.id, JobDraft(suffix="", content="", printer=room.printer.id)
    )
    shop = PrintShop(world)
    shop.failed(job, room.printer, hours=1 / 6)
    assert spent() == [300, 300]
    again = dispatch.retry(world.office, job.id, room.printer.id)
    assert spent() == [300, 300]
    shop.failed(again, room.printer, hours=1 / 6)
    assert spent() == [600, 600]
    plates_print.piece_failed(world.office, piece_of(world, one.item).id, "loose")
    plates_print.reopen(world.office, seen.plate.id)
    assert spent() == [600, 600]
    with world.office.book.reading() as book:
        assert [found.id for found in all_jobs_of(book, two.item)] == [job.id, again.id]


def test_a_plate_that_lost_a_piece_is_not_printed_again_as_it_was(room: Room) -> None:
    world = room.world
    made(world)
    bad = made(world)
    seen = closed(world)
    job = plates_print.enqueue_plate(
        world.office, seen.plate.id, JobDraft(suffix="", content="", printer=room.printer.id)
    )
    room.drive(2)
    dispatch.decide(world.office, job.id, "failed", reason="came off", cause="print")
    assert plates.view(world.office, seen.plate.id).lost == 0
    plates_print.piece_failed(world.office, piece_of(world, bad.item).id, "loose")
    left = plates.view(world.office, seen.plate.id)
    assert (left.lost, left.job and left.job.state) == (1, "failed")
    with pytest.raises(StepRefusedError, match="left this plate"):
        dispatch.retry(world.office, job.id)
    with pytest.raises(StepRefusedError, match="left this plate"):
        plates_print.enqueue_plate(world.office, seen.plate.id, JobDraft(suffix="", content=""))
    opened = plates_print.reopen(world.office, seen.plate.id)
    assert len(opened.placements) == 1


def test_two_plates_never_take_the_same_piece(world: World) -> None:
    """Somebody else proposes a plate while this one is being packed."""
    one = made(world)
    others: list[PlateView] = []

    def meanwhile(_done: float, what: Text | None) -> None:
        if what is not None and what.message == "Packing" and not others:
            others.append(propose(world, name="Plate of somebody else"))

    with pytest.raises(StepRefusedError, match="not ready"):
        plates.propose(world.office, draft(), Progress(report=meanwhile), seconds=0.0)
    assert [plate.name for plate in world.find(Plate)] == ["Plate of somebody else"]
    assert piece_of(world, one.item).plate == others[0].plate.id


def test_a_plate_that_changes_while_it_is_packed_or_closed_is_not_overwritten(world: World) -> None:
    made(world)
    made(world)
    seen = propose(world)

    def meanwhile(_done: float, what: Text | None) -> None:
        if what is not None and what.message in {"Packing", "Making the file"}:
            pieces = plates.view(world.office, seen.plate.id).pieces
            if len(pieces) == 2:
                plates.remove_piece(world.office, seen.plate.id, pieces[0].piece.id)

    with pytest.raises(StaleError):
        plates.close(world.office, seen.plate.id, Progress(report=meanwhile))
    assert world.get(Plate, seen.plate.id).state == "open"
    plates.add_units(world.office, seen.plate.id, [(waiting_item(world).id, 1)])
    with pytest.raises(StaleError):
        plates.repack(world.office, seen.plate.id, Progress(report=meanwhile), seconds=0.0)


def waiting_item(world: World) -> Item:
    return plates.waiting(world.office)[0].units[0].item


def test_a_cancelled_proposal_leaves_nothing(world: World) -> None:
    made(world)
    asked = iter(range(100))
    with pytest.raises(Cancelled):
        plates.propose(world.office, draft(), Progress(cancelled=lambda: next(asked) > 1))
    assert (world.find(Plate), world.find(Piece)) == ([], [])


def test_nothing_is_queued_by_itself_and_on_a_plate(room: Room) -> None:
    world = room.world
    one, two = made(world), made(world)
    job = room.enqueue(one.item)
    seen = propose(world)
    assert [s.item.id for s in seen.pieces] == [two.item.id]
    with pytest.raises(StepRefusedError, match="waits to be printed"):
        room.enqueue(two.item)
    plates.remove_piece(world.office, seen.plate.id, seen.pieces[0].piece.id)
    room.enqueue(two.item)
    with pytest.raises(StepRefusedError, match="not ready"):
        plates.add_units(world.office, seen.plate.id, [(two.item.id, 1)])
    dispatch.stop(world.office, job.id)
    assert [unit.item.id for group in plates.waiting(world.office) for unit in group.units] == [one.item.id]


def test_of_several_units_some_are_printed_by_themselves_and_some_on_a_plate(room: Room) -> None:
    world = room.world
    many = made(world, quantity=3)
    file = MadeFile(b"G28", JobDraft(suffix=".gcode", content=many.item.approved, material="jetting"))
    (job,) = queue_file(world.office, many.item.id, file, units=[2])
    seen = propose(world)
    assert [s.piece.unit for s in seen.pieces] == [1, 3]
    with pytest.raises(StepRefusedError):
        queue_file(world.office, many.item.id, file)
    printed(room, job)
    assert world.item(many.item).state == "producing"
    plates.close(world.office, seen.plate.id, silent())
    printed(room, plates_print.enqueue_plate(world.office, seen.plate.id, JobDraft(suffix="", content="")))
    assert world.item(many.item).state == "finishing"


def test_what_shows_an_erased_figure_goes_though_it_shows_others_too(world: World) -> None:
    gone, stays = made(world), made(world)
    seen = closed(world)
    assets = world.office.assets
    assert assets.has(seen.plate.file)
    assert assets.has(seen.plate.picture)
    world.step(gone.item, "cancel", reason="the buyer wants it")
    erase_person(world.office, [gone.item.order], "letter of 24 November")
    assert not assets.has(seen.plate.file)
    assert not assets.has(seen.plate.picture)
    assert world.find(FileLink, digest=seen.plate.file) == []
    own = [link for link in world.find(FileLink, order=stays.item.order) if link.kind == "revision"]
    assert [assets.has(link.digest) for link in own] == [True]
    plates_print.reopen(world.office, seen.plate.id)
    left = plates.remove_piece(world.office, seen.plate.id, piece_of(world, gone.item).id)
    again = plates.close(world.office, left.plate.id, silent())
    assert assets.has(again.plate.file)


def test_an_engineer_packs_what_is_assigned_to_others_and_service_packs_nothing(world: World) -> None:
    made(world)
    world.account("eve", Role.ENGINEER)
    world.account("sam", Role.SERVICE)
    assert len(plates.propose(world.as_("eve"), draft(), silent(), seconds=0.0).pieces) == 1
    with pytest.raises(NotAllowedError):
        plates.propose(world.as_("sam"), draft(), silent())


@pytest.mark.parametrize("wrong", [{"width_mm": 0.0}, {"height_mm": 0.0}, {"spacing_mm": -1.0}, {"process": "wax"}])
def test_a_plate_without_a_size_is_not_begun(world: World, wrong: dict[str, Any]) -> None:
    made(world)
    with pytest.raises(AppError):
        propose(world, **wrong)
