"""Takes what was laid out for erased items out of the words that a layout bench is kept as; loads nothing that draws."""

import json
import logging
import re
from collections.abc import Collection
from typing import Any

from app.orders.book import ItemKey

_SOURCE = re.compile(r"sha256:[0-9a-f]{64}")
log = logging.getLogger(__name__)


def sources_in(words: str) -> frozenset[str]:
    """Every picture and sound that is named in what is on the desk."""
    return frozenset(_SOURCE.findall(words))


def kept_names(name: str, words: str) -> frozenset[str]:
    """The files that a bench needs which is kept under this name: itself, and what its words name."""
    return frozenset({name, *(source.partition(":")[2] for source in sources_in(words))})


def items_in(content: bytes) -> frozenset[ItemKey]:
    """The items of books that something is kept of here; nothing where the words cannot be read."""
    try:
        kept = json.loads(content)
        things = [*kept["things"], *kept.get("untold", ())]
        books = kept.get("books", {})
        return frozenset(
            (str(books.get(str(thing["item"]), "")), int(thing["item"])) for thing in things if thing["item"]
        )
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        log.warning("the journal of the layout bench cannot be read: %s", type(problem).__name__)
        return frozenset()


def without(content: bytes, items: Collection[int]) -> bytes:
    """The same words, which can be read, and nothing of these items: not what lies there, nor what the book was to get."""
    kept: dict[str, Any] = json.loads(content)
    numbers = set(map(str, items))
    before: list[dict[str, Any]] = kept["things"]
    keys = {thing["key"] for thing in before if thing["item"] in items}
    left = [thing for thing in before if thing["item"] not in items]
    at = sum(thing["item"] not in items for thing in before[: int(kept["at"])])
    kept |= {"things": left, "at": max(0, min(at, len(left) - 1))}
    kept["untold"] = [thing for thing in kept.get("untold", ()) if thing["item"] not in items]
    for name in ("loose", "told"):
        kept[name] = [item for item in kept.get(name, ()) if item not in items]
    for name in ("bases", "tried", "books"):
        kept[name] = {item: what for item, what in kept.get(name, {}).items() if item not in numbers}
    guides = kept.get("guides", {})
    kept["guides"] = {page: places for page, places in guides.items() if page.rpartition(" ")[0] not in keys}
    return json.dumps(kept, ensure_ascii=False).encode()
