"""The outline of a thing from its design: cut, white ink, and what is against cutting it so."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from app.errors import AppError
from app.layouts.design.document import Design
from app.layouts.design.faults import Fault
from app.layouts.drawing import Mark
from app.layouts.raster.image import draw_pixels
from app.settings.shop import PrintShop

FINE_PPMM = 24.0
"""600 ppi: the outline of a picture is found to 0.03 mm."""
DRAFT_PPMM = 5.0
"""For what is only looked at."""
MOST_PX = 2600
AROUND_MM = 6.0  # what lies outside of the box of the design counts too
HARD = frozenset(("hole_missing", "hole_small", "hole_wall", "wall"))
"""What would break or cannot be drilled."""


@dataclass(frozen=True)
class Outline:
    """Areas in mm from the top left of the design's box."""

    trim: Polygon
    white: MultiPolygon | None
    faults: tuple[Fault, ...] = ()


def outline_of(
    design: Design, front: tuple[Mark, ...], shop: PrintShop, *, judge: bool, ppmm: float = FINE_PPMM
) -> Outline:
    """The outline of a design.

    front   marks of its first page without the background: the picture to be cut around is all of them
    judge   whether walls, corners and hole are looked at too
    ppmm    pixels to the millimetre in which the picture is traced
    """
    cut = design.cut
    plain = cut.shape == "rectangle" and not cut.by_hand and cut.hole_mm <= 0 and cut.white == "none"
    whole = shapely.box(0.0, 0.0, design.width_mm, design.height_mm)
    if plain:
        return Outline(whole, None)
    # SciPy and the tracing of outlines: only for what is not a rectangle of paper
    from app.layouts.silhouette.faults import faults  # noqa: PLC0415 - see above
    from app.layouts.silhouette.outline import silhouette  # noqa: PLC0415 - see above

    around_picture = cut.shape == "picture" and not cut.by_hand
    try:
        art = MultiPolygon()
        if around_picture or cut.white == "below_picture" or cut.hole_mm > 0:
            art = _art(design, front, ppmm, needed=around_picture)
        shape = silhouette(art, cut, shop, box_mm=(design.width_mm, design.height_mm))
    except AppError as error:
        return Outline(whole, None, (Fault("cut-impossible", error.sentence),))
    found = [Fault("cut-note", words, blocks=False) for words in shape.notes]
    if judge:
        found += [
            Fault(f"cut-{fault.id.replace('_', '-')}", fault.words, "", fault.id in HARD, (fault.at.x, fault.at.y))
            for fault in faults(shape, shop)
        ]
    return Outline(shape.cut, None if shape.white.is_empty else shape.white, tuple(found))


def _art(design: Design, front: tuple[Mark, ...], ppmm: float, *, needed: bool) -> MultiPolygon:
    from app.layouts.silhouette.contour import contour_of  # noqa: PLC0415 - see outline_of

    alpha, ppmm = _coverage(design, front, ppmm)
    if not needed and not alpha.any():
        return MultiPolygon()
    return shapely.transform(contour_of(alpha, ppmm), lambda xy: xy - AROUND_MM)


def _coverage(design: Design, front: tuple[Mark, ...], ppmm: float) -> tuple[NDArray[np.uint8], float]:
    """(H, W) how much of each pixel is printed, and pixels to the millimetre."""
    width, height = design.width_mm + 2 * AROUND_MM, design.height_mm + 2 * AROUND_MM
    ppmm = min(ppmm, MOST_PX / max(width, height))
    size = (max(1, round(width * ppmm)), max(1, round(height * ppmm)))
    place = (ppmm, 0.0, 0.0, ppmm, AROUND_MM * ppmm, AROUND_MM * ppmm)
    return draw_pixels(front, size, place, None)[..., 3], ppmm
