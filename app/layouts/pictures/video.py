"""Frames of a video: how many there are, one of them upright at full size. Runs in the helper process (OpenCV's FFmpeg)."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import FileRefusedError
from app.i18n import text
from app.layouts.pictures.files import Source
from app.layouts.pictures.opened import PictureFacts

MAX_VIDEO_SECONDS = 1200.0
MAX_VIDEO_PIXELS = 36_000_000
SHORT_WAY = 90  # frames that are decoded one after another rather than sought: a key frame is rarely nearer

Pixels8 = NDArray[np.uint8]
"""(H, W, 3) sRGB."""


class Video:
    """An open video. Frames are numbered from 0; they come upright, as a phone would show them."""

    def __init__(self, path: Path) -> None:
        import cv2  # noqa: PLC0415 - takes a quarter of a second, and pictures do not need it

        self._cv2 = cv2
        self._capture: Any = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
        if not self._capture.isOpened():
            raise _damaged()
        self._capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)
        self._next = 0
        rate = float(self._capture.get(cv2.CAP_PROP_FPS))
        self.rate = rate if 0.1 < rate < 1000 else 25.0
        width, height = (int(self._capture.get(p)) for p in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
        self.size = (width, height)  # of the upright frame: OpenCV turns these two as well
        self.frames = max(0, int(self._capture.get(cv2.CAP_PROP_FRAME_COUNT)))
        self._check()

    def _check(self) -> None:
        if self.size[0] * self.size[1] > MAX_VIDEO_PIXELS:
            raise FileRefusedError(
                text("The frames of this video have more than {n} million pixels; save it smaller.", n=36)
            )
        if self.frames / self.rate > MAX_VIDEO_SECONDS:
            raise FileRefusedError(
                text("This video is longer than {n} minutes; cut out the part that is wanted.", n=20)
            )
        if self.frames < 1:  # some files do not say: count, no further than is allowed
            most = int(MAX_VIDEO_SECONDS * self.rate)
            while self.frames < most and self._capture.grab():
                self.frames += 1
            self._next = self.frames
        if self.frames < 1:
            raise _damaged()

    @property
    def seconds(self) -> float:
        return self.frames / self.rate

    def frame(self, number: int) -> Pixels8 | None:
        """Frame ``number``; None where the video ends before it."""
        if number < self._next or number - self._next > SHORT_WAY:
            self._capture.set(self._cv2.CAP_PROP_POS_FRAMES, number)
            self._next = number
        while self._next < number:
            if not self._capture.grab():
                return None
            self._next += 1
        ok, bgr = self._capture.read()
        self._next = number + 1
        if not ok or bgr is None:
            return None
        rgb: Pixels8 = np.ascontiguousarray(bgr[..., ::-1])
        return rgb

    def close(self) -> None:
        self._capture.release()


def _damaged() -> FileRefusedError:
    return FileRefusedError(text("This video is damaged or of a kind that cannot be read; send it as MP4 (H.264)."))


@contextmanager
def opened_video(source: Source) -> Iterator[Video]:
    """Raises FileRefusedError."""
    if isinstance(source, Path):
        video = Video(source)
        try:
            yield video
        finally:
            video.close()
        return
    with tempfile.TemporaryDirectory(prefix="statuette-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "video"
        path.write_bytes(source)
        with opened_video(path) as video:
            yield video


def facts_of_video(source: Source) -> PictureFacts:
    """Size, frames and length. Raises FileRefusedError."""
    with opened_video(source) as video:
        return _facts(video)


def _facts(video: Video) -> PictureFacts:
    width, height = video.size
    return PictureFacts("video", width, height, frames=video.frames, seconds=video.seconds)


def read_video_frame(source: Source, number: int, factor: int) -> tuple[str, tuple[int, int], bytes, PictureFacts]:
    """One frame; the mode, the size, the pixels, the facts. Raises FileRefusedError."""
    with opened_video(source) as video:
        pixels = video.frame(number)
        if pixels is None and number == 0:
            raise _damaged()
        if pixels is None:
            raise FileRefusedError(
                text("This video has {n} frames; there is no frame {frame}.", n=video.frames, frame=number + 1)
            )
        facts = _facts(video)
        height, width = pixels.shape[:2]
        if factor > 1:
            import cv2  # noqa: PLC0415 - loaded by now

            width, height = width // factor, height // factor
            pixels = np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
        return "RGB", (width, height), pixels.tobytes(), facts
