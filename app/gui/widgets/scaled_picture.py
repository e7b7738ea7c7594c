"""A picture that came as a file, as wide as there is room."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel

from app.gui.base.words import say
from app.i18n import Text


class ScaledPicture(QLabel):
    """Hidden as long as there is no picture."""

    def __init__(self, title: Text, tip: Text, width: int = 80) -> None:
        """``title``: its name for assistive programs; ``width``: in pixels, until ``fit`` says another one."""
        super().__init__()
        self._image, self._wide = QImage(), width
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        say(self, setAccessibleName=title, setToolTip=tip)
        self.hide()

    def show_file(self, content: bytes | None) -> None:
        """Show the content of a PNG or a JPEG; nothing for None and for what is no picture."""
        self._image = QImage.fromData(content) if content else QImage()
        self._draw()

    def fit(self, width: int) -> None:
        """Be so wide."""
        if width != self._wide:
            self._wide = width
            self._draw()

    def _draw(self) -> None:
        self.setVisible(not self._image.isNull())
        if not self._image.isNull():
            scaled = self._image.scaledToWidth(self._wide, Qt.TransformationMode.SmoothTransformation)
            self.setPixmap(QPixmap.fromImage(scaled))
