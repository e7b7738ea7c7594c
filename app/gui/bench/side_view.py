"""A second viewport beside the first one, both seen from the same side: two revisions next to each other."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.viewport.widget import Viewport
from app.gui.widgets.basics import ElidedLabel
from app.mesh.mesh import Mesh


class SideView(QObject):
    """Made when it is wanted for the first time; ``splitter`` holds the main viewport already."""

    def __init__(self, splitter: QSplitter, main: Viewport, look: Look) -> None:
        super().__init__(splitter)
        self._splitter, self._main, self._look = splitter, main, look
        self._frame: QWidget | None = None
        self._viewport: Viewport | None = None
        self._title = ""
        self._following = False
        self._settled = False  # until it shows what it shall, the second camera has no say
        self.name = ElidedLabel("strong")
        main.pose_changed.connect(lambda: self._follow(self._main, self._viewport))
        look.changed.connect(self._wear)

    @property
    def viewport(self) -> Viewport | None:
        """The second viewport, once it was needed."""
        return self._viewport

    @property
    def on(self) -> bool:
        """Whether it is shown."""
        return self._frame is not None and not self._frame.isHidden()

    def show(self, mesh: Mesh, title: str) -> None:
        """Show this mesh to the left of the model."""
        if self._frame is None:
            self._make()
        assert self._frame is not None
        assert self._viewport is not None
        self.name.set_text(title)
        self._settled = False
        self._viewport.show_mesh(mesh, keep_camera=True)
        if self._frame.isHidden():
            self._frame.show()
            half = self._splitter.width() // 2
            self._splitter.setSizes([half, half])
        self._follow(self._main, self._viewport)

    def hide(self) -> None:
        """Show the model alone."""
        if self._frame is not None and self._viewport is not None:
            self._frame.hide()
            self._viewport.show_mesh(None)

    def close(self) -> None:
        """Free what the graphics hold."""
        if self._viewport is not None:
            self._viewport.close()

    def _make(self) -> None:
        self._frame = QWidget()
        self._viewport = Viewport()
        self._viewport.calm = self._main.is_calm
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 12, 6)
        head.addWidget(self.name)
        column.addLayout(head)
        column.addWidget(self._viewport, 1)
        self._splitter.insertWidget(0, self._frame)
        self._frame.hide()
        self._viewport.pose_changed.connect(self._lead)
        self._viewport.shown.connect(lambda _revision: self._settle())
        self._wear()
        self._viewport.start()

    def _settle(self) -> None:
        self._settled = True
        self._follow(self._main, self._viewport)

    def _lead(self) -> None:
        if self._settled:
            self._follow(self._viewport, self._main)

    def _follow(self, leader: Viewport | None, other: Viewport | None) -> None:
        """Put the other camera where the leader's is; what that one says about it is no news."""
        if leader is None or other is None or self._following or not self.on:
            return
        self._following = True
        try:
            other.camera.go(leader.camera.pose)
        finally:
            self._following = False

    def _wear(self) -> None:
        if self._viewport is not None:
            self._viewport.set_theme(self._look.tokens.dark)
