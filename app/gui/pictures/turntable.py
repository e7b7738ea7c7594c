"""A film of one turn, for the buyer to look at before printing."""

import contextlib
import io
import queue
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.errors import AppError, Cancelled
from app.gui.pictures.darkroom import Darkroom
from app.gui.viewport.camera import Pose, direction
from app.gui.viewport.drawable import Drawable, prepare
from app.gui.viewport.figure import Mode
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.mesh import Mesh
from app.safe_write import aside, write_chunks

FRAMES_A_SECOND = 24
ELEVATION = 10.0
MARGIN = 1.12
WAITING = 4  # pictures between the drawing and an encoder
LOOK_SECONDS = 0.1  # how often whoever waits looks whether it shall stop
SIDES = range(0, 360, 5)  # degrees: where the turn is framed
# VP9 in MP4: browsers, chat programs and VLC play it, and OpenCV's LGPL FFmpeg encodes it. H.264 would need x264 (GPL).
FOUR_CC = "vp09"

Picture = NDArray[np.uint8]


def render_turntable(
    mesh: Mesh,
    out: Path,
    frames: int = 72,
    size: tuple[int, int] = (720, 720),
    *,
    mode: Mode = "color",
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Film one turn into ``out`` (.mp4 or .webp), 24 pictures a second; width and height of an MP4 are made even.

    Returns size, frames and seconds. Raises AppError where the machine cannot draw or encode, Cancelled when the
    progress is cancelled, and OSError for a file that cannot be written; the old file then stays as it was.
    """
    began = time.perf_counter()
    progress = progress or Progress()
    film = out.suffix.lower() == ".mp4"
    if film:
        size = (size[0] - size[0] % 2, size[1] - size[1] % 2)
    progress(0.0, text("Filming the turntable"))
    drawable = prepare(mesh)
    with Darkroom(drawable, size, mode) as room:
        write_films(room, [out], frames, size, progress.part(0.05, 1.0))
    return {"size": list(size), "frames": frames, "seconds": round(time.perf_counter() - began, 3)}


def write_films(room: Darkroom, out: Sequence[Path], frames: int, size: tuple[int, int], progress: Progress) -> None:
    """Film one turn of what is in the darkroom into files (.mp4, .webp); it is drawn once for all of them.

    Width and height of an MP4 must be even. Raises as :func:`render_turntable` does.
    """
    for path in out:
        aside(path.parent).unlink()  # a folder that cannot be written to is found out before the work, not after
    room.resize(size)
    # Encoding takes as long as drawing does, and on one core: each film is encoded beside the drawing.
    films = [_Film(path.suffix.lower() == ".mp4", size) for path in out]
    try:
        for number, picture in enumerate(turn(room, frames, size, progress.part(0.0, 0.95))):
            for film in films:
                film.add(picture, partial(progress, 0.95 * (number + 1) / frames))
        for film in films:
            film.add(None, partial(progress, 0.95))
        for path, film in zip(out, films, strict=True):
            write_chunks(path, [film.content(progress)])
    finally:
        for film in films:
            film.close()
    progress(1.0)


class _Film:
    """A film that is encoded in a thread. A few pictures wait for it; whoever adds more waits too."""

    def __init__(self, mp4: bool, size: tuple[int, int]) -> None:
        self._waiting: queue.Queue[Picture | None] = queue.Queue(WAITING)
        self._closed = threading.Event()
        self._pool = ThreadPoolExecutor(1)
        self._encoding = (
            self._pool.submit(_mp4, self._pictures(), size) if mp4 else self._pool.submit(_webp, self._pictures())
        )

    def add(self, picture: Picture | None, look: Callable[[], None]) -> None:
        """Hand over the next picture, or None after the last; ``look`` is called while it waits and may raise.

        Raises what the encoder raised, too.
        """
        while True:
            if self._encoding.done() and self._encoding.exception() is not None:
                self._encoding.result()
            with contextlib.suppress(queue.Full):
                self._waiting.put(picture, timeout=LOOK_SECONDS)
                return
            look()

    def content(self, progress: Progress) -> bytes:
        """The whole file. Raises what the encoder raised, and Cancelled."""
        while not wait([self._encoding], LOOK_SECONDS).done:
            progress(0.96, text("Writing the film"))
        return self._encoding.result()

    def close(self) -> None:
        """Whatever is not encoded yet is not wanted. Returns at once: an encoder takes seconds to notice."""
        self._closed.set()
        self._pool.shutdown(wait=False)

    def _pictures(self) -> Iterator[Picture]:
        while True:
            if self._closed.is_set():
                raise Cancelled
            with contextlib.suppress(queue.Empty):
                picture = self._waiting.get(timeout=LOOK_SECONDS)
                if picture is None:
                    return
                yield picture


def turn(room: Darkroom, frames: int, size: tuple[int, int], progress: Progress) -> Iterator[Picture]:
    """The pictures of one turn, (H, W, 3) uint8 each; the room must be of this size."""
    drawable = room.drawable
    furthest = turning_pose(drawable, size[0] / size[1])
    for number in range(frames):
        progress(number / frames, text("Filming the turntable"))
        yield room.take(furthest.seen_from(furthest.azimuth + 360.0 * number / frames, ELEVATION))


def turning_pose(drawable: Drawable, aspect: float) -> Pose:
    """Where a turn starts, with one distance for all of it: the one that the widest side needs."""
    start = direction("iso")[0]
    pose = Pose(drawable.bounds.mean(axis=0), start, ELEVATION, 1.0)
    sides = [pose.seen_from(start + angle, ELEVATION).framing(drawable.outline, aspect, MARGIN) for angle in SIDES]
    widest = max(sides, key=_distance)
    return Pose(widest.focal, start, ELEVATION, widest.distance)


def _distance(pose: Pose) -> float:
    return pose.distance


def _webp(pictures: Iterator[Picture]) -> bytes:
    images = (Image.fromarray(picture) for picture in pictures)
    content = io.BytesIO()
    first = next(images)
    first.save(
        content, "WEBP", save_all=True, append_images=images, duration=round(1000 / FRAMES_A_SECOND), loop=0,
        quality=82, method=2,
    )  # fmt: skip
    return content.getvalue()


def _mp4(pictures: Iterator[Picture], size: tuple[int, int]) -> bytes:
    import cv2  # noqa: PLC0415 - 0.2 s that a still picture does not need

    with tempfile.TemporaryDirectory(prefix="statuette-") as folder:
        path = Path(folder) / "film.mp4"
        writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*FOUR_CC), FRAMES_A_SECOND, size)
        try:
            if not writer.isOpened():
                raise AppError(text("This computer cannot write MP4 films: choose a name that ends in .webp instead."))
            for picture in pictures:
                writer.write(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        finally:
            writer.release()
        if not path.exists() or not path.stat().st_size:
            raise AppError(text("The film could not be written: is there room left on the disk?"))
        return path.read_bytes()
