"""What a scanner has read, told apart: an item's serial, an order or parcel, an unboxing card, or something else.

A scanner is a keyboard: with a Chinese input method on it types full-width signs, and some send lower case or blanks.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from app.orders.serials import read_serial

LONGEST = 200
"""Characters of a code that are looked at; an unboxing card may carry a link."""

_SERIAL = re.compile(r"(?P<prefix>[A-Z]{1,4})-(?P<body>[0-9A-Z]{6})(?:-(?P<unit>[0-9]{1,4}))?")
_NUMBER = re.compile(r"[A-Z]{1,4}-[0-9]{8}-[0-9]{3,7}")
_CARD = re.compile(rf"\S*[/=]\S*?(?P<link>(?<![A-Z]){_NUMBER.pattern})|CARD-(?P<plain>{_NUMBER.pattern})")
CARD_PREFIX = "CARD-"
"""Before the parcel's number on an unboxing card of a workshop that has no page for it."""


@dataclass(frozen=True)
class Code:
    """What a code is by its form alone.

    kind  "item"; "number" (of an order or a parcel); "card" (value: the parcel's number); "misread" (an item's code with
          a wrong check character, unless a courier's number looks like one); "other": a waybill, or nothing known
    unit  which one of the item's quantity, where the label says so
    """

    kind: Literal["item", "number", "card", "misread", "other"]
    value: str
    unit: int | None = None


def tidy(raw: str) -> str:
    """What was read, without what input methods and scanners add: half-width, upper case, no blanks or controls."""
    half = unicodedata.normalize("NFKC", raw[:LONGEST])
    half = re.sub(r"[‐-―−－]", "-", half)
    return "".join(sign for sign in half if sign.isprintable() and not sign.isspace()).upper()


def read_code(raw: str) -> Code:
    """Tell what was scanned or typed by its form alone."""
    value = tidy(raw)
    if found := _SERIAL.fullmatch(value):
        serial = read_serial(found["body"], found["prefix"])
        if serial is None:
            return Code("misread", value)
        return Code("item", serial, int(found["unit"]) if found["unit"] else None)
    if _NUMBER.fullmatch(value):
        return Code("number", value)
    if found := _CARD.fullmatch(value):
        return Code("card", found["link"] or found["plain"])
    return Code("other", value)


def unit_code(serial: str, unit: int, quantity: int) -> str:
    """What stands on the label of one unit; where there is only one, the serial alone."""
    return serial if quantity == 1 else f"{serial}-{unit}"


def card_code(parcel_number: str, page: str = "") -> str:
    """What the unboxing card's QR code says: the link to the page of this parcel, or its number where there is none."""
    if not page:
        return CARD_PREFIX + parcel_number
    return page + parcel_number if page.endswith(("/", "=")) else f"{page}/{parcel_number}"
