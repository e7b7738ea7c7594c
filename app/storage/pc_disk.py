"""What goes wrong where this PC writes into its own folder, as a sentence."""

import errno

from app.errors import WriteRefusedError
from app.i18n import text

_FULL = {errno.ENOSPC, errno.EDQUOT}


def not_written(error: OSError) -> WriteRefusedError:
    """The refusal for people: nothing was changed."""
    if error.errno in _FULL:
        return WriteRefusedError(text("The disk of this PC is full; nothing was changed. Make room, then do it again."))
    return WriteRefusedError(
        text("The data folder of this PC cannot be written; nothing was changed. Ask whoever looks after this PC.")
    )
