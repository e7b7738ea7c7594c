"""A state machine as a picture, drawn from its table: for documents, and to show people how an order goes.

States stand below each other in the order of the table. Steps to the next state go straight down; all others leave and
enter at places of their own and run in lanes of their own, forward on the right, back on the left: nothing overlaps.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from app.i18n import text
from app.orders.machine import BACK, Machine

TONES = {"dim": "#7b8494", "accent": "#3a76e8", "ok": "#2c8f6c", "warn": "#b57f14", "bad": "#cf4a3c"}
_BOX, _SLOT, _GAP, _LANE, _LINE = 220.0, 17.0, 26.0, 9.0, 20.0
_LETTER, _SIGN = 6.4, 12.2  # width of a Latin letter and of a Chinese sign at 12 px
MANY = 5
"""A step that begins in so many states is told beside its target instead of drawn."""


def svg(machine: Machine, at: str = "", tones: Mapping[str, str] | None = None, font: str = "sans-serif") -> str:
    """The table as an SVG drawing on a transparent ground.

    at     id of the state that something is in: it stands out
    tones  colour of each tone, where they are not to fit any ground
    """
    return _Drawing(machine, at, tones or TONES, font).drawn()


def height_at(machine: Machine, state: str) -> float:
    """How far below the top of the drawing the middle of a state is, in its own units. Raises KeyError."""
    drawing, row = _Drawing(machine), machine.states.index(machine.state[state])
    return drawing.top[row] + drawing.height[row] / 2


def _width(words: str) -> float:
    return sum(_SIGN if ord(sign) > 0x2E80 else _LETTER for sign in words)


@dataclass(frozen=True)
class _Edge:
    """One drawn step. ``right``: it goes forward, or to itself."""

    before: int
    after: int
    words: str

    @property
    def right(self) -> bool:
        return self.after >= self.before


class _Drawing:
    def __init__(
        self, machine: Machine, at: str = "", tones: Mapping[str, str] = TONES, font: str = "sans-serif"
    ) -> None:
        self.machine, self.at, self.tones, self.font = machine, at, tones, font
        place = {state.id: row for row, state in enumerate(machine.states)}
        self.told: dict[int, list[str]] = {}
        edges: list[_Edge] = []
        for event, after, befores in _gathered(machine):
            words = str(machine.event[event].title)
            if after == BACK:
                self.told.setdefault(place[befores[0]], []).append(
                    str(text("{event}: back to where it was", event=words))
                )
            elif len(befores) >= MANY:
                known = text("{event}: from {n} states", event=words, n=len(befores))
                self.told.setdefault(place[after], []).append(str(known))
            else:
                edges += [_Edge(place[before], place[after], words) for before in befores]
        self.straight = [e for e in edges if e.after == e.before + 1]
        self.bent = [e for e in edges if e.after != e.before + 1]
        self._slots()
        self.lanes = {side: self._in_lanes([e for e in self.bent if e.right is side]) for side in (True, False)}

    def _slots(self) -> None:
        """A place of its own at its state for every line that leaves or enters there, and the rows' heights."""
        rows = range(len(self.machine.states))
        self.slot: dict[tuple[_Edge, bool], int] = {}
        used = {(row, side): 0 for row in rows for side in (True, False)}
        for edge in sorted(self.bent, key=lambda e: (e.before, e.after)):
            for row, leaves in ((edge.before, True), (edge.after, False)):
                self.slot[edge, leaves] = used[row, edge.right]
                used[row, edge.right] += 1
        self.height = [
            max(used[row, True], used[row, False], 1.6 + len(self.told.get(row, ()))) * _SLOT + 8 for row in rows
        ]
        gaps = [_GAP + (_LINE * 0.5 if any(e.before == row for e in self.straight) else 0) for row in rows]
        self.top = [16 + sum(self.height[:row]) + sum(gaps[:row]) for row in rows]

    def _in_lanes(self, edges: list[_Edge]) -> dict[_Edge, int]:
        """The innermost lane in which a line meets no other: short ones first, so that long ones run outside."""
        taken: list[list[tuple[float, float]]] = []
        lanes: dict[_Edge, int] = {}
        for edge in sorted(edges, key=lambda e: abs(e.after - e.before)):
            ends = self._y(edge, leaves=True), self._y(edge, leaves=False)
            low, high = min(ends) - 6, max(ends) + 6
            lane = next((n for n, spans in enumerate(taken) if all(high < a or b < low for a, b in spans)), len(taken))
            if lane == len(taken):
                taken.append([])
            taken[lane].append((low, high))
            lanes[edge] = lane
        return lanes

    def _y(self, edge: _Edge, *, leaves: bool) -> float:
        row = edge.before if leaves else edge.after
        return self.top[row] + 4 + (self.slot[edge, leaves] + 0.5) * _SLOT

    def drawn(self) -> str:
        room = {side: self._room(side) for side in (True, False)}
        left = room[False] + 14
        width = left + _BOX + room[True] + 14
        height = self.top[-1] + self.height[-1] + 16
        parts = [self._head(width, height)]
        parts += [self._box(row, left) for row in range(len(self.machine.states))]
        parts += [self._down(edge, left) for edge in self.straight]
        parts += [self._bow(edge, left, room[edge.right]) for edge in self.bent]
        return "\n".join([*parts, "</svg>"]) + "\n"

    def _room(self, side: bool) -> float:
        words = [_width(e.words) for e in self.bent if e.right is side]
        return max(words, default=0) + 22 + len(set(self.lanes[side].values())) * _LANE

    def _head(self, width: float, height: float) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="{escape(self.font)}" font-size="12" fill="none">\n'
            f"<title>{escape(str(self.machine.title))}</title>"
        )

    def _box(self, row: int, left: float) -> str:
        state = self.machine.states[row]
        tone, top, high = self.tones[state.tone], self.top[row], self.height[row]
        middle = left + _BOX / 2
        lines = self.told.get(row, [])
        first = top + high / 2 + 4 - len(lines) * _SLOT / 2
        here = state.id == self.at
        dash = "" if state.open or here else ' stroke-dasharray="4 3"'
        words = [
            (
                f'<text x="{middle:.1f}" y="{first:.1f}" fill="{tone}" font-size="13" font-weight="600" '
                f'text-anchor="middle">{escape(str(state.title))}</text>'
            )
        ]
        words += [
            f'<text x="{middle:.1f}" y="{first + (n + 1) * _SLOT:.1f}" fill="{self.tones["dim"]}" font-size="10.5" '
            f'text-anchor="middle">{escape(line)}</text>'
            for n, line in enumerate(lines)
        ]
        thick, fill = (3.2, 0.28) if here else (1.6, 0.07)
        return (
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{_BOX:.1f}" height="{high:.1f}" rx="8" '
            f'stroke="{tone}" stroke-width="{thick}" fill="{tone}" fill-opacity="{fill}"{dash}/>\n' + "\n".join(words)
        )

    def _down(self, edge: _Edge, left: float) -> str:
        same = [e for e in self.straight if e.before == edge.before]
        x = left + _BOX / 2 if len(same) == 1 else left + _BOX * (0.12 + 0.5 * same.index(edge) / (len(same) - 1))
        start, end = self.top[edge.before] + self.height[edge.before], self.top[edge.after]
        return (
            _line(f"M{x:.1f} {start:.1f}V{end - 5:.1f}", self.tones)
            + f'\n<path d="M{x - 4:.1f} {end - 6:.1f}L{x:.1f} {end:.1f}L{x + 4:.1f} {end - 6:.1f}Z" fill="{self.tones["dim"]}"/>'
            + f'\n<text x="{x + 8:.1f}" y="{(start + end) / 2 + 4:.1f}" fill="{self.tones["dim"]}">{escape(edge.words)}</text>'
        )

    def _bow(self, edge: _Edge, left: float, room: float) -> str:
        sign = 1 if edge.right else -1
        side = left + _BOX if edge.right else left
        lane = side + sign * (
            room - (len(set(self.lanes[edge.right].values())) - self.lanes[edge.right][edge]) * _LANE + 4
        )
        start, end = self._y(edge, leaves=True), self._y(edge, leaves=False)
        turn, down = 5.0, 5.0 if end > start else -5.0
        path = (
            f"M{side:.1f} {start:.1f}H{lane - sign * turn:.1f}Q{lane:.1f} {start:.1f} {lane:.1f} {start + down:.1f}"
            f"V{end - down:.1f}Q{lane:.1f} {end:.1f} {lane - sign * turn:.1f} {end:.1f}H{side + sign * 6:.1f}"
        )
        anchor = "start" if edge.right else "end"
        return (
            _line(path, self.tones)
            + f'\n<path d="M{side + sign * 7:.1f} {end - 4:.1f}L{side:.1f} {end:.1f}L{side + sign * 7:.1f} {end + 4:.1f}Z" '
            f'fill="{self.tones["dim"]}"/>'
            + f'\n<text x="{side + sign * 8:.1f}" y="{start - 3:.1f}" fill="{self.tones["dim"]}" '
            f'text-anchor="{anchor}">{escape(edge.words)}</text>'
        )


def _line(path: str, tones: Mapping[str, str]) -> str:
    return f'<path d="{path}" stroke="{tones["dim"]}" stroke-width="1.2" stroke-opacity="0.75"/>'


def _gathered(machine: Machine) -> list[tuple[str, str, list[str]]]:
    """Steps of one event to one state together: event, target, where they begin."""
    found: dict[tuple[str, str], list[str]] = {}
    for step in machine.steps:
        found.setdefault((step.event, step.after), []).append(step.before)
    return [(event, after, befores) for (event, after), befores in found.items()]
