"""What was made in safe mode, brought to where it belongs: the benches of safe mode are others than the usual ones."""

import json
import logging
from collections.abc import Callable
from typing import Any, Protocol

from app.layouts.composing.hidden import Hidden
from app.session.bench import Document

log = logging.getLogger(__name__)
FOLDER = "safe"
LAYOUT = "bench"  # the name under which the layout bench keeps itself (app.gui.layout.kept)


class Journal(Protocol):
    """The journal of a bench, whose document may wait for a key."""

    def read(self) -> Document | None: ...
    @property
    def waits(self) -> bool: ...
    def read_sealed(self) -> Document | None: ...
    def write(self, document: Document | None) -> None: ...


def model_left(journal: Journal) -> Document | None:
    """The model that was on the bench of safe mode; may ask for the key. Raises AppErrors of the key."""
    document = journal.read()
    return journal.read_sealed() if document is None and journal.waits else document


def bring_layouts(safe: Hidden, usual: Hidden, sources: Callable[[str], frozenset[str]], kept: str) -> int:
    """Put what lies on the layout bench of safe mode beside what lies on the usual one; how many things that were.

    Called while no layout bench is open.
    sources  names the pictures that are used in the words of a bench; kept: what such a name begins with
    """
    content = safe.content(LAYOUT)
    if content is None:
        return 0
    there = usual.content(LAYOUT)
    try:
        mine: dict[str, Any] = json.loads(content)
        things = list(mine["things"])
        whole: dict[str, Any] = {"version": 1, "at": 0, "things": []} if there is None else json.loads(there)
        whole["things"] = [*whole["things"], *things]
    except (ValueError, KeyError, TypeError) as error:
        log.warning("the layout bench of safe mode cannot be read: %s", type(error).__name__)
        return 0
    if not things:
        return 0
    for source in sources(content.decode("utf-8", "replace")):
        name = source.removeprefix(kept)
        picture = safe.content(name)
        if picture is not None and usual.content(name) is None:
            usual.keep(name, picture)
    usual.keep(LAYOUT, json.dumps(whole, ensure_ascii=False).encode())
    safe.only(())
    return len(things)
