"""What is going on at the packing bench: the parcel that is open, scans one after another, and what stops them."""

from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.commands import labels, packing, shipping
from app.commands.packing_scans import ScanAnswer
from app.commands.parcel_view import ParcelView
from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.once import once
from app.gui.packing.sound import Sound, play
from app.i18n import Text, text
from app.orders.book import BookOfflineError, Changed, NotFoundError
from app.security.actor import Actor
from app.security.permissions import Permission, may
from app.shipping.labels.pages import Printed
from app.shipping.packing import Verdict

MOST_WAITING = 200  # scans that wait for the book; a scanner that has gone mad stops here
_SOON_MS, _CLOCK_MS = 700, 60_000


class PackingStation(QObject):
    """Asks the office; the widgets show what is emitted.

    shown     the parcel that is open (a ParcelView), or None
    stopped   a Verdict that has to be acknowledged; None: it was
    said      a sentence about the last scan
    refused   an AppError that is no answer to a scan
    today     counts of the day
    chased    rows of the chase list
    """

    shown = Signal(object)
    stopped = Signal(object)
    said = Signal(object)
    refused = Signal(object)
    today = Signal(object)
    chased = Signal(object)

    def __init__(self, parent: QObject, sound: Callable[[Sound], object] = play) -> None:
        super().__init__(parent)
        self._sound = sound
        self.desk: OfficeDesk | None = None
        self.view: ParcelView | None = None
        self.stop: Verdict | None = None
        self._scans: deque[str] = deque()
        self._asked = 0  # answers to what was asked before the person or the parcel changed are not shown
        self._waiting = self._watched = False
        self._soon = once(self, _SOON_MS, self.look_again)
        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_MS)
        self._clock.timeout.connect(lambda: self.ask_today() if self._watched else None)

    def watch(self, *, on: bool) -> None:
        """Whether anybody looks: what others do is only followed then."""
        self._watched = on
        if on:
            self.look_again()

    def connect_to(self, desk: OfficeDesk) -> None:
        """The order book is there."""
        self.desk = desk
        listen(desk.changed, self, self._changed)
        listen(desk.acted, self, self._acted)
        self._clock.start()
        self._acted(desk.actor)

    @property
    def may_pack(self) -> bool:
        """Whether whoever is here packs."""
        return self.desk is not None and may(self.desk.actor, Permission.PACK)

    # ---- scanning -----------------------------------------------------------

    def scan(self, raw: str) -> None:
        """Something was scanned or typed. While something stops, it is not looked at."""
        raw = raw.strip()
        if not raw or self.desk is None:
            return
        if self.stop is not None or len(self._scans) >= MOST_WAITING:
            self._sound("stop")
            return
        self._scans.append(raw)
        self._next()

    def ignore_scan(self) -> None:
        """Something was scanned that nobody looks at: whoever scans has to hear it."""
        self._sound("stop")

    def acknowledge(self) -> None:
        """What stopped was seen, and put right."""
        if self.stop is not None:
            self.stop = None
            self.stopped.emit(None)

    def put_aside(self) -> None:
        """Close the parcel on the screen; nothing of it changes."""
        if self.stop is None:
            self._asked += 1
            self._waiting = False
            self._scans.clear()
            if self.view is not None and self.view.parcel.state == "new" and self.may_pack:
                self._ask(packing.leave, self.view.parcel.id, then=lambda _none: None)
            self._show(None)
            self.ask_today()

    def _next(self) -> None:
        if self._waiting or not self._scans or self.desk is None:
            return
        self._waiting, raw = True, self._scans.popleft()
        if self.view is None:
            self._ask(packing.open_by_code, raw, then=self._answered, failed=self._scan_failed)
        else:
            self._ask(packing.scan, self.view.parcel.id, raw, then=self._answered, failed=self._scan_failed)

    def _answered(self, answer: ScanAnswer) -> None:
        self._waiting = False
        if answer.parcel is not None:
            self._show(answer.parcel)
        if answer.good:
            self._sound("good")
            self.said.emit(answer.verdict.sentence)
        else:
            self._scans.clear()
            self.stop = answer.verdict
            self._sound("stop")
            self.stopped.emit(answer.verdict)
        self._next()

    def _scan_failed(self, error: AppError) -> None:
        self._waiting = False
        self._scans.clear()
        if isinstance(error, NotFoundError):
            self._show(None)
        advice = None if isinstance(error, BookOfflineError) else text("Nothing was counted; scan it again.")
        self.stop = Verdict(
            "unknown",
            error.sentence if isinstance(error.sentence, Text) else text("{words}", words=error.sentence),
            advice,
        )
        self._sound("stop")
        self.stopped.emit(self.stop)

    # ---- the parcel ---------------------------------------------------------

    def do(
        self, command: Callable[..., Any], *args: Any, then: Callable[[ParcelView], object] | None = None, **named: Any
    ) -> None:
        """Run a command about the open parcel that gives the parcel as it is then."""
        if self.view is None:
            return

        def done(view: ParcelView) -> None:
            self._show(view)
            if then is not None:
                then(view)

        self._ask(command, self.view.parcel.id, *args, then=done, **named)

    def open_parcel(self, parcel: int) -> None:
        """Show a parcel that was chosen in a list."""
        self._scans.clear()
        self._ask(packing.see_parcel, parcel, then=self._show)

    def print_label(self, size: str, dpi: int, then: Callable[[Printed], object], *, writes: str = "") -> None:
        """Count the label as printed and hand it to whoever prints it, or ``writes`` it to a file of this name."""
        if self.view is None:
            return

        def done(printed: Printed) -> None:
            self.look_again()
            then(printed)

        self._ask(labels.print_label, self.view.parcel.id, size, dpi, then=done, writes=writes)

    def ask_paper(
        self,
        command: Callable[..., Printed],
        *args: Any,
        then: Callable[[Printed], object],
        failed: Callable[[AppError], object] | None = None,
        **named: Any,
    ) -> None:
        """Have something drawn that counts as nothing: a preview, a packing list, a card. Beside the scans."""
        if self.view is not None:
            self._ask(command, self.view.parcel.id, *args, then=then, failed=failed, lane="thread", **named)

    def look_again(self) -> None:
        """Read the open parcel and the counts anew."""
        if self.view is not None and not self._waiting:
            self._ask(packing.see_parcel, self.view.parcel.id, then=self._renew, failed=self._gone)
        self.ask_today()

    def hand_over_all(self, parcels: tuple[int, ...], then: Callable[[Any], object]) -> None:
        """Hand over all that is labelled and has its waybill."""

        def done(result: Any) -> None:
            self.look_again()
            then(result)

        self._ask(shipping.hand_over, parcels, then=done)

    def ask_today(self) -> None:
        """Count the day."""
        if self.desk is not None and may(self.desk.actor, Permission.ORDERS_SEE):
            self._ask(shipping.today, then=self.today.emit, failed=lambda _error: None)

    def ask_chases(self) -> None:
        """Read the chase list."""
        if self.desk is not None and may(self.desk.actor, Permission.ORDERS_SEE):
            self._ask(shipping.chase_list, then=self.chased.emit)

    def ask(self, command: Callable[..., Any], *args: Any, then: Callable[[Any], object], **named: Any) -> None:
        """Ask something else; refusals are shown."""
        self._ask(command, *args, then=then, **named)

    # ---- inside -------------------------------------------------------------

    def _show(self, view: ParcelView | None) -> None:
        self.view = view
        self.shown.emit(view)

    def _renew(self, view: ParcelView) -> None:
        if self.view is not None and self.view.parcel.id == view.parcel.id and view != self.view:
            self._show(view)

    def _gone(self, error: AppError) -> None:
        if isinstance(error, NotFoundError):
            self._show(None)
        self.refused.emit(error)

    def _ask(
        self,
        command: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], object],
        failed: Callable[[AppError], object] | None = None,
        lane: Any = "book",
        **named: Any,
    ) -> None:
        if self.desk is None:
            return
        asked = self._asked

        def good(answer: Any) -> None:
            if asked == self._asked:
                then(answer)

        def bad(error: AppError) -> None:
            if asked != self._asked:
                raise error
            (failed or self.refused.emit)(error)

        self.desk.ask(command, *args, then=good, failed=bad, lane=lane, **named)

    def _acted(self, actor: Actor) -> None:
        """Another person is at the bench: nothing of what the one before had open stays."""
        self._asked += 1
        self._waiting = False
        self._scans.clear()
        self.acknowledge()
        self._show(None)
        if may(actor, Permission.ORDERS_SEE):
            self.ask_today()

    def _changed(self, _change: Changed) -> None:
        """Whatever it was, the counts may have changed; what is open is read anew with them."""
        if self._watched and not self._soon.isActive():
            self._soon.start()
