"""Makes meshes ready for drawing, in a worker: a heavy one comes twice, as a sketch that can be shown at once and whole."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, Signal

from app.mesh.mesh import Mesh

if TYPE_CHECKING:
    from app.gui.viewport.drawable import Drawable

Slot = Literal["figure", "before"]


class Preparation(QObject):
    """Takes requests for two slots; of several for one slot only the last is answered.

    ready  slot and drawable (None where none was wanted)
    """

    ready = Signal(str, object)
    _made = Signal(str, int, object)

    def __init__(self, worker: ThreadPoolExecutor, parent: QObject) -> None:
        super().__init__(parent)
        self._worker = worker
        self._wanted: dict[str, int] = {"figure": 0, "before": 0}
        self._closed = False
        self._made.connect(self._take)

    def request(self, slot: Slot, mesh: Mesh | None) -> None:
        """Make this mesh ready, or none."""
        if self._closed:
            return
        self._wanted[slot] += 1
        number = self._wanted[slot]
        if mesh is None:
            self.ready.emit(slot, None)
        else:
            self._submit(slot, number, mesh, None)

    def forget(self, slot: Slot) -> None:
        """Answer none of the requests for this slot any more."""
        self._wanted[slot] += 1

    def close(self) -> None:
        """Answer nothing more."""
        self._closed = True

    def _submit(self, slot: Slot, number: int, mesh: Mesh, sketched: "Drawable | None") -> None:
        self._worker.submit(_step, mesh, sketched).add_done_callback(lambda done: self._send(slot, number, done))

    def _send(self, slot: str, number: int, done: "Future[Drawable]") -> None:
        if not done.cancelled() and not self._closed:
            self._made.emit(slot, number, done)

    def _take(self, slot: Slot, number: int, done: Any) -> None:
        if self._closed or number != self._wanted[slot]:
            return
        drawable: Drawable = done.result()
        if drawable.sketch:
            self._submit(slot, number, drawable.mesh, drawable)
        self.ready.emit(slot, drawable)


def _step(mesh: Mesh, sketched: "Drawable | None") -> "Drawable":
    """A sketch of a heavy mesh first; then, and for other meshes at once, the whole."""
    from app.gui.viewport import drawable  # noqa: PLC0415 - loads SciPy: 0.4 s that the first window need not wait

    if sketched is None and drawable.heavy(mesh):
        return drawable.sketch(mesh)
    assert mesh.revision  # its hash takes a while for large pictures: not in the window's thread
    return drawable.prepare(mesh, sketched)
