"""Which model is opened, and where the one on the bench is saved."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.commands.workshop import Workshop
from app.gui.base.files import FileDialogs


class FileQuestions:
    """Asks with the dialogs of the system, beginning where somebody was last."""

    def __init__(self, parent: QWidget, workshop: Workshop, dialogs: FileDialogs) -> None:
        self._parent, self._workshop, self.dialogs = parent, workshop, dialogs

    @property
    def endings(self) -> str:
        """Of the files that can be opened."""
        return self.dialogs.endings

    def ask_open(self) -> Path | None:
        """A model file; None: none after all."""
        return self.dialogs.ask_open(self._parent, self._workshop.preferences.last_folder)

    def ask_save(self) -> Path | None:
        """Where the model on the bench goes; None: nowhere, or there is none."""
        document, report = self._workshop.bench.document, self._workshop.bench.report
        if document is None:
            return None
        folder = Path(self._workshop.preferences.last_folder or Path.home())
        suggestion = document.saved_as or folder / f"{document.source.stem}-print.3mf"
        return self.dialogs.ask_save(self._parent, suggestion, "none" if report is None else report.color)
