"""Die-cut nesting beside what a workshop does without it: a grid of the largest box, and boxes packed.

``python -m tests.bench.layout_figures.nesting``; a part of ``bench layout``. Keychains are synthetic (``keychains.py``), the same
for all. Utilisation is the area inside the outer cut lines ÷ (used length × height of the strip). Every layout of ours is
measured again from its trims by ``gap_faults``.
"""

import json
import math
import os
import time
from collections.abc import Sequence
from typing import Any

from shapely import affinity
from shapely.geometry import Polygon

from app.layouts.imposition.first import box_sheets
from app.layouts.imposition.gaps import gap_faults
from app.layouts.imposition.nesting import nest
from app.layouts.imposition.room import room_of, utilisation
from app.layouts.piece import Face, Piece
from app.layouts.sheet import Layout, Sheet, SheetSize
from tests.bench.layout_figures.keychains import keychains
from tests.bench.orders_figures.table import show

SECONDS = 29.0
WIDTHS = (30, 24, 14, 8, 20, 10)
STRIP = SheetSize("strip 300 mm", 300.0, 0.0, (0.0, 0.0, 0.0, 0.0))
BOARD = SheetSize("600 × 400 mm", 600.0, 400.0, (0.0, 0.0, 0.0, 0.0))
BOARD_SHARE = 0.70  # of the board, that the 95 pieces take


def piece(trim: Polygon, number: int, quantity: int = 1) -> Piece:
    return Piece(
        f"K{number:03}", f"K{number:03}", "keychain", trim, 0.0, Face(()), cutting="contour", quantity=quantity
    )


def pieces_95() -> list[Piece]:
    """Keychains that together take seven tenths of the board."""
    shapes = keychains(95, 3)
    area = sum(Polygon(shape.exterior).area for shape in shapes)
    scale = math.sqrt(BOARD_SHARE * BOARD.width_mm * BOARD.height_mm / area)
    return [piece(affinity.scale(shape, scale, scale, origin=(0, 0)), i) for i, shape in enumerate(shapes)]


def grid_length(pieces: Sequence[Piece], gap: float, height: float) -> float:
    """A strip of cells as large as the largest box, in the better of both directions."""
    wide, tall = (max(p.width_mm for p in pieces) + gap, max(p.height_mm for p in pieces) + gap)
    count = sum(p.quantity for p in pieces)
    lines = [(math.ceil(count / ((height + gap) // b)), a) for a, b in ((wide, tall), (tall, wide))]
    return min(number * cell - gap for number, cell in lines)


def packed_length(pieces: Sequence[Piece], gap: float, height: float) -> float | None:
    """The shortest strip that the rectangle-packer fills, to a millimetre; None where it is not installed.

    By itself it looks for the smallest box, not for the shortest strip: it is asked for shorter and shorter ones.
    """
    try:
        import rpack
    except ImportError:
        return None
    boxes = [(p.width_mm + gap, p.height_mm + gap) for p in pieces for _ in range(p.quantity)]
    ways = (boxes, [(max(b), min(b)) for b in boxes], [(min(b), max(b)) for b in boxes])

    def fits(some: Sequence[tuple[float, float]], length: float) -> bool:
        sizes = [(math.ceil(10 * w), math.ceil(10 * h)) for w, h in some]
        try:
            rpack.pack(sizes, max_width=int(10 * (length + gap)), max_height=int(10 * (height + gap)))
        except rpack.PackingImpossibleError:
            return False
        return True

    best = grid_length(pieces, gap, height)
    for some in ways:
        low, high = 0.0, best
        while high - low > 1.0:
            middle = (low + high) / 2
            low, high = (low, middle) if fits(some, middle) else (middle, high)
        best = high
    return best


def our_boxes(pieces: Sequence[Piece], gap: float, size: SheetSize) -> float:
    """Length of our own first layout."""
    copies = [(i, c) for i, p in enumerate(pieces) for c in range(p.quantity)]
    (placements,), _ = box_sheets(pieces, copies, room_of(size), gap)
    ends = [p.y_mm + (pieces[p.piece].width_mm if p.turn_deg else pieces[p.piece].height_mm) for p in placements]
    return max(ends)


def nested(pieces: Sequence[Piece], size: SheetSize, gap: float) -> tuple[Layout, float, float]:
    """The layout, seconds to the first nest that is better than boxes, and seconds to the last."""
    begun, times = time.monotonic(), list[float]()
    layout = nest(pieces, size, gap, SECONDS, None, lambda _: times.append(time.monotonic() - begun))
    return layout, times[min(1, len(times) - 1)], time.monotonic() - begun


def strip_rows(name: str, pieces: Sequence[Piece], gap: float) -> tuple[list[tuple[Any, ...]], dict[str, Any]]:
    net = sum(Polygon(p.trim.exterior).area * p.quantity for p in pieces)
    lengths = {
        "grid of the largest box": grid_length(pieces, gap, STRIP.width_mm),
        "rectangle-packer": packed_length(pieces, gap, STRIP.width_mm),
        "our boxes": our_boxes(pieces, gap, STRIP),
    }
    rows: list[tuple[Any, ...]] = [
        (name, how, "not installed", "", "", "") if length is None
        else (name, how, f"{length:.0f} mm", f"{net / length / STRIP.width_mm:.1%}", "", "")
        for how, length in lengths.items()
    ]  # fmt: skip
    layout, first, seconds = nested(pieces, STRIP, gap)
    faults, share = len(gap_faults(layout)), utilisation(layout)
    length = sum(sheet.length_mm for sheet in layout.sheets)
    rows.append((name, "nested", f"{length:.1f} mm", f"{share:.2%}", f"{first:.1f} / {seconds:.1f} s", faults))
    boxes = min(value for how, value in lengths.items() if value is not None and how != "grid of the largest box")
    figures = {
        "utilisation": round(share, 4), "s": round(seconds, 1), "first_s": round(first, 1), "faults": faults,
        "box_utilisation": round(net / boxes / STRIP.width_mm, 4),
    }  # fmt: skip
    return rows, figures


def board_rows(pieces: Sequence[Piece], gap: float) -> tuple[list[tuple[Any, ...]], dict[str, Any]]:
    copies = [(i, 0) for i in range(len(pieces))]
    boxed, _ = box_sheets(pieces, copies, room_of(BOARD), gap)
    layout, first, seconds = nested(pieces, BOARD, gap)
    faults = len(gap_faults(layout))
    placed = [len(sheet.placements) for sheet in layout.sheets]
    name = f"{len(pieces)} on {BOARD.id}, {gap:g} mm"
    one = Layout(tuple(pieces), (Sheet(BOARD, tuple(boxed[0])),), gap)
    rows = [
        (name, "our boxes", f"{len(boxed)} boards", f"{utilisation(one):.1%}", "", ""),
        (name, "nested", f"{placed} placed", f"{utilisation(layout):.1%}", f"{first:.1f} / {seconds:.1f} s", faults),
    ]
    return rows, {"s": round(seconds, 1), "placed": placed[0], "faults": faults}


def figures() -> dict[str, Any]:
    """Measure, print the table, give the keys of ``bench layout``."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {SECONDS:g} s for each nest")
    forty = [piece(shape, i) for i, shape in enumerate(keychains(40, 0))]
    rows, mixed = strip_rows("40 mixed, 3 mm", forty, 3.0)
    more, board = board_rows(pieces_95(), 2.0)
    one_design, sixty = strip_rows("60 × one design, 3 mm", [piece(keychains(1, 5)[0], 0, 60)], 3.0)
    show(("what", "how", "length", "used", "first better / done", "gap faults"), [*rows, *more, *one_design], WIDTHS)
    return {
        "nest40_utilisation": mixed["utilisation"], "nest40_s": mixed["s"], "nest40_first_s": mixed["first_s"],
        "nest40_box_utilisation": mixed["box_utilisation"], "nest95_s": board["s"], "nest95_placed": board["placed"],
        "nest60_utilisation": sixty["utilisation"],
        "gap_faults": mixed["faults"] + board["faults"] + sixty["faults"],
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(figures()))
