"""A text in its box: broken, made smaller where it would not fit, and set along a line or in columns."""

from collections.abc import Callable
from dataclasses import dataclass

from app.layouts.design.document import TextLayer
from app.layouts.path import Contour, Path
from app.layouts.typesetting.fonts import ASCENT, DESCENT, font, weight_for
from app.layouts.typesetting.lines import Measure, balanced, broken, contours_of, width_of
from app.layouts.typesetting.signs import printable
from app.layouts.typesetting.upright import MIDDLE, column, length_of
from app.settings.shipped import Weight

SMALLEST = 0.2  # of the size that was asked for
ROUNDS = 8  # of the search for the size that fits
ROOM_MM = 0.01
Split = Callable[[str, float, Measure], tuple[list[str], bool]]
INK = 0.44
"""Half of what a Chinese character fills of its square, of the em."""


@dataclass(frozen=True)
class Block:
    """A set text, its paths from the top left of its box.

    paths       one, or one for each character where they may overlap: what overlaps in one path is a hole
    size_mm     height of a capital letter as it is set
    extent      left, top, right, bottom of what is set, mm from the top left of the box; None for nothing
    fits        whether all of it is in the box
    emoji, missing  see ``app.layouts.typesetting.signs``
    """

    paths: tuple[Path, ...]
    size_mm: float
    extent: tuple[float, float, float, float] | None
    fits: bool
    lines: tuple[str, ...]
    emoji: str = ""
    missing: str = ""


def set_text(layer: TextLayer, words: str | None = None) -> Block:
    """The text of a layer, or ``words`` in its place, in the layer's box.

    The distance of lines is ``layer.line`` times the em, which is the side of the square of a Chinese character (1.36 times
    the height of a capital letter). The first line's square touches the top of the box.
    """
    signs = printable(layer.text if words is None else words)
    weight = weight_for(layer.weight, signs.text)
    smaller = 1.0
    lines, fits = _lines(layer, signs.text, weight, smaller)
    if not fits and layer.shrink:
        low, high = SMALLEST, 1.0
        for _ in range(ROUNDS):
            smaller = (low + high) / 2
            low, high = (smaller, high) if _lines(layer, signs.text, weight, smaller)[1] else (low, smaller)
        smaller = low
        lines, fits = _lines(layer, signs.text, weight, smaller)
    if layer.align == "center" and not layer.upright and len(lines) > 1:
        lines, _ = _lines(layer, signs.text, weight, smaller, balanced)
    shapes, extent = _placed(layer, lines, weight, smaller)
    if layer.spacing < 0:
        paths = tuple(Path(tuple(shape)) for shape in shapes)
    else:
        paths = (Path(tuple(contour for shape in shapes for contour in shape)),) if shapes else ()
    return Block(paths, layer.size_mm * smaller, extent, fits, tuple(lines), signs.emoji, signs.missing)


def _em(layer: TextLayer, weight: Weight, smaller: float) -> float:
    return layer.size_mm * smaller / font(weight).capital


def _lines(
    layer: TextLayer, words: str, weight: Weight, smaller: float, split: Split = broken
) -> tuple[list[str], bool]:
    """Lines (or columns), and whether they are all in the box with no word torn."""
    em = _em(layer, weight, smaller)
    along, across = (layer.height_mm, layer.width_mm) if layer.upright else (layer.width_mm, layer.height_mm)
    room = (along + ROOM_MM) / em

    def measure(part: str) -> float:
        return (length_of if layer.upright else width_of)(part, weight, layer.spacing)

    lines: list[str] = []
    whole = True
    for paragraph in words.split("\n"):
        if layer.wrap:
            parts, torn = split(paragraph, room, measure)
            lines += parts
            whole = whole and not torn
        else:
            lines.append(paragraph.strip(" "))
    while lines and not lines[-1].strip():
        lines.pop()
    thick = ((len(lines) - 1) * layer.line + 1) * em if lines else 0.0
    longest = max((measure(line) for line in lines), default=0.0)
    return lines, whole and longest <= room and thick <= across + ROOM_MM


def _placed(
    layer: TextLayer, lines: list[str], weight: Weight, smaller: float
) -> tuple[list[list[Contour]], tuple[float, float, float, float] | None]:
    """Contours of each character, from the top left of the box; and how far they reach."""
    em = _em(layer, weight, smaller)
    pitch = layer.line * em
    thick = ((len(lines) - 1) * layer.line + ASCENT + DESCENT) * em
    across = {"left": 0.0, "center": 0.5, "right": 1.0}[layer.align]
    down = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[layer.valign]
    shapes: list[list[Contour]] = []
    boxes: list[tuple[float, float, float, float]] = []
    for number, line in enumerate(lines):
        if layer.upright:
            length = length_of(line, weight, layer.spacing) * em
            right = (layer.width_mm - thick) * across + thick
            middle = right - em / 2 - number * pitch
            top = (layer.height_mm - length) * down
            shapes += column(line, weight, layer.spacing, em, (middle, top))
            boxes.append((middle - INK * em, top, middle + INK * em, top + length))
        else:
            width = width_of(line, weight, layer.spacing) * em
            baseline = (layer.height_mm - thick) * down + ASCENT * em + number * pitch
            left = (layer.width_mm - width) * across
            shapes += contours_of(line, weight, layer.spacing, em, (left, baseline))
            middle = baseline - MIDDLE * em
            boxes.append((left, middle - INK * em, left + width, middle + INK * em))
    if not boxes or not shapes:
        return shapes, None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return shapes, (min(lefts), min(tops), max(rights), max(bottoms))
