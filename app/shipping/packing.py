"""What belongs into a parcel and what a scan means. Pure: the commands read and write, this decides.

Every unit is scanned: an item of quantity four counts four times. Nothing is packed by pressing a button.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from app.i18n import Text, text
from app.orders.item_states import HOLD_REASONS, ITEM
from app.orders.records import Item
from app.shipping.records import Parcel, Scan

Kind = Literal[
    "opened",
    "counted",
    "complete",
    "double",
    "wrong",
    "unknown",
    "already_complete",
    "held",
    "not_ready",
    "unfinished",
    "shared",
]
GOOD: frozenset[Kind] = frozenset(("opened", "counted", "complete"))


@dataclass(frozen=True)
class Line:
    """An item of the parcel and which of its units are in."""

    item: Item
    units: frozenset[int] = frozenset()

    @property
    def scanned(self) -> int:
        """How many units are in."""
        return len(self.units)

    @property
    def missing(self) -> int:
        """How many units are still to be scanned."""
        return self.item.quantity - len(self.units)


@dataclass(frozen=True)
class Contents:
    """What is to lie in a parcel. ``card``: whether its unboxing card has to be scanned, and is."""

    lines: tuple[Line, ...] = ()
    card: Literal["none", "wanted", "there"] = "none"

    @property
    def units(self) -> int:
        """All that has to be scanned."""
        return sum(line.item.quantity for line in self.lines) + (self.card != "none")

    @property
    def missing(self) -> int:
        """What is still to be scanned; 0 for a full parcel. An empty parcel lacks something: it is never full."""
        if not self.lines:
            return 1
        return sum(line.missing for line in self.lines) + (self.card == "wanted")

    @property
    def scanned(self) -> int:
        """What is in."""
        return sum(line.scanned for line in self.lines) + (self.card == "there")

    def line(self, item: int) -> Line | None:
        """The line of this item."""
        return next((line for line in self.lines if line.item.id == item), None)

    def with_unit(self, item: int, unit: int) -> "Contents":
        """With one more unit in."""
        lines = tuple(replace(x, units=x.units | {unit}) if x.item.id == item else x for x in self.lines)
        return replace(self, lines=lines)


def contents(items: Iterable[Item], scans: Iterable[Scan], card: Literal["none", "wanted", "there"]) -> Contents:
    """Lines in the order in which people read the order: by order, then position."""
    units: dict[int, set[int]] = {}
    for scan in scans:
        units.setdefault(scan.item, set()).add(scan.unit)
    ordered = sorted(items, key=lambda item: (item.order, item.position, item.id))
    return Contents(tuple(Line(item, frozenset(units.get(item.id, ()))) for item in ordered), card)


@dataclass(frozen=True)
class Whereabouts:
    """Where a scanned item belongs, for whoever has to put it back. ``parcel``: the number of the parcel it is in."""

    order: str = ""
    shelf: str = ""
    parcel: str = ""
    same_buyer: bool = False


@dataclass(frozen=True)
class Verdict:
    """What a scan means. ``sentence`` says what is, ``advice`` what to do; ``unit`` is what a good scan counts as.

    joins  the item is not in the parcel yet, but belongs there: same order, ready
    """

    kind: Kind
    sentence: Text
    advice: Text | None = None
    item: int | None = None
    unit: int | None = None
    joins: bool = False
    facts: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether packing goes on without anybody having to look."""
        return self.kind in GOOD


def stopped(item: Item) -> Verdict | None:
    """Why this item cannot be packed now; None where it can."""
    if item.state == "ready_to_pack":
        return None
    if item.state == "on_hold":
        reason = HOLD_REASONS.get(item.hold_reason)
        return Verdict(
            "held",
            text("{title} ({serial}) is on hold.", title=item.title or item.serial, serial=item.serial),
            text("Reason: {reason}. Put it back: the parcel waits for it, or take it out of the parcel.", reason=reason)
            if reason is not None
            else text("Put it back: the parcel waits for it, or take it out of the parcel."),
            item.id,
        )
    return Verdict(
        "not_ready",
        text(
            "{title} ({serial}) is not ready to pack: {state}.",
            title=item.title or item.serial, serial=item.serial, state=ITEM.state[item.state].title,
        ),
        text("Put it back to where it is worked on."),
        item.id,
    )  # fmt: skip


def judge(parcel: Parcel, inside: Contents, item: Item | None, unit: int | None, where: Whereabouts) -> Verdict:
    """What the scan of an item means for this parcel. ``item`` None: nobody knows the code."""
    if item is None:
        return unknown()
    named = {"title": item.title or item.serial, "serial": item.serial}
    line = inside.line(item.id)
    if line is None and not (item.order == parcel.order and item.parcel is None):
        return _wrong(item, where)
    if parcel.state != "new":
        return closed(item)
    if (stop := stopped(item)) is not None:
        return stop
    line = line or Line(item)
    if unit is not None and not 1 <= unit <= item.quantity:
        return Verdict(
            "unknown",
            text("{title} ({serial}) has no unit {unit}.", unit=unit, **named),
            text("The label is of another run; print the labels of this item anew."),
            item.id,
        )
    if (unit is not None and unit in line.units) or line.missing == 0:
        return Verdict(
            "double",
            text("{title} ({serial}) is counted already.", **named),
            text("Look whether one too many lies in the parcel, or the same one was scanned twice."),
            item.id,
        )
    counts_as = unit or next(n for n in range(1, item.quantity + 1) if n not in line.units)
    joins = inside.line(item.id) is None
    after = (inside if not joins else replace(inside, lines=(*inside.lines, line))).with_unit(item.id, counts_as)
    if after.missing == 0:
        return Verdict(
            "complete",
            text("All is in. Now the photo and the weight."),
            item=item.id, unit=counts_as, joins=joins,
        )  # fmt: skip
    return Verdict(
        "counted",
        text("{title}: {done} of {all}", title=named["title"], done=line.scanned + 1, all=item.quantity),
        item=item.id, unit=counts_as, joins=joins,
    )  # fmt: skip


def judge_card(parcel: Parcel, inside: Contents, number: str) -> Verdict:
    """What the scan of an unboxing card means: ``number`` is that of the parcel that the card is for."""
    if number != parcel.number:
        return Verdict(
            "wrong",
            text("This unboxing card is for another parcel: {number}.", number=number),
            text("Put it back and take the card of {number}.", number=parcel.number),
        )
    if parcel.state != "new":
        return closed(None)
    if inside.card == "none":
        return Verdict("counted", text("The unboxing card is right for this parcel."))
    if inside.card == "there":
        return Verdict(
            "double",
            text("The unboxing card is counted already."),
            text("Look whether two cards lie in the parcel."),
        )
    if inside.missing == 1:
        return Verdict("complete", text("All is in. Now the photo and the weight."))
    return Verdict("counted", text("The unboxing card is in."))


def unknown() -> Verdict:
    """Nobody knows the code."""
    return Verdict(
        "unknown",
        text("No item, order or parcel has this code."),
        text("Scan it once more; if it stays unknown, find the item in the queue and print its label anew."),
    )


def misread() -> Verdict:
    """The label of an item whose check character is wrong."""
    return Verdict(
        "unknown",
        text("The label was not read right."),
        text("Scan it once more; if it stays so, print the label of this item anew."),
    )


def closed(item: Item | None) -> Verdict:
    """The parcel is closed already: nothing more goes in."""
    return Verdict(
        "already_complete",
        text("This parcel is closed already."),
        text("Open it again if something has to go in or out, or scan the next order."),
        None if item is None else item.id,
    )


def unfinished(inside: Contents) -> Verdict:
    """Another parcel was scanned while this one is half full: things get mixed up that way."""
    return Verdict(
        "unfinished",
        text("This parcel is not finished: {done} of {all} are in.", done=inside.scanned, all=inside.units),
        text("Finish it first, or put it aside with Esc; what is scanned stays counted."),
    )


def shared(number: str, station: str, name: str) -> Verdict:
    """The parcel that was opened is being packed at another workstation; ``name``: by whom, empty where nobody logs in."""
    return Verdict(
        "shared",
        text("Parcel {number} is being packed at {station} already.", number=number, station=station),
        text("Ask {name} there before you go on; each thing counts once, at whichever desk it is scanned.", name=name)
        if name
        else text("Ask there before you go on; each thing counts once, at whichever desk it is scanned."),
    )


def _wrong(item: Item, where: Whereabouts) -> Verdict:
    named = {"title": item.title or item.serial, "serial": item.serial}
    sentence = text("This does not belong into this parcel: {title} ({serial})", **named)
    if where.parcel:
        advice = text("It belongs to parcel {parcel} of order {order}. Put it back and go on.",
                      parcel=where.parcel, order=where.order)  # fmt: skip
    elif where.same_buyer:
        advice = text(
            "It is for the same buyer, but of order {order}. Put it back, or take that order into this parcel.",
            order=where.order,
        )
    elif where.shelf:
        advice = text("It belongs to order {order}. Put it back on shelf {shelf} and go on.",
                      order=where.order, shelf=where.shelf)  # fmt: skip
    else:
        advice = text("It belongs to order {order}. Put it back and go on.", order=where.order)
    return Verdict("wrong", sentence, advice, item.id, facts={"order": item.order})
