"""Which Statuette this is, on what it runs, under which licence, and whose work is in it."""

import os
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPlainTextEdit, QTabWidget, QVBoxLayout, QWidget

from app import __version__
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import button, label
from app.i18n import text, tr

ROOT = Path(__file__).parent.parent.parent.parent
LICENCE, NOTICES = "LICENSE", "NOTICES.txt"
_PARTS = ("PySide6-Essentials", "vtk", "pyvista", "numpy", "SQLAlchemy", "cryptography")


def home() -> Path:
    """The application layer of an installed Statuette, else the tree that this program runs from."""
    return Path(os.environ.get("STATUETTE_APP") or ROOT)


def versions() -> str:
    """Program, Python, Qt, system and the largest parts, a line each: for whoever asks which version it is."""
    lines = [
        f"Statuette {__version__}",
        f"Python {platform.python_version()}",
        f"Qt {qVersion()}",
        f"{platform.system()} {platform.release()} ({platform.machine()})",
    ]
    for name in _PARTS:
        try:
            lines.append(f"{name} {version(name)}")
        except PackageNotFoundError:  # an installed runtime may leave out what packages say about themselves
            continue
    return "\n".join(lines)


def read(name: str, folders: Sequence[Path]) -> str:
    """The text of this file in the first of the folders that has it; "" where none has."""
    for folder in folders:
        try:
            return (folder / name).read_text("utf-8", errors="replace")
        except OSError:
            continue
    return ""


class AboutDialog(QDialog):
    """Versions to copy, the licence, and the notices of everything that is shipped."""

    def __init__(self, look: Look, parent: QWidget | None) -> None:
        super().__init__(parent)
        say(self, setWindowTitle=text("About Statuette"))
        self.resize(640, 480)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 16)
        column.setSpacing(12)
        column.addWidget(label(f"Statuette 手办工坊 {__version__}", "hero"))
        column.addWidget(
            label(
                text(
                    "The workstation of a figurine and souvenir workshop. Free software under the Apache License 2.0."
                ),
                "dim",
                wrap=True,
            )
        )
        folders = (home(), ROOT)
        notices = read(NOTICES, folders) or tr(
            "The list of all parts and their licences is made when the program is packaged; this copy runs from its sources."
        )
        self.tabs = QTabWidget()
        say(self.tabs, setAccessibleName=text("Versions, licence, notices"))
        self.versions = _pane(versions())
        self.licence = _pane(read(LICENCE, folders))
        self.notices = _pane(notices)
        for pane, title in (
            (self.versions, text("Versions")),
            (self.licence, text("Licence")),
            (self.notices, text("Parts of others")),
        ):
            say(pane, setAccessibleName=title)
            self.tabs.addTab(pane, str(title))
        column.addWidget(self.tabs, 1)
        foot = QHBoxLayout()
        copy = button(text("Copy the versions"), self._copy, "second", look.icon("mdi6.content-copy"))
        say(copy, setToolTip=text("For a question or a report of something that went wrong"))
        foot.addWidget(copy)
        foot.addStretch()
        done = button(text("Close"), self.accept, "primary", tip=text("Close this; nothing is changed (Escape)"))
        done.setDefault(True)
        foot.addWidget(done)
        column.addLayout(foot)
        done.setFocus()

    def _copy(self) -> None:
        QApplication.clipboard().setText(versions())


def _pane(words: str) -> QPlainTextEdit:
    pane = QPlainTextEdit(words)
    pane.setReadOnly(True)
    pane.setTabChangesFocus(True)
    return pane
