"""Connects what a press, or a hand, would show of a design: the soft proof on the bench, mock-ups, the proof for a buyer."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog

from app.gui.layout.desk import LayoutDesk
from app.gui.layout.office import LayoutOffice
from app.gui.layout.page import LayoutPage
from app.gui.layout.painter import Painter
from app.gui.layout.panels.output_panel import OutputPanel
from app.gui.layout.proofing import Mockup, PressProof, Proofing
from app.gui.layout.views import Views
from app.gui.widgets.message_bar import MessageBar
from app.i18n import text, tr
from app.settings.preferences import Preferences


class ProofWiring(QObject):
    """Follows what is measured of the design; see :meth:`renew`.

    proof_item  asks about the proof of an item, and shows on a bar what became of it; set by the window
    """

    def __init__(
        self,
        page: LayoutPage,
        desk: LayoutDesk,
        actions: Mapping[str, QAction],
        *,
        proofing: Proofing,
        painter: Painter,
        panel: OutputPanel,
        views: Views,
        preferences: Preferences,
        office: LayoutOffice | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.proof_item: Callable[[int, MessageBar], object] | None = None
        self._page, self._desk, self._actions = page, desk, actions
        self._proofing, self._painter, self._panel, self._views = proofing, painter, panel, views
        self._preferences, self._office = preferences, office
        panel.mockup_wanted.connect(self._show_mockup)
        panel.picture_wanted.connect(self._save_picture)
        proofing.proofed.connect(self._proofed)
        proofing.pictured.connect(self._pictured)

    def ask(self) -> None:
        """Ask about the proof of the item that is edited, once its order has what lies here."""
        thing, office, ask = self._desk.thing, self._office, self.proof_item
        if thing is None or not thing.item or office is None or ask is None:
            self._page.messages.say(text("Open an item of an order first: a proof is for its buyer."), "info")
            return
        office.settled(lambda: ask(thing.item, self._page.messages), thing.item)

    def renew(self) -> None:
        """The design, its colours or the switches are others: show them so."""
        on, warns = (self._actions[f"layout.{name}"].isChecked() for name in ("softproof", "gamut"))
        self._proofing.switch(on=on, warns=warns)
        self._proofing.refresh(self._page.measured, self._desk.page, self._painter.ppmm)

    def draw_mockup(self) -> None:
        """Draw the mock-up that was chosen last."""
        self._proofing.draw_picture(self._page.measured, self._proofing.kind)

    def _proofed(self, proof: PressProof | None) -> None:
        self._panel.show_gamut(None if proof is None else proof.share)
        if proof is None:
            self._page.design.show_proof(None)
        else:
            self._page.design.show_proof(proof.image, proof.box)

    def _show_mockup(self, kind: str) -> None:
        self._views.show("mockup")
        self._proofing.draw_picture(self._page.measured, kind)

    def _pictured(self, picture: Mockup) -> None:
        self._panel.offer_mockups(picture.kinds, picture.kind)

    def _save_picture(self) -> None:
        picture = self._proofing.picture
        if picture is None:
            self._show_mockup("")
            return
        name, _kind = QFileDialog.getSaveFileName(
            self._page, tr("Save the picture"), str(Path(self._preferences.last_folder) / "picture.png"), "PNG (*.png)"
        )
        if name and not picture.image.save(name):
            self._page.messages.say(
                text("{file} cannot be written; choose another folder.", file=Path(name).name), "bad"
            )
