"""The picking picture: what it shows is where it stands, and can be read."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from app.dispatch.plates import picture
from app.dispatch.plates.body import Body, Place, Room
from app.dispatch.plates.labels import labels
from app.dispatch.plates.picture import Entry, Sheet
from tests.unit.mesh.shapes import box

PAPER = (255, 255, 255)


def sheet(places: dict[int, Place], room: Room, *, layers: bool = False) -> Sheet:
    mesh = box((30, 20, 10))
    bodies = {id_: Body(id_, mesh.vertices, mesh.faces) for id_ in places}
    named = labels(places, layered=layers)
    entries = {id_: Entry(named[id_], "SN-7F3A9C · MG-20261125-001") for id_ in places}
    return Sheet("Plate 1 · Full colour", room, bodies, places, entries, layers)


def at(image: Image.Image, x_mm: float, y_mm: float, room: Room) -> object:
    scale = picture.PIXELS / max(room.width, room.depth)
    depth = round(room.depth * scale)
    return image.getpixel((round(70 + x_mm * scale), round(140 + depth - y_mm * scale)))


def test_pieces_are_drawn_where_they_stand() -> None:
    room = Room(100, 80, 50, 3)
    (image,) = picture.pages(sheet({1: Place(0, 0), 2: Place(60, 50, 0, 90)}, room))
    for x, y in ((3, 3), (27, 3), (3, 17), (62, 52), (78, 78)):
        assert at(image, x, y, room) != PAPER, (x, y)
    for x, y in ((33, 3), (3, 23), (57, 60), (83, 52), (90, 5)):
        assert at(image, x, y, room) == PAPER, (x, y)


def test_a_label_stands_in_the_middle_of_its_piece() -> None:
    room = Room(100, 80, 50, 3)
    (image,) = picture.pages(sheet({1: Place(40, 30)}, room))
    scale = picture.PIXELS / 100
    left, top = round(70 + 40 * scale), round(140 + (80 - 50) * scale)
    part = np.asarray(image.crop((left, top, left + round(30 * scale), top + round(20 * scale))).convert("L"))
    dark = np.argwhere(part < 60)
    middle = dark[(dark > 12).all(axis=1) & (dark < np.array(part.shape) - 12).all(axis=1)]
    assert len(middle) > 150  # letters that can be read
    assert np.abs(middle.mean(axis=0) - np.array(part.shape) / 2).max() < 0.15 * max(part.shape)


@pytest.mark.parametrize("count", [1, 24, 60])
def test_the_list_holds_every_piece(count: int) -> None:
    room = Room(400, 100, 50, 3)
    places = {n: Place((n % 12) * 33.0, (n // 12) * 1.0) for n in range(count)}
    (image,) = picture.pages(sheet(places, room))
    pixels = np.asarray(image.convert("L"))[140:, 70 + picture.PIXELS + 20 :]
    rows = (pixels < 100).any(axis=1)
    assert int((np.diff(rows.astype(int)) == 1).sum()) >= count


def test_a_volume_has_a_page_for_each_layer() -> None:
    room = Room(100, 80, 100, 3)
    stacked = sheet({1: Place(0, 0, 0), 2: Place(0, 0, 35), 3: Place(60, 0, 0)}, room, layers=True)
    low, high = picture.pages(stacked)
    assert at(low, 63, 3, room) != at(high, 63, 3, room) != PAPER  # in grey on the page of the other layer
    whole = Image.open(io.BytesIO(picture.png(stacked)))
    assert whole.height == low.height + high.height
    assert len(re.findall(rb"/Type /Page\b", picture.pdf(stacked))) == 2


def test_the_same_plate_gives_the_same_picture() -> None:
    room = Room(100, 80, 50, 3)
    places = {1: Place(0, 0), 2: Place(60, 50, 0, 90)}
    assert picture.png(sheet(places, room)) == picture.png(sheet(places, room))
