"""Connects the page of the packing bench with the station behind it, and both with the window."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from app.commands import labels, packing, shipping
from app.commands.orders import Done
from app.commands.parcel_view import ParcelView
from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.office_desk import OfficeDesk
from app.gui.packing import printing
from app.gui.packing.by_hand import ask_step
from app.gui.packing.camera_scan import CameraScan
from app.gui.packing.page import PackingPage
from app.gui.packing.printing import TO_FILE
from app.gui.packing.scanner_keys import ScannerKeys
from app.gui.widgets.camera import Capture, open_camera
from app.gui.widgets.question import Question, ReasonQuestion
from app.i18n import Text, plural, text, tr
from app.orders.machine import Step
from app.security.actor import Actor
from app.settings.preferences import Preferences
from app.shipping.carriers import like_a_waybill
from app.shipping.labels.pages import Printed
from app.shipping.packing import Verdict
from app.shipping.parcel_states import PARCEL


class PackWiring(QObject):
    """What the page wants, on its way to the office; what the office answers, on its way to the page.

    keep       writes the preferences
    show_page  brings the page to the front
    chosen     items that are chosen in the queue
    ask_path   asks where a file is to be saved
    opener     opens a camera by its number
    """

    def __init__(
        self,
        page: PackingPage,
        preferences: Preferences,
        keep: Callable[[], object],
        show_page: Callable[[], object],
        *,
        chosen: Callable[[], tuple[int, ...]] = tuple,
        ask_path: Callable[[QWidget, str], Path | None] = printing.ask_path,
        opener: Callable[[int], Capture] = open_camera,
    ) -> None:
        super().__init__(page)
        self.page, self.station = page, page.station
        self._preferences, self._keep, self._show_page = preferences, keep, show_page
        self._chosen, self._ask_path, self._opener = chosen, ask_path, opener
        self._photo_of = ""
        self._label_of: tuple[int, str] | None = None  # the parcel on the screen, and the size of its label in the book
        self._camera: CameraScan | None = None
        self._connect_station()
        self._connect_panels()
        self.keys = ScannerKeys(
            page,
            page.scan_bar.field,
            {
                Qt.Key.Key_F2: lambda: page.want("scan"),
                Qt.Key.Key_F4: lambda: page.want("close"),
                Qt.Key.Key_F5: lambda: page.want("label"),
                Qt.Key.Key_F6: lambda: page.want("hand_over"),
                Qt.Key.Key_Escape: self.escape,
                Qt.Key.Key_PageUp: lambda: page.bench.page_by(-1),
                Qt.Key.Key_PageDown: lambda: page.bench.page_by(1),
            },
            lambda: self.station.stop is not None,
        )
        self.keys.scanned.connect(self._scan)
        self.keys.typed.connect(page.scan_bar.type)
        self.keys.acknowledged.connect(self.station.acknowledge)
        self.keys.ignored.connect(self.station.ignore_scan)

    def connect_to(self, desk: OfficeDesk) -> None:
        """The order book is there."""
        self.page.covers.connect_to(desk)
        self.page.head.connect_to(desk)
        self.station.connect_to(desk)
        listen(desk.acted, self, self._acted)

    def do(self, name: str) -> None:
        """Start the action "pack.<name>"."""
        others: dict[str, Callable[[], object]] = {
            "chase": self.show_chases, "undo": self.take_back, "list": self.print_list, "card": self.print_card,
            "camera": self.open_camera, "hand_over_all": self.ask_hand_over_all,
            "units": lambda: self.print_units(self._chosen()),
            "reopen": lambda: self._by_name("reopen"), "dissolve": lambda: self._by_name("dissolve"),
        }  # fmt: skip
        if name in others:
            others[name]()
        else:
            self._show_page()
            self.page.want(name)

    def open_parcel(self, parcel: int) -> None:
        """Show a parcel that was chosen elsewhere in the window."""
        self._show_page()
        self.page.want("scan")
        self.station.open_parcel(parcel)

    def escape(self) -> None:
        """Back to the scan field; from there, put the parcel aside."""
        field = self.page.scan_bar.field
        if not field.hasFocus():
            self.page.want("scan")
        elif field.text():
            field.clear()
        else:
            self.station.put_aside()

    # ---- what is wanted -----------------------------------------------------

    def take_back(self) -> None:
        """Take back the last scan."""
        view = self.station.view
        if view is not None and view.parcel.state == "new" and view.last is not None:
            self.station.do(packing.unscan, then=lambda _view: self.page.say(text("The last scan was taken back.")))

    def print_label(self) -> None:
        """Print the label that is previewed."""
        size, dpi, printer = self.page.label_panel.chosen()
        self._preferences.label_printer = printer
        self._preferences.label_dpi = 300 if dpi == 300 else 203
        self._keep()
        if printer != TO_FILE:
            self.station.print_label(size, dpi, lambda printed: self._printed(printed, printer))
            return
        view = self.station.view
        path = self._ask_path(self.page, view.parcel.number) if view is not None else None
        if path is not None:
            self.station.print_label(size, dpi, lambda printed: self._save(path, printed), writes=path.name)

    def print_list(self) -> None:
        """Print the packing list."""
        self._paper(labels.print_packing_list, text("packing list"), "100x150")

    def print_card(self) -> None:
        """Print the unboxing card."""
        self._paper(labels.print_card, text("unboxing card"))

    def print_units(self, items: tuple[int, ...]) -> None:
        """Print the labels of the units of items."""
        self.station.ask(
            labels.print_unit_labels, items, "50x30", self._preferences.label_dpi,
            then=lambda printed: self._to_paper(printed, printed.name),
        )  # fmt: skip

    def open_camera(self) -> CameraScan:
        """Let a camera scan, beside the window, until its own is closed."""
        self._show_page()
        self.page.want("scan")
        if self._camera is not None:
            self._camera.close()
        camera = self._camera = CameraScan(self.page, self._opener)
        camera.code.connect(self._seen)
        camera.destroyed.connect(lambda: self._forget_camera(camera))
        camera.show()
        return camera

    def show_chases(self) -> None:
        """Show the chase list."""
        self._show_page()
        self.page.want("chase")
        self.station.ask_chases()

    def ask_hand_over_all(self) -> None:
        """Hand over every parcel that is ready, after a question."""
        self._show_page()
        self.page.want("scan")
        self.station.ask(shipping.today, then=lambda today: self._ask_hand_over(today.ready))

    # ---- inside -------------------------------------------------------------

    def _connect_station(self) -> None:
        station, page = self.station, self.page
        station.shown.connect(self._shown)
        station.stopped.connect(self._stopped)
        station.said.connect(page.say)
        station.refused.connect(self._refused)
        station.today.connect(page.today.show_today)
        station.chased.connect(page.chase.show_rows)

    def _connect_panels(self) -> None:
        page, station = self.page, self.station
        page.scan_bar.scanned.connect(self._scan)
        page.scan_bar.back.connect(self.take_back)
        page.scan_bar.camera_wanted.connect(self.open_camera)
        page.stop.acknowledged.connect(station.acknowledge)
        page.steps.wanted.connect(page.want)
        page.cards.take_out.connect(self._ask_take_out)
        page.cards.take_back.connect(lambda item: station.do(packing.unscan, item))
        page.cards.labels.connect(lambda item: self.print_units((item,)))
        page.cards.card_wanted.connect(self.print_card)
        page.waiting.join_wanted.connect(lambda order: station.do(packing.join, order))
        close = page.close_panel
        close.photo.connect(lambda content: station.do(
            packing.set_photo, content, then=self._if_still_there(lambda _view: close.begin())))  # fmt: skip
        close.weighed.connect(lambda grams: station.do(packing.set_weight, grams))
        close.closing.connect(lambda: station.do(packing.close, then=self._if_still_there(self._step_done)))
        close.without_photo.connect(self._ask_why_no_photo)
        close.refused.connect(self._refused)
        label = page.label_panel
        label.preview_wanted.connect(self._ask_preview)
        label.print_wanted.connect(self.print_label)
        label.list_wanted.connect(self.print_list)
        label.card_wanted.connect(self.print_card)
        label.show_printers(printing.printers(), self._preferences.label_printer)
        over = page.hand_over_panel
        over.waybill.connect(lambda number, carrier: station.do(
            shipping.set_waybill, number, carrier, then=self._if_still_there(self._waybill_kept)))  # fmt: skip
        over.scanned.connect(self._scan)
        over.handing_over.connect(lambda: station.do(
            shipping.record, "hand_over", version=None, then=self._if_still_there(self._step_done)))  # fmt: skip
        over.label_wanted.connect(lambda: page.want("label"))
        page.after_panel.step_wanted.connect(self._ask_step)
        page.after_panel.label_wanted.connect(lambda: page.want("label"))
        page.today.chase_wanted.connect(self.show_chases)
        page.today.parcel_wanted.connect(self.open_parcel)
        page.today.hand_over_wanted.connect(self._ask_hand_over)
        page.chase.parcel_wanted.connect(self.open_parcel)
        page.chase.left.connect(lambda: page.want("scan"))
        page.chase.chased.connect(self._chased)

    def _seen(self, code: str) -> None:
        """A code came before the camera; while something stops it is not even heard: the label may lie there."""
        if self.station.stop is None:
            self._scan(code)

    def _forget_camera(self, camera: CameraScan) -> None:
        if self._camera is camera:
            self._camera = None

    def _scan(self, raw: str) -> None:
        self.page.setCurrentIndex(0)
        view = self.station.view
        closed = view is not None and view.parcel.state in {"verified", "labelled"} and not view.parcel.waybill
        if closed and self.station.stop is None and like_a_waybill(raw):
            self.page.want("hand_over")
            self.page.hand_over_panel.take(raw)
        else:
            self.station.scan(raw)

    def _shown(self, view: ParcelView | None) -> None:
        page = self.page
        label_of = None if view is None else (view.parcel.id, view.parcel.label_size)
        if label_of is not None and label_of != self._label_of:  # else the size stays that somebody has just chosen
            page.label_panel.choose(label_of[1], self._preferences.label_dpi)
        self._label_of = label_of
        page.show_view(view)
        digest = "" if view is None else view.parcel.photo
        if digest != self._photo_of:
            self._photo_of = digest
            page.close_panel.photo_box.show_photo(None)
            if view is not None and digest:
                self.station.ask(
                    packing.photo, view.parcel.id, then=page.close_panel.photo_box.show_photo, lane="thread"
                )
        if page.panel == "after" and view is not None:
            self.station.ask(shipping.parcel_story, view.parcel.id, then=page.after_panel.show_story)

    def _stopped(self, verdict: Verdict | None) -> None:
        self.page.scan_bar.show_stopped(stopped=verdict is not None)
        self.page.stop.show_verdict(verdict)

    def _refused(self, error: AppError) -> None:
        self.page.messages.say(error.sentence, "bad")

    def _acted(self, _actor: Actor) -> None:
        self.page.covers.forget()
        self.page.messages.clear()
        self.page.chase.show_rows(())
        self.page.want("scan")

    def _if_still_there(self, then: Callable[[ParcelView], object]) -> Callable[[ParcelView], object]:
        """``then``, unless somebody has turned to another panel by the time the book answers: their keys stay there."""
        turn = self.page.turns
        return lambda view: then(view) if turn == self.page.turns else self.page.messages.clear()

    def _waybill_kept(self, view: ParcelView) -> None:
        self.page.messages.clear()
        if view.parcel.state == "labelled":
            self.page.hand_over_panel.begin()
        else:
            self.page.next_step()

    def _step_done(self, view: ParcelView) -> None:
        self.page.messages.clear()
        self.page.say(PARCEL.state[view.parcel.state].title)
        self.page.next_step()

    def _ask_preview(self, size: str, dpi: int) -> None:
        panel = self.page.label_panel
        self.station.ask_paper(
            labels.preview_label, size, dpi, then=panel.show_preview,
            failed=lambda error: panel.show_problem(error.sentence),
        )  # fmt: skip

    def _paper(self, command: Callable[..., Printed], name: Text, *args: Any) -> None:
        view = self.station.view
        if view is None:
            return
        number = view.parcel.number
        self.station.ask_paper(
            command, *args, dpi=self._preferences.label_dpi,
            then=lambda printed: self._to_paper(printed, f"{number} {name}"),
        )  # fmt: skip

    def _to_paper(self, printed: Printed, name: str) -> None:
        _size, _dpi, printer = self.page.label_panel.chosen()
        if printer != TO_FILE:
            self._printed(printed, printer)
            return
        path = self._ask_path(self.page, name)
        if path is not None:
            self._save(path, printed)

    def _printed(self, printed: Printed, printer: str) -> None:
        try:
            printing.print_on(printer, printed)
        except AppError as error:
            self._refused(error)
            return
        self.page.say(tr("Sent to {printer}.", printer=printer))
        self.page.next_step()

    def _save(self, path: Path, printed: Printed) -> None:
        try:
            files = printing.save(path, printed)
        except AppError as error:
            self._refused(error)
            return
        self.page.messages.say(text("Saved {file}.", file=files[0].name), "ok")
        self.page.next_step()

    def _ask_take_out(self, item: int) -> None:
        view = self.station.view
        if view is not None and view.parcel.state == "new":
            ReasonQuestion(
                text("Take it out of the parcel"),
                text("It lies ready for another parcel, or goes back to where it is worked on."),
                lambda why: self.station.do(packing.take_out, item, why, then=lambda _view: self.page.next_step()),
                self.page,
                done=text("Take it out"),
            ).open()

    def _ask_why_no_photo(self) -> None:
        ReasonQuestion(
            text("Close it without a photo"),
            text("The photo proves what was in the box; without one a claim is hard to settle."),
            lambda why: self.station.do(packing.close, no_photo=why, then=self._if_still_there(self._step_done)),
            self.page,
            done=text("Close the parcel"),
        ).open()

    def _by_name(self, event: str) -> None:
        view = self.station.view
        step = None if view is None else next((s for s in view.steps if s.event == event), None)
        if step is not None:
            self._ask_step(step)

    def _ask_step(self, step: Step) -> None:
        view = self.station.view
        if view is not None:
            ask_step(step, view.parcel, partial(self.station.do, then=self._if_still_there(self._step_done)), self.page)

    def _ask_hand_over(self, parcels: tuple[int, ...]) -> None:
        if not parcels:
            self.page.messages.say(text("No parcel is ready: each needs its label and its waybill first."), "warn")
            return
        question = Question(
            plural("Hand over {n} parcel", "Hand over {n} parcels", len(parcels)),
            text("The courier has them then; that cannot be taken back."),
            text("Hand over"),
            self.page,
        )
        question.finish()
        question.accepted.connect(lambda: self.station.hand_over_all(parcels, self._handed_over))
        question.open()

    def _handed_over(self, done: Done) -> None:
        if done.done:
            words = plural("{n} parcel was handed over.", "{n} parcels were handed over.", len(done.done))
            self.page.messages.say(words, "ok")
        for _parcel, sentence in done.refused:
            self.page.messages.say(sentence, "bad")

    def _chased(self, parcel: int, how: str, words: str, days: float) -> None:
        self.station.ask(
            shipping.chased,
            parcel,
            how,
            words=words,
            again_in_days=days,
            then=lambda _parcel: self.station.ask_chases(),
        )
