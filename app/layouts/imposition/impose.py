"""The one door: pieces onto sheets, by straight cuts or along their contours, as each of them is cut."""

from collections.abc import Sequence
from dataclasses import replace

from app.jobs.progress import Progress, silent
from app.layouts.imposition.nesting import Seen, nest
from app.layouts.imposition.rectangles import impose_rectangles
from app.layouts.imposition.room import Turns
from app.layouts.piece import Piece
from app.layouts.sheet import Layout, Placement, Sheet, SheetSize
from app.settings.shop import PrintShop


def impose(  # noqa: PLR0917 - what, on what, for whom, and how long one waits
    pieces: Sequence[Piece],
    size: SheetSize,
    shop: PrintShop,
    seconds: float = 20.0,
    progress: Progress | None = None,
    seen: Seen = lambda _: None,
    *,
    turns: Turns = None,
    fixed: Sequence[Sequence[Placement]] = (),
) -> Layout:
    """All pieces on sheets of this size, cut lines as far apart as the shop wants them; see ``impose_apart``."""
    return impose_apart(pieces, size, shop.gap_mm, seconds, progress, seen, turns=turns, fixed=fixed)


def impose_apart(  # noqa: PLR0917 - what, on what, how far apart, and how long one waits
    pieces: Sequence[Piece],
    size: SheetSize,
    gap_mm: float,
    seconds: float = 20.0,
    progress: Progress | None = None,
    seen: Seen = lambda _: None,
    *,
    turns: Turns = None,
    fixed: Sequence[Sequence[Placement]] = (),
) -> Layout:
    """All pieces on sheets of this size.

    Pieces that a guillotine cuts lie in grids: with bleed twice the bleed apart, without it edge to edge. Pieces that a cutter
    cuts keep the gap, or their bleed where that is more: no bleed reaches over the trim of a neighbour. The two never share a
    sheet; those of the guillotine come first. ``seconds``, ``seen``, ``turns`` and ``fixed`` are those of ``nest``, for what is
    cut along contours.

    Raises AppError, and Cancelled before there is a first layout.
    """
    progress = progress or silent()
    straight = [index for index, piece in enumerate(pieces) if piece.cutting == "guillotine"]
    free = [index for index, piece in enumerate(pieces) if piece.cutting == "contour"]
    gap = max([gap_mm, *(pieces[index].bleed_mm for index in free)])
    turning = turns is None or any(turn % 180 == 90 for turn in turns)
    first = impose_rectangles([pieces[index] for index in straight], size, 0.0, turning=turning).layout
    if not free:
        return first

    def whole(nested: Layout) -> Layout:
        sheets = [_renumbered(sheet, straight) for sheet in first.sheets]
        sheets += [_renumbered(sheet, free) for sheet in nested.sheets]
        left = [(straight[i], copy) for i, copy in first.left] + [(free[i], copy) for i, copy in nested.left]
        return Layout(tuple(pieces), tuple(sheets), gap, tuple(sorted(left)))

    back = {index: at for at, index in enumerate(free)}
    stay = [[replace(p, piece=back[p.piece]) for p in sheet if p.piece in back] for sheet in fixed]
    nested = nest(
        [pieces[index] for index in free], size, gap, seconds, progress, lambda layout: seen(whole(layout)),
        turns=turns, fixed=stay,
    )  # fmt: skip
    return whole(nested)


def _renumbered(sheet: Sheet, indices: Sequence[int]) -> Sheet:
    return replace(sheet, placements=tuple(replace(p, piece=indices[p.piece]) for p in sheet.placements))
