"""What is open at the layout bench, and the way every change of it takes: undo, journal, screen."""

from collections.abc import Callable, Collection, Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.gui.layout.thing import Thing
from app.i18n import Text, text
from app.layouts.design.document import AnyLayer, Design

MOST_TRIED = 200
MOST_STEPS = 1000
_MERGES = 1  # id of undo steps that may become one


class Step(QUndoCommand):
    """One change of one thing. Steps with the same ``merge`` right after each other are one: a slider that is drawn."""

    def __init__(
        self, show: Callable[[int, Thing], None], at: int, states: tuple[Thing, Thing], title: Text, merge: str
    ) -> None:
        """``states``: what the thing was, and what it is now."""
        super().__init__(str(title))
        self._show, self.at, self.merge = show, at, merge
        self.before, self.after = states

    def id(self) -> int:
        """Steps without an id are never merged."""
        return _MERGES if self.merge else -1

    def things(self) -> tuple[Thing, ...]:
        """What it may lay on the bench."""
        return self.before, self.after

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802 - Qt's name
        if not isinstance(other, Step) or other.merge != self.merge or other.at != self.at:
            return False
        self.after = other.after
        return True

    def redo(self) -> None:
        self._show(self.at, self.after)

    def undo(self) -> None:
        self._show(self.at, self.before)


class TakeOff(QUndoCommand):
    """Things are taken off the bench; taken back, they lie where they lay. What was laid there since lies behind them."""

    def __init__(self, desk: "LayoutDesk", keys: Collection[str], title: Text) -> None:
        super().__init__(str(title))
        self._desk, self._keys = desk, frozenset(keys)
        self._off: list[tuple[int, Thing]] = []  # what is off now, with where it lay
        self._at = 0

    def things(self) -> tuple[Thing, ...]:
        """What it may lay on the bench."""
        return tuple(thing for _number, thing in self._off)

    def redo(self) -> None:
        there, self._at = self._desk.things, self._desk.at
        self._off = [(number, thing) for number, thing in enumerate(there) if thing.key in self._keys]
        left = tuple(thing for thing in there if thing.key not in self._keys)
        self._desk.lay(left, sum(thing.key not in self._keys for thing in there[: self._at]))

    def undo(self) -> None:
        there = list(self._desk.things)
        for number, thing in self._off:
            there.insert(number, thing)
        self._desk.lay(there, self._at)


class LayoutDesk(QObject):
    """The things on the bench, the one that is edited, its page and its chosen layers.

    opened     other things lie on the bench
    changed    the thing that is edited is another one, or looks different now
    chosen     other layers are chosen
    turned     another page is shown
    copied     how many are made of a thing
    guided     guides are elsewhere
    owed       the book is still to get something that was done before the program ended
    based      it is known of an item what its design was made from, or what of it may have reached the book
    """

    opened = Signal()
    changed = Signal()
    chosen = Signal()
    turned = Signal()
    copied = Signal()
    guided = Signal()
    owed = Signal()
    based = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(MOST_STEPS)
        self.things: tuple[Thing, ...] = ()
        self.at = 0
        self.page = 0
        self.selection: frozenset[str] = frozenset()
        self.guides: dict[str, dict[str, list[float]]] = {}  # by thing and page: places on "x" and on "y", mm
        self.bases: dict[int, str] = {}  # by item: its revision in the book that what lies here was made from
        # by item: revisions since then that the book may have got from here
        self.tried: dict[int, tuple[str, ...]] = {}
        self.books: dict[int, str] = {}  # by item: id of the book that it came from
        self.untold: dict[int, Thing] = {}  # by item: what the book is still to get, on the bench or not
        self.loose: set[int] = set()  # items whose design here is for nobody: only proposed, or tried by who may not
        self.keys: set[str] = set()  # of everything that ever lay here
        self.erased: set[int] = set()  # items that were taken off for good

    # ---- what is there ------------------------------------------------------

    @property
    def thing(self) -> Thing | None:
        """The thing that is edited."""
        return self.things[self.at] if self.things else None

    @property
    def design(self) -> Design | None:
        """Its design."""
        thing = self.thing
        return None if thing is None else thing.design

    @property
    def layers(self) -> tuple[AnyLayer, ...]:
        """Layers of the page that is shown, from the lowest to the highest."""
        design = self.design
        return () if design is None else design.pages[self.page].layers

    @property
    def selected(self) -> tuple[AnyLayer, ...]:
        """The chosen layers."""
        return tuple(layer for layer in self.layers if layer.id in self.selection)

    @property
    def single(self) -> AnyLayer | None:
        """The layer that is chosen alone."""
        chosen = self.selected
        return chosen[0] if len(chosen) == 1 else None

    def guides_of_page(self) -> dict[str, list[float]]:
        """Guides of the page that is shown, to be changed in place; say ``guided`` afterwards."""
        thing = self.thing
        return self.guides.setdefault(f"{'' if thing is None else thing.key} {self.page}", {"x": [], "y": []})

    def base_on(self, item: int, revision: str) -> None:
        """What lies here of this item was made from this revision of it."""
        self.bases[item] = revision
        self.tried.pop(item, None)
        self.based.emit()

    def try_to_keep(self, item: int, revision: str) -> None:
        """The book is about to get this revision of an item: it may have it although no answer comes."""
        tried = tuple(one for one in self.tried.get(item, ()) if one != revision)
        self.tried[item] = (*tried[-MOST_TRIED + 1 :], revision)
        self.based.emit()

    def rest_on(self, item: int, base: str, tried: tuple[str, ...]) -> None:
        """What lies here of this item comes from this, whatever was known of the item since."""
        self.bases[item], self.tried[item] = base, tried
        self.based.emit()

    # ---- opening ------------------------------------------------------------

    def open(self, things: Iterable[Thing], at: int = 0) -> None:
        """Put these on the bench in place of what was there; the steps of what was there are gone."""
        self.stack.clear()
        self.lay(things, at)

    def lay(self, things: Iterable[Thing], at: int) -> None:
        """Let these lie on the bench, and this one be edited; a part of a step."""
        self.things = tuple(things)
        self.keys |= {thing.key for thing in self.things}
        self.at = max(0, min(at, len(self.things) - 1))
        self.page, self.selection = 0, frozenset()
        self.opened.emit()
        self.changed.emit()
        self.chosen.emit()

    def add(self, thing: Thing) -> None:
        """Lay one more on the bench and edit it."""
        self.things = (*self.things, thing)
        self.keys.add(thing.key)
        self.opened.emit()
        self.go_to(len(self.things) - 1)

    def take_off(self, at: int) -> None:
        """Take a thing off the bench: a step of undo."""
        if 0 <= at < len(self.things):
            self.stack.push(TakeOff(self, {self.things[at].key}, text("Take it off the bench")))

    def forget(self, items: Collection[int]) -> tuple[Thing, ...]:
        """Take off for good what is there of these items, to be told or to be undone; gives one thing of each.

        Where a step could bring one back, or is about one that lay elsewhere then, all steps are gone.
        """
        there = [thing for thing in self.things if thing.item in items]
        undone = [thing for thing in self._in_steps() if thing.item in items]
        untold = [thing for item, thing in self.untold.items() if item in items]
        self.erased |= set(items)
        for of_items in (self.bases, self.tried, self.books, self.untold):
            for item in items:
                of_items.pop(item, None)
        self.loose -= set(items)
        gone = {thing.item: thing for thing in (*untold, *undone, *there)}
        keys = {thing.key for thing in gone.values()}
        self.guides = {page: places for page, places in self.guides.items() if page.rpartition(" ")[0] not in keys}
        if there or undone:
            self.stack.clear()
        if there:
            self._lay_without(items)
        else:
            self.based.emit()
        return tuple(gone.values())

    def _in_steps(self) -> Iterable[Thing]:
        for number in range(self.stack.count()):
            step = self.stack.command(number)
            if isinstance(step, Step | TakeOff):
                yield from step.things()

    def _lay_without(self, items: Collection[int]) -> None:
        """What is edited stays so, as it is seen, unless it goes."""
        edited, page, selection = self.thing, self.page, self.selection
        left = [thing for thing in self.things if thing.item not in items]
        self.lay(left, sum(thing.item not in items for thing in self.things[: self.at]))
        if edited is not None and self.thing is edited:
            self.turn(page)
            self.choose(selection)

    def clear(self) -> None:
        """Take everything off the bench: a step of undo."""
        if self.things:
            self.stack.push(TakeOff(self, {thing.key for thing in self.things}, text("Clear the layout bench")))

    def go_to(self, at: int) -> None:
        """Edit another thing."""
        if 0 <= at < len(self.things):
            self.at, self.page, self.selection = at, 0, frozenset()
            self.changed.emit()
            self.turned.emit()
            self.chosen.emit()

    def turn(self, page: int) -> None:
        """Show another page of it."""
        design = self.design
        if design is not None and 0 <= page < len(design.pages) and page != self.page:
            self.page, self.selection = page, frozenset()
            self.turned.emit()
            self.changed.emit()
            self.chosen.emit()

    # ---- changing -----------------------------------------------------------

    def change(self, title: Text, design: Design, merge: str = "", choose: Iterable[str] | None = None) -> None:
        """Let the thing look like this; ``choose``: layers that are chosen afterwards."""
        thing = self.thing
        if thing is None:
            return
        if design is not thing.design:
            self.replace(title, thing.with_design(design), merge)
        if choose is not None:
            self.choose(choose)

    def replace(self, title: Text, thing: Thing, merge: str = "") -> None:
        """Let the thing that is edited be this one: other values, another template."""
        before = self.thing
        if before is None or thing == before:
            return
        self.stack.push(Step(self._show, self.at, (before, thing), title, merge))

    def set_copies(self, at: int, copies: int) -> None:
        """Make so many of a thing. Not a step of undo: it is a number of the sheet, not of the design."""
        things = list(self.things)
        things[at] = things[at].with_copies(copies)
        self.things = tuple(things)
        self.copied.emit()

    def choose(self, layers: Iterable[str]) -> None:
        """Choose layers by their ids; those that are not on the page are left out."""
        wanted = frozenset(layers) & {layer.id for layer in self.layers}
        if wanted != self.selection:
            self.selection = wanted
            self.chosen.emit()

    def _show(self, at: int, thing: Thing) -> None:
        things = list(self.things)
        things[at] = thing.with_copies(things[at].copies)
        self.things = tuple(things)
        moved = at != self.at
        self.at = at
        self.page = min(self.page, len(thing.design.pages) - 1)
        before = self.selection
        self.selection = before & {layer.id for layer in self.layers}
        if moved:
            self.turned.emit()
        self.changed.emit()
        if self.selection != before or moved:
            self.chosen.emit()
