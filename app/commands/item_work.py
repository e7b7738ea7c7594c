"""The bench works for an order: what is taken up for an item, and what was done to it, written into its book.

The mesh store and the journal of a PC keep every step (a crash loses nothing); the book is told of each finished step,
and the newest revision goes to the asset store, so that another PC can go on with it.
"""

import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.commands.erased import add_unless_erased, refuse_erased
from app.commands.item_files import REVISION, TEXTURE, work_place
from app.commands.need_to_know import need
from app.commands.office import Office, command
from app.commands.steps import Steps, transact
from app.errors import AppError
from app.i18n import text
from app.mesh import archive
from app.mesh.mesh import Mesh
from app.orders.book import Reading, WhichBook
from app.orders.item_states import AT_MODEL
from app.orders.records import Creation, FileLink, Item, ItemWork, Order
from app.products.table import PRODUCTS
from app.security.file_names import open_file_name
from app.security.permissions import Permission
from app.session.bench import Document
from app.session.document_json import fingerprint
from app.session.document_seal import opened, revisions_of, sealed

QUICK = 1  # zlib's level: what is kept is mostly read again by nobody

NO_MODEL = text("There is no model for this item yet; add the generated mesh to its order first.")


@dataclass(frozen=True)
class TakenUp:
    """An item as it comes to the bench.

    document  what was last done to it, or None where nobody has begun
    filed     whether the revision of that document is in the asset store
    at_model  whether the model is still to be made: then nothing is lost that anybody was shown where it begins anew
    model     file name of the generated mesh, "" where there is none
    process   print process that its finish is made with, height_mm the height that was ordered
    which     the book that says all this
    """

    item: Item
    number: str
    document: Document | None
    filed: bool
    at_model: bool
    model: str
    process: str
    height_mm: float | None
    which: WhichBook


class NotFiledError(AppError):
    """A model was approved, and its file never reached the asset store."""

    def __init__(self) -> None:
        super().__init__(text("This version is on the workstation where it was made; open it there once."))


class GoneOnError(AppError):
    """What the book has was made elsewhere, after this document was taken up or last told. ``there``: what that is."""

    def __init__(self, there: Document | None = None) -> None:
        super().__init__(text("Somebody has gone on with this item elsewhere; put it on the bench again to see that."))
        self.there = there


class OtherBookError(AppError):
    """What was to be told belongs to another book than the one that is open."""

    def __init__(self) -> None:
        super().__init__(
            text(
                "This model belongs to an item of another order book; what is done to it waits on this PC until that book is"
                " open again."
            )
        )


class Told(NamedTuple):
    """What the book has once a document was told.

    there   fingerprint of the document that is kept
    counts  whether the item's revision is that of the document that was told
    which   the book that has it
    """

    there: str
    counts: bool
    which: WhichBook


@command("items.take_up", Permission.ORDERS_SEE)
def take_up(office: Office, item_id: int) -> TakenUp:
    """What the bench needs to begin, or to go on. Raises NotFoundError, NotAllowedError."""
    with office.book.reading() as book:
        item = _allowed(office, book, item_id, Permission.ORDERS_SEE)
        order = book.get(Order, item.order)
        work = _work(book, item_id)
        document = None if work is None else _document(office, work)
        filed = document is not None and bool(book.find(FileLink, item=item_id, kind=REVISION, name=document.revision))
        model, which = _model_file(book, item), book.which()
    name = "" if model is None else open_file_name(office.vault, model.id, model.name)
    product = PRODUCTS.get(item.product)
    processes = {} if product is None else (product.process or {})
    return TakenUp(
        item, order.number, document, filed, (item.held_from if item.state == "on_hold" else item.state) in AT_MODEL,
        name, processes.get(item.finish, ""), item.height_mm, which,
    )  # fmt: skip


@command("items.model", Permission.ORDERS_SEE)
def generated_model(office: Office, item_id: int) -> bytes:
    """The generated mesh as it came in. Raises AppError where there is none, AssetDamagedError."""
    with office.book.reading() as book:
        model = _model_file(book, _allowed(office, book, item_id, Permission.ORDERS_SEE))
    if model is None:
        raise AppError(NO_MODEL)
    return _content(office, model)


@command("items.revision", Permission.ORDERS_SEE)
def filed_mesh(office: Office, item_id: int, revision: str) -> Mesh:
    """A revision that was filed, from this PC or another. Raises NotFiledError where it was not, AssetDamagedError."""
    with office.book.reading() as book:
        _allowed(office, book, item_id, Permission.ORDERS_SEE)
        kept = book.find(FileLink, item=item_id, kind=REVISION, name=revision)
        textures = {link.name: link for link in book.find(FileLink, item=item_id, kind=TEXTURE)}
    if not kept:
        raise NotFiledError

    def pixels(digest: str) -> NDArray[np.uint8]:
        return archive.decode_texture(zlib.decompress(_content(office, textures[digest])), digest)

    return archive.decode(zlib.decompress(_content(office, kept[0])), pixels)


@command("items.which_book", Permission.MODEL_WORK)
def which_book(office: Office) -> WhichBook:
    """Which book is open: whether it is the one that something waits for."""
    with office.book.reading() as book:
        return book.which()


def _nobody_knows(_which: WhichBook) -> tuple[str, ...]:
    """What the book had is not known."""
    return ()


def _tell_nobody(_which: WhichBook, _known: str, _coming: str) -> None:
    """What the book is about to keep matters to nobody."""


@command("items.file_step", Permission.MODEL_WORK)
def file_step(
    office: Office,
    document: Document,
    *over: str,
    last: Callable[[WhichBook], Collection[str]] = _nobody_knows,
    about: Callable[[WhichBook, str, str], object] = _tell_nobody,
) -> Told:
    """Write into the book what was done to the item of this document, and which revision it has now.

    Where the item's revision is the document's then, it is to be filed (:func:`file_revision`), for the file that came in
    is something else, at its own size.

    ``over``: fingerprint of what the book had when this document was taken up or last told, and of what it was about to be
    told where nobody knows whether it was; "" or none where that is not known. Raises GoneOnError where others have gone on
    since. ``last`` gives more of them, for whoever has to know which book is asked.

    Raises OtherBookError where the document belongs to another book: another one may have been opened since it was made,
    and StepRefusedError where the order was erased.

    ``about`` gets the book and two fingerprints right before it is changed: of what it has ("" for nothing) and of what it
    will have. Whoever keeps both knows after a crash, too, that what the book has then is their own.

    What was shown to the buyer or approved is taken back where the model has changed since; raises StepRefusedError
    once it is in production.
    """
    of_book, document = document.book, replace(document, book="")

    def work(steps: Steps) -> Told:
        which = _this_book(steps.book, of_book)
        item = steps.fetch(Item, document.item)
        need(office.actor, Permission.MODEL_WORK, item)
        refuse_erased(steps.book, item.order)
        kept = _work(steps.book, item.id)
        if kept is None:
            there = document
            about(which, "", fingerprint(there))
            work = ItemWork(item=item.id, order=item.order, by=office.actor.account)
            steps.book.add(replace(work, document=sealed(office.vault, work_place(work), document)))
        else:
            before = _document(office, kept)
            known = fingerprint(before)
            there = _gone_on(before, document, {*over, *last(which)} - {""})
            if fingerprint(there) != known:
                about(which, known, fingerprint(there))
                told = sealed(office.vault, work_place(kept), there)
                steps.book.save(replace(kept, document=told, at=office.clock(), by=office.actor.account))
        if not _only_seen(document) or not item.revision:
            steps.revise(item, document.revision)
        counts = steps.fetch(Item, document.item).revision == document.revision
        return Told(fingerprint(there), counts, which)

    return transact(office, work)


def _this_book(book: Reading, wanted: str) -> WhichBook:
    """Which book is open. Raises OtherBookError where another one is wanted."""
    which = book.which()
    if not which.may_have(wanted):
        raise OtherBookError
    return which


@command("items.file_revision", Permission.MODEL_WORK)
def file_revision(office: Office, item_id: int, mesh: Mesh, of_book: str = "") -> None:
    """Keep a revision where every PC finds it. What is kept already is not written again.

    ``of_book``: id of the book that the item is of; raises OtherBookError where that is not the one that is open, and
    StepRefusedError where the order was erased.
    """
    with office.book.reading() as book:
        _this_book(book, of_book)
        item = _allowed(office, book, item_id, Permission.MODEL_WORK)
        refuse_erased(book, item.order)
        known = {(link.kind, link.name) for link in book.find(FileLink, item=item_id, kind=(REVISION, TEXTURE))}
    if (REVISION, mesh.revision) in known:
        return
    textures = {t.digest: t for m in mesh.materials for t in (m.texture, *(t for _, t in m.maps)) if t is not None}
    parts = [(TEXTURE, name, archive.encode_texture(t)) for name, t in textures.items() if (TEXTURE, name) not in known]
    parts.append((REVISION, mesh.revision, archive.encode(mesh, with_textures=False)))
    links = []
    for kind, name, pieces in parts:
        kept = office.assets.put(zlib.compress(b"".join(pieces), QUICK), sensitive=True)
        links.append(
            FileLink(
                order=item.order, item=item.id, kind=kind, name=name, digest=kept.digest, size=kept.size,
                added_by=office.actor.account,
            )
        )  # fmt: skip
    with office.book.writing(office.actor) as book:
        _this_book(book, of_book)
        if book.find(FileLink, item=item_id, kind=REVISION, name=mesh.revision):
            return  # by another PC, or another thread, while it was packed here
        add_unless_erased(office, book, item.order, links)
        book.note("file.add", links[-1], order=item.order, facts={"kind": REVISION, "revision": mesh.revision})


def _gone_on(there: Document, document: Document, over: Collection[str]) -> Document:
    """What the book keeps after ``there``, where it is told ``document``. Raises GoneOnError."""
    seen, known = _only_seen(document), fingerprint(there)
    if known not in {*over, fingerprint(document)}:
        # A revision alone does not say who was there last: others step back to it, note something at it, confirm its height.
        mine = there.revision in revisions_of(document)
        just_made = document.made_here and not document.edits  # it follows from nothing
        if over or not (mine or just_made):
            raise GoneOnError(there)
    if not seen:
        return document
    if document.revision != there.revision:
        return there
    return replace(  # a PC that has not the steps before shows none
        document, original=there.original, edits=there.edits, position=there.position, made_here=there.made_here,
        saved_as=there.saved_as, saved_revision=there.saved_revision,
    )  # fmt: skip


def _only_seen(document: Document) -> bool:
    """Whether it was opened and only looked at: it has no edits, and was not made here."""
    return not document.edits and not document.made_here


def _allowed(office: Office, book: Reading, item_id: int, permission: Permission) -> Item:
    item = book.get(Item, item_id)
    need(office.actor, permission, item)
    return item


def _work(book: Reading, item_id: int) -> ItemWork | None:
    return book.one(ItemWork, item=item_id)


def _document(office: Office, work: ItemWork) -> Document:
    return opened(office.vault, work_place(work), work.document)


def _model_file(book: Reading, item: Item) -> FileLink | None:
    if item.creation is None:
        return None
    mesh = book.get(Creation, item.creation).mesh
    found = book.find(FileLink, order=item.order, digest=mesh, limit=1) if mesh else []
    return found[0] if found else None


def _content(office: Office, link: FileLink) -> bytes:
    try:
        return office.assets.get(link.digest)
    except KeyError:
        name = open_file_name(office.vault, link.id, link.name)
        raise AppError(text("The file “{name}” is missing in the asset store.", name=name)) from None
