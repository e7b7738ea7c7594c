"""The page of the packing bench: scan field, what belongs into the parcel, the step that comes next, and the day."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QStackedWidget

from app.commands.parcel_view import ParcelView
from app.gui.base.look import Look
from app.gui.packing.after_panel import AfterPanel
from app.gui.packing.bench import Bench
from app.gui.packing.cards import ItemCards
from app.gui.packing.chase_page import ChasePage
from app.gui.packing.close_panel import ClosePanel
from app.gui.packing.hand_over_panel import HandOverPanel
from app.gui.packing.head import ParcelHead
from app.gui.packing.label_panel import LabelPanel
from app.gui.packing.scan_bar import ScanBar
from app.gui.packing.station import PackingStation
from app.gui.packing.steps_panel import StepsPanel
from app.gui.packing.stop_sheet import StopSheet
from app.gui.packing.today_panel import TodayPanel
from app.gui.packing.waiting_panel import WaitingPanel
from app.gui.widgets.covers import Covers
from app.gui.widgets.message_bar import MessageBar
from app.gui.widgets.panel import EmptyState
from app.i18n import Text, text

ROOMY = 840  # pixels of width for what the last scan was to stand beside the scan field
CRAMPED = 640  # pixels of width of the panels, below which what they hold lies below each other
_FIRST = text("Scan an order, an item or a parcel…")
_NEXT = text("Scan the next one…")
_FULL = text("All is in: photo and weight (F4)")
_CLOSED = text("Closed. Scan the next order…")


class PackingPage(QStackedWidget):
    """The bench and the chase list behind it. ``station`` is what goes on; ``pack_wiring`` connects the two."""

    def __init__(self, look: Look, station: PackingStation | None = None) -> None:
        super().__init__()
        self.setObjectName("packingPage")
        self.station = station or PackingStation(self)
        self.covers = Covers()
        self.covers.setParent(self)
        self.head = ParcelHead(look)
        self.scan_bar = ScanBar(look)
        self.messages = MessageBar(look)
        self.stop = StopSheet(look, self)
        self.close_panel, self.label_panel = ClosePanel(look), LabelPanel(look)
        self.hand_over_panel, self.after_panel = HandOverPanel(look), AfterPanel(look)
        self.cards = ItemCards(look, self.covers)
        self.waiting = WaitingPanel(look)
        self.empty = EmptyState(
            look, "mdi6.package-variant", text("No parcel is open"),
            text("Scan the label of an order or of an item that lies ready; its parcel opens with all that belongs into it."),
        )  # fmt: skip
        self.steps, self.today = StepsPanel(look), TodayPanel(look)
        self.chase = ChasePage(look)
        self.panels: dict[str, QFrame] = {
            "close": self.close_panel, "label": self.label_panel, "hand_over": self.hand_over_panel,
            "after": self.after_panel,
        }  # fmt: skip
        self._wanted = ""
        self.turns = 0  # how often somebody turned to a panel
        self._seen = (0, "")
        self.bench = Bench(
            (self.head, self.scan_bar, self.messages),
            (*self.panels.values(), self.cards, self.waiting, self.empty),
            self.steps, self.today, self._turned,
        )  # fmt: skip
        self.body = self.bench.body
        self.addWidget(self.bench)
        self.addWidget(self.chase)
        self.show_view(None)

    # ---- what is shown ------------------------------------------------------

    def show_view(self, view: ParcelView | None) -> None:
        """Show this parcel."""
        self.head.show_view(view)
        self.cards.show_view(view)
        self.steps.show_view(view)
        self.waiting.show_view(view)
        self.empty.setVisible(view is None)
        self.cards.setVisible(view is not None)
        self.scan_bar.ask_for(_scan_words(view))
        if view is None:
            self._wanted = ""
            self.scan_bar.say("")
            self.label_panel.forget()
        panel = self._panel_of(view)
        for name, widget in self.panels.items():
            widget.setVisible(name == panel)
        if view is not None and panel:
            self.panels[panel].show_view(view)  # type: ignore[attr-defined]
        self._follow(view)

    def want(self, panel: str) -> None:
        """Show this panel of the open parcel, and let the keys work there."""
        self.turns += 1
        if panel == "chase":
            self.setCurrentIndex(1)
            self.chase.setFocus()
            return
        self.setCurrentIndex(0)
        view = self.station.view
        if panel in {"", "open", "scan"} or view is None:
            self._wanted = ""
            self.scan_bar.field.setFocus()
            return
        self._wanted = panel
        self.show_view(view)
        shown = self._panel_of(view)
        if shown:
            self.panels[shown].begin()  # type: ignore[attr-defined]

    def next_step(self) -> None:
        """After a step was done: show what comes next, ready for the next scan."""
        self._wanted = ""
        if self.station.view is not None:
            self.show_view(self.station.view)
        self.scan_bar.field.setFocus()

    @property
    def panel(self) -> str:
        """The panel that is shown, or empty."""
        return self._panel_of(self.station.view)

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.hand_over_panel.refresh()
        self.label_panel.refresh()
        self.after_panel.refresh()
        self.today.refresh()
        self.chase.refresh()
        if self.head.contact is not None:
            self.head.contact.refresh()
        self.show_view(self.station.view)

    def _follow(self, view: ParcelView | None) -> None:
        """Keep in sight what was scanned last, or the panel that comes next."""
        seen = (0, "") if view is None else (view.parcel.id, self._panel_of(view) or f"scan {view.inside.scanned}")
        if view is None or seen == self._seen:
            self._seen = seen
            return
        self._seen = seen
        panel, card = self.panels.get(seen[1]), self.cards.cards.get(view.last.item) if view.last is not None else None
        widget = panel or card
        if widget is not None:
            QTimer.singleShot(0, widget, lambda: self.bench.show_widget(widget))  # after it has its place

    def _panel_of(self, view: ParcelView | None) -> str:
        if view is None:
            return ""
        state = view.parcel.state
        if state == "new":
            return "close" if view.missing == 0 or self._wanted == "close" else ""
        if self._wanted == "label" and state != "dissolved":
            return "label"
        if state == "verified":
            return "hand_over" if self._wanted == "hand_over" else "label"
        return "hand_over" if state == "labelled" else "after"

    # ---- life ---------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The scanner is ready at once."""
        super().showEvent(event)
        self.station.watch(on=True)
        if self.station.stop is None:
            self.scan_bar.field.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody looks."""
        super().hideEvent(event)
        self.station.watch(on=False)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """What stops covers all of it."""
        super().resizeEvent(event)
        self.stop.setGeometry(self.rect())

    def say(self, sentence: Text | str) -> None:
        """What the last scan was."""
        self.scan_bar.say(sentence)

    def _turned(self, narrow: bool, room: int) -> None:
        for panel in self.panels.values():
            panel.set_narrow(narrow=room < CRAMPED)  # type: ignore[attr-defined]
        self.label_panel.set_small(small=narrow)
        self.scan_bar.set_narrow(narrow=room < ROOMY)


def _scan_words(view: ParcelView | None) -> Text:
    if view is None:
        return _FIRST
    if view.parcel.state != "new":
        return _CLOSED
    return _NEXT if view.missing else _FULL
