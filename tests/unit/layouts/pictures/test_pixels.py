"""From file and layer to the pixels that are printed."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.errors import AppError, FileRefusedError
from app.layouts.design.document import Adjustments, Crop, PictureLayer
from app.layouts.pictures.opener import Opener
from app.layouts.pictures.pixels import crop_of, cropped, pixels_of, shown_part
from app.layouts.pictures.resolution import effective_ppi, judge_ppi
from app.layouts.pictures.subject import WHOLE, Subject
from app.layouts.pictures.upscale import Lanczos, has_plugin
from app.settings.shop import PrintShop
from tests.unit.layouts.pictures import files_made as made
from tests.unit.layouts.pictures.test_subject import photograph


def layer(**changes: object) -> PictureLayer:
    return PictureLayer.model_validate(
        {"id": "p", "x_mm": 0, "y_mm": 0, "width_mm": 100, "height_mm": 50, "source": "{cover}", **changes}
    )


def jpeg(size: tuple[int, int]) -> bytes:
    return made.saved(photograph("coffee.png").resize(size), "JPEG", quality=92)


def test_many_pixels_become_those_of_the_box(opener: Opener) -> None:
    pixels = pixels_of(opener, jpeg((2400, 1600)), layer(), (600, 300))
    image = pixels.open()
    assert (pixels.width, pixels.height) == image.size == (600, 300)
    assert image.mode == "RGB"


def test_few_pixels_are_left_as_they_are(opener: Opener) -> None:
    pixels = pixels_of(opener, jpeg((800, 600)), layer(), (700, 350))
    assert pixels.open().size == (pixels.width, pixels.height) == (800, 400)


def test_contain_shows_all_of_it(opener: Opener) -> None:
    pixels = pixels_of(opener, made.saved(made.four_colors(900, 900), "PNG"), layer(fit="contain"), (300, 100))
    image = pixels.open()
    assert image.size == (100, 100)
    assert np.abs(made.quadrants(image) - np.array(made.COLORS)).max() <= 1


def test_the_face_is_in_the_crop(opener: Opener) -> None:
    data = made.saved(photograph("astronaut.png"), "PNG")
    pixels = pixels_of(opener, data, layer(), (400, 100))
    box = opener.subject(data).faces[0].box
    crop = crop_of((512, 512), layer(), (400, 100), opener.subject(data))
    assert crop.top <= box.top
    assert box.bottom <= crop.bottom
    wanted = photograph("astronaut.png").crop((0, round(crop.top * 512), 512, round(crop.top * 512) + 128))
    assert np.abs(np.asarray(pixels.open()).astype(int) - np.asarray(wanted)).mean() < 4


def test_a_given_crop_is_narrowed_to_the_box() -> None:
    crop = crop_of((1000, 1000), layer(crop=Crop(left=0.2, top=0.2, right=0.6, bottom=0.6)), (200, 100), Subject(WHOLE))
    assert (crop.left, crop.top, crop.right, crop.bottom) == pytest.approx((0.2, 0.3, 0.6, 0.5))


def test_turned_clockwise_about_its_middle() -> None:
    image = made.four_colors(400, 400)
    quarter = cropped(image, Crop(turn_deg=90), (400, 400))
    assert np.array_equal(made.quadrants(quarter), made.quadrants(image.rotate(-90)))
    small = cropped(image, Crop(left=0.25, top=0.25, right=0.75, bottom=0.75, turn_deg=30), (50, 50))
    wanted = (
        image.rotate(-30, Image.Resampling.BICUBIC).crop((100, 100, 300, 300)).resize((50, 50), Image.Resampling.BOX)
    )
    assert np.abs(np.asarray(small).astype(int) - np.asarray(wanted)).mean() < 3


def test_keys_tell_what_differs(opener: Opener) -> None:
    one, other = jpeg((800, 600)), jpeg((810, 600))
    base = pixels_of(opener, one, layer(), (600, 300))
    assert pixels_of(opener, one, layer(id="q", x_mm=5, opacity=0.5), (600, 300)).key == base.key
    different = [
        pixels_of(opener, other, layer(), (600, 300)),
        pixels_of(opener, one, layer(adjust=Adjustments(exposure=1)), (600, 300)),
        pixels_of(opener, one, layer(crop=Crop(right=0.9)), (600, 300)),
        pixels_of(opener, one, layer(fit="contain"), (600, 300)),
        pixels_of(opener, one, layer(), (500, 250)),
        pixels_of(opener, one, layer(), (600, 300), ppi=600),
        pixels_of(opener, one, layer(adjust=Adjustments(cut_out=True)), (600, 300)),
    ]
    assert len({base.key, *(p.key for p in different)}) == 1 + len(different)


def test_a_path_and_its_bytes_have_one_key(opener: Opener, tmp_path: Path) -> None:
    data = jpeg((800, 600))
    (tmp_path / "a.jpg").write_bytes(data)
    assert pixels_of(opener, tmp_path / "a.jpg", layer(), (60, 30)) == pixels_of(opener, data, layer(), (60, 30))


def test_what_was_opened_before_changes_nothing() -> None:
    data = jpeg((2400, 1600))
    wanted = layer(adjust=Adjustments(auto=True, sharpness=30))
    with Opener() as cold:
        first = np.asarray(pixels_of(cold, data, wanted, (300, 150)).open())
    with Opener() as warm:
        warm.open(data)
        warm.open(data, within=(900, 600))
        second = np.asarray(pixels_of(warm, data, wanted, (300, 150)).open())
    assert np.array_equal(first, second)


def test_adjusted_cut_out_and_frame(opener: Opener) -> None:
    frames = [made.disc(color) for color in ((200, 40, 40), (40, 40, 200))]
    data = made.saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
    image = pixels_of(
        opener, data, layer(frame=1, fit="contain", adjust=Adjustments(cut_out=True, exposure=-50)), (200, 200)
    ).open()
    assert image.mode == "RGBA"
    middle, corner = image.getpixel((100, 100)), image.getpixel((3, 3))
    assert corner[3] == 0
    assert middle[3] == 255
    assert middle[2] > middle[0]
    assert middle[2] < 200


def test_upscaled_where_pixels_are_few(opener: Opener) -> None:
    data = jpeg((300, 200))
    plain = pixels_of(opener, data, layer(), (600, 300))
    finer = pixels_of(opener, data, layer(adjust=Adjustments(enlarge="smooth")), (600, 300))
    assert (plain.width, plain.height) == (300, 150)
    assert finer.open().size == (finer.width, finer.height) == (600, 300)
    assert finer.key != plain.key
    enough = pixels_of(opener, data, layer(adjust=Adjustments(enlarge="smooth")), (200, 100))
    assert (enough.width, enough.height) == (300, 150)  # as it is


def test_never_more_than_twice_as_large() -> None:
    image = made.four_colors(20, 10, "RGBA")
    assert Lanczos().upscale(image, 7.0).size == (40, 20)


def test_the_design_says_whether_a_picture_is_enlarged(opener: Opener) -> None:
    data = jpeg((300, 200))
    smooth = layer(adjust=Adjustments(enlarge="smooth"))
    assert pixels_of(opener, data, smooth, (600, 300)).open().size == (600, 300)
    assert pixels_of(opener, data, layer(), (600, 300)).open().size == (300, 150)


@pytest.mark.skipif(has_plugin(), reason="the plug-in for drawings is here")
def test_without_the_plugin_nothing_else_is_printed_than_what_was_approved(opener: Opener) -> None:
    with pytest.raises(AppError, match="plug-in"):
        pixels_of(opener, jpeg((300, 200)), layer(adjust=Adjustments(enlarge="drawing")), (600, 300))


def test_refused_when_asked_for(opener: Opener) -> None:
    with pytest.raises(FileRefusedError):
        pixels_of(opener, b"nothing", layer(), (60, 30))


def test_shown_part_is_never_empty() -> None:
    shown = shown_part((10, 10), layer(crop=Crop(left=0.5, right=0.5, top=0.5, bottom=0.5)), (1000, 10))
    assert shown.out[0] >= 1
    assert shown.out[1] >= 1


@pytest.mark.parametrize(
    ("size", "crop", "box", "fit", "ppi"),
    [
        ((1200, 1800), None, (101.6, 152.4), "cover", 300),
        ((1200, 1800), Crop(left=0.25, right=0.75), (101.6, 152.4), "cover", 150),
        ((1200, 900), None, (101.6, 152.4), "cover", 150),
        ((1200, 900), None, (101.6, 152.4), "contain", 300),
    ],
)
def test_effective_ppi(
    size: tuple[int, int], crop: Crop | None, box: tuple[float, float], fit: str, ppi: float
) -> None:
    assert fit in ("cover", "contain")
    assert effective_ppi(size, crop, box, fit) == pytest.approx(ppi)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ppi", "level"),
    [(300, "ok"), (250, "ok"), (249.9, "warn"), (200, "warn"), (199.9, "strong"), (150, "strong"), (149.9, "block")],
)
def test_judged_by_the_shop(ppi: float, level: str) -> None:
    shop = PrintShop(id="lab", title="Lab", route="photo")
    verdict = judge_ppi(ppi, shop)
    assert verdict.level == level
    assert str(int(ppi)) in str(verdict.words)
    strict = PrintShop(
        id="lab", title="Lab", route="photo", block_below_ppi=301, strong_below_ppi=301, warn_below_ppi=301
    )
    assert judge_ppi(ppi, strict).level == "block"


def test_pixels_are_what_drawings_take(opener: Opener) -> None:
    image = pixels_of(opener, made.saved(made.four_colors(64, 64), "GIF"), layer(fit="contain"), (64, 64)).open()
    file = io.BytesIO()
    image.save(file, "PNG")
    assert file.getvalue().startswith(b"\x89PNG")
