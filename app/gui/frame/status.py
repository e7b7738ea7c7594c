"""The status bar: where the work is, what draws it, and in which unit."""

import time

from PySide6.QtWidgets import QMainWindow

from app.gui.widgets.basics import label
from app.i18n import tr
from app.session.bench import Document
from app.settings.process import ProcessProfile


class Status:
    """Fills the status bar of a window."""

    def __init__(self, window: QMainWindow) -> None:
        bar = window.statusBar()
        bar.setSizeGripEnabled(False)
        self._kept_at = ""
        self._document: Document | None = None
        self._process: ProcessProfile | None = None
        self._where = ""
        self.book = label("")
        self.kept = label("")
        self.graphics = label("")
        self.saved = label("")
        self.process = label("")
        bar.addWidget(self.book)
        bar.addWidget(self.kept)
        bar.addWidget(self.graphics)
        bar.addPermanentWidget(self.saved)
        bar.addPermanentWidget(self.process)

    def show_document(self, document: Document | None) -> None:
        """Say that this is on disk as of now."""
        self._document = document
        self._kept_at = time.strftime("%H:%M:%S")
        self.refresh()

    def show_process(self, process: ProcessProfile | None) -> None:
        """Say which print process is chosen."""
        self._process = process
        self.refresh()

    def show_graphics(self, words: str) -> None:
        """Say which OpenGL draws the model."""
        self.graphics.setText(words)

    def show_book(self, where: str) -> None:
        """Say which database keeps the orders: "SQLite", or kind and server."""
        self._where = where
        self.refresh()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        alone = self._where == "SQLite"
        self.book.setText(tr("This PC · {database}", database=self._where) if alone else self._where)
        self.book.setVisible(bool(self._where))
        document = self._document
        self.kept.setText(tr("Saved on this PC {time}", time=self._kept_at) if document is not None else tr("Ready"))
        if document is None:
            self.saved.setText("")
        elif document.unsaved:
            self.saved.setText(tr("not in a print file yet"))
        elif document.saved_as is not None and document.revision == document.saved_revision:
            self.saved.setText(tr("in {file}", file=document.saved_as.name))
        else:
            self.saved.setText("")
        title = "" if self._process is None else self._process.title()
        unit = tr("Unit: mm")
        self.process.setText(f"{unit} · {title}" if title else unit)
