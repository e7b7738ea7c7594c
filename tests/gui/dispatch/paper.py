"""What a PDF puts on its page, read from its own text: size of the paper, and of the one picture on it."""

import re
import zlib
from dataclasses import dataclass
from pathlib import Path

_POINT_MM = 25.4 / 72


@dataclass(frozen=True)
class Page:
    """Width and height, mm."""

    paper_mm: tuple[float, float]
    picture_mm: tuple[float, float]


def page_of(path: Path) -> Page:
    """The only page of a PDF as Qt writes it, as it is seen."""
    content = path.read_bytes()
    box = re.search(rb"/MediaBox \[\s*0 0 ([\d.]+) ([\d.]+)", content)
    assert box is not None
    assert len(re.findall(rb"/Type /Page\b(?!s)", content)) == 1
    width, height = (float(length) * _POINT_MM for length in box.groups())
    return Page((width, height), _picture_mm(content))


def _picture_mm(content: bytes) -> tuple[float, float]:
    """What the unit square becomes under the matrices that stand before the picture is drawn."""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\n?endstream", content, re.DOTALL):
        try:
            words = zlib.decompress(stream).decode("latin-1")
        except (zlib.error, UnicodeDecodeError):
            continue
        if " Do" not in words:
            continue
        scale_x = scale_y = 1.0
        stack: list[tuple[float, float]] = []
        for found in re.finditer(r"(?:((?:-?[\d.]+ ){6})cm\b)|\b(q|Q)\b|(/\w+\s+Do)", words):
            matrix, push, draws = found.groups()
            if push == "q":
                stack.append((scale_x, scale_y))
            elif push == "Q":
                scale_x, scale_y = stack.pop()
            elif draws:
                return abs(scale_x) * _POINT_MM, abs(scale_y) * _POINT_MM
            else:
                a, b, c, d, _e, _f = (float(word) for word in matrix.split())
                assert b == c == 0, "the picture is turned"
                scale_x, scale_y = scale_x * a, scale_y * d
    raise AssertionError("no picture is drawn")
