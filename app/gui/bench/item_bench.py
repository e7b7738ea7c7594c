"""Brings items of orders to the bench, and tells the order book what was done to them there.

The mesh store of this PC has every step already, and what the book was not told is kept here until it is: that may wait
while the book is offline, for the next start too. Another book may be opened meanwhile; what waits for this one waits on.
"""

import logging
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.commands import item_work, model
from app.commands.item_work import GoneOnError, NotFiledError, OtherBookError, TakenUp, Told
from app.commands.workshop import Workshop
from app.errors import AppError
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.once import once
from app.gui.base.services import Erased, SetAside, Untold
from app.gui.bench.erased_model import erased_among, take_off, which_book
from app.gui.bench.item_meshes import fetch, file_revision, suffix, write_out
from app.gui.bench.item_shelf import Shelf, Unfiled, Waiting, key_of, tell_book, unfiled_of
from app.gui.bench.own_models import OwnModels
from app.gui.bench.told_last import ToldLast
from app.gui.widgets.message_bar import MessageBar
from app.i18n import text
from app.orders.assets import AssetsOfflineError
from app.orders.book import BookOfflineError, Changed, ItemKey, NotFoundError, StaleError, WhichBook
from app.orders.machine import StepRefusedError
from app.security.actor import Actor
from app.security.permissions import NotAllowedError, Permission, may
from app.session.bench import Document
from app.session.document_json import fingerprint
from app.session.document_seal import revisions_of

log = logging.getLogger(__name__)

TELL_MILLISECONDS = 50  # several changes of one moment are told as one
FILE_MILLISECONDS = 8_000  # of quiet, before the newest revision is filed for other PCs
AGAIN_MILLISECONDS = 5_000
CLOSE_SECONDS = 3.0  # may pass until the book and the other PCs have what is new when the window closes

NEVER = (GoneOnError, StepRefusedError, NotFoundError)  # what they refuse, the book will not take later either


class ItemBench(QObject):
    """``told``: the book knows what is on the bench (id of the item)."""

    told = Signal(object)

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        workshop: Workshop,
        desk: OfficeDesk,
        folder: Path,
        untold: tuple[Untold, ...],
        set_aside: SetAside,
        erased: Erased,
        messages: MessageBar,
        parent: QObject,
    ) -> None:
        """``folder``: where a model may lie for a moment that comes to the bench.

        ``untold`` keeps what the book was not told yet: of this bench; and of benches that are not open, told from here.
        ``erased`` takes away what is kept of that, or was set aside, and was erased in the book since.
        """
        super().__init__(parent)
        self._workshop, self._desk, self._folder, self._say = workshop, desk, folder / "items", messages.say
        self._shelf, *self._left = (Shelf(kept, ToldLast(kept.told_last)) for kept in untold)
        self._erased = erased
        self._own = OwnModels(workshop, set_aside, messages)
        self._which: WhichBook | None = None  # that was open when it was asked last
        # About to be put on the bench: book and item, with the fingerprint in the book.
        self._coming: tuple[WhichBook, int, str] | None = None
        self._anew = 0  # the item that is about to begin anew, though the book has another model of it
        # What began anew and was not worked on, with what the book has.
        self._seen: tuple[Document, tuple[WhichBook, int, str]] | None = None
        self._refused: Document | None = None  # it will not be taken later either
        self._untold: dict[ItemKey, Waiting] = {}
        self._told: Document | None = None
        self._unfiled: dict[ItemKey, Unfiled] = {}
        self._gone: set[ItemKey] = set()  # erased in the book
        self._telling = False
        self._filing: tuple[ItemKey, Unfiled] | None = None
        self._look_timer = once(self, AGAIN_MILLISECONDS, self._look)
        self._erased_timer = once(self, AGAIN_MILLISECONDS, self._look_for_erased)
        self._tell_timer = once(self, TELL_MILLISECONDS, self._tell)
        self._file_timer = once(self, FILE_MILLISECONDS, self._file)
        workshop.bench.opened.connect(self._opened)
        workshop.bench.document_changed.connect(self._changed)
        desk.online.connect(self._online)
        desk.acted.connect(self._acted)
        desk.changed.connect(self._book_changed)

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
        for timer in (self._look_timer, self._erased_timer, self._tell_timer, self._file_timer):
            timer.stop()
        self._workshop.bench.opened.disconnect(self._opened, missing_ok=True)
        self._workshop.bench.document_changed.disconnect(self._changed, missing_ok=True)
        self._desk.online.disconnect(self._online, missing_ok=True)
        self._desk.acted.disconnect(self._acted, missing_ok=True)
        self._desk.changed.disconnect(self._book_changed, missing_ok=True)
        if self._filing is not None and self._filing[0] not in self._gone:
            self._unfiled.setdefault(*self._filing)  # its job may still wait behind another
        if self._untold or self._unfiled:
            # A thread of its own: the jobs are ended now. What it does not manage is done at the next start.
            last = threading.Thread(target=self._tell_and_file, name="file the last revision", daemon=True)
            last.start()
            last.join(CLOSE_SECONDS)

    def _tell_and_file(self) -> None:
        """On a thread, while nothing changes here any more. One item that is refused keeps no other from its place."""
        unfiled = dict(self._unfiled)
        for key, waiting in self._untold.items():
            try:
                told = tell_book(waiting)
            except Exception as problem:  # noqa: BLE001 - the book is closed under it where it takes longer
                log.warning("not everything was told at the end: %s", type(problem).__name__)
                continue  # it is kept: the next start tells it, or says why not
            waiting.shelf.kept.drop(key)
            if told.counts:
                unfiled[told.which.id, key[1]] = unfiled_of(waiting)
        for key, one in unfiled.items():
            try:
                file_revision(one.office, self._workshop, key, one.revision)
                one.shelf.last.filed(key, one.revision)
            except Exception as problem:  # noqa: BLE001 - as above
                log.warning("not everything was filed at the end: %s", type(problem).__name__)

    # ---- from the order to the bench ----------------------------------------

    def _taken_up(self, taken: TakenUp) -> None:
        item, document, which = taken.item.id, taken.document, taken.which
        there = "" if document is None else fingerprint(document)
        on_bench = item == self.item and which.may_have(self._book_on_bench)
        if not on_bench:
            self._bring_back(which)
        waiting = self._untold.get((which.id, item)) or self._untold.get(("", item))
        if waiting is not None and waiting.shelf is not self._shelf:  # of another bench: the book has it in a moment
            QTimer.singleShot(AGAIN_MILLISECONDS // 10, self, partial(self.open, item))
            return
        if waiting is not None:  # what was done here goes before what the book has: it is about to be told
            if not on_bench:
                model.resume(self._workshop, waiting.document)
            return
        if on_bench and there in (self._shelf.last.there(which, item) or ("",)) and not self._is_refused:
            return
        self.flush()
        self._coming, self._anew = (which, item, there), 0
        if document is not None and self._workshop.store.has(document.revision):
            self._resume(taken, document)
        elif document is not None and taken.filed:
            self._desk.ask(
                fetch, self._workshop, taken.item.id, document.revision,
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
                write_out, taken.item.id, self._folder / f"{taken.item.id}{suffix(taken.model)}",
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
        model.resume(self._workshop, replace(document, item=taken.item.id, book=taken.which.id))

    def _begin(self, taken: TakenUp, path: Path) -> None:
        title = text("{number} {title}", number=taken.number, title=taken.item.title)
        model.open_for_item(
            self._workshop, path, str(title), taken.item.id, taken.process, taken.height_mm,
            lambda: path.unlink(missing_ok=True), taken.which.id,
        )  # fmt: skip

    # ---- from the bench to the order ----------------------------------------

    @property
    def _is_refused(self) -> bool:
        """Whether the book does not take what stands on the bench."""
        return self._refused is not None and self._refused is self._workshop.bench.document

    def _opened(self, document: Document) -> None:
        self._seen = None
        if self._coming is not None and self._coming[1] == document.item:
            if self._anew == document.item:
                self._seen = (document, self._coming)
            else:
                self._shelf.last.taken_up(*self._coming)
            self._coming, self._anew = None, 0
        self._changed(document)
        self._look_for_erased()  # it may have waited until now, while it was erased

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
            self._shelf.last.taken_up(*there)
        return False

    def _changed(self, document: Document) -> None:
        if self._only_looked_at(document) or key_of(document) in self._gone:
            return
        waiting = self._untold.get(key_of(document))
        if waiting is not None and waiting.document is document:
            self._tell_timer.start()  # it stays with whoever did it
        elif document.item and may(self._desk.actor, Permission.MODEL_WORK):
            self._untold[key_of(document)] = Waiting(document, self._desk.office.acting(), self._shelf)
            try:
                self._shelf.kept.keep(document)
            except AppError as problem:  # the journal of the bench has it, until something else is opened
                log.warning("what the book was not told yet cannot be kept: %s", type(problem).__name__)
            self._tell_timer.start()

    def _tell(self) -> None:
        if self._telling or not self._untold:
            return
        waiting = next(iter(self._untold.values()))
        self._telling = True
        self._desk.ask(
            lambda _now: tell_book(waiting),
            then=lambda told: self._was_told(waiting, told),
            failed=lambda error: self._not_told(waiting, error),
        )

    def _was_told(self, waiting: Waiting, told: Told) -> None:
        self._telling = False
        document, self._which = waiting.document, told.which
        if key_of(document) in self._gone:
            self._forget(key_of(document))
            self._tell_timer.start()
            return
        self._told = document
        self._is_told(waiting)
        if told.counts:
            self._unfiled[told.which.id, document.item] = unfiled_of(waiting)
            self._file_timer.start()
        if not document.book and self._workshop.bench.document is document:
            self._belongs_to(told.which)
        self.told.emit(document.item)
        if self._untold:
            self._tell_timer.start()

    def _belongs_to(self, which: WhichBook) -> None:
        """An earlier version did not write down of which book it is what lies on the bench."""
        try:
            self._workshop.bench.change(book=which.id)
        except AppError as problem:
            log.warning("the book of what is on the bench cannot be kept: %s", type(problem).__name__)

    def _not_told(self, waiting: Waiting, error: AppError) -> None:
        self._telling = False
        if key_of(waiting.document) in self._gone:  # there is nothing to be said or kept of it any more
            self._tell_timer.start()
            return
        document, on_bench = waiting.document, self._workshop.bench.document is waiting.document
        if isinstance(error, BookOfflineError | StaleError):
            self._say(text("The order book does not have the last step yet; it gets it as soon as it answers."), "warn")
            self._tell_timer.start(AGAIN_MILLISECONDS)
            return
        # Say so, and do not ask again; somebody else may be allowed to, or the next start: it is kept where that can be.
        # Where nobody knows of which book it is, one that does not have its item is another one.
        other = isinstance(error, OtherBookError) or (isinstance(error, NotFoundError) and not document.book)
        never = isinstance(error, NEVER) and not other
        said = never and self._own.refused(self._of_this_book(document), error)
        self._is_told(waiting, keep=not never)
        if not isinstance(error, NotAllowedError | OtherBookError):
            self._refused = document
        if not said and (on_bench or not other):
            self._say(error.sentence, "warn" if other else "bad")
        if self._untold:
            self._tell_timer.start()

    def _of_this_book(self, document: Document) -> Document:
        """With the book that has just refused it."""
        return document if document.book or self._which is None else replace(document, book=self._which.id)

    def _is_told(self, waiting: Waiting, *, keep: bool = False) -> None:
        key = key_of(waiting.document)
        there = self._untold.get(key)
        if there is not None and there.document is waiting.document:
            del self._untold[key]
            if not keep:
                waiting.shelf.kept.drop(key)
                if self._left and self._which is not None:
                    self._bring_back(self._which, key)  # another bench may have kept the same item

    def _file(self) -> None:
        if self._filing or not self._unfiled:
            return
        key, one = self._filing = self._unfiled.popitem()
        self._desk.ask(
            lambda _now, *what: file_revision(one.office, *what), self._workshop, key, one.revision,
            then=lambda _: self._was_filed(key, one), failed=lambda error: self._not_filed(key, one, error),
            lane="thread",
        )  # fmt: skip

    def _was_filed(self, key: ItemKey, one: Unfiled) -> None:
        self._filing = None
        one.shelf.last.filed(key, one.revision)
        if self._unfiled:
            self._file_timer.start()

    def _not_filed(self, key: ItemKey, one: Unfiled, error: AppError) -> None:
        self._filing = None
        if isinstance(error, OtherBookError) or (isinstance(error, NotFoundError) and not key[0]):
            return  # it is filed when its own book is open
        if key in self._gone:
            self._forget(key)
            return
        self._say(text("Other workstations do not have this version yet: {why}", why=error.sentence), "warn")
        if isinstance(error, BookOfflineError | AssetsOfflineError):
            self._unfiled.setdefault(key, one)
            self._file_timer.start(AGAIN_MILLISECONDS)
        elif isinstance(error, NotFoundError | StepRefusedError):
            one.shelf.last.filed(key, one.revision)

    def _acted(self, _actor: Actor) -> None:
        """Somebody is at the desk: the book gets what the bench did before (or before a crash)."""
        self._look()

    def _look(self) -> None:
        """Which book is open? It may be another one than before."""
        self._look_timer.stop()
        document = self._workshop.bench.document
        items = {*self._untold, *self._unfiled, *(() if document is None else (key_of(document),))}
        if may(self._desk.actor, Permission.MODEL_WORK):
            self._desk.ask(which_book, self._erased, items, then=self._here, failed=self._not_here)
        elif self._desk.actor.roles:
            self._desk.ask(erased_among, self._erased, items, then=self._let_go, failed=self._not_here)

    def _book_changed(self, change: Changed) -> None:
        """One of these orders may have been erased, on another PC too."""
        if (change.orders or change.everything) and not self._erased_timer.isActive():
            self._erased_timer.start()

    def _look_for_erased(self) -> None:
        document = self._workshop.bench.document
        if document is not None and document.item and self._desk.ready:
            self._desk.ask(self._erased.among, {key_of(document)}, then=self._let_go, failed=self._not_here)

    def _not_here(self, error: AppError) -> None:
        if isinstance(error, BookOfflineError):
            self._look_timer.start()
        elif not isinstance(error, NotAllowedError):  # somebody else is there by now, who is asked for anew
            self._failed(error)

    def _let_go(self, gone: frozenset[ItemKey]) -> None:
        """What was erased is told to nobody, and does not stay on the bench."""
        self._gone |= gone
        for key in gone:
            self._forget(key)
        if not take_off(self._workshop.bench, gone, self._went):
            self._look_timer.start()

    def _forget(self, key: ItemKey) -> None:
        self._untold.pop(key, None)
        self._unfiled.pop(key, None)
        for shelf in (self._shelf, *self._left):
            shelf.kept.drop(key)
            shelf.last.forget(key)

    def _went(self, document: Document) -> None:
        self._say(
            text("“{title}” was erased in the order book, and so taken off the bench for good.", title=document.title),
            "warn",
        )
        self._desk.ask(
            self._erased.went, {document.item: 1}, revisions_of(document), failed=lambda _later: None, lane="thread"
        )

    def _here(self, answer: tuple[WhichBook, frozenset[ItemKey]]) -> None:
        which, gone = answer
        self._which = which
        self._let_go(gone)
        if not may(self._desk.actor, Permission.MODEL_WORK):
            return
        self._bring_back(which)
        self._own.offer(which.id)
        document = self._workshop.bench.document
        if document is not None and not self._is_refused and which.may_have(document.book):
            self._changed(document)

    @property
    def _book_on_bench(self) -> str:
        document = self._workshop.bench.document
        return "" if document is None else document.book

    def _bring_back(self, which: WhichBook, only: ItemKey | None = None) -> None:
        """What was not told or filed when the program ended, or was refused to somebody else, is tried again.

        ``only``: of this item alone, and not what the bench itself keeps.
        """
        if not may(self._desk.actor, Permission.MODEL_WORK):
            return
        for shelf in self._left if only else (self._shelf, *self._left):
            for key in shelf.kept.items() - self._untold.keys() - self._gone:
                if which.may_have(key[0]) and (only is None or key == only):
                    self._bring_back_document(shelf, which, key)
            for key, revision in shelf.last.unfiled.items():
                if which.may_have(key[0]) and only is None and key not in self._gone:
                    self._bring_back_revision(shelf, key, revision)

    def _bring_back_document(self, shelf: Shelf, which: WhichBook, key: ItemKey) -> None:
        on_bench = self._workshop.bench.document
        if shelf is self._shelf and on_bench is not None and key_of(on_bench) == key:
            return  # that goes on from it
        document = shelf.kept.read(key)
        if document is None:
            return
        if shelf.last.there(which, key[1]) == (fingerprint(document),):
            shelf.kept.drop(key)  # it was told, and the power went at that moment
            return
        self._untold[key] = Waiting(document, self._desk.office.acting(), shelf)
        self._tell_timer.start()

    def _bring_back_revision(self, shelf: Shelf, key: ItemKey, revision: str) -> None:
        if not self._workshop.store.has(revision):
            shelf.last.filed(key, revision)
        elif key not in self._unfiled and (self._filing is None or self._filing[0] != key):
            self._unfiled[key] = Unfiled(revision, self._desk.office.acting(), shelf)
            self._file_timer.start()

    def _online(self, there: bool) -> None:
        if there:
            if self._look_timer.isActive():
                self._look()
            self._tell()
            self._file()

    def _failed(self, error: AppError) -> None:
        self._say(error.sentence, "bad")
