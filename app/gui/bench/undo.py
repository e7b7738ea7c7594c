"""Undo and redo: Qt's stack on top of the bench, which knows the revisions."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.errors import AppError
from app.session.bench import Bench, Document, Edit


class UndoStep(QUndoCommand):
    """One edit of the bench. Holds no mesh: the revisions are in the store."""

    def __init__(self, bench: Bench, edit: Edit, position: int, refused: Callable[[], object], *, done: bool) -> None:
        """``refused`` is called where the step could not be taken, because it could not be kept."""
        super().__init__(str(edit.title))
        self._bench, self._edit, self._position, self._refused = bench, edit, position, refused
        self._done = done  # it came from the journal: pushing it must not do it again

    def redo(self) -> None:
        if self._done:
            self._done = False
        elif self._is_new():
            self._take(lambda: self._bench.append(self._edit))
        else:
            self._take(lambda: self._bench.go_to(self._position))

    def undo(self) -> None:
        self._take(lambda: self._bench.go_to(self._position - 1))

    def _take(self, step: Callable[[], None]) -> None:
        try:
            step()
        except AppError:
            self._refused()
            raise

    def _is_new(self) -> bool:
        document = self._bench.document
        return document is None or self._edit not in document.edits[self._position - 1 : self._position]


class UndoList(QObject):
    """Keeps a QUndoStack in step with what is open on the bench."""

    def __init__(self, bench: Bench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self._bench = bench
        bench.record = self._push
        bench.opened.connect(self._rebuild)
        bench.closed.connect(self._clear)
        if bench.document is not None:
            self._rebuild(bench.document)

    def go_to(self, position: int) -> None:
        """Undo or redo until this many edits are done, showing only the last of them."""
        if position == self.stack.index():
            return
        self._bench.go_to(position)
        self._follow(position)

    def _clear(self) -> None:
        self.stack.clear()

    def _push(self, edit: Edit) -> None:
        self.stack.push(UndoStep(self._bench, edit, self.stack.index() + 1, self._refused, done=False))

    def _rebuild(self, document: Document) -> None:
        self.stack.clear()
        for number, edit in enumerate(document.edits, 1):
            self.stack.push(UndoStep(self._bench, edit, number, self._refused, done=True))
        self._follow(document.position)

    def _refused(self) -> None:
        """The stack has moved all the same: it goes back to where the bench is, once it has done so."""
        QTimer.singleShot(0, self, self._back)

    def _back(self) -> None:
        document = self._bench.document
        if document is not None:
            self._follow(document.position)

    def _follow(self, position: int) -> None:
        """Move the stack alone: every step on the way asks the bench to go where it already is."""
        with self._bench.standing_still():
            self.stack.setIndex(position)
