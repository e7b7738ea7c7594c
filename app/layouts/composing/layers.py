"""One layer as marks, and what is against it. Millimetres from the top left of the layer's box until it is placed."""

from dataclasses import dataclass
from math import cos, radians, sin

from app.errors import AppError
from app.i18n import text
from app.layouts.composing.codes import QUIET, code
from app.layouts.composing.paints import paint_of
from app.layouts.composing.shapes import ellipse, postcode_boxes, rounded, straight
from app.layouts.composing.shelf import Shelf
from app.layouts.composing.waves import wave_path
from app.layouts.design.document import AnyLayer, CodeLayer, PictureLayer, ShapeLayer, TextLayer, WaveLayer
from app.layouts.design.faults import Fault
from app.layouts.drawing import Fill, Group, Mark, Matrix, Picture, Stroke
from app.layouts.path import Path, rectangle
from app.layouts.pictures.resolution import judge_ppi
from app.layouts.typesetting.setting import Block, set_text
from app.layouts.units import MM_PER_INCH, pixels
from app.settings.shop import PrintShop

SMALL_MM = 0.9
"""Height of a capital letter below which print is not read: about 3.5 pt."""
POSTCODE_RED = "#d8342c"
"""The red of postcode boxes, which sorting machines do not see."""
OVER_MM = 0.005
ENOUGH = 0.97
"""Of the pixels that were asked for: whole ones are never quite as many."""


@dataclass(frozen=True)
class Drawn:
    """Marks of one layer.

    code   the text of a QR code that must be read again
    ink    left, top, right, bottom of what has to be read, in the layer's box: text, code
    """

    marks: tuple[Mark, ...] = ()
    faults: tuple[Fault, ...] = ()
    code: str | None = None
    ink: tuple[float, float, float, float] | None = None


def drawn(layer: AnyLayer, shelf: Shelf, shop: PrintShop) -> Drawn:
    """The marks of a layer where it lies on its page."""
    if layer.hidden or layer.opacity <= 0:
        return Drawn()
    if isinstance(layer, TextLayer):
        found = _text(layer)
    elif isinstance(layer, PictureLayer):
        found = _picture(layer, shelf, shop)
    elif isinstance(layer, CodeLayer):
        found = _code(layer)
    elif isinstance(layer, WaveLayer):
        found = _wave(layer, shelf)
    else:
        found = _shape(layer)
    if not found.marks:
        return found
    return Drawn((Group(found.marks, place_of(layer), opacity=layer.opacity),), found.faults, found.code, found.ink)


def place_of(layer: AnyLayer) -> Matrix:
    """Where the box of a layer goes: turned clockwise about its middle."""
    if not layer.turn_deg % 360:
        return (1.0, 0.0, 0.0, 1.0, layer.x_mm, layer.y_mm)
    c, s = cos(radians(layer.turn_deg)), sin(radians(layer.turn_deg))
    half_x, half_y = layer.width_mm / 2, layer.height_mm / 2
    return (
        c,
        s,
        -s,
        c,
        layer.x_mm + half_x - c * half_x + s * half_y,
        layer.y_mm + half_y - s * half_x - c * half_y,
    )


def _text(layer: TextLayer) -> Drawn:
    block = set_text(layer)
    paint = paint_of(layer.color)
    marks: list[Mark] = []
    if layer.outline_color is not None and layer.outline_mm > 0:
        ring = paint_of(layer.outline_color)
        marks += [Stroke(path, ring, 2 * layer.outline_mm) for path in block.paths]
    marks += [Fill(path, paint) for path in block.paths]
    return Drawn(tuple(marks), tuple(_text_faults(layer, block)), ink=block.extent)


def _text_faults(layer: TextLayer, block: Block) -> list[Fault]:
    found = []
    if block.missing:
        words = text("The typeface has no “{characters}”: write it otherwise.", characters=block.missing[:12])
        found.append(Fault("signs-missing", words, layer.id))
    if block.emoji:
        words = text("“{characters}” cannot be printed as text and is left out.", characters=block.emoji[:12])
        found.append(Fault("emoji-left-out", words, layer.id, blocks=False))
    if block.lines and not block.fits:
        found.append(
            Fault("text-too-long", text("This text does not fit its box: shorten it or make the box larger."), layer.id)
        )
    elif block.lines and block.size_mm < SMALL_MM:
        words = text("This text is only {mm} mm high and hard to read: shorten it.", mm=f"{block.size_mm:.1f}")
        found.append(Fault("text-small", words, layer.id, blocks=False))
    return found


def _picture(layer: PictureLayer, shelf: Shelf, shop: PrintShop) -> Drawn:
    if not layer.source:
        return Drawn(faults=(Fault("picture-missing", text("A picture is missing here: choose one."), layer.id),))
    box = (pixels(layer.width_mm, shop.ppi), pixels(layer.height_mm, shop.ppi))
    try:
        image = shelf.picture(layer.source, layer, box)
    except AppError as error:
        return Drawn(faults=(Fault("picture-unreadable", error.sentence, layer.id),))
    choose = max if layer.fit == "cover" else min
    scale = choose(layer.width_mm / image.width, layer.height_mm / image.height)
    width, height = scale * image.width, scale * image.height
    # the crop is made in whole pixels: what is less than one off fills the box all the same
    if abs(width - layer.width_mm) < 1.5 * scale and abs(height - layer.height_mm) < 1.5 * scale:
        width, height = layer.width_mm, layer.height_mm
    left, top = (layer.width_mm - width) / 2, (layer.height_mm - height) / 2
    picture = Picture(image, (width, 0.0, 0.0, height, left, top))
    clip = _mask(layer)
    if clip is None and (left < -OVER_MM or top < -OVER_MM):
        clip = rectangle(0.0, 0.0, layer.width_mm, layer.height_mm)
    marks: tuple[Mark, ...] = (picture,) if clip is None else (Group((picture,), clip=clip),)
    return Drawn(marks, _coarse(layer, MM_PER_INCH / scale, shop))


def _coarse(layer: PictureLayer, ppi: float, shop: PrintShop) -> tuple[Fault, ...]:
    """What the shop says to so few pixels. A picture that has what was asked for is not judged: that may be for a screen."""
    if ppi >= ENOUGH * shop.ppi:
        return ()
    verdict = judge_ppi(ppi, shop)
    return (
        () if verdict.level == "ok" else (Fault("picture-coarse", verdict.words, layer.id, verdict.level == "block"),)
    )


def _mask(layer: PictureLayer) -> Path | None:
    if layer.mask == "ellipse":
        return ellipse(0.0, 0.0, layer.width_mm, layer.height_mm)
    if layer.mask == "rounded" and layer.radius_mm > 0:
        return rounded(0.0, 0.0, layer.width_mm, layer.height_mm, layer.radius_mm)
    return None


def _code(layer: CodeLayer) -> Drawn:
    if not layer.text.strip():
        return Drawn(faults=(Fault("code-empty", text("The QR code has no link yet: enter one."), layer.id),))
    made, fault = code(layer, layer.text.strip())
    faults = () if fault is None else (fault,)
    if made is None:
        return Drawn(faults=faults)
    marks: list[Mark] = []
    if layer.background is not None:
        marks.append(Fill(rectangle(0.0, 0.0, made.side_mm, made.side_mm), paint_of(layer.background)))
    marks.append(Fill(made.path, paint_of(layer.color)))
    middle = ((layer.width_mm - made.side_mm) / 2, (layer.height_mm - made.side_mm) / 2)
    quiet = QUIET * made.module_mm
    ink = (middle[0] + quiet, middle[1] + quiet, middle[0] + made.side_mm - quiet, middle[1] + made.side_mm - quiet)
    return Drawn((Group(tuple(marks), (1.0, 0.0, 0.0, 1.0, *middle)),), faults, layer.text.strip(), ink)


def _wave(layer: WaveLayer, shelf: Shelf) -> Drawn:
    if not layer.source:
        return Drawn(faults=(Fault("sound-missing", text("A sound is missing here: choose one."), layer.id),))
    try:
        heights = shelf.sound(layer.source, layer.bars)
    except AppError as error:
        return Drawn(faults=(Fault("sound-unreadable", error.sentence, layer.id),))
    path = wave_path(heights, layer.style, layer.width_mm, layer.height_mm)
    return Drawn((Fill(path, paint_of(layer.color)),))


def _shape(layer: ShapeLayer) -> Drawn:
    width, height = layer.width_mm, layer.height_mm
    if layer.shape == "line":
        path = straight(0.0, height / 2, width, height / 2)
    elif layer.shape == "postcodes":
        path = postcode_boxes(width, height)
    elif layer.shape == "ellipse":
        path = ellipse(0.0, 0.0, width, height)
    else:
        path = rounded(0.0, 0.0, width, height, layer.radius_mm if layer.shape == "rounded" else 0.0)
    marks: list[Mark] = []
    if layer.fill is not None and layer.shape != "line":
        marks.append(Fill(path, paint_of(layer.fill)))
    stroke = layer.stroke or {"postcodes": POSTCODE_RED, "line": "black"}.get(layer.shape)
    if stroke is not None and layer.stroke_mm > 0:
        marks.append(Stroke(path, paint_of(stroke), layer.stroke_mm))
    return Drawn(tuple(marks))
