"""File dialogs: what they filter for, and what each format would lose."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.i18n import Text, tr
from app.mesh.files.formats import Format
from app.mesh.mesh import ColorKind

PREFERRED = "3mf"  # the one format that carries colour, units and several bodies to every current slicer


def ask_file(parent: QWidget, title: Text, suffixes: Iterable[str]) -> Path | None:
    """Ask for a file with one of these endings."""
    endings = " ".join(f"*{suffix}" for suffix in suffixes)
    name, _chosen = QFileDialog.getOpenFileName(parent, str(title), "", f"{title} ({endings})")
    return Path(name) if name else None


class FileDialogs:
    """Asks for paths; the formats are those of the core's table."""

    def __init__(self, formats: Iterable[Format]) -> None:
        self._formats = tuple(formats)

    @property
    def endings(self) -> str:
        """The kinds of files that open, as one line."""
        return " · ".join(form.title for form in self._formats if form.reads)

    def reads(self, path: Path) -> bool:
        """Whether a file's ending is one that we read."""
        return any(form.reads and path.suffix.lower() in form.suffixes for form in self._formats)

    def ask_open(self, parent: QWidget, folder: str) -> Path | None:
        """Ask for a model file."""
        every = " ".join(f"*{suffix}" for form in self._formats if form.reads for suffix in form.suffixes)
        filters = [tr("Models ({endings})", endings=every), *(self._filter(f) for f in self._formats if f.reads)]
        name, _chosen = QFileDialog.getOpenFileName(
            parent, tr("Open a model"), folder, ";;".join([*filters, tr("All files (*)")])
        )
        return Path(name) if name else None

    def ask_save(self, parent: QWidget, suggestion: Path, color: ColorKind) -> Path | None:
        """Ask where to save; a name without a known ending gets that of the chosen kind."""
        writes = sorted((f for f in self._formats if f.writes), key=lambda f: f.id != PREFERRED)
        by_filter = {self._filter(form, color): form for form in writes}
        name, chosen = QFileDialog.getSaveFileName(
            parent, tr("Save the print file"), str(suggestion), ";;".join(by_filter)
        )
        if not name:
            return None
        path = Path(name)
        if any(path.suffix.lower() in form.suffixes for form in writes):
            return path
        form = by_filter.get(chosen, writes[0])
        path = path.with_name(path.name + form.suffixes[0])
        return path if not path.exists() or self._may_replace(parent, path) else None

    @staticmethod
    def _may_replace(parent: QWidget, path: Path) -> bool:
        """Ask, as the dialog did only for the name without its ending."""
        question = tr("{file} is there already. Replace it?", file=path.name)
        return QMessageBox.question(parent, tr("Save the print file"), question) == QMessageBox.StandardButton.Yes

    @staticmethod
    def _filter(form: Format, color: ColorKind = "none") -> str:
        endings = " ".join(f"*{suffix}" for suffix in form.suffixes)
        title = form.title
        if color != "none" and not form.holds_vertex_color:
            title = tr("{format}, without colour", format=form.title)
        elif color == "texture" and not form.holds_texture:
            title = tr("{format}, colours at the vertices", format=form.title)
        return f"{title} ({endings})"
