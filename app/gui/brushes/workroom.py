"""What a hand with a brush has made beside the window."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.gui.brushes.live_model import Difference, LiveModel, Prepared, prepare_live
from app.mesh.mesh import Mesh

if TYPE_CHECKING:
    from app.gui.viewport.drawable import Drawable


class Workroom(QObject):
    """One thread; of several models that are asked for, only the last is delivered.

    prepared   a Prepared
    compared   a mesh, and how a live model becomes it: a Difference, or None where it cannot
    """

    prepared = Signal(object)
    compared = Signal(object, object)
    _made = Signal(int, object)
    _told = Signal(int, object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._worker = ThreadPoolExecutor(1, "brushes")
        self._number = 0
        self.busy = False
        self._made.connect(self._take)
        self._told.connect(self._tell)

    def prepare(self, drawable: "Drawable", *, painting: bool, original: Callable[[], Mesh | None]) -> None:
        """Make a drawable's mesh ready for a brush; see prepare_live."""
        self._number += 1
        self.busy = True
        self._begin(self._made, (self._number,), prepare_live, drawable, painting, original)

    def compare(self, model: LiveModel, mesh: Mesh) -> None:
        """Find how the model becomes this mesh."""
        self._begin(self._told, (self._number, mesh), model.difference, mesh)

    def forget(self) -> None:
        """Deliver nothing of what was asked for until now."""
        self._number += 1
        self.busy = False

    def close(self) -> None:
        """Deliver nothing more."""
        self.forget()
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _begin(self, signal: Any, names: tuple[object, ...], work: Callable[..., object], *args: object) -> None:
        def done(future: "Future[object]") -> None:
            if not future.cancelled():
                signal.emit(*names, future)

        self._worker.submit(work, *args).add_done_callback(done)

    def _take(self, number: int, future: "Future[Prepared]") -> None:
        if number == self._number:
            self.busy = False
            self.prepared.emit(future.result())

    def _tell(self, number: int, mesh: Mesh, future: "Future[Difference | None]") -> None:
        if number == self._number:
            self.compared.emit(mesh, future.result())
