"""The model of an item that was erased in the order book leaves the bench of this PC, and nothing of it is told any more."""

import logging
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.commands import item_work
from app.commands.office import Office
from app.errors import AppError
from app.gui.base.services import Erased
from app.orders.book import BookOfflineError, ItemKey, WhichBook
from app.session.bench import Bench, Document

log = logging.getLogger(__name__)


def which_book(office: Office, erased: Erased, items: set[ItemKey]) -> tuple[WhichBook, frozenset[ItemKey]]:
    """Which book is open, and which of these items were erased in it."""
    return item_work.which_book(office), erased_among(office, erased, items)


def erased_among(office: Office, erased: Erased, items: set[ItemKey]) -> frozenset[ItemKey]:
    """Which of these items were erased; what waits of such, and lies on no open bench, goes. Raises BookOfflineError."""
    try:
        erased.forget(office)
        return erased.among(office, items)
    except BookOfflineError:
        raise
    except AppError as problem:  # the next look comes by again
        log.warning("what was erased cannot be looked for: %s", type(problem).__name__)
        return frozenset()


def take_off(bench: Bench, gone: frozenset[ItemKey], went: Callable[[Document], object]) -> bool:
    """Close the bench where one of these items lies on it, and tell ``went`` what lay there; False where that has to wait."""
    document = bench.document
    if document is None or (document.book, document.item) not in gone:
        return True
    if QApplication.mouseButtons() != Qt.MouseButton.NoButton:  # not under somebody's hand
        return False
    try:
        bench.close()
    except AppError as problem:
        log.warning("what was erased stays on the bench: %s", type(problem).__name__)
        return False
    went(document)
    return True
