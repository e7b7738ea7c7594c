"""Pictures of every kind come upright and in sRGB; what cannot be opened is refused in one sentence."""

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps

from app.errors import BudgetExceededError, Cancelled, FileRefusedError
from app.jobs.progress import Progress
from app.layouts.pictures.helper import Helper
from app.layouts.pictures.opener import Opener
from app.layouts.pictures.to_srgb import INKS
from tests.unit.layouts.pictures import files_made as made


def near(image: Image.Image, colors: object, by: float) -> bool:
    return bool(np.abs(made.quadrants(image)[:, :3] - np.array(colors)).max() <= by)


@pytest.mark.parametrize(
    ("kind", "options", "by"),
    [
        ("JPEG", {"quality": 95, "subsampling": 0}, 3),
        ("PNG", {}, 0),
        ("TIFF", {"compression": "tiff_lzw"}, 0),
        ("WEBP", {"lossless": True}, 0),
        ("AVIF", {"quality": 95}, 4),
        ("BMP", {}, 0),
        ("GIF", {}, 0),
    ],
)
def test_common_formats(opener: Opener, kind: str, options: dict[str, object], by: float) -> None:
    opened = opener.open(made.saved(made.four_colors(), kind, **options))
    assert opened.image.mode == "RGB"
    assert opened.facts.format == kind
    assert opened.facts.size == opened.image.size == (64, 64)
    assert near(opened.image, made.COLORS, by)


@pytest.mark.parametrize("turned", [0, 1])
def test_heic_is_turned_by_its_own_box(opener: Opener, turned: int) -> None:
    opened = opener.open(made.heic(turned))
    assert opened.facts.format == "HEIF"
    wanted = made.quadrants(made.four_colors().rotate(90 * turned))
    assert near(opened.image, wanted, 12)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
@pytest.mark.parametrize("turned", range(1, 9))
def test_orientation(opener: Opener, kind: str, turned: int) -> None:
    picture = made.four_colors(96, 64)
    exif = Image.Exif()
    exif[0x0112] = turned
    marked = picture.copy()
    marked.getexif()[0x0112] = turned
    wanted = ImageOps.exif_transpose(marked)
    opened = opener.open(made.saved(picture, kind, exif=exif, **({"quality": 95} if kind != "TIFF" else {})))
    assert opened.facts.size == opened.image.size == wanted.size
    assert near(opened.image, made.quadrants(wanted), 12)


def test_reduced_size_covers_what_is_needed(opener: Opener) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = made.saved(made.four_colors(1600, 1200), "JPEG", exif=exif)
    opened = opener.open(data, within=(280, 300))
    assert opened.facts.size == (1200, 1600)
    assert opened.image.size == (300, 400)
    assert opened.scale == pytest.approx(0.25)
    assert opener.open(data, within=(200, 200)) is opened
    assert opener.open(data).image.size == (1200, 1600)


def test_reducing_does_not_mix_invisible_colors_in(opener: Opener) -> None:
    pixels = np.zeros((400, 400, 4), np.uint8)
    pixels[..., 0] = 255
    pixels[:, :201] = (255, 255, 255, 255)
    opened = opener.open(made.saved(Image.fromarray(pixels), "PNG"), within=(100, 100))
    small = np.asarray(opened.image)
    assert opened.image.mode == "RGBA"
    edge = (small[..., 3] > 0) & (small[..., 3] < 255)
    assert edge.any()
    assert small[edge][:, 1].min() >= 250


def test_profile_is_honoured(opener: Opener) -> None:
    profile = made.exchanged_profile()
    opened = opener.open(made.saved(made.four_colors(), "PNG", icc_profile=profile))
    assert near(opened.image, [(c[1], c[0], c[2]) for c in made.COLORS], 2)
    assert opened.facts.profile
    assert not opened.facts.warnings


def test_wide_gamut_agrees_with_littlecms_itself(opener: Opener) -> None:
    profile = made.exchanged_profile()
    data = made.saved(made.four_colors(), "TIFF", icc_profile=profile)
    direct = ImageCms.profileToProfile(
        made.four_colors(),
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    assert direct is not None
    assert np.array_equal(np.asarray(opener.open(data).image), np.asarray(direct))


@pytest.mark.parametrize("profile", [b"nonsense" * 40, INKS.read_bytes()], ids=["broken", "of inks"])
def test_unusable_profile_is_said_and_not_fatal(opener: Opener, profile: bytes) -> None:
    opened = opener.open(made.saved(made.four_colors(), "PNG", icc_profile=profile))
    assert near(opened.image, made.COLORS, 0)
    assert "profile" in str(opened.facts.warnings[0])


def test_inks_of_adobe_and_of_others(opener: Opener) -> None:
    inks = Image.new("CMYK", (64, 64), (0, 200, 200, 0))
    adobe = made.saved(inks, "JPEG", quality=95)
    red = made.quadrants(opener.open(adobe).image)
    assert (red[:, 0] > 180).all()
    assert (red[:, 1:] < 110).all()
    upside_down = made.without_adobe_marker(
        made.saved(Image.new("CMYK", (64, 64), (255, 55, 55, 255)), "JPEG", quality=95)
    )
    assert near(opener.open(upside_down).image, red, 6)


def test_inks_by_the_profile_and_without(opener: Opener) -> None:
    inks = Image.new("CMYK", (32, 32), (180, 20, 20, 0))
    with_profile = opener.open(made.saved(inks, "TIFF", icc_profile=INKS.read_bytes()))
    without = opener.open(made.saved(inks, "TIFF"))
    assert not with_profile.facts.warnings
    assert "FOGRA39" in str(without.facts.warnings[0])
    assert np.array_equal(np.asarray(with_profile.image), np.asarray(without.image))
    assert with_profile.facts.mode == "CMYK"


def test_lab(opener: Opener) -> None:
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    lab = ImageCms.applyTransform(made.four_colors(), to_lab)
    assert lab is not None
    opened = opener.open(made.saved(lab, "TIFF"))
    assert opened.facts.mode == "LAB"
    assert near(opened.image, made.COLORS, 4)


@pytest.mark.parametrize("writer", [made.png_16_bit, made.tiff_16_bit])
def test_sixteen_bits(opener: Opener, writer: object) -> None:
    assert callable(writer)
    values = np.asarray(made.four_colors()).astype(np.uint16) * 257
    opened = opener.open(writer(values))
    assert opened.facts.bits == 16
    assert near(opened.image, made.COLORS, 1)


def test_sixteen_bits_grey(opener: Opener) -> None:
    ramp = np.linspace(0, 65535, 256).astype(np.uint16)[None].repeat(8, 0)
    for kind in ("PNG", "TIFF"):
        opened = opener.open(made.saved(Image.fromarray(ramp), kind))
        assert opened.image.mode == "RGB"
        assert np.abs(np.asarray(opened.image)[0, :, 0].astype(int) - np.arange(256)).max() <= 1


def test_palette_grey_and_alpha(opener: Opener) -> None:
    palette = made.four_colors().quantize(8)
    assert near(opener.open(made.saved(palette, "PNG")).image, made.COLORS, 4)
    index = palette.getpixel((5, 5))
    opened = opener.open(made.saved(palette, "PNG", transparency=index))
    assert opened.image.mode == "RGBA"
    assert opened.image.getpixel((5, 5))[3] == 0
    assert opened.image.getpixel((60, 5))[3] == 255
    grey = Image.new("LA", (16, 16), (90, 128))
    assert opener.open(made.saved(grey, "PNG")).image.getpixel((3, 3)) == (90, 90, 90, 128)
    opaque = made.four_colors(mode="RGBA")
    assert opener.open(made.saved(opaque, "PNG")).image.mode == "RGB"


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF"])
def test_animated_by_frame(opener: Opener, kind: str) -> None:
    frames = [Image.new("RGB", (32, 32), c) for c in made.COLORS[:3]]
    data = made.saved(frames[0], kind, save_all=True, append_images=frames[1:])
    assert opener.facts(data).frames == 3
    for k in (2, 0, 1):
        assert near(opener.open(data, frame=k).image, [made.COLORS[k]] * 4, 12)
    with pytest.raises(FileRefusedError, match="3 frames"):
        opener.open(data, frame=3)


def test_facts_say_the_resolution(opener: Opener) -> None:
    facts = opener.facts(made.saved(made.four_colors(), "JPEG", dpi=(300, 300)))
    assert facts.ppi == (300, 300)
    assert facts.frames == 1
    assert opener.facts(made.saved(made.four_colors(), "PNG")).ppi is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "GIF", "BMP"])
def test_cut_off_files_are_refused(opener: Opener, kind: str) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (200, 200, 3), dtype=np.uint8))
    data = made.saved(noise, kind)
    for keep in (0.6, 0.97):
        with pytest.raises(FileRefusedError):
            opener.open(data[: int(len(data) * keep)])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"hello, I am no picture", "not a picture"),
        (b"%PDF-1.4", "PDF files"),
        (b"8BPS\0\1", "Photoshop files"),
        (made.png_that_claims(50_000, 50_000), "200 million"),
        (made.png_that_claims(14_150, 14_150), "200 million"),
        (made.png_that_claims(500, 500), "missing|damaged"),
        (b"\xff\xd8\xff\xe0" + bytes(300), "damaged"),
    ],
)
def test_refusals(opener: Opener, data: bytes, words: str) -> None:
    with pytest.raises(FileRefusedError, match=words):
        opener.open(data)


def test_files_that_are_not_there(opener: Opener, tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match="no file"):
        opener.open(tmp_path / "gone.jpg")
    with pytest.raises(FileRefusedError, match="folder"):
        opener.open(tmp_path)


def test_too_large_a_file_is_refused_before_it_is_read(opener: Opener, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    with path.open("wb") as file:
        file.write(made.png_that_claims(10, 10))
        file.truncate(200_000_001)
    with pytest.raises(FileRefusedError, match="200 MB"):
        opener.open(path)


def test_a_file_that_was_written_anew_is_opened_anew(opener: Opener, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(made.saved(Image.new("RGB", (8, 8), "red"), "PNG"))
    assert opener.open(path).image.getpixel((0, 0)) == (255, 0, 0)
    path.write_bytes(made.saved(Image.new("RGB", (9, 8), "blue"), "PNG"))
    os.utime(path, ns=(1, 1))
    assert opener.open(path).image.getpixel((0, 0)) == (0, 0, 255)


def test_only_so_much_is_kept() -> None:
    with Opener(keep_bytes=64 * 64 * 4) as small:
        first, second = (made.saved(made.four_colors(64, 64).rotate(a), "PNG") for a in (0, 90))
        once = small.open(first)
        assert small.open(first) is once
        small.open(second)
        assert small.open(first) is not once


def crash(progress: Progress) -> None:
    progress(0)
    os._exit(3)


def spin(progress: Progress) -> None:
    del progress
    while True:
        sum(range(10_000))


def swallow(progress: Progress) -> None:
    del progress
    parts = [np.ones(20_000_000) for _ in range(50)]
    assert parts


HERE = "tests.unit.layouts.pictures.test_opening"


def test_a_crash_refuses_the_file_and_the_next_one_opens() -> None:
    helper = Helper()
    try:
        with pytest.raises(FileRefusedError, match="crash"):
            helper.run(f"{HERE}:crash", seconds=5)
        facts = helper.run("app.layouts.pictures.decode:read_facts", made.saved(made.four_colors(), "PNG"), seconds=5)
        assert facts.size == (64, 64)
    finally:
        helper.close()


def test_decoders_do_not_chatter(capfd: pytest.CaptureFixture[str]) -> None:
    picture = made.saved(made.four_colors(), "TIFF", compression="jpeg")
    with Opener() as quiet, pytest.raises(FileRefusedError):
        quiet.open(picture.replace(b"\xff\xd8\xff\xe0", b"\xff\xd8\x00\xe0").replace(b"\xff\xda", b"\xff\x00"))
    assert capfd.readouterr() == ("", "")


def test_time_and_memory_are_limited() -> None:
    helper = Helper(memory_bytes=600_000_000)
    try:
        with pytest.raises(BudgetExceededError, match="memory"):
            helper.run(f"{HERE}:swallow", seconds=20)
        with pytest.raises(BudgetExceededError, match="longer"):
            helper.run(f"{HERE}:spin", seconds=0.3)
    finally:
        helper.close()


def test_cancel() -> None:
    helper = Helper()
    try:
        with pytest.raises(Cancelled):
            helper.run(f"{HERE}:spin", seconds=20, progress=Progress(cancelled=lambda: True))
    finally:
        helper.close()
