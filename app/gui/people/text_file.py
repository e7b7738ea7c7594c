"""Writes a few lines to a file that somebody chose, whole or not at all."""

from pathlib import Path

from app.gui.widgets.message_bar import MessageBar
from app.i18n import text
from app.safe_write import write_chunks


def write_text(path: Path, words: str, messages: MessageBar) -> bool:
    """Write and say so; what goes wrong is said, too. A byte order mark lets spreadsheets read Chinese."""
    try:
        write_chunks(path, [words.encode("utf-8-sig")])
    except OSError as error:
        messages.say(
            text("“{file}” cannot be written here: {reason}.", file=path.name, reason=error.strerror or ""), "bad"
        )
        return False
    messages.say(text("Saved {file}.", file=path.name), "ok")
    return True
