"""What the window is given by the composition root."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.commands.office import Office
from app.commands.print_floor import PrintFloor
from app.commands.workshop import Workshop
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.i18n import Text
from app.jobs.runner import Post
from app.layouts.composing.hidden import Hidden
from app.mesh.files.formats import Format
from app.orders.book import ItemKey
from app.session.bench import Document
from app.settings.process import ProcessProfile


class Thumbnails(Protocol):
    """Where small pictures of models are kept by revision."""

    def get(self, revision: str) -> NDArray[np.uint8] | None: ...
    def put(self, revision: str, picture: NDArray[np.uint8]) -> None: ...


class Untold(Protocol):
    """Where documents of items are kept that the book was not told yet, for the next start."""

    @property
    def told_last(self) -> Path:
        """The file that says what the book was told last at the same bench."""
        ...

    def keep(self, document: Document) -> None: ...
    def drop(self, key: ItemKey) -> None: ...
    def items(self) -> frozenset[ItemKey]:
        """Id of the book, "" where nobody knows, and of the item."""
        ...

    def read(self, key: ItemKey) -> Document | None: ...


class SetAside(Protocol):
    """Where documents of items are kept that the book has refused for good, each by a name, until a person decides."""

    def keep(self, document: Document) -> str: ...
    def has(self, name: str) -> bool: ...
    def drop(self, name: str) -> None: ...
    def of_book(self, book: str) -> list[tuple[str, Document]]: ...


class Erased(Protocol):
    """What of orders that were erased in the book is still on this PC; asked in any thread.

    Raises AppErrors of the key and of the book.
    """

    def among(self, office: Office, items: Collection[ItemKey]) -> frozenset[ItemKey]:
        """Those of the book that is open which were erased."""
        ...

    def forget(self, office: Office) -> None:
        """Take away what waits here of models, is set aside, or lies on benches that are not open."""
        ...

    def went(self, office: Office, things: Mapping[int, int], revisions: Collection[str] = ()) -> None:
        """So many things of these items are gone from a bench: the book gets to know it.

        These revisions lay there; where nothing else needs them they go as well.
        """
        ...


@dataclass(frozen=True)
class Services:
    """Everything that the window works with; it looks nothing up.

    samples           id and title of the sample creations, first one first
    keep_preferences  writes the preferences to disk; what cannot be written is not worth an error
    keep_for_sure     the same for what a person was told that it is kept; raises WriteRefusedError
    bug               takes an exception that is nobody's fault but ours
    desk              where the order book is asked; it is opened once the window is there
    floor             the printers that this program drives
    post              brings a function from any thread to the window's
    hidden            keeps what lies on the layout bench for the next start
    untold            keeps what was done to models of items until the book has been told: for the bench that is open, and
                      what was left at others (of safe mode)
    set_aside         keeps what the book has refused of that
    erased            looks for what is kept of orders that were erased in the book, and takes it away
    """

    workshop: Workshop
    look: Look
    data_folder: Path
    recipes_folder: Path
    processes: Mapping[str, ProcessProfile]
    formats: tuple[Format, ...]
    thumbnails: Thumbnails
    samples: tuple[tuple[str, Text], ...]
    keep_preferences: Callable[[], None]
    keep_for_sure: Callable[[], None]
    bug: Callable[[BaseException], None]
    desk: OfficeDesk
    floor: PrintFloor
    post: Post
    hidden: Hidden
    untold: tuple[Untold, ...]
    set_aside: SetAside
    erased: Erased
