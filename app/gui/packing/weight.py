"""A weight as people and scales write it, in grams."""

import re
import unicodedata

FORM = r"[+]?\d{1,6}(?:[.,]\d{1,4})?\s*(?:[kK]?[gG]|公斤|千克|克)?"
"""What a scale types."""

_WEIGHT = re.compile(r"(?P<number>\d{1,6}(?:[.,]\d{1,4})?)\s*(?P<unit>kg|公斤|千克|g|克)?", re.IGNORECASE)
_KG = {"kg", "公斤", "千克"}


def read_weight(words: str) -> int | None:
    """Grams: "412", "412 g", "0.412", "0,412 kg" all mean 412; None for what is no weight.

    A number with a point and without a unit is kilograms: scales that type send it like that.
    """
    found = _WEIGHT.fullmatch(unicodedata.normalize("NFKC", words).strip().lstrip("+"))
    if found is None:
        return None
    number, unit = found["number"].replace(",", "."), (found["unit"] or "").lower()
    kilograms = unit in _KG or (not unit and "." in number)
    return round(float(number) * (1000 if kilograms else 1)) or None
