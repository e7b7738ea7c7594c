"""Brings items of orders to the bench, and tells the order book what was done to them there.

The journal and the mesh store of this PC have every step already: what the book is told may wait while it is offline.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.commands import item_work, model
from app.commands.item_work import TakenUp
from app.commands.office import Office
from app.commands.workshop import Workshop
from app.errors import AppError
from app.gui.base.office_desk import OfficeDesk
from app.gui.widgets.message_bar import Tone
from app.i18n import Text, text
from app.mesh.mesh import Mesh
from app.orders.assets import AssetsOfflineError
from app.orders.book import BookOfflineError, StaleError
from app.security.actor import Actor
from app.security.permissions import Permission, may
from app.session.bench import Document

TELL_MILLISECONDS = 50  # several changes of one moment are told as one
FILE_MILLISECONDS = 8_000  # of quiet, before the newest revision is filed for other PCs
AGAIN_MILLISECONDS = 5_000

Say = Callable[[Text | str, Tone], object]


class ItemBench(QObject):
    """``told``: the book knows what is on the bench (id of the item)."""

    told = Signal(object)

    def __init__(self, workshop: Workshop, desk: OfficeDesk, folder: Path, say: Say, parent: QObject) -> None:
        """``folder``: where a model is written while it is read in, on the disk of the mesh store."""
        super().__init__(parent)
        self._workshop, self._desk, self._folder, self._say = workshop, desk, folder, say
        self._untold: dict[int, tuple[Document, Office]] = {}  # with the office as whoever did it
        self._told: Document | None = None
        self._unfiled: dict[int, tuple[str, Office]] = {}
        self._telling = self._filing = False
        self._tell_timer = self._timer(TELL_MILLISECONDS, self._tell)
        self._file_timer = self._timer(FILE_MILLISECONDS, self._file)
        workshop.bench.opened.connect(self._changed)
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
        if item != self.item:
            self._desk.ask(
                item_work.take_up, item, then=self._taken_up, failed=self._failed, title=text("Take up the item")
            )

    def flush(self) -> None:
        """File what waits now: the bench is about to be left."""
        self._file_timer.stop()
        self._file()

    def close(self) -> None:
        """Do nothing more."""
        self._tell_timer.stop()
        self._file_timer.stop()
        self._workshop.bench.opened.disconnect(self._changed, missing_ok=True)
        self._workshop.bench.document_changed.disconnect(self._changed, missing_ok=True)
        self._desk.online.disconnect(self._online, missing_ok=True)
        self._desk.acted.disconnect(self._acted, missing_ok=True)

    # ---- from the order to the bench ----------------------------------------

    def _taken_up(self, taken: TakenUp) -> None:
        self.flush()
        document = taken.document
        if document is not None and self._workshop.store.has(document.revision):
            self._resume(taken, document)
        elif document is not None and taken.filed:
            self._desk.ask(
                _fetch, self._workshop, taken.item.id, document.revision,
                then=lambda _mesh: self._resume(taken, document), failed=self._failed,
                title=text("Fetch the model of {number}", number=taken.number), lane="thread",
            )  # fmt: skip
        elif taken.model:
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
            document = replace(document, original=document.revision, edits=(), position=0, saved_revision=None)
        model.resume(self._workshop, replace(document, item=taken.item.id))

    def _begin(self, taken: TakenUp, path: Path) -> None:
        title = text("{number} {title}", number=taken.number, title=taken.item.title)
        model.open_for_item(
            self._workshop, path, str(title), taken.item.id, taken.process, taken.height_mm,
            lambda: path.unlink(missing_ok=True),
        )  # fmt: skip

    # ---- from the bench to the order ----------------------------------------

    def _changed(self, document: Document) -> None:
        waiting = self._untold.get(document.item)
        if waiting is not None and waiting[0] is document:
            self._tell_timer.start()  # it stays with whoever did it
        elif document.item and may(self._desk.actor, Permission.MODEL_WORK):
            self._untold[document.item] = (document, self._desk.office.acting())
            self._tell_timer.start()

    def _tell(self) -> None:
        if self._telling or not self._untold:
            return
        item, (document, office) = next(iter(self._untold.items()))
        self._telling = True
        self._desk.ask(
            lambda _now, document: item_work.file_step(office, document),
            document,
            then=lambda counts: self._was_told(item, document, office, counts=counts),
            failed=lambda error: self._not_told(item, document, error),
        )

    def _was_told(self, item: int, document: Document, office: Office, *, counts: bool) -> None:
        self._telling = False
        self._told = document
        self._is_told(item, document)
        if counts:
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
        # It will not be taken later either: say so, and do not ask again.
        self._is_told(item, document)
        self._say(error.sentence, "bad")
        if self._untold:
            self._tell_timer.start()

    def _is_told(self, item: int, document: Document) -> None:
        waiting = self._untold.get(item)
        if waiting is not None and waiting[0] is document:
            del self._untold[item]

    def _file(self) -> None:
        if self._filing or not self._unfiled:
            return
        item, (revision, office) = self._unfiled.popitem()
        self._filing = True
        self._desk.ask(
            lambda _now, *what: _file_revision(office, *what), self._workshop, item, revision,
            then=lambda _: self._was_filed(), failed=lambda error: self._not_filed(item, (revision, office), error),
            lane="thread",
        )  # fmt: skip

    def _was_filed(self) -> None:
        self._filing = False
        if self._unfiled:
            self._file_timer.start()

    def _not_filed(self, item: int, revision: tuple[str, Office], error: AppError) -> None:
        self._filing = False
        self._say(text("Other workstations do not have this version yet: {why}", why=error.sentence), "warn")
        if isinstance(error, BookOfflineError | AssetsOfflineError):
            self._unfiled.setdefault(item, revision)
            self._file_timer.start(AGAIN_MILLISECONDS)

    def _acted(self, _actor: Actor) -> None:
        """Somebody is at the desk: the book gets what the bench did before (or before a crash)."""
        document = self._workshop.bench.document
        if document is not None:
            self._changed(document)

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
