"""Print files: written beside the window by the route of the shop, then checked by rules that share nothing with the writer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.gui.layout.composition import composition_of
from app.gui.layout.studio import Pieces, Studio
from app.gui.layout.thing import Thing
from app.i18n import Text, plural, text
from app.jobs.progress import Progress
from app.layouts.lab.encoding import suffix_for
from app.layouts.piece import Piece
from app.layouts.sheet import Layout
from app.settings.shop import PrintShop

if TYPE_CHECKING:
    from app.commands.layout_print import SheetFile
    from app.layouts.making import make as making
    from app.layouts.preflight.report import PreflightReport


@dataclass(frozen=True)
class ToMake:
    """What is to be made. ``layout`` None: one file, or one page, for each thing."""

    things: tuple[Thing, ...]
    pieces: Pieces | None
    layout: Layout | None
    shop: PrintShop
    title: str
    made: datetime


@dataclass(frozen=True)
class Made:
    """One file.

    report  what the check found, None where it was not checked (pictures for a photo lab)
    sheet   what the print queue takes; None where not everything on it is an item of an order
    """

    path: Path
    words: Text
    report: "PreflightReport | None" = None
    sheet: "SheetFile | None" = None


def make(studio: Studio, order: ToMake, path: Path, *, progress: Progress) -> list[Made]:
    """Write it. ``path``: the PDF, or the folder that pictures go into. Raises AppError, Cancelled."""
    progress(0.0, text("Draw the pieces"))
    pieces = order.pieces or studio.pieces(order.things, order.shop)
    for thing, faults in zip(order.things, pieces.faults, strict=True):
        for fault in faults:
            if fault.blocks:
                raise AppError(text("“{title}”: {why}", title=thing.title, why=fault.words))
    if order.shop.route == "photo":
        return _photos(order, pieces, path, progress)
    return [_pdf(order, pieces, path, progress)]


def suffix_of(shop: PrintShop) -> str:
    """How the name of a file for this shop ends."""
    return suffix_for(shop) if shop.route == "photo" else ".pdf"


def _photos(order: ToMake, pieces: Pieces, folder: Path, progress: Progress) -> list[Made]:
    from app.layouts.lab.photos import write_photo  # noqa: PLC0415 - loaded with the first file that is made

    made: list[Made] = []
    names = _names([thing.label or thing.title for thing in order.things])
    folder.mkdir(parents=True, exist_ok=True)
    for number, (thing, piece) in enumerate(zip(order.things, pieces.pieces, strict=True)):
        progress(number / len(pieces.pieces), text("Write {name}", name=names[number]))
        sides = ("front", "back") if piece.back is not None else ("front",)
        for side in sides:
            copies = f"_x{thing.copies}" if thing.copies > 1 else ""
            ending = "" if side == "front" else "_back"
            path = folder / f"{names[number]}{ending}{copies}{suffix_of(order.shop)}"
            file = write_photo(piece, order.shop, path, "back" if side == "back" else "front")
            words = text("{width} × {height} pixels", width=file.width, height=file.height)
            made.append(Made(path, words))
    return made


def _pdf(order: ToMake, pieces: Pieces, path: Path, progress: Progress) -> Made:
    from app.layouts.making.make import Wishes, write  # noqa: PLC0415 - see _photos

    job: Layout | tuple[Piece, ...] = order.layout if order.layout is not None else pieces.pieces
    done = write(job, Wishes(order.shop, order.title, order.made), path, progress.part(0.1, 1.0))
    if done.gap_faults:
        raise AppError(
            text("Pieces lie too near to each other or to the edge; move the red ones, or arrange the sheet.")
        )
    words = plural("{n} page, {spots}", "{n} pages, {spots}", done.pages, spots=", ".join(done.spots) or "CMYK")
    return Made(path, words, done.report, _sheet(order, path, done))


def _sheet(order: ToMake, path: Path, done: "making.Made") -> "SheetFile | None":
    from app.commands.layout_print import SheetFile  # noqa: PLC0415 - see _photos

    if order.layout is None or not order.layout.sheets or not all(thing.item for thing in order.things):
        return None
    # What had no room is not there: the queue compares this with what was ordered.
    lying = Counter(placement.piece for sheet in order.layout.sheets for placement in sheet.placements)
    return SheetFile(
        path.read_bytes(), {thing.item: composition_of(thing).digest for thing in order.things}, order.layout.sheets[0].size,
        done, path.stem, {thing.item: lying[number] for number, thing in enumerate(order.things)},
    )  # fmt: skip


def _names(titles: Sequence[str]) -> list[str]:
    """Names of files, each once, of letters that every system takes."""
    made: list[str] = []
    for title in titles:
        plain = "".join(c if c.isalnum() or c in "-_" else "-" for c in title).strip("-")[:60] or "photo"
        name, number = plain, 2
        while name in made:
            name, number = f"{plain}-{number}", number + 1
        made.append(name)
    return made
