"""A film of one turn, for the buyer to look at before printing."""

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from app.mesh.files.safe_write import replace_with
from app.mesh.mesh import Mesh

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
    room.resize(size)
    # Encoding takes as long as drawing does, and on one core: each film is encoded beside the drawing.
    with ThreadPoolExecutor(len(out)) as pool:
        films = [_Film(pool, path, size) for path in out]
        try:
            for number, picture in enumerate(turn(room, frames, size, progress.part(0.0, 0.95))):
                for film in films:
                    film.add(picture, partial(progress, 0.95 * (number + 1) / frames))
            for film in films:
                film.add(None, partial(progress, 0.95))
        except BaseException:
            for film in films:
                film.abandon()
            raise
        for film in films:
            film.finish(progress)
    progress(1.0)


class _Film:
    """A file that is encoded in a thread. A few pictures wait for it; whoever adds more waits too."""

    def __init__(self, pool: ThreadPoolExecutor, path: Path, size: tuple[int, int]) -> None:
        self._waiting: queue.Queue[Picture | None] = queue.Queue(WAITING)
        self._abandoned = threading.Event()
        write = partial(_write, path.suffix.lower() == ".mp4", pictures=self._pictures(), size=size)
        self._encoding = pool.submit(replace_with, path, write)

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

    def finish(self, progress: Progress) -> None:
        """Wait until the file is whole. Raises what the encoder raised, and Cancelled."""
        try:
            while not wait([self._encoding], LOOK_SECONDS).done:
                progress(0.99, text("Writing the film"))
        except BaseException:
            self.abandon()
            raise
        self._encoding.result()

    def abandon(self) -> None:
        """Write nothing."""
        self._abandoned.set()

    def _pictures(self) -> Iterator[Picture]:
        while True:
            if self._abandoned.is_set():
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


def _write(film: bool, path: Path, pictures: Iterable[Picture], size: tuple[int, int]) -> None:
    if film:
        _write_mp4(path, pictures, size)
    else:
        _write_webp(path, pictures)


def _write_webp(path: Path, pictures: Iterable[Picture]) -> None:
    images = (Image.fromarray(picture) for picture in pictures)
    first = next(images)
    first.save(
        path, "WEBP", save_all=True, append_images=images, duration=round(1000 / FRAMES_A_SECOND), loop=0,
        quality=82, method=2,
    )  # fmt: skip


def _write_mp4(path: Path, pictures: Iterable[Picture], size: tuple[int, int]) -> None:
    import cv2  # noqa: PLC0415 - 0.2 s that a still picture does not need

    # The container is chosen by the suffix, which a temporary file does not have.
    named = path.with_name(path.name + ".mp4")
    writer = cv2.VideoWriter(str(named), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*FOUR_CC), FRAMES_A_SECOND, size)
    try:
        if not writer.isOpened():
            raise AppError(text("This computer cannot write MP4 films: choose a name that ends in .webp instead."))
        for picture in pictures:
            writer.write(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        writer.release()
        if not named.exists() or not named.stat().st_size:
            raise AppError(text("The film could not be written: is there room left on the disk?"))
        named.replace(path)
    finally:
        writer.release()
        named.unlink(missing_ok=True)
