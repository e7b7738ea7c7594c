"""The shape of a sound, as bars to be printed. Runs in the helper process."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import FileRefusedError
from app.i18n import text
from app.jobs.progress import Progress
from app.layouts.pictures.files import Source, checked_sound
from app.layouts.pictures.mp4_sound import adts_of

LONGEST_SECONDS = 1800.0
SILENCE_DB = -80.0
RANGE_DB = (18.0, 42.0)  # what a bar spans at least and at most: pressed pop keeps a shape, a piano its quiet places


@dataclass(frozen=True)
class Wave:
    """``levels``: (bars,) float32, 0 to 1, from the beginning to the end. ``seconds``: how long it is."""

    levels: NDArray[np.float32]
    seconds: float


def read_wave(source: Source, bars: int, progress: Progress) -> Wave:
    """The loudness of each of ``bars`` equal stretches, as it is heard: mean power in decibels.

    MP3, AAC, M4A, FLAC, Ogg (Vorbis, Opus), WAV, and the sound of an MP4 video. Raises FileRefusedError.
    """
    progress(0.0, text("Listening"))
    samples, rate = _samples(source)
    progress(0.7)
    length = samples.shape[1]
    if not length or not rate:
        raise FileRefusedError(text("There is no sound in this file; choose another one."))
    return Wave(levels_of(samples, bars), length / rate)


def levels_of(samples: NDArray[np.float32], bars: int) -> NDArray[np.float32]:
    """(channels, N) samples, -1 to 1, as (bars,) levels, 0 to 1. Silence is 0 throughout."""
    power = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
    power = np.mean(np.square(power, dtype=np.float32), axis=0)
    edges = np.linspace(0, power.size, bars + 1).astype(int)
    total = np.concatenate(([0.0], np.cumsum(power, dtype=np.float64)))
    starts = np.minimum(edges[:-1], power.size - 1)
    ends = np.maximum(edges[1:], starts + 1)
    mean = np.maximum(total[ends] - total[starts], 0.0) / (ends - starts)
    decibels = 10 * np.log10(np.maximum(mean, 10 ** (SILENCE_DB / 10)))
    top = float(decibels.max())
    if top <= SILENCE_DB + 0.1:
        return np.zeros(bars, np.float32)
    span = float(np.clip(top - np.percentile(decibels, 5) + 3, *RANGE_DB))
    levels: NDArray[np.float32] = np.clip((decibels - (top - span)) / span, 0, 1).astype(np.float32)
    return levels


def _samples(source: Source) -> tuple[NDArray[np.float32], int]:
    kind = checked_sound(source)
    if kind in ("video", "audio"):
        try:
            plain = adts_of(source if isinstance(source, bytes) else source.read_bytes())
        except ValueError as error:
            raise _damaged() from error
        if plain is not None:
            return _decoded(plain, ".aac")
    if kind == "OGG" and b"OpusHead" in _start(source):
        import sphn  # noqa: PLC0415 - loaded where sounds are read

        with _as_file(source, ".ogg") as path:
            try:
                samples, rate = sphn.read_opus(str(path))
            except (ValueError, OSError) as error:
                raise _damaged() from error
        return np.atleast_2d(samples), int(rate)
    return _decoded(source, ".video" if kind == "video" else f".{kind.lower()}")


def _decoded(source: Source, suffix: str) -> tuple[NDArray[np.float32], int]:
    import sphn  # noqa: PLC0415 - as above

    with _as_file(source, suffix) as path:
        try:
            reader: Any = sphn.FileReader(str(path))
            if reader.duration_sec > LONGEST_SECONDS:
                raise FileRefusedError(
                    text("This sound is longer than {n} minutes; cut out the part that is wanted.", n=30)
                )
            samples, rate = sphn.read(str(path))
        except (ValueError, OSError) as error:
            if suffix == ".video":
                raise FileRefusedError(
                    text("No sound that can be read was found in this video; send the sound as MP3 or M4A.")
                ) from error
            raise _damaged() from error
    return np.atleast_2d(samples), int(rate)


def _damaged() -> FileRefusedError:
    return FileRefusedError(text("This sound is damaged or of a kind that cannot be read; send it as MP3, M4A or WAV."))


def _start(source: Source) -> bytes:
    if isinstance(source, bytes):
        return source[:200]
    with source.open("rb") as file:
        return file.read(200)


@contextmanager
def _as_file(source: Source, suffix: str) -> Iterator[Path]:
    """The decoder wants a path."""
    if isinstance(source, Path):
        yield source
        return
    with tempfile.TemporaryDirectory(prefix="statuette-") as folder:
        path = Path(folder) / f"sound{suffix}"
        path.write_bytes(source)
        yield path
