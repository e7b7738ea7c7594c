"""The button of a colour of the design."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QColorDialog, QMenu, QToolButton

from app.gui.base.look import Look
from app.i18n import tr

COLORS = (
    "#ffffff", "#f3efe6", "#ffd84d", "#ff9f43", "#ef5b5b", "#ff6fae", "#b58cff", "#4f8cff", "#22b8cf", "#3fb68b", "#7a5c3e",
    "#98a1b0", "#39404d", "#111111",
)  # fmt: skip


class DesignColorButton(QToolButton):
    """A colour of the design: black ink, white or bare material, an sRGB colour, or none where that is offered."""

    entered = Signal(object)

    def __init__(self, look: Look, *, none: bool = False) -> None:
        super().__init__()
        self._look, self._none = look, none
        self.value: str | None = None
        self.setProperty("kind", "small")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(16, 16))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        look.changed.connect(self._draw)
        self._draw()

    def show_value(self, value: str | None) -> None:
        """Show this."""
        self.value = value
        self._draw()

    def ask(self) -> QColorDialog:
        """Any colour, by the dialog of the system."""
        dialog = QColorDialog(QColor(self.value if self.value and self.value[0] == "#" else "#808080"), self)
        dialog.colorSelected.connect(lambda color: self._choose(color.name()))
        dialog.open()
        return dialog

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        menu.addAction(_swatch("#111111", self._look), tr("Black ink alone"), lambda: self._choose("black"))
        menu.addAction(_swatch("#ffffff", self._look), tr("White: the bare material"), lambda: self._choose("white"))
        if self._none:
            menu.addAction(_swatch(None, self._look), tr("None"), lambda: self._choose(None))
        menu.addSeparator()
        for color in COLORS:
            menu.addAction(_swatch(color, self._look), color, lambda color=color: self._choose(color))
        menu.addSeparator()
        menu.addAction(tr("Another colour…"), self.ask)

    def _choose(self, value: str | None) -> None:
        self.show_value(value)
        self.entered.emit(value)

    def _draw(self) -> None:
        shown = {"black": "#111111", "white": "#ffffff"}.get(self.value or "", self.value)
        self.setIcon(_swatch(shown, self._look))
        words = {"black": tr("Black"), "white": tr("White or bare"), None: tr("None")}.get(self.value, self.value or "")
        self.setText(words)


def _swatch(color: str | None, look: Look) -> QIcon:
    pixmap = QPixmap(16, 16)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(look.tokens.dim))
    painter.setBrush(QColor(color) if color else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(1, 1, 14, 14, 3, 3)
    if not color:
        painter.setPen(QColor(look.tokens.bad))
        painter.drawLine(3, 13, 13, 3)
    painter.end()
    return QIcon(pixmap)
