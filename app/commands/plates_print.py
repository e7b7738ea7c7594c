"""From a closed plate to the printer and back: its print job, opened again before that, and one piece that failed alone."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import PurePath

from app.commands.approved import NOT_APPROVED
from app.commands.dispatch import JobDraft
from app.commands.dispatch_ties import PRINT_FILE, ItemTies
from app.commands.office import Office, command
from app.commands.plate_pieces import back_to_waiting
from app.commands.plate_view import extent
from app.commands.reasons import reason_for_chain
from app.commands.step_facts import approved_digest
from app.commands.steps import Steps, transact
from app.dispatch.defects import DEFECTS
from app.dispatch.job_states import JOB, LIVE
from app.dispatch.ledger import Ledger
from app.dispatch.queueing import place_for
from app.dispatch.records import Piece, Plate, PrintJob, Verdict
from app.dispatch.uids import fresh_uid
from app.errors import AppError
from app.i18n import text
from app.orders.book import Reading
from app.orders.machine import StepRefusedError
from app.orders.records import FileLink, Item, Order
from app.security.permissions import Permission
from app.settings.materials import load_materials
from app.settings.process import find_process

_BACK: Mapping[str, str] = {"finishing": "spoil", "qc": "fail", "ready_to_pack": "fail"}
"""How an item that was taken for printed goes back when one of its pieces turns out bad, by state."""


@command("plates.enqueue", Permission.PRODUCE)
def enqueue_plate(office: Office, plate_id: int, draft: JobDraft, file: bytes | None = None) -> PrintJob:
    """Queue a closed plate as one print job. ``file``: what was sliced from it; None: its own file, as it was frozen.

    draft.content is not used: a plate has the content of every item that is on it. Without draft.size_mm the models are
    read for it, which takes seconds: not on the window's thread. Raises StepRefusedError where the plate
    is not closed, is queued already, or holds something that is not what the buyer approved; NotFoundError.
    """
    if file is not None and not file:
        raise AppError(text("The print file is empty; make it again."))
    with office.book.reading() as book:
        _need_printable(book, book.get(Plate, plate_id))
    size = draft.size_mm if all(draft.size_mm) else extent(office, plate_id)
    kept = None if file is None else office.assets.put(file, sensitive=True)
    with office.book.writing(office.actor) as book:
        plate = book.get(Plate, plate_id)
        contents = _need_printable(book, plate)
        pieces = book.find(Piece, plate=plate.id)
        items = book.get_all(Item, contents)
        orders = book.get_all(Order, {item.order for item in items.values()})
        digest = plate.file if kept is None else kept.digest
        suffix = draft.suffix if kept is not None else _suffix(book, plate)
        width, depth, height = size
        job = PrintJob(
                uid=fresh_uid(1), plate=plate.id, name=plate.name, digest=digest,
                contents={str(id_): content for id_, content in sorted(contents.items())}, suffix=suffix,
                size=kept.size if kept is not None else office.assets.info(digest).size, copies=1, process=plate.process,
                material=draft.material or plate.material or _only_material(plate),
                colored=draft.colored or find_process(plate.process).color == "full", width_mm=width,
                depth_mm=depth, height_mm=height, options=dict(draft.options),
                priority=max(order.priority for order in orders.values()),
                due_at=_earliest(item.due_at or orders[item.order].due_at for item in items.values()),
                created_at=book.moment(), estimate_s=draft.estimate_s, material_g=draft.material_g,
            )  # fmt: skip
        job = book.add(replace(job, place=place_for(job, book.find(PrintJob, state=("planned", "assigned")))))
        if kept is not None:
            for order in sorted(orders):
                book.add(
                    FileLink(
                        order=order, kind=PRINT_FILE, name=f"{job.uid}{suffix}", digest=digest, size=kept.size,
                        added_by=office.actor.account,
                    )
                )  # fmt: skip
        for piece in pieces:
            book.save(replace(piece, job=job.id, state="placed", cause=""))
        facts = {"to": job.state, "uid": job.uid, "digest": digest, "items": sorted(contents)}
        book.note("job.new", job, order=ItemTies(office).order_of(book, job), facts=facts)
        if draft.printer is None:
            return job
        return Ledger(office.book, ItemTies(office), office.actor).step(book, job, "assign", printer=draft.printer)


@command("plates.reopen", Permission.PRODUCE)
def reopen(office: Office, plate_id: int) -> Plate:
    """Open a closed plate again, before it is printed or after that failed; a job of it that still waits is cancelled.

    Raises StepRefusedError where it is at a printer, or was printed.
    """
    with office.book.writing(office.actor) as book:
        plate = book.get(Plate, plate_id)
        jobs = book.find(PrintJob, plate=plate.id)
        if plate.state != "closed" or any(job.state in LIVE or job.state == "done" for job in jobs):
            raise StepRefusedError(text("A plate that is at a printer, or was printed, is not opened again."))
        ledger = Ledger(office.book, ItemTies(office), office.actor)
        for job in jobs:
            if JOB.state[job.state].open:
                ledger.step(book, job, "cancel")
        pieces = {str(piece.id): piece for piece in book.find(Piece, plate=plate.id)}
        for piece in pieces.values():
            book.save(replace(piece, job=None, state="placed"))
        stays = {id_: place for id_, place in plate.placements.items() if id_ in pieces}
        opened = book.save(replace(plate, state="open", file="", picture="", placements=stays))
        book.note("plate.reopen", opened)
        return opened


@command("plates.piece_failed", Permission.PRODUCE)
def piece_failed(office: Office, piece_id: int, cause: str, reason: str = "") -> Piece:
    """One piece of a plate is bad, while the plate is printed or after it: that piece waits again, the others go on.

    cause    one of DEFECTS; reason: more about it in words
    Raises StepRefusedError where it was not printed, or is packed already.
    """
    if cause not in DEFECTS:
        raise AppError(text("Say what is wrong with it."))

    def work(steps: Steps) -> Piece:
        book = steps.book
        piece = book.get(Piece, piece_id)
        if piece.state not in {"printing", "printed", "failed"}:
            raise StepRefusedError(text("Only a piece that was on a printer can have failed."))
        item = steps.fetch(Item, piece.item)
        words = reason_for_chain(office, book, reason, item.order)[:500]
        if item.state in _BACK:
            blame = DEFECTS[cause]
            item = steps.take(item, _BACK[item.state], reason=words or str(blame.title), facts={"cause": blame.blame})
        if item.state == "rework":
            item = steps.take(item, "requeue")
        if item.state not in {"queued", "producing"}:
            raise StepRefusedError(text("It has gone on already; put it into rework first."))
        book.add(
            Verdict(
                item=item.id, order=item.order, piece=piece.id, job=piece.job, cause=cause, words=words,
                at=office.clock(), by=office.actor.account,
            )
        )  # fmt: skip
        facts = {
            "cause": cause,
            "label": piece.label,
            "plate": piece.plate or 0,
            "job": piece.job or 0,
            "item": item.id,
        }
        book.note("piece.failed", piece, order=item.order, reason=words, facts=facts)
        return back_to_waiting(book, piece, cause)

    return transact(office, work)


def _need_printable(book: Reading, plate: Plate) -> dict[int, str]:
    """The approved content of each item on a closed plate. Raises StepRefusedError."""
    if plate.state != "closed":
        raise StepRefusedError(text("Close the plate first: what is printed does not change any more."))
    jobs = book.find(PrintJob, plate=plate.id)
    if any(JOB.state[job.state].open or job.state == "done" for job in jobs):
        raise StepRefusedError(text("This plate is queued already, or was printed."))
    pieces = book.find(Piece, plate=plate.id)
    if len(pieces) < len(plate.placements):
        raise StepRefusedError(text("A piece has left this plate since it was closed; open it again and pack it."))
    found = {}
    for item_id in sorted({piece.item for piece in pieces}):
        item = book.get(Item, item_id)
        if item.state not in {"queued", "producing"}:
            raise StepRefusedError(text("{serial} is not ready to be printed now.", serial=item.serial))
        if not item.approved == approved_digest(book, item) != "":
            raise StepRefusedError(NOT_APPROVED)
        found[item_id] = item.approved
    return found


def _only_material(plate: Plate) -> str:
    """The material that this process prints, where it is one alone."""
    found = [id_ for id_, material in load_materials().items() if plate.process in material.processes]
    return found[0] if len(found) == 1 else ""


def _suffix(book: Reading, plate: Plate) -> str:
    links = book.find(FileLink, digest=plate.file, kind=PRINT_FILE, limit=1)
    return PurePath(links[0].name).suffix if links else ""


def _earliest(dues: Iterable[datetime | None]) -> datetime | None:
    return min((due for due in dues if due is not None), default=None)
