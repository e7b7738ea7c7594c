"""Which frames of a video are worth printing: sharp, with faces, not moving, spread over its length.

Runs in the helper process; :func:`best_frames` asks it from outside.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.i18n import text
from app.jobs.progress import Progress
from app.layouts.pictures.faces import find_faces
from app.layouts.pictures.files import Source, checked_picture
from app.layouts.pictures.opener import Opener
from app.layouts.pictures.subject import Box
from app.layouts.pictures.video import opened_video

SAMPLES = 60
LOOK_SIDE = 400  # sharpness and faces are judged at this size: what is sharp in a thumbnail only is not
THUMBNAIL = 256
SECONDS = 120.0
FACE_BONUS = 1.2
APART = 0.5  # of the distance that evenly spread frames would have


@dataclass(frozen=True)
class Frame:
    """A candidate. ``number``: for ``PictureLayer.frame``. ``score``: among its siblings, 0 to 1. ``thumbnail``: "RGB"."""

    number: int
    seconds: float
    score: float
    faces: int
    thumbnail: Image.Image


@dataclass(frozen=True)
class _Look:
    number: int
    sharpness: float
    faces: float
    count: int
    contrast: float
    thumbnail: tuple[tuple[int, int], bytes]


def best_frames(opener: Opener, source: Source, count: int = 8, progress: Progress | None = None) -> tuple[Frame, ...]:
    """The ``count`` frames to choose from, the best first; fewer where the video has fewer.

    Raises FileRefusedError, BudgetExceededError and Cancelled.
    """
    checked_picture(source)
    with opener.helper() as helper:
        found: list[tuple[int, float, float, int, tuple[tuple[int, int], bytes]]] = helper.run(
            "app.layouts.pictures.frames:look_through",
            source if isinstance(source, bytes) else source.absolute(),
            count,
            seconds=SECONDS,
            progress=progress,
        )
    return tuple(
        Frame(number, seconds, score, faces, Image.frombytes("RGB", *thumbnail))
        for number, seconds, score, faces, thumbnail in found
    )


def look_through(
    source: Source, count: int, progress: Progress
) -> list[tuple[int, float, float, int, tuple[tuple[int, int], bytes]]]:
    """In the helper process: number, seconds, score, faces, thumbnail (size, RGB bytes) of the best frames."""
    progress(0.0, text("Looking for sharp frames"))
    with opened_video(source) as video:
        wanted = np.unique(np.linspace(0, video.frames - 1, min(SAMPLES, video.frames)).round().astype(int))
        looks = []
        for k, number in enumerate(wanted):
            progress(k / len(wanted))
            pixels = video.frame(int(number))
            if pixels is not None:
                looks.append(_look(pixels, int(number)))
        rate, length = video.rate, video.frames
    scores = _scores(looks)
    chosen = _spread([look.number for look in looks], scores, count, APART * length / max(1, count))
    return [
        (looks[k].number, looks[k].number / rate, float(scores[k]), looks[k].count, looks[k].thumbnail) for k in chosen
    ]


def _look(pixels: NDArray[np.uint8], number: int) -> _Look:
    image = Image.fromarray(pixels)
    small = image.copy()
    small.thumbnail((LOOK_SIDE, LOOK_SIDE), Image.Resampling.BOX)
    faces = find_faces(small)
    grey = np.asarray(small.convert("L")).astype(np.float32)
    height, width = grey.shape
    boxes = [face.box for face in faces] or [Box(0.2, 0.15, 0.8, 0.85)]
    sharpness = max(
        _sharpness(
            grey[int(b.top * height) : int(b.bottom * height) + 1, int(b.left * width) : int(b.right * width) + 1]
        )
        for b in boxes
    )
    image.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.BOX)
    area = sum(face.box.area * face.score for face in faces)
    return _Look(number, sharpness, area, len(faces), float(grey.std()), (image.size, image.tobytes()))


def _sharpness(grey: NDArray[np.float32]) -> float:
    """Variance of the second derivative, along the axis where it is less: what moved is smeared along one of them.

    After J. L. Pech-Pacheco and others, "Diatom autofocusing in brightfield microscopy", ICPR 2000.
    """
    if min(grey.shape) < 5:
        return 0.0
    across, down = np.diff(grey, 2, axis=1), np.diff(grey, 2, axis=0)
    return float(min(across.var(), down.var()))


def _scores(looks: list[_Look]) -> NDArray[np.float64]:
    """(N,) 0 to 1. Dark, white and faded frames come last; a face outweighs some sharpness, blur outweighs any face."""
    if not looks:
        return np.zeros(0)
    sharp = np.log1p([look.sharpness for look in looks])
    sharp = sharp / max(float(sharp.max()), 1e-9)
    faces = np.sqrt([look.faces for look in looks])
    faces = faces / max(float(faces.max()), 1e-9)
    seen = np.clip(np.array([look.contrast for look in looks]) / 25.0, 0, 1)
    scores: NDArray[Any] = sharp * (1 + FACE_BONUS * faces) / (1 + FACE_BONUS) * seen
    return scores.astype(np.float64)


def _spread(numbers: list[int], scores: NDArray[np.float64], count: int, apart: float) -> list[int]:
    """Indices of the best, each at least ``apart`` frames from those before it while that leaves enough to choose from."""
    order = sorted(range(len(numbers)), key=lambda k: (-scores[k], numbers[k]))
    chosen: list[int] = []
    for k in order:
        if len(chosen) < count and all(abs(numbers[k] - numbers[c]) >= apart for c in chosen):
            chosen.append(k)
    for k in order:
        if len(chosen) < count and k not in chosen:
            chosen.append(k)
    return chosen
