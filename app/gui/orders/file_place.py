"""A place for one file: dropped, chosen or pasted. It is read where it is used, beside the window."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QFrame, QHBoxLayout

from app.errors import FileRefusedError
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import ElidedLabel, decoration, tool
from app.gui.widgets.drop_target import DropTarget, local_files
from app.i18n import Text, text, tr

PICTURES = ("*.png", "*.jpg", "*.jpeg", "*.webp", "*.bmp")


class FilePlace(QFrame):
    """``changed`` says that a file is there now, or is gone."""

    changed = Signal()

    def __init__(self, look: Look, words: Text, endings: tuple[str, ...] = PICTURES) -> None:
        super().__init__()
        self._words, self._endings = words, endings
        self.path: Path | None = None
        self.content = b""
        self.setProperty("kind", "card")
        self.setProperty("clickable", True)
        self.setAcceptDrops(True)
        DropTarget(self, lambda mime: bool(local_files(mime)), self._dropped)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        say(
            self,
            setAccessibleName=words,
            setToolTip=text("Drop a file here, click to choose one, or paste a picture with Ctrl+V"),
        )
        sign = decoration()
        sign.setPixmap(look.icon("mdi6.paperclip", "dim").pixmap(18, 18))
        self._name = ElidedLabel()
        self._clear = tool(look.icon("mdi6.close", "dim"), text("Take the file away"), self.clear, 16)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 7, 8, 7)
        row.addWidget(sign)
        row.addWidget(self._name, 1)
        row.addWidget(self._clear)
        self._show()

    @property
    def filled(self) -> bool:
        """Whether there is a file."""
        return self.path is not None or bool(self.content)

    def take(self, path: Path) -> None:
        """Take this file."""
        self.path, self.content = path, b""
        self._show()

    def paste(self) -> None:
        """Take the picture, or the file, of the clipboard."""
        clipboard = QApplication.clipboard()
        if self._dropped(clipboard.mimeData()):
            return
        if not clipboard.image().isNull():
            self.path, self.content = None, png_of(clipboard.image())
            self._show()

    def _dropped(self, mime: QMimeData) -> bool:
        files = local_files(mime)
        if files:
            self.take(files[0])
        return bool(files)

    def clear(self) -> None:
        """Take the file away."""
        self.path, self.content = None, b""
        self._show()

    def _show(self) -> None:
        pasted = tr("A pasted picture") if self.content else str(self._words)
        self._name.set_text(self.path.name if self.path is not None else pasted)
        self._clear.setVisible(self.filled)
        self.changed.emit()

    def _choose(self) -> None:
        title = str(self._words)
        every = " ".join(self._endings)
        name, _chosen = QFileDialog.getOpenFileName(self, title, "", f"{title} ({every})")
        if name:
            self.take(Path(name))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return):
            self._choose()
        else:
            super().keyPressEvent(event)


def png_of(image: QImage) -> bytes:
    """A picture as a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, b"PNG")
    return bytes(buffer.data().data())


def read(path: Path | None, content: bytes) -> bytes | None:
    """What a field holds, read now; None where it holds nothing. Raises FileRefusedError."""
    if path is None:
        return content or None
    try:
        return path.read_bytes()
    except OSError:
        raise FileRefusedError(text("“{file}” cannot be read; choose it again.", file=path.name)) from None
