"""Cut lines as SVG and DXF are those of the layout, to a ten-thousandth of a millimetre."""

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from app.layouts.imposition.cut_files import to_dxf, to_svg
from app.layouts.imposition.gaps import placed_trim
from app.layouts.sheet import Layout, Placement, Sheet
from tests.unit.layouts.imposition.shapes import charm, moon, sheet, star

NS = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def layout() -> Layout:
    holed = charm(star().difference(star().centroid.buffer(3)), 2, id_='<A&"1">')
    size = sheet(200, 100)
    first = Sheet(size, (Placement(0, 0, 30, 20, 33.0), Placement(1, 0, 120, 20)))
    return Layout((holed, charm(moon(), id_="moon")), (first, Sheet(size, (Placement(0, 1, 60, 20),))), 3.0)


def test_svg_paths_are_the_trims(layout: Layout) -> None:
    root = ET.fromstring(to_svg(layout))
    assert root.get("width") == "420.0000mm"
    groups = root.findall(f"{NS}g")
    assert [len(group.findall(f"{NS}path")) for group in groups] == [2, 1]
    path = groups[0].find(f"{NS}path")
    assert path is not None
    assert path.get("data-piece") == '<A&"1">'
    rings = str(path.get("d")).split("Z")[:-1]
    trim = placed_trim(layout.pieces, layout.sheets[0].placements[0])
    assert len(rings) == 2
    found = np.array([float(v) for v in re.findall(r"-?[\d.]+", rings[0])]).reshape(-1, 2)
    assert np.allclose(found, np.asarray(trim.exterior.coords)[:-1], atol=6e-5)


def test_dxf_polylines_are_the_trims_upright(layout: Layout) -> None:
    lines = to_dxf(layout).splitlines()
    pairs = list(zip(lines[::2], lines[1::2], strict=True))
    assert pairs[0] == ("0", "SECTION")
    assert pairs[-1] == ("0", "EOF")
    assert ("1", "AC1009") in pairs
    polylines: list[tuple[str, list[tuple[float, float]]]] = []
    x = 0.0
    vertex = False
    for code, value in pairs:
        if code == "0":
            vertex = value == "VERTEX"
            if value == "POLYLINE":
                polylines.append(("", []))
        elif code == "8" and not vertex and polylines:
            polylines[-1] = (value, polylines[-1][1])
        elif code == "10" and vertex:
            x = float(value)
        elif code == "20" and vertex:
            polylines[-1][1].append((x, float(value)))
    assert [layer for layer, _ in polylines] == ["SHEET", "CUT", "CUT", "CUT", "SHEET", "CUT", "CUT"]
    trim = placed_trim(layout.pieces, layout.sheets[1].placements[0])
    expected = np.asarray(trim.exterior.coords)[:-1] * (1, -1) + (220, 100)
    assert np.allclose(polylines[5][1], expected, atol=6e-5)


def test_the_same_layout_gives_the_same_bytes(layout: Layout) -> None:
    assert to_svg(layout) == to_svg(layout)
    assert "-0.0000" not in to_dxf(layout)
