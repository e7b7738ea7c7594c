"""A print file of an item goes into the queue."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.commands.approved import need_approved_content
from app.commands.dispatch import JobDraft, queue_in, queued_already
from app.commands.office import Office, command
from app.commands.plate_pieces import to_be_printed, written_down
from app.commands.print_sides import SidesChoice
from app.commands.printed_with import process_of
from app.dispatch.records import Piece, PrintJob
from app.errors import AppError
from app.i18n import Text, text
from app.orders.machine import StepRefusedError
from app.orders.records import Item
from app.security.permissions import Permission


@dataclass(frozen=True)
class MadeFile:
    """A print file that can be queued.

    notes  what is to be known before: what the format could not hold, warnings
    sides  what may be chosen of the sides that its pages are printed on, the usual first
    """

    content: bytes
    draft: JobDraft
    notes: tuple[Text | str, ...] = ()
    sides: tuple[SidesChoice, ...] = ()

    def printed_on(self, key: str) -> "MadeFile":
        """The same with its pages on these sides of the paper. Raises AppError where it cannot be printed so."""
        chosen = next((choice for choice in self.sides if choice.key == key), None)
        if chosen is None:
            raise AppError(text("There is nothing to choose of the sides of this file: only of a PDF made elsewhere."))
        return replace(self, draft=replace(self.draft, options={**self.draft.options, "sides": chosen.sides}))


@command("print_files.queue", Permission.PRODUCE)
def queue_file(
    office: Office, item_id: int, made: MadeFile, printer: int | None = None, units: Iterable[int] | None = None
) -> tuple[PrintJob, ...]:
    """Queue a file for an item: a sheet once, with all its copies; else a job for each unit.

    So several printers can share them, and one that fails is printed again alone. units: 1 … quantity; None: all that wait.
    Raises StepRefusedError where it is not approved, or nothing of it waits; AssetsOfflineError.
    """
    if not made.content:
        raise AppError(text("The print file is empty; make it again."))
    with office.book.reading() as book:
        item = book.get(Item, item_id)
        need_approved_content(book, item, item.approved)
    kept = office.assets.put(made.content, sensitive=True)
    draft = replace(made.draft, printer=printer)
    with office.book.writing(office.actor) as book:
        item = book.get(Item, item_id)
        if not process_of(item):
            # Of a sheet that was not printed, or of a job of which only some copies came out.
            told_apart = bool(book.find(Piece, item=item.id, limit=1))
            left = to_be_printed(item, written_down(book, item).values()) if told_apart else []
            if told_apart and not left:
                raise queued_already(item)
            job = queue_in(office, book, item_id, kept, replace(draft, copies=len(left) or draft.copies))
            for piece in left:
                book.save(replace(piece, job=job.id, state="placed", cause=""))
            return (job,)
        pieces = written_down(book, item)
        wanted = set(pieces) if units is None else set(units)
        waiting = [piece for piece in to_be_printed(item, pieces.values()) if piece.unit in wanted]
        if not waiting:
            raise StepRefusedError(text("Nothing of {serial} waits to be printed.", serial=item.serial))
        jobs = []
        for piece in waiting:
            job = queue_in(office, book, item_id, kept, replace(draft, copies=1))
            book.save(replace(piece, job=job.id, plate=None, label="", state="placed", cause=""))
            jobs.append(job)
        return tuple(jobs)
