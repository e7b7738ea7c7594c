"""Undo and redo of the window: on the bench that is in front, the model's or the layouts'."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QUndoStack

from app.gui.bench.wiring import Wiring
from app.gui.frame.workplaces import Workplaces
from app.gui.layout.door import LayoutDoor

if TYPE_CHECKING:
    from app.gui.layout.wiring import LayoutPlace


class StepsBack(QObject):
    """Keeps the two actions as the stack in front allows. Call :meth:`close` before that stack is taken down."""

    def __init__(
        self,
        actions: dict[str, QAction],
        wiring: Wiring,
        layouts: LayoutDoor,
        workplaces: Workplaces,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._undo, self._redo = actions["edit.undo"], actions["edit.redo"]
        self._wiring, self._layouts, self._workplaces = wiring, layouts, workplaces
        self._stacks: list[QUndoStack] = []
        self._follow(wiring.undo.stack)
        layouts.opened.connect(lambda: self._follow(layouts.now().desk.stack))
        workplaces.shown.connect(lambda _name: self.refresh())

    def undo(self) -> None:
        """Take back the last step."""
        flat = self._flat()
        if flat is not None:
            flat.undo()
        else:
            self._wiring.settled(self._wiring.undo.stack.undo)

    def redo(self) -> None:
        """Do it again."""
        flat = self._flat()
        if flat is not None:
            flat.redo()
        else:
            self._wiring.settled(self._wiring.undo.stack.redo)

    def refresh(self) -> None:
        """Let be taken back what can be."""
        flat = self._flat()
        stack = flat.desk.stack if flat is not None else self._wiring.undo.stack
        self._undo.setEnabled(stack.canUndo())
        self._redo.setEnabled(stack.canRedo())

    def close(self) -> None:
        """Stacks say goodbye while they are taken down: listen no more."""
        for stack in self._stacks:
            stack.indexChanged.disconnect(self.refresh)
        self._stacks.clear()

    def _follow(self, stack: QUndoStack) -> None:
        stack.indexChanged.connect(self.refresh)
        self._stacks.append(stack)

    def _flat(self) -> "LayoutPlace | None":
        shown = self._workplaces.workplace == "layout" and not self._workplaces.over
        return self._layouts.there if shown else None
