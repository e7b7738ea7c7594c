"""Which faces of the model on the bench are selected, and which are hidden."""

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal


class Selection:
    """Belongs to one revision: another revision begins with nothing selected. Lives on the main thread."""

    changed = Signal()

    def __init__(self) -> None:
        self.revision = ""
        self.faces: NDArray[np.int32] = np.zeros(0, np.int32)

    def choose(self, revision: str, faces: NDArray[np.int32]) -> None:
        """Select exactly these faces (indices, ascending) of this revision."""
        self.revision, self.faces = revision, np.ascontiguousarray(faces, np.int32)
        self.changed.emit()

    def clear(self) -> None:
        """Select nothing."""
        if len(self.faces):
            self.choose(self.revision, np.zeros(0, np.int32))

    def of(self, revision: str) -> NDArray[np.int32]:
        """The selected faces of this revision; none where the selection is about another one."""
        return self.faces if revision == self.revision else np.zeros(0, np.int32)
