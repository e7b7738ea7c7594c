"""Which faces of the model on the bench are selected, and which are hidden."""

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal


class Selection:
    """Belongs to one revision: another revision begins with nothing selected or hidden. Lives on the main thread."""

    changed = Signal()

    def __init__(self) -> None:
        self.revision = ""
        self.faces: NDArray[np.int32] = np.zeros(0, np.int32)
        self.hidden: NDArray[np.int32] = np.zeros(0, np.int32)

    def choose(self, revision: str, faces: NDArray[np.int32], hidden: NDArray[np.int32] | None = None) -> None:
        """Select exactly these faces (indices, ascending) of this revision, and hide others.

        ``hidden`` None: those that are hidden stay so, where they are of this revision.
        """
        if hidden is None:
            hidden = self.hidden if revision == self.revision else np.zeros(0, np.int32)
        self.revision, self.faces = revision, np.ascontiguousarray(faces, np.int32)
        self.hidden = np.ascontiguousarray(hidden, np.int32)
        self.changed.emit()

    def clear(self) -> None:
        """Select nothing."""
        if len(self.faces):
            self.choose(self.revision, np.zeros(0, np.int32))

    def of(self, revision: str) -> NDArray[np.int32]:
        """The selected faces of this revision; none where the selection is about another one."""
        return self.faces if revision == self.revision else np.zeros(0, np.int32)

    def hidden_of(self, revision: str) -> NDArray[np.int32]:
        """The hidden faces of this revision; none where the selection is about another one."""
        return self.hidden if revision == self.revision else np.zeros(0, np.int32)

    def carry(self, before: str, after: str) -> None:
        """A tool made ``after`` of ``before``, and every face has its number still: the same are selected and hidden."""
        if before == self.revision:
            self.choose(after, self.faces, self.hidden)
