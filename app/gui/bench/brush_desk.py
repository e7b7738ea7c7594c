"""Connects the hand that holds the brushes with the window: actions, pages, messages, and what must wait for a stroke."""

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from app.commands.workshop import Workshop
from app.errors import AppError
from app.gui.bench.bench_view import BenchView
from app.gui.bench.tools import BenchTools
from app.gui.bench.wiring import Wiring
from app.gui.brushes.hand import BrushHand
from app.gui.brushes.kinds import KINDS, Family, Kind, family_of
from app.gui.brushes.offer import give_colors
from app.gui.panels.paint import PaintPanel
from app.gui.panels.sculpt import SculptPanel

PAGE_OF: dict[Family, str] = {"sculpt": "fix", "paint": "color"}


class BrushDesk(QObject):
    """One a window."""

    def __init__(  # noqa: PLR0917 - what it connects
        self,
        workshop: Workshop,
        view: BenchView,
        actions: Mapping[str, QAction],
        beside: BenchTools,
        wiring: Wiring,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._view, self._actions, self._beside = view, actions, beside
        self.hand = BrushHand(workshop, view.viewport, self)
        self.sculpt = SculptPanel(self.hand, actions)
        self.paint = PaintPanel(self.hand, actions)
        beside.pages["fix"].put_above(self.sculpt)
        beside.pages["color"].put_above(self.paint)
        self.paint.colors_wanted.connect(lambda picture: give_colors(workshop, wiring.edit, picture=picture))
        self.hand.said.connect(lambda sentence: view.messages.say(sentence, "info"))
        self.hand.changed.connect(self._show)
        self.hand.drawn.connect(lambda: actions["edit.undo"].setEnabled(True))  # before it is a step of the history
        wiring.settled = self.hand.when_settled
        wiring.editing.connect(self.hand.show_job)

    def take(self, kind: Kind) -> None:
        """Take up a brush, or put it down where it is in hand."""
        page = PAGE_OF[family_of(kind)]
        if kind != self.hand.kind and self._beside.side.page != page:
            self._beside.side.choose(page)  # first: a page may take up a tool of its own when it is shown
        self.hand.take(kind)
        self._show()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.sculpt.refresh()
        self.paint.refresh()

    def close(self) -> None:
        """The window is closing: what was drawn last is kept before it goes."""
        try:
            self.hand.close()
        except AppError as error:
            self._view.messages.say(error.sentence, "bad")

    def _show(self) -> None:
        now = self.hand.kind
        for kind in KINDS:
            self._actions[f"brush.{kind}"].setChecked(kind == now)
