"""Where a print file is dropped or chosen."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.dispatch.send_words import SLICED_SUFFIXES
from app.gui.widgets.basics import ElidedLabel, button
from app.gui.widgets.drop_target import DropTarget, local_files
from app.i18n import text, tr


class FileDrop(QFrame):
    """Emits ``chosen`` with the path. ``path``: the file, or None."""

    chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("kind", "drop")
        self.setAcceptDrops(True)
        self.path: Path | None = None
        self.name = ElidedLabel()
        self.choose = button(text("Choose…"), self._ask, "small", look.icon("mdi6.folder-open-outline"))
        say(self.choose, setToolTip=text("Choose a print file of this PC"))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 12, 10)
        row.addWidget(self.name, 1)
        row.addWidget(self.choose)
        self._show()
        DropTarget(self, lambda mime: len(local_files(mime)) == len(mime.urls()) == 1, self._dropped)

    def take(self, path: Path) -> None:
        """This file is meant."""
        self.path = path
        self._show()
        self.chosen.emit(path)

    def _dropped(self, mime: QMimeData) -> bool:
        self.take(local_files(mime)[0])
        return True

    def _ask(self) -> None:
        endings = " ".join(f"*{suffix}" for suffix in (*SLICED_SUFFIXES, ".pdf", ".png", ".jpg"))
        kinds = ";;".join((tr("Print files ({endings})", endings=endings), tr("All files (*)")))
        name, _kind = QFileDialog.getOpenFileName(self, tr("Choose a print file"), "", kinds)
        if name:
            self.take(Path(name))

    def _show(self) -> None:
        self.name.set_text(self.path.name if self.path is not None else tr("Drop the print file here"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.setAcceptDrops(self.isEnabled())
