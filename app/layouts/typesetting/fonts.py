"""Our typefaces for print (resources/fonts, OFL): glyphs as outlines, so that no font has to be embedded."""

from dataclasses import dataclass, field
from functools import cache, lru_cache
from io import BytesIO
from threading import Lock
from typing import Any

from app.errors import AppError
from app.i18n import text
from app.layouts.path import Contour, Curve, Line, Point, Segment
from app.settings.shipped import Weight, font_file

ASCENT, DESCENT = 0.88, 0.12
"""Of the em box of Chinese characters, above and below the baseline."""


@dataclass(frozen=True, eq=False)
class Font:
    """An opened font, lengths in em.

    names      code point → glyph
    capital    height of a capital letter
    reading    held while the file is read: fontTools reads glyphs and tables when they are first asked for, and two threads
               at once get each other's bytes
    """

    names: dict[int, str]
    capital: float
    em: float
    glyphs: Any
    kerning: tuple[Any, ...]
    reading: Lock = field(default_factory=Lock)


@dataclass(frozen=True)
class Glyph:
    """One character, in em, y downwards from the baseline."""

    advance: float
    contours: tuple[Contour, ...]


@cache
def font(weight: Weight) -> Font:
    """Raises AppError where the file is missing."""
    from fontTools.ttLib import TTFont, TTLibError  # noqa: PLC0415 - takes a moment

    path = font_file(weight)
    try:
        opened = TTFont(BytesIO(path.read_bytes()), lazy=True)
    except (OSError, TTLibError) as error:
        raise AppError(
            text("The typeface {name} cannot be read: install the program again.", name=path.name)
        ) from error
    em = float(opened["head"].unitsPerEm)
    capital = float(getattr(opened["OS/2"], "sCapHeight", 0) or 0.7 * em) / em
    return Font(opened.getBestCmap(), capital, em, opened.getGlyphSet(), _pair_tables(opened))


def has(weight: Weight, character: str) -> bool:
    return ord(character) in font(weight).names


def weight_for(weight: Weight, characters: str) -> Weight:
    """The bold typeface has the common characters only: what it lacks is set in the regular one, the whole text alike."""
    if weight == "bold" and not all(has("bold", c) for c in characters if not c.isspace()):
        return "regular"
    return weight


@lru_cache(maxsize=8192)
def glyph(weight: Weight, character: str) -> Glyph:
    """Raises KeyError for a character that the font does not have."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen  # noqa: PLC0415 - see font

    face = font(weight)
    with face.reading:
        drawn = face.glyphs[face.names[ord(character)]]
        pen = DecomposingRecordingPen(face.glyphs)
        drawn.draw(pen)
        advance = drawn.width / face.em
    return Glyph(advance, _contours(pen.value, 1 / face.em))


@lru_cache(maxsize=16384)
def kern(weight: Weight, left: str, right: str) -> float:
    """How much the second character is moved, em."""
    face = font(weight)
    first, second = face.names.get(ord(left)), face.names.get(ord(right))
    if first is None or second is None:
        return 0.0
    with face.reading:
        for table in face.kerning:
            if first not in table.Coverage.glyphs:
                continue
            value = _pair(table, first, second)
            if value is not None:
                return float(getattr(value, "XAdvance", 0) or 0) / face.em
    return 0.0


def _pair_tables(opened: Any) -> tuple[Any, ...]:
    """Tables of the feature "kern" that look at pairs."""
    if "GPOS" not in opened:
        return ()
    found = []
    for lookup in opened["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            inner = getattr(table, "ExtSubTable", table)
            if type(inner).__name__ == "PairPos":
                inner.ensureDecompiled()
                found.append(inner)
    return tuple(found)


def _pair(table: Any, first: str, second: str) -> Any:
    if table.Format == 1:
        pairs = table.PairSet[table.Coverage.glyphs.index(first)].PairValueRecord
        return next((pair.Value1 for pair in pairs if pair.SecondGlyph == second), None)
    row = table.ClassDef1.classDefs.get(first, 0)
    column = table.ClassDef2.classDefs.get(second, 0)
    return table.Class1Record[row].Class2Record[column].Value1


def _contours(commands: list[tuple[str, tuple[Any, ...]]], scale: float) -> tuple[Contour, ...]:
    """Contours of a CFF glyph, y turned downwards."""
    made: list[Contour] = []
    start: Point | None = None
    segments: list[Segment] = []
    for command, places in commands:
        points = [Point(x * scale, -y * scale) for x, y in places if places]
        if command == "moveTo":
            start, segments = points[0], []
        elif command == "lineTo":
            segments.append(Line(points[0]))
        elif command == "curveTo":
            segments.append(Curve(points[0], points[1], points[2]))
        elif start is not None and segments:  # closePath, endPath
            made.append(Contour(start, tuple(segments)))
            start = None
    return tuple(made)
