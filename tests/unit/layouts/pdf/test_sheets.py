"""Sheets: fronts and backs that meet, bleeds that end before the neighbour, labels in the waste, marks beside the trims."""

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box
from shapely.ops import unary_union

from app.jobs.progress import silent
from app.layouts.drawing import Fill
from app.layouts.paint import Cmyk
from app.layouts.path import rectangle
from app.layouts.pdf.labels import labels
from app.layouts.pdf.leaves import moved
from app.layouts.pdf.reach import reach
from app.layouts.pdf.sheet_leaves import Turning, kept_apart, lying
from app.layouts.piece import Face, Piece
from app.layouts.plates.plates import plates
from app.layouts.sheet import Layout, Placement, Sheet, SheetSize
from tests.unit.layouts.pdf.samples import ACRYLIC, PRESS, card_sheet, charm_sheet, star
from tests.unit.layouts.pdf.tools import needs, said

BARE = PRESS.model_copy(update={"marks": ()})
SIZE = SheetSize("A4", 210, 297)


def corner_piece(name: str, front: Cmyk, back: Cmyk, width: float = 60, height: float = 40) -> Piece:
    """One side has its upper left corner marked, the other its upper right one: through the paper they are the same."""
    left, right = rectangle(2, 2, 12, 8), rectangle(width - 14, 2, 12, 8)
    return Piece(
        name, name, "card", box(0, 0, width, height), 0.0, Face((Fill(left, front),)), Face((Fill(right, back),))
    )


@pytest.mark.parametrize("over", ["left", "top"])
def test_front_and_back_meet_in_the_paper(over: str, write, tmp_path: Path) -> None:
    """Turn the back over as a person would: cyan marks of the front lie exactly on magenta marks of the back."""
    needs("gs")
    piece = corner_piece("a", Cmyk(1, 0, 0, 0), Cmyk(0, 1, 0, 0))
    places = (Placement(0, 0, 10, 10), Placement(0, 1, 150, 20, 90), Placement(0, 2, 80, 200, 33))
    sheet = Sheet(SIZE, places)
    path = write(Layout((piece,), (sheet,), 3.0), tmp_path / "a.pdf", BARE, turning=Turning(over)).path
    with plates(path, 100, silent()) as front, plates(path, 100, silent(), page=1) as back:
        cyan, magenta = front.plate("Cyan"), back.plate("Magenta")
    seen = magenta[:, ::-1] if over == "left" else magenta[::-1]
    assert cyan.any()
    # over its top edge, a piece is upside down on the back unless its own back is turned as well: the mark is where it was
    assert ((cyan > 127) & (seen > 127)).sum() > 0.97 * (cyan > 127).sum()


def test_a_piece_without_a_back_leaves_the_back_bare(write, tmp_path: Path) -> None:
    one = corner_piece("a", Cmyk(1, 0, 0, 0), Cmyk(0, 1, 0, 0))
    two = replace(corner_piece("b", Cmyk(0, 0, 0, 1), Cmyk(0, 0, 0, 0)), back=None)
    sheet = Sheet(SIZE, (Placement(0, 0, 10, 10), Placement(1, 0, 100, 10)))
    assert write(Layout((one, two), (sheet,), 3.0), tmp_path / "a.pdf", BARE).pages == 2
    assert write(Layout((two,), (Sheet(SIZE, (Placement(0, 0, 10, 10),)),), 3.0), tmp_path / "b.pdf", BARE).pages == 1


def test_a_sheet_without_backs_has_an_empty_one_where_others_have_one(write, tmp_path: Path) -> None:
    one = corner_piece("a", Cmyk(1, 0, 0, 0), Cmyk(0, 1, 0, 0))
    two = replace(corner_piece("b", Cmyk(0, 0, 0, 1), Cmyk(0, 0, 0, 0)), back=None)
    sheets = Sheet(SIZE, (Placement(1, 0, 20, 30),)), Sheet(SIZE, (Placement(0, 0, 20, 30),))
    path = tmp_path / "two.pdf"
    assert write(Layout((one, two), sheets, 3.0), path, BARE).pages == 4
    for page, inks in ((1, ()), (2, ("Cyan",)), (3, ("Magenta",))):
        with plates(path, 50, silent(), page=page) as side:
            for ink in ("Cyan", "Magenta", "Black"):
                assert (side.plate(ink).max() > 0) == (ink in inks)


@pytest.mark.parametrize("gap", [0.0, 2.0, 5.0, 6.0])
def test_no_piece_prints_into_its_neighbour(gap: float, write, tmp_path: Path) -> None:
    """Two pieces, each with 3 mm of bleed of one ink: on the trim of one there is nothing of the other."""
    needs("gs")

    def piece(name: str, ink: Cmyk) -> Piece:
        return Piece(name, "", "", box(0, 0, 40, 30), 3.0, Face((Fill(rectangle(-3, -3, 46, 36), ink),)))

    pieces = (piece("a", Cmyk(1, 0, 0, 0)), piece("b", Cmyk(0, 1, 0, 0)))
    sheet = Sheet(SIZE, (Placement(0, 0, 20, 20), Placement(1, 0, 60 + gap, 20)))
    path = write(Layout(pieces, (sheet,), gap), tmp_path / "a.pdf", BARE).path
    with plates(path, 300, silent()) as made:
        for x, mine, other in ((21, "Cyan", "Magenta"), (61 + gap, "Magenta", "Cyan")):
            rows, columns = slice(250, 580), slice(round(x / 25.4 * 300), round((x + 38) / 25.4 * 300))
            assert (made.plate(mine)[rows, columns] == 255).all()
            assert not made.plate(other)[rows, columns].any()
        middle = made.ink_at(60 + gap / 2, 30)
        assert gap == 0 or middle["Cyan"] + middle["Magenta"] > 0  # the bleed goes on to the middle


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(20, 180), st.floats(20, 260), st.floats(0, 360), st.integers(0, 1)), min_size=2, max_size=7
    )
)
def test_bleeds_never_reach_over_a_neighbours_trim(places) -> None:
    charm = Piece("s", "", "", star(30), 3.0, Face(()), cutting="contour")
    card = Piece("c", "", "", box(0, 0, 30, 20), 3.0, Face(()))
    kept: list[Placement] = []
    trims: list[Polygon] = []
    for x, y, turn, kind in places:
        sheet = Sheet(SIZE, (Placement(kind, 0, x, y, turn),))
        (copy,) = lying((charm, card), sheet, None)
        if all(copy.trim.distance(other) > 0.1 for other in trims):
            kept.append(sheet.placements[0])
            trims.append(copy.trim)
    copies = lying((charm, card), Sheet(SIZE, tuple(kept)), None)
    for index, within in enumerate(kept_apart(copies)):
        area = copies[index].area if within is None else within
        assert area.buffer(0.05).covers(trims[index])
        for other, trim in enumerate(trims):
            assert other == index or area.intersection(trim).area < 1e-6


@pytest.mark.parametrize("layout", [charm_sheet(), card_sheet(), card_sheet(0, 0), card_sheet(2)])
def test_labels_are_never_on_what_is_kept(layout: Layout) -> None:
    (sheet,) = layout.sheets
    copies = lying(layout.pieces, sheet, None)
    drawn, boxes = labels(layout.pieces, sheet, unary_union([copy.area for copy in copies]))
    assert len(drawn) == len(boxes)
    trims = unary_union([copy.trim for copy in copies])
    page = box(0, 0, sheet.size.width_mm, sheet.height_mm)
    for number, (mark, place) in enumerate(zip(drawn, boxes, strict=True)):
        left, top, right, bottom = reach(mark.marks) or (0, 0, 0, 0)
        inked = moved(box(left, top, right, bottom), mark.matrix)
        assert place.buffer(0.75).covers(inked)
        assert inked.distance(trims) > 0.15  # a halo of a quarter of a millimetre goes round the letters
        assert page.covers(place)
        assert not any(place.intersects(other) for other in boxes[:number])
    if layout.gap_mm >= 3:
        assert len(boxes) == len(copies)


def test_registration_is_on_all_plates_of_a_press_and_never_on_those_of_a_cutter(write, tmp_path: Path) -> None:
    needs("gs")
    with plates(write(card_sheet(), tmp_path / "a.pdf", PRESS).path, 100, silent()) as made:
        edge = (slice(None), slice(0, 40))
        assert all(made.plate(ink)[edge].any() for ink in ("Cyan", "Magenta", "Yellow", "Black"))
        assert made.tac() <= PRESS.ink_limit
    cut = ACRYLIC.model_copy(update={"marks": ("registration", "label")})
    path = write(charm_sheet(6, 6), tmp_path / "b.pdf", cut).path
    with pikepdf.open(path) as file:
        assert b"/All" not in b"".join(o.unparse() for o in file.objects)
    with plates(path, 100, silent()) as made:
        assert made.plate("Black")[:, :40].any()
        assert not made.plate("White")[:, :28].any()
        assert not made.plate("CutContour")[:, :28].any()


def test_a_roll_is_as_long_as_what_was_used(write, tmp_path: Path) -> None:
    piece = corner_piece("a", Cmyk(1, 0, 0, 0), Cmyk(0, 1, 0, 0))
    sheet = Sheet(SheetSize("roll", 610, 0), (Placement(0, 0, 10, 10),), length_mm=75.0)
    words = said("pdfinfo", "-box", write(Layout((piece,), (sheet,), 3.0), tmp_path / "a.pdf", BARE).path)
    assert "MediaBox:            0.00     0.00  1729.13   212.60" in words


def test_layers_tell_white_picture_and_cut_apart(sheet_pdf: Path) -> None:
    with pikepdf.open(sheet_pdf) as file:
        groups = {str(group.Name): group for group in file.Root.OCProperties.OCGs}
        assert list(groups) == ["White", "Artwork", "Cut", "Marks"]
        assert groups["White"].GTS_Metadata.GTS_ProcStepsGroup == "/White"
        assert groups["Cut"].GTS_Metadata.GTS_ProcStepsGroup == "/Structural"
        assert groups["Cut"].GTS_Metadata.GTS_ProcStepsType == "/Cutting"
        assert "/GTS_Metadata" not in groups["Artwork"]
        assert len(file.Root.OCProperties.D.Order) == 4


def test_the_whole_sheet_has_a_region_for_each_body_and_hole(sheet_pdf: Path) -> None:
    from scipy import ndimage

    needs("gs")
    with plates(sheet_pdf, 300, silent()) as made:
        assert ndimage.label(made.plate("CutContour") == 0)[1] == 1 + 2 * 40
        assert made.tac() <= ACRYLIC.ink_limit
        white = (made.plate("White") > 0).sum() * (25.4 / 300) ** 2
    wanted = sum(
        Polygon([(p.x, p.y) for p in (c.start, *(s.end for s in c.segments))]).area
        for piece in charm_sheet().pieces
        for c in piece.front.white[0].path.contours
    )
    assert white == pytest.approx(wanted, rel=0.015)
