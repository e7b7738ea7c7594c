"""Designs of flat things: what an order fills into a template, what was composed, kept where every PC finds it.

What is kept is the design with its places filled, and names every picture by its hash: its own hash is the item's revision,
which the buyer approves and from which alone print files are made.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError

from app.commands.erased import add_unless_erased, refuse_erased
from app.commands.item_files import DESIGN, PICTURE
from app.commands.need_to_know import need
from app.commands.office import Office, command
from app.commands.plate_pieces import left_to_print
from app.commands.steps import Steps, transact
from app.errors import AppError
from app.i18n import text
from app.layouts.composing.folder_shelf import KEPT
from app.layouts.design.document import Design, PictureLayer, WaveLayer
from app.orders.assets import AssetsOfflineError, AssetStore
from app.orders.book import Reading
from app.orders.machine import StepRefusedError
from app.orders.records import Creation, FileLink, Item, Order
from app.products.table import PRODUCTS
from app.security.permissions import Permission

_DAMAGED = text("The design that was kept for this item is damaged; compose it again.")


class Composition(BaseModel):
    """A design with its places filled; ``values`` and ``template``: what it was begun with, to begin again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    design: Design
    values: dict[str, str] = {}
    template: str = ""

    def content(self) -> bytes:
        """The same bytes for the same design."""
        told: dict[str, Any] = self.model_dump(mode="json")
        return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content()).hexdigest()

    @property
    def sources(self) -> frozenset[str]:
        """Hashes of the pictures and sounds that it is made of."""
        layers = (layer for page in self.design.pages for layer in page.layers)
        found = {layer.source for layer in layers if isinstance(layer, PictureLayer | WaveLayer)}
        return frozenset(source.removeprefix(KEPT) for source in found if source.startswith(KEPT))


@dataclass(frozen=True)
class FlatWork:
    """A flat item as it comes to the layout bench.

    composition  what was last made for it; None where nobody has begun
    values       what its order has for the places of templates: pictures and sounds as "sha256:…"
    pictures     every picture of the order, the cover first, as "sha256:…"
    copies       how many of it are to be printed: less than were ordered where some were printed already
    book         id of the book that says all this
    """

    item: Item
    number: str
    composition: Composition | None
    values: Mapping[str, str] = field(default_factory=dict)
    pictures: tuple[str, ...] = ()
    copies: int = 1
    book: str = ""


class OtherBookError(AppError):
    """What was to be kept belongs to another book than the one that is open."""

    def __init__(self) -> None:
        super().__init__(
            text(
                "This design belongs to an item of another order book; what is done to it waits on this PC until that book is"
                " open again."
            )
        )


@command("designs.take_up", Permission.ORDERS_SEE)
def take_up(office: Office, item_id: int) -> FlatWork:
    """What the layout bench needs to begin, or to go on. Raises NotFoundError, NotAllowedError, StepRefusedError."""
    with office.book.reading() as book:
        item = _flat(office, book, item_id, Permission.ORDERS_SEE)
        order = book.get(Order, item.order)
        files = book.find(FileLink, order=item.order, order_by="id")
        creation = None if item.creation is None else book.get(Creation, item.creation)
        there = _designed(book, item)
        copies = left_to_print(book, item) or item.quantity
        which = book.which().id
    mine = [link for link in files if link.item in {None, item.id}]
    pictures = _pictures(mine, creation)
    kept = composition_of(office, item.revision) if there else None
    return FlatWork(item, order.number, kept, dict(_values(item, creation, mine, pictures)), pictures, copies, which)


@command("designs.file", Permission.ORDERS_SEE)
def kept_file(office: Office, item_id: int, digest: str) -> bytes:
    """A picture or a sound of the item's order. Raises AppError where the order has none with this hash."""
    with office.book.reading() as book:
        item = _flat(office, book, item_id, Permission.ORDERS_SEE)
        known = bool(book.find(FileLink, order=item.order, digest=digest, limit=1))
        known = known or (item.creation is not None and book.get(Creation, item.creation).cover == digest)
    if not known:
        raise AppError(text("A picture of this design is not of this order; choose it again."))
    return kept_content(office.assets, digest)


@command("designs.save", Permission.MODEL_WORK)
def save(
    office: Office, item_id: int, composition: Composition, read: Callable[[str], bytes], base: str | None = None,
    *, tried: Collection[str] = (), which: str = "",
) -> str:  # fmt: skip
    """Keep a design, with every picture of it, as what the item is now; gives its hash.

    ``read`` gives the content of a picture by its hash, ``base`` is the revision that the design was made from, None where
    nobody knows; ``tried``: revisions of it that were given to the book since, without an answer; ``which``: id of the book that
    has the item, "" where nobody knows. What was shown to the buyer or approved is taken back where the design has changed since.
    Raises OtherBookError, StepRefusedError once it is in production, where its order was erased, and where the item has another
    design than these by now.
    """
    with office.book.reading() as book:
        if not book.which().may_have(which):  # there is another item of the same number
            raise OtherBookError
        item = _flat(office, book, item_id, Permission.MODEL_WORK)
        refuse_erased(book, item.order)
        known = {link.digest for link in book.find(FileLink, order=item.order)}
        if item.creation is not None:
            known.add(book.get(Creation, item.creation).cover)
    if composition.digest == item.revision:
        return item.revision
    _need_base(item, base, tried)
    links = [_link(office, item, PICTURE, source, read(source)) for source in sorted(composition.sources - known)]
    links.append(_link(office, item, DESIGN, "design", composition.content()))

    def work(steps: Steps) -> str:
        now = steps.fetch(Item, item_id)
        need(office.actor, Permission.MODEL_WORK, now)
        if now.revision == composition.digest:  # told from two places of this PC at once
            return composition.digest
        _need_base(now, base, tried)
        add_unless_erased(office, steps.book, now.order, links)
        steps.book.note("file.add", links[-1], order=now.order, facts={"kind": DESIGN, "revision": composition.digest})
        steps.revise(now, composition.digest)
        return composition.digest

    return transact(office, work)


def composition_of(office: Office, digest: str) -> Composition:
    """The design with this hash, from the asset store. Raises AppError where it is missing or damaged."""
    try:
        return Composition.model_validate_json(kept_content(office.assets, digest))
    except ValidationError:
        raise AppError(_DAMAGED) from None


def item_made_of(office: Office, book: Reading, order: int, digest: str) -> Item | None:
    """An item of the order whose design, as it is now or as it was approved, is made with this picture or sound.

    Raises AssetsOfflineError.
    """
    for item in book.find(Item, order=order):
        if item.state in {"cancelled", "remade"}:
            continue
        for revision in sorted({item.revision, item.approved} - {""}):
            if book.find(FileLink, item=item.id, kind=DESIGN, digest=revision, limit=1):
                try:
                    sources = composition_of(office, revision).sources
                except AssetsOfflineError:
                    raise
                except AppError:  # it is gone or damaged: nothing is printed from it
                    continue
                if digest in sources:
                    return item
    return None


def _need_base(item: Item, base: str | None, tried: Collection[str]) -> None:
    if item.revision != (base or "") and item.revision not in tried:
        raise StepRefusedError(
            text(
                "The design of {serial} was changed elsewhere meanwhile; clear the layout bench and open it again.",
                serial=item.serial,
            )
        )


def is_design(content: bytes) -> bool:
    """Whether this is a design of ours, not a print file that was made elsewhere."""
    return content.startswith(b'{"design":')


def _designed(book: Reading, item: Item) -> bool:
    return bool(item.revision) and bool(book.find(FileLink, item=item.id, kind=DESIGN, digest=item.revision, limit=1))


def _flat(office: Office, book: Reading, item_id: int, permission: Permission) -> Item:
    item = book.get(Item, item_id)
    need(office.actor, permission, item)
    product = PRODUCTS.get(item.product)
    if product is None or product.bench(item.finish) != "flat":
        raise StepRefusedError(
            text("{serial} is not printed flat; open it on the modelling bench.", serial=item.serial)
        )
    return item


def _pictures(links: list[FileLink], creation: Creation | None) -> tuple[str, ...]:
    cover = [creation.cover] if creation is not None and creation.cover else []
    photos = [link.digest for link in links if link.kind in {"photo", "cover", "video", PICTURE}]
    return tuple(KEPT + digest for digest in dict.fromkeys((*cover, *photos)))


def _values(
    item: Item, creation: Creation | None, links: list[FileLink], pictures: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    title = item.title or ("" if creation is None else creation.title)
    if title:
        yield from (("title", title), ("name", title), ("caption", title))
    yield "number", item.serial
    photos = [KEPT + link.digest for link in links if link.kind == "photo"] or list(pictures)
    if pictures:
        yield "cover", pictures[0]
        yield "photo", photos[0]
    for number, photo in enumerate(photos[:12], 1):
        yield f"photo{number}", photo
    if creation is not None and urlsplit(creation.media_url).scheme == "https":
        yield "link", creation.media_url
    sounds = [link.digest for link in links if link.kind in {"audio", "video"}]
    if sounds:
        yield "sound", KEPT + sounds[0]


def _link(office: Office, item: Item, kind: str, name: str, content: bytes) -> FileLink:
    kept = office.assets.put(content, sensitive=True)
    return FileLink(
        order=item.order, item=item.id, kind=kind, name=name, digest=kept.digest, size=kept.size,
        added_by=office.actor.account,
    )  # fmt: skip


def kept_content(assets: AssetStore, digest: str) -> bytes:
    """What a design is made of, by its digest. Raises AppError where the asset store has it no more."""
    try:
        return assets.get(digest)
    except KeyError:
        raise AppError(text("A picture of this design is missing in the asset store; choose it again.")) from None
