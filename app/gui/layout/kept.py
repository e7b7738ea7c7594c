"""What lies on a layout bench, and what the book is still to get of it, as words in a file."""

import json
import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from app.gui.layout.thing import Thing
from app.layouts.composing.hidden import Hidden
from app.layouts.design.document import Design, Template

if TYPE_CHECKING:
    from app.gui.layout.desk import LayoutDesk

NAME = "bench"
log = logging.getLogger(__name__)


class Kept(NamedTuple):
    """What lay on a desk, and by item what the book is still to get: it may have what lies there, or have another since."""

    things: tuple[Thing, ...] = ()
    at: int = 0
    guides: Mapping[str, dict[str, list[float]]] = MappingProxyType({})
    bases: Mapping[int, str] = MappingProxyType({})
    tried: Mapping[int, tuple[str, ...]] = MappingProxyType({})
    untold: Mapping[int, Thing] = MappingProxyType({})
    loose: frozenset[int] = frozenset()
    books: Mapping[int, str] = MappingProxyType({})


def to_json(desk: "LayoutDesk | Kept") -> str:
    """Everything that is on the desk, and what the book is still to get of things that are not, or lie there otherwise."""
    things = [_told(thing) for thing in desk.things]
    there = {thing.item: thing for thing in desk.things if thing.item}
    untold = [_told(thing) for item, thing in sorted(desk.untold.items()) if not _same(thing, there.get(item))]
    items = {*there, *desk.untold}
    keys = {thing.key for thing in desk.things}
    guides = {
        page: kept for page, kept in desk.guides.items() if page.rpartition(" ")[0] in keys and any(kept.values())
    }
    bases = {str(item): base for item, base in desk.bases.items() if item in items}
    tried = {str(item): them for item, them in desk.tried.items() if item in items}
    books = {str(item): book for item, book in desk.books.items() if item in items}
    kept = {
        "version": 1, "at": desk.at, "things": things, "guides": guides, "bases": bases, "tried": tried,
        "untold": untold, "loose": sorted(desk.loose & there.keys()), "books": books,
        "told": sorted(there.keys() - desk.untold.keys() - desk.loose),
    }  # fmt: skip
    return json.dumps(kept, ensure_ascii=False)


def _told(thing: Thing) -> dict[str, Any]:
    return {
        "key": thing.key, "title": thing.title, "label": thing.label, "copies": thing.copies, "item": thing.item,
        "values": dict(thing.values), "design": thing.design.model_dump(mode="json"),
        "template": None if thing.template is None else thing.template.model_dump(mode="json"),
        "begun_with": thing.begun_with,
    }  # fmt: skip


def _same(thing: Thing, there: Thing | None) -> bool:
    return there is not None and there.with_copies(thing.copies) == thing


def read(hidden: Hidden) -> Kept:
    """What was written; nothing where it cannot be read any more."""
    content = hidden.content(NAME)
    if content is None:
        return Kept()
    try:
        kept = json.loads(content)
        things = tuple(_thing(one) for one in kept["things"])
        guides = {str(page): _guides(places) for page, places in kept.get("guides", {}).items()}
        bases = {int(item): str(revision) for item, revision in kept.get("bases", {}).items()}
        tried = {int(item): tuple(map(str, them)) for item, them in kept.get("tried", {}).items()}
        books = {int(item): str(book) for item, book in kept.get("books", {}).items()}
        loose = frozenset(map(int, kept.get("loose", ())))
        untold = {thing.item: thing for thing in things if thing.item and thing.item not in loose}
        untold |= {thing.item: thing for thing in map(_thing, kept.get("untold", ()))}
        return Kept(things, int(kept["at"]), guides, bases, tried, untold, loose, books)
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
        log.warning("the journal of the layout bench cannot be read: %s", type(error).__name__)
        return Kept()


def _guides(places: dict[str, Any]) -> dict[str, list[float]]:
    return {axis: [float(place) for place in places.get(axis, ())] for axis in ("x", "y")}


def _thing(kept: dict[str, Any]) -> Thing:
    template = None if kept["template"] is None else Template.model_validate(kept["template"])
    values = {str(name): str(value) for name, value in kept["values"].items()}
    design = Design.model_validate(kept["design"])
    return Thing(
        str(kept["key"]), str(kept["title"]), str(kept["label"]), design, values, int(kept["copies"]), int(kept["item"]),
        template, str(kept.get("begun_with", "")),
    )  # fmt: skip
