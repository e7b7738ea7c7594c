"""Short names by which pieces are found on a plate: a letter for the row or the layer, a number along it."""

import string
from collections.abc import Mapping

from app.dispatch.plates.body import Place

ROW_MM, LAYER_MM = 60.0, 30.0


def labels(places: Mapping[int, Place], *, layered: bool) -> dict[int, str]:
    """A1, A2 … from the front row on and from left to right; in a volume from the lowest layer on, and from the front."""
    bands: dict[int, list[int]] = {}
    for id_, place in places.items():
        bands.setdefault(int(place.z // LAYER_MM if layered else place.y // ROW_MM), []).append(id_)
    named: dict[int, str] = {}
    for letter, band in enumerate(sorted(bands)):
        along = sorted(bands[band], key=lambda id_: (places[id_].y // ROW_MM if layered else 0, places[id_].x, id_))
        named |= {id_: f"{_letters(letter)}{number}" for number, id_ in enumerate(along, 1)}
    return named


def _letters(number: int) -> str:
    """A … Z, AA, AB …."""
    first, last = divmod(number, 26)
    return (_letters(first - 1) if first else "") + string.ascii_uppercase[last]
