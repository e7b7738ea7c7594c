"""The shape of sounds: loud is high, soft is low, in every format that comes."""

import io
import wave
from pathlib import Path

import numpy as np
import pytest

from app.errors import FileRefusedError
from app.layouts.pictures.mp4_sound import adts_of
from app.layouts.pictures.opener import Opener
from app.layouts.pictures.sound import levels_of
from tests.unit.layouts.pictures import sounds_made as sounds

RATE = 8000


def loud_then_soft() -> np.ndarray:
    t = np.arange(2 * RATE) / RATE
    return (np.sin(2 * np.pi * 440 * t) * np.where(t < 1, 0.8, 0.05)).astype(np.float32)


def wav(samples: np.ndarray, width: int = 2) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(width)
        out.setframerate(RATE)
        scaled = np.rint(samples * (2 ** (8 * width - 1) - 1)).astype("<i4")
        if width == 1:
            out.writeframes((scaled + 128).astype(np.uint8).tobytes())
        else:
            out.writeframes(scaled.view(np.uint8).reshape(-1, 4)[:, :width].tobytes())
    return file.getvalue()


def opus(folder: Path) -> bytes:
    import sphn

    path = folder / "made.ogg"
    sphn.write_opus(str(path), loud_then_soft(), RATE)
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["wav 8", "wav 16", "wav 24", "mp3", "m4a", "mov", "aac", "flac", "opus"])
def test_every_format(opener: Opener, kind: str, tmp_path: Path) -> None:
    if kind.startswith("wav"):
        data = wav(loud_then_soft(), int(kind[4:]) // 8)
    elif kind == "aac":
        plain = adts_of(sounds.M4A)
        assert plain is not None
        data = plain
    elif kind == "opus":
        data = opus(tmp_path)
    else:
        data = {"mp3": sounds.MP3, "m4a": sounds.M4A, "mov": sounds.MOV, "flac": sounds.FLAC}[kind]
    shape = opener.wave(data, 20)
    assert shape.levels.shape == (20,)
    assert shape.levels.dtype == np.float32
    assert shape.seconds == pytest.approx(2.0, abs=0.35)
    assert shape.levels[2:8].min() > 0.8
    assert shape.levels[-7:-3].max() < 0.4


def test_a_path_and_its_bytes_are_the_same_sound(opener: Opener, tmp_path: Path) -> None:
    path = tmp_path / "ring.m4a"
    path.write_bytes(sounds.M4A)
    assert np.array_equal(opener.wave(path, 33).levels, opener.wave(sounds.M4A, 33).levels)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"RIFF\0\0\0\0WAVEfmt nothing", "damaged"),
        (b"hello", "not a sound"),
        (b"ID3" + bytes(500), "damaged"),
        (b"\0\0\0\x14ftypisom\0\0\0\0mp42" + b"\0\0\0\x08free", "No sound"),
        (sounds.M4A[:400], "damaged"),
    ],
)
def test_refusals(opener: Opener, data: bytes, words: str) -> None:
    with pytest.raises(FileRefusedError, match=words):
        opener.wave(data, 10)


def test_too_long_a_sound(opener: Opener) -> None:
    with pytest.raises(FileRefusedError, match="30 minutes"):
        opener.wave(wav(np.zeros(1801 * RATE, np.float32), 1), 10)


def test_silence_is_flat() -> None:
    assert not levels_of(np.zeros((2, 1000), np.float32), 12).any()


def test_more_bars_than_samples() -> None:
    levels = levels_of(np.full((1, 5), 0.5, np.float32), 40)
    assert levels.shape == (40,)
    assert levels.min() == levels.max() == 1.0


def test_levels_follow_decibels_and_not_volts() -> None:
    steps = np.repeat([1.0, 0.1, 0.01], 1000).astype(np.float32)[None]
    levels = levels_of(steps, 3)
    assert levels[0] == 1.0
    assert levels[1] == pytest.approx((levels[0] + levels[2]) / 2, abs=0.02)
