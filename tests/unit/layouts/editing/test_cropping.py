import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.layouts.design.document import Crop, PictureLayer
from app.layouts.editing.cropping import fitted, panned, straightened, whole, zoom_of, zoomed
from app.layouts.pictures.pixels import crop_of, cropped
from app.layouts.pictures.subject import WHOLE, Subject

sides = st.floats(10, 5000)
Size = tuple[float, float]


def shape_of(crop: Crop, picture: Size) -> float:
    return (crop.right - crop.left) * picture[0] / ((crop.bottom - crop.top) * picture[1])


@given(st.tuples(sides, sides), st.tuples(st.floats(10, 200), st.floats(10, 200)))
def test_the_part_has_the_shape_of_the_box(picture: Size, box: Size) -> None:
    assert shape_of(whole(picture, box), picture) == pytest.approx(box[0] / box[1], rel=1e-3)


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("pan"), st.floats(-2, 2), st.floats(-2, 2)),
            st.tuples(st.just("zoom"), st.floats(0.2, 5), st.floats(0, 1)),
        ),
        max_size=12,
    )
)
def test_whatever_is_done_it_keeps_its_shape_and_stays_in_the_picture(steps: list[tuple[str, float, float]]) -> None:
    picture, box = (4000.0, 3000.0), (102.0, 152.0)
    crop = whole(picture, box)
    for name, one, other in steps:
        crop = (
            panned(crop, picture, box, one, other) if name == "pan" else zoomed(crop, picture, box, one, (other, 0.3))
        )
        assert 0 <= crop.left < crop.right <= 1
        assert 0 <= crop.top < crop.bottom <= 1
        assert shape_of(crop, picture) == pytest.approx(102 / 152, rel=1e-3)
        assert zoom_of(crop, picture, box) >= 1 - 1e-9


def test_the_place_under_the_pointer_stays_while_zooming() -> None:
    picture = box = (100.0, 100.0)
    crop = zoomed(whole(picture, box), picture, box, 2.0, (0.25, 0.75))
    assert crop.left + 0.25 * (crop.right - crop.left) == pytest.approx(0.25)
    assert crop.top + 0.75 * (crop.bottom - crop.top) == pytest.approx(0.75)


def test_dragging_to_the_right_shows_more_of_the_left() -> None:
    picture = box = (100.0, 100.0)
    crop = zoomed(whole(picture, box), picture, box, 2.0)
    assert panned(crop, picture, box, 0.25, 0).left == pytest.approx(0.125)
    assert panned(crop, picture, box, 9, 0).left == 0


def test_another_box_keeps_the_middle() -> None:
    crop = Crop(left=0.5, top=0.2, right=0.9, bottom=0.6)
    after = fitted(crop, (1000, 1000), (100, 50))
    assert (after.left + after.right) / 2 == pytest.approx(0.7)
    assert shape_of(after, (1000, 1000)) == pytest.approx(2)


def test_straightening_has_limits_and_is_taken_back() -> None:
    picture, box = (4000.0, 3000.0), (152.0, 102.0)
    before = whole(picture, box)
    assert straightened(before, picture, box, 3.456).turn_deg == 3.46
    assert straightened(before, picture, box, 999).turn_deg == 180
    turned = straightened(before, picture, box, 20)
    assert turned.right - turned.left < 0.8
    assert zoom_of(turned, picture, box) == pytest.approx(1)
    back = straightened(turned, picture, box, 0)
    assert (back.left, back.bottom) == (pytest.approx(before.left), pytest.approx(before.bottom))


@pytest.mark.parametrize("turn", [5.0, -12.5, 33.0, 45.0])
@pytest.mark.parametrize("box", [(152.0, 102.0), (102.0, 152.0), (150.0, 50.0)])
def test_a_picture_that_is_turned_shows_no_empty_corner(turn: float, box: Size) -> None:
    size = (800, 600)
    picture = (float(size[0]), float(size[1]))
    straight = straightened(whole(picture, box), picture, box, turn)
    closer = zoomed(straight, picture, box, 1.7)
    for crop in (
        straight, panned(straight, picture, box, 9, 9), panned(closer, picture, box, -9, 9),
        zoomed(panned(closer, picture, box, 9, -9), picture, box, 0.1, (0.1, 0.9)),
    ):  # fmt: skip
        layer = PictureLayer(id="a", source="x", x_mm=0, y_mm=0, width_mm=box[0], height_mm=box[1], crop=crop)
        out = round(3 * box[0]), round(3 * box[1])
        drawn = cropped(Image.new("RGB", size, "white"), crop_of(size, layer, out, Subject(WHOLE)), out)
        assert np.asarray(drawn).min() >= 250
