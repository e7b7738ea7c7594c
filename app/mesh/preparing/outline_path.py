"""Polygons from the path language of SVG 1.1 (section 8.3): every command, relative and absolute."""

import re

import numpy as np

from app.mesh.arrays import FloatArray

TOKEN = re.compile(r"([MmZzLlHhVvCcSsQqTtAa])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
OF_COMMAND = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
PIECES = 24  # of a curve
MOST = 100_000  # commands
FARTHEST = 1e9  # no drawing reaches farther


def polygons_of_path(words: str) -> list[FloatArray]:
    """One (N, 2) for each piece of the path, closed whether or not it says so. What cannot be read ends the path."""
    pen = _Pen()
    command, done = "", 0
    numbers: list[float] = []
    for letter, number in TOKEN.findall(words):
        if letter:
            command, numbers = letter, []
            if letter in "Zz":
                pen.close()
                command = ""
            continue
        if not command or done > MOST:
            break
        numbers.append(float(number))
        if abs(numbers[-1]) > FARTHEST:
            break
        if len(numbers) == OF_COMMAND[command.upper()]:
            pen.draw(command, numbers)
            numbers, done = [], done + 1
            command = {"M": "L", "m": "l"}.get(command, command)  # further pairs are lines
    pen.close()
    return [np.array(loop) for loop in pen.loops if len(loop) > 2]


class _Pen:
    def __init__(self) -> None:
        self.loops: list[list[FloatArray]] = []
        self._loop: list[FloatArray] = []
        self._at = self._begin = self._handle = np.zeros(2)
        self._last = ""

    def close(self) -> None:
        self.loops.append(self._loop)
        self._loop = []
        self._at = self._handle = self._begin
        self._last = ""

    def draw(self, command: str, numbers: list[float]) -> None:
        kind = command.upper()
        origin = self._at if command.islower() else np.zeros(2)
        v = np.array(numbers)
        if kind == "M":
            if self._loop:
                self.loops.append(self._loop)
            self._at = self._begin = origin + v
            self._loop = [self._at]
        elif kind == "L":
            self._line(origin + v)
        elif kind == "H":
            self._line(np.array([origin[0] + v[0], self._at[1]]))
        elif kind == "V":
            self._line(np.array([self._at[0], origin[1] + v[0]]))
        elif kind == "A":
            self._arc(v, origin + v[5:])
        else:
            self._curve(kind, origin + v.reshape(-1, 2))
        if kind not in "CSQT":
            self._handle = self._at
        self._last = kind

    def _line(self, to: FloatArray) -> None:
        self._loop = self._loop or [self._at]
        self._loop.append(to)
        self._at = to

    def _curve(self, kind: str, points: FloatArray) -> None:
        smooth = 2 * self._at - self._handle if self._last in ("CS" if kind in "CS" else "QT") else self._at
        if kind in "ST":
            points = np.vstack([smooth, points])
        nodes = np.vstack([self._at, points])
        t = np.linspace(0, 1, PIECES + 1)[1:, None]
        if len(nodes) == 4:
            weights = np.hstack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
        else:
            weights = np.hstack([(1 - t) ** 2, 2 * t * (1 - t), t**2])
        self._handle = nodes[-2]
        for place in weights @ nodes:
            self._line(place)

    def _arc(self, v: FloatArray, to: FloatArray) -> None:
        """An elliptical arc by its end points (SVG 1.1, appendix F.6)."""
        radii, turn = np.abs(v[:2]), np.radians(v[2])
        if (radii <= 0).any() or (to == self._at).all():
            self._line(to)
            return
        c, s = np.cos(turn), np.sin(turn)
        axes = np.array([[c, s], [-s, c]])
        half = axes @ ((self._at - to) / 2) / radii
        size = float(half @ half)
        if size > 1:
            radii, half, size = radii * np.sqrt(size), half / np.sqrt(size), 1.0
        sign = -1.0 if bool(v[3]) == bool(v[4]) else 1.0
        middle = sign * np.sqrt(max(1 / size - 1, 0.0)) * np.array([half[1], -half[0]])
        first = np.arctan2(*(half - middle)[::-1])
        last = np.arctan2(*(-half - middle)[::-1])
        sweep = (last - first) % (2 * np.pi) if v[4] else -((first - last) % (2 * np.pi))
        angle = first + sweep * np.linspace(0, 1, 2 * PIECES + 1)[1:]
        centre = axes.T @ (middle * radii) + (self._at + to) / 2
        for place in (np.column_stack([np.cos(angle), np.sin(angle)]) * radii) @ axes + centre:
            self._line(place)
        self._loop[-1] = to
        self._at = to
