"""Makes meshes ready for drawing, in a worker: a heavy one comes twice, as a sketch that can be shown at once and whole."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, Qt, Signal

from app.mesh.mesh import Mesh

if TYPE_CHECKING:
    from app.gui.viewport.drawable import Drawable

Slot = Literal["figure", "before"]
KEPT = 4  # drawables that are kept, so that undo and redo show at once what was shown before
KEPT_FACES = 4_000_000  # of all of them together: about 100 bytes each


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
        self._futures: dict[str, Future[Drawable]] = {}
        self._kept: dict[int, Drawable] = {}
        self._made.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def request(self, slot: Slot, mesh: Mesh | None) -> None:
        """Make this mesh ready, or none."""
        if self._closed:
            return
        self._wanted[slot] += 1
        number = self._wanted[slot]
        waiting = self._futures.pop(slot, None)
        if waiting is not None:
            waiting.cancel()
        if mesh is None:
            self.ready.emit(slot, None)
            return
        kept = self._kept.get(id(mesh))  # it holds its mesh: no other one can have this number
        if kept is None:
            self._submit(slot, number, mesh, None)
        else:
            done: Future[Drawable] = Future()
            done.set_result(kept)
            self._made.emit(slot, number, done)

    def forget(self, slot: Slot) -> None:
        """Answer none of the requests for this slot any more."""
        self._wanted[slot] += 1

    def close(self) -> None:
        """Answer nothing more."""
        self._closed = True
        self._kept.clear()

    def _submit(self, slot: Slot, number: int, mesh: Mesh, sketched: "Drawable | None") -> None:
        future = self._worker.submit(_step, mesh, sketched)
        self._futures[slot] = future
        future.add_done_callback(lambda done: self._send(slot, number, done))

    def _send(self, slot: str, number: int, done: "Future[Drawable]") -> None:
        if not done.cancelled() and not self._closed:
            self._made.emit(slot, number, done)

    def _take(self, slot: Slot, number: int, done: Any) -> None:
        if self._closed or number != self._wanted[slot]:
            return
        drawable: Drawable = done.result()
        if drawable.sketch:
            self._submit(slot, number, drawable.mesh, drawable)
        else:
            self._keep(drawable)
        self.ready.emit(slot, drawable)

    def _keep(self, drawable: "Drawable") -> None:
        self._kept.pop(id(drawable.mesh), None)
        self._kept[id(drawable.mesh)] = drawable
        while len(self._kept) > 1 and (
            len(self._kept) > KEPT or sum(len(one.mesh.faces) for one in self._kept.values()) > KEPT_FACES
        ):
            del self._kept[next(iter(self._kept))]


def _step(mesh: Mesh, sketched: "Drawable | None") -> "Drawable":
    """A sketch of a heavy mesh first; then, and for other meshes at once, the whole."""
    from app.gui.viewport import drawable  # noqa: PLC0415 - loads SciPy: 0.4 s that the first window need not wait

    if sketched is None and drawable.heavy(mesh):
        return drawable.sketch(mesh)
    assert mesh.revision  # its hash takes a while for large pictures: not in the window's thread
    return drawable.prepare(mesh, sketched)
