"""Faces of photographs and drawings are found, and no crop cuts one."""

from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.layouts.design.document import Crop
from app.layouts.pictures.crop import crop_for, head_of
from app.layouts.pictures.finding import find_subject
from app.layouts.pictures.subject import WHOLE, Box, Face, Subject, around
from tests.unit.layouts.pictures.faces_drawn import drawn_figure


def photograph(name: str) -> Image.Image:
    with Image.open(str(files("skimage") / "data" / name)) as image:
        return image.convert("RGB")


def overlap(one: Box, other: Box) -> float:
    both = Box(
        max(one.left, other.left), max(one.top, other.top), min(one.right, other.right), min(one.bottom, other.bottom)
    )
    inside = both.area if both.width > 0 and both.height > 0 else 0.0
    return inside / (one.area + other.area - inside)


def test_a_face_in_a_photograph() -> None:
    subject = find_subject(photograph("astronaut.png"))
    assert subject.kind == "faces"
    assert len(subject.faces) == 1
    assert subject.faces[0].kind == "photo"
    assert overlap(subject.box, Box(0.34, 0.12, 0.53, 0.34)) > 0.7


def test_several_faces_largest_first() -> None:
    one = photograph("astronaut.png")
    group = Image.new("RGB", (1200, 600), (120, 120, 120))
    group.paste(one.resize((400, 400)), (0, 100))
    group.paste(one.resize((560, 560)), (500, 20))
    faces = find_subject(group).faces
    assert len(faces) == 2
    assert faces[0].box.left > 0.5 > faces[1].box.right
    assert faces[0].box.area > faces[1].box.area


@pytest.mark.parametrize("side", [50, 54, 62])
def test_all_small_faces_of_a_group(side: int) -> None:
    one = photograph("astronaut.png").crop((130, 20, 330, 220)).resize((side, side))
    group = Image.new("RGB", (1000, 750), (140, 130, 120))
    for x in range(100, 900, 200):
        group.paste(one, (x, 300))
    faces = find_subject(group).faces
    assert len(faces) == 4
    assert all(face.box.width < 0.05 for face in faces)


def test_faces_are_found_through_transparency() -> None:
    one = photograph("astronaut.png").convert("RGBA")
    assert find_subject(one).faces


@pytest.mark.parametrize(
    "name", ["coffee.png", "chelsea.png", "rocket.jpg", "motorcycle_left.png", "hubble_deep_field.jpg"]
)
def test_no_face_where_there_is_none(name: str) -> None:
    assert not find_subject(photograph(name)).faces


@pytest.mark.parametrize(
    ("size", "middle", "face", "options"),
    [
        ((640, 900), (380, 330), 220, {}),
        ((480, 480), (240, 200), 150, {"shaded": True}),
        ((900, 640), (650, 220), 150, {"hair": (240, 210, 120), "iris": (60, 140, 80), "ground": (60, 60, 90)}),
        ((900, 640), (250, 260), 130, {"hair": (230, 120, 160), "iris": (150, 40, 60), "ground": (245, 240, 235)}),
        ((800, 800), (400, 320), 260, {"hair": (200, 200, 215), "iris": (180, 60, 60), "shaded": True}),
        ((800, 800), (300, 420), 160, {"hair": (40, 40, 50), "skin": (246, 214, 190), "iris": (60, 40, 30)}),
    ],
)
def test_a_drawn_face(size: tuple[int, int], middle: tuple[float, float], face: float, options: dict[str, Any]) -> None:
    subject = find_subject(drawn_figure(size, middle, face, **options))
    assert [f.kind for f in subject.faces] == ["drawn"]
    wanted = Box(
        (middle[0] - face / 2) / size[0],
        (middle[1] - face / 2) / size[1],
        (middle[0] + face / 2) / size[0],
        (middle[1] + face / 2) / size[1],
    )
    assert overlap(subject.box, wanted) > 0.55


def test_two_drawn_faces() -> None:
    image = drawn_figure((900, 640), (250, 260), 130)
    image = drawn_figure((900, 640), (640, 280), 160, hair=(240, 210, 120), image=image)
    assert len(find_subject(image).faces) == 2


def test_what_is_opaque() -> None:
    image = Image.new("RGBA", (200, 100))
    image.paste((90, 140, 90, 255), (20, 40, 80, 90))
    subject = find_subject(image)
    assert subject.kind == "shape"
    assert np.allclose(subject.box, (0.1, 0.4, 0.4, 0.9), atol=0.01)


def test_what_stands_out() -> None:
    pixels = np.full((300, 400, 3), 200, np.uint8)
    pixels[60:120, 280:360] = (30, 90, 60)
    subject = find_subject(Image.fromarray(pixels))
    assert subject.kind == "salient"
    assert overlap(subject.box, Box(0.7, 0.2, 0.9, 0.4)) > 0.5


def test_an_even_picture_has_no_subject() -> None:
    assert find_subject(Image.new("RGB", (300, 200), (90, 90, 200))) == Subject(WHOLE)


def test_eyes_lie_on_the_upper_third() -> None:
    face = Face(Box(0.45, 0.40, 0.55, 0.50), 0.9, "photo")
    crop = crop_for((1000, 2000), 1.0, Subject(face.box, (face,), "faces"))
    eyes = face.box.top + 0.42 * face.box.height
    assert (eyes - crop.top) / (crop.bottom - crop.top) == pytest.approx(1 / 3, abs=0.01)


def test_the_least_face_goes_where_not_all_have_room() -> None:
    near, far = Face(Box(0.05, 0.3, 0.25, 0.6), 0.9, "photo"), Face(Box(0.9, 0.4, 0.95, 0.5), 0.9, "photo")
    crop = crop_for((3000, 1500), 0.7, Subject(around([near.box, far.box]), (near, far), "faces"))
    assert crop.left <= 0.0 + 1e-6
    assert crop.right >= head_of(near).right


parts = st.floats(0.0, 1.0)


@st.composite
def subjects(draw: st.DrawFn) -> Subject:
    faces = []
    for _ in range(draw(st.integers(0, 4))):
        x, y = draw(st.floats(0, 0.9)), draw(st.floats(0, 0.9))
        width, height = (draw(st.floats(0.02, 1 - side)) for side in (x, y))
        faces.append(Face(Box(x, y, x + width, y + height), draw(st.floats(0.5, 1)), "photo"))
    if faces:
        return Subject(around([f.box for f in faces]), tuple(faces), "faces")
    return Subject(Box(*sorted((draw(parts), draw(parts))), 1.0, 1.0), (), "salient")


@settings(max_examples=120, deadline=None)
@given(
    size=st.tuples(st.integers(50, 6000), st.integers(50, 6000)),
    aspect=st.floats(0.3, 3.0),
    subject=subjects(),
    turn=st.sampled_from([0.0, 0.0, 1.5, -7.0, 20.0]),
)
def test_a_crop_has_its_aspect_shows_no_outside_and_keeps_the_largest_face(
    size: tuple[int, int], aspect: float, subject: Subject, turn: float
) -> None:
    crop = crop_for(size, aspect, subject, turn_deg=turn)
    width, height = (crop.right - crop.left) * size[0], (crop.bottom - crop.top) * size[1]
    assert width / height == pytest.approx(aspect, rel=1e-2, abs=1e-2)
    if turn == 0:
        assert width == pytest.approx(size[0], rel=1e-4) or height == pytest.approx(size[1], rel=1e-4)
        if subject.faces:
            face = max(subject.faces, key=lambda f: f.box.area * f.score).box
            if face.width * size[0] <= width and face.height * size[1] <= height:
                assert crop.left - 1e-5 <= face.left
                assert face.right <= crop.right + 1e-5
                assert crop.top - 1e-5 <= face.top
                assert face.bottom <= crop.bottom + 1e-5
    assert outside(crop, size) <= 1.5


def outside(crop: Crop, size: tuple[int, int]) -> float:
    """How many pixels a corner of the crop lies outside the turned picture."""
    angle = np.radians(crop.turn_deg)
    turn_back = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = np.array([(x, y) for x in (crop.left, crop.right) for y in (crop.top, crop.bottom)])
    places = ((corners - 0.5) * size) @ turn_back.T
    return float((np.abs(places) - np.array(size) / 2).max())
