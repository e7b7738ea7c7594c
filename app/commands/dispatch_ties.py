"""What printing means for items: nothing is printed that is not approved, and items move with their print jobs."""

from collections.abc import Collection
from dataclasses import replace

from app.commands.office import Office
from app.commands.plate_pieces import written_down
from app.commands.step_facts import approved_digest
from app.commands.steps import Steps
from app.dispatch.job_states import JOB, LIVE
from app.dispatch.records import Piece, Plate, PrintJob, Verdict
from app.i18n import text
from app.orders.book import Reading, Writing
from app.orders.machine import StepRefusedError
from app.orders.records import FileLink, Item

PRINT_FILE = "print_file"
"""Kind of the files that printers get."""
_BACK = frozenset({"refused", "absent", "cancel", "fail"})
_PIECE_STATES = {"run": "printing", "finish": "printed", "fail": "failed", "refused": "placed", "absent": "placed"}


def contents_of(job: PrintJob) -> dict[int, str]:
    """The items that a job prints, each with the content hash that its file was made from."""
    if job.contents:
        return {int(item): str(content) for item, content in job.contents.items()}
    return {} if job.item is None else {job.item: job.content}


def jobs_of(book: Reading, item: Item) -> list[PrintJob]:
    """The print jobs of an item by itself, and those that its pieces belong to now."""
    on_plates = {piece.job for piece in book.find(Piece, item=item.id) if piece.job is not None}
    found = {job.id: job for job in book.find(PrintJob, item=item.id)} | book.get_all(PrintJob, on_plates)
    return [found[id_] for id_ in sorted(found)]


def all_jobs_of(book: Reading, item: Item) -> list[PrintJob]:
    """Every print job that ever had something of an item, those that its pieces have left too.

    A plate or sheet is found by its file, which is kept with every order that has something on it.
    """
    found = {job.id: job for job in jobs_of(book, item)}
    judged = {verdict.job for verdict in book.find(Verdict, item=item.id) if verdict.job is not None}
    found |= book.get_all(PrintJob, judged - found.keys())
    files = {link.digest for link in book.find(FileLink, order=item.order, kind=PRINT_FILE)}
    found |= {job.id: job for job in book.find(PrintJob, digest=files) if item.id in contents_of(job)}
    return [found[id_] for id_ in sorted(found)]


class ItemTies:
    """Implements :class:`app.dispatch.ledger.Ties`. ``office``: whose actor takes the items' steps."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def is_approved(self, book: Reading, job: PrintJob) -> bool:
        """A job of no item (a test print, a label) needs nobody's approval; one of a plate prints all that was put on it."""
        if job.plate is not None and book.how_many(Piece, job=job.id) < len(book.get(Plate, job.plate).placements):
            return False  # a piece has left: it is printed with another plate
        for item_id, content in contents_of(job).items():
            item = book.get(Item, item_id)
            if not content or not content == item.approved == approved_digest(book, item):
                return False
        return True

    def order_of(self, book: Reading, job: PrintJob) -> int:
        """0 where it prints things of several orders."""
        orders = {item.order for item in book.get_all(Item, contents_of(job)).values()}
        return orders.pop() if len(orders) == 1 else 0

    def follow(
        self, book: Writing, before: PrintJob, after: PrintJob, event: str, reason: str, *, made: Collection[int] = ()
    ) -> None:
        """Take the step of every item that follows from the job's. Raises StepRefusedError for "send" alone."""
        came_out = _came_out(book, after, made) if made else frozenset()
        if event in _PIECE_STATES:
            for piece in book.find(Piece, job=after.id):
                book.save(replace(piece, state="printed" if piece.id in came_out else _PIECE_STATES[event]))
        elif event == "cancel":  # what is on a plate stays there: the plate is printed again, or opened
            for piece in book.find(Piece, job=after.id, plate=None):
                book.save(replace(piece, state="printed" if piece.id in came_out else "waiting"))
        if event == "finish" and after.plate is not None:
            book.save(replace(book.get(Plate, after.plate), state="printed"))
        steps = Steps(self._office, book)
        for item_id, content in contents_of(after).items():
            item = steps.fetch(Item, item_id)
            if event == "send":
                self._begin(steps, item, content)
            elif event == "finish":
                self._printed(steps, item, after)
            elif event in _BACK and before.state in LIVE:
                self._not_printed(steps, item, before, after, event, reason)
        steps.settle()

    @staticmethod
    def _begin(steps: Steps, item: Item, content: str) -> None:
        """From here on the item is not changed any more: what is sent is what was approved."""
        if item.state == "producing":  # another one of several
            return
        if item.state != "queued":
            raise StepRefusedError(text("{serial} is not ready to be printed now.", serial=item.serial))
        steps.take(item, "produce", facts={"digest": content})

    @staticmethod
    def _printed(steps: Steps, item: Item, job: PrintJob) -> None:
        unprinted = steps.book.find(Piece, item=item.id, state=("waiting", "placed", "printing", "failed"), limit=1)
        if item.state == "producing" and not unprinted and not _open_beside(steps.book, item, job):
            steps.take(item, "produced")

    @staticmethod
    def _not_printed(  # noqa: PLR0917 - one step, told whole
        steps: Steps, item: Item, before: PrintJob, after: PrintJob, event: str, reason: str
    ) -> None:
        """Back to the queue; where nothing has ever begun to be printed, it can still be cancelled."""
        if item.state != "producing" or any(j.state in LIVE for j in _open_beside(steps.book, item, after)):
            return
        facts = {"cause": "print"} if event == "fail" else {}
        back = steps.take(item, "print_failed", reason=reason or str(JOB.event[event].done), facts=facts)
        if before.started_at is None and all(j.started_at is None for j in all_jobs_of(steps.book, item)):
            steps.book.save(replace(back, begun_at=None))


def _came_out(book: Writing, job: PrintJob, made: Collection[int]) -> frozenset[int]:
    """The pieces that these copies of a job are; they are written down where nobody has told them apart yet."""
    if job.item is None or job.copies <= 1:
        return frozenset()
    item = book.get(Item, job.item)
    if not book.find(Piece, item=item.id, limit=1) and job.copies == item.quantity:
        for piece in written_down(book, item).values():
            book.save(replace(piece, job=job.id, state="placed"))
    pieces = book.find(Piece, job=job.id, order_by="unit")
    return frozenset(piece.id for number, piece in enumerate(pieces, 1) if number in made)


def _open_beside(book: Reading, item: Item, job: PrintJob) -> list[PrintJob]:
    return [other for other in jobs_of(book, item) if other.id != job.id and JOB.state[other.state].open]
