import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.layouts.design.document import Design, Page, PictureLayer, ShapeLayer, TextLayer
from app.layouts.editing import arranging, changes
from app.layouts.editing.adding import code, of_picture, words
from app.layouts.editing.boxes import Box, around, bounds, middle_of, turned
from app.layouts.editing.sizing import HANDLES, Handle, resized, scaled


def shape(name: str, x: float, y: float, width: float = 10, height: float = 10, **more: object) -> ShapeLayer:
    return ShapeLayer(id=name, x_mm=x, y_mm=y, width_mm=width, height_mm=height, **more)


def design(*layers: object) -> Design:
    return Design(product="postcard", width_mm=148, height_mm=100, pages=(Page(layers=layers),))


def ids(made: Design) -> list[str]:
    return [layer.id for layer in made.pages[0].layers]


def test_what_is_locked_is_not_moved_turned_or_deleted() -> None:
    before = design(shape("a", 0, 0), shape("b", 20, 0, locked=True))
    moved = changes.moved(before, 0, {"a", "b"}, 5, 2)
    assert (changes.layer_of(moved, "a").x_mm, changes.layer_of(moved, "b").x_mm) == (5, 20)
    assert ids(changes.removed(before, 0, {"a", "b"})) == ["b"]
    assert changes.layer_of(changes.rotated(before, 0, {"a", "b"}, 30), "b").turn_deg == 0


def test_nothing_changed_is_the_very_same_design() -> None:
    before = design(shape("a", 0, 0))
    assert changes.moved(before, 0, {"a"}, 0, 0) is before
    assert changes.reordered(before, 0, "a", 5) is before
    assert arranging.distributed(before, 0, {"a"}, "x") is before


def test_a_value_that_is_not_possible_is_refused() -> None:
    with pytest.raises(ValidationError):
        changes.set_values(design(shape("a", 0, 0)), 0, {"a"}, opacity=2.0)


def test_values_go_to_the_layers_that_know_them() -> None:
    text = TextLayer(id="t", text="x", x_mm=0, y_mm=0, width_mm=10, height_mm=10)
    after = changes.set_values(design(shape("a", 0, 0), text), 0, {"a", "t"}, weight="bold", opacity=0.5)
    assert [layer.opacity for layer in after.pages[0].layers] == [0.5, 0.5]
    assert changes.layer_of(after, "t").weight == "bold"


@given(st.floats(-720, 720), st.floats(-40, 40), st.floats(-40, 40))
def test_turning_there_and_back_changes_nothing(degrees: float, x: float, y: float) -> None:
    before = design(shape("a", x, y), shape("b", x + 30, y + 5, 4, 20))
    back = changes.rotated(changes.rotated(before, 0, {"a", "b"}, degrees), 0, {"a", "b"}, -degrees)
    for one, other in zip(before.pages[0].layers, back.pages[0].layers, strict=True):
        # The middle of the box around turned layers is not the middle of what they were: they come back as a group.
        assert other.turn_deg == pytest.approx(0, abs=0.02)
        assert (other.width_mm, other.height_mm) == (one.width_mm, one.height_mm)
    ways = [
        (middle_of(p)[0] - middle_of(q)[0], middle_of(p)[1] - middle_of(q)[1])
        for p, q in (before.pages[0].layers, back.pages[0].layers)
    ]
    assert ways[0] == pytest.approx(ways[1], abs=0.02)


def test_a_group_turns_about_its_middle() -> None:
    after = changes.rotated(design(shape("a", 0, 0), shape("b", 30, 0)), 0, {"a", "b"}, 90)
    assert middle_of(changes.layer_of(after, "a")) == pytest.approx((20, -10))
    assert middle_of(changes.layer_of(after, "b")) == pytest.approx((20, 20))


def test_copies_lie_above_what_they_were_made_of() -> None:
    after, copies = changes.duplicated(design(shape("shape-1", 0, 0, locked=True), shape("x", 1, 1)), 0, {"shape-1"})
    assert ids(after) == ["shape-1", "shape-2", "x"]
    assert copies == ("shape-2",)
    assert not changes.layer_of(after, "shape-2").locked


def test_order_changes_by_steps_and_all_the_way() -> None:
    before = design(*(shape(name, 0, 0) for name in "abcd"))
    assert ids(changes.shifted(before, 0, {"a", "b"}, 1)) == ["c", "a", "b", "d"]
    assert ids(changes.shifted(before, 0, {"a", "b"}, 999)) == ["c", "d", "a", "b"]
    assert ids(changes.shifted(before, 0, {"b", "d"}, -999)) == ["b", "d", "a", "c"]
    assert changes.shifted(before, 0, {"d"}, 1) is before
    assert ids(changes.reordered(before, 0, "d", 0)) == ["d", "a", "b", "c"]


@pytest.mark.parametrize("handle", HANDLES)
@pytest.mark.parametrize("keep_aspect", [True, False])
@given(st.floats(-180, 180), st.floats(-8, 60), st.floats(-8, 60))
def test_what_is_opposite_of_a_handle_stays(
    keep_aspect: bool, handle: Handle, degrees: float, dx: float, dy: float
) -> None:
    before = shape("a", 20, 30, 20, 12, turn_deg=degrees)
    after = resized(before, handle, dx, dy, keep_aspect=keep_aspect)

    def anchor(layer: ShapeLayer) -> tuple[float, float]:
        x, y = middle_of(layer)
        step = turned(-handle.x * layer.width_mm / 2, -handle.y * layer.height_mm / 2, layer.turn_deg)
        return (x + step[0], y + step[1])

    assert anchor(after) == pytest.approx(anchor(before), abs=0.01)
    if keep_aspect:
        assert after.width_mm / after.height_mm == pytest.approx(20 / 12, rel=0.01)


def test_from_the_middle_both_sides_move() -> None:
    after = resized(shape("a", 10, 10, 10, 10), Handle(1, 0), 5, 0, from_middle=True)
    assert (after.x_mm, after.width_mm) == (5, 20)


def test_letters_grow_with_their_group() -> None:
    text = TextLayer(id="t", text="x", x_mm=0, y_mm=0, width_mm=10, height_mm=10, size_mm=4)
    after = scaled(design(text, shape("a", 10, 10)), 0, {"t", "a"}, Box(0, 0, 20, 20), Box(0, 0, 40, 40))
    assert changes.layer_of(after, "t").size_mm == 8
    assert bounds(changes.layer_of(after, "a")) == Box(20, 20, 40, 40)


def test_alignment_is_to_the_group_or_to_the_trim_for_one_alone() -> None:
    pair = design(shape("a", 10, 10), shape("b", 40, 30, 20, 10))
    right = arranging.aligned(pair, 0, {"a", "b"}, "right")
    assert {bounds(layer).right for layer in right.pages[0].layers} == {60}
    alone = arranging.aligned(pair, 0, {"a"}, "center")
    assert middle_of(changes.layer_of(alone, "a"))[0] == 74


def test_distribution_makes_equal_gaps_and_keeps_the_outermost() -> None:
    after = arranging.distributed(
        design(shape("a", 0, 0), shape("b", 12, 0, 20), shape("c", 90, 0)), 0, set("abc"), "x"
    )
    boxes = [bounds(layer) for layer in after.pages[0].layers]
    assert boxes[1].left - boxes[0].right == pytest.approx(boxes[2].left - boxes[1].right)
    assert (boxes[0].left, boxes[2].right) == (0, 100)


def test_new_layers_have_names_of_their_own_and_lie_on_the_page() -> None:
    made = of_picture("postcard", "sha256:x", "Card", 148, 100)
    for _ in range(2):
        made = changes.added(made, 0, words(made, "Hello"))
    made = changes.added(made, 0, code(made, "https://example.org"))
    assert ids(made) == ["picture-1", "text-1", "text-2", "code-1"]
    assert Box(0, 0, 148, 100).holds(around(bounds(layer) for layer in made.pages[0].layers))
    with pytest.raises(ValueError, match="taken"):
        changes.added(made, 0, made.pages[0].layers[1])


def test_a_keychain_is_cut_around_its_picture() -> None:
    made = of_picture("keychain", "cat.png", "Cat", 50, 50)
    picture = made.pages[0].layers[0]
    assert isinstance(picture, PictureLayer)
    assert (made.cut.shape, picture.fit, picture.x_mm) == ("picture", "contain", 4)
