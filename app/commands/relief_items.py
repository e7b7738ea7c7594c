"""Solids of pictures for items of orders: which picture there is, what it is made into, and whether it still may be."""

from dataclasses import dataclass

from app.commands.need_to_know import need
from app.commands.office import Office, command
from app.errors import AppError
from app.i18n import text
from app.layouts.relief.wishes import Start
from app.orders.item_states import BEFORE_PRODUCTION
from app.orders.machine import StepRefusedError
from app.orders.records import Creation, FileLink, Item, Order
from app.products.table import PRODUCTS
from app.security.permissions import Permission

PICTURES = ("photo", "cover", "video")  # kinds of files that a solid can be made of, the best one first
_NONE = text("This order has no picture to make a solid of; add one to the order, or choose a file.")
_BEGUN = text("Production has begun: the model stays as it was approved. Have it made anew to change it.")
_KINDS: dict[str, Start] = {"keychain": "keychain", "magnet": "magnet"}


@dataclass(frozen=True)
class ReliefWork:
    """What a solid for an item is begun with.

    item      whose model it becomes; 0 where the item is printed flat and has no model
    picture   the content of its picture
    start     where the sizes begin, for its product
    process   id of the print process of its finish; "" for none
    book      id of the book that the item is of
    """

    item: int
    title: str
    picture: bytes
    start: Start
    process: str
    height_mm: float | None
    color: bool
    book: str


@command("relief.of_item", Permission.MODEL_WORK)
def relief_of_item(office: Office, item_id: int) -> ReliefWork:
    """Raises NotFoundError, NotAllowedError; StepRefusedError once it is in production; AppError without a picture."""
    with office.book.reading() as book:
        item = book.get(Item, item_id)
        need(office.actor, Permission.MODEL_WORK, item)
        number, which = book.get(Order, item.order).number, book.which()
        creation = None if item.creation is None else book.get(Creation, item.creation)
        files = [link for link in book.find(FileLink, order=item.order, order_by="id") if link.item in {None, item.id}]
    product = PRODUCTS.get(item.product)
    solid = product is not None and product.bench(item.finish) == "figurine"
    if solid and (item.held_from if item.state == "on_hold" else item.state) not in BEFORE_PRODUCTION:
        raise StepRefusedError(_BEGUN)
    digest = "" if creation is None else creation.cover
    if not digest:
        digest = next((link.digest for kind in PICTURES for link in files if link.kind == kind), "")
    if not digest:
        raise AppError(_NONE)
    try:
        picture = office.assets.get(digest)
    except KeyError:
        raise AppError(_NONE) from None
    return ReliefWork(
        item.id if solid else 0, f"{number} {item.title}".strip(), picture, _KINDS.get(item.product, "puffy"),
        product.process_of(item.finish) if product is not None else "", item.height_mm, item.finish != "white", which.id,
    )  # fmt: skip
