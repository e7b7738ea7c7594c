import pytest

from app.layouts.composing.compose import composed
from tests.unit.layouts.composing.shelves import Shelf, design, ramp, shop


def said(*layers: dict[str, object], **changes: object) -> list[tuple[str, str]]:
    made = composed(design(*layers, **changes), {}, Shelf(ramp=ramp(300, 300)), shop())
    return [(fault.id, fault.layer) for fault in made.faults]


def word(x: float, y: float, **changes: object) -> dict[str, object]:
    return {"kind": "text", "text": "国", "size_mm": 6, "x_mm": x, "y_mm": y, "width_mm": 10, "height_mm": 10} | changes


def test_text_far_from_the_edge_is_good() -> None:
    assert said(word(20, 20)) == []


@pytest.mark.parametrize(("x", "y"), [(1.5, 20), (20, 1), (137, 20), (20, 90)])
def test_text_near_the_edge_is_said(x: float, y: float) -> None:
    assert said(word(x, y, align="left" if x < 100 else "right")) == [("ink-near-edge", "l0")]


@pytest.mark.parametrize(("x", "y"), [(-2, 20), (20, -3), (145, 20), (20, 95)])
def test_text_over_the_edge_is_said(x: float, y: float) -> None:
    assert said(word(x, y)) == [("ink-cut", "l0")]


def test_a_box_over_the_edge_with_its_text_inside_is_good() -> None:
    assert said(word(-30, 20, width_mm=60, align="right")) == []


def test_a_turned_text_is_looked_at_where_it_lies() -> None:
    line = {"text": "国国国国国国国国", "width_mm": 70, "wrap": False}
    assert said(word(70, 45, **line)) == []
    assert said(word(100, 45, turn_deg=90, **line)) == []
    assert said(word(110, 80, turn_deg=90, **line)) == [("ink-cut", "l0")]


def test_round_things_have_round_edges() -> None:
    assert said(word(5, 5), cut={"shape": "ellipse"}) == [("ink-cut", "l0")]


def test_a_hole_is_an_edge_too() -> None:
    cut = {"shape": "rounded", "radius_mm": 5, "hole_mm": 4, "tab": False}
    assert ("ink-near-edge", "l0") in said(word(66, 6, width_mm=16, align="center", size_mm=4), cut=cut)


def test_the_quiet_zone_of_a_code_may_be_near_the_edge_but_not_the_code() -> None:
    code = {"kind": "code", "text": "https://a.example/1", "y_mm": 30, "width_mm": 20, "height_mm": 20}
    assert said(code | {"x_mm": 1}) == []
    assert said(code | {"x_mm": -1.5}) == [("ink-near-edge", "l0")]


def test_the_back_is_judged_by_its_own_side() -> None:
    pages = [{"layers": []}, {"layers": [word(145, 20) | {"id": "b"}]}]
    assert said(pages=pages) == [("ink-cut", "b")]


@pytest.mark.parametrize(("mm", "ids"), [(25, []), (28, []), (33, ["picture-coarse"]), (70, ["picture-coarse"])])
def test_pictures_with_too_few_pixels_are_said(mm: float, ids: list[str]) -> None:
    picture = {"kind": "picture", "source": "ramp", "x_mm": 20, "y_mm": 10, "width_mm": mm, "height_mm": mm}
    made = composed(design(picture), {}, Shelf(ramp=ramp(300, 300)), shop())
    assert [fault.id for fault in made.faults] == ids
    assert made.good == (mm < 50)  # 300 pixels on 70 mm are 108 ppi


def test_pictures_for_a_screen_are_not_judged() -> None:
    picture = {"kind": "picture", "source": "ramp", "x_mm": 20, "y_mm": 20, "width_mm": 70, "height_mm": 70}
    screen = shop().model_copy(update={"ppi": 100.0})
    assert composed(design(picture), {}, Shelf(ramp=ramp(300, 300)), screen).faults == ()
