"""The sample workshop: a few dozen made-up orders in every state to look around in, taken out again in one go."""

import itertools
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from app.commands.dossier import DataClass, Dossier, dossiers, revisions_of
from app.commands.erasure import remove_contents
from app.commands.intake.sample_art import draw_cover
from app.commands.intake.sample_orders import ORDERS, SINGER, TITLES, SampleOrder
from app.commands.intake.sample_steps import Content, SampleTime, office_at, walk
from app.commands.office import Office, command
from app.commands.order_entry import planning_of
from app.commands.workshop_settings import read_settings
from app.dispatch.job_states import JOB
from app.dispatch.records import Piece, Plate, PrintJob
from app.errors import AppError, Cancelled
from app.i18n import text
from app.jobs.progress import Progress, silent
from app.mesh.loading import save
from app.mesh.samples import ALL as SAMPLES
from app.orders.assets import AssetInfo
from app.orders.book import Writing
from app.orders.draft import Buyer, ConsentDraft, CreationDraft, FileDraft, ItemDraft, OrderDraft
from app.orders.entering import Planning
from app.orders.people import Account
from app.orders.record import Record
from app.orders.records import FileLink, Item, Order
from app.security.permissions import Permission
from app.security.roles import Role
from app.shipping.records import Parcel, Scan

SOURCE = "~sample"
"""Source of the orders of a sample. No bundle can name it: theirs begin with a letter or a digit."""


class SampleRefusedError(AppError):
    """A sample workshop that cannot be filled in, or taken out, now."""


@dataclass(frozen=True)
class SampleState:
    """How many orders of a sample are in the book, and how many others."""

    sample: int
    others: int


@command("sample.there", Permission.ORDERS_IMPORT)
def sample_there(office: Office) -> SampleState:
    """Whether a sample is in the book."""
    with office.book.reading() as book:
        sample = book.how_many(Order, source=SOURCE)
        return SampleState(sample, book.how_many(Order) - sample)


@command("sample.fill", Permission.ORDERS_IMPORT)
def fill_sample(office: Office, *, progress: Progress | None = None) -> int:
    """Fill in the sample workshop; gives how many orders. Cancelled, what was filled in is taken out again.

    Raises SampleRefusedError where one is there already, Cancelled, BookOfflineError, AssetsOfflineError.
    """
    progress = progress or silent()
    if sample_there(office).sample:
        raise SampleRefusedError(text("The sample workshop is there already; take it out first."))
    time = SampleTime(office.clock())
    inside, count = office_at(office, time), len(ORDERS)
    try:
        pictures, model = _draw(office, progress.part(0.0, 0.35))
        workers, planning = _workers(office), _planning(office)
        for number, sample in enumerate(ORDERS, 1):
            progress.part(0.35, 1.0)(
                number / count, text("Filling in the sample workshop: {done} of {count}", done=number, count=count)
            )
            content, cover = pictures[sample.creation]
            with_mesh = model if sample.creation == SINGER else None
            walk(inside, time, sample, _draft(sample, number, time, cover, with_mesh), content, workers, planning)
    except Cancelled:
        _take_out(office)
        raise
    with office.book.writing(office.actor) as book:
        book.note("sample.filled", facts={"orders": count})
    progress(1.0)
    return count


@command("sample.remove", Permission.ORDERS_IMPORT)
def remove_sample(office: Office) -> int:
    """Take the orders of the sample out again, with all that belongs to them, and nothing else; gives how many.

    All or nothing. Prints of it that have ended stay in the book of the printers, without saying of what. Raises
    SampleRefusedError where something real lies in one of its parcels, or something of it waits to be printed.
    """
    return _take_out(office)


def _take_out(office: Office) -> int:
    with office.book.writing(office.actor) as book:
        found = dossiers(book, book.find(Order, source=SOURCE))
        if not found:
            return 0
        _refuse_mixed(book, found)
        pieces, jobs = _prints(book, found)
        digests = {digest for one in found for kind in DataClass for digest in one.digests_of(kind)}
        revisions = sorted(set[str]().union(*map(revisions_of, found)))
        for job in jobs:
            book.save(replace(job, item=None, content=""))
        for record in (*pieces, *_last_first(found)):
            book.remove(record)
        book.note("sample.removed", facts={"orders": len(found), "revisions": revisions})
        # What is left by now is of real orders: a plate may have held things of theirs, too.
        real = {link.digest for link in book.find(FileLink, digest=tuple(digests))} if digests else set()
        remove_contents(office, book, digests - real)
        return len(found)


def _refuse_mixed(book: Writing, found: Iterable[Dossier]) -> None:
    """A parcel may hold things of several orders: none of the sample may hold, or lie with, what is real."""
    ours = {dossier.order.id for dossier in found}
    parcels = {parcel.id: parcel for dossier in found for parcel in dossier.parcels}
    for parcel in parcels.values():
        if parcel.order not in ours or any(item.order not in ours for item in book.find(Item, parcel=parcel.id)):
            raise SampleRefusedError(
                text("Parcel {number} holds things of a real order; take them apart first.", number=parcel.number)
            )


def _prints(book: Writing, found: Iterable[Dossier]) -> tuple[list[Piece], list[PrintJob]]:
    """The pieces of the sample, and its jobs that have ended. Raises SampleRefusedError where something still waits."""
    items = tuple(item.id for dossier in found for item in dossier.items)
    pieces = book.find(Piece, item=items)
    own = book.find(PrintJob, item=items)
    jobs = {job.id: job for job in own} | book.get_all(
        PrintJob, {piece.job for piece in pieces if piece.job is not None}
    )
    plates = book.get_all(Plate, {piece.plate for piece in pieces if piece.plate is not None})
    if any(JOB.state[job.state].open for job in jobs.values()) or any(
        plate.state in {"open", "closed"} for plate in plates.values()
    ):
        raise SampleRefusedError(
            text("Things of the sample wait to be printed; cancel their prints and take them off their plates first.")
        )
    return pieces, own


def _last_first(found: Iterable[Dossier]) -> Iterator[Record]:
    """The records, each after all that point to it."""
    found = list(found)
    items = sorted((item for one in found for item in one.items), key=lambda item: -item.id)  # remakes before originals
    by_parcel: dict[int, Parcel] = {p.id: p for one in found for p in one.parcels}
    scans: dict[int, Scan] = {scan.id: scan for one in found for scan in one.scans}
    yield from scans.values()
    for one in found:
        yield from (*one.verdicts, *one.claims, *one.proofs, *one.notes, *one.files, *one.works)
    yield from items
    yield from by_parcel.values()
    for one in found:
        yield from (*one.creations, *one.consents, *one.contacts, one.order)


def _draw(office: Office, progress: Progress) -> tuple[list[tuple[Content, AssetInfo]], AssetInfo]:
    """Covers, and the generated model of the singer, in the asset store."""
    drawn: list[tuple[Content, AssetInfo]] = []
    progress(0.0, text("Drawing the pictures of the sample workshop"))
    mesh = SAMPLES["singer"].make()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "singer.glb"
        save(mesh, path, progress.part(0.1, 0.3))
        model = office.assets.put(path.read_bytes(), sensitive=False)
    for creation in range(len(TITLES)):
        progress(0.3 + 0.7 * creation / len(TITLES))
        picture = draw_cover(creation)
        cover = office.assets.put(picture, sensitive=False)
        revision = mesh.revision if creation == SINGER else sha256(picture).hexdigest()
        drawn.append((Content(picture, revision), cover))
    return drawn, model


def _workers(office: Office) -> Iterator[int]:
    """The engineers of the workshop, in turn; none where nobody has an account."""
    with office.book.reading() as book:
        found = [a.id for a in book.find(Account) if a.active and Role.ENGINEER.value in a.roles]
    return itertools.cycle(found) if found else iter(())


def _planning(office: Office) -> Planning:
    with office.book.reading() as book:
        return planning_of(read_settings(book))


def _draft(sample: SampleOrder, number: int, time: SampleTime, cover: AssetInfo, model: AssetInfo | None) -> OrderDraft:
    now, title = time(), str(TITLES[sample.creation])
    files = [FileDraft(kind="cover", name="cover.jpg", digest=cover.digest, size=cover.size, sensitive=False)]
    if model is not None:
        files.append(FileDraft(kind="mesh", name="singer.glb", digest=model.digest, size=model.size, sensitive=False))
    return OrderDraft(
        source=SOURCE,
        key=f"sample-{number:02d}",
        channel=sample.channel,
        campaign=str(text("Autumn festival")) if sample.channel == "event" else "",
        language=sample.language,
        priority=sample.priority,
        received_at=now - timedelta(days=sample.ago),
        due_at=now + timedelta(days=sample.due),
        buyer=_buyer(number),
        consent=ConsentDraft(text_version="sample", channel="sample", scopes=("likeness", "shipping"))
        if sample.consent
        else None,
        creations=(
            CreationDraft(
                key=f"S-{sample.creation:02d}",
                title=title,
                cover=cover.digest,
                mesh="" if model is None else model.digest,
                licence="sample",
            ),
        ),
        items=tuple(
            ItemDraft(
                product=item.product, title=title, finish=item.finish, height_mm=item.height_mm, width_mm=item.width_mm,
                base=item.base, quantity=item.quantity, creation=f"S-{sample.creation:02d}",
            )
            for item in sample.items
        ),
        files=tuple(files),
    )  # fmt: skip


def _buyer(number: int) -> Buyer:
    """Nobody: a number that no telephone has, a street that is nowhere."""
    return Buyer(
        str(text("Sample buyer {n}", n=number)),
        f"000000{number:05d}",
        str(text("{n} Sample Road, Sample City (made up, nothing is sent here)", n=number)),
    )
