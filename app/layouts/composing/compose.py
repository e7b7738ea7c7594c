"""From a design to a piece: what is printed on its sides, and along what it is cut."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from shapely.affinity import translate
from shapely.geometry import Polygon

from app.i18n import text
from app.layouts.composing.bleeding import extended
from app.layouts.composing.codes import PlacedCode, unreadable
from app.layouts.composing.layers import Drawn, drawn, place_of
from app.layouts.composing.margins import Ink, near_edge
from app.layouts.composing.outlining import DRAFT_PPMM, FINE_PPMM, outline_of
from app.layouts.composing.paints import paint_of
from app.layouts.composing.shelf import Shelf
from app.layouts.design.document import (
    AnyLayer,
    CodeLayer,
    Design,
    Page,
    PictureLayer,
    ShapeLayer,
    TextLayer,
    WaveLayer,
)
from app.layouts.design.faults import DesignRefusedError, Fault
from app.layouts.design.filling import filled, places
from app.layouts.drawing import Fill, Group, Mark
from app.layouts.paint import Spot
from app.layouts.path import path_of, rectangle
from app.layouts.piece import Face, Piece
from app.layouts.raster.resample import Resampled
from app.settings.shop import PrintShop

Side = Literal["front", "back"]
SIDES: tuple[Side, Side] = ("front", "back")


class Kept:
    """What was drawn of layers without places, which are the same on every piece of a template. For one shop and one shelf."""

    def __init__(self, design: Design) -> None:
        self._common = {layer for page in design.pages for layer in page.layers if not places(layer)}
        self._drawn: dict[AnyLayer, Drawn] = {}

    def drawn(self, layer: AnyLayer, bled: AnyLayer, shelf: Shelf, shop: PrintShop) -> Drawn:
        """Marks of a layer, the same object each time where it is common. ``bled``: with its box over the trim."""
        if layer not in self._common:
            return drawn(bled, shelf, shop)
        if layer not in self._drawn:
            self._drawn[layer] = drawn(bled, shelf, shop)
        return self._drawn[layer]


@dataclass(frozen=True)
class Composed:
    """A piece, and what is against printing it.

    codes   QR codes on it, which must be read again (``app.layouts.composing.codes.unreadable``)
    origin  where the box around the trim begins in the design, mm: not (0, 0) where it is cut around a picture
    """

    piece: Piece
    faults: tuple[Fault, ...]
    codes: tuple[PlacedCode, ...]
    origin: tuple[float, float] = (0.0, 0.0)

    @property
    def good(self) -> bool:
        """Whether it may be printed."""
        return not any(fault.blocks for fault in self.faults)


def compose(
    design: Design,
    values: Mapping[str, str],
    shelf: Shelf,
    shop: PrintShop,
    *,
    id: str = "",  # noqa: A002 - the name of the field
    label: str = "",
    quantity: int = 1,
    group: str = "",
    kept: Kept | None = None,
    pictures: Resampled | None = None,
) -> Piece:
    """The piece of a design, its places filled and its codes read again.

    kept, pictures  what was made for other pieces of the same template, and behind their codes
    Raises DesignRefusedError (AppError) where it must not be printed so.
    """
    found = composed(design, values, shelf, shop, id=id, label=label, quantity=quantity, group=group, kept=kept)
    if found.codes:
        found = replace(found, faults=found.faults + unreadable(found.piece, found.codes, pictures))
    if not found.good:
        raise DesignRefusedError(found.faults)
    return found.piece


def composed(
    design: Design,
    values: Mapping[str, str],
    shelf: Shelf,
    shop: PrintShop,
    *,
    id: str = "",  # noqa: A002 - the name of the field
    label: str = "",
    quantity: int = 1,
    group: str = "",
    judge: bool = True,
    draft: bool = False,
    kept: Kept | None = None,
) -> Composed:
    """The piece as far as it can be made, with its faults: for the window, which shows both.

    judge   whether walls, corners and hole of the cut are measured too
    draft   the outline is traced for the screen only, ten times as fast
    kept    what earlier pieces of the same template have in common with this one
    """
    design = filled(design, values)
    bleed = bleed_of(design, shop)
    faults: list[Fault] = []
    found: list[tuple[Side, AnyLayer, str]] = []
    sides: list[tuple[Mark, ...]] = []
    inks: dict[Side, list[Ink]] = {"front": [], "back": []}
    for side, page in zip(SIDES, design.pages, strict=False):
        marks: list[Mark] = []
        for layer in page.layers:
            faults += _unfilled(layer)
            bled = _bled(layer, design, bleed)
            made = kept.drawn(layer, bled, shelf, shop) if kept is not None else drawn(bled, shelf, shop)
            marks += made.marks
            faults += made.faults
            if made.ink is not None:
                inks[side].append((layer.id, place_of(layer), made.ink))
            if made.code is not None:
                found.append((side, layer, made.code))
        sides.append(tuple(marks))
    outline = outline_of(design, sides[0], shop, judge=judge, ppmm=DRAFT_PPMM if draft else FINE_PPMM)
    faults += outline.faults
    left, top, right, _ = outline.trim.bounds
    behind = _mirrored(outline.trim, design.width_mm)
    faults += near_edge(inks["front"], outline.trim, design) + near_edge(inks["back"], behind, design)
    front = Face(
        _moved((*_ground(design.pages[0], outline.trim, design, bleed), *sides[0]), left, top),
        white=() if outline.white is None else (Fill(path_of(translate(outline.white, -left, -top)), Spot("white")),),
    )
    back = None
    if len(sides) > 1:
        # seen from behind, the right end of the trim is on the left
        shift = design.width_mm - right
        back = Face(_moved((*_ground(design.pages[1], behind, design, bleed), *sides[1]), shift, top))
    piece = Piece(
        id=id,
        label=label,
        product=design.product,
        trim=translate(outline.trim, -left, -top),
        bleed_mm=bleed,
        front=front,
        back=back,
        cutting="guillotine" if _straight(design) else "contour",
        quantity=quantity,
        group=group,
    )
    codes = tuple(
        _code(side, layer, words, (left if side == "front" else design.width_mm - right, top))
        for side, layer, words in found
    )
    return Composed(piece, tuple(faults), codes, (float(left), float(top)))


def bleed_of(design: Design, shop: PrintShop) -> float:
    """How far a design is drawn over its trim: none where the design or the shop wants none, else the larger of both."""
    return max(design.bleed_mm, shop.bleed_mm) if design.bleed_mm and shop.bleed_mm else 0.0


def _code(side: Side, layer: AnyLayer, words: str, corner: tuple[float, float]) -> PlacedCode:
    a, b, c, d, e, f = place_of(layer)
    width, height = layer.width_mm, layer.height_mm
    across = [e + a * x + c * y - corner[0] for x in (0.0, width) for y in (0.0, height)]
    down = [f + b * x + d * y - corner[1] for x in (0.0, width) for y in (0.0, height)]
    box = (min(across), min(down), max(across) - min(across), max(down) - min(down))
    return PlacedCode(side, layer.id, words, box)


def _straight(design: Design) -> bool:
    return design.cut.shape == "rectangle" and not design.cut.by_hand and design.cut.hole_mm <= 0


def _bled(layer: AnyLayer, design: Design, bleed: float) -> AnyLayer:
    """What touches the trim, over it. Around a picture there is nothing to touch: the box is not the trim."""
    around_picture = design.cut.shape == "picture" or design.cut.by_hand
    if bleed <= 0 or around_picture or not isinstance(layer, PictureLayer | ShapeLayer):
        return layer
    if isinstance(layer, ShapeLayer) and (layer.shape not in ("rectangle", "rounded") or layer.fill is None):
        return layer
    if isinstance(layer, PictureLayer) and (layer.fit == "contain" or layer.mask != "none"):
        return layer
    return extended(layer, design, bleed)


def _unfilled(layer: AnyLayer) -> list[Fault]:
    if layer.hidden or not places(layer) or not isinstance(layer, PictureLayer | TextLayer | CodeLayer | WaveLayer):
        return []
    names = ", ".join(sorted(places(layer)))
    return [Fault("place-unfilled", text("“{names}” is not filled in here yet.", names=names), layer.id)]


def _ground(page: Page, trim: Polygon, design: Design, bleed: float) -> tuple[Mark, ...]:
    """The background, over the trim."""
    if page.background is None:
        return ()
    width, height = design.width_mm, design.height_mm
    if design.cut.shape == "picture" or design.cut.by_hand or design.cut.hole_mm > 0:
        return (Fill(path_of(Polygon(trim.exterior).buffer(bleed)), paint_of(page.background)),)
    box = rectangle(-bleed, -bleed, width + 2 * bleed, height + 2 * bleed)
    return (Fill(box, paint_of(page.background)),)


def _moved(marks: tuple[Mark, ...], left: float, top: float) -> tuple[Mark, ...]:
    """Marks of the design from the corner of the box around the trim."""
    if abs(left) < 1e-9 and abs(top) < 1e-9:
        return marks
    return (Group(marks, (1.0, 0.0, 0.0, 1.0, -left, -top)),)


def _mirrored(trim: Polygon, width: float) -> Polygon:
    return Polygon(
        [(width - x, y) for x, y in trim.exterior.coords],
        [[(width - x, y) for x, y in ring.coords] for ring in trim.interiors],
    )
