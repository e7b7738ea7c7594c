"""What the layout bench asks of the order book: designs of items, and the files that they are made of."""

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.commands import layout_designs
from app.commands.layout_designs import Composition, FlatWork
from app.commands.office import Office
from app.errors import AppError
from app.gui.base.office_desk import OfficeDesk
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.opening import with_template
from app.gui.layout.thing import Thing
from app.i18n import text
from app.layouts.composing.folder_shelf import KEPT, FolderShelf
from app.layouts.design.document import Design, Template
from app.layouts.design.filling import filled
from app.layouts.design.templates import fits_size, templates_for
from app.layouts.editing.adding import of_picture
from app.orders.book import BookOfflineError, StaleError
from app.orders.machine import StepRefusedError
from app.orders.records import Item
from app.security.permissions import Permission, may

if TYPE_CHECKING:
    from app.commands.layout_print import SheetFile

SAVE_MS = 1200  # of quiet, before a design is told to the book; the journal of this PC has it at once
AGAIN_MS = 5000
USUAL_MM = {"photo": (102.0, 152.0), "postcard": (148.0, 100.0), "magnet": (65.0, 65.0), "keychain": (50.0, 50.0)}


class LayoutOffice(QObject):
    """Brings items to the desk, and tells the book what was designed for them.

    opened      the items are on the desk
    other_size  one of them has another size than was ordered: the thing, and the same as its picture in the ordered size
    refused     an AppError
    """

    opened = Signal()
    other_size = Signal(object, object)
    refused = Signal(object)

    def __init__(
        self, layout: LayoutDesk, office: OfficeDesk, shelf: Callable[[], FolderShelf],
        templates: Callable[[], tuple[Template, ...]], written: Callable[[], Callable[[], None]],
    ) -> None:  # fmt: skip
        """``written``: what writes the desk down as it is now, in any thread (see ``Journal``)."""
        super().__init__(layout)
        self._written = written
        self._layout, self._office, self._shelf, self._templates = layout, office, shelf, templates
        self._known: dict[int, object] = {}
        self._saving, self._saved = False, 0  # whether one is on its way to the book; how many have come there
        self._waiting: list[Callable[[], object]] = []
        self._opening: Callable[[], object] | None = None  # what comes once all that lies there was tried to be saved
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MS)
        self._timer.timeout.connect(self._save)
        layout.changed.connect(self._changed)

    def open(self, items: Iterable[int], otherwise: Callable[[int], object] | None = None) -> None:
        """Lay these items on the desk, in place of what was there; one that is not printed flat goes to ``otherwise``.

        What was there is told to the book first: nobody else has it once it is gone from the desk.
        """
        wanted, shelf = list(items), self._shelf()
        there = {thing.item: number for number, thing in enumerate(self._layout.things) if thing.item}
        if len(wanted) == 1 and wanted[0] in there:
            self._layout.go_to(there[wanted[0]])
            self.opened.emit()
            return
        self._opening = None  # whoever wants these does not wait for others any more
        self._save_at_once()
        saved = self._saved

        def taken_up(works: list[FlatWork] | None) -> None:
            if works is None:
                if otherwise is not None:
                    otherwise(wanted[0])
            elif self._is_unsaved():
                self._opening = lambda: self.open(wanted, otherwise)
                self._save_at_once()
            elif self._saved != saved:  # they may have been taken up as they were before
                self.open(wanted, otherwise)
            else:
                self._arrived(works)

        take_up = _take_up if otherwise is None or len(wanted) > 1 else _take_up_if_flat
        self._office.ask(
            take_up,
            wanted,
            shelf,
            then=taken_up,
            failed=self.refused.emit,
            title=text("Open flat items"),
            lane="thread",
        )

    def settled(self, then: Callable[[], object], item: int = 0) -> None:
        """Call this once the book has what was changed on the bench; never where it does not take it, which is said.

        ``item``: for this one it also gets what was only proposed, and nobody has changed.
        """
        self._known.pop(item, None)
        if not self._is_unsaved():
            then()
            return
        self._waiting.append(then)
        self._timer.stop()
        self._save()

    def queue(self, sheet: "SheetFile", done: Callable[[], None]) -> None:
        """Queue a sheet of items for printing, once the book has what is on the bench."""

        def ask() -> None:
            self._office.ask(
                _queue, sheet, then=lambda _job: done(), failed=self.refused.emit, title=text("Queue the sheet"), lane="thread",
            )  # fmt: skip

        self.settled(ask)

    def close(self) -> None:
        """The program ends: the journal has what the book was not told yet."""
        self._timer.stop()

    def _arrived(self, works: list[FlatWork]) -> None:
        templates = self._templates()
        things = [thing_of_work(work, templates) for work in works]
        for thing in things:
            self._known[thing.item] = (thing.design, thing.values)
        for work in works:
            self._layout.base_on(work.item.id, work.item.revision)
        self._layout.open(things)
        self.opened.emit()
        for work, thing in zip(works, things, strict=True):
            fitting = in_ordered_size(work, thing)
            if fitting is not None:
                self.other_size.emit(thing, fitting)

    # ---- from the desk to the book ------------------------------------------

    def _unsaved(self) -> Thing | None:
        for thing in self._layout.things:
            if thing.item and self._known.get(thing.item) != (thing.design, thing.values):
                return thing
        return None

    def _is_unsaved(self) -> bool:
        """Whether the book is still to be told something, by somebody who may."""
        return may(self._office.actor, Permission.MODEL_WORK) and (self._unsaved() is not None or self._saving)

    def _changed(self) -> None:
        if any(thing.item for thing in self._layout.things):
            self._timer.start(SAVE_MS)

    def _save_at_once(self) -> None:
        if self._is_unsaved():
            self._timer.stop()
            self._save()

    def _save(self) -> None:
        thing = self._unsaved()
        if thing is None or self._saving or not may(self._office.actor, Permission.MODEL_WORK):
            return
        if thing.item not in self._known:  # it comes from the journal: the book may know it or not
            self._known[thing.item] = None
        composition, shelf = composition_of(thing), self._shelf()
        self._saving = True
        tried = self._layout.tried.get(thing.item, ())
        self._layout.try_to_keep(thing.item, composition.digest)
        written = self._written()  # of what reaches the book without an answer it must be known later whose it is

        def read(digest: str) -> bytes:
            return shelf.path(KEPT + digest).read_bytes()

        def done(digest: str) -> None:
            self._saving, self._saved = False, self._saved + 1
            self._layout.base_on(thing.item, digest)
            self._known[thing.item] = (thing.design, thing.values)
            self._go_on()

        def failed(error: AppError) -> None:
            self._saving = False
            waited, self._waiting = bool(self._waiting), []
            if isinstance(error, BookOfflineError | StaleError):
                waited, self._opening = waited or self._opening is not None, None
                if waited:
                    self.refused.emit(error)
                self._timer.start(AGAIN_MS)
                return
            self._known[thing.item] = (thing.design, thing.values)  # it will not be taken later either
            self.refused.emit(error)
            self._go_on()

        self._office.ask(
            _save, written, thing.item, composition, read, self._layout.bases.get(thing.item), tried,
            then=done, failed=failed, lane="thread",
        )  # fmt: skip

    def _go_on(self) -> None:
        """One has been tried: the next one, or what waits for all of them."""
        if self._unsaved() is not None:
            self._timer.start(0 if self._waiting or self._opening else SAVE_MS)
            return
        waiting, self._waiting = self._waiting, []
        opening, self._opening = self._opening, None
        for one in (*waiting, *(() if opening is None else (opening,))):
            one()


def composition_of(thing: Thing) -> Composition:
    """The design of a thing with its places filled, as the book keeps it. Samples are not kept: nobody ordered them."""
    template = thing.begun_with if thing.template is None else thing.template.id
    return Composition(design=filled(thing.design, thing.filled), values=dict(thing.values), template=template)


def thing_of_work(work: FlatWork, templates: tuple[Template, ...]) -> Thing:
    """An item as a thing: as it was left, else in the first template that suits it, else its picture alone."""
    item = work.item
    key, title = f"item-{item.id}", item.title or item.serial
    if work.composition is not None:
        kept = work.composition
        return Thing(
            key, title, item.serial, kept.design, kept.values, work.copies, item.id, begun_with=kept.template
        )  # as it was left: the same composition, not only the same looks
    size = _size(item)
    found = templates_for(templates, item.product, size) or templates_for(templates, item.product)
    begun = _with_picture(work, size)
    thing = Thing(key, title, item.serial, begun, dict(work.values), work.copies, item.id)
    return with_template(thing, found[0], 0) if found else thing


def in_ordered_size(work: FlatWork, thing: Thing) -> Thing | None:
    """The thing as its picture alone in the size that was ordered; None where it has that size, across or upright."""
    if work.item.height_mm is None:
        return None
    width, height = _size(work.item)
    if fits_size(thing.design, width, height) or fits_size(thing.design, height, width):
        return None
    return replace(thing, design=_with_picture(work, (width, height)), values={}, template=None, begun_with="")


def _with_picture(work: FlatWork, size: tuple[float, float]) -> Design:
    source = work.pictures[0] if work.pictures else "art:cat"
    return of_picture(work.item.product, source, work.item.title, *size)


def _size(item: Item) -> tuple[float, float]:
    usual = USUAL_MM.get(item.product, (100.0, 100.0))
    if item.height_mm is None:
        return usual
    return (item.width_mm or item.height_mm, item.height_mm)


def _take_up(office: Office, items: list[int], shelf: FolderShelf) -> list[FlatWork]:
    """Items with every picture and sound of them on the shelf of this PC."""
    works = []
    for item in items:
        work = layout_designs.take_up(office, item)
        sources = {*work.pictures, *(value for value in work.values.values() if value.startswith(KEPT))}
        if work.composition is not None:
            sources |= {KEPT + digest for digest in work.composition.sources}
        for source in sorted(sources):
            if not _there(shelf, source):
                shelf.keep_bytes(layout_designs.kept_file(office, item, source.removeprefix(KEPT)))
        works.append(work)
    return works


def _take_up_if_flat(office: Office, items: list[int], shelf: FolderShelf) -> list[FlatWork] | None:
    """The same; None where it is not printed flat: that is an answer, and no job that failed."""
    try:
        return _take_up(office, items, shelf)
    except StepRefusedError:
        return None


def _save(  # noqa: PLR0917 - what a save is told, and what comes before it
    office: Office, written: Callable[[], None], item: int, composition: Composition, read: Callable[[str], bytes],
    base: str | None, tried: tuple[str, ...],
) -> str:  # fmt: skip
    """Write down on this PC what is tried, then tell the book."""
    with contextlib.suppress(AppError):  # it says so itself at the next change; the book comes first
        written()
    return layout_designs.save(office, item, composition, read, base, tried=tried)


def _queue(office: Office, sheet: "SheetFile") -> object:
    from app.commands.layout_print import queue_sheet  # noqa: PLC0415 - what makes sheets is loaded with the first one

    return queue_sheet(office, sheet)


def _there(shelf: FolderShelf, source: str) -> bool:
    try:
        shelf.path(source)
    except AppError:
        return False
    return True
