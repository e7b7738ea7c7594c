"""Print files of approved designs: one thing alone as its print shop takes it, or things of several orders on one sheet.

Made from what the buyer approved and from nothing else, and judged by preflight before it can be queued.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from app.commands.approved import Approved, need_approved_content
from app.commands.dispatch import JobDraft, need_room, queue_job, queued_already
from app.commands.dispatch_ties import PRINT_FILE
from app.commands.layout_designs import Composition, composition_of, kept_content
from app.commands.office import Office, command
from app.commands.plate_pieces import left_to_print, to_be_printed, written_down
from app.commands.print_sides import sides_of
from app.dispatch.records import PrintJob
from app.dispatch.uids import fresh_uid
from app.errors import AppError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.layouts.composing.compose import compose
from app.layouts.composing.folder_shelf import FolderShelf
from app.layouts.lab.encoding import suffix_for
from app.layouts.making.make import Made, Wishes, make
from app.layouts.piece import Piece
from app.layouts.sheet import SheetSize
from app.orders.machine import StepRefusedError
from app.orders.records import FileLink, Item, Order
from app.security.permissions import Permission
from app.settings.folders import standard_folders
from app.settings.shop import PrintShop
from app.settings.shops import load_shops

USUAL_SHOPS = {"alone": "photo-lab", "both_sides": "digital-press", "cut": "acrylic-uv"}


@dataclass(frozen=True)
class ItemFile:
    """A file of one item: its bytes, its suffix, and the shop that it was made for. ``sides``: see ``print_sides``."""

    content: bytes
    suffix: str
    shop: PrintShop
    made: Made
    sides: str = "one-sided"


@dataclass(frozen=True)
class SheetFile:
    """A PDF of one or more sheets.

    contents  item → hash of its approved design
    sheet     what it is printed on
    copies    item → how often it is there
    """

    content: bytes
    contents: dict[int, str]
    sheet: SheetSize
    made: Made
    title: str
    copies: dict[int, int]


def usual_shop(composition: Composition) -> PrintShop:
    """Who prints such a thing where nobody has chosen: a lab, a press for what has two sides, a cutter for what is cut."""
    design = composition.design
    cut = design.cut.shape != "rectangle" or bool(design.cut.by_hand) or design.cut.hole_mm > 0
    kind = "cut" if cut else "both_sides" if len(design.pages) > 1 else "alone"
    return load_shops(standard_folders()).find(USUAL_SHOPS[kind])


def file_of(office: Office, item: Item, shop: PrintShop | None, progress: Progress) -> ItemFile:
    """The print file of an item's approved design. Raises StepRefusedError where it must not be printed so, AppError."""
    composition = composition_of(office, item.approved)
    chosen = shop or usual_shop(composition)
    with design_shelf(office) as (folder, shelf):
        piece = piece_of(composition, chosen, shelf, item)
        suffix = suffix_for(chosen) if chosen.route == "photo" else ".pdf"
        if chosen.route == "photo" and piece.back is not None:
            raise AppError(
                text("“{shop}” prints one side; choose another print shop for what has two.", shop=chosen.title)
            )
        wishes = Wishes(chosen, item.serial, _made_at(item))
        made = make((replace(piece, quantity=1),), wishes, folder / f"print{suffix}", progress)
        _need_passed(made)
        sides = sides_of(piece.width_mm, piece.height_mm, both=piece.back is not None)
        return ItemFile(made.files[0].read_bytes(), suffix, chosen, made, sides)


@command("layout.queue_sheet", Permission.PRODUCE)
def queue_sheet(office: Office, file: SheetFile, printer: int | None = None) -> PrintJob:
    """Queue a sheet as one print job for all the orders that are on it.

    Raises StepRefusedError where it has not passed preflight, or something on it is not approved any more, queued already, or
    not there as often as it was ordered.
    """
    _need_passed(file.made)
    kept = office.assets.put(file.content, sensitive=True)
    with office.book.writing(office.actor) as book:
        items = [book.get(Item, item_id) for item_id in file.contents]
        for item in items:
            need_approved_content(book, item, file.contents[item.id])
            left = left_to_print(book, item)
            if not left:
                raise queued_already(item)
            need_room(book, item, left)
            if file.copies[item.id] != left:
                raise StepRefusedError(_so_many(item, left))
        orders = book.get_all(Order, {item.order for item in items})
        width, height = file.sheet.width_mm, file.sheet.height_mm
        length = (
            max((sheet.height_mm for sheet in file.made.layout.sheets), default=height) if file.made.layout else height
        )
        due = [moment for item in items if (moment := item.due_at or orders[item.order].due_at) is not None]
        job = PrintJob(
            uid=fresh_uid(1), name=file.title, digest=kept.digest, suffix=".pdf", size=kept.size,
            contents={str(item): content for item, content in sorted(file.contents.items())}, colored=True,
            width_mm=width, depth_mm=length, priority=max(order.priority for order in orders.values()),
            due_at=min(due, default=None), created_at=book.moment(),
            options={
                "quality": "high", "color": True, "scaling": "none", "media_mm": [width, length],
                "sides": sides_of(width, length, both=file.made.layout is not None and file.made.layout.two_sided),
            },
        )  # fmt: skip
        for order in sorted(orders):
            book.add(
                FileLink(
                    order=order, kind=PRINT_FILE, name=f"{job.uid}.pdf", digest=kept.digest, size=kept.size,
                    added_by=office.actor.account,
                )
            )  # fmt: skip
        job = queue_job(office, book, job, printer, order=next(iter(orders)) if len(orders) == 1 else 0)
        for item in items:
            for piece in to_be_printed(item, written_down(book, item).values()):
                book.save(replace(piece, job=job.id, plate=None, label=item.serial, state="placed", cause=""))
    return job


def _so_many(item: Item, left: int) -> Text:
    if left == item.quantity:
        return text("{serial} was ordered {n} times; put as many on the sheet.", serial=item.serial, n=left)
    return text(
        "Of {serial}, {n} of {m} are still to be printed; put as many on the sheet.", serial=item.serial, n=left,
        m=item.quantity,
    )  # fmt: skip


def piece_of(composition: Composition, shop: PrintShop, shelf: FolderShelf, item: Item) -> Piece:
    """The piece of a design. Raises DesignRefusedError for one that must not be printed."""
    return compose(composition.design, {}, shelf, shop, id=item.serial, label=item.serial)


def draft_of(approved: Approved, file: ItemFile, options: dict[str, object]) -> JobDraft:
    """What is known of the file of one item."""
    return JobDraft(
        suffix=file.suffix, content=approved.item.approved, material=approved.material, colored=True,
        copies=approved.left,
        options=options | {"shop": file.shop.id, "sides": file.sides},
    )  # fmt: skip


@contextmanager
def design_shelf(office: Office) -> Iterator[tuple[Path, FolderShelf]]:
    """A folder for what is made, and a shelf that takes pictures from the asset store."""
    with tempfile.TemporaryDirectory(prefix="statuette-layout-") as name:
        shelf = FolderShelf(Path(name) / "pictures", fetch=partial(kept_content, office.assets))
        try:
            yield Path(name), shelf
        finally:
            shelf.close()


def _made_at(item: Item) -> datetime:
    """When what is printed was approved, as near as the item says: the same item gives the same bytes."""
    return item.state_since.astimezone(UTC).replace(microsecond=0)


def _need_passed(made: Made) -> None:
    if made.gap_faults:
        raise StepRefusedError(text("Things lie too near to each other; give it more time or a larger sheet."))
    if made.report is not None and not made.report.passed:
        first = next(finding for finding in made.report.rules if finding.severity == "blocks")
        raise StepRefusedError(text("It must not be printed so: {why}", why=first.words))
