"""A book that counts what it has confirmed, to be compared with what is in the book in the end."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.orders.backup import Backups
from app.orders.book import ChainReport, Changed, Reading, Writing
from app.orders.record import Record
from app.security.actor import Actor
from app.storage.book import DatabaseBook
from app.storage.tables import subject_of

R = TypeVar("R", bound=Record)


@dataclass
class Confirmed:
    """saves   how often each record was written; notes: how many links each (kind, subject) got"""

    saves: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Confirmed") -> None:
        """Take in what another one has counted."""
        self.saves.update(other.saves)
        self.notes.update(other.notes)


class CountedBook:
    """Implements :class:`app.orders.book.Book` over the real one. ``confirmed``: of transactions that came to their end."""

    def __init__(self, book: DatabaseBook) -> None:
        self._book, self.confirmed = book, Confirmed()

    def reading(self) -> AbstractContextManager[Reading]:
        return self._book.reading()

    @contextmanager
    def writing(self, actor: Actor) -> Iterator[Writing]:
        counted = Confirmed()
        with self._book.writing(actor) as writing:
            yield _Counting(writing, counted)
        self.confirmed.add(counted)

    def watch(self, changed: Callable[[Changed], None], online: Callable[[bool], None]) -> Callable[[], None]:
        return self._book.watch(changed, online)

    def verify_chain(self) -> ChainReport:
        return self._book.verify_chain()

    def backups(self) -> Backups:
        return self._book.backups()

    def where(self) -> str:
        return self._book.where()

    def close(self) -> None:
        self._book.close()


class _Counting:
    """One transaction; what is not counted is the real one's."""

    def __init__(self, writing: Writing, counted: Confirmed) -> None:
        self._writing, self._counted = writing, counted

    def __getattr__(self, name: str) -> Any:
        return getattr(self._writing, name)

    def save(self, record: R) -> R:
        saved = self._writing.save(record)
        self._counted.saves[subject_of(record)] += 1
        return saved

    def note(self, kind: str, subject: Record | str = "", *, order: int = 0, reason: str = "",
             facts: Mapping[str, Any] | None = None) -> None:  # fmt: skip
        self._writing.note(kind, subject, order=order, reason=reason, facts=facts)
        name = subject_of(subject) if isinstance(subject, Record) else subject
        self._counted.notes[f"{kind} {name}"] += 1
