"""The packing bench: a scan opens a parcel, counts a unit or stops; photo, weight; a parcel is closed when all is in.

Refused scans are links of the audit chain: how often things nearly went into the wrong parcel is a figure of quality.
"""

from collections.abc import Iterable
from dataclasses import replace

from app.commands import photographs
from app.commands.need_to_know import need_parcel
from app.commands.office import Office, command
from app.commands.packing_scans import SHELF, PackingRefusedError, ScanAnswer, counted, open_code, put, scan_code
from app.commands.parcel_view import ParcelView, contact_of, parcel_view, ready_items, same_place
from app.commands.reasons import reason_for_chain
from app.commands.steps import Steps, transact
from app.i18n import text
from app.orders.records import FileLink, Item
from app.security.permissions import Permission
from app.shipping.codes import read_code
from app.shipping.company import HERE, left
from app.shipping.packing import stopped
from app.shipping.records import Parcel, Scan
from app.shipping.weights import HEAVIEST_G


@command("packing.open", Permission.PACK)
def open_by_code(office: Office, raw: str) -> ScanAnswer:
    """Open the parcel of an order, item, parcel or waybill that was scanned; made where things lie ready and none is there."""
    return transact(office, lambda steps: open_code(steps, read_code(raw)))


@command("packing.see", Permission.ORDERS_SEE)
def see_parcel(office: Office, parcel: int) -> ParcelView:
    """A parcel as it is now. Raises NotFoundError, NotAllowedError."""
    with office.book.reading() as book:
        found = book.get(Parcel, parcel)
        need_parcel(office.actor, book, found)
        return parcel_view(office, book, found)


@command("packing.scan", Permission.PACK)
def scan(office: Office, parcel: int, raw: str) -> ScanAnswer:
    """Scan something while this parcel is open: a unit counts, or the answer says why not.

    Another order or parcel takes its place only where nothing would be left half done.
    """
    return transact(office, lambda steps: scan_code(steps, steps.fetch(Parcel, parcel), read_code(raw)))


@command("packing.leave", Permission.PACK)
def leave(office: Office, parcel: int) -> None:
    """Put a parcel aside at this workstation: others who open it are not told of this one any more."""

    def work(steps: Steps) -> None:
        found = steps.fetch(Parcel, parcel)
        if HERE in found.facts:
            steps.book.save(replace(found, facts=left(found.facts, office.station)))

    transact(office, work)


@command("packing.unscan", Permission.PACK)
def unscan(office: Office, parcel: int, item: int | None = None) -> ParcelView:
    """Take back the last scan of the parcel, or of one of its items: the thing is taken out of the box again."""

    def work(steps: Steps) -> ParcelView:
        found = _open_one(steps, parcel)
        scans = steps.book.find(Scan, parcel=parcel, order_by="at", **({} if item is None else {"item": item}))
        if not scans:
            raise PackingRefusedError(text("Nothing is scanned yet."))
        steps.book.remove(scans[-1])
        found = counted(steps, found)
        steps.book.note(
            "parcel.unscan", found, order=found.order, facts={"item": scans[-1].item, "unit": scans[-1].unit}
        )
        return parcel_view(office, steps.book, found)

    return transact(office, work)


@command("packing.take_out", Permission.PACK)
def take_out(office: Office, parcel: int, item: int, reason: str) -> ParcelView:
    """Take an item out of an open parcel; it lies ready for another one, or goes back to where it is worked on."""

    def work(steps: Steps) -> ParcelView:
        _say_why(reason)
        found = _open_one(steps, parcel)
        record = steps.fetch(Item, item)
        if record.parcel != parcel:
            raise PackingRefusedError(text("It does not lie in this parcel."))
        for one in steps.book.find(Scan, parcel=parcel, item=item):
            steps.book.remove(one)
        steps.book.save(replace(record, parcel=None))
        steps.book.note(
            "parcel.take_out",
            found,
            order=record.order,
            reason=reason_for_chain(office, steps.book, reason, record.order),
            facts={"item": item},
        )
        return parcel_view(office, steps.book, counted(steps, found))

    return transact(office, work)


@command("packing.join", Permission.PACK)
def join(office: Office, parcel: int, order: int) -> ParcelView:
    """Take what lies ready of another order of the same buyer at the same address into this parcel."""

    def work(steps: Steps) -> ParcelView:
        found = _open_one(steps, parcel)
        mine, other = contact_of(steps.book, found.order), contact_of(steps.book, order)
        if mine is None or other is None or not same_place(office, mine, other):
            raise PackingRefusedError(text("That order goes to another buyer or another address."))
        items = ready_items(steps.book, order)
        if not items:
            raise PackingRefusedError(text("Nothing of that order is ready to pack."))
        return parcel_view(office, steps.book, put(steps, found, items))

    return transact(office, work)


@command("packing.photo", Permission.PACK)
def set_photo(office: Office, parcel: int, picture: bytes) -> ParcelView:
    """Keep the photo of the open box, turned upright and without what a camera notes about place and owner."""
    info = office.assets.put(photographs.as_kept(picture), sensitive=True)

    def work(steps: Steps) -> ParcelView:
        found = _open_one(steps, parcel)
        steps.book.add(
            FileLink(
                order=found.order, kind="pack_photo", name=f"{found.number}.jpg", digest=info.digest, size=info.size,
                added_at=office.clock(), added_by=office.actor.account,
            )
        )  # fmt: skip
        found = steps.book.save(replace(found, photo=info.digest))
        steps.book.note("parcel.photo", found, order=found.order, facts={"digest": info.digest})
        return parcel_view(office, steps.book, found)

    return transact(office, work)


@command("packing.see_photo", Permission.PACK)
def photo(office: Office, parcel: int) -> bytes:
    """The packing photo as JPEG; empty where there is none."""
    with office.book.reading() as book:
        digest = book.get(Parcel, parcel).photo
    try:
        return office.assets.get(digest) if digest else b""
    except KeyError:
        return b""


@command("packing.weigh", Permission.PACK)
def set_weight(office: Office, parcel: int, grams: int) -> ParcelView:
    """Keep the weight. The answer's ``odd`` says where it is hard to believe; it is kept all the same."""

    def work(steps: Steps) -> ParcelView:
        if not 0 < grams <= HEAVIEST_G:
            raise PackingRefusedError(text("A parcel weighs between 1 g and {most} g.", most=HEAVIEST_G))
        found = steps.book.save(replace(_open_one(steps, parcel), weight_g=grams))
        steps.book.note("parcel.weight", found, order=found.order, facts={"grams": grams})
        return parcel_view(office, steps.book, found)

    return transact(office, work)


@command("packing.close", Permission.PACK)
def close(office: Office, parcel: int, *, no_photo: str = "") -> ParcelView:
    """Close a parcel in which everything is; its items are packed then. ``no_photo``: why there is no photo.

    Raises StepRefusedError with what is missing.
    """

    def work(steps: Steps) -> ParcelView:
        found = steps.fetch(Parcel, parcel)
        for item in steps.items_in(found):
            stop = stopped(item) if found.state == "new" else None
            if stop is not None:
                raise PackingRefusedError(stop.sentence)
        facts = {"no_photo": True} if no_photo.strip() else {}
        closed = steps.take(found, "verify", reason=no_photo, facts=facts)
        return parcel_view(office, steps.book, closed)

    return transact(office, work)


@command("packing.reopen", Permission.PACK)
def reopen(office: Office, parcel: int, reason: str) -> ParcelView:
    """Open a closed parcel, or one that came back. It is photographed and weighed anew; what came back is scanned anew."""

    def work(steps: Steps) -> ParcelView:
        before = steps.fetch(Parcel, parcel)
        found = steps.take(before, "reopen", reason=reason)
        facts = dict(found.facts)
        if before.state == "returned":
            for one in steps.book.find(Scan, parcel=parcel):
                steps.book.remove(one)
            if facts.get("card") == "there":
                facts["card"] = "wanted"
        facts.pop("label", None)
        facts.pop(HERE, None)
        found = steps.book.save(replace(found, photo="", weight_g=None, facts=facts))
        return parcel_view(office, steps.book, counted(steps, found))

    return transact(office, work)


@command("packing.dissolve", Permission.PACK)
def dissolve(office: Office, parcel: int, reason: str) -> ParcelView:
    """Give a parcel up: its things lie ready again."""
    return transact(
        office,
        lambda steps: parcel_view(
            office, steps.book, steps.take(steps.fetch(Parcel, parcel), "dissolve", reason=reason)
        ),
    )


@command("packing.shelf", Permission.PRODUCE)
def put_on_shelf(office: Office, items: Iterable[int], shelf: str) -> int:
    """Write down where items lie until they are packed ("B-07"; empty: nowhere). Gives how many."""
    ids = tuple(items)
    place = "".join(sign for sign in shelf if sign.isprintable()).strip()[:20]

    def work(steps: Steps) -> int:
        for item in sorted(ids):
            record = steps.fetch(Item, item)
            options = {name: value for name, value in record.options.items() if name != SHELF}
            steps.book.save(replace(record, options=options | ({SHELF: place} if place else {})))
            steps.book.note("item.shelf", record, order=record.order, facts={"shelf": place})
        return len(ids)

    return transact(office, work)


def _open_one(steps: Steps, parcel: int) -> Parcel:
    """A parcel that can still be changed. Raises PackingRefusedError."""
    found = steps.fetch(Parcel, parcel)
    if found.state != "new":
        raise PackingRefusedError(text("This parcel is closed; open it again first."))
    return found


def _say_why(reason: str) -> None:
    if not reason.strip():
        raise PackingRefusedError(text("Say why."))
