"""The soft proof in the window: its actions, its row on the page "Colours", its colours in the viewport."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from app.commands.workshop import Workshop
from app.gui.softproof.row import SoftProofRow
from app.gui.softproof.view import SoftProofView
from app.gui.tool_pages.page import ToolPage
from app.gui.viewport.dye_layer import DyeLayer
from app.gui.viewport.widget import Viewport


class SoftProofTool(QObject):
    """Joins them; ``actions`` are the window's, by id."""

    def __init__(
        self, workshop: Workshop, viewport: Viewport, actions: Mapping[str, QAction], page: ToolPage, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self.layer = DyeLayer(viewport)
        self.view = SoftProofView(workshop, viewport, self.layer, self)
        self.row = SoftProofRow(self.view, actions)
        page.put_above(self.row)
        self.view.changed.connect(self._check)
        workshop.bench.report_changed.connect(self.row.show_report)

    def switch(self) -> None:
        """Show what the two actions say."""
        proof, gamut = (self._actions[name].isChecked() for name in ("view.softproof", "view.gamut"))
        self.view.show(replace(self.view.state, proof=proof, gamut=gamut))

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.row.refresh()

    def close(self) -> None:
        """Stop working."""
        self.view.close()

    def _check(self) -> None:
        self._actions["view.softproof"].setChecked(self.view.state.proof)
        self._actions["view.gamut"].setChecked(self.view.state.gamut)
