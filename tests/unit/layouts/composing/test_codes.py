import pytest

from app.layouts.composing.codes import QUIET, code, unreadable
from app.layouts.composing.compose import composed
from app.layouts.design.document import CodeLayer
from app.layouts.paint import BLACK
from tests.unit.layouts.composing.shelves import Shelf, design, shop
from tests.unit.layouts.composing.test_compose import fills

LINK = "https://music.example/r/8fk2d7"


def layer(**changes: object) -> CodeLayer:
    return CodeLayer.model_validate(
        {"id": "c", "x_mm": 0, "y_mm": 0, "width_mm": 20, "height_mm": 30, "text": LINK} | changes
    )


def test_a_code_has_its_quiet_zone_and_is_as_large_as_its_box() -> None:
    made, fault = code(layer(), LINK)
    assert fault is None
    assert made is not None
    assert made.side_mm == 20
    xs = [x for contour in made.path.contours for x, _ in (contour.start, *(s.end for s in contour.segments))]
    assert min(xs) == pytest.approx(QUIET * made.module_mm)
    assert max(xs) == pytest.approx(20 - QUIET * made.module_mm)


def test_modules_that_are_too_small_are_said_with_the_size_that_is_needed() -> None:
    made, fault = code(layer(width_mm=10), LINK)
    assert made is not None
    assert fault is not None
    assert fault.id == "code-small"
    needed = float(str(fault.words).split(" mm")[0].rsplit(" ", 1)[1])
    assert 0.35 <= needed / (made.side_mm / made.module_mm) < 0.355


def test_a_text_that_no_code_holds_is_refused() -> None:
    made, fault = code(layer(level="H"), "字" * 1000)
    assert made is None
    assert fault is not None
    assert fault.id == "code-text"


@pytest.mark.parametrize("turn", [0, 90, 33])
@pytest.mark.parametrize("words", [LINK, "扫一扫听这首歌 🎵"])
def test_a_code_is_read_again_from_the_piece(turn: float, words: str) -> None:
    card = design(
        {"kind": "code", "text": words, "x_mm": 30, "y_mm": 30, "width_mm": 20, "height_mm": 20, "turn_deg": turn}
    )
    made = composed(card, {}, Shelf(), shop())
    assert made.good
    assert unreadable(made.piece, made.codes) == ()
    assert {fill.paint for fill in fills(made.piece.front.marks)[1:]} == {BLACK}


def test_a_code_that_is_covered_is_found() -> None:
    card = design(
        {"kind": "code", "text": LINK, "x_mm": 30, "y_mm": 30, "width_mm": 20, "height_mm": 20},
        {"kind": "shape", "x_mm": 36, "y_mm": 30, "width_mm": 7, "height_mm": 20, "fill": "#888888"},
    )
    made = composed(card, {}, Shelf(), shop())
    assert [fault.layer for fault in unreadable(made.piece, made.codes)] == ["l0"]


def test_a_code_of_the_colour_of_its_ground_is_found() -> None:
    card = design({"kind": "code", "text": LINK, "x_mm": 30, "y_mm": 30, "width_mm": 20, "height_mm": 20,
                   "color": "#ffffee"})  # fmt: skip
    made = composed(card, {}, Shelf(), shop())
    assert len(unreadable(made.piece, made.codes)) == 1


def test_a_code_on_the_back_is_looked_for_on_the_back() -> None:
    place = {"id": "c", "kind": "code", "text": LINK, "x_mm": 30, "y_mm": 30, "width_mm": 20, "height_mm": 20}
    made = composed(design(pages=[{"layers": []}, {"layers": [place]}]), {}, Shelf(), shop())
    assert made.codes[0].side == "back"
    assert unreadable(made.piece, made.codes) == ()
