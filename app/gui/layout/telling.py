"""Tells the order book what is designed for items on the layout bench, as whoever did it, until the book has it.

What is to be told is remembered apart from what lies on the bench: it may be taken off, others may be laid there, and somebody
else may come to the desk meanwhile. The journal of the bench keeps it, for the next start too.
"""

import contextlib
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from app.commands import layout_designs
from app.commands.layout_designs import Composition, OtherBookError
from app.commands.office import Office
from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.once import once
from app.gui.layout.composition import composition_of
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.later import LATER
from app.gui.layout.thing import Thing
from app.layouts.composing.folder_shelf import KEPT, FolderShelf
from app.layouts.design.document import Design
from app.orders.book import NotFoundError
from app.orders.machine import StepRefusedError
from app.security.actor import Actor
from app.security.permissions import NotAllowedError, Permission, may

SAVE_MS = 1200  # of quiet, before a design is told to the book; the journal of this PC has it at once
AGAIN_MS = 5000
NEVER = (StepRefusedError, NotFoundError)  # and so not later either
State = tuple[Design, Mapping[str, str]]


class Telling(QObject):
    """Follows the changes of a desk.

    refused      an AppError: the book does not take what lies on the bench
    turned_down  nor what was taken off it (Thing, AppError)
    kept         this is not on the bench any more, and the book gets it once somebody is here who may (Thing)
    given        the book has it (Thing)
    only_tried   somebody changes this whose changes the book does not take (Thing)
    """

    refused = Signal(object)
    turned_down = Signal(object, object)
    kept = Signal(object)
    given = Signal(object)
    only_tried = Signal(object)

    def __init__(
        self, layout: LayoutDesk, office: OfficeDesk, shelf: Callable[[], FolderShelf],
        written: Callable[[], Callable[[], None]],
    ) -> None:  # fmt: skip
        """``written``: what writes the desk down as it is now, in any thread (see ``Journal``)."""
        super().__init__(layout)
        self._layout, self._office, self._shelf, self._written = layout, office, shelf, written
        self.told = 0  # how many have come to the book
        self._saved = 0  # the item that is on its way there; 0 for none
        self._known: dict[int, State] = {}  # by item: what the book has
        self._seen: dict[int, State] = {}  # by item: what lay on the bench last
        # By item: the office as whoever did it; none of what is of an earlier start.
        self._doers: dict[int, Office] = {}
        # Items of which the book has no design, and what is known of them is only proposed.
        self._proposed: set[int] = set()
        self._denied: set[int] = set()  # items that nobody who is here may change
        self._said: set[int] = set()  # items of which it was said that they are kept, or only tried
        self._closed = False
        self._waiting: list[Callable[[], object]] = []
        self._following: Callable[[], object] | None = None  # what comes once all was tried
        self._timer = once(self, SAVE_MS, self._tell)
        layout.opened.connect(self._laid)
        layout.owed.connect(self._laid)
        layout.changed.connect(self._changed)
        listen(office.acted, self, self._acted)

    @property
    def saving(self) -> bool:
        """Whether one is on its way to the book."""
        return self._saved != 0

    @property
    def waits(self) -> bool:
        """Whether the book is still to be told something that it may be told now."""
        return self.saving or self._next() is not None

    def came(self, thing: Thing, *, proposed: bool) -> None:
        """This comes onto the bench as the book has it; ``proposed``: it has nothing yet, and gets this once it is worked on."""
        self._known[thing.item] = _state(thing)
        for items in (self._layout.loose, self._proposed):
            items.discard(thing.item)
            if proposed:
                items.add(thing.item)

    def has(self, thing: Thing) -> bool:
        """Whether the book has this as it is, or gets it."""
        there = self._known.get(thing.item) == _state(thing)
        return bool(thing.item) and (there or self._is_untold(thing))

    def owe(self, thing: Thing) -> None:
        """Let the book have this as it lies here, if whoever is here may change it."""
        if may(self._office.actor, Permission.MODEL_WORK):
            self._layout.loose.discard(thing.item)
            self._denied.discard(thing.item)
            self._layout.untold[thing.item] = thing
            self._doers[thing.item] = self._office.office.acting()

    def tell_now(self) -> None:
        """Wait no longer for quiet."""
        if self.waits:
            self._timer.stop()
            self._tell()

    def settled(self, then: Callable[[], object]) -> None:
        """Call this once the book has all that it may be told now; never where it does not take it, which is said."""
        if not self.waits:
            then()
            return
        self._waiting.append(then)
        self.tell_now()

    def follow(self, then: Callable[[], object] | None) -> None:
        """Call this, and nothing that was to follow before, once all was tried; never where the book does not answer."""
        self._following = then
        if then is not None:
            self.tell_now()

    def close(self) -> None:
        """The program ends: the journal has what the book was not told yet."""
        self._closed = True
        self._timer.stop()

    # ---- what happens on the desk -------------------------------------------

    def _laid(self) -> None:
        """Other things lie there."""
        there = {thing.item: _state(thing) for thing in self._layout.things if thing.item}
        self._seen = there
        self._said &= self._layout.untold.keys() - there.keys()
        for item, thing in list(self._layout.untold.items()):
            if item not in there and self._is_in_book(thing):
                self._forget(item)
        self._say_kept()
        self._go_on_later()

    def _changed(self) -> None:
        thing = self._layout.thing
        if thing is None or not thing.item or self._seen.get(thing.item) == _state(thing):
            return
        self._seen[thing.item] = _state(thing)
        if self._is_untold(thing):
            self._layout.loose.discard(thing.item)
        elif may(self._office.actor, Permission.MODEL_WORK):
            self._worked_on(thing)
        else:
            self._tried_out(thing)
        self._go_on_later()

    def _worked_on(self, thing: Thing) -> None:
        """By somebody who may."""
        if not self._is_known(thing):
            self.owe(thing)
            return
        self._forget(thing.item)  # it was taken back before the book was told
        if thing.item in self._proposed:
            self._layout.loose.add(thing.item)

    def _tried_out(self, thing: Thing) -> None:
        """By somebody whose changes the book does not take: what others did to it before is still told as they left it."""
        self._layout.loose.add(thing.item)
        if thing.item not in self._said:
            self._said.add(thing.item)
            self.only_tried.emit(thing)

    def _acted(self, _actor: Actor) -> None:
        """Somebody else is at the desk, who may be allowed what was refused before."""
        self._denied.clear()
        self._say_kept()
        self._go_on_later()

    def _say_kept(self) -> None:
        there = {thing.item for thing in self._layout.things}
        for item, thing in self._layout.untold.items():
            if item not in there | self._said and self._office.actor.roles and not self._may_tell(item):
                self._said.add(item)
                self.kept.emit(thing)

    # ---- what is to be told -------------------------------------------------

    def _is_untold(self, thing: Thing) -> bool:
        untold = self._layout.untold.get(thing.item)
        return untold is not None and _state(untold) == _state(thing)

    def _is_known(self, thing: Thing) -> bool:
        """Whether the book has this, and is not just being told of something else."""
        item = thing.item
        return self._saved != item and not self._layout.tried.get(item) and self._known.get(item) == _state(thing)

    def _is_in_book(self, thing: Thing) -> bool:
        """Whether it is what the book had when it was told last."""
        item = thing.item
        return not self._layout.tried.get(item) and composition_of(thing).digest == self._layout.bases.get(item)

    def _doer(self, item: int) -> Office | None:
        """The office as whoever did it; of an earlier start as whoever is here and may."""
        doer = self._doers.get(item)
        if doer is None and may(self._office.actor, Permission.MODEL_WORK):
            return self._office.office.acting()
        return doer

    def _may_tell(self, item: int) -> bool:
        return item not in self._denied and self._doer(item) is not None

    def _next(self) -> Thing | None:
        return next((thing for item, thing in self._layout.untold.items() if self._may_tell(item)), None)

    def _forget(self, item: int) -> None:
        self._layout.untold.pop(item, None)
        self._doers.pop(item, None)
        self._denied.discard(item)

    def _go_on_later(self) -> None:
        """Begin once it is quiet; at once with what somebody waits for, or what is not on the bench any more."""
        if self.saving or self._next() is None:
            return
        there = {thing.item for thing in self._layout.things}
        gone = any(item not in there and self._may_tell(item) for item in self._layout.untold)
        self._timer.start(0 if self._waiting or self._following or gone else SAVE_MS)

    def _go_on(self) -> None:
        """One has been tried: the next one, or what waits for all of them."""
        if self._next() is not None:
            self._go_on_later()
            return
        waiting, self._waiting = self._waiting, []
        following, self._following = self._following, None
        for one in (*waiting, *(() if following is None else (following,))):
            one()

    def _tell(self) -> None:
        thing = self._next()
        doer = None if thing is None else self._doer(thing.item)
        if thing is None or doer is None or self.saving or self._closed:
            return
        composition, shelf, layout = composition_of(thing), self._shelf(), self._layout
        self._saved = thing.item
        tried = layout.tried.get(thing.item, ())
        layout.try_to_keep(thing.item, composition.digest)
        written = self._written()  # of what reaches the book without an answer it must be known later whose it is

        def read(digest: str) -> bytes:
            return shelf.path(KEPT + digest).read_bytes()

        self._office.ask(
            lambda _now, *told: _save(doer, *told), written, thing.item, composition, read,
            layout.bases.get(thing.item), tried, layout.books.get(thing.item, ""),
            then=lambda digest: self._was_told(thing, digest), failed=lambda error: self._was_refused(thing, error),
            lane="thread",
        )  # fmt: skip

    def _was_told(self, thing: Thing, digest: str) -> None:
        self._saved, self.told = 0, self.told + 1
        self._known[thing.item] = _state(thing)
        self._proposed.discard(thing.item)
        if self._is_untold(thing):
            self._forget(thing.item)
        self._layout.base_on(thing.item, digest)
        self.given.emit(thing)
        self._go_on()

    def _was_refused(self, thing: Thing, error: AppError) -> None:
        self._saved = 0
        waited, self._waiting = bool(self._waiting), []
        if isinstance(error, LATER):
            waited, self._following = waited or self._following is not None, None
            if waited:
                self.refused.emit(error)
            self._timer.start(AGAIN_MS)
            return
        there = any(one.item == thing.item for one in self._layout.things)
        if isinstance(error, NEVER):
            if self._is_untold(thing):
                self._forget(thing.item)
            if not there:
                self.turned_down.emit(thing, error)
        elif self._is_untold(thing):
            self._doers.pop(thing.item, None)
            self._denied.add(thing.item)
            self._say_kept()
        if there or not isinstance(error, (*NEVER, NotAllowedError, OtherBookError)):
            self.refused.emit(error)
        self._go_on()


def _state(thing: Thing) -> State:
    return thing.design, thing.values


def _save(  # noqa: PLR0917 - what a save is told, and what comes before it
    office: Office, written: Callable[[], None], item: int, composition: Composition, read: Callable[[str], bytes],
    base: str | None, tried: tuple[str, ...], which: str,
) -> str:  # fmt: skip
    """Write down on this PC what is tried, then tell the book."""
    with contextlib.suppress(AppError):  # it says so itself at the next change; the book comes first
        written()
    return layout_designs.save(office, item, composition, read, base, tried=tried, which=which)
