"""What a RIP makes of the file, against what was meant: plates at 1200 dpi, measured against the polygons (layout2d §4)."""

import numpy as np
import pytest
import shapely
from scipy import ndimage

from app.jobs.progress import silent
from app.layouts.drawing import Fill, Stroke
from app.layouts.paint import BLACK, Spot
from app.layouts.path import joined, rectangle
from app.layouts.piece import Face, Piece
from app.layouts.plates.plates import Plates, plates
from app.settings.shop import SpotName
from tests.unit.layouts.pdf.samples import ACRYLIC, CHOKE_MM, OFFSET_MM, PRESS, art_of, charm, postcard, white_of
from tests.unit.layouts.pdf.tools import edge_mm, inside, on_page, trim_origin_mm

STROKE_MM = 0.25 / 72 * 25.4


def test_there_are_the_plates_that_were_meant_and_no_others(charm_plates: Plates) -> None:
    assert charm_plates.names == ("Cyan", "Magenta", "Yellow", "Black", "CutContour", "White")


def test_white_is_choked_exactly(charm_plates: Plates, charm_pdf) -> None:
    art = on_page(art_of(charm()), charm_pdf)
    edge = shapely.points(edge_mm(charm_plates.plate("White"), charm_plates.ppi))
    choke = shapely.distance(edge, art.exterior)
    assert abs(choke - CHOKE_MM).max() <= 0.03


def test_no_white_outside_the_art_and_all_of_it_inside(charm_plates: Plates, charm_pdf) -> None:
    white = charm_plates.plate("White") > 0
    art = on_page(art_of(charm()), charm_pdf)
    assert not (white & ~inside(art, white, charm_plates.ppi)).any()
    core = on_page(white_of(charm()).buffer(-0.05), charm_pdf)
    assert (charm_plates.plate("White")[inside(core, white, charm_plates.ppi)] == 255).all()


def test_the_cut_line_is_where_the_trim_is(charm_plates: Plates, charm_pdf) -> None:
    trim, art = (on_page(shape, charm_pdf) for shape in (charm().trim, art_of(charm())))
    edge = edge_mm(charm_plates.plate("CutContour"), charm_plates.ppi)
    off = shapely.distance(shapely.points(edge), trim.boundary)
    assert abs(off - STROKE_MM / 2).max() <= 0.05
    along = shapely.points(shapely.get_coordinates(trim.boundary.segmentize(0.2)))
    drawn = shapely.multipoints(edge)
    assert shapely.distance(along, drawn).max() <= STROKE_MM / 2 + 0.05
    outer = trim.exterior.difference(shapely.union_all([trim.interiors[0]]).buffer(6))
    assert abs(outer.distance(art) - OFFSET_MM) <= 0.05


def test_the_cut_plate_has_three_regions(charm_plates: Plates) -> None:
    """Outside, body and hole: a gap in the line would join two of them."""
    assert ndimage.label(charm_plates.plate("CutContour") == 0)[1] == 3


def test_ink_is_within_the_limit_everywhere(charm_plates: Plates) -> None:
    assert charm_plates.tac() <= ACRYLIC.ink_limit


def test_nothing_takes_the_white_away(charm_plates: Plates, charm_pdf) -> None:
    """Picture, black lettering, a faded group and the cut line all lie on the white, and it is whole below them."""
    core = inside(on_page(white_of(charm()).buffer(-0.05), charm_pdf), charm_plates.plate("White"), charm_plates.ppi)
    assert (charm_plates.plate("White")[core] == 255).all()
    colors = sum(charm_plates.plate(name).astype(int) for name in ("Cyan", "Magenta", "Yellow", "Black"))
    assert (colors[core] > 0).mean() > 0.98


def test_lettering_is_black_ink_alone(charm_plates: Plates, charm_pdf) -> None:
    art = on_page(art_of(charm()), charm_pdf)
    inks = charm_plates.ink_at(art.centroid.x, art.centroid.y + 3)
    assert inks == {"Cyan": 0, "Magenta": 0, "Yellow": 0, "Black": 1, "CutContour": 0, "White": 1}


def test_a_kiss_cut_takes_nothing_from_the_picture(write, folder) -> None:
    """Right through a picture: its colours go on below the line. A shop without such a tool is not sent the line."""
    card = postcard()
    kiss = Stroke(rectangle(20, 20, 60, 40), Spot("kiss_cut"), 0.0)
    piece = Piece("k", "K", "sticker", card.trim, 3.0, Face((kiss, *card.front.marks)), cutting="contour")
    spots = {**ACRYLIC.spots, "kiss_cut": SpotName(name="KissCut", cmyk=(0, 0.5, 1, 0))}
    path = write([piece], folder / "kiss.pdf", ACRYLIC.model_copy(update={"spots": spots})).path
    plain = write([piece], folder / "plain.pdf", ACRYLIC).path
    with plates(path, 150, silent()) as cut, plates(plain, 150, silent()) as whole:
        assert (cut.plate("KissCut") > 0).any()
        assert whole.spots == ("CutContour",)
        for ink in ("Cyan", "Magenta", "Yellow", "Black"):
            assert np.array_equal(cut.plate(ink), whole.plate(ink))


def test_large_black_areas_are_rich_and_lettering_is_not(write, folder) -> None:
    """Black ink alone looks grey on an area; four inks blur on letters and codes (layout2d §1.2)."""
    card = postcard()
    code = joined(rectangle(80 + k % 20 * 2, 30 + k // 20 * 2, 1.5, 1.5) for k in range(400))
    marks = (Fill(rectangle(0, 0, 60, 60), BLACK), Fill(rectangle(5, 70, 60, 10), BLACK), Fill(code, BLACK))
    path = write([Piece("k", "", "", card.trim, 0.0, Face(marks))], folder / "black.pdf", PRESS).path
    with plates(path, 300, silent()) as made:
        x, y = trim_origin_mm(path)
        area, small, module = (made.ink_at(x + dx, y + dy) for dx, dy in ((30, 30), (30, 75), (80.7, 30.7)))
    assert area == pytest.approx({"Cyan": 0.6, "Magenta": 0.4, "Yellow": 0.4, "Black": 1}, abs=0.01)
    assert small == module == {"Cyan": 0, "Magenta": 0, "Yellow": 0, "Black": 1}
