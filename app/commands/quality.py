"""The quality check: passed or not, why, with a photo; and what becomes of what did not pass."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.commands import photographs
from app.commands.dispatch import again
from app.commands.office import Office, command
from app.commands.plate_pieces import to_be_printed
from app.commands.reasons import reason_for_chain
from app.commands.steps import Steps, transact
from app.dispatch.defects import DEFECTS
from app.dispatch.records import Piece, PrintJob, Verdict
from app.errors import AppError
from app.i18n import text
from app.orders.machine import StepRefusedError
from app.orders.records import FileLink, Item
from app.security.permissions import Permission

PHOTO = "evidence"
_CHECKED_IN = frozenset({"qc", "ready_to_pack", "rework"})


@dataclass(frozen=True)
class Judged:
    """The verdict, and the item as it is after it. left: pieces of the item that nobody has judged yet."""

    verdict: Verdict
    item: Item
    left: int


@command("quality.judge", Permission.QUALITY)
def judge(
    office: Office, item_id: int, *, passed: bool, piece: int | None = None, cause: str = "", words: str = "",
    photo: bytes = b"",
) -> Judged:  # fmt: skip
    """Say that an item, or one piece of it, is good, or what is wrong with it (``cause``: a code of ``DEFECTS``).

    The item passes when all its pieces have passed; where one fails it goes to rework, and the others keep their verdict.
    Raises StepRefusedError where it is not at the quality check, AppError without a cause or for a photo that is none.
    """
    if not passed and cause not in DEFECTS:
        raise AppError(text("Say what is wrong with it."))
    kept = office.assets.put(photographs.as_kept(photo), sensitive=True) if photo else None

    def work(steps: Steps) -> Judged:
        book, item = steps.book, steps.fetch(Item, item_id)
        said = reason_for_chain(office, book, words, item.order)[:500]
        pieces = _pieces(steps, item, piece)
        if item.state not in _CHECKED_IN or (passed and item.state == "ready_to_pack"):
            raise StepRefusedError(text("{serial} is not at the quality check now.", serial=item.serial))
        if item.state == "rework" and not pieces:
            raise StepRefusedError(text("{serial} is in rework; finish that first.", serial=item.serial))
        if kept is not None:
            book.add(
                FileLink(
                    order=item.order, item=item.id, kind=PHOTO, name=f"{item.serial}-qc.jpg", digest=kept.digest,
                    size=kept.size, added_at=office.clock(), added_by=office.actor.account,
                )
            )  # fmt: skip
        made = pieces[0].job if len(pieces) == 1 else _last_job(steps, item)
        verdict = book.add(
            Verdict(
                item=item.id, order=item.order, piece=pieces[0].id if len(pieces) == 1 else None, job=made,
                passed=passed, cause="" if passed else cause, words=said, photo="" if kept is None else kept.digest,
                at=office.clock(), by=office.actor.account,
            )
        )  # fmt: skip
        for one in pieces:
            book.save(replace(one, state="passed" if passed else "failed", cause="" if passed else cause))
        left = [p for p in book.find(Piece, item=item.id) if p.state != "passed"]
        told = {"passed": passed, "pieces": [p.unit for p in pieces]} | ({} if passed else {"cause": cause})
        book.note("quality.verdict", verdict, order=item.order, reason=said, facts=told)
        if passed and item.state == "qc" and not left:
            item = steps.take(item, "pass")
        elif not passed and item.state != "rework":
            blame = DEFECTS[cause]
            item = steps.take(item, "fail", reason=said or str(blame.title), facts={"cause": blame.blame})
        return Judged(verdict, item, sum(p.state not in {"passed", "failed"} for p in left))

    return transact(office, work)


@command("quality.print_again", Permission.PRODUCE)
def print_again(office: Office, item_id: int, printer: int | None = None) -> tuple[PrintJob, ...]:
    """Queue what has failed of an item in rework once more: only these pieces; what stood on a plate waits for one again.

    Raises StepRefusedError where it is not in rework, or its print file is not the approved one any more.
    """

    def work(steps: Steps) -> tuple[PrintJob, ...]:
        book, item = steps.book, steps.fetch(Item, item_id)
        if item.state != "rework":
            raise StepRefusedError(text("{serial} is not in rework.", serial=item.serial))
        pieces = book.find(Piece, item=item.id)
        failed = to_be_printed(item, pieces)
        item = steps.take(item, "requeue")
        if not pieces:
            last = _last_job(steps, item)
            return () if last is None else (again(office, book, book.get(PrintJob, last), printer),)
        jobs = []
        for piece in failed:
            old = None if piece.job is None else book.get(PrintJob, piece.job)
            if old is None or old.item is None:
                book.save(replace(piece, plate=None, job=None, label="", state="waiting"))
                continue
            job = again(office, book, old, printer, copies=1)
            book.save(replace(piece, job=job.id, state="placed"))
            jobs.append(job)
        return tuple(jobs)

    return transact(office, work)


@command("quality.cause", Permission.PRODUCE)
def set_cause(office: Office, job_id: int, cause: str) -> PrintJob:
    """Say why a print failed, where the printer could not. Raises StepRefusedError where it did not fail."""
    if cause not in DEFECTS:
        raise AppError(text("Say what is wrong with it."))
    with office.book.writing(office.actor) as book:
        job = book.get(PrintJob, job_id)
        if job.state not in {"failed", "cancelled"}:
            raise StepRefusedError(text("This print did not fail."))
        saved = book.save(replace(job, cause=cause))
        order = 0 if job.item is None else book.get(Item, job.item).order
        book.note("job.cause", saved, order=order, facts={"cause": cause})
        return saved


def _pieces(steps: Steps, item: Item, piece: int | None) -> list[Piece]:
    """The piece that is judged, or all that wait for it. Raises StepRefusedError for one of another item.

    A piece that has failed waits for it again when its item was reworked by hand.
    """
    mine = steps.book.find(Piece, item=item.id, order_by="unit")
    if piece is None:
        judged = {"passed"} if item.state == "qc" else {"passed", "failed"}
        return [one for one in mine if one.state not in judged]
    found = [one for one in mine if one.id == piece]
    if not found:
        raise StepRefusedError(text("This piece is not of {serial}.", serial=item.serial))
    return found


def _last_job(steps: Steps, item: Item) -> int | None:
    done: Iterable[PrintJob] = steps.book.find(PrintJob, item=item.id, state="done", order_by="-id", limit=1)
    return next((job.id for job in done), None)
