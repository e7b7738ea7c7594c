"""Where a photo of what is made or packed goes: a file, a picture that is dropped or pasted, or the camera."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPixmap,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.errors import FileRefusedError
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import Card, button, label, mark
from app.gui.widgets.camera import CameraDialog
from app.gui.widgets.drop_target import DropTarget, local_files
from app.i18n import Text, text, tr

LARGEST = 40 * 1024 * 1024  # bytes of a file
TITLE = text("Packing photo")
WANTED = text("Photo of the open box, before it is sealed")
ENDINGS = "*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff"


def ask_file(parent: QWidget) -> Path | None:
    """The window of the system that asks for a picture."""
    pictures = tr("Pictures")
    name, _ = QFileDialog.getOpenFileName(parent, str(TITLE), "", f"{pictures} ({ENDINGS})")
    return Path(name) if name else None


class PhotoBox(Card):
    """Emits ``chosen`` with the bytes of a picture, ``refused`` with a sentence."""

    chosen = Signal(bytes)
    refused = Signal(object)

    def __init__(
        self,
        look: Look,
        ask: Callable[[QWidget], Path | None] = ask_file,
        *,
        title: Text = TITLE,
        wanted: Text = WANTED,
    ) -> None:
        super().__init__(kind="photo")
        self._look, self._ask, self._title, self._wanted = look, ask, title, wanted
        self._there = False
        self.setAcceptDrops(True)
        DropTarget(self, lambda mime: mime.hasImage() or mime.hasUrls(), self.take_mime)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        say(
            self,
            setAccessibleName=title,
            setToolTip=text("Drop a picture here, or paste one with Ctrl+V"),
        )
        self.picture = QLabel()
        say(self.picture, setAccessibleName=text("The photo that was taken"))
        self.picture.setFixedSize(QSize(168, 112))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setProperty("kind", "picture")
        self.camera = button(text("Camera…"), self.open_camera, "small", look.icon("mdi6.camera-outline"))
        self.file = button(text("File…"), self._ask_file, "small", look.icon("mdi6.image-outline"))
        self.paste = button(text("Paste"), self._paste, "small", look.icon("mdi6.content-paste"))
        say(self.camera, setToolTip=text("Take a photo with a camera of this PC"))
        say(self.file, setToolTip=text("Choose a picture from a folder"))
        say(self.paste, setToolTip=text("Take the picture that was copied (Ctrl+V)"))
        self.words = label(wanted, "dim", wrap=True)
        side = QVBoxLayout()
        side.setSpacing(6)
        side.addWidget(self.words)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for one in (self.camera, self.file, self.paste):
            buttons.addWidget(one)
        buttons.addStretch()
        side.addLayout(buttons)
        side.addStretch()
        self.row = row = QHBoxLayout(self)
        row.setContentsMargins(10, 10, 10, 10)
        row.setSpacing(12)
        row.addWidget(self.picture)
        row.addLayout(side, 1)
        look.changed.connect(self._themed)
        self.show_photo(None)

    def show_photo(self, content: bytes | None) -> None:
        """Show a photo that was taken; None: there is none yet."""
        image = QPixmap()
        self._there = bool(content) and image.loadFromData(content or b"")
        mark(self, state="done" if self._there else "")
        if self._there:
            size = self.picture.size()
            self.picture.setPixmap(
                image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
            )
        else:
            self.picture.setPixmap(self._look.icon("mdi6.camera-plus-outline", "dim").pixmap(QSize(36, 36)))
        say(self.words, setText=text("The photo is taken; another one takes its place") if self._there
            else self._wanted)  # fmt: skip

    def _themed(self) -> None:
        if not self._there:
            self.show_photo(None)

    def open_camera(self) -> CameraDialog:
        """Look through the camera."""
        dialog = CameraDialog(self, title=self._title)
        dialog.taken.connect(self._take_image)
        dialog.open()
        return dialog

    def take_mime(self, mime: QMimeData) -> bool:
        """Take a picture or a file of one; False where it is neither."""
        if mime.hasImage():
            image = mime.imageData()
            if isinstance(image, QImage) and not image.isNull():
                self._take_image(image)
                return True
        paths = local_files(mime)
        if paths:
            self._take_file(paths[0])
        return bool(paths)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Ctrl+V pastes."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        else:
            super().keyPressEvent(event)

    def _paste(self) -> None:
        if not self.take_mime(QGuiApplication.clipboard().mimeData()):
            self._refuse(text("There is no picture on the clipboard."))

    def _ask_file(self) -> None:
        path = self._ask(self)
        if path is not None:
            self._take_file(path)

    def _take_file(self, path: Path) -> None:
        try:
            if path.stat().st_size > LARGEST:
                self._refuse(text("This picture is too large; 40 MB at most."))
                return
            self.chosen.emit(path.read_bytes())
        except OSError:
            self._refuse(text("This file cannot be read; choose another one."))

    def _take_image(self, image: QImage) -> None:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "JPEG", 90)  # type: ignore[call-overload]
        self.chosen.emit(bytes(buffer.data().data()))

    def _refuse(self, sentence: Text) -> None:
        self.refused.emit(FileRefusedError(sentence))
