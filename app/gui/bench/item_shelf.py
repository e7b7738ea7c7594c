"""What a bench of this PC keeps of items of orders until the book and the other PCs have it."""

from dataclasses import dataclass

from app.commands import item_work
from app.commands.item_work import Told
from app.commands.office import Office
from app.gui.base.services import Untold
from app.gui.bench.told_last import ToldLast
from app.orders.book import ItemKey, WhichBook
from app.session.bench import Document


@dataclass(frozen=True)
class Shelf:
    """What one bench of this PC keeps: what the books were not told yet, and what they were told last."""

    kept: Untold
    last: ToldLast


@dataclass(frozen=True)
class Waiting:
    """A document that the book is to be told, with the office as whoever did it, and the shelf that keeps it."""

    document: Document
    office: Office
    shelf: Shelf


@dataclass(frozen=True)
class Unfiled:
    """A revision that is to be filed; as :class:`Waiting`."""

    revision: str
    office: Office
    shelf: Shelf


def key_of(document: Document) -> ItemKey:
    return document.book, document.item


def unfiled_of(waiting: Waiting) -> Unfiled:
    return Unfiled(waiting.document.revision, waiting.office, waiting.shelf)


def tell_book(waiting: Waiting) -> Told:
    """On any thread. What the book has is known after a crash at whatever moment."""
    document, last = waiting.document, waiting.shelf.last

    def known(which: WhichBook) -> tuple[str, ...]:
        return last.there(which, document.item)

    def about(which: WhichBook, there: str, coming: str) -> None:
        last.about(which, document.item, there, coming)

    told = item_work.file_step(waiting.office, document, last=known, about=about)
    last.told(told.which, document.item, told.there, document.revision if told.counts else "")
    return told
