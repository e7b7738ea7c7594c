"""Rules that no seeded file shows, and what rules must not say."""

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from app.jobs.progress import silent
from app.layouts.preflight import structure
from app.layouts.preflight.report import Finding
from app.layouts.preflight.structure import judge_structure
from app.settings.shop import PrintShop, SpotName
from tests.unit.layouts.preflight import good_files as good
from tests.unit.layouts.preflight.seeding import add, content, on_page


def judged(
    pdf: pikepdf.Pdf, folder: Path, shop: PrintShop | None = good.ACRYLIC, sheet: tuple[float, float] | None = None
) -> tuple[Finding, ...]:
    return judge_structure(good.saved(pdf, folder / "a.pdf"), shop, sheet, None, progress=silent()).findings


def ids(found: tuple[Finding, ...]) -> set[str]:
    return {f.id for f in found}


def test_page_has_to_fit_the_sheet_either_way_round(tmp_path: Path) -> None:
    assert "sheet_size" not in ids(judged(good.keychain(), tmp_path, sheet=(55, 65)))
    assert "sheet_size" not in ids(judged(good.keychain(), tmp_path, sheet=(65, 55)))
    assert "sheet_size" in ids(judged(good.keychain(), tmp_path, sheet=(55, 55)))


def test_sizes_that_cannot_be_meant(tmp_path: Path) -> None:
    tiny, huge = good.keychain(), good.keychain()
    on_page("/TrimBox", Array([60, 60, 70, 70]))(tiny)
    on_page("/TrimBox", Array([20, 20, 15000, 160]))(huge)
    assert "page_tiny" in ids(judged(tiny, tmp_path))
    assert "page_huge" in ids(judged(huge, tmp_path))


def test_without_paper_and_without_pages(tmp_path: Path) -> None:
    pdf = good.keychain()
    on_page("/MediaBox", None)(pdf)
    assert "damaged" in ids(judged(pdf, tmp_path))
    assert "no_pages" in ids(judged(good.document(), tmp_path))


def test_odd_number_of_pages_is_a_note(tmp_path: Path) -> None:
    pdf = good.postcard()
    pdf.pages.append(pdf.pages[1])
    (finding,) = [f for f in judged(pdf, tmp_path, good.PRESS) if f.id == "odd_pages"]
    assert finding.severity == "informs"


def test_form_of_acrobat_and_own_halftone(tmp_path: Path) -> None:
    pdf = good.keychain()
    pdf.Root.AcroForm = Dictionary(Fields=[], XFA=String("x"))
    pdf.pages[0].obj.Resources.ExtGState.Over.HT = Dictionary(HalftoneType=1, Frequency=60, Angle=45)
    assert {"xfa", "halftone_name"} <= ids(judged(pdf, tmp_path))


def test_names_that_are_almost_the_same(tmp_path: Path) -> None:
    pdf = good.keychain()
    pdf.pages[0].obj.Resources.ColorSpace.Two = pdf.make_indirect(good.spot(pdf, "white", (0.1, 0, 0, 0)))
    add("/Two cs 1 scn 30 30 5 5 re f")(pdf)
    assert "spot_similar" in ids(judged(pdf, tmp_path, None))


def test_many_spot_colours(tmp_path: Path) -> None:
    pdf = good.keychain()
    for n in range(9):
        pdf.pages[0].obj.Resources.ColorSpace[f"/S{n}"] = good.spot(pdf, f"Ink {n}", (0, 0, 1, 0))
        add(f"/S{n} cs 1 scn 30 30 5 5 re f")(pdf)
    assert "spot_many" in ids(judged(pdf, tmp_path, None))


def test_cmyk_in_a_file_made_for_rgb(tmp_path: Path) -> None:
    from PIL import ImageCms

    pdf = good.vector_card()
    profile = pdf.Root.OutputIntents[0].DestOutputProfile
    profile.write(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile.stream_dict.N = 3
    assert {"cmyk_in_rgb", "intent_not_cmyk"} <= ids(judged(pdf, tmp_path, None))


def test_profile_of_the_press_again(tmp_path: Path) -> None:
    pdf = good.keychain()
    again = Stream(pdf, good.PROFILE.read_bytes())
    again.stream_dict.N = 4
    pdf.pages[0].obj.Resources.XObject.Art.stream_dict.ColorSpace = Array([Name.ICCBased, pdf.make_indirect(again)])
    assert "icc_same" in ids(judged(pdf, tmp_path))


def test_profile_of_a_later_icc_version(tmp_path: Path) -> None:
    pdf = good.keychain()
    profile = pdf.Root.OutputIntents[0].DestOutputProfile
    data = bytearray(good.PROFILE.read_bytes())
    data[8] = 5
    profile.write(bytes(data))
    assert "intent_icc_version" in ids(judged(pdf, tmp_path))


def test_colour_that_does_not_exist(tmp_path: Path) -> None:
    pdf = good.keychain()
    add("/Nowhere cs 1 scn 30 30 5 5 re f")(pdf)
    assert "color_unknown" in ids(judged(pdf, tmp_path))


def test_varnish_that_takes_the_picture_away(tmp_path: Path) -> None:
    gloss = SpotName(name="Gloss", cmyk=(0, 0, 0.1, 0))
    shop = good.ACRYLIC.model_copy(update={"spots": {**good.ACRYLIC.spots, "varnish": gloss}})
    pdf = good.keychain()
    pdf.pages[0].obj.Resources.ColorSpace.Gloss = pdf.make_indirect(good.spot(pdf, "Gloss", (0, 0, 0.1, 0)))
    add("/Plain gs /Gloss cs 1 scn 60 60 60 60 re f")(pdf)
    (finding,) = [f for f in judged(pdf, tmp_path, shop) if f.id == "varnish_knocks_out"]
    assert "Gloss" in str(finding.remedy)


@pytest.mark.parametrize(
    ("width", "height", "bits", "expected"),
    [(2400, 3000, 8, "ppi_much"), (473, 591, 1, "ppi_lines"), (473, 591, 16, "picture_16_bit")],
)
def test_pictures_of_unusual_kinds(width: int, height: int, bits: int, expected: str, tmp_path: Path) -> None:
    pdf = good.keychain()
    row = -(-width * bits // 8)
    picture = Stream(pdf, bytes(row * height))
    picture.stream_dict.update(
        Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, BitsPerComponent=bits,
            ColorSpace=Name.DeviceGray,
        )
    )  # fmt: skip
    pdf.pages[0].obj.Resources.XObject.Art = pdf.make_indirect(picture)
    assert expected in ids(judged(pdf, tmp_path))


def test_plain_colour_stretched_from_one_pixel_is_no_blurred_picture(tmp_path: Path) -> None:
    pdf = good.keychain()
    pdf.pages[0].obj.Resources.XObject.Art = pdf.make_indirect(good.picture(pdf, 1, 1))
    assert not {"ppi_block", "ppi_strong", "ppi_low"} & ids(judged(pdf, tmp_path))


def test_picture_and_text_in_the_cut_colour(tmp_path: Path) -> None:
    pdf = good.keychain()
    kind, write = good.font(pdf)
    pdf.pages[0].obj.Resources.Font = Dictionary(F=kind)
    pdf.pages[0].obj.Resources.XObject.Art.stream_dict.ColorSpace = pdf.pages[0].obj.Resources.ColorSpace.Cut
    add(f"/Cut cs 1 scn BT /F 9 Tf 1 0 0 1 40 40 Tm {write('Happy')} Tj ET")(pdf)
    assert {"cut_picture", "cut_text"} <= ids(judged(pdf, tmp_path))


def test_photo_lab_takes_no_pdf(tmp_path: Path) -> None:
    lab = PrintShop(id="lab", title="Lab", route="photo")
    assert "route_photo" in ids(judged(good.postcard(), tmp_path, lab))


def test_a_thousand_faults_of_one_kind_are_told_shortly(tmp_path: Path) -> None:
    pdf = good.postcard()
    add(" ".join(f"1 0 0 rg {n % 100 + 60} {n // 10 + 60} 2 2 re f" for n in range(1000)))(pdf)
    found = judged(pdf, tmp_path, good.PRESS)
    assert sum(1 for f in found if f.id == "rgb_vector") == structure.MOST_ON_A_PAGE
    (more,) = [f for f in found if f.id == "more"]
    assert "988" in str(more.words)


def test_hole_of_a_piece_is_not_too_near_to_its_own_outline(tmp_path: Path) -> None:
    pdf = good.keychain()
    content("171.5000", "178.0000")(pdf)
    assert not {"cut_gap", "cut_crosses"} & ids(judged(pdf, tmp_path))


def test_name_in_the_bytes_of_an_old_chinese_program(tmp_path: Path) -> None:
    pdf = good.keychain()
    path = good.saved(pdf, tmp_path / "gbk.pdf")
    data = path.read_bytes()
    assert data.count(b"/CutContour") == 1
    path.write_bytes(data.replace(b"/CutContour", b"/#B5#B6#CF#DF "))
    found = judge_structure(path, good.ACRYLIC, None, None, progress=silent()).findings
    assert "spot_unknown" in ids(found)
    assert "cut_missing" in ids(found)


def test_place_is_in_millimetres_from_the_upper_left_corner(tmp_path: Path) -> None:
    pdf = good.keychain()
    add("1 0 0 rg 28.3465 28.3465 56.693 28.3465 re f")(pdf)
    (finding,) = [f for f in judged(pdf, tmp_path) if f.id == "rgb_vector"]
    assert finding.where == pytest.approx((10, 56, 30, 66), abs=0.01)


def test_rgb_with_a_default_profile_is_allowed(tmp_path: Path) -> None:
    from PIL import ImageCms

    pdf = good.keychain()
    profile = Stream(pdf, ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile.stream_dict.N = 3
    pdf.pages[0].obj.Resources.ColorSpace.DefaultRGB = Array([Name.ICCBased, pdf.make_indirect(profile)])
    add("1 0 0 rg 60 60 30 30 re f")(pdf)
    assert "rgb_vector" not in ids(judged(pdf, tmp_path))
