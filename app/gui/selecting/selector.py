"""Selects faces of the mesh that is shown: steps run one after the other in a thread of their own."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.mesh.arrays import IntArray
from app.mesh.mesh import Mesh
from app.mesh.selecting.links import rim_edges
from app.mesh.selecting.state import Selected
from app.mesh.selecting.surface import SelectSurface
from app.session.selection import Selection

Change = Callable[[SelectSurface, Selected], Selected]


@dataclass(frozen=True, eq=False)
class Shown:
    """What a step has left, made ready for drawing.

    faces, hidden  (N,) int32 indices, ascending
    points         (V, 3) float32: all vertices; the same array for every selection of a mesh
    triangles      (N, 3) int32 of the selected faces
    rim            (E, 2) int32 edges where the selection ends
    count          number of faces of the mesh
    """

    revision: str
    faces: IntArray
    hidden: IntArray
    points: NDArray[np.float32]
    triangles: IntArray
    rim: IntArray
    count: int

    @property
    def hidden_mask(self) -> NDArray[np.bool_] | None:
        """(F,) bool, or None where nothing is hidden."""
        if not len(self.hidden):
            return None
        mask = np.zeros(self.count, np.bool_)
        mask[self.hidden] = True
        return mask


class _Bench:
    """What the thread works on; only the thread touches it after it was made."""

    def __init__(self, mesh: Mesh, revision: str, faces: IntArray, hidden: IntArray) -> None:
        self.surface, self.revision = SelectSurface(mesh), revision
        self.state = Selected.of(len(mesh.faces), faces, hidden)

    def shown(self) -> Shown:
        surface, mask = self.surface, self.state.faces
        faces = np.flatnonzero(mask).astype(np.int32)
        none = np.zeros((0, 2), np.int32)
        return Shown(
            self.revision,
            faces,
            np.flatnonzero(self.state.hidden).astype(np.int32),
            surface.points,
            np.ascontiguousarray(surface.mesh.faces[faces]),
            rim_edges(surface.links, mask) if len(faces) else none,
            surface.count,
        )


class Selector(QObject):
    """``shown`` follows each step (a Shown, or None where no mesh is there); ``busy``: whether a step is under way."""

    shown = Signal(object)
    busy = Signal(bool)
    crashed = Signal(object)
    _done = Signal(object, object)
    _answered = Signal(object, object, object)

    def __init__(self, selection: Selection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selection = selection
        self._worker = ThreadPoolExecutor(1, "selecting")
        self._bench: _Bench | None = None
        self._waiting = 0
        self._closed = False
        self._done.connect(self._take)
        self._answered.connect(self._hand_on)
        self.last: Shown | None = None

    @property
    def mesh(self) -> Mesh | None:
        """What is selected on."""
        return None if self._bench is None else self._bench.surface.mesh

    @property
    def waiting(self) -> bool:
        """Whether a step is under way."""
        return self._waiting > 0

    def show_mesh(self, mesh: Mesh | None, revision: str = "") -> None:
        """Select on this mesh from now on: what the session has selected of it, or nothing."""
        if self._closed:
            return
        chosen = self._selection
        if mesh is None:
            self._bench, self.last = None, None
            self.shown.emit(None)
            return
        self._bench = _Bench(mesh, revision, chosen.of(revision), chosen.hidden_of(revision))
        self.last = None
        self.shown.emit(None)
        if len(chosen.of(revision)) or len(chosen.hidden_of(revision)):
            self.change(lambda _surface, state: state)

    def change(self, change: Change) -> None:
        """Run this in the thread, on what is selected then."""
        bench = self._bench
        if bench is None or self._closed:
            return
        self._waiting += 1
        if self._waiting == 1:
            self.busy.emit(True)
        self._worker.submit(_run, bench, change).add_done_callback(lambda done: self._tell(bench, done))

    def ask(self, question: Callable[[SelectSurface], object], answered: Callable[[object], None]) -> None:
        """Run this in the thread, and hand what it returns to ``answered``, unless another mesh is there by then."""
        bench = self._bench
        if bench is None or self._closed:
            return

        def answer(done: "Future[object]") -> None:
            if not self._closed and not done.cancelled():
                self._answered.emit(bench, done, answered)

        self._worker.submit(question, bench.surface).add_done_callback(answer)

    def close(self) -> None:
        """Stop; a step that is under way is waited for."""
        self._closed = True
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _tell(self, bench: _Bench, done: "Future[Shown]") -> None:
        if not self._closed and not done.cancelled():
            self._done.emit(bench, done)

    def _take(self, bench: _Bench, done: Any) -> None:
        self._waiting -= 1
        if not self._waiting:
            self.busy.emit(False)
        if bench is not self._bench or self._closed:
            return
        error = done.exception()
        if error is not None:
            self.crashed.emit(error)
            return
        self.last = done.result()
        self._selection.choose(self.last.revision, self.last.faces, self.last.hidden)
        self.shown.emit(self.last)

    def _hand_on(self, bench: _Bench, done: Any, answered: Callable[[object], None]) -> None:
        error = done.exception()
        if error is not None:
            self.crashed.emit(error)
        elif bench is self._bench and not self._closed:
            answered(done.result())


def _run(bench: _Bench, change: Change) -> Shown:
    bench.state = change(bench.surface, bench.state)
    return bench.shown()
