"""Which codes a camera has just begun to see: a label that lies under it counts once, and again when it comes back."""

from collections.abc import Iterable

GONE_S = 1.2
"""Seconds for which a code must not be seen until it counts again; hands shake, and frames are blurred."""


class Sightings:
    """Remembers when each code was seen last, in seconds of any clock."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}

    def new(self, codes: Iterable[str], at: float) -> list[str]:
        """Those that were not there a moment ago, in order."""
        self._last = {code: seen for code, seen in self._last.items() if at - seen < GONE_S}
        found = list(dict.fromkeys(codes))
        fresh = [code for code in found if code not in self._last]
        self._last.update(dict.fromkeys(found, at))
        return fresh
