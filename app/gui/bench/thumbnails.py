"""Small pictures of revisions for the history: made beside the window, kept on disk."""

import logging
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from app.gui.base.services import Thumbnails
from app.i18n import text
from app.jobs.progress import Progress
from app.jobs.runner import Runner
from app.mesh.store import MeshStore
from app.mesh.thumbnail import thumbnail
from app.session.bench import Document
from app.session.document_seal import revisions_of

WIDTH, HEIGHT = 128, 96  # twice what the history shows: sharp on a fine screen too
LATER_MS = 400  # the model itself is drawn first: a picture takes the processor for a tenth of a second
SMOOTH = 2  # drawn so many times larger, then made smaller: no steps at the edges

log = logging.getLogger(__name__)


class ThumbnailMaker(QObject):
    """``made`` says that the picture of a revision is there now."""

    made = Signal(str)

    def __init__(self, runner: Runner, store: MeshStore, kept: Thumbnails, parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._store, self._kept = runner, store, kept
        self._pixmaps: dict[str, QPixmap] = {}
        self._asked: set[str] = set()
        self._wanted: list[str] = []
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LATER_MS)
        self._later.timeout.connect(self._make)

    def pixmap(self, revision: str) -> QPixmap | None:
        """The picture, or None: then it is made, and :attr:`made` follows if that works."""
        known = self._pixmaps.get(revision)
        if known is None and revision not in self._asked:
            self._asked.add(revision)
            self._runner.run(
                text("Draw the history"), _kept_picture, self._kept, revision,
                then=partial(self._take_kept, revision), lane="thread", quiet=True,
            )  # fmt: skip
        return known

    def forget(self, document: Document | None = None) -> None:
        """This model, or none, is looked at now: pictures of the one before are on the disk, and read when it comes back."""
        stay = set[str]() if document is None else revisions_of(document)
        self._pixmaps = {revision: pixmap for revision, pixmap in self._pixmaps.items() if revision in stay}
        self._asked &= stay
        self._wanted = [revision for revision in self._wanted if revision in stay]
        if not self._wanted:
            self._later.stop()

    def _take_kept(self, revision: str, picture: NDArray[np.uint8] | None) -> None:
        if picture is not None:
            self._take(revision, picture)
        elif revision in self._asked:  # it is still looked at
            self._wanted.append(revision)
            self._later.start()

    def _make(self) -> None:
        wanted, self._wanted = self._wanted, []
        for revision in wanted:
            self._runner.run(
                text("Draw the history"), _picture, self._store, self._kept, revision,
                then=partial(self._take, revision), lane="thread", quiet=True,
            )  # fmt: skip

    def _take(self, revision: str, picture: NDArray[np.uint8] | None) -> None:
        if picture is None:
            return
        height, width = picture.shape[:2]
        image = QImage(picture.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888)
        self._pixmaps[revision] = QPixmap.fromImage(image.copy())
        self.made.emit(revision)


def _kept_picture(kept: Thumbnails, revision: str, progress: Progress) -> NDArray[np.uint8] | None:
    progress(0.0)
    return kept.get(revision)


def _picture(store: MeshStore, kept: Thumbnails, revision: str, progress: Progress) -> NDArray[np.uint8] | None:
    progress(0.0)
    try:
        mesh = store.get(revision)
    except KeyError:
        return None  # the copy is gone: the history still shows its words
    fine = thumbnail(mesh, WIDTH * SMOOTH, HEIGHT * SMOOTH).astype(np.float64)
    fine[..., :3] *= fine[..., 3:] / 255
    small = fine.reshape(HEIGHT, SMOOTH, WIDTH, SMOOTH, 4).mean(axis=(1, 3))
    small[..., :3] *= 255 / np.maximum(small[..., 3:], 1)
    picture: NDArray[np.uint8] = small.round().clip(0, 255).astype(np.uint8)
    try:
        kept.put(revision, picture)
    except OSError as error:  # it is made again the next time it is looked at
        log.info("the small picture of a model could not be kept: %s", type(error).__name__)
    return picture
