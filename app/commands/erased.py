"""Of an order that was erased nothing new is kept, however late somebody brings what was made for it."""

from collections.abc import Sequence

from app.commands.erasure import remove_contents
from app.commands.office import Office
from app.i18n import text
from app.orders.book import Reading, Writing
from app.orders.machine import StepRefusedError
from app.orders.records import FileLink

_ERASED = ("personal.erased", "contract.purged")


def refuse_erased(book: Reading, order: int) -> None:
    """Raises StepRefusedError where the order was erased: a PC may have been offline then."""
    if book.events(order=order, kinds=_ERASED, limit=1):
        raise StepRefusedError(text("The order was erased; nothing new of its models and designs is kept."))


def add_unless_erased(office: Office, book: Writing, order: int, links: Sequence[FileLink]) -> None:
    """Add files whose contents were put into the asset store before; these go again where the order was erased meanwhile.

    Raises StepRefusedError then.
    """
    try:
        refuse_erased(book, order)
    except StepRefusedError:
        remove_contents(office, book, {link.digest for link in links})
        raise
    for link in links:
        book.add(link)
