"""Draws the model in other colours than its own. They are worked out beside the window."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.gui.viewport.widget import Viewport
from app.jobs.progress import Progress
from app.mesh.tints.by_color import Change

if TYPE_CHECKING:
    from app.gui.viewport.drawable import Drawable
    from app.gui.viewport.dye import Dye


@dataclass(frozen=True, eq=False)
class Wanted:
    """What the colours shall go through, in this order.

    faces  (F,) bool: those that ``tool`` is about; None: all
    marks  ``proof`` leaves pure magenta where a hatch shall be
    """

    tool: Change | None = None
    faces: NDArray[np.bool_] | None = None
    proof: Change | None = None
    marks: bool = False

    @property
    def nothing(self) -> bool:
        return self.tool is None and self.proof is None

    def change(self, colors: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(N, 3) uint8 sRGB through both."""
        for step in (self.tool, self.proof):
            if step is not None:
                colors = step(colors)
        return colors

    def dyes(self, drawable: "Drawable", progress: Progress) -> "tuple[Dye, ...]":
        """The colours of a drawable. Raises AppError and Cancelled."""
        from app.gui.viewport.dye import dyes_of, proofed  # noqa: PLC0415 - it draws on what the first model loads

        if self.tool is None or self.faces is None:
            return dyes_of(drawable, self.change, progress)
        dyes = dyes_of(drawable, self.tool, progress.part(0.0, 0.5), self.faces)
        return dyes if self.proof is None else proofed(dyes, self.proof, progress.part(0.5, 1.0))


class DyeLayer(QObject):
    """One for a viewport.

    shown   the colours that were asked for last are in the picture
    failed  the press cannot be shown: an AppError. (What a tool cannot do it says itself, when it is run.)
    """

    shown = Signal()
    failed = Signal(object)
    _ready = Signal(int, object)

    def __init__(self, viewport: Viewport) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._worker = ThreadPoolExecutor(1, "dye")
        self._wanted = Wanted()
        self._number = 0
        self._on = False
        self._drawable: Drawable | None = None
        self._ready.connect(self._take)
        viewport.shown.connect(lambda _revision: self._begin())

    @property
    def wanted(self) -> Wanted:
        """What is asked for."""
        return self._wanted

    def show_tool(self, change: Change | None, faces: NDArray[np.int32] | None = None) -> None:
        """What a tool would make of the colours, of these faces where there are any; None: nothing."""
        drawable = self._viewport.drawable()
        chosen = None
        if faces is not None and len(faces) and drawable is not None:
            chosen = np.zeros(len(drawable.mesh.faces), np.bool_)
            chosen[faces[faces < len(chosen)]] = True
        self._ask(replace(self._wanted, tool=change, faces=chosen))

    def show_proof(self, change: Change | None, *, marks: bool = False) -> None:
        """What a press would make of them."""
        self._ask(replace(self._wanted, proof=change, marks=marks))

    def close(self) -> None:
        """Stop working; nothing is shown any more."""
        self._number += 1
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _ask(self, wanted: Wanted) -> None:
        if wanted.nothing and self._wanted.nothing:
            return
        self._wanted = wanted
        self._begin()

    def _begin(self) -> None:
        self._number += 1
        number, wanted, drawable = self._number, self._wanted, self._viewport.drawable()
        if drawable is not self._drawable:
            self._on, self._drawable = False, drawable
        scene = self._viewport.scene
        if drawable is None or drawable.sketch or scene is None:
            return
        if wanted.nothing:
            if self._on:
                self._on = False
                scene.dye(None)
                self._viewport.redraw()
                self.shown.emit()
            return
        progress = Progress(cancelled=lambda: number != self._number)
        self._worker.submit(wanted.dyes, drawable, progress).add_done_callback(lambda done: self._send(number, done))

    def _send(self, number: int, done: "Future[tuple[Dye, ...]]") -> None:
        if not done.cancelled():
            self._viewport.tell(self._ready, number, done)

    def _take(self, number: int, done: "Future[tuple[Dye, ...]]") -> None:
        scene = self._viewport.scene
        if number != self._number or scene is None or scene.drawable is not self._drawable:
            return
        try:
            dyes = done.result()
        except AppError as error:
            self._give_up(error)
            return
        scene.dye(dyes, marks=self._wanted.marks)
        self._on = True
        self._viewport.redraw()
        self.shown.emit()

    def _give_up(self, error: AppError) -> None:
        """Leave out what raised the error: the tool where there is one, else the press."""
        if self._wanted.tool is not None:
            self._wanted = replace(self._wanted, tool=None, faces=None)
            self._begin()
        else:
            self._wanted = Wanted()
            self._begin()
            self.failed.emit(error)
