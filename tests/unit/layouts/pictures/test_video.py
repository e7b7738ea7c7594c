"""Frames of a video: the right one, upright, and the sharpest with faces proposed."""

import struct
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageFilter

from app.errors import FileRefusedError
from app.layouts.design.document import PictureLayer
from app.layouts.pictures.frames import best_frames
from app.layouts.pictures.opener import Opener
from app.layouts.pictures.pixels import pixels_of
from tests.unit.layouts.pictures import files_made as made
from tests.unit.layouts.pictures.test_subject import photograph

RATE = 25.0


def written(path: Path, frames: Iterator[Image.Image], size: tuple[int, int]) -> bytes:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), RATE, size)
    assert writer.isOpened()
    for frame in frames:
        writer.write(np.ascontiguousarray(np.asarray(frame.convert("RGB"))[..., ::-1]))
    writer.release()
    return path.read_bytes()


def turned(video: bytes, degrees: int) -> bytes:
    """The same video with the matrix of its track header turned clockwise, as a phone held upright writes it."""
    at = video.index(b"tkhd") + 4 + 40
    assert struct.unpack(">9i", video[at : at + 36])[0] == 0x10000
    c, s = {90: (0, 0x10000), 180: (-0x10000, 0), 270: (0, -0x10000)}[degrees]
    return video[:at] + struct.pack(">9i", c, s, 0, -s, c, 0, 0, 0, 0x40000000) + video[at + 36 :]


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """200 frames; a bright bar stands at three times the number of each."""

    def frame(number: int) -> Image.Image:
        image = Image.new("RGB", (640, 32), (40, 40, 40))
        image.paste((240, 240, 240), (3 * number, 0, 3 * number + 6, 32))
        return image

    frames = (frame(k) for k in range(200))
    return written(tmp_path_factory.mktemp("video") / "counting.mp4", frames, (640, 32))


@pytest.fixture(scope="module")
def corners(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    frames = (made.four_colors(160, 96) for _ in range(10))
    return written(tmp_path_factory.mktemp("video") / "corners.mp4", frames, (160, 96))


def test_facts(opener: Opener, counting: bytes) -> None:
    facts = opener.facts(counting)
    assert (facts.format, facts.size, facts.frames) == ("video", (640, 32), 200)
    assert facts.seconds == pytest.approx(8.0)


@pytest.mark.parametrize("number", [0, 150, 37, 38, 199])
def test_the_frame_that_was_asked_for(opener: Opener, counting: bytes, number: int) -> None:
    light = np.asarray(opener.open(counting, frame=number).image.convert("L")).mean(0) > 130
    assert np.nonzero(light)[0].mean() == pytest.approx(3 * number + 2.5, abs=1.0)


def test_no_frame_after_the_last(opener: Opener, counting: bytes) -> None:
    with pytest.raises(FileRefusedError, match="200 frames"):
        opener.open(counting, frame=200)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_upright_as_the_phone_says(opener: Opener, corners: bytes, degrees: int) -> None:
    opened = opener.open(turned(corners, degrees), frame=3)
    wanted = made.four_colors(160, 96).rotate(-degrees, expand=True)
    assert opened.facts.size == opened.image.size == wanted.size
    assert np.abs(made.quadrants(opened.image) - made.quadrants(wanted)).max() < 25


def test_a_path_and_smaller(opener: Opener, corners: bytes, tmp_path: Path) -> None:
    path = tmp_path / "ringtone.mp4"
    path.write_bytes(corners)
    assert opener.open(path, within=(40, 20)).image.size == (40, 24)


def test_as_a_layer_of_a_design(opener: Opener, corners: bytes) -> None:
    layer = PictureLayer(id="p", x_mm=0, y_mm=0, width_mm=10, height_mm=10, source="{ring}", frame=4)
    assert pixels_of(opener, corners, layer, (48, 48)).open().size == (48, 48)


@pytest.mark.parametrize("keep", [0.0, 0.4])
def test_broken_videos_are_refused(opener: Opener, corners: bytes, keep: float) -> None:
    data = corners[:40] + corners[40 : 40 + int(len(corners) * keep)]
    with pytest.raises(FileRefusedError, match="video"):
        opener.open(data)


def test_a_video_whose_first_frame_is_nothing_is_damaged(opener: Opener, corners: bytes) -> None:
    at = corners.index(b"mdat") + 4
    with pytest.raises(FileRefusedError, match="damaged"):
        opener.open(corners[:at] + bytes(len(corners) - at - 1000) + corners[-1000:])


def test_a_playlist_is_no_video(opener: Opener) -> None:
    with pytest.raises(FileRefusedError):
        opener.open(b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/secret\n")


@pytest.fixture(scope="module")
def portrait(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Four scenes of 24 frames: black, a face smeared by motion, a sharp room without faces, a sharp face."""
    face = photograph("astronaut.png").crop((60, 0, 410, 262)).resize((480, 360))
    smear = Image.fromarray(cv2.blur(np.asarray(face), (31, 1)))
    room = photograph("coffee.png").resize((480, 360)).filter(ImageFilter.GaussianBlur(0.6))
    scenes = [Image.new("RGB", (480, 360)), smear, room, face]
    frames = (scene for scene in scenes for _ in range(24))
    return written(tmp_path_factory.mktemp("video") / "portrait.mp4", frames, (480, 360))


def test_the_best_frame_is_sharp_and_has_a_face(opener: Opener, portrait: bytes) -> None:
    frames = best_frames(opener, portrait, 4)
    assert len(frames) == 4
    assert frames[0].number >= 72
    assert frames[0].faces == 1
    assert [f.score for f in frames] == sorted((f.score for f in frames), reverse=True)
    assert all(f.number >= 24 for f in frames[:3])
    assert frames[0].seconds == pytest.approx(frames[0].number / RATE)
    assert max(frames[0].thumbnail.size) == 256
    shown = opener.open(portrait, frame=frames[0].number).image.resize(frames[0].thumbnail.size)
    assert np.abs(np.asarray(shown).astype(int) - np.asarray(frames[0].thumbnail)).mean() < 6


def test_candidates_are_spread_and_the_same_each_time(opener: Opener, counting: bytes) -> None:
    frames = best_frames(opener, counting, 5)
    numbers = sorted(f.number for f in frames)
    assert min(np.diff(numbers)) >= 0.5 * 200 / 5
    assert [f.number for f in best_frames(opener, counting, 5)] == [f.number for f in frames]


def test_fewer_frames_than_asked_for(opener: Opener, corners: bytes) -> None:
    assert len(best_frames(opener, corners, 50)) == 10
