"""Where text goes: enough of ISO 32000-1, 9.4 to say how large it is and how near it comes to an edge."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot

from pikepdf import Array, String

from app.layouts.preflight.graphics import State, moved
from app.layouts.preflight.marks import Rect, around
from app.layouts.preflight.objects import IDENTITY, Matrix, get, items, name, number, times

USUAL_WIDTH = 0.5
"""Of a letter without a known width, in ems."""


@dataclass(frozen=True)
class Line:
    """One shown string: its box in points of the page, its size as printed, and its bytes as letters (for the reader)."""

    box: Rect
    size_pt: float
    letters: str


class Typesetter:
    """Text matrices between BT and ET."""

    def __init__(self) -> None:
        self._tm: Matrix = IDENTITY
        self._line: Matrix = IDENTITY

    def take(self, word: str, given: list[object], v: list[float], state: State) -> Iterator[Line]:
        if word == "BT":
            self._tm = self._line = IDENTITY
        elif word == "Tm" and len(v) == 6:
            self._tm = self._line = (v[0], v[1], v[2], v[3], v[4], v[5])
        elif word in ("Td", "TD") and len(v) == 2:
            if word == "TD":
                state.leading = -v[1]
            self._next(v[0], v[1])
        elif word == "T*":
            self._next(0.0, -state.leading)
        elif word == "Tc" and v:
            state.letter_space = v[0]
        elif word == "Tz" and v:
            state.stretch = v[0] / 100
        elif word == "TL" and v:
            state.leading = v[0]
        elif word == "Tr" and v:
            state.mode = int(v[0])
        elif word == "Ts" and v:
            state.rise = v[0]
        elif word in ("Tj", "'", '"', "TJ"):
            if word in ("'", '"'):
                self._next(0.0, -state.leading)
            yield from self._show(given[-1] if given else None, state)

    def _next(self, x: float, y: float) -> None:
        self._line = times((1.0, 0.0, 0.0, 1.0, x, y), self._line)
        self._tm = self._line

    def _show(self, shown: object, state: State) -> Iterator[Line]:
        parts = list(items(shown)) if isinstance(shown, Array) else [shown]
        widths = Widths(state.font)
        length, letters = 0.0, bytearray()
        for part in parts:
            if isinstance(part, String):
                raw = bytes(part)
                letters += raw
                length += widths.of(raw) * state.size + len(raw) * state.letter_space
            else:
                length -= (number(part) or 0.0) / 1000 * state.size
        length *= state.stretch
        m = times(self._tm, state.ctm)
        low, high = state.rise - 0.2 * state.size, state.rise + 0.8 * state.size
        box = around([moved((x, y), m) for x in (0.0, length) for y in (low, high)])
        self._tm = times((1.0, 0.0, 0.0, 1.0, length, 0.0), self._tm)
        if letters:
            yield Line(box, abs(state.size) * hypot(m[2], m[3]), letters.decode("latin-1"))


class Widths:
    """Advance widths of a font, as far as its dictionary tells them."""

    def __init__(self, font: object) -> None:
        self._double = name(get(font, "/Subtype")) == "Type0"
        self._first = int(number(get(font, "/FirstChar")) or 0)
        found = get(font, "/Widths")
        self._widths = [number(v) or 0.0 for v in items(found)] if isinstance(found, Array) else []
        self._scale = 0.001
        if name(get(font, "/Subtype")) == "Type3":
            self._scale = abs(number(next(iter(items(m)), 0.001)) or 0.001) if isinstance(
                m := get(font, "/FontMatrix"), Array
            ) else 0.001  # fmt: skip

    def of(self, raw: bytes) -> float:
        """Length of a string in ems."""
        if self._double:
            return len(raw) / 2
        total = 0.0
        for code in raw:
            index = code - self._first
            known = 0 <= index < len(self._widths)
            total += self._widths[index] * self._scale if known else USUAL_WIDTH
        return total
