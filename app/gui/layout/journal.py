"""What lies on the layout bench, and what the book is still to get of it, written to disk, sealed, with every change.

A crash or a power cut loses nothing.
"""

from collections.abc import Callable
from threading import Lock

from PySide6.QtCore import QObject

from app.errors import AppError
from app.gui.base.once import once
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.erased_words import kept_names
from app.gui.layout.kept import NAME, Kept, read, to_json
from app.gui.layout.latest import Latest
from app.i18n import Text, text
from app.jobs.runner import Runner
from app.layouts.composing.hidden import Hidden

WRITE_MS = 60
Run = Callable[[Text, Callable[[], object], Callable[..., object]], object]


class Journal(QObject):
    """Writes the things of a desk to one file, whole or not at all, and lays them on it again.

    Of pictures, ``hidden`` keeps only those of things that lie there.
    """

    def __init__(self, desk: LayoutDesk, runner: Runner, hidden: Hidden) -> None:
        super().__init__(desk)
        self._desk, self._hidden = desk, hidden
        self._writing = Latest(runner, "thread", text("Write down the layout"))
        self._written: str | None = None
        self._asked = self._kept = 0  # how often it was to be written, and the newest of these that was
        self._one = Lock()
        self._resumed = False
        self._reading = self._read = False
        self._waiting: list[Callable[[], object]] = []
        self._timer = once(self, WRITE_MS, self._write)
        for signal in (desk.changed, desk.opened, desk.copied, desk.guided, desk.owed, desk.based):
            signal.connect(self._changed)

    def resume(self, run: Run) -> None:
        """Lay on the desk what was there, unless something is there already; once."""
        if self._reading:
            return
        self._reading = True
        run(text("Look at the layout bench"), lambda: read(self._hidden), self._found)

    def when_read(self, then: Callable[[], object]) -> None:
        """Call this once what was there before lies on the desk: at once where it does already."""
        if self._read:
            then()
        else:
            self._waiting.append(then)

    def flush(self) -> None:
        """Write now, in this thread: the program ends. Raises WriteRefusedError."""
        self._timer.stop()
        words = to_json(self._desk)
        if self._resumed:
            if words != self._written or self._kept != self._asked:
                self._asked += 1  # what a thread is still to write is older
                self._keep(self._asked, words.encode())
            self._hidden.only(kept_names(NAME, words))

    def written(self) -> Callable[[], None]:
        """What writes down all that is on the desk now, in any thread; it raises WriteRefusedError."""
        self._timer.stop()
        words = self._written = to_json(self._desk)
        self._asked += 1
        number = self._asked

        def write() -> None:
            try:
                self._keep(number, words.encode())
            except AppError:
                self._written = None  # the next change tries it again
                raise

        return write

    def _found(self, found: Kept) -> None:
        self._resumed = self._read = True
        desk = self._desk
        laid = not desk.things
        if laid:
            desk.guides.update(found.guides)
            desk.loose |= found.loose
        untold = {item: thing for item, thing in found.untold.items() if item not in desk.untold}
        desk.bases.update({item: base for item, base in found.bases.items() if laid or item in untold})
        desk.tried.update({item: tried for item, tried in found.tried.items() if laid or item in untold})
        desk.books.update({item: book for item, book in found.books.items() if laid or item in untold})
        desk.untold.update(untold)
        if found.things and laid:
            desk.open(found.things, found.at)
        elif desk.things:
            self._changed()
        if untold:
            desk.owed.emit()
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then()

    def _changed(self) -> None:
        if self._resumed or self._desk.things:
            self._resumed = True
            self._timer.start()

    def _keep(self, number: int, content: bytes) -> None:
        """Write what is not overtaken yet. Raises WriteRefusedError."""
        with self._one:
            if number > self._kept:
                self._hidden.keep(NAME, content)
                self._kept = number

    def _write(self) -> None:
        words = to_json(self._desk)

        def refused(error: AppError) -> None:
            self._written = None  # the next change tries it again
            raise error

        if words != self._written:
            self._written = words
            self._asked += 1
            self._writing.ask(self._keep, self._asked, words.encode(), then=lambda _nothing: None, failed=refused)
