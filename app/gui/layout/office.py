"""What the layout bench asks of the order book: designs of items, and the files that they are made of."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.commands import layout_designs
from app.commands.layout_designs import FlatWork
from app.commands.office import Office
from app.errors import AppError
from app.gui.base.office_desk import OfficeDesk
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.opening import with_template
from app.gui.layout.telling import Telling
from app.gui.layout.thing import Thing
from app.i18n import text
from app.layouts.composing.folder_shelf import KEPT, FolderShelf
from app.layouts.design.document import Design, Template
from app.layouts.design.templates import fits_size, templates_for
from app.layouts.editing.adding import of_picture
from app.orders.machine import StepRefusedError
from app.orders.records import Item

if TYPE_CHECKING:
    from app.commands.layout_print import SheetFile

USUAL_MM = {"photo": (102.0, 152.0), "postcard": (148.0, 100.0), "magnet": (65.0, 65.0), "keychain": (50.0, 50.0)}


class LayoutOffice(QObject):
    """Brings items to the desk; ``telling`` tells the book what was designed for them.

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
        self._layout, self._office, self._shelf, self._templates = layout, office, shelf, templates
        self.telling = Telling(layout, office, shelf, written)
        self.telling.refused.connect(self.refused)

    def open(self, items: Iterable[int], otherwise: Callable[[int], object] | None = None) -> None:
        """Lay these items on the desk, in place of what was there; one that is not printed flat goes to ``otherwise``.

        What was there is told to the book first, as far as the book takes it now.
        """
        wanted, shelf, telling = list(items), self._shelf(), self.telling
        there = {thing.item: number for number, thing in enumerate(self._layout.things) if thing.item}
        if len(wanted) == 1 and wanted[0] in there:
            self._layout.go_to(there[wanted[0]])
            self.opened.emit()
            return
        telling.follow(None)  # whoever wants these does not wait for others any more
        telling.tell_now()
        told = telling.told

        def taken_up(works: list[FlatWork] | None) -> None:
            if works is None:
                if otherwise is not None:
                    otherwise(wanted[0])
            elif telling.waits:
                telling.follow(lambda: self.open(wanted, otherwise))
            elif telling.told != told:  # they may have been taken up as they were before
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
        proposed = next((thing for thing in self._layout.things if item and thing.item == item), None)
        if proposed is not None:
            self.telling.owe(proposed)
        self.telling.settled(then)

    def queue(self, sheet: "SheetFile", done: Callable[[], None]) -> None:
        """Queue a sheet of items for printing, once the book has what is on the bench."""

        def ask() -> None:
            self._office.ask(
                _queue, sheet, then=lambda _job: done(), failed=self.refused.emit, title=text("Queue the sheet"), lane="thread",
            )  # fmt: skip

        self.settled(ask)

    def close(self) -> None:
        """The program ends: the journal has what the book was not told yet."""
        self.telling.close()

    def _arrived(self, works: list[FlatWork]) -> None:
        templates = self._templates()
        things = [self._laid(work, templates) for work in works]
        self._layout.open(things)
        self.opened.emit()
        for work, thing in zip(works, things, strict=True):
            fitting = in_ordered_size(work, thing)
            if fitting is not None:
                self.other_size.emit(thing, fitting)

    def _laid(self, work: FlatWork, templates: tuple[Template, ...]) -> Thing:
        """What was done here goes before what the book has: it is still to be told of it."""
        done = self._layout.untold.get(work.item.id)
        if done is not None:
            return done
        thing = thing_of_work(work, templates)
        self.telling.came(thing, proposed=work.composition is None)
        self._layout.books[work.item.id] = work.book
        self._layout.erased.discard(work.item.id)  # of another book than that one
        self._layout.base_on(work.item.id, work.item.revision)
        return thing


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


def _queue(office: Office, sheet: "SheetFile") -> object:
    from app.commands.layout_print import queue_sheet  # noqa: PLC0415 - what makes sheets is loaded with the first one

    return queue_sheet(office, sheet)


def _there(shelf: FolderShelf, source: str) -> bool:
    try:
        shelf.path(source)
    except AppError:
        return False
    return True
