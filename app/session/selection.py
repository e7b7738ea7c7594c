"""Which faces of the model on the bench are selected, and which are hidden."""

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

NOTHING: NDArray[np.int32] = np.zeros(0, np.int32)
KEPT = 16  # revisions whose selection comes back with them


class Selection:
    """Of one revision; another one begins with nothing, or with what was selected when it was looked at last.

    Lives on the main thread. ``faces`` and ``hidden`` are indices, ascending.
    """

    changed = Signal()

    def __init__(self) -> None:
        self.revision = ""
        self.faces: NDArray[np.int32] = NOTHING
        self.hidden: NDArray[np.int32] = NOTHING
        self._kept: dict[str, tuple[NDArray[np.int32], NDArray[np.int32]]] = {}

    def turn_to(self, revision: str) -> None:
        """From now on it is about this revision: undo brings back what was selected."""
        if revision != self.revision:
            faces, hidden = self._kept.get(revision, (NOTHING, NOTHING))
            self.choose(revision, faces, hidden)

    def choose(self, revision: str, faces: NDArray[np.int32], hidden: NDArray[np.int32] | None = None) -> None:
        """Select exactly these faces of this revision, and hide others.

        ``hidden`` None: those that are hidden stay so, where they are of this revision.
        """
        if hidden is None:
            hidden = self.hidden if revision == self.revision else NOTHING
        self.revision, self.faces = revision, np.ascontiguousarray(faces, np.int32)
        self.hidden = np.ascontiguousarray(hidden, np.int32)
        self._kept.pop(revision, None)
        self._kept[revision] = self.faces, self.hidden
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        self.changed.emit()

    def clear(self) -> None:
        """Select nothing."""
        if len(self.faces):
            self.choose(self.revision, NOTHING)

    def of(self, revision: str) -> NDArray[np.int32]:
        """The selected faces of this revision; none where the selection is about another one."""
        return self.faces if revision == self.revision else NOTHING

    def hidden_of(self, revision: str) -> NDArray[np.int32]:
        """The hidden faces of this revision; none where the selection is about another one."""
        return self.hidden if revision == self.revision else NOTHING

    def carry(self, before: str, after: str) -> None:
        """``after`` was made of ``before``, and every face has its number still: the same are selected and hidden.

        Nothing happens where something was selected there already (it was looked at before an undo).
        """
        faces, hidden = self._kept.get(before, (NOTHING, NOTHING))
        if self.revision in {before, after} and not any(map(len, self._kept.get(after, ()))):
            self.choose(after, faces, hidden)
