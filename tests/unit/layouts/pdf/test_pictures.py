"""Pictures in the file: once, not finer than needed, masked, in inks; without and with losses; put aside on the disk."""

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from app.jobs.progress import silent
from app.layouts.color.press import Press
from app.layouts.drawing import Picture, Pixels
from app.layouts.pdf import pool
from app.layouts.pdf.separations import packed, wanted_size
from app.layouts.piece import Face, Piece
from app.layouts.plates.plates import plates
from app.layouts.sheet import Layout, Placement, Sheet, SheetSize
from tests.unit.layouts.pdf.samples import ACRYLIC, PRESS, card_sheet, charm, photo_pixels, postcard
from tests.unit.layouts.pdf.tools import needs, said


def images(path: Path) -> list[pikepdf.Object]:
    with pikepdf.open(path) as file:
        return [
            dict(o.items()) for o in file.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"
        ]


@pytest.mark.parametrize(
    ("own", "shown_mm", "wanted"),
    [
        ((600, 400), (50.8, 33.867), (600, 400)),  # as fine as wanted
        ((890, 590), (50.8, 33.867), (890, 590)),  # a little finer
        ((1800, 1200), (50.8, 33.867), (600, 400)),  # three times too fine
        ((100, 100), (50.8, 50.8), (100, 100)),  # too coarse: nothing is made up
        ((6000, 400), (50.8, 33.867), (6000, 400)),  # finer one way only: the other keeps what it has
    ],
)
def test_what_is_too_fine_is_made_smaller(own, shown_mm, wanted) -> None:
    assert wanted_size(*own, shown_mm, 300) == wanted


def test_inks_survive_packing_to_the_bit(write, tmp_path: Path) -> None:
    pixels = photo_pixels(3, 200, 120)
    piece = Piece("p", "", "", postcard().trim, 0.0, Face((Picture(pixels, (148, 0, 0, 100, 0, 0)),)))
    path = write([piece], tmp_path / "a.pdf", PRESS).path
    with pikepdf.open(path) as file:
        (image,) = [o for o in file.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
        assert image.ColorSpace == "/DeviceCMYK"
        found = np.frombuffer(image.read_bytes(), np.uint8).reshape(120, 200, 4)
    assert np.array_equal(found, Press.of(PRESS).separate(pixels.open()))


def test_a_jpeg_gives_the_same_inks_within_a_little(write, tmp_path: Path) -> None:
    needs("gs")
    card = [postcard(back=False)]
    lossy = PRESS.model_copy(update={"lossless": False, "quality": 95})
    large, small = write(card, tmp_path / "a.pdf", PRESS), write(card, tmp_path / "b.pdf", lossy)
    assert small.path.stat().st_size < large.path.stat().st_size / 2
    assert images(small.path)[0]["/Filter"] == "/DCTDecode"
    with plates(large.path, 100, silent()) as exact, plates(small.path, 100, silent()) as near:
        for ink in ("Cyan", "Magenta", "Yellow", "Black"):
            off = np.abs(exact.plate(ink).astype(int) - near.plate(ink))
            assert np.percentile(off, 99) <= 8


@pytest.mark.parametrize("quality", [95, 80])
def test_a_jpeg_stays_within_the_ink_limit(quality: int, write, tmp_path: Path) -> None:
    """Dark noise with hard bright lines: at their edges a JPEG overshoots."""
    needs("gs")

    def dark() -> Image.Image:
        pixels = (np.random.default_rng(1).random((120, 180, 3)) * 40).astype(np.uint8)
        pixels[::9], pixels[:, ::13] = 255, (0, 255, 0)
        return Image.fromarray(pixels).resize((900, 600), Image.Resampling.BICUBIC)

    piece = Piece(
        "p", "", "", postcard().trim, 0.0, Face((Picture(Pixels("d", 900, 600, dark), (148, 0, 0, 100, 0, 0)),))
    )
    lossy = PRESS.model_copy(update={"lossless": False, "quality": quality})
    with plates(write([piece], tmp_path / "a.pdf", lossy).path, 150, silent()) as made:
        assert 2.8 < made.tac() <= PRESS.ink_limit


def test_alpha_becomes_a_soft_mask(charm_pdf: Path) -> None:
    rows = [row.split() for row in said("pdfimages", "-list", charm_pdf).splitlines()[2:]]
    assert sorted((row[2], row[5]) for row in rows) == [("image", "cmyk"), ("smask", "gray")]
    assert all(295 <= int(row[12]) <= 305 for row in rows)


def test_a_picture_that_is_nowhere_transparent_has_no_mask() -> None:
    image = Image.new("RGBA", (8, 8), (10, 20, 30, 255))
    assert packed(image, (8, 8), Press.of(PRESS), PRESS).mask is None


def test_what_nobody_sees_gets_no_ink() -> None:
    image = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    image.putpixel((3, 3), (0, 0, 0, 255))
    press = Press.of(PRESS)
    assert packed(image, (8, 8), press, PRESS).mask is not None
    clear = Image.new("RGBA", (8, 8), (255, 255, 255, 0))
    clear.putpixel((3, 3), (0, 0, 0, 255))
    assert packed(image, (8, 8), press, PRESS) == packed(clear, (8, 8), press, PRESS)


def test_a_picture_is_embedded_once_however_often_it_is_shown(write, tmp_path: Path) -> None:
    opened = []
    plain = photo_pixels(1, 300, 200)

    def opening() -> Image.Image:
        opened.append(1)
        return plain.open()

    pixels = Pixels("same", 300, 200, opening)
    pieces = [
        Piece(f"{k}", "", "", postcard().trim, 0.0, Face((Picture(pixels, (148, 0, 0, 100, 0, 0)),))) for k in range(5)
    ]
    assert write(pieces, tmp_path / "a.pdf", PRESS).pictures == 1
    assert len(images(tmp_path / "a.pdf")) == 1
    assert len(opened) == 1


def test_forty_copies_are_one_form(write, tmp_path: Path) -> None:
    places = tuple(Placement(0, k, 10 + k % 6 * 46.0, 10 + k // 6 * 50.0) for k in range(40))
    one = write(Layout((charm(),), (Sheet(SheetSize("A3", 297, 420), places[:1]),), 3.0), tmp_path / "1.pdf")
    many = write(Layout((charm(),), (Sheet(SheetSize("A3", 297, 420), places),), 3.0), tmp_path / "40.pdf")
    assert len(images(many.path)) == len(images(one.path)) == 2
    with pikepdf.open(many.path) as file:
        forms = [o for o in file.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Form"]
    assert len(forms) == 4  # white, art, the faded group in it, cut
    assert (
        many.path.stat().st_size < one.path.stat().st_size * 1.5
    )  # the rest are labels, and where neighbours' bleeds end


@pytest.mark.parametrize("limit", [1, 400_000])
def test_putting_pictures_aside_changes_nothing(limit, write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = ([charm(1), charm(2), charm(1), *(postcard(seed) for seed in range(4))], card_sheet())
    for number, job in enumerate(jobs):
        whole = write(job, tmp_path / f"a{number}.pdf", ACRYLIC)
        with monkeypatch.context() as patched:
            patched.setattr(pool, "ASIDE_BYTES", limit)
            assert write(job, tmp_path / f"b{number}.pdf", ACRYLIC).sha256 == whole.sha256
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a0.pdf", "a1.pdf", "b0.pdf", "b1.pdf"]


def test_a_picture_that_cannot_be_opened_stops_the_job(write, tmp_path: Path) -> None:
    from app.errors import FileRefusedError

    def lost() -> Image.Image:
        raise FileRefusedError("The picture is gone.")

    bad = Picture(Pixels("gone", 10, 10, lost), (148, 0, 0, 100, 0, 0))
    with pytest.raises(FileRefusedError, match="gone"):
        write([Piece("p", "", "", postcard().trim, 0.0, Face((bad,)))], tmp_path / "a.pdf", PRESS)
    assert not list(tmp_path.iterdir())
