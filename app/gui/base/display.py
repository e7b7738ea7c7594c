"""Brings the revision on the bench into the viewport: read beside the window, drawn when it is there."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from app.errors import FileRefusedError
from app.i18n import text
from app.jobs.progress import Progress
from app.jobs.runner import Job, Runner
from app.mesh.mesh import Mesh
from app.mesh.store import MeshStore


class Display(QObject):
    """Loads meshes by revision; only the last one asked for is delivered."""

    loaded = Signal(object)  # Mesh
    before_loaded = Signal(object)  # Mesh to compare with
    beside_loaded = Signal(object)  # Mesh to show beside

    def __init__(self, runner: Runner, store: MeshStore) -> None:
        super().__init__()
        self._runner, self._store = runner, store
        self._jobs: dict[str, Job] = {}
        self.mesh: Mesh | None = None

    def load(self, revision: str) -> None:
        """Load what is to be shown."""
        self.mesh = None

        def then(mesh: Mesh) -> None:
            self.mesh = mesh
            self.loaded.emit(mesh)

        self._load("figure", revision, then)

    def load_before(self, revision: str) -> None:
        """Load what it is to be compared with."""
        self._load("before", revision, self.before_loaded.emit)

    def load_beside(self, revision: str) -> None:
        """Load what is to be shown beside it."""
        self._load("beside", revision, self.beside_loaded.emit)

    def clear(self) -> None:
        """Forget what was asked for."""
        self.mesh = None
        for job in self._jobs.values():
            job.cancel()

    def _load(self, role: str, revision: str, then: Any) -> None:
        earlier = self._jobs.get(role)
        if earlier is not None and earlier.open:
            earlier.cancel()
        self._jobs[role] = self._runner.run(
            text("Show the model"), _read, self._store, revision, then=then, lane="view", quiet=True
        )


def _read(store: MeshStore, revision: str, progress: Progress) -> Mesh:
    progress(0.1)
    try:
        return store.get(revision)
    except KeyError:
        raise FileRefusedError(
            text("The stored copy of this model is gone from the data folder; open its file again.")
        ) from None
