"""Tells the order book what the journal of the layout bench has for it; in a thread, while no layout bench is open."""

import logging
from collections.abc import Callable

from app.commands import layout_designs
from app.commands.item_work import which_book
from app.commands.office import Office
from app.errors import AppError
from app.gui.layout.composition import composition_of
from app.gui.layout.desk import MOST_TRIED
from app.gui.layout.kept import Kept, read, to_json
from app.gui.layout.later import LATER
from app.i18n import text
from app.layouts.composing.hidden import Hidden

log = logging.getLogger(__name__)


def tell(office: Office, hidden: Hidden, keep: Callable[[str], bool]) -> None:
    """What is of the book that is open, as whoever is here. What it does not take stays: the bench says why.

    ``keep`` writes down what is left then; False: somebody else does from now on. Raises BookOfflineError, StaleError,
    AssetsOfflineError: what is left is to be tried later.
    """
    which, kept = which_book(office), read(hidden)

    def content(digest: str) -> bytes:
        found = hidden.content(digest)
        if found is None:
            raise AppError(text("A picture of this design is not on this PC; choose it again."))
        return found

    for item, thing in sorted(kept.untold.items()):
        if kept.books.get(item) != which.id:  # of an item of another book; or nobody knows: the bench asks who is there
            continue
        composition, tried = composition_of(thing), kept.tried.get(item, ())
        digest, base = composition.digest, kept.bases.get(item)
        if tried or digest != base:
            about = (*(one for one in tried if one != digest), digest)[-MOST_TRIED:]
            kept = kept._replace(tried={**kept.tried, item: about})
            if not keep(to_json(kept)):  # of what reaches the book without an answer it must be known later whose it is
                return
            try:
                layout_designs.save(office, item, composition, content, base, tried=tried, which=which.id)
            except LATER:
                raise
            except AppError as refused:
                log.info("a design is not taken: %s", type(refused).__name__)
                continue
        kept = _told(kept, item, digest)
        if not keep(to_json(kept)):
            return


def _told(kept: Kept, item: int, digest: str) -> Kept:
    """The book has it."""
    return kept._replace(
        bases={**kept.bases, item: digest},
        tried={one: tried for one, tried in kept.tried.items() if one != item},
        untold={one: thing for one, thing in kept.untold.items() if one != item},
    )
