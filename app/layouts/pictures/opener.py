"""Opening pictures that customers send: in helper processes, with the last ones kept."""

import queue
import tempfile
import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from PIL import Image

from app.jobs.progress import Progress
from app.layouts.pictures.decode import RawPicture, Size
from app.layouts.pictures.files import Source, checked_picture, checked_sound, content_key, size_of, unreadable
from app.layouts.pictures.helper import Helper
from app.layouts.pictures.opened import OpenedPicture, PictureFacts
from app.layouts.pictures.sound import Wave
from app.layouts.pictures.subject import Subject

KEEP_BYTES = 256_000_000
SECONDS = 20.0
SOUND_SECONDS = 60.0
SUBJECT_SIDE = 640
FACTS_KEPT = 2000

_Name = tuple[str | int, ...]


class Opener:
    """Opens pictures and videos under budgets; safe to be used by several threads.

    helpers      processes that decode at the same time
    keep_bytes   pixels of the pictures opened last that are kept, so that trying crops and colours opens nothing twice
    """

    def __init__(self, helpers: int = 1, keep_bytes: int = KEEP_BYTES) -> None:
        self._helpers = [Helper() for _ in range(max(1, helpers))]
        self._free: queue.SimpleQueue[Helper] = queue.SimpleQueue()
        for helper in self._helpers:
            self._free.put(helper)
        self._keep_bytes = keep_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Name, OpenedPicture] = OrderedDict()
        self._facts: OrderedDict[_Name, PictureFacts] = OrderedDict()
        self._waves: OrderedDict[_Name, Wave] = OrderedDict()
        self._subjects: OrderedDict[_Name, Subject] = OrderedDict()
        self._keys: OrderedDict[_Name, str] = OrderedDict()
        self._digests: deque[tuple[bytes, str]] = deque(maxlen=2 * len(self._helpers))

    def open(
        self, source: Source, *, frame: int = 0, within: Size | None = None, progress: Progress | None = None
    ) -> OpenedPicture:
        """The picture, upright, 8 bit sRGB.

        ``within``: width and height in pixels that are needed: it may come smaller than its file, never smaller than this
        (unless the file is). Raises FileRefusedError, BudgetExceededError and Cancelled.
        """
        facts = self.facts(source, progress)
        name = (*self._name(source), frame, reduction(facts.size, within))
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
        opened = self._decoded(source, frame, reduction(facts.size, within), progress)
        with self._lock:
            self._kept[name] = opened
            while len(self._kept) > 1 and sum(_bytes(one) for one in self._kept.values()) > self._keep_bytes:
                self._kept.popitem(last=False)
        return opened

    def _decoded(self, source: Source, frame: int, factor: int, progress: Progress | None) -> OpenedPicture:
        with (
            tempfile.TemporaryDirectory(prefix="statuette-", ignore_cleanup_errors=True) as folder,
            self.helper() as helper,
        ):
            pixels = Path(folder) / "pixels"
            mode, size, facts = helper.run(
                "app.layouts.pictures.decode:read_picture_into",
                _absolute(source),
                frame,
                factor,
                pixels,
                seconds=SECONDS + size_of(source) / 5_000_000,
                progress=progress,
            )
            return _from_raw((mode, size, pixels.read_bytes(), facts))

    def facts(self, source: Source, progress: Progress | None = None) -> PictureFacts:
        """Size, resolution, frames and so on, quickly. Raises what :meth:`open` does."""
        name = self._name(source)
        with self._lock:
            if name in self._facts:
                return self._facts[name]
        checked_picture(source)
        with self.helper() as helper:
            facts: PictureFacts = helper.run(
                "app.layouts.pictures.decode:read_facts", _absolute(source), seconds=SECONDS, progress=progress
            )
        with self._lock:
            self._facts[name] = facts
            while len(self._facts) > FACTS_KEPT:
                self._facts.popitem(last=False)
        return facts

    def wave(self, source: Source, bars: int, progress: Progress | None = None) -> Wave:
        """The shape of a sound, or of the sound of a video, in ``bars`` levels. Raises what :meth:`open` does."""
        name = (*self._name(source), bars)
        with self._lock:
            if name in self._waves:
                return self._waves[name]
        checked_sound(source)
        with self.helper() as helper:
            wave: Wave = helper.run(
                "app.layouts.pictures.sound:read_wave",
                _absolute(source),
                bars,
                seconds=SOUND_SECONDS,
                progress=progress,
            )
        with self._lock:
            self._waves[name] = wave
            while len(self._waves) > FACTS_KEPT:
                self._waves.popitem(last=False)
        return wave

    def subject(self, source: Source, *, frame: int = 0, progress: Progress | None = None) -> Subject:
        """What the picture is of: faces, or what stands out. Raises what :meth:`open` does."""
        name = (*self._name(source), frame)
        with self._lock:
            if name in self._subjects:
                return self._subjects[name]
        opened = self.open(source, frame=frame, within=(SUBJECT_SIDE, SUBJECT_SIDE), progress=progress)
        with self.helper() as helper:
            subject: Subject = helper.run(
                "app.layouts.pictures.finding:subject_of", opened.image, seconds=SECONDS, progress=progress
            )
        with self._lock:
            self._subjects[name] = subject
            while len(self._subjects) > FACTS_KEPT:
                self._subjects.popitem(last=False)
        return subject

    def content_key(self, source: Source) -> str:
        """SHA-256 of the content, hexadecimal; counted once for each file. Raises FileRefusedError."""
        if isinstance(source, bytes):
            with self._lock:
                known = next((key for data, key in self._digests if data is source), None)
            if known is None:  # a picture is asked about several times in a row, always with the same object
                known = content_key(source)
                with self._lock:
                    self._digests.append((source, known))
            return known
        name = self._name(source)
        with self._lock:
            if name in self._keys:
                return self._keys[name]
        key = content_key(source)
        with self._lock:
            self._keys[name] = key
            while len(self._keys) > FACTS_KEPT:
                self._keys.popitem(last=False)
        return key

    def _name(self, source: Source) -> _Name:
        """Another one once the file was written anew."""
        if isinstance(source, bytes):
            return (self.content_key(source),)
        try:
            state = source.stat()
        except OSError as error:
            raise unreadable(source, error) from error
        return str(source.absolute()), state.st_mtime_ns, state.st_size

    @contextmanager
    def helper(self) -> Iterator[Helper]:
        """A process for other work on files that nobody vouches for: videos, sounds."""
        helper = self._free.get()
        try:
            yield helper
        finally:
            self._free.put(helper)

    def close(self) -> None:
        """End the processes and forget the pictures. What is asked for afterwards starts anew."""
        for helper in self._helpers:
            helper.close()
        with self._lock:
            self._kept.clear()
            self._facts.clear()
            self._waves.clear()
            self._subjects.clear()
            self._keys.clear()
            self._digests.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _from_raw(raw: RawPicture) -> OpenedPicture:
    mode, size, data, facts = raw
    return OpenedPicture(Image.frombytes(mode, size, data), facts)


def _absolute(source: Source) -> Source:
    return source if isinstance(source, bytes) else source.absolute()


def _bytes(opened: OpenedPicture) -> int:
    return opened.image.width * opened.image.height * 4  # Pillow keeps RGB in four bytes


def reduction(size: Size, within: Size | None) -> int:
    """How many times smaller a picture is opened: 1, 2, 4, 8 …; the same for the same need, whatever is kept."""
    factor = 1
    while within is not None and size[0] >= 2 * factor * within[0] and size[1] >= 2 * factor * within[1]:
        factor *= 2
    return factor
