"""All that the book knows about the buyer of an order, by class of data: what export, erasure and retention work on."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from app.dispatch.records import Plate, PrintJob, Verdict
from app.i18n import Text, text
from app.orders.book import Reading, Writing
from app.orders.record import Record
from app.orders.records import Consent, Contact, Creation, FileLink, Item, ItemWork, Note, Order
from app.service.records import Claim, Proof
from app.session.document_seal import hashes_in
from app.settings.workshop import WorkshopSettings
from app.shipping.records import Parcel, Scan

R = TypeVar("R", bound=Record)


class DataClass(StrEnum):
    """Classes of personal data, each with a time of its own (operations.md 4.1)."""

    PORTRAITS = "portraits"
    MESH = "mesh"
    ADDRESS = "address"
    TICKETS = "tickets"


CLASS_NAMES: dict[DataClass, Text] = {
    DataClass.PORTRAITS: text("Pictures, films and voices"),
    DataClass.MESH: text("Models of people"),
    DataClass.ADDRESS: text("Names, phones and addresses"),
    DataClass.TICKETS: text("Notes, proofs and claims"),
}

_CLASS_OF_FILE: dict[str, DataClass] = {
    **dict.fromkeys(("cover", "photo", "video", "audio"), DataClass.PORTRAITS),
    **dict.fromkeys(("mesh", "revision", "texture", "print_file"), DataClass.MESH),
}  # every other kind of file: tickets

FINISHED = ("accepted", "closed", "cancelled")
"""Status of orders that nobody works on any more."""


@dataclass
class Dossier:
    """Everything about one order."""

    order: Order
    contacts: list[Contact] = field(default_factory=list)
    creations: list[Creation] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    works: list[ItemWork] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    files: list[FileLink] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    parcels: list[Parcel] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)

    @property
    def finished(self) -> bool:
        """Whether nobody works on it any more: then its clocks run."""
        return self.order.status in FINISHED and all(claim.state == "closed" for claim in self.claims)

    def finished_at(self) -> datetime | None:
        """When the last parcel was accepted, or the last item cancelled; None while it is open."""
        if not self.finished:
            return None
        moments = [parcel.accepted_at or parcel.state_since for parcel in self.parcels if parcel.state != "dissolved"]
        moments += [item.state_since for item in self.items if item.state in {"cancelled", "remade"}]
        return max(moments, default=self.order.received_at)

    def warranty_end(self, settings: WorkshopSettings) -> datetime | None:
        """When the warranty is over; None while the order is open."""
        finished = self.finished_at()
        if finished is None or self.order.status == "cancelled":
            return finished
        return max(finished, self.order.warranty_until or finished + timedelta(days=settings.warranty_days))

    def due_at(self, kind: DataClass, settings: WorkshopSettings) -> datetime | None:
        """When data of this class has to go; None while the order is open."""
        finished, warranty = self.finished_at(), self.warranty_end(settings)
        if finished is None or warranty is None:
            return None
        if kind is DataClass.PORTRAITS:
            return finished + timedelta(days=settings.retention_portraits_days)
        if kind is DataClass.ADDRESS:
            return finished + timedelta(days=settings.retention_address_days)
        if kind is DataClass.MESH:
            return warranty + timedelta(days=settings.retention_mesh_days)
        return warranty + timedelta(days=settings.retention_tickets_days)

    def files_of(self, kind: DataClass) -> list[FileLink]:
        """The files of this class."""
        return [link for link in self.files if _CLASS_OF_FILE.get(link.kind, DataClass.TICKETS) is kind]

    def digests_of(self, kind: DataClass) -> set[str]:
        """Contents in the asset store that this class points to."""
        found = {link.digest for link in self.files_of(kind)}
        if kind is DataClass.PORTRAITS:
            found |= {creation.cover for creation in self.creations}
        elif kind is DataClass.MESH:
            found |= {creation.mesh for creation in self.creations}
        elif kind is DataClass.TICKETS:
            found |= {name for proof in self.proofs for name in (proof.file, proof.evidence)}
            found |= {name for claim in self.claims for name in claim.evidence}
            found |= {verdict.photo for verdict in self.verdicts}
            found |= {parcel.photo for parcel in self.parcels}
        return found - {""}

    def records_of(self, kind: DataClass) -> list[Record]:
        """Records that hold something of this class still."""
        found: list[Record] = list(self.files_of(kind))
        if kind is DataClass.ADDRESS:
            found += [c for c in self.contacts if c.erased_at is None]
        elif kind is DataClass.PORTRAITS:
            found += [c for c in self.creations if c.cover or c.media_url]
        elif kind is DataClass.MESH:
            found += [c for c in self.creations if c.mesh]
            found += self.works
        else:
            found += self.notes
            found += [p for p in self.proofs if p.remarks or p.file or p.evidence]
            found += [c for c in self.claims if c.words or c.evidence]
            found += [v for v in self.verdicts if v.words or v.photo]
            found += [p for p in self.parcels if p.photo and p.order == self.order.id]
            found += [i for i in self.items if i.options]
        return found


def dossiers(book: Reading, orders: Iterable[Order]) -> list[Dossier]:
    """The dossiers of some hundred orders, with a fixed number of questions to the book."""
    found = {order.id: Dossier(order) for order in orders}
    ids = tuple(found)

    def sort_in(kind: type[R], into: str) -> list[R]:
        records = book.find(kind, order=ids) if ids else []
        for record in records:
            getattr(found[record.order], into).append(record)  # type: ignore[attr-defined]
        return records

    sort_in(Contact, "contacts")
    sort_in(Creation, "creations")
    sort_in(Consent, "consents")
    items = sort_in(Item, "items")
    sort_in(ItemWork, "works")
    sort_in(Note, "notes")
    sort_in(FileLink, "files")
    sort_in(Proof, "proofs")
    sort_in(Claim, "claims")
    sort_in(Verdict, "verdicts")
    own = sort_in(Parcel, "parcels")
    # A parcel may hold items of several orders: it belongs to the story of each.
    by_id = {parcel.id: parcel for parcel in own}
    by_id |= book.get_all(Parcel, {item.parcel for item in items if item.parcel is not None} - by_id.keys())
    for item in items:
        parcels = found[item.order].parcels
        if item.parcel in by_id and by_id[item.parcel] not in parcels:
            parcels.append(by_id[item.parcel])
    scans: dict[int, list[Scan]] = defaultdict(list)
    for scan in book.find(Scan, item=tuple(item.id for item in items)) if items else []:
        scans[scan.item].append(scan)
    for item in items:
        found[item.order].scans += scans[item.id]
    return list(found.values())


def strip(book: Writing, dossier: Dossier, kind: DataClass, at: datetime) -> tuple[dict[str, int], set[str]]:
    """Take the data of this class out of the book; gives how much of what it was, and the contents that may go."""
    digests, counts = dossier.digests_of(kind), defaultdict[str, int](int)
    for link in dossier.files_of(kind):
        book.remove(link)
        counts["files"] += 1
    if kind is DataClass.ADDRESS:
        for contact in dossier.contacts:
            if contact.erased_at is None:
                book.save(Contact(id=contact.id, version=contact.version, order=contact.order, erased_at=at))
                counts["contacts"] += 1
    elif kind is DataClass.PORTRAITS:
        for number, creation in enumerate(dossier.creations):
            if creation.cover or creation.media_url:
                dossier.creations[number] = book.save(replace(creation, cover="", media_url=""))
                counts["creations"] += 1
    elif kind is DataClass.MESH:
        for number, creation in enumerate(dossier.creations):
            if creation.mesh:
                dossier.creations[number] = book.save(replace(creation, mesh=""))
                counts["models"] += 1
        for work in dossier.works:
            book.remove(work)
            counts["works"] += 1
    else:
        _strip_tickets(book, dossier, counts)
    return dict(counts), digests


def _strip_tickets(book: Writing, dossier: Dossier, counts: dict[str, int]) -> None:
    for note in dossier.notes:
        book.remove(note)
        counts["notes"] += 1
    for proof in dossier.proofs:
        if proof.remarks or proof.file or proof.evidence:
            book.save(replace(proof, remarks=b"", file="", evidence=""))
            counts["proofs"] += 1
    for claim in dossier.claims:
        if claim.words or claim.evidence:
            book.save(replace(claim, words=b"", evidence=()))
            counts["claims"] += 1
    for number, verdict in enumerate(dossier.verdicts):
        if verdict.words or verdict.photo:
            dossier.verdicts[number] = book.save(replace(verdict, words="", photo=""))
            counts["verdicts"] += 1
    for parcel in dossier.parcels:
        if parcel.photo and parcel.order == dossier.order.id:
            book.save(replace(parcel, photo=""))
            counts["photos"] += 1
    for number, item in enumerate(dossier.items):
        if item.options:  # engravings: a name, a birthday
            dossier.items[number] = book.save(replace(item, options={}))
            counts["wishes"] += 1


def unused(book: Reading, digests: Iterable[str]) -> set[str]:
    """Those contents that nothing in the book points to any more; what shows things of several orders goes with the first."""
    wanted = set(digests) - {""}
    if not wanted:
        return set()
    listed = tuple(wanted)
    used = {link.digest for link in book.find(FileLink, digest=listed)} - of_plates(book, listed)
    used |= {c.cover for c in book.find(Creation, cover=listed)} | {c.mesh for c in book.find(Creation, mesh=listed)}
    used |= {p.file for p in book.find(Proof, file=listed)} | {p.evidence for p in book.find(Proof, evidence=listed)}
    used |= {p.photo for p in book.find(Parcel, photo=listed)} | {v.photo for v in book.find(Verdict, photo=listed)}
    return wanted - used


def of_plates(book: Reading, digests: tuple[str, ...]) -> set[str]:
    """Those of these contents that hold all that is on a plate: its file, its picture, what was sliced from it."""
    found = {plate.file for plate in book.find(Plate, file=digests)}
    found |= {plate.picture for plate in book.find(Plate, picture=digests)}
    return found | {job.digest for job in book.find(PrintJob, digest=digests) if job.plate is not None}


def revisions_of(dossier: Dossier) -> set[str]:
    """Revisions of the mesh stores of the workstations that were made for an order."""
    found = {item.revision for item in dossier.items} | {item.approved for item in dossier.items}
    for work in dossier.works:
        found |= hashes_in(work.document)
    return found - {""}
