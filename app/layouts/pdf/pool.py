"""Pictures on their way into a file, without the pixels of all of them in memory at a time.

They are packed by threads while pages are written. What is packed is put aside in files of its own from time to time; copied
from there into the file that is written (``Pdf.copy_foreign``), it still takes its packed size in memory until it is saved.
"""

import tempfile
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from app.layouts.pdf.separations import Packed

THREADS = 2
AHEAD = 4  # pictures that are being packed at a time: each is open in memory
ASIDE_BYTES = 64_000_000


class Pool:
    """Use as a context manager around everything up to saving ``pdf``; ``folder``: where there is room for what is put aside."""

    def __init__(self, pdf: Pdf, folder: Path) -> None:
        self._pdf = pdf
        self._folder = folder
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="pictures")
        self._coming: deque[tuple[str, Future[Packed]]] = deque()
        self._ready: dict[str, Packed] = {}
        self._placed: dict[str, Object] = {}
        self._places: dict[str, list[tuple[Dictionary, str]]] = {}
        self._aside: list[Pdf] = []
        self._own: tempfile.TemporaryDirectory[str] | None = None
        self.used: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)
        for file in self._aside:
            file.close()
        if self._own is not None:
            self._own.cleanup()

    def __contains__(self, key: str) -> bool:
        return key in self.used

    def add(self, key: str, pack: Callable[[], Packed]) -> None:
        """Take a picture in; ``pack`` is called in a thread."""
        self.used.add(key)
        self._coming.append((key, self._threads.submit(pack)))
        while len(self._coming) > AHEAD:
            self._take()

    def put(self, key: str, xobjects: Dictionary, name: str) -> None:
        """Let the resources ``xobjects`` know the picture ``key`` as ``name``, now or as soon as it is ready."""
        if key in self._placed:
            xobjects[name] = self._placed[key]
        else:
            self._places.setdefault(key, []).append((xobjects, name))

    def finish(self) -> None:
        """Wait for what is coming, and put everything in its place."""
        while self._coming:
            self._take()
        if self._aside:
            self._put_aside()
        else:
            self._place({key: _stream(self._pdf, picture) for key, picture in self._ready.items()})

    def _take(self) -> None:
        key, coming = self._coming.popleft()
        self._ready[key] = coming.result()
        if sum(picture.size for picture in self._ready.values()) >= ASIDE_BYTES:
            self._put_aside()

    def _put_aside(self) -> None:
        if self._own is None:
            self._own = tempfile.TemporaryDirectory(prefix=".pictures-", dir=self._folder)
        # the folder may be one that a RIP takes every PDF from as soon as it is there
        path = Path(self._own.name) / f"{len(self._aside)}.part"
        keys = list(self._ready)
        with Pdf.new() as file:
            file.Root.Pictures = Array([_stream(file, picture) for picture in self._ready.values()])
            file.save(path, compress_streams=False)
        kept = Pdf.open(path)
        self._aside.append(kept)
        pictures = list(kept.Root.Pictures.as_list())
        self._place({key: self._pdf.copy_foreign(picture) for key, picture in zip(keys, pictures, strict=True)})

    def _place(self, streams: dict[str, Object]) -> None:
        for key, stream in streams.items():
            for xobjects, name in self._places.pop(key, []):
                xobjects[name] = stream
        self._placed |= streams
        self._ready = {}


def _stream(pdf: Pdf, picture: Packed) -> Object:
    stream = Stream(pdf, picture.data)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = picture.width, picture.height, 8
    stream.ColorSpace = Name.DeviceGray if picture.colors == 1 else Name.DeviceCMYK
    stream.Filter = Name("/" + picture.filter)
    if picture.filter == "FlateDecode":
        stream.DecodeParms = Dictionary(Predictor=15, Colors=picture.colors, BitsPerComponent=8, Columns=picture.width)
    else:
        stream.Decode = Array([1, 0] * 4)  # Adobe's JPEGs of four inks are upside down
    if picture.mask is not None:
        stream.SMask = _stream(pdf, picture.mask)
    return pdf.make_indirect(stream)
