"""Names, phones and addresses as they may be shown: GB/T 41833-2022 as the least, and closed when unsure.

A name hides all but its first character, a phone six digits or more. On the screen an address keeps province and city;
on a label it also keeps district, street and house number of the street, never building, unit, floor or room.
"""

import re
import unicodedata

from app.security.regions import region_of

HIDDEN = "****"
_LEAST_DIGITS_HIDDEN = 6

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
# What may follow the region on a label, one after the other: district, town, road, village, estate.
_PART = re.compile(
    rf"{_HAN}{{1,9}}?(?:自治县|自治旗|开发区|新区|街道办事处|街道|大街|大道|胡同|社区|小区|区|县|旗|市|镇|乡|苏木|路|街|巷|村|"
    r"花园|家园|公寓|大厦|广场|大学|学院|中学|小学|医院|工业园|产业园|科技园|软件园|苑|中心)"
)
_ROAD = re.compile(r"(?:大街|大道|胡同|路|街|巷)$")
_HOUSE = re.compile(r"\d{1,5}(?:之\d{1,2}|-\d{1,3})?号(?!楼|室|房|铺|门|院|库)")
# A part that holds one of these could tell the building or the room, or whose home it is.
_PRIVATE = re.compile(r"[栋幢座室楼层户房铺门]|单元|号|[〇零一二三四五六七八九十百]{2,}|家(?!园)|收|转")
_SPACE = re.compile(r"[\s,,、;;]*")


def plain(words: str) -> str:
    """One form for full-width and half-width signs, no control characters, one space between words."""
    folded = unicodedata.normalize("NFKC", words)
    return " ".join("".join(c if c.isprintable() else " " for c in folded).split())


def mask_name(name: str) -> str:
    """张三丰 → 张**; Jane Doe → J***; one character → *; nothing → nothing."""
    words = plain(name)
    if len(words) < 2:
        return "*" * len(words)
    return words[0] + "*" * min(3, len(words) - 1)


def mask_phone(phone: str) -> str:
    """138******21; a short number shows its last two digits at most, an extension is hidden."""
    digits = re.sub(r"\D", "", main_number(phone))
    shown_at_end = 2 if len(digits) >= _LEAST_DIGITS_HIDDEN + 2 else 0
    shown_first = max(0, min(3, len(digits) - _LEAST_DIGITS_HIDDEN - shown_at_end))
    hidden = "*" * (len(digits) - shown_first - shown_at_end)
    return digits[:shown_first] + hidden + (digits[-shown_at_end:] if shown_at_end else "")


def mask_address(address: str) -> str:
    """Province and city, the rest hidden: what the screen shows."""
    words = plain(address)
    if not words:
        return ""
    region, _ = region_of(words)
    return region + HIDDEN


def mask_address_for_label(address: str) -> str:
    """Down to the street and its house number, or the village or estate; building, unit, floor and room hidden."""
    words = plain(address)
    if not words:
        return ""
    shown, start = region_of(words)
    if not shown:
        return HIDDEN
    while (part := _PART.match(words, start)) is not None and not _PRIVATE.search(part.group()):
        shown, start = shown + part.group(), part.end() + _spaces(words, part.end())
        if _ROAD.search(part.group()):
            house = _HOUSE.match(words, start)
            return shown + (house.group() if house is not None else "") + HIDDEN
    return shown + HIDDEN


def _spaces(words: str, start: int) -> int:
    found = _SPACE.match(words, start)
    return found.end() - start if found is not None else 0


def main_number(phone: str) -> str:
    """Digits of a phone number without the country code of China and without an extension."""
    words = plain(phone)
    words = re.split(r"(?i)转|分机|ext\.?|x|#|[;;,,/]", words, maxsplit=1)[0]
    parts = [part for part in re.split(r"\D+", words) if part]
    if len(parts) > 1 and re.fullmatch(r"(?:0?086|86)?1\d{10}", parts[0]):
        parts = parts[:1]  # 13800000000-1234: a number that hides the real one, with its extension
    digits = "".join(parts)
    mobile = re.fullmatch(r"(?:0?086|86)?(1\d{10})", digits)
    if mobile is not None:
        return mobile.group(1)
    if words.startswith(("+86", "0086")):
        rest = digits.removeprefix("00").removeprefix("86")
        return rest if rest.startswith("0") else f"0{rest}"
    return digits
