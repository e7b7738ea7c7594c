"""Brings items of orders to the bench, and tells the order book what was done to them there.

The mesh store of this PC has every step already, and what the book was not told is kept here until it is: that may wait
while the book is offline, for the next start too.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.commands import item_work, model
from app.commands.item_work import GoneOnError, NotFiledError, TakenUp, Told
from app.commands.office import Office
from app.commands.workshop import Workshop
from app.errors import AppError
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.services import Untold
from app.gui.bench.told_last import ToldLast
from app.gui.widgets.message_bar import Tone
from app.i18n import Text, text
from app.mesh.mesh import Mesh
from app.orders.assets import AssetsOfflineError
from app.orders.book import BookOfflineError, NotFoundError, StaleError
from app.orders.machine import StepRefusedError
from app.security.actor import Actor
from app.security.permissions import NotAllowedError, Permission, may
from app.session.bench import Document
from app.session.document_json import fingerprint

log = logging.getLogger(__name__)

TELL_MILLISECONDS = 50  # several changes of one moment are told as one
FILE_MILLISECONDS = 8_000  # of quiet, before the newest revision is filed for other PCs
AGAIN_MILLISECONDS = 5_000
CLOSE_SECONDS = 3.0  # may pass until the book and the other PCs have what is new when the window closes

NEVER = (GoneOnError, StepRefusedError, NotFoundError)  # what they refuse, the book will not take later either

Say = Callable[[Text | str, Tone], object]


class ItemBench(QObject):
    """``told``: the book knows what is on the bench (id of the item)."""

    told = Signal(object)

    def __init__(  # noqa: PLR0917 - what it works with
        self, workshop: Workshop, desk: OfficeDesk, folder: Path, untold: Untold, say: Say, parent: QObject
    ) -> None:
        """``folder``: of the journal and the mesh store; what the book was told last is kept there for the next start.

        ``untold`` keeps there what it was not told yet.
        """
        super().__init__(parent)
        self._workshop, self._desk, self._folder, self._say = workshop, desk, folder / "items", say
        self._kept = untold
        self._last = ToldLast(folder / "told.json")
        self._coming: tuple[int, str] | None = None  # about to be put on the bench, with the fingerprint in the book
        self._anew = 0  # the item that is about to begin anew, though the book has another model of it
        self._seen: tuple[Document, str] | None = (
            None  # what began anew and was not worked on, with the fingerprint in the book
        )
        self._refused: Document | None = None  # it will not be taken later either
        self._untold: dict[int, tuple[Document, Office]] = {}  # with the office as whoever did it
        self._told: Document | None = None
        self._unfiled: dict[int, tuple[str, Office]] = {}
        self._telling = False
        self._filing: tuple[int, tuple[str, Office]] | None = None
        self._tell_timer = self._timer(TELL_MILLISECONDS, self._tell)
        self._file_timer = self._timer(FILE_MILLISECONDS, self._file)
        workshop.bench.opened.connect(self._opened)
        workshop.bench.document_changed.connect(self._changed)
        desk.online.connect(self._online)
        desk.acted.connect(self._acted)

    @property
    def item(self) -> int:
        """The item that the bench works for now; 0 for none."""
        document = self._workshop.bench.document
        return 0 if document is None else document.item

    @property
    def waits(self) -> bool:
        """Whether the book does not know yet what stands on the bench for an item."""
        document = self._workshop.bench.document
        return bool(self._untold) or (document is not None and document.item != 0 and document is not self._told)

    def open(self, item: int) -> None:
        """Put an item on the bench: as it was left, or its generated mesh."""
        self._desk.ask(
            item_work.take_up, item, then=self._taken_up, failed=self._failed, title=text("Take up the item")
        )

    def flush(self) -> None:
        """File what waits now: the bench is about to be left."""
        self._file_timer.stop()
        self._file()

    def close(self) -> None:
        """Tell and file what still waits, as far as that is quickly done, and do nothing more."""
        self._tell_timer.stop()
        self._file_timer.stop()
        self._workshop.bench.opened.disconnect(self._opened, missing_ok=True)
        self._workshop.bench.document_changed.disconnect(self._changed, missing_ok=True)
        self._desk.online.disconnect(self._online, missing_ok=True)
        self._desk.acted.disconnect(self._acted, missing_ok=True)
        if self._filing is not None:
            self._unfiled.setdefault(*self._filing)  # its job may still wait behind another
        if self._untold or self._unfiled:
            # A thread of its own: the jobs are ended now. What it does not manage is done at the next start.
            last = threading.Thread(target=self._tell_and_file, name="file the last revision", daemon=True)
            last.start()
            last.join(CLOSE_SECONDS)

    def _tell_and_file(self) -> None:
        """On a thread, while nothing changes here any more. One item that is refused keeps no other from its place."""
        unfiled = dict(self._unfiled)
        for item, (document, office) in self._untold.items():
            try:
                told = self._tell_book(office, document)
            except Exception as problem:  # noqa: BLE001 - the book is closed under it where it takes longer
                log.warning("not everything was told at the end: %s", type(problem).__name__)
                continue  # it is kept: the next start tells it, or says why not
            self._kept.drop(item)
            if told.counts:
                unfiled[item] = (document.revision, office)
        for item, (revision, office) in unfiled.items():
            try:
                _file_revision(office, self._workshop, item, revision)
                self._last.filed(item, revision)
            except Exception as problem:  # noqa: BLE001 - as above
                log.warning("not everything was filed at the end: %s", type(problem).__name__)

    def _tell_book(self, office: Office, document: Document) -> Told:
        """On any thread. What the book has is known after a crash at whatever moment."""
        item = document.item
        told = item_work.file_step(office, document, *self._last.there(item), about=partial(self._last.about, item))
        self._last.told(item, told.there, document.revision if told.counts else "")
        return told

    # ---- from the order to the bench ----------------------------------------

    def _taken_up(self, taken: TakenUp) -> None:
        item, document = taken.item.id, taken.document
        there = "" if document is None else fingerprint(document)
        if item != self.item:
            self._bring_back()
        if item in self._untold:  # what was done here goes before what the book has: it is about to be told
            if item != self.item:
                model.resume(self._workshop, self._untold[item][0])
            return
        if item == self.item and there in (self._last.there(item) or ("",)) and not self._is_refused:
            return
        self.flush()
        self._coming, self._anew = (item, there), 0
        if document is not None and self._workshop.store.has(document.revision):
            self._resume(taken, document)
        elif document is not None and taken.filed:
            self._desk.ask(
                _fetch, self._workshop, taken.item.id, document.revision,
                then=lambda _mesh: self._resume(taken, document), failed=self._failed,
                title=text("Fetch the model of {number}", number=taken.number), lane="thread",
            )  # fmt: skip
        elif document is not None and not taken.at_model:
            self._say(NotFiledError().sentence, "warn")
        elif taken.model:
            self._anew = item if document is not None or taken.item.revision else 0
            if document is not None:
                self._say(
                    text(
                        "The work on this item lies on another workstation; it begins anew from the generated mesh here."
                    ),
                    "warn",
                )
            self._desk.ask(
                _write_out, taken.item.id, self._folder / f"{taken.item.id}{_suffix(taken.model)}",
                then=lambda path: self._begin(taken, path), failed=self._failed, lane="thread",
                title=text("Fetch the model of {number}", number=taken.number),
            )  # fmt: skip
        else:
            self._say(item_work.NO_MODEL, "warn")

    def _resume(self, taken: TakenUp, document: Document) -> None:
        revisions = {edit.before for edit in document.edits} | {edit.after for edit in document.edits}
        if not all(map(self._workshop.store.has, revisions)):
            # It was made on another PC: that one has the steps before, this one goes on from here.
            document = replace(
                document, original=document.revision, edits=(), position=0, saved_revision=None, made_here=False
            )
        model.resume(self._workshop, replace(document, item=taken.item.id))

    def _begin(self, taken: TakenUp, path: Path) -> None:
        title = text("{number} {title}", number=taken.number, title=taken.item.title)
        model.open_for_item(
            self._workshop, path, str(title), taken.item.id, taken.process, taken.height_mm,
            lambda: path.unlink(missing_ok=True),
        )  # fmt: skip

    # ---- from the bench to the order ----------------------------------------

    @property
    def _is_refused(self) -> bool:
        """Whether the book does not take what stands on the bench."""
        return self._refused is not None and self._refused is self._workshop.bench.document

    def _opened(self, document: Document) -> None:
        self._seen = None
        if self._coming is not None and self._coming[0] == document.item:
            if self._anew == document.item:
                self._seen = (document, self._coming[1])
            else:
                self._last.taken_up(*self._coming)
            self._coming, self._anew = None, 0
        self._changed(document)

    def _only_looked_at(self, document: Document) -> bool:
        """Whether it began anew and nothing was done to it: the book keeps what others did until something is."""
        if self._seen is None:
            return False
        seen, there = self._seen
        if (document.item, document.edits, document.pins) == (seen.item, seen.edits, seen.pins):
            self._seen, self._told = (document, there), document
            return True
        self._seen = None
        if document.item == seen.item:
            self._last.taken_up(seen.item, there)
        return False

    def _changed(self, document: Document) -> None:
        if self._only_looked_at(document):
            return
        waiting = self._untold.get(document.item)
        if waiting is not None and waiting[0] is document:
            self._tell_timer.start()  # it stays with whoever did it
        elif document.item and may(self._desk.actor, Permission.MODEL_WORK):
            self._untold[document.item] = (document, self._desk.office.acting())
            try:
                self._kept.keep(document)
            except AppError as problem:  # the journal of the bench has it, until something else is opened
                log.warning("what the book was not told yet cannot be kept: %s", type(problem).__name__)
            self._tell_timer.start()

    def _tell(self) -> None:
        if self._telling or not self._untold:
            return
        item, (document, office) = next(iter(self._untold.items()))
        self._telling = True
        self._desk.ask(
            lambda _now: self._tell_book(office, document),
            then=lambda told: self._was_told(item, document, office, told),
            failed=lambda error: self._not_told(item, document, error),
        )

    def _was_told(self, item: int, document: Document, office: Office, told: Told) -> None:
        self._telling = False
        self._told = document
        self._is_told(item, document)
        if told.counts:
            self._unfiled[item] = (document.revision, office)
            self._file_timer.start()
        self.told.emit(item)
        if self._untold:
            self._tell_timer.start()

    def _not_told(self, item: int, document: Document, error: AppError) -> None:
        self._telling = False
        if isinstance(error, BookOfflineError | StaleError):
            self._say(text("The order book does not have the last step yet; it gets it as soon as it answers."), "warn")
            self._tell_timer.start(AGAIN_MILLISECONDS)
            return
        # Say so, and do not ask again; somebody else may be allowed to, or the next start: it is kept where that can be.
        self._is_told(item, document, keep=not isinstance(error, NEVER))
        if not isinstance(error, NotAllowedError):
            self._refused = document
        self._say(error.sentence, "bad")
        if self._untold:
            self._tell_timer.start()

    def _is_told(self, item: int, document: Document, *, keep: bool = False) -> None:
        waiting = self._untold.get(item)
        if waiting is not None and waiting[0] is document:
            del self._untold[item]
            if not keep:
                self._kept.drop(item)

    def _file(self) -> None:
        if self._filing or not self._unfiled:
            return
        item, (revision, office) = self._filing = self._unfiled.popitem()
        self._desk.ask(
            lambda _now, *what: _file_revision(office, *what), self._workshop, item, revision,
            then=lambda _: self._was_filed(item, revision), failed=lambda error: self._not_filed(item, (revision, office), error),
            lane="thread",
        )  # fmt: skip

    def _was_filed(self, item: int, revision: str) -> None:
        self._filing = None
        self._last.filed(item, revision)
        if self._unfiled:
            self._file_timer.start()

    def _not_filed(self, item: int, revision: tuple[str, Office], error: AppError) -> None:
        self._filing = None
        self._say(text("Other workstations do not have this version yet: {why}", why=error.sentence), "warn")
        if isinstance(error, BookOfflineError | AssetsOfflineError):
            self._unfiled.setdefault(item, revision)
            self._file_timer.start(AGAIN_MILLISECONDS)
        elif isinstance(error, NotFoundError):
            self._last.filed(item, revision[0])

    def _acted(self, _actor: Actor) -> None:
        """Somebody is at the desk: the book gets what the bench did before (or before a crash)."""
        self._bring_back()
        document = self._workshop.bench.document
        if document is not None and not self._is_refused:
            self._changed(document)

    def _bring_back(self) -> None:
        """What was not told or filed when the program ended, or was refused to somebody else, is tried again."""
        if not may(self._desk.actor, Permission.MODEL_WORK):
            return
        for item in self._kept.items() - {self.item, *self._untold}:
            document = self._kept.read(item)
            if document is None:
                continue
            if self._last.there(item) == (fingerprint(document),):
                self._kept.drop(item)  # it was told, and the power went at that moment
                continue
            self._untold[item] = (document, self._desk.office.acting())
            self._tell_timer.start()
        for item, revision in self._last.unfiled.items():
            if not self._workshop.store.has(revision):
                self._last.filed(item, revision)
            elif item not in self._unfiled and (self._filing is None or self._filing[0] != item):
                self._unfiled[item] = (revision, self._desk.office.acting())
                self._file_timer.start()

    def _online(self, there: bool) -> None:
        if there:
            self._tell()
            self._file()

    def _failed(self, error: AppError) -> None:
        self._say(error.sentence, "bad")

    def _timer(self, milliseconds: int, action: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(action)
        return timer


def _suffix(name: str) -> str:
    return Path(name).suffix.lower() or ".glb"


def _write_out(office: Office, item: int, path: Path) -> Path:
    """The generated mesh as a file for the process that reads it; whoever opened it takes the file away."""
    content = item_work.generated_model(office, item)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _fetch(office: Office, workshop: Workshop, item: int, revision: str) -> Mesh:
    mesh = item_work.filed_mesh(office, item, revision)
    workshop.store.put(mesh)
    return mesh


def _file_revision(office: Office, workshop: Workshop, item: int, revision: str) -> None:
    item_work.file_revision(office, item, workshop.store.get(revision))
