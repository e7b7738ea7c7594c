"""What is to be made, in words: "Night singer · Full colour 120 mm ×2"."""

from typing import Protocol

from app.i18n import tr
from app.products.product import size_words
from app.products.table import PRODUCTS


class Thing(Protocol):
    """What a row of the queue and an item say about the thing."""

    @property
    def title(self) -> str: ...
    @property
    def product(self) -> str: ...
    @property
    def finish(self) -> str: ...
    @property
    def height_mm(self) -> float | None: ...
    @property
    def width_mm(self) -> float | None: ...
    @property
    def quantity(self) -> int: ...


UNKNOWN_ICON = "mdi6.shape-outline"


def product_icon(product: str) -> str:
    """Sign of a product."""
    known = PRODUCTS.get(product)
    return known.icon if known is not None else UNKNOWN_ICON


def product_title(product: str) -> str:
    """Name of a product; one that is not in the table any more is named by its id."""
    known = PRODUCTS.get(product)
    return str(known.title) if known is not None else product


def made_words(thing: Thing) -> str:
    """Product, finish where it matters, size and quantity: "Full colour 120 mm", "Postcard 148 × 100 mm ×4"."""
    parts = [_name(thing), size_words(thing.height_mm, thing.width_mm)]
    if thing.quantity != 1:
        parts.append(f"×{thing.quantity}")
    return " ".join(part for part in parts if part)


def _name(thing: Thing) -> str:
    """A figurine goes by its finish; what is a figure in one finish and flat in another is told with it."""
    known = PRODUCTS.get(thing.product)
    if known is None or not thing.finish or known.bench(thing.finish) != "figurine":
        return product_title(thing.product)
    finish = known.finish_title(thing.finish)
    return str(finish) if known.kind == "figurine" else tr("{product}, {finish}", product=known.title, finish=finish)


def row_title(thing: Thing) -> str:
    """Its own title, and what is made of it."""
    title = thing.title or tr("Without a title")
    return f"{title} · {made_words(thing)}"
