"""A note as it is shown: its words are opened for whoever may see the order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.orders.records import Note
from app.security.vault import Place, Vault


@dataclass(frozen=True)
class NoteView:
    """``words`` are personal data: they are left out of what is printed in a traceback."""

    id: int
    version: int
    at: datetime
    author: int
    name: str
    item: int | None
    pinned: bool
    words: str = field(repr=False)


def words_place(note_id: int) -> Place:
    """Where the words of a note are sealed."""
    return Place("note", "words", note_id)


def note_view(vault: Vault, note: Note, people: Mapping[int, str]) -> NoteView:
    """Raises SealBrokenError."""
    return NoteView(
        note.id, note.version, note.at, note.author, people.get(note.author, ""), note.item, note.pinned,
        vault.open(words_place(note.id), note.words),
    )  # fmt: skip
