"""The cut lines of a layout for a cutter's own program: SVG in millimetres, or DXF R12 polylines. Sheets lie side by side."""

from collections.abc import Iterator

import numpy as np
from shapely.geometry import Polygon

from app.layouts.imposition.gaps import placed_trim
from app.layouts.path import Points
from app.layouts.sheet import Layout, Sheet

APART_MM = 20.0
"""Between two sheets of one file."""


def to_svg(layout: Layout) -> str:
    """One group for each sheet; 1 user unit is 1 mm."""
    width = sum(s.size.width_mm for s in layout.sheets) + APART_MM * max(len(layout.sheets) - 1, 0)
    height = max((sheet.height_mm for sheet in layout.sheets), default=0.0)
    box = f"0 0 {_n(width)} {_n(height)}"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(width)}mm" height="{_n(height)}mm" viewBox="{box}">',
    ]
    for number, (left, sheet) in enumerate(_side_by_side(layout), 1):
        lines.append(f'<g id="sheet-{number}" transform="translate({_n(left)} 0)" fill="none" stroke-width="0.1">')
        lines.append(
            f'<rect class="sheet" width="{_n(sheet.size.width_mm)}" height="{_n(sheet.height_mm)}" stroke="#808080"/>'
        )
        for trim, name in _trims(layout, sheet):
            path = "".join(
                "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in ring) + "Z" for ring in _rings(trim)
            )  # fmt: skip
            lines.append(f'<path class="cut" data-piece="{_escaped(name)}" stroke="#ff0000" d="{path}"/>')
        lines.append("</g>")
    return "\n".join([*lines, "</svg>", ""])


def to_dxf(layout: Layout) -> str:
    """Closed polylines on the layer CUT, the edges of the sheets on SHEET; y upwards, millimetres."""
    height = max((sheet.height_mm for sheet in layout.sheets), default=0.0)
    out = ["0", "SECTION", "2", "HEADER", "9", "$ACADVER", "1", "AC1009", "0", "ENDSEC"]
    out += ["0", "SECTION", "2", "ENTITIES"]
    for left, sheet in _side_by_side(layout):
        w, h = sheet.size.width_mm, sheet.height_mm
        out += _polyline(np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float64), "SHEET", left, height)
        for trim, _ in _trims(layout, sheet):
            for ring in _rings(trim):
                out += _polyline(ring, "CUT", left, height)
    return "\n".join([*out, "0", "ENDSEC", "0", "EOF", ""])


def _polyline(ring: Points, layer: str, left: float, height: float) -> list[str]:
    out = ["0", "POLYLINE", "8", layer, "66", "1", "70", "1", "10", "0.0", "20", "0.0", "30", "0.0"]
    for x, y in ring:
        out += ["0", "VERTEX", "8", layer, "10", _n(x + left), "20", _n(height - y), "30", "0.0"]
    return [*out, "0", "SEQEND", "8", layer]


def _side_by_side(layout: Layout) -> Iterator[tuple[float, Sheet]]:
    left = 0.0
    for sheet in layout.sheets:
        yield left, sheet
        left += sheet.size.width_mm + APART_MM


def _trims(layout: Layout, sheet: Sheet) -> Iterator[tuple[Polygon, str]]:
    for placement in sheet.placements:
        yield placed_trim(layout.pieces, placement), layout.pieces[placement.piece].id


def _rings(trim: Polygon) -> Iterator[Points]:
    for ring in (trim.exterior, *trim.interiors):
        yield np.asarray(ring.coords, np.float64)[:-1, :2]


def _n(value: float) -> str:
    """At most a ten-thousandth of a millimetre, and never a negative zero."""
    return f"{round(float(value), 4) + 0.0:.4f}"


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
