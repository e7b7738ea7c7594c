"""Connects items of orders with the bench: they come onto it, and what is to be said of them then."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.office import LayoutOffice
from app.gui.layout.page import LayoutPage
from app.gui.layout.thing import Thing
from app.i18n import Text, text
from app.layouts.design.document import Design


class Taken(NamedTuple):
    """A thing that was taken off the bench, and which revisions of its item it came from."""

    thing: Thing
    base: str
    tried: tuple[str, ...]


class ItemWiring(QObject):
    """``show_page`` brings the page to the front, filled; ``show_view`` shows one of the views.

    edited  this item of an order is edited now; 0: something that nobody ordered, or nothing
    """

    edited = Signal(object)

    def __init__(
        self,
        page: LayoutPage,
        desk: LayoutDesk,
        office: LayoutOffice | None,
        *,
        show_page: Callable[[], object],
        show_view: Callable[[str], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._page, self._desk, self._office = page, desk, office
        self._show_page, self._show_view = show_page, show_view
        self._several = False
        self._before: tuple[Taken, ...] = ()
        desk.opened.connect(self.tell_edited)
        desk.turned.connect(self.tell_edited)
        if office is not None:
            office.opened.connect(self._there)
            office.other_size.connect(self._other_size)
            office.telling.turned_down.connect(self._turned_down)
            office.telling.kept.connect(lambda thing: page.messages.say(_kept(thing), "warn"))
            office.telling.given.connect(lambda thing: page.messages.take_back(_kept(thing)))
            office.telling.only_tried.connect(self._only_tried)

    def open(self, items: Iterable[int], otherwise: Callable[[int], object] | None = None) -> None:
        """Lay these on the bench; one that is not printed flat goes to ``otherwise``."""
        wanted = tuple(items)
        if not wanted:
            self._show_page()
            self._page.messages.say(text("Choose flat items in the order queue first."), "info")
        elif self._office is not None:
            self._several = len(wanted) > 1
            has = self._office.telling.has
            self._before = tuple(self._taken(thing) for thing in self._desk.things if not has(thing))
            self._office.open(wanted, otherwise)

    def tell_edited(self) -> None:
        """Say which item is edited now."""
        thing = self._desk.thing
        self.edited.emit(0 if thing is None else thing.item)

    def _there(self) -> None:
        """Items were laid on the desk: one is edited, several are laid on a sheet."""
        self._show_page()
        before, self._before = self._before, ()
        if before and before[0].thing not in self._desk.things:
            ordered = any(taken.thing.item for taken in before)
            self._page.messages.say(
                text("What the order book does not have was taken off the bench.")
                if ordered
                else text("What was opened without an order was taken off the bench."),
                "warn" if ordered else "info",
                (text("Bring it back"), lambda: self._bring_back(before, ())),
            )
        if self._several:
            self._show_view("sheet")
            self._page.side.choose("sheet")
        else:
            self._show_view("design")
            self._page.canvas.view.fit()

    def _taken(self, thing: Thing) -> Taken:
        bases, tried = self._desk.bases, self._desk.tried
        return Taken(thing, bases.get(thing.item, ""), tried.get(thing.item, ()))

    def _bring_back(self, taken: Iterable[Taken], beside: Iterable[Thing]) -> None:
        """Lay these there again as they came from the book then: what others did since is not written over unseen."""
        taken = tuple(one for one in taken if one.thing.item not in self._desk.erased)
        if not taken:
            return
        keys = {one.thing.key for one in taken}
        others = tuple(thing for thing in beside if thing.key not in keys)
        for one in taken:
            if one.thing.item:
                self._desk.rest_on(one.thing.item, one.base, one.tried)
        self._desk.open((*others, *(one.thing for one in taken)), len(others))

    def _turned_down(self, thing: Thing, error: AppError) -> None:
        """What was taken off the bench before the book had it is not taken by the book."""
        if thing.item in self._desk.erased:
            return
        taken = self._taken(thing)
        self._page.messages.say(
            error.sentence, "bad", (text("Bring it back"), lambda: self._bring_back((taken,), self._desk.things))
        )

    def _only_tried(self, thing: Thing) -> None:
        self._page.messages.say(
            text(
                "Your account may not change designs of orders: what you try on {item} is not kept.", item=thing.label
            ),
            "warn",
        )

    def _other_size(self, thing: Thing, fitting: Thing) -> None:
        """What was ordered has another size than its design: whoever lays it out knows before it is printed."""

        def use_picture() -> None:
            at = next((n for n, one in enumerate(self._desk.things) if one.key == thing.key), None)
            if at is not None:  # it may have been taken off meanwhile
                self._desk.go_to(at)
                self._desk.replace(text("Use the ordered size"), fitting)
                self._page.canvas.view.fit()

        self._page.messages.say(
            text(
                "“{title}” was ordered in {wanted}, and this design is {size}. Choose a template of that size.",
                title=thing.title, wanted=_measures(fitting.design), size=_measures(thing.design),
            ),
            "warn",
            (text("The picture alone, in the ordered size"), use_picture),
        )  # fmt: skip


def _kept(thing: Thing) -> Text:
    return text(
        "What was done on {item} is not in the order book yet. It is kept on this PC, and saved once somebody who may change "
        "it is logged in.",
        item=thing.label,
    )


def _measures(design: Design) -> Text:
    return text("{width} × {height} mm", width=f"{design.width_mm:g}", height=f"{design.height_mm:g}")
