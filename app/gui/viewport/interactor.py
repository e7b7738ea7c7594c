"""pyvistaqt's interactor, which lets go of what Qt deletes."""

from pyvistaqt import QtInteractor


class Interactor(QtInteractor):
    """Draws with OpenGL in a widget.

    A closed QtInteractor keeps Python's objects for the context and its surface until it is collected, while Qt deletes both
    with the widget. PySide knows objects by their address and is not told that a surface is gone: whatever Qt makes at that
    address next, such as the context of the next interactor, would be taken for the surface, and a call of it crashes.
    """

    def close(self) -> bool:  # type: ignore[override]
        """Free what VTK holds."""
        super().close()
        self._forget_context()  # type: ignore[no-untyped-call]
        return True  # as Qt's, which pyvistaqt's is not
