"""Backgrounds go, the subject stays, and no rim of the old background with it."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from app.layouts.pictures.cut_out import alpha_of, cut_out
from app.layouts.pictures.finding import find_subject
from app.layouts.pictures.subject import WHOLE, Subject
from tests.unit.layouts.pictures.faces_drawn import drawn_figure
from tests.unit.layouts.pictures.test_subject import photograph


def disc(ground: tuple[int, int, int], size: int = 400) -> tuple[Image.Image, np.ndarray]:
    big = Image.new("RGB", (size * 4, size * 4), ground)
    ImageDraw.Draw(big).ellipse((size, size, size * 3, size * 3), fill=(200, 40, 60))
    y, x = np.mgrid[0:size, 0:size] + 0.5
    return big.resize((size, size), Image.Resampling.BOX), np.hypot(x - size / 2, y - size / 2) < size / 4


@pytest.mark.parametrize("ground", [(255, 255, 255), (20, 120, 60), (10, 10, 12)])
def test_plain_background(ground: tuple[int, int, int]) -> None:
    image, inside = disc(ground)
    result = np.asarray(cut_out(image, Subject(WHOLE)))
    alpha = result[..., 3]
    assert ((alpha > 127) != inside).mean() < 0.01
    assert alpha[0].max() == 0
    assert len(np.unique(alpha)) > 4  # the edge is soft
    seen = result[alpha > 0][:, :3].astype(int)
    assert np.abs(seen - (200, 40, 60)).max() <= 12  # and has nothing of the ground


def test_what_is_as_light_as_the_background_stays_inside() -> None:
    image, inside = disc((255, 255, 255))
    ImageDraw.Draw(image).ellipse((180, 180, 220, 220), fill=(255, 255, 255))
    alpha = np.asarray(cut_out(image, Subject(WHOLE)).getchannel("A"))
    assert alpha[200, 200] == 255
    assert ((alpha > 127) != inside).mean() < 0.01


def test_alpha_that_came_with_it_is_kept() -> None:
    image = Image.new("RGBA", (40, 40))
    image.paste((200, 0, 0, 255), (10, 10, 30, 30))
    assert cut_out(image, Subject(WHOLE)) is image


def test_a_person_before_a_busy_background() -> None:
    image = photograph("astronaut.png")
    alpha = np.asarray(cut_out(image, find_subject(image)).getchannel("A"))
    assert alpha[110:160, 200:250].min() > 250  # face
    assert alpha[240, 225] > 250  # neck
    assert alpha[20:150, 310:340].max() < 5  # wall behind
    assert alpha[:200, 0:40].max() < 5  # flag


def test_the_same_picture_is_cut_the_same() -> None:
    image = photograph("astronaut.png")
    subject = find_subject(image)
    first, second = (alpha_of(image, subject) for _ in range(2))
    assert np.array_equal(np.asarray(first), np.asarray(second))


def test_an_unsure_cut_takes_nothing_away() -> None:
    image = photograph("coffee.png")
    alpha = np.asarray(cut_out(image, find_subject(image)).getchannel("A"))
    assert alpha.min() == 255


def test_a_drawing_on_a_gradient() -> None:
    image = drawn_figure((500, 600), (250, 250), 160, ground=(250, 250, 250))
    alpha = np.asarray(cut_out(image, find_subject(image)).getchannel("A"))
    assert alpha[250, 250] == 255
    assert alpha[5, 5] == alpha[100, 30] == 0
