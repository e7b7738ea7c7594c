"""The graphics state while a content stream is followed (ISO 32000-1, 8.4)."""

from dataclasses import dataclass
from math import hypot

from pikepdf import Array

from app.layouts.preflight.ink import Ink
from app.layouts.preflight.marks import EVERYWHERE, Point, Rect
from app.layouts.preflight.objects import IDENTITY, Matrix, get, items, name, number


@dataclass
class State:
    """Copied by ``q``; copies share nothing that changes."""

    ctm: Matrix = IDENTITY
    clip: Rect = EVERYWHERE
    fill: Ink = Ink()  # noqa: RUF009 - frozen
    stroke: Ink = Ink()  # noqa: RUF009 - frozen
    width: float = 1.0
    dashed: bool = False
    op_fill: bool = False
    op_stroke: bool = False
    opm: int = 0
    alpha_fill: float = 1.0
    alpha_stroke: float = 1.0
    blend: str = "Normal"
    soft: bool = False
    font: object = None
    size: float = 0.0
    stretch: float = 1.0
    rise: float = 0.0
    mode: int = 0
    leading: float = 0.0
    letter_space: float = 0.0


def applied(state: State, settings: object) -> None:
    """What an ExtGState dictionary changes."""
    width = number(get(settings, "/LW"))
    if width is not None:
        state.width = width
    dash = get(settings, "/D")
    if isinstance(dash, Array) and len(dash) == 2:
        state.dashed = isinstance(dash[0], Array) and len(dash[0]) > 0
    stroke_op, fill_op = get(settings, "/OP"), get(settings, "/op")
    if isinstance(stroke_op, bool):
        state.op_stroke = stroke_op
        state.op_fill = stroke_op  # OP alone sets both (8.4.5)
    if isinstance(fill_op, bool):
        state.op_fill = fill_op
    opm = number(get(settings, "/OPM"))
    if opm is not None:
        state.opm = int(opm)
    stroke_alpha, fill_alpha = number(get(settings, "/CA")), number(get(settings, "/ca"))
    if stroke_alpha is not None:
        state.alpha_stroke = stroke_alpha
    if fill_alpha is not None:
        state.alpha_fill = fill_alpha
    mask = get(settings, "/SMask")
    if mask is not None:
        state.soft = name(mask) != "None"
    blend = get(settings, "/BM")
    if blend is not None:
        listed = next(items(blend), None) if isinstance(blend, Array) else blend
        state.blend = name(listed) or "Normal"
    font = get(settings, "/Font")
    if isinstance(font, Array) and len(font) == 2:
        state.font, state.size = font[0], number(font[1]) or 0.0


def reset_transparency(state: State) -> None:
    """What a transparency group begins with (11.6.6)."""
    state.alpha_fill = state.alpha_stroke = 1.0
    state.blend, state.soft = "Normal", False


def moved(point: Point, m: Matrix) -> Point:
    return m[0] * point[0] + m[2] * point[1] + m[4], m[1] * point[0] + m[3] * point[1] + m[5]


def scales(m: Matrix) -> tuple[float, float]:
    """Length that a unit along x, and along y, has after it."""
    return hypot(m[0], m[1]), hypot(m[2], m[3])


def thinnest(m: Matrix) -> float:
    """The smaller singular value: what a stroke of width 1 is at its thinnest."""
    a, b, c, d = m[:4]
    half = (a * a + b * b + c * c + d * d) / 2
    root = max(half * half - (a * d - b * c) ** 2, 0.0) ** 0.5
    return float(max(half - root, 0.0) ** 0.5)
