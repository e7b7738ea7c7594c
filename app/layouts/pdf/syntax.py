"""Content streams: operators of PDF (ISO 32000-1, annex A) written as bytes. One unit is a millimetre, y downwards."""

from collections.abc import Sequence
from math import ceil, log10

from app.layouts.drawing import Matrix
from app.layouts.path import Contour, Curve, Path

DIGITS = 4
"""Behind the point: 0.1 µm, finer than any machine."""


def number(value: float, digits: int = DIGITS) -> str:
    """A number as PDF wants it: no exponent, no zeros that say nothing."""
    written = f"{value:.{digits}f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def digits_for(scale: float) -> int:
    """Behind the point, where what is written is enlarged by ``scale`` afterwards."""
    return DIGITS + max(0, ceil(log10(scale))) if scale > 1 else DIGITS


def outline(path: Path, digits: int = DIGITS) -> bytes:
    """The operators that build a path, without the one that paints it; b"" for an empty one."""
    template: list[str] = []
    values: list[float] = []
    d = f"%.{digits}f"
    words = {"m": f"{d} {d} m", "l": f"{d} {d} l", "c": " ".join([d] * 6) + " c"}
    for contour in path.contours:
        if contour.segments:
            _contour(contour, template, values, words)
    return ("\n".join(template) % tuple(values)).encode("ascii") + b"\n" if template else b""


def _contour(contour: Contour, template: list[str], values: list[float], words: dict[str, str]) -> None:
    template.append(words["m"])
    values.extend(contour.start)
    for segment in contour.segments:
        if isinstance(segment, Curve):
            template.append(words["c"])
            values.extend((*segment.control1, *segment.control2, *segment.end))
        else:
            template.append(words["l"])
            values.extend(segment.end)
    if contour.closed:
        template.append("h")


class Content:
    """Operators as they are added. It knows which graphics state and colours are set, and does not set them twice.

    paints  whether it leaves anything on the paper; set by whoever adds it
    named   what it calls by name: operator ("gs", "cs", "CS", "Do") → names without their slash, for its resources
    """

    def __init__(self) -> None:
        self.named: dict[str, dict[str, None]] = {}
        self.paints = False
        self._parts: list[bytes] = []
        self._set: dict[str, str] = {}
        self._saved: list[dict[str, str]] = []

    def add(self, operator: str, *operands: float | str) -> None:
        """One operator behind its operands; numbers are written short, words as they are."""
        if operands and isinstance(operands[0], str) and operands[0].startswith("/"):
            self.named.setdefault(operator, {})[operands[0][1:]] = None
        words = [operand if isinstance(operand, str) else number(operand) for operand in operands]
        self._parts.append(" ".join([*words, operator]).encode("ascii") + b"\n")

    def raw(self, operators: bytes) -> None:
        self._parts.append(operators)

    def once(self, kind: str, operator: str, *operands: float | str) -> None:
        """``add``, unless the very same stands already for this ``kind`` of setting."""
        wanted = " ".join([operator, *map(str, operands)])
        if self._set.get(kind) != wanted:
            self._set[kind] = wanted
            self.add(operator, *operands)

    def save(self) -> None:
        self._saved.append(dict(self._set))
        self._parts.append(b"q\n")

    def restore(self) -> None:
        self._set = self._saved.pop()
        self._parts.append(b"Q\n")

    def transform(self, matrix: Matrix) -> None:
        """Move what follows."""
        self.add("cm", *(number(value, 8) for value in matrix[:4]), *(number(value, 6) for value in matrix[4:]))

    def clip(self, path: Path, digits: int = DIGITS) -> None:
        """Show what follows inside a path only. An empty path lets nothing through."""
        self._parts.append((outline(path, digits) or b"0 0 0 0 re\n") + b"W* n\n")

    def dash(self, lengths: Sequence[float]) -> None:
        self.once("dash", "d", "[" + " ".join(number(value) for value in lengths) + "]", 0)

    def data(self) -> bytes:
        """All that was added. The saved states must be restored."""
        assert not self._saved, "a state that was saved was not restored"
        return b"".join(self._parts)
