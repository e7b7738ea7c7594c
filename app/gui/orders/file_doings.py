"""What can be done with the files of an order: added, looked at, saved, taken off."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QWidget

from app.commands import notes
from app.commands.office import Office
from app.errors import AppError, WriteRefusedError
from app.gui.base.office_desk import OfficeDesk
from app.gui.orders.doing import Teller
from app.gui.orders.file_place import read
from app.gui.orders.files_box import FilesBox, kind_of
from app.gui.orders.picture_window import SIDE, PictureWindow
from app.gui.widgets.question import ReasonQuestion
from app.i18n import text
from app.orders.records import FileLink
from app.safe_write import write_chunks


class Shown(Protocol):
    """The order that is shown: its id, and its number for people."""

    @property
    def order(self) -> int: ...
    @property
    def number(self) -> str: ...


class FileDoings:
    """Does for a page what its box of files wants. ``after`` is called when something was done, or was refused."""

    def __init__(  # noqa: PLR0917 - what it works with
        self, desk: OfficeDesk, parent: QWidget, box: FilesBox, shown: Shown, teller: Teller, after: Callable[[], None]
    ) -> None:
        self._desk, self._parent, self._shown, self._teller, self._after = desk, parent, shown, teller, after
        box.added.connect(self.add)
        box.opened.connect(self.look_at)
        box.saved.connect(self.save)
        box.removed.connect(self.remove)

    def add(self, paths: list[Path]) -> None:
        """Keep these files with the order."""
        for path in paths:
            self._desk.ask(
                add_file, self._shown.order, path, then=lambda _file: self._after(), failed=self._failed,
                title=text("Keep “{file}” with {number}", file=path.name, number=self._shown.number), lane="thread",
            )  # fmt: skip

    def look_at(self, file: FileLink) -> None:
        """Show a picture in a window of its own."""
        self._desk.ask(
            notes.picture, file.digest, SIDE,
            then=lambda content: PictureWindow(content, file.name, self._parent).show(),
            failed=self._failed, lane="thread",
        )  # fmt: skip

    def save(self, file: FileLink, path: Path) -> None:
        """Write a file to a path."""

        def saved(_answer: object) -> None:
            self._teller.say(text("Saved {file}.", file=path.name), "ok")

        self._desk.ask(save_file, file.id, path, then=saved, failed=self._failed, lane="thread", writes=path.name)

    def remove(self, file: FileLink) -> None:
        """Take a file off the order, once it is said why."""

        def go(reason: str) -> None:
            self._desk.ask(
                notes.remove_file, file.id, reason=reason, then=lambda _none: self._after(), failed=self._failed
            )

        ReasonQuestion(
            text("Take “{file}” off the order", file=file.name),
            text("It cannot be brought back. That it was there, and why it went, stays in the history."),
            go,
            self._parent,
            done=text("Take the file off"),
        ).open()

    def _failed(self, error: AppError) -> None:
        self._teller.say(error.sentence, "bad")


def add_file(office: Office, order: int, path: Path) -> FileLink:
    """Read a file and keep it with an order."""
    content = read(path, b"") or b""
    return notes.add_file(office, order, path.name, content, kind_of(path))


def save_file(office: Office, file: int, path: Path) -> None:
    """Write a file of an order to a path, whole or not at all. Raises WriteRefusedError."""
    content = notes.file_content(office, file)
    try:
        write_chunks(path, [content])
    except OSError:
        raise WriteRefusedError(text("“{file}” cannot be written; choose another folder.", file=path.name)) from None
