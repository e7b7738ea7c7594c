"""Everything about the printer that is chosen: its picture, what it prints, heat and ink, what waits, and what can be done."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent

from app.dispatch import maintenance
from app.dispatch.driver import DriverKind
from app.dispatch.pilot import News
from app.dispatch.records import Printer
from app.gui.base.look import Look
from app.gui.dispatch.facts import Facts
from app.gui.dispatch.naming import Names
from app.gui.dispatch.side import Side
from app.gui.dispatch.tiles import STATES, Tile, time_words
from app.gui.widgets.basics import label
from app.gui.widgets.scaled_picture import ScaledPicture
from app.gui.widgets.thin_bar import ThinBar
from app.i18n import Text, text, tr


class PrinterDetail(Side):
    """Emits what is wanted with the id of the printer (of the job, for the last three).

    wanted       ("clear" | "pause" | "resume" | "service" | "change" | "retire" | "picture", printer)
    job_wanted   ("decide" | "stop" | "show", job)
    """

    wanted = Signal(str, object)
    job_wanted = Signal(str, object)

    def __init__(self, look: Look, names: Names) -> None:
        super().__init__(look)
        self._names = names
        self._printer = 0
        self._job = 0
        self._shown = ""
        self.decide = self.add_button(
            text("Decide what became of it…"), text("See what is known, and say whether it was printed"),
            lambda: self.job_wanted.emit("decide", self._job), "mdi6.help-rhombus-outline", "primary",
        )  # fmt: skip
        self.clear = self.add_button(
            text("The plate is clear…"), text("Look at the plate first; then the next job may begin"),
            lambda: self.wanted.emit("clear", self._printer), "mdi6.broom", "primary",
        )  # fmt: skip
        self.go_on = self.add_button(
            text("Go on with the print"), text("The printer prints on where it stopped"),
            lambda: self.job_wanted.emit("go_on", self._job), "mdi6.play-outline", "primary",
        )  # fmt: skip
        self.picture = ScaledPicture(text("Picture of the plate"), text("The plate as its camera sees it"))
        self.column.addWidget(self.picture)
        self.what = label("", "strong", wrap=True)
        self.bar = ThinBar()
        self.left = label("", "dim")
        for widget in (self.what, self.bar, self.left):
            self.column.addWidget(widget)
        self.facts = Facts()
        self.column.addWidget(self.facts)
        self.stand_in = label(
            text("This protocol was tried on a stand-in of our own only. Watch its first prints."), "dim", wrap=True
        )
        self.column.addWidget(self.stand_in)
        self.column.addSpacing(4)
        self.show_job = self.add_button(
            text("Show in the queue"), text("Go to this job in the queue"), lambda: self.job_wanted.emit("show", self._job),
            "mdi6.format-list-numbered",
        )  # fmt: skip
        self.stop = self.add_button(
            text("Cancel the print…"), text("Stop what it prints"), lambda: self.job_wanted.emit("stop", self._job),
            "mdi6.cancel",
        )  # fmt: skip
        self.look_again = self.add_button(
            text("Look at it now"), text("Ask the printer how it is, and for a picture of its plate"),
            lambda: self.wanted.emit("picture", self._printer), "mdi6.camera-outline",
        )  # fmt: skip
        self.pause = self.add_button(
            text("Give it no more jobs…"), text("What it prints goes on; nothing further is sent to it"),
            lambda: self.wanted.emit("pause", self._printer), "mdi6.pause-octagon-outline",
        )  # fmt: skip
        self.resume = self.add_button(
            text("Give it jobs again"), text("The next job may be sent to it"),
            lambda: self.wanted.emit("resume", self._printer), "mdi6.play-circle-outline",
        )  # fmt: skip
        self.service = self.add_button(
            text("Maintenance was done…"), text("Write down what was done; the hours to the next begin anew"),
            lambda: self.wanted.emit("service", self._printer), "mdi6.wrench-outline",
        )  # fmt: skip
        self.change = self.add_button(
            text("Change the printer…"), text("Name, address, key, material, size"),
            lambda: self.wanted.emit("change", self._printer), "mdi6.cog-outline",
        )  # fmt: skip
        self.retire = self.add_button(
            text("Take it out of use…"), text("It disappears from here; what it has printed is kept"),
            lambda: self.wanted.emit("retire", self._printer), "mdi6.archive-arrow-down-outline",
        )  # fmt: skip
        self.column.addStretch()

    def show_printer(
        self, printer: Printer, tile: Tile, kind: DriverKind | None, news: News | None, *, produces: bool, sets_up: bool
    ) -> None:
        """Show this printer. ``produces``, ``sets_up``: what whoever is here may do."""
        if printer.id != self._printer:
            self.show_picture(None)
        self._printer, self._job = printer.id, tile.job or 0
        self.show_head(printer.name, STATES[tile.state], tile.words)
        self.what.setText(tile.what)
        self.what.setVisible(bool(tile.what))
        self.bar.setVisible(tile.share is not None)
        self.bar.set_share(tile.share or 0.0)
        self.left.setText(_progress_words(tile))
        self.left.setVisible(bool(self.left.text()))
        self.facts.show_rows(_facts(self._names.printer(printer), tile, kind, news))
        self.stand_in.setVisible(tile.stand_in)
        going = bool(self._job)
        self.decide.setVisible(produces and tile.state == "unclear")
        clears = produces and printer.to_be_cleared and not printer.queues
        self.clear.setVisible(clears and tile.state not in {"printing", "sending", "halted", "unclear"})
        self.show_job.setVisible(going)
        self.go_on.setVisible(produces and going and tile.state == "halted" and kind is not None and kind.pauses)
        self.stop.setVisible(produces and going and tile.state != "unclear")
        self.pause.setVisible(produces and not printer.paused)
        self.resume.setVisible(produces and printer.paused)
        self.service.setVisible(produces and printer.kind == "3d")
        self.change.setVisible(sets_up)
        self.retire.setVisible(sets_up and not going)

    def show_picture(self, picture: bytes | None) -> None:
        """The plate now, JPEG or PNG; None: there is no picture."""
        self.picture.show_file(picture)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.picture.fit(max(80, self.width() - 40))


def _progress_words(tile: Tile) -> str:
    words = [] if tile.share is None else [f"{tile.share:.0%}"]
    if tile.left_s is not None:
        words.append(tr("{time} left", time=str(time_words(tile.left_s))))
    return " · ".join(words)


def _facts(printer: Printer, tile: Tile, kind: DriverKind | None, news: News | None) -> list[tuple[str, str]]:
    status = news.status if news is not None else None
    rows: list[tuple[str, str]] = []
    if status is not None:
        for name, (now, aim) in status.temperatures.items():
            rows.append((name, f"{now:.0f} °C" + (f" → {aim:.0f} °C" if aim else "")))
        rows.extend((name, f"{share:.0%}") for name, share in status.levels.items())
        rows.extend((name, value) for name, value in status.facts.items())
    if tile.waiting:
        rows.append((tr("Waiting"), str(tile.waiting)))
    if printer.materials:
        rows.append((tr("Loaded"), ", ".join(printer.materials)))
    if printer.width_mm:
        rows.append((tr("Prints up to"), f"{printer.width_mm:g} × {printer.depth_mm:g} × {printer.height_mm:g} mm"))
    if printer.nozzle_mm:
        rows.append((tr("Nozzle"), f"{printer.nozzle_mm:g} mm"))
    if printer.printed_s:
        rows.append((tr("Has printed"), str(time_words(printer.printed_s))))
    if printer.service_every_s:
        rows.append((tr("Maintenance"), str(_service_words(printer))))
    rows.append((tr("Protocol"), tr("unknown") if kind is None else str(kind.title)))
    return rows


def _service_words(printer: Printer) -> Text:
    left = maintenance.left_s(printer) or 0.0
    if left <= 0:
        return text("due")
    return text("in {hours} h of printing", hours=f"{left / maintenance.HOUR:.0f}")
