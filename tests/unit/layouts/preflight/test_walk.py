"""What a page is seen to paint: places, sizes and inks through matrices, forms and text."""

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Pdf, Stream

from app.jobs.progress import silent
from app.layouts.preflight.ink import PROCESS
from app.layouts.preflight.walk import Painted, Walker
from tests.unit.layouts.preflight import good_files as good


def painted(words: str, resources: Dictionary | None = None, pdf: Pdf | None = None) -> Painted:
    pdf = pdf or pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    page = pdf.pages[-1]
    page.obj.Resources = resources or Dictionary()
    page.obj.Contents = pdf.make_indirect(Stream(pdf, words.encode()))
    return Walker(pdf, silent()).page(page)


def test_rectangle_through_matrices() -> None:
    (mark,) = painted("q 2 0 0 3 10 20 cm 0 0.5 0 0 k 1 1 4 2 re f Q").marks
    assert mark.box == pytest.approx((12, 23, 20, 29))
    assert mark.ink is not None
    assert mark.ink.plates() == dict(zip(PROCESS, (0, 0.5, 0, 0), strict=True))
    assert mark.width_pt == pytest.approx(6)


def test_stroke_is_as_thin_as_its_thinner_way() -> None:
    (mark,) = painted("q 4 0 0 0.5 0 0 cm 1 w 0 0 m 10 10 l S Q").marks
    assert mark.width_pt == pytest.approx(0.5)
    assert not mark.closed


@pytest.mark.parametrize(
    ("path", "closed"),
    [
        ("0 0 m 9 0 l 9 9 l h", True),
        ("0 0 m 9 0 l 9 9 l 0 0 l", True),
        ("0 0 m 9 0 l 9 9 l", False),
        ("1 1 5 5 re", True),
    ],
)
def test_closed_paths(path: str, closed: bool) -> None:
    (mark,) = painted(f"{path} S").marks
    assert mark.closed is closed


def test_clip_cuts_what_is_painted() -> None:
    (mark,) = painted("q 10 10 20 20 re W n 0 0 100 100 re f Q").marks
    assert mark.box == pytest.approx((10, 10, 30, 30))
    assert painted("q 10 10 20 20 re W n 50 50 9 9 re f Q").marks == []


def test_resolution_through_nested_forms_and_rotation() -> None:
    pdf = pikepdf.new()
    picture = pdf.make_indirect(good.picture(pdf, 300, 300))
    form = Stream(pdf, b"q 0 36 -36 0 36 0 cm /P Do Q")
    form.stream_dict.update(
        Dictionary(
            Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 100, 100], Matrix=[2, 0, 0, 2, 0, 0],
            Resources=Dictionary(XObject=Dictionary(P=picture)),
        )
    )  # fmt: skip
    (mark,) = painted("q 1 0 0 1 5 5 cm /F Do Q", Dictionary(XObject=Dictionary(F=pdf.make_indirect(form))), pdf).marks
    assert mark.ppi == pytest.approx(300)
    assert mark.box == pytest.approx((5, 5, 77, 77))


def test_inline_picture() -> None:
    (mark,) = painted("q 72 0 0 72 0 0 cm BI /W 2 /H 2 /CS /RGB /BPC 8 ID " + "a" * 12 + " EI Q").marks
    assert (mark.kind, mark.pixels, mark.space.kind) == ("picture", (2, 2), "rgb")


def test_state_comes_back_with_q() -> None:
    first, second = painted("q 1 0 0 rg 0 0 9 9 re f Q 0 0 9 9 re f").marks
    assert (first.space.kind, second.space.kind) == ("rgb", "gray")


def test_overprint_and_transparency_of_a_state() -> None:
    states = Dictionary(A=Dictionary(OP=True, OPM=1), B=Dictionary(op=False), C=Dictionary(ca=0.4, BM=Name.Multiply))
    one, two, three = painted(
        "/A gs 0 0 9 9 re f /B gs 0 0 9 9 re f 0 0 m 9 9 l S", Dictionary(ExtGState=states)
    ).marks  # fmt: skip
    assert (one.overprint, one.opm) == (True, 1)  # OP alone sets both
    assert (two.overprint, three.overprint) == (False, True)
    (faded,) = painted("/C gs 0 0 9 9 re f", Dictionary(ExtGState=states)).marks
    assert (faded.alpha, faded.blend) == (0.4, "Multiply")


def test_text_has_its_printed_size_and_place() -> None:
    pdf = pikepdf.new()
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, FirstChar=65, Widths=[600, 600], LastChar=66
    )
    one, two = painted(
        "q 2 0 0 2 0 0 cm BT /F 6 Tf 10 20 Td (AB) Tj [(A) -1000 (B)] TJ ET Q", Dictionary(Font=Dictionary(F=font)), pdf
    ).marks
    assert one.size_pt == pytest.approx(12)
    assert one.box[0] == pytest.approx(20)
    assert one.box[2] == pytest.approx(20 + 2 * 6 * 1.2)
    assert two.box[0] == pytest.approx(one.box[2])
    assert two.box[2] - two.box[0] == pytest.approx(2 * 6 * 2.2)


def test_invisible_text_is_not_painted() -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    seen = painted("BT /F 6 Tf 3 Tr 10 20 Td (scanned) Tj ET", Dictionary(Font=Dictionary(F=font)))
    assert seen.marks == []
    assert seen.fonts == []


def test_nonsense_does_no_harm() -> None:
    words = "Q Q /X gs 1 cm (a) w [1] re f /Y Do Tj 1 0 0 RG /Z sh /P cs /Q scn 0 0 5 5 re f 99999999999999999999 0 l S"
    assert painted(words).marks is not None
