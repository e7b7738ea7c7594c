"""What lies on the layout bench, and what the book is still to get of it, written to disk, sealed, with every change.

A crash or a power cut loses nothing.
"""

import json
import logging
import re
from collections.abc import Callable, Mapping
from threading import Lock
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import ValidationError
from PySide6.QtCore import QObject, QTimer

from app.errors import AppError
from app.gui.layout.desk import LayoutDesk
from app.gui.layout.latest import Latest
from app.gui.layout.thing import Thing
from app.i18n import Text, text
from app.jobs.runner import Runner
from app.layouts.composing.folder_shelf import KEPT
from app.layouts.composing.hidden import Hidden
from app.layouts.design.document import Design, Template

WRITE_MS = 60
NAME = "bench"
_SOURCE = re.compile(r"sha256:[0-9a-f]{64}")
log = logging.getLogger(__name__)
Run = Callable[[Text, Callable[[], object], Callable[..., object]], object]


class Journal(QObject):
    """Writes the things of a desk to one file, whole or not at all, and lays them on it again.

    Of pictures, ``hidden`` keeps only those of things that lie there.
    """

    def __init__(self, desk: LayoutDesk, runner: Runner, hidden: Hidden) -> None:
        super().__init__(desk)
        self._desk, self._hidden = desk, hidden
        self._writing = Latest(runner, "thread", text("Write down the layout"))
        self._written: str | None = None
        self._asked = self._kept = 0  # how often it was to be written, and the newest of these that was
        self._one = Lock()
        self._resumed = False
        self._reading = self._read = False
        self._waiting: list[Callable[[], object]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WRITE_MS)
        self._timer.timeout.connect(self._write)
        for signal in (desk.changed, desk.opened, desk.copied, desk.guided, desk.owed, desk.based):
            signal.connect(self._changed)

    def resume(self, run: Run) -> None:
        """Lay on the desk what was there, unless something is there already; once."""
        if self._reading:
            return
        self._reading = True
        run(text("Look at the layout bench"), lambda: read(self._hidden), self._found)

    def when_read(self, then: Callable[[], object]) -> None:
        """Call this once what was there before lies on the desk: at once where it does already."""
        if self._read:
            then()
        else:
            self._waiting.append(then)

    def flush(self) -> None:
        """Write now, in this thread: the program ends. Raises WriteRefusedError."""
        self._timer.stop()
        words = to_json(self._desk)
        if self._resumed:
            if words != self._written or self._kept != self._asked:
                self._asked += 1  # what a thread is still to write is older
                self._keep(self._asked, words.encode())
            self._hidden.only({NAME, *(source.removeprefix(KEPT) for source in sources_in(words))})

    def written(self) -> Callable[[], None]:
        """What writes down all that is on the desk now, in any thread; it raises WriteRefusedError."""
        self._timer.stop()
        words = self._written = to_json(self._desk)
        self._asked += 1
        number = self._asked

        def write() -> None:
            try:
                self._keep(number, words.encode())
            except AppError:
                self._written = None  # the next change tries it again
                raise

        return write

    def _found(self, found: "Kept") -> None:
        self._resumed = self._read = True
        desk = self._desk
        laid = not desk.things
        if laid:
            desk.guides.update(found.guides)
            desk.loose |= found.loose
        untold = {item: thing for item, thing in found.untold.items() if item not in desk.untold}
        desk.bases.update({item: base for item, base in found.bases.items() if laid or item in untold})
        desk.tried.update({item: tried for item, tried in found.tried.items() if laid or item in untold})
        desk.untold.update(untold)
        if found.things and laid:
            desk.open(found.things, found.at)
        elif desk.things:
            self._changed()
        if untold:
            desk.owed.emit()
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then()

    def _changed(self) -> None:
        if self._resumed or self._desk.things:
            self._resumed = True
            self._timer.start()

    def _keep(self, number: int, content: bytes) -> None:
        """Write what is not overtaken yet. Raises WriteRefusedError."""
        with self._one:
            if number > self._kept:
                self._hidden.keep(NAME, content)
                self._kept = number

    def _write(self) -> None:
        words = to_json(self._desk)

        def refused(error: AppError) -> None:
            self._written = None  # the next change tries it again
            raise error

        if words != self._written:
            self._written = words
            self._asked += 1
            self._writing.ask(self._keep, self._asked, words.encode(), then=lambda _nothing: None, failed=refused)


def to_json(desk: LayoutDesk) -> str:
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
    kept = {
        "version": 1, "at": desk.at, "things": things, "guides": guides, "bases": bases, "tried": tried,
        "untold": untold, "loose": sorted(desk.loose & there.keys()),
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


def sources_in(words: str) -> frozenset[str]:
    """Every picture and sound that is named in what is on the desk."""
    return frozenset(_SOURCE.findall(words))


class Kept(NamedTuple):
    """What lay on a desk, and by item what the book is still to get: it may have what lies there, or have another since."""

    things: tuple[Thing, ...] = ()
    at: int = 0
    guides: Mapping[str, dict[str, list[float]]] = MappingProxyType({})
    bases: Mapping[int, str] = MappingProxyType({})
    tried: Mapping[int, tuple[str, ...]] = MappingProxyType({})
    untold: Mapping[int, Thing] = MappingProxyType({})
    loose: frozenset[int] = frozenset()


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
        loose = frozenset(map(int, kept.get("loose", ())))
        untold = {thing.item: thing for thing in things if thing.item and thing.item not in loose}
        untold |= {thing.item: thing for thing in map(_thing, kept.get("untold", ()))}
        return Kept(things, int(kept["at"]), guides, bases, tried, untold, loose)
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
