"""The camera, pictures seen by it, and light on edges."""

import numpy as np
import pytest
from PIL import Image

from app.layouts.mockup.light import blurred, color, picture_of, shifted
from app.layouts.mockup.relief import inside_distance, rounded_edge
from app.layouts.mockup.view import Camera, Lying, seen, share_of
from app.mesh.srgb import linear_from_srgb8


def camera(tilt: float) -> Camera:
    return Camera((400, 300), 2.0, tilt, 500.0, (200.0, 150.0))


def test_from_straight_above_a_table_is_a_map() -> None:
    points = np.array([[0, 0], [10, 0], [0, 10], [-30, 20]], np.float64)
    assert np.allclose(camera(0).project(points), points * 2 + (200, 150))


def test_what_is_higher_is_larger_and_what_is_far_smaller() -> None:
    ends = np.array([[-10, 0], [10, 0]], np.float64)
    flat, high = (np.ptp(camera(0).project(ends, up)[:, 0]) for up in (0.0, 100.0))
    assert high == pytest.approx(flat * 500 / 400)
    far, near = (np.ptp(camera(40).project(ends + np.array([0, y]))[:, 0]) for y in (-60, 60))
    assert far < flat < near


def test_a_turned_thing_turns_clockwise_about_its_middle() -> None:
    lying = Lying(40, 20, 5, 7, 90)
    assert np.allclose(lying.on_table(np.array([[20.0, 10.0], [40.0, 10.0]])), [[5, 7], [5, 27]])


def test_a_picture_straight_on_is_the_picture() -> None:
    art = np.random.default_rng(1).integers(0, 256, (8, 10, 3)).astype(np.uint8)
    large = Image.fromarray(art).resize((100, 80), Image.Resampling.NEAREST)
    light, share = seen(large, np.array([[20, 10], [120, 10], [120, 90], [20, 90]], np.float64), (160, 120))
    assert share[50, 70] == 1
    assert share[5, 5] == 0
    assert share.sum() == pytest.approx(8000)
    assert np.allclose(light[15:90:10, 25:120:10], linear_from_srgb8(art), atol=0.02)


def test_transparent_pictures_keep_their_colours() -> None:
    half = Image.new("RGBA", (50, 50), (200, 100, 50, 128))
    light, share = seen(half, np.array([[10, 10], [60, 10], [60, 60], [10, 60]], np.float64), (80, 80))
    assert share[30, 30] == pytest.approx(128 / 255, abs=0.01)
    assert np.allclose(light[30, 30], color(200, 100, 50), atol=0.02)


def test_corners_on_a_line_are_no_picture() -> None:
    with pytest.raises(ValueError, match="line"):
        seen(Image.new("RGB", (5, 5)), np.array([[0, 0], [1, 1], [2, 2], [3, 3]], np.float64), (10, 10))


@pytest.mark.parametrize("sigma", [0.8, 3.0, 9.0, 30.0])
def test_blur_keeps_what_there_is(sigma: float) -> None:
    share = np.zeros((240, 320), np.float32)
    share[90:150, 120:200] = 1
    soft = blurred(share, sigma)
    assert soft.shape == share.shape
    assert soft.sum() == pytest.approx(share.sum(), rel=0.03)
    assert soft.max() <= 1.02


def test_shifting_leaves_nothing_behind() -> None:
    share = np.zeros((6, 8), np.float32)
    share[1, 2] = 1
    assert shifted(share, 3, 2)[3, 5] == 1
    assert shifted(share, -2, -1)[0, 0] == 1
    assert shifted(share, 3, 2).sum() == 1
    assert shifted(share, 9, 0).sum() == 0


def test_pictures_go_to_light_and_back() -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16, 1).repeat(3, axis=2)
    back = np.asarray(picture_of(linear_from_srgb8(levels)), np.int32)
    assert np.abs(back - levels).max() <= 1


@pytest.mark.parametrize("angle", [0.0, 3.0, 17.0, 45.0])
def test_the_distance_to_a_slanting_edge_is_smooth(angle: float) -> None:
    """Light on the edge of a turned magnet showed stitches where distances jumped from pixel to pixel."""
    s, c = np.sin(np.radians(angle)), np.cos(np.radians(angle))
    corners = np.array([[-60, -40], [60, -40], [60, 40], [-60, 40]], np.float64)
    turned = np.stack(
        [c * corners[:, 0] - s * corners[:, 1] + 100, s * corners[:, 0] + c * corners[:, 1] + 100], axis=1
    )
    distance = inside_distance(share_of([turned], (200, 200)))
    y, x = np.mgrid[0:200, 0:200] + 0.5
    across, down = c * (x - 100) + s * (y - 100), -s * (x - 100) + c * (y - 100)
    wanted = np.minimum(60 - np.abs(across), 40 - np.abs(down))
    plain = (wanted > 4) & (wanted < 25) & (np.abs(np.abs(across) - 60 - np.abs(down) + 40) > 12)
    assert np.abs(distance - wanted)[plain].max() < 0.75
    assert (distance[wanted < -1] == 0).all()


def test_a_raised_edge_is_bright_towards_the_light() -> None:
    share = np.zeros((100, 100), np.float32)
    share[20:80, 20:80] = 1
    shading = rounded_edge(inside_distance(share), 8, 6)
    assert shading.diffuse[22, 50] > 1.1
    assert shading.diffuse[77, 50] < 0.9
    assert shading.diffuse[50, 50] == pytest.approx(1, abs=0.01)


def test_nothing_has_no_distance() -> None:
    assert inside_distance(np.zeros((9, 9), np.float32)).max() == 0
