"""Writes a few lines to a file that somebody chose, whole or not at all."""

import os
from pathlib import Path

from app.gui.widgets.message_bar import MessageBar
from app.i18n import text


def write_text(path: Path, words: str, messages: MessageBar) -> bool:
    """Write and say so; what goes wrong is said, too. A byte order mark lets spreadsheets read Chinese."""
    draft = path.with_name(path.name + ".part")
    try:
        with draft.open("w", encoding="utf-8-sig", newline="") as file:
            file.write(words)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        messages.say(
            text("“{file}” cannot be written here: {reason}.", file=path.name, reason=error.strerror or ""), "bad"
        )
        return False
    messages.say(text("Saved {file}.", file=path.name), "ok")
    return True
