"""A sign of the icon font on a label, drawn anew after a change of theme."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel

from app.gui.base.look import Look, Role


class Sign(QLabel):
    """Shows an icon; square."""

    def __init__(self, look: Look, icon: str = "", role: Role = "dim", side: int = 18) -> None:
        super().__init__()
        self.setProperty("decoration", True)
        self._look, self._icon, self._role, self._side = look, icon, role, side
        self.setFixedSize(side, side)
        look.changed.connect(self._draw)
        self._draw()

    def show_sign(self, icon: str, role: Role) -> None:
        """Show this one."""
        self._icon, self._role = icon, role
        self._draw()

    def _draw(self) -> None:
        if self._icon:
            self.setPixmap(self._look.icon(self._icon, self._role).pixmap(QSize(self._side, self._side)))
