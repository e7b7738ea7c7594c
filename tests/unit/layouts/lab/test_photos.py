"""Photos for a lab: exact pixels, tagged, whole, the same each time."""

import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from shapely.geometry import box

from app.errors import AppError, Cancelled, FileRefusedError, WriteRefusedError
from app.i18n import text
from app.jobs.progress import Progress
from app.layouts.drawing import Fill, Group, Mark, Picture, Pixels
from app.layouts.lab.encoding import encoded, suffix_for
from app.layouts.lab.photos import PhotoJob, photo_of, photo_size, write_photo, write_photos
from app.layouts.lab.plain import plain_photo
from app.layouts.lab.srgb import srgb_profile
from app.layouts.paint import BLACK, Rgb
from app.layouts.path import rectangle
from app.layouts.piece import Face, Piece
from app.layouts.raster.image import face_picture
from app.settings.shop import PrintShop


def lab(**changes: object) -> PrintShop:
    return PrintShop.model_validate({"id": "lab", "title": "Lab", "route": "photo"} | changes)


def scene(width: int = 900, height: int = 1342) -> Image.Image:
    """Smooth colours with a few hard edges."""
    y, x = np.mgrid[0:height, 0:width]
    pixels = np.stack([x * 255 / width, y * 255 / height, 128 + 100 * np.sin(x / 40) * np.cos(y / 60)], axis=-1)
    pixels[100:300, 200:220] = 255
    return Image.fromarray(pixels.astype(np.uint8))


def pixels_of(image: Image.Image, key: str = "scene") -> Pixels:
    return Pixels(key, image.width, image.height, lambda: image)


def print_of(
    *marks: Mark, width: float = 102, height: float = 152, bleed: float = 3, front: Face | None = None
) -> Piece:
    return Piece("A-1", "A-1", "photo", box(0, 0, width, height), bleed, front or Face(marks))


def covering(image: Image.Image, width: float = 102, height: float = 152, bleed: float = 3) -> Picture:
    return Picture(pixels_of(image), (width + 2 * bleed, 0, 0, height + 2 * bleed, -bleed, -bleed))


@pytest.mark.parametrize(
    ("mm", "size"),
    [((102, 152), (1205, 1795)), ((89, 127), (1051, 1500)), ((25, 35), (295, 413)), ((0.01, 1), (1, 12))],
)
def test_sizes_are_the_nearest_whole_pixels(mm: tuple[float, float], size: tuple[int, int]) -> None:
    assert photo_size(*mm, 300) == size


@pytest.mark.parametrize("picture", ["jpeg", "png", "tiff"])
def test_a_photo_is_tagged_and_exact(tmp_path: Path, picture: str) -> None:
    shop = lab(picture=picture)
    path = tmp_path / f"photo{suffix_for(shop)}"
    written = write_photo(print_of(covering(scene())), shop, path)
    with Image.open(path) as read:
        assert read.size == (1205, 1795) == (written.width, written.height)
        assert read.mode == "RGB"
        assert read.info["icc_profile"] == srgb_profile()
        assert read.info["dpi"] == pytest.approx((300, 300), abs=0.01)
    assert path.stat().st_size == written.size
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_jpeg_keeps_its_colours_sharp() -> None:
    """Colour is not subsampled: a red line of one pixel stays red."""
    image = Image.new("RGB", (64, 64), "white")
    for y in range(64):
        image.putpixel((31, y), (255, 0, 0))
    with Image.open(BytesIO(encoded(image, lab()))) as read:
        red, green, _ = read.convert("RGB").getpixel((31, 30))
        assert [layer[1:3] for layer in read.layer] == [(1, 1)] * 3
    assert red > 230
    assert green < 30


@pytest.mark.parametrize("picture", ["jpeg", "png", "tiff"])
def test_nothing_of_the_customer_s_file_gets_into_the_print(picture: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret words"
    file = BytesIO()
    scene(60, 60).save(file, "JPEG", exif=exif, comment=b"secret comment", dpi=(72, 72), icc_profile=b"secret profile")
    with Image.open(file) as opened:
        opened.load()
        content = encoded(opened, lab(picture=picture))
    assert b"secret" not in content
    with Image.open(BytesIO(content)) as read:
        assert 0x010E not in read.getexif()
        assert "comment" not in read.info


@pytest.mark.parametrize("picture", ["jpeg", "png", "tiff"])
def test_the_same_photo_is_the_same_bytes(picture: str) -> None:
    shop = lab(picture=picture)
    assert encoded(scene(), shop) == encoded(scene(), shop)


def test_a_plain_photo_looks_as_if_it_were_drawn() -> None:
    piece = print_of(Fill(rectangle(-3, -3, 108, 158), Rgb(1, 0, 0)), Group((covering(scene()),), (1, 0, 0, 1, 0, 0)))
    assert plain_photo(piece.front, piece) is not None
    straight = np.asarray(photo_of(piece, lab()), np.int32)
    drawn = np.asarray(face_picture(piece, "front", 300, bleed=False), np.int32)
    assert straight.shape == drawn.shape
    assert np.abs(straight - drawn).mean() < 1.5


def test_a_picture_that_fits_pixel_by_pixel_is_not_touched() -> None:
    image = scene(1205, 1795)
    piece = print_of(covering(image, bleed=0), bleed=0)
    assert photo_of(piece, lab()).tobytes() == image.tobytes()


@given(st.floats(0, 20), st.floats(0, 20), st.floats(60, 200), st.floats(60, 200))
def test_only_what_covers_the_trim_is_plain(left: float, top: float, width: float, height: float) -> None:
    picture = Picture(pixels_of(Image.new("RGB", (8, 8))), (width, 0, 0, height, -left, -top))
    piece = print_of(picture)
    covers = width - left >= 102 - 0.02 and height - top >= 152 - 0.02
    assert (plain_photo(piece.front, piece) is not None) == covers


def test_what_is_more_than_a_picture_is_drawn() -> None:
    picture = covering(scene(90, 134))
    others = [
        print_of(picture, Fill(rectangle(10, 10, 20, 20), BLACK)),
        print_of(Group((picture,), opacity=0.5)),
        print_of(Group((picture,), clip=rectangle(10, 10, 50, 50))),
        print_of(Picture(picture.pixels, (0, 158, -108, 0, 105, -3))),
        print_of(front=Face((picture,), white=(Fill(rectangle(0, 0, 9, 9), BLACK),))),
        print_of(),
    ]
    for piece in others:
        assert plain_photo(piece.front, piece) is None
        assert photo_of(piece, lab(ppi=72)).size == photo_size(102, 152, 72)


def test_a_transparent_picture_lies_on_what_is_below_it() -> None:
    clear = Image.new("RGBA", (20, 30), (0, 0, 0, 0))
    piece = print_of(Fill(rectangle(-3, -3, 108, 158), Rgb(1, 0, 0)), covering(clear))
    assert photo_of(piece, lab(ppi=72)).getpixel((50, 50)) == (255, 0, 0)


def test_a_back_is_written_too(tmp_path: Path) -> None:
    piece = Piece(
        "A", "A", "card", box(0, 0, 50, 40), 0, Face(()), Face((Fill(rectangle(0, 0, 50, 40), Rgb(0, 0, 1)),))
    )
    write_photo(piece, lab(picture="png"), tmp_path / "back.png", "back")
    with Image.open(tmp_path / "back.png") as read:
        assert read.getpixel((5, 5)) == (0, 0, 255)


def test_what_cannot_be_written_is_said_and_leaves_the_old_file(tmp_path: Path) -> None:
    old = tmp_path / "photo.png"
    old.write_bytes(b"old")
    with pytest.raises(WriteRefusedError, match="photos as"):
        write_photo(scene(10, 10), lab(), old)
    with pytest.raises(WriteRefusedError, match="no folder"):
        write_photo(scene(10, 10), lab(), tmp_path / "nowhere" / "photo.jpg")
    (tmp_path / "folder.jpg").mkdir()
    with pytest.raises(WriteRefusedError, match="cannot be written"):
        write_photo(scene(10, 10), lab(), tmp_path / "folder.jpg")
    with pytest.raises(WriteRefusedError, match="too large"):
        write_photo(Image.new("RGB", (65_501, 1)), lab(), tmp_path / "long.jpg")
    assert old.read_bytes() == b"old"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["folder.jpg", "photo.png"]


def _refuse() -> Image.Image:
    raise FileRefusedError(text("This picture cannot be read."))


def test_one_bad_photo_does_not_stop_the_others(tmp_path: Path) -> None:
    good = print_of(covering(scene(90, 134)))
    bad = print_of(Picture(Pixels("bad", 10, 10, _refuse), (108, 0, 0, 158, -3, -3)))
    jobs = [PhotoJob(piece, tmp_path / f"{k}.jpg") for k, piece in enumerate([good, bad, good, good])]
    done = list(write_photos(jobs, lab(ppi=100), 2))
    assert [item.job for item in done] == jobs
    assert [item.error is None for item in done] == [True, False, True, True]
    assert isinstance(done[1].error, AppError)
    assert (tmp_path / "0.jpg").read_bytes() == (tmp_path / "3.jpg").read_bytes()


def test_jobs_are_taken_only_as_they_can_be_done(tmp_path: Path) -> None:
    taken = 0

    def jobs() -> Iterator[PhotoJob]:
        nonlocal taken
        for k in range(40):
            taken += 1
            yield PhotoJob(print_of(covering(scene(30, 45))), tmp_path / f"{k}.jpg")

    for number, _ in enumerate(write_photos(jobs(), lab(ppi=72), 2), start=1):
        assert taken <= number + 4
    assert taken == 40


def test_cancelling_stops_and_ends_the_threads(tmp_path: Path) -> None:
    stop = False
    progress = Progress(cancelled=lambda: stop)
    jobs = (PhotoJob(print_of(covering(scene(30, 45))), tmp_path / f"{k}.jpg") for k in range(1000))
    before = threading.active_count()
    done = write_photos(jobs, lab(ppi=72), 2, total=1000, progress=progress)
    next(done)
    stop = True
    with pytest.raises(Cancelled):
        next(done)
    assert len(list(tmp_path.glob("*.jpg"))) < 20
    assert threading.active_count() == before
