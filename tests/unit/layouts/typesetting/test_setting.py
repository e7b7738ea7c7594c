import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.layouts.design.document import TextLayer
from app.layouts.path import Curve, Path
from app.layouts.typesetting.fonts import font, glyph, kern, weight_for
from app.layouts.typesetting.lines import line_of, width_of
from app.layouts.typesetting.setting import Block, set_text
from app.layouts.typesetting.signs import printable
from app.layouts.typesetting.upright import cells


def layer(text: str, **changes: object) -> TextLayer:
    values = {"id": "t", "x_mm": 0, "y_mm": 0, "width_mm": 60, "height_mm": 30, "text": text, "size_mm": 3.0} | changes
    return TextLayer.model_validate(values)


def extent(path: Path) -> tuple[float, float, float, float]:
    points = [contour.start for contour in path.contours]
    points += [
        p for contour in path.contours for segment in contour.segments for p in (segment.end, *_controls(segment))
    ]
    found = np.array(points)
    return (*found.min(0), *found.max(0))


def _controls(segment: object) -> tuple[object, ...]:
    return (segment.control1, segment.control2) if isinstance(segment, Curve) else ()


def bounds(block: Block) -> tuple[float, float, float, float]:
    found = np.array([extent(path) for path in block.paths])
    return (*found[:, :2].min(0), *found[:, 2:].max(0))


def test_a_capital_letter_is_as_high_as_it_says() -> None:
    _, top, _, bottom = bounds(set_text(layer("H", size_mm=5.0)))
    assert bottom - top == pytest.approx(5.0, abs=0.02)


def test_the_square_of_the_first_line_touches_the_top() -> None:
    em = 3.0 / font("regular").capital
    _, top, _, bottom = bounds(set_text(layer("国")))
    assert 0 <= top < 0.15 * em
    assert 0.85 * em < bottom <= em


@pytest.mark.parametrize(("align", "left"), [("left", 0.0), ("center", 0.5), ("right", 1.0)])
def test_lines_are_aligned(align: str, left: float) -> None:
    width = width_of("晚风", "regular") * 3.0 / font("regular").capital
    x0, _, x1, _ = bounds(set_text(layer("晚风", align=align)))
    begin = (60 - width) * left
    assert begin - 0.1 <= x0
    assert x1 <= begin + width + 0.1


@pytest.mark.parametrize(("valign", "middle"), [("top", None), ("middle", 15.0), ("bottom", None)])
def test_blocks_are_aligned(valign: str, middle: float | None) -> None:
    _, y0, _, y1 = bounds(set_text(layer("国国国", valign=valign)))
    if middle is not None:
        assert (y0 + y1) / 2 == pytest.approx(middle, abs=0.2)
    assert {"top": y0 < 1, "bottom": y1 > 29, "middle": True}[valign]


def test_a_text_that_does_not_fit_is_made_smaller_until_it_does() -> None:
    block = set_text(layer("夏日晚风" * 40))
    assert block.fits
    assert 0.6 < block.size_mm < 3.0
    x0, y0, x1, y1 = bounds(block)
    assert x0 >= -0.05
    assert y0 >= -0.05
    assert x1 <= 60.05
    assert y1 <= 30.05


def test_without_shrinking_it_is_said_that_it_does_not_fit() -> None:
    assert not set_text(layer("夏日晚风" * 40, shrink=False)).fits


def test_one_line_stays_one_line() -> None:
    block = set_text(layer("一行很长很长的标题也要放得进去才行啊", wrap=False, size_mm=8.0))
    assert len(block.lines) == 1
    assert block.fits


def test_letters_are_kerned_and_spaced() -> None:
    assert kern("regular", "A", "V") < 0
    assert width_of("AV", "regular") < width_of("A", "regular") + width_of("V", "regular")
    assert width_of("国国", "regular", 0.5) == pytest.approx(2.5)


def test_letters_that_may_overlap_have_paths_of_their_own() -> None:
    assert len(set_text(layer("晚风", spacing=-0.3)).paths) == 2
    assert len(set_text(layer("晚风")).paths) == 1


def test_emoji_are_left_out_and_named_and_hearts_stay() -> None:
    signs = printable("想你🎵❤\ufe0f的夜👩‍🚀")
    assert signs.text == "想你♥的夜"
    assert signs.emoji == "🎵👩🚀"
    assert signs.missing == ""


def test_signs_of_no_typeface_are_named() -> None:
    assert printable("한국 ok").missing == "한국"


def test_no_glyph_is_ever_a_box() -> None:
    block = set_text(layer("a한b"))
    assert block.missing == "한"
    assert len(block.paths[0].contours) == len(set_text(layer("ab")).paths[0].contours)


def test_a_rare_name_in_bold_is_set_in_the_regular_typeface_as_a_whole() -> None:
    assert weight_for("bold", "晚风") == "bold"
    assert weight_for("bold", "晚乂") == "regular"


def test_columns_go_from_right_to_left() -> None:
    block = set_text(layer("晚\n风", upright=True, align="right", spacing=-0.01))
    first, second = (extent(path) for path in block.paths)
    assert first[0] > second[2]
    assert first[2] == pytest.approx(60, abs=0.5)
    assert first[1] == pytest.approx(second[1], abs=0.5)


def test_a_column_is_broken_by_the_same_rules() -> None:
    block = set_text(layer("海上生明月，天涯共此时。情人怨遥夜", upright=True, height_mm=21))
    assert block.lines == ("海上生明", "月，天涯共", "此时。情人", "怨遥夜")


def test_in_a_column_latin_is_turned_and_two_figures_stand_together() -> None:
    found = cells("年12月Live“好”。", "regular", 0.0)
    assert [(cell.text, cell.turned) for cell in found] == [
        ("年", False), ("12", False), ("月", False), ("Live", True), ("『", True), ("好", False), ("』", True), ("。", False),
    ]  # fmt: skip


def test_a_full_stop_in_a_column_is_in_the_upper_right_corner() -> None:
    block = set_text(layer("国。", upright=True, align="left", spacing=-0.01))
    em = 3.0 / font("regular").capital
    x0, y0, x1, y1 = extent(block.paths[1])
    assert x0 > 0.45 * em
    assert y1 < 1.55 * em
    assert x1 <= em * 1.05
    assert y0 >= em * 0.95


def test_turned_letters_read_from_top_to_bottom() -> None:
    block = set_text(layer("Ab", upright=True, align="left", spacing=-0.01))
    capital, small = (extent(path) for path in block.paths)
    assert capital[3] <= small[1] + 0.3
    assert capital[2] - capital[0] == pytest.approx(3.0, abs=0.05)  # its height lies across


def test_a_line_for_labels_begins_at_its_baseline() -> None:
    path, width = line_of("MG-0172", 2.0)
    x0, top, x1, bottom = extent(path)
    assert top == pytest.approx(-2.0, abs=0.06)
    assert bottom == pytest.approx(0.0, abs=0.06)
    assert x0 >= 0
    assert x1 <= width


def test_a_glyph_is_read_once() -> None:
    assert glyph("regular", "风") is glyph("regular", "风")


@settings(max_examples=80, deadline=None)
@given(
    st.text(max_size=60),
    st.fixed_dictionaries(
        {
            "upright": st.booleans(),
            "wrap": st.booleans(),
            "spacing": st.floats(-0.5, 2.0),
            "width_mm": st.floats(0.5, 60.0),
            "height_mm": st.floats(0.5, 60.0),
            "size_mm": st.floats(0.1, 50.0),
        }
    ),
)
def test_any_text_in_any_box_is_set_and_what_fits_is_inside(words: str, box: dict[str, float]) -> None:
    block = set_text(layer(words, **box))
    assert block.size_mm <= box["size_mm"]
    if block.fits and block.extent is not None and box["spacing"] >= 0:
        left, top, right, bottom = block.extent
        assert min(left, top) >= -0.1
        assert right <= box["width_mm"] + 0.1
        assert bottom <= box["height_mm"] + 0.1
