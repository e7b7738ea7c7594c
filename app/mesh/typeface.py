"""The typefaces that figures are lettered with: glyph outlines as areas. Latin and Chinese (resources/fonts, OFL)."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any, Literal

import manifold3d
import numpy as np

from app.errors import RepairFailedError
from app.i18n import text
from app.mesh.arrays import FloatArray
from app.settings.shipped import Weight, font_file

Align = Literal["left", "center", "right"]
PIECES = 8  # of a curve of an outline
SHOWN = 8  # missing characters that a message names


@dataclass(frozen=True, eq=False)
class Typeface:
    """An opened font.

    height   of a capital letter, in units of the font
    """

    glyphs: Any
    names: dict[int, str]
    height: float
    line: float


@lru_cache(maxsize=2)
def typeface(weight: Weight) -> Typeface:
    """The typeface of this weight. Raises RepairFailedError where its file is missing."""
    from fontTools.ttLib import TTFont, TTLibError  # noqa: PLC0415 - takes a moment

    path = font_file(weight)
    try:
        font = TTFont(BytesIO(path.read_bytes()), lazy=True)
    except (OSError, TTLibError) as error:
        raise RepairFailedError(
            text("The typeface {name} cannot be read: install the program again.", name=path.name)
        ) from error
    capital = float(getattr(font["OS/2"], "sCapHeight", 0) or 0.7 * font["head"].unitsPerEm)
    line = float(font["head"].unitsPerEm) * 1.35
    return Typeface(font.getGlyphSet(), font.getBestCmap(), capital, line / capital)


def lettering(words: str, weight: Weight, size_mm: float, align: Align = "center") -> manifold3d.CrossSection:
    """The area of a text of one or more lines, its bounding box centred on the origin.

    size_mm   height of a capital letter
    Raises RepairFailedError for a text without anything to see, or with characters that the typeface does not have.
    """
    face = typeface(weight)
    lines = [line.strip() for line in words.replace("\\n", "\n").splitlines()]
    missing = sorted({c for line in lines for c in line if ord(c) not in face.names and not c.isspace()})
    if missing:
        raise RepairFailedError(
            text("The typeface has no “{characters}”: write it otherwise.", characters="".join(missing[:SHOWN]))
        )
    scale = size_mm / face.height
    rows = [_row(face, line) for line in lines]
    loops: list[FloatArray] = []
    widest = max((width for _, width in rows), default=0.0)
    for number, (row, width) in enumerate(rows):
        left = {"left": 0.0, "center": (widest - width) / 2, "right": widest - width}[align]
        loops += [(loop + np.array([left, -number * face.line * face.height])) * scale for loop in row]
    area = manifold3d.CrossSection(loops, manifold3d.FillRule.NonZero) if loops else manifold3d.CrossSection()
    if area.is_empty():
        raise RepairFailedError(text("There is nothing to write: type a text first."))
    low, high = np.asarray(area.bounds()).reshape(2, 2)
    return area.translate([float(v) for v in -(low + high) / 2])


def thinnest_stroke(area: manifold3d.CrossSection, most: float) -> float:
    """Width of the thinnest strokes in mm, at most ``most``: a disc of that size still gets everywhere but into corners."""
    low, high = 0.0, most
    for _ in range(8):
        width = (low + high) / 2
        opened = area.offset(-width / 2, manifold3d.JoinType.Miter, 4.0).offset(
            width / 2, manifold3d.JoinType.Miter, 4.0
        )
        low, high = (width, high) if (area - opened).area() < 0.01 * area.area() else (low, width)
    return low


def _row(face: Typeface, line: str) -> tuple[list[FloatArray], float]:
    """Outlines of a line in units of the font, and its width."""
    loops: list[FloatArray] = []
    across = 0.0
    for character in line:
        glyph = face.glyphs[face.names.get(ord(character), face.names.get(32, ".notdef"))]
        pen = _outline_pen(face.glyphs)
        glyph.draw(pen)
        loops += [loop + np.array([across, 0.0]) for loop in flattened(pen.value)]
        across += float(glyph.width)
    return loops, across


def _outline_pen(glyphs: Any) -> Any:
    from fontTools.pens.recordingPen import DecomposingRecordingPen  # noqa: PLC0415 - see typeface

    return DecomposingRecordingPen(glyphs)


def flattened(commands: list[tuple[str, tuple[Any, ...]]]) -> list[FloatArray]:
    """Polygons (N, 2) from the commands of a font's pen; curves in PIECES pieces."""
    from fontTools.pens.basePen import decomposeQuadraticSegment  # noqa: PLC0415 - see typeface

    loops: list[list[FloatArray]] = []
    t = np.linspace(0.0, 1.0, PIECES + 1)[1:, None]
    cubic = np.hstack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
    quadratic = np.hstack([(1 - t) ** 2, 2 * t * (1 - t), t**2])
    for command, places in commands:
        if command == "moveTo":
            loops.append([np.array(places[0], np.float64)])
        elif command == "lineTo":
            loops[-1].append(np.array(places[0], np.float64))
        elif command == "curveTo":
            loops[-1] += list(cubic @ np.vstack([loops[-1][-1], *places]))
        elif command == "qCurveTo":
            for control, end in decomposeQuadraticSegment(places):
                loops[-1] += list(quadratic @ np.vstack([loops[-1][-1], control, end]))
    return [np.array(loop) for loop in loops if len(loop) > 2]
