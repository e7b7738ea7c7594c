"""Everything about the print job that is chosen: its order, file, tries, which printers fit and why others do not."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.dispatch.driver import Activity
from app.dispatch.job_states import JOB, LIVE
from app.dispatch.matching import FOR_NOW, UNSAID, WRONG, Known, misfits, reasons
from app.dispatch.records import Printer, PrintJob
from app.gui.dispatch.facts import Facts
from app.gui.dispatch.job_model import WAITING, JobLine
from app.gui.dispatch.job_words import job_title
from app.gui.dispatch.side import Side
from app.gui.dispatch.tiles import time_words
from app.gui.look import Look, Role
from app.gui.orders.row_words import moment_words
from app.gui.packing.sign import Sign
from app.gui.widgets.basics import button, clear, label
from app.gui.words import say
from app.i18n import Text, text, tr
from app.orders.record import now

MOST_FITS = 24  # printers that are listed; the best come first


class FitRow(QWidget):
    """One printer: fits, fits later, nobody can say, or does not fit and why; a button where it may be chosen."""

    def __init__(self, look: Look, printer: Printer, icon: tuple[str, Role], why: str, *, mine: bool) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(8)
        row.addWidget(Sign(look, *icon, 15), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label(printer.name, "strong" if mine else "", wrap=True))
        if why:
            words.addWidget(label(why, "dim", wrap=True))
        row.addLayout(words, 1)


class JobDetail(Side):
    """Emits what is wanted.

    wanted   ("decide" | "stop" | "again" | "back" | "up" | "down" | "priority" | "order", job)
    given    (job, printer): give it to this printer
    """

    wanted = Signal(str, object)
    given = Signal(object, object)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._job = 0
        self._fits: tuple[object, ...] = ()
        self.decide = self._act(
            "decide", text("Decide what became of it…"), text("See what is known, and say whether it was printed"),
            "mdi6.help-rhombus-outline", "primary",
        )  # fmt: skip
        self.again = self._act(
            "again", text("Print it again"), text("Another job with the same file goes into the queue"), "mdi6.restart",
            "primary",
        )  # fmt: skip
        self.facts = Facts()
        self.column.addWidget(self.facts)
        self.fits_title = label(text("Which printers take it"), "heading")
        self.column.addWidget(self.fits_title)
        self.fits = QVBoxLayout()
        self.fits.setSpacing(2)
        self.column.addLayout(self.fits)
        self.column.addSpacing(4)
        self.order = self._act(
            "order", text("Open the order"), text("Show the order that it is for"), "mdi6.receipt-text-outline"
        )
        self.up = self._act("up", text("Earlier"), text("Move it up by one place (Alt+↑)"), "mdi6.arrow-up")
        self.down = self._act("down", text("Later"), text("Move it down by one place (Alt+↓)"), "mdi6.arrow-down")
        self.priority = self._act(
            "priority", text("Priority…"), text("Normal, high or urgent"), "mdi6.chevron-double-up"
        )
        self.back = self._act(
            "back", text("Take it back from the printer"), text("It waits for another printer; nothing was sent yet"),
            "mdi6.undo-variant",
        )  # fmt: skip
        self.stop = self._act("stop", text("Cancel the print…"), text("It is not printed (Delete)"), "mdi6.cancel")
        self.column.addStretch()

    def show_line(
        self, line: JobLine, printers: Sequence[Printer], activity: Mapping[int, Activity], *, produces: bool
    ) -> None:
        """Show this job; ``activity``: what is seen at the printers now."""
        row, job = line.row, line.row.job
        self._job = job.id
        words = line.why
        if not str(words) and job.state in {"unknown", "failed", "cancelled"}:
            words = job.told
        if job.stop_wanted and job.state in LIVE:
            words = text("It is being cancelled.")
        self.show_head(job_title(row), JOB.state[job.state], words)
        self.facts.show_rows(_facts(line))
        waits = job.state in WAITING
        self.decide.setVisible(produces and job.state == "unknown")
        self.again.setVisible(produces and job.state in {"failed", "cancelled"} and not row.again)
        self.order.setVisible(bool(row.order))
        for widget in (self.up, self.down, self.priority):
            widget.setVisible(produces and waits)
        self.back.setVisible(produces and job.state == "assigned")
        self.stop.setVisible(produces and JOB.state[job.state].open and job.state != "unknown" and not job.stop_wanted)
        self._show_fits(job, printers if waits else (), activity, produces=produces)

    def _show_fits(
        self, job: PrintJob, printers: Sequence[Printer], activity: Mapping[int, Activity], *, produces: bool
    ) -> None:
        known = Known(activity=activity)
        decided = sorted(
            ((misfits(job, printer, known), printer) for printer in printers), key=lambda pair: (_rank(pair[0]), pair[1].position)
        )[:MOST_FITS]  # fmt: skip
        state = (job.id, job.printer, produces, *((int(found), printer.id, printer.name) for found, printer in decided))
        if state == self._fits:
            return
        self._fits = state
        clear(self.fits)
        self.fits_title.setVisible(bool(decided))
        for found, printer in decided:
            mine = printer.id == job.printer
            why = "\n".join(str(reason) for reason in reasons(job, printer, found))
            row = FitRow(
                self.look, printer, _sign(int(found)), tr("It waits there.") if mine and not why else why, mine=mine
            )
            self.fits.addWidget(row)
            if produces and not mine and not found & WRONG:
                give = button(text("Give"), lambda printer=printer.id: self.given.emit(job.id, printer), "small")
                say(give, setToolTip=text("Give the job to {printer}", printer=printer.name))
                say(give, setAccessibleName=text("Give the job to {printer}", printer=printer.name))
                layout = row.layout()
                assert isinstance(layout, QHBoxLayout)
                layout.addWidget(give, 0, Qt.AlignmentFlag.AlignTop)

    def _act(self, name: str, words: Text, tip: Text, icon: str, kind: str = "second") -> QPushButton:
        return self.add_button(words, tip, lambda: self.wanted.emit(name, self._job), icon, kind)


def _rank(found: int) -> int:
    if not found:
        return 0
    if not found & ~int(FOR_NOW):
        return 1
    return 2 if not found & ~int(FOR_NOW | UNSAID) else 3


def _sign(found: int) -> tuple[str, Role]:
    signs: tuple[tuple[str, Role], ...] = (
        ("mdi6.check-circle", "ok"), ("mdi6.clock-outline", "warn"), ("mdi6.help-circle-outline", "dim"),
        ("mdi6.close-circle-outline", "dim"),
    )  # fmt: skip
    return signs[_rank(found)]


def _facts(line: JobLine) -> list[tuple[str, str]]:
    job, at = line.row.job, now()
    rows = [(tr("Item code"), job.name)] if job.name else []
    if line.printer:
        rows.append((tr("Printer"), line.printer))
    if job.material:
        rows.append((tr("Material"), job.material + (f" · {job.material_g:.0f} g" if job.material_g else "")))
    if job.height_mm:
        rows.append((tr("Size"), f"{job.width_mm:.0f} × {job.depth_mm:.0f} × {job.height_mm:.0f} mm"))
    if job.copies > 1:
        rows.append((tr("Copies"), str(job.copies)))
    if job.estimate_s:
        rows.append((tr("Takes about"), str(time_words(job.estimate_s))))
    rows.append((tr("File"), f"{job.suffix}, {_size_words(job.size)}"))
    if job.due_at is not None:
        rows.append((tr("Due"), str(moment_words(job.due_at, at))))
    rows.append((tr("Queued"), str(moment_words(job.created_at, at))))
    if job.attempt > 1:
        rows.append((tr("Tries"), str(job.attempt)))
    if job.cost:
        rows.append((tr("Cost so far"), f"¥{job.cost:.2f}"))
    if job.told and job.state not in {"failed", "cancelled", "unknown"}:
        rows.append((tr("The printer says"), job.told))
    return rows


def _size_words(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} kB"
