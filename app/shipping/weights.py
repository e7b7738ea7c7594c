"""Whether what the scale says can be: a slip of a key, kilograms for grams, an empty box. Grams throughout."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.i18n import Text, text
from app.orders.records import Item

BOX_G = 90
"""Carton, filling and unboxing card."""

# Grams of one unit: measured on what workshops usually make, so only the order of magnitude counts.
_FLAT_G = {"photo": 5, "postcard": 7, "magnet": 28, "keychain": 16}
_FIGURINE_G_PER_MM3 = 1.0e-4  # of the height cubed: 120 mm, hollowed, about 170 g
_USUAL_HEIGHT_MM = 100.0
_LEAST, _MOST, _ROOM_G = 0.35, 2.6, 120  # shares of what is expected, and room for a larger box

HEAVIEST_G = 30_000
"""What the couriers take as one parcel."""


@dataclass(frozen=True)
class Expected:
    """A weight in grams and what is still believed."""

    grams: int
    least: int
    most: int


def expected(items: Iterable[Item]) -> Expected:
    """What a parcel with these items should weigh; an item may know its own weight (``options["weight_g"]``)."""
    grams = BOX_G + sum(_unit(item) * item.quantity for item in items)
    return Expected(round(grams), round(BOX_G / 3 + (grams - BOX_G) * _LEAST), round(grams * _MOST + _ROOM_G))


def oddity(weight_g: int, wanted: Expected) -> Text | None:
    """A sentence where the weight is not to be believed."""
    if wanted.least <= weight_g <= wanted.most:
        return None
    if weight_g < wanted.least:
        return text(
            "{weight} g is little for this parcel, about {expected} g were expected: is everything in?",
            weight=weight_g, expected=wanted.grams,
        )  # fmt: skip
    return text(
        "{weight} g is much for this parcel, about {expected} g were expected: look once more at the scale.",
        weight=weight_g, expected=wanted.grams,
    )  # fmt: skip


def _unit(item: Item) -> float:
    known = item.options.get("weight_g")
    if isinstance(known, int | float) and not isinstance(known, bool) and 0 < known < HEAVIEST_G:
        return float(known)
    if item.product in _FLAT_G:
        return float(_FLAT_G[item.product])
    return float(_FIGURINE_G_PER_MM3 * (item.height_mm or _USUAL_HEIGHT_MM) ** 3)
