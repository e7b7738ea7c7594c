"""Whether the key of this PC is the one that the book was begun with: asked once, when the book is opened."""

import hmac

from app.commands.office import Office, command
from app.errors import AppError
from app.i18n import text
from app.orders.book import TakenError
from app.orders.records import Setting
from app.security.actor import PROGRAM

KEY_CHECK = "key_check"


class KeyDoesNotFitError(AppError):
    """Another key than the one that the book was begun with: nothing could be read, and the chain would break."""

    def __init__(self) -> None:
        super().__init__(
            text(
                "The key of this PC does not fit this order book. Bring in the workshop's key with its recovery code, "
                "or choose another order book."
            )
        )


@command("keys.fit", None)
def fit_key(office: Office) -> None:
    """Leave a check value in a book that is new; compare it with that of one that is not. Raises KeyDoesNotFitError."""
    with office.book.reading() as book:
        kept = book.one(Setting, name=KEY_CHECK)
    if kept is None:
        try:
            with office.book.writing(PROGRAM) as book:
                book.add(Setting(name=KEY_CHECK, value={"check": office.vault.check}))
        except TakenError:  # another PC began at the same moment
            return fit_key(office)
        return None
    if not hmac.compare_digest(str(kept.value.get("check", "")), office.vault.check):
        raise KeyDoesNotFitError
    return None
