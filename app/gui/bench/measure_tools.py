"""Puts measuring, notes, figures over the surface and the revisions together for the window."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QWidget

from app.gui.base.services import Services
from app.gui.bench.bench_view import BenchView
from app.gui.bench.revisions import Revisions
from app.gui.bench.thumbnails import ThumbnailMaker
from app.gui.bench.wiring import Wiring
from app.gui.measuring.board import MeasureBoard
from app.gui.panels.measure import TOOLS, MeasurePanel
from app.gui.tool_pages.side import ToolSide
from app.i18n import tr


class MeasureTools(QObject):
    """``ask_save`` asks where to write a revision and writes it."""

    def __init__(  # noqa: PLR0917 - what it connects
        self,
        services: Services,
        view: BenchView,
        wiring: Wiring,
        side: ToolSide,
        actions: Mapping[str, QAction],
        ask_save: Callable[[str], Path | None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        workshop = services.workshop
        self._view, self._wiring, self._actions, self._window = view, wiring, actions, window
        self.board = MeasureBoard(workshop, view.viewport, self._ask_note, self)
        self.panel = MeasurePanel(services.look, self.board, actions)
        side.add("measure", self.panel)
        pictures = ThumbnailMaker(workshop.runner, workshop.store, services.thumbnails, self)
        workshop.bench.closed.connect(pictures.forget)
        workshop.bench.opened.connect(pictures.forget)
        self.revisions = Revisions(
            workshop, view.history, wiring.display, view.side, pictures, wiring.compare_with,
            lambda revision: self._save(revision, ask_save),
            lambda action: wiring.settled(action), self,  # noqa: PLW0108 - the brushes set it later
        )  # fmt: skip
        self.panel.figure_wanted.connect(wiring.heat.show_figure)
        self.panel.limits_wanted.connect(wiring.heat.set_limits)
        self.panel.pin_dropped.connect(workshop.bench.unpin)
        wiring.heat.scaled.connect(self.panel.show_heat)
        self.board.taken.connect(self._taken)
        bench = workshop.bench
        bench.opened.connect(self.panel.show_document)
        bench.document_changed.connect(self.panel.show_document)
        bench.report_changed.connect(self.panel.show_report)
        bench.closed.connect(self._closed)
        wiring.comparing.connect(actions["view.compare"].setChecked)

    def clear(self) -> None:
        """Forget all measurements."""
        self.board.measures.clear()

    def toggle_beside(self) -> None:
        """Show the model before its changes beside it, as the action is checked."""
        self.revisions.toggle_beside(on=self._actions["view.beside"].isChecked())

    def open_revision_menu(self) -> None:
        """The menu of the revision that is shown."""
        self._view.history.popup_for_current()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.panel.refresh()

    def close(self) -> None:
        """Free what the graphics hold."""
        self._view.side.close()

    def _ask_note(self, take: Callable[[str], object]) -> QInputDialog:
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(tr("Note"))
        dialog.setLabelText(tr("What is to be seen or done here?"))
        dialog.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput)
        dialog.textValueSelected.connect(take)
        dialog.open()
        return dialog

    def _save(self, revision: str, ask_save: Callable[[str], Path | None]) -> None:
        path = ask_save(revision)
        if path is not None:
            self._wiring.save_revision(revision, path)

    def _taken(self, tool: str) -> None:
        for name in TOOLS:
            self._actions[f"measure.{name}"].setChecked(name == tool)

    def _closed(self) -> None:
        self.panel.show_document(None)
        self.panel.show_report(None)
        self._actions["view.beside"].setChecked(False)
