"""Queue, quality check and costs on a real book, whichever database it is."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image

from app.commands import dispatch, print_costs, print_files, print_queue, quality
from app.commands.dispatch_printers import cleared, save_printer, serviced
from app.commands.dispatch_ties import ItemTies
from app.commands.queue_file import queue_file
from app.commands.timeline import happening
from app.dispatch.leases import sign_on, take
from app.dispatch.ledger import Ledger
from app.dispatch.matching import Known
from app.dispatch.records import Attempt, Piece, Printer, PrintJob, Verdict
from app.errors import AppError
from app.jobs.progress import silent
from app.orders.machine import StepRefusedError
from app.orders.records import FileLink, Item
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from tests.unit.commands.orders.print_shop import FDM, RESIN, PrintShop, forged, sliced
from tests.unit.commands.orders.world import START
from tests.unit.dispatch.workshop_floor import Running


def queued(shop: PrintShop, *, quantity: int = 1, material: str = "pla-white", **fields: object) -> list[PrintJob]:
    item = shop.released(quantity=quantity)
    made = print_files.from_file(shop.office, item.id, sliced(shop.name_of(item)), "", material, silent())
    return list(queue_file(shop.office, item.id, forged(made, material_g=100.0, **fields)))


def to_be_checked(shop: PrintShop) -> tuple[Printer, list[PrintJob], Item]:
    """The two pieces of an item are printed and wait for the quality check."""
    one = shop.printer(FDM)
    jobs = queued(shop, quantity=2)
    item = shop.world.item(jobs[0].item or 0)
    for job in jobs:
        shop.printed(job, one)
    shop.world.step(item, "finish")
    return one, jobs, item


def picture() -> bytes:
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x0110] = "the camera of somebody"
    Image.new("RGB", (60, 40), "grey").save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


# ---- queue ------------------------------------------------------------------


def test_the_queue_says_what_fits_and_what_is_held(shop: PrintShop) -> None:
    shop.printer(RESIN, position=1)
    mk4 = shop.printer(FDM, position=2)
    (white,), (black,) = queued(shop), queued(shop, material="pla-black")
    by_job = {row.job.id: row for row in print_queue.rows(shop.office)}
    assert (by_job[white.id].fits, by_job[white.id].held, by_job[white.id].likely) == (1, "", mk4.id)
    assert by_job[white.id].begins_s == 0.0
    assert by_job[white.id].number.startswith("MG-")
    held = str(by_job[black.id].held)
    assert (by_job[black.id].fits, by_job[black.id].likely) == (0, None)
    assert "MK4" in held
    assert "another colour is never taken" in held
    answers = print_queue.why(shop.office, black.id)
    assert [a.printer.name for a in answers] == ["MK4", "Resin 1"]
    assert not any(a.now or a.later for a in answers)
    assert len(answers[1].why) > len(answers[0].why) == 1


def test_without_printers_it_says_so(shop: PrintShop) -> None:
    queued(shop)
    (row,) = print_queue.rows(shop.office)
    assert str(row.held) == "There is no printer yet; add one."


def test_jobs_are_shared_out_among_printers_and_the_wrong_colour_waits(shop: PrintShop) -> None:
    one, two = shop.printer(FDM, name="A"), shop.printer(FDM, name="B")
    jobs = queued(shop, quantity=3)
    (black,) = queued(shop, material="pla-black")
    shared = print_queue.give_out(shop.office)
    assert {job for job, _ in shared.given} == {job.id for job in jobs}
    assert {printer for _, printer in shared.given} == {one.id, two.id}
    assert [job for job, _ in shared.held] == [black.id]
    assert shop.job(black).state == "planned"
    black_too = replace(shop.world.get(Printer, two.id), materials=("pla-white", "pla-black"))
    save_printer(shop.office, black_too)
    assert print_queue.give_out(shop.office).given == ((black.id, two.id),)


def test_a_job_is_not_given_where_it_would_be_wrong(shop: PrintShop) -> None:
    resin, mk4 = shop.printer(RESIN), shop.printer(FDM)
    (job,) = queued(shop)
    with pytest.raises(StepRefusedError, match="another process"):
        print_queue.give(shop.office, job.id, resin.id)
    (large,) = queued(shop, size_mm=(251.0, 40.0, 40.0))
    with pytest.raises(StepRefusedError, match="Too large"):
        print_queue.give(shop.office, large.id, mk4.id)
    assert print_queue.give(shop.office, job.id, mk4.id).state == "assigned"


def test_a_colour_that_is_changed_after_it_was_given_stops_the_job_before_it_is_sent(shop: PrintShop) -> None:
    mk4 = shop.printer(FDM)
    (job,) = queued(shop)
    print_queue.give(shop.office, job.id, mk4.id)
    save_printer(shop.office, replace(shop.world.get(Printer, mk4.id), materials=("pla-black",)))
    with pytest.raises(StepRefusedError, match="“White PLA” is not loaded, but Black PLA"):
        begin(shop, mk4, job)
    assert shop.job(job).state == "assigned"
    assert shop.world.find(Attempt) == []


def begin(shop: PrintShop, printer: Printer, job: PrintJob) -> None:
    """What a pilot does before it sends."""
    office = shop.office
    holder = sign_on(office.book, office.actor, "PC-01", Running("m", "1", {"1"}))
    grip = take(office.book, office.actor, printer.id, holder.id)
    assert grip is not None
    Ledger(office.book, ItemTies(office), office.actor).begin(grip, job.id)


def test_a_held_job_is_not_sent_whoever_gives_it_to_a_printer(shop: PrintShop) -> None:
    mk4 = shop.printer(FDM)
    (job,) = queued(shop)
    print_queue.hold(shop.office, job.id, "wait for the client")
    with shop.office.book.writing(shop.office.actor) as book:  # another PC has not seen yet that it is held
        Ledger(shop.office.book, ItemTies(shop.office)).step(book, book.get(PrintJob, job.id), "assign", printer=mk4.id)
    with pytest.raises(StepRefusedError, match="not to be sent"):
        begin(shop, mk4, job)
    assert shop.job(job).state == "assigned"


def test_held_jobs_wait_for_a_person(shop: PrintShop) -> None:
    mk4 = shop.printer(FDM)
    (job,) = queued(shop)
    print_queue.give(shop.office, job.id, mk4.id)
    with pytest.raises(StepRefusedError, match="Say why"):
        print_queue.hold(shop.office, job.id, " ")
    held = print_queue.hold(shop.office, job.id, "wait for the client")
    assert (held.state, held.printer) == ("planned", None)
    (row,) = print_queue.rows(shop.office)
    assert (row.held, row.likely) == ("wait for the client", None)
    assert print_queue.give_out(shop.office).given == ()
    with pytest.raises(StepRefusedError, match="not held"):
        print_queue.release(shop.office, queued(shop)[0].id)
    print_queue.release(shop.office, job.id)
    assert len(print_queue.give_out(shop.office).given) == 2
    shop.step(job, "send", "run")
    with pytest.raises(StepRefusedError, match="stop it instead"):
        print_queue.hold(shop.office, job.id, "too late")
    kinds = [event.kind for event in shop.world.events(subject=f"job:{job.id}")]
    assert kinds == [
        "job.new",
        "job.assign",
        "job.take_back",
        "job.hold",
        "job.release",
        "job.assign",
        "job.send",
        "job.run",
    ]


def test_due_day_comes_before_age_and_what_will_be_late_is_marked(shop: PrintShop) -> None:
    shop.printer(FDM)
    (first,), (second,) = queued(shop), queued(shop)
    with shop.office.book.writing(shop.office.actor) as book:
        now = book.moment()
        book.save(replace(book.get(PrintJob, first.id), due_at=now + timedelta(days=9)))
        book.save(replace(book.get(PrintJob, second.id), due_at=now + timedelta(minutes=5)))
    rows = print_queue.rows(shop.office)
    assert [(row.job.id, row.late) for row in rows] == [(second.id, True), (first.id, False)]
    assert rows[1].begins_s == 3600.0


def test_a_printer_that_is_due_for_maintenance_takes_jobs_again_when_it_was_done(shop: PrintShop) -> None:
    mk4 = shop.printer(FDM, service_every_s=3600.0)
    (job,) = queued(shop)
    with shop.office.book.writing(shop.office.actor) as book:
        book.save(replace(book.get(Printer, mk4.id), printed_s=4000.0))
    (row,) = print_queue.rows(shop.office)
    assert (row.fits, row.later) == (0, 1)
    assert "1.1 printing hours" in str(print_queue.why(shop.office, job.id)[0].why[0])
    serviced(shop.office, mk4.id, "belts")
    assert print_queue.rows(shop.office)[0].fits == 1


def test_what_printers_say_of_themselves_counts(shop: PrintShop) -> None:
    mk4 = shop.printer(FDM)
    queued(shop)
    assert print_queue.rows(shop.office, Known(activity={mk4.id: "offline"}))[0].fits == 0
    (row,) = print_queue.rows(shop.office, Known(suffixes={mk4.id: (".bgcode",)}))
    assert "“.gcode”" in str(row.held)


def test_the_material_can_be_said_until_it_has_a_printer(shop: PrintShop) -> None:
    mk4 = shop.printer(FDM)
    (job,) = queued(shop, material="pla-black")
    assert print_queue.set_material(shop.office, job.id, "pla-white").material == "pla-white"
    with pytest.raises(StepRefusedError, match="not for this kind"):
        print_queue.set_material(shop.office, job.id, "resin-white")
    with pytest.raises(AppError, match="Choose a material"):
        print_queue.set_material(shop.office, job.id, "gold")
    print_queue.give(shop.office, job.id, mk4.id)
    with pytest.raises(StepRefusedError, match="take it back first"):
        print_queue.set_material(shop.office, job.id, "pla-black")


def test_what_was_ordered_in_one_colour_is_not_printed_in_another(shop: PrintShop) -> None:
    item = shop.released(options={"material": "pla-white"})
    made = print_files.from_file(shop.office, item.id, sliced(shop.name_of(item)), "", "pla-white", silent())
    (job,) = queue_file(shop.office, item.id, made)
    with pytest.raises(StepRefusedError, match="“White PLA” was ordered"):
        print_queue.set_material(shop.office, job.id, "pla-black")
    assert print_queue.set_material(shop.office, job.id, "pla-white").material == "pla-white"


# ---- pieces, quality --------------------------------------------------------


def test_one_piece_that_fails_is_printed_again_alone(shop: PrintShop) -> None:
    one, two = shop.printer(FDM, name="A"), shop.printer(FDM, name="B")
    jobs = queued(shop, quantity=2)
    item = shop.world.item(jobs[0].item or 0)
    shop.printed(jobs[0], one)
    assert shop.state(item) == "producing"
    shop.failed(jobs[1], two)
    assert [p.state for p in shop.pieces(item)] == ["printed", "failed"]
    again = dispatch.retry(shop.office, jobs[1].id)
    assert [p.job for p in shop.pieces(item)] == [jobs[0].id, again.id]
    cleared(shop.office, one.id)
    shop.printed(again, one)
    assert shop.state(item) == "finishing"
    assert [p.state for p in shop.pieces(item)] == ["printed", "printed"]


def test_an_item_passes_when_all_its_pieces_have_passed(shop: PrintShop) -> None:
    one = shop.printer(FDM)
    jobs = queued(shop, quantity=2)
    item = shop.world.item(jobs[0].item or 0)
    with pytest.raises(StepRefusedError, match="not at the quality check"):
        quality.judge(shop.office, item.id, passed=True)
    for job in jobs:
        shop.printed(job, one)
    shop.world.step(item, "finish")
    first, second = shop.pieces(item)
    judged = quality.judge(shop.office, item.id, passed=True, piece=first.id)
    assert (judged.item.state, judged.left) == ("qc", 1)
    judged = quality.judge(shop.office, item.id, passed=True, piece=second.id, photo=picture())
    assert (judged.item.state, judged.left) == ("ready_to_pack", 0)
    kept = shop.office.assets.get(judged.verdict.photo)
    assert Image.open(io.BytesIO(kept)).size == (60, 40)
    assert b"camera of somebody" not in kept
    assert [link.kind for link in shop.world.find(FileLink, item=item.id)].count("evidence") == 1
    assert [v.passed for v in shop.world.find(Verdict, item=item.id)] == [True, True]


def test_a_piece_that_fails_the_check_is_printed_again_and_the_other_keeps_its_verdict(shop: PrintShop) -> None:
    one, jobs, item = to_be_checked(shop)
    first, second = shop.pieces(item)
    with pytest.raises(AppError, match="Say what is wrong"):
        quality.judge(shop.office, item.id, passed=False, piece=second.id)
    with pytest.raises(AppError, match="no picture"):
        quality.judge(shop.office, item.id, passed=True, piece=first.id, photo=b"no jpeg")
    quality.judge(shop.office, item.id, passed=True, piece=first.id)
    judged = quality.judge(shop.office, item.id, passed=False, piece=second.id, cause="warped", words="测试甲's foot")
    assert judged.verdict.words == "***'s foot"
    assert all("测试甲" not in event.reason for event in shop.world.events())
    assert (judged.item.state, judged.item.cause, judged.verdict.job) == ("rework", "print", jobs[1].id)
    (again,) = quality.print_again(shop.office, item.id)
    assert (again.retry_of, again.copies, again.digest) == (jobs[1].id, 1, jobs[1].digest)
    assert shop.state(item) == "queued"
    assert [p.state for p in shop.pieces(item)] == ["passed", "placed"]
    shop.printed(again, one)
    shop.world.step(item, "finish")
    judged = quality.judge(shop.office, item.id, passed=True)
    assert (judged.item.state, judged.verdict.piece) == ("ready_to_pack", second.id)
    assert [p.state for p in shop.pieces(item)] == ["passed", "passed"]
    chain = [e.kind for e in shop.world.events(order=item.order)]
    assert chain.count("quality.verdict") == 3


@pytest.mark.parametrize("by_steps", [True, False])
def test_an_item_that_was_sent_back_without_saying_which_piece_is_printed_again_whole(
    shop: PrintShop, *, by_steps: bool
) -> None:
    _, _, item = to_be_checked(shop)
    shop.world.step(item, "fail", reason="scratched", cause="print")
    if by_steps:
        shop.world.step(item, "requeue")
        made = print_files.from_file(shop.office, item.id, sliced(shop.name_of(item)), "", "pla-white", silent())
        again = queue_file(shop.office, item.id, made)
    else:
        again = quality.print_again(shop.office, item.id)
    assert len(again) == 2
    assert [(p.state, p.job) for p in shop.pieces(item)] == [("placed", job.id) for job in again]


def test_what_was_reworked_by_hand_is_judged_again(shop: PrintShop) -> None:
    one = shop.printer(FDM)
    (job,) = queued(shop)
    item = shop.world.item(job.item or 0)
    shop.printed(job, one)
    shop.world.step(item, "finish")
    quality.judge(shop.office, item.id, passed=False, cause="paint")
    shop.world.step(item, "finish")
    judged = quality.judge(shop.office, item.id, passed=True)
    assert (judged.item.state, judged.left) == ("ready_to_pack", 0)
    assert [p.state for p in shop.pieces(item)] == ["passed"]


def test_a_cancelled_job_leaves_its_piece_waiting_and_only_one_job_takes_it_up(shop: PrintShop) -> None:
    (job,) = queued(shop)
    item = shop.world.item(job.item or 0)
    dispatch.stop(shop.office, job.id)
    assert [p.state for p in shop.pieces(item)] == ["waiting"]
    made = print_files.from_file(shop.office, item.id, sliced(shop.name_of(item)), "", "pla-white", silent())
    (again,) = queue_file(shop.office, item.id, made)
    with pytest.raises(StepRefusedError, match="already"):
        dispatch.retry(shop.office, job.id)
    dispatch.stop(shop.office, again.id)
    with pytest.raises(StepRefusedError, match="queued again already"):
        dispatch.retry(shop.office, job.id)
    assert [p.job for p in shop.pieces(item)] == [again.id]


def test_a_piece_of_a_plate_that_failed_waits_for_another_plate(shop: PrintShop) -> None:
    one = shop.printer(FDM)
    (job,) = queued(shop)
    item = shop.world.item(job.item or 0)
    shop.printed(job, one)
    shop.world.step(item, "finish")
    with shop.office.book.writing(shop.office.actor) as book:  # as a plate's job would be
        book.save(replace(book.get(PrintJob, job.id), item=None, contents={str(item.id): item.approved}))
    quality.judge(shop.office, item.id, passed=False, cause="loose")
    assert quality.print_again(shop.office, item.id) == ()
    (piece,) = shop.pieces(item)
    assert (piece.state, piece.job, shop.state(item)) == ("waiting", None, "queued")


def test_what_cannot_be_saved_is_made_anew(shop: PrintShop) -> None:
    one = shop.printer(FDM)
    (job,) = queued(shop)
    item = shop.world.item(job.item or 0)
    shop.printed(job, one)
    shop.world.step(item, "finish")
    quality.judge(shop.office, item.id, passed=False, cause="model", words="arm too thin")
    shop.world.step(item, "remake", reason="arm too thin", cause="model")
    fresh = shop.world.items(item.order)[-1]
    assert (fresh.remake_of, fresh.state) == (item.id, "modeling")  # the model is to blame
    with pytest.raises(StepRefusedError, match="not in rework"):
        quality.print_again(shop.office, item.id)


def test_a_piece_of_another_item_is_not_judged_here(shop: PrintShop) -> None:
    one = shop.printer(FDM)
    (job,), (other,) = queued(shop), queued(shop)
    item = shop.world.item(job.item or 0)
    shop.printed(job, one)
    shop.world.step(item, "finish")
    strange = shop.pieces(shop.world.get(Item, other.item or 0))[0]
    with pytest.raises(StepRefusedError, match="not of"):
        quality.judge(shop.office, item.id, passed=True, piece=strange.id)
    assert shop.world.get(Piece, strange.id).state == "placed"


def test_who_may_judge(shop: PrintShop) -> None:
    (job,) = queued(shop)
    shop.world.account("sue", Role.SERVICE)
    with pytest.raises(NotAllowedError):
        quality.judge(shop.world.as_("sue"), job.item or 0, passed=True)
    with pytest.raises(NotAllowedError):
        print_queue.give_out(shop.world.as_("sue"))


# ---- costs ------------------------------------------------------------------


def test_a_failed_print_costs_too_and_the_statistics_say_whose_and_why(shop: PrintShop) -> None:
    one, two = shop.printer(FDM, name="A", cost_per_hour=6.0), shop.printer(FDM, name="B", cost_per_hour=6.0)
    (job,) = queued(shop)
    item = shop.world.item(job.item or 0)
    shop.failed(job, one, hours=0.5)
    quality.set_cause(shop.office, job.id, "loose")
    again = dispatch.retry(shop.office, job.id)
    shop.printed(again, two, hours=1.0)
    cost = print_costs.of_order(shop.office, item.order)
    # half an hour and half of 100 g at 70 a kilogram; then all of it
    assert (cost.lost, cost.total, cost.seconds) == pytest.approx((6.5, 19.5, 5400.0))
    shop.world.step(item, "finish")
    quality.judge(shop.office, item.id, passed=False, cause="warped")
    with shop.office.book.reading() as book:
        now = max(book.moment(), START)
    found = print_costs.of_time(shop.office, START - timedelta(days=1), now + timedelta(hours=1))
    assert (found.by_printer[one.id].failed, found.by_printer[one.id].good_share) == (1, 0.0)
    assert (found.by_printer[two.id].printed, found.by_printer[two.id].spoiled) == (1, 1)
    assert [(c.cause, c.count) for c in found.by_cause] == [("loose", 1), ("warped", 1)]
    before = print_costs.of_time(shop.office, START - timedelta(days=9), START - timedelta(days=8))
    assert before.all.printed == 0


def test_the_cause_is_said_of_what_failed_alone(shop: PrintShop) -> None:
    (job,) = queued(shop)
    with pytest.raises(StepRefusedError, match="did not fail"):
        quality.set_cause(shop.office, job.id, "loose")
    with pytest.raises(AppError, match="Say what is wrong"):
        quality.set_cause(shop.office, job.id, "bad luck")


def test_the_history_of_the_order_tells_it_in_words(shop: PrintShop) -> None:
    mk4 = shop.printer(FDM)
    (job,) = queued(shop, material="pla-black")
    item = shop.world.item(job.item or 0)
    print_queue.hold(shop.office, job.id, "wait for the client")
    print_queue.release(shop.office, job.id)
    print_queue.set_material(shop.office, job.id, "pla-white")
    shop.failed(job, mk4)
    quality.set_cause(shop.office, job.id, "loose")
    cleared(shop.office, mk4.id)
    shop.printed(dispatch.retry(shop.office, job.id), mk4)
    shop.world.step(item, "finish")
    quality.judge(shop.office, item.id, passed=False, cause="warped")
    told = [str(happening(event, {}).what) for event in shop.world.events(order=item.order)]
    for words in (
        "The print was held back",
        "The print is not held back any more",
        "The print got another material: White PLA",
        "Why the print failed: Came off the plate",
        "Quality check: Warped",
    ):
        assert words in told
