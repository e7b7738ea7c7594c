"""The files of an order: dropped in, looked at, saved."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout

from app.commands.item_files import DESIGN, OF_THE_BENCH, PICTURE, REVISION, TEXTURE
from app.gui.base.look import Look
from app.gui.base.row_words import moment_words
from app.gui.widgets.basics import ElidedLabel, button, clear, decoration, label, tool
from app.gui.widgets.drop_target import DropTarget, local_files
from app.i18n import Text, text, tr
from app.orders.record import now
from app.orders.records import FileLink

KINDS: dict[str, tuple[Text, str]] = {
    "cover": (text("Picture of the creation"), "mdi6.image-outline"),
    "mesh": (text("Generated model"), "mdi6.cube-outline"),
    "photo": (text("Photo"), "mdi6.image-outline"),
    "video": (text("Film"), "mdi6.movie-outline"),
    "audio": (text("Sound"), "mdi6.music-note-outline"),
    "proof": (text("Proof"), "mdi6.file-certificate-outline"),
    "pack_photo": (text("Packing photo"), "mdi6.camera-outline"),
    "evidence": (text("Evidence"), "mdi6.file-eye-outline"),
    "print_file": (text("Print file"), "mdi6.printer-3d-nozzle-outline"),
    PICTURE: (text("Picture of a design"), "mdi6.image-outline"),
    "other": (text("File"), "mdi6.file-outline"),
}
_BY_ENDING = {
    "photo": (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".heic"),
    "mesh": (".glb", ".gltf", ".obj", ".stl", ".ply", ".off"),
    "print_file": (".3mf",),
    "video": (".mp4", ".mov", ".webm", ".mkv"),
    "audio": (".mp3", ".wav", ".m4a", ".flac", ".ogg", ".aac"),
}
INSIDE = frozenset({REVISION, TEXTURE, DESIGN})
"""Files that the bench keeps for itself."""
PROVES = frozenset({"proof", "pack_photo", "evidence"})
"""Files that show what was agreed or done."""
STAYS = PROVES | OF_THE_BENCH
"""Files that nobody takes off by hand."""


def kind_of(path: Path) -> str:
    """The kind of a file by its ending."""
    return next((kind for kind, endings in _BY_ENDING.items() if path.suffix.lower() in endings), "other")


def is_picture(file: FileLink) -> bool:
    """Whether it can be shown in the window; nothing of it is written to the disk for that."""
    return (
        file.kind in {"cover", "photo", "pack_photo", "evidence", PICTURE}
        or Path(file.name).suffix.lower() in _BY_ENDING["photo"]
    )


def size_words(size: int) -> str:
    """Such as 12 kB or 3.4 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB"


class FilesBox(QFrame):
    """``added`` gives paths; ``opened`` a picture, ``saved`` a file and the path to save it to, ``removed`` a file."""

    added = Signal(object)
    opened = Signal(object)
    saved = Signal(object, object)
    removed = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("kind", "drop")
        self.files = QVBoxLayout()
        self.files.setSpacing(2)
        self.add = button(text("Add files…"), self._choose, "small", look.icon("mdi6.paperclip"))
        self.add.setToolTip(tr("Choose files, or drop them here; they are kept encrypted with the order"))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(self.files)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        DropTarget(self, lambda mime: bool(local_files(mime)), self._dropped)

    def show_files(self, files: Sequence[FileLink], people: Mapping[int, str], *, may_add: bool) -> None:
        """Show these."""
        clear(self.files)
        self.add.setVisible(may_add)
        self.setAcceptDrops(may_add)
        shown = [file for file in files if file.kind not in INSIDE]
        for file in shown:
            self.files.addLayout(self._row(file, people, may_remove=may_add and file.kind not in STAYS))
        if not shown:
            words = text("Drop files here.") if may_add else text("There are no files.")
            self.files.addWidget(label(words, "dim"))

    def _row(self, file: FileLink, people: Mapping[int, str], *, may_remove: bool) -> QHBoxLayout:
        title, icon = KINDS.get(file.kind, KINDS["other"])
        sign = decoration()
        sign.setPixmap(self._look.icon(icon, "dim").pixmap(18, 18))
        name = ElidedLabel()
        name.set_text(file.name or str(title))
        parts = (
            str(title),
            size_words(file.size),
            people.get(file.added_by, ""),
            str(moment_words(file.added_at, now())),
        )
        facts = ElidedLabel("dim")
        facts.set_text(" · ".join(part for part in parts if part))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        words.addWidget(facts)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(sign)
        row.addLayout(words, 1)
        if is_picture(file):
            look = self._look.icon("mdi6.eye-outline", "dim")
            row.addWidget(tool(look, text("Look at the picture"), lambda: self.opened.emit(file)))
        row.addWidget(tool(self._look.icon("mdi6.download", "dim"), text("Save the file…"), lambda: self._save(file)))
        if may_remove:
            bin_ = self._look.icon("mdi6.trash-can-outline", "dim")
            row.addWidget(tool(bin_, text("Take the file off the order…"), lambda: self.removed.emit(file)))
        return row

    def _save(self, file: FileLink) -> None:
        name, _chosen = QFileDialog.getSaveFileName(self, tr("Save the file"), file.name)
        if name:
            self.saved.emit(file, Path(name))

    def _choose(self) -> None:
        names, _chosen = QFileDialog.getOpenFileNames(self, tr("Add files"))
        if names:
            self.added.emit([Path(name) for name in names])

    def _dropped(self, mime: QMimeData) -> bool:
        paths = local_files(mime)
        if paths:
            self.added.emit(paths)
        return bool(paths)
