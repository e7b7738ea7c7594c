"""Everything about the print job that is chosen: its order, file, tries, which printers fit and why others do not."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from app.commands.dispatch_ties import contents_of
from app.commands.print_dialog import AT_THE_TRAY
from app.commands.print_sides import is_two_sided
from app.dispatch.defects import defect_title
from app.dispatch.driver import Activity
from app.dispatch.job_states import JOB, LIVE
from app.dispatch.pausing import GO_ON, WANTED
from app.dispatch.queueing import HELD
from app.dispatch.records import Printer, PrintJob
from app.gui.base.look import Look
from app.gui.base.row_words import moment_words
from app.gui.dispatch.facts import Facts
from app.gui.dispatch.fits import FitList
from app.gui.dispatch.job_model import WAITING, JobLine
from app.gui.dispatch.job_words import is_halted, job_title, state_of, turn_words
from app.gui.dispatch.material_question import choices
from app.gui.dispatch.naming import Names
from app.gui.dispatch.side import Side
from app.gui.dispatch.system_print import FOLDERS, TRAY
from app.gui.dispatch.tiles import time_words
from app.gui.widgets.basics import label
from app.i18n import Text, text, tr
from app.orders.record import now

_MATERIAL_TIP = text("What it is printed in: it goes to printers that are loaded with it")


class JobDetail(Side):
    """Emits what is wanted.

    wanted   ("decide" | "judge" | "dialog" | "tell" | "pause" | "go_on" | "stop" | "again" |
             "hold" | "release" | "back" | "up" | "down" | "priority" | "material" | "cause" | "order", job)
    given    (job, printer): give it to this printer
    """

    wanted = Signal(str, object)
    given = Signal(object, object)

    def __init__(self, look: Look, names: Names) -> None:
        super().__init__(look)
        self._names = names
        self._job = 0
        self.decide = self._act(
            "decide", text("Decide what became of it…"), text("See what is known, and say whether it was printed"),
            "mdi6.help-rhombus-outline", "primary",
        )  # fmt: skip
        self.dialog = self._act(
            "dialog", text("Print with the system dialog…"),
            text("Choose a printer of this PC, print the picture in its true size, and say what came of it"),
            "mdi6.printer-outline", "primary",
        )  # fmt: skip
        self.tell = self._act(
            "tell", text("Say what came of it…"), text("The printer does not say so itself: look, and say it"),
            "mdi6.clipboard-check-outline",
        )  # fmt: skip
        self.again = self._act(
            "again", text("Print it again"), text("Another job with the same file goes into the queue"), "mdi6.restart",
            "primary",
        )  # fmt: skip
        self.judge = self._act(
            "judge", text("Quality check…"), text("Say whether what was printed passed, or what is wrong with it"),
            "mdi6.clipboard-check-outline", "primary",
        )  # fmt: skip
        self.go_on = self._act(
            "go_on", text("Go on with the print"), text("The printer prints on where it stopped"), "mdi6.play-outline",
            "primary",
        )  # fmt: skip
        self.say_material = self._act(
            "material", text("Say the material…"), _MATERIAL_TIP, "mdi6.palette-outline", "primary"
        )
        self.release = self._act(
            "release", text("Release it"), text("It is not held any more: it waits for its turn again"),
            "mdi6.play-circle-outline", "primary",
        )  # fmt: skip
        self.facts = Facts()
        self.column.addWidget(self.facts)
        self.fits_title = label(text("Which printers take it"), "heading")
        self.column.addWidget(self.fits_title)
        self.fits = FitList(look, names)
        self.fits.given.connect(lambda printer: self.given.emit(self._job, printer))
        self.column.addWidget(self.fits)
        self.column.addSpacing(4)
        self.order = self._act(
            "order", text("Open the order"), text("Show the order that it is for"), "mdi6.receipt-text-outline"
        )
        self.up = self._act("up", text("Move up"), text("Move it up by one place (Alt+↑)"), "mdi6.arrow-up")
        self.down = self._act("down", text("Move down"), text("Move it down by one place (Alt+↓)"), "mdi6.arrow-down")
        self.priority = self._act(
            "priority", text("Priority…"), text("Normal, high or urgent"), "mdi6.chevron-double-up"
        )
        self.material = self._act("material", text("Material…"), _MATERIAL_TIP, "mdi6.palette-outline")
        self.cause = self._act(
            "cause",
            text("Say why it failed…"),
            text("What was wrong; the statistics count it"),
            "mdi6.clipboard-alert-outline",
        )
        self.hold = self._act(
            "hold", text("Hold it back…"), text("No printer gets it until it is released; say why"),
            "mdi6.hand-back-left-outline",
        )  # fmt: skip
        self.back = self._act(
            "back", text("Take it back from the printer"), text("It waits for another printer; nothing was sent yet"),
            "mdi6.undo-variant",
        )  # fmt: skip
        self.pause = self._act(
            "pause", text("Pause the print"), text("Its printer rests until it may go on"), "mdi6.pause-circle-outline"
        )
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
        elif str(turn_words(line)):
            words = turn_words(line)
        self.show_head(job_title(row), state_of(line), words)
        self.facts.show_rows(_facts(line, self._names))
        waits = job.state in WAITING
        self.decide.setVisible(produces and job.state == "unknown")
        driver = next((p.driver for p in printers if p.id == job.printer), "")
        at_tray = driver == TRAY and job.state in AT_THE_TRAY
        self.tell.setVisible(produces and job.state == "running" and (at_tray or driver.startswith(FOLDERS)))
        self.dialog.setVisible(produces and at_tray and not job.stop_wanted)
        runs = produces and job.state == "running" and not job.stop_wanted and line.pauses
        self.pause.setVisible(runs and not is_halted(line))
        self.pause.setEnabled(job.pausing != WANTED)
        self.go_on.setVisible(runs and is_halted(line))
        self.go_on.setEnabled(job.pausing != GO_ON)
        self.again.setVisible(produces and job.state in {"failed", "cancelled"} and not row.again)
        self.judge.setVisible(produces and job.state == "done" and bool(contents_of(job)))
        self.order.setVisible(bool(row.order))
        for widget in (self.up, self.down, self.priority):
            widget.setVisible(produces and waits)
        self.hold.setVisible(produces and waits and not is_held(job))
        self.release.setVisible(produces and is_held(job))
        several = produces and bool(choices(job, self._names.materials))
        self.say_material.setVisible(several and not job.material)
        self.material.setVisible(several and bool(job.material))
        self.cause.setVisible(produces and may_have_cause(job))
        self.back.setVisible(produces and job.state == "assigned")
        self.stop.setVisible(produces and JOB.state[job.state].open and job.state != "unknown" and not job.stop_wanted)
        self.fits_title.setVisible(waits and bool(printers))
        self.fits.show_job(job if waits else None, printers, activity, may_give=produces)

    def _act(self, name: str, words: Text, tip: Text, icon: str, kind: str = "second") -> QPushButton:
        return self.add_button(words, tip, lambda: self.wanted.emit(name, self._job), icon, kind)


def may_have_cause(job: PrintJob) -> bool:
    """Whether there is something to be said about why it failed: not of what was cancelled before it began."""
    return job.state == "failed" or (job.state == "cancelled" and job.started_at is not None)


def is_held(job: PrintJob) -> bool:
    """Whether somebody keeps a job back that has no printer yet."""
    return job.state == "planned" and HELD in job.options


def _facts(line: JobLine, names: Names) -> list[tuple[str, str]]:
    job, at = line.row.job, now()
    rows = [(tr("Item code"), job.name)] if job.name else []
    if line.printer:
        rows.append((tr("Printer"), line.printer))
    if job.material:
        rows.append(
            (tr("Material"), names.material(job.material) + (f" · {job.material_g:.0f} g" if job.material_g else ""))
        )
    if job.height_mm:
        rows.append((tr("Size"), f"{job.width_mm:.0f} × {job.depth_mm:.0f} × {job.height_mm:.0f} mm"))
    if job.copies > 1:
        rows.append((tr("Copies"), str(job.copies)))
    if is_two_sided(job.options):
        rows.append((tr("Printed on"), tr("Both sides")))
    if job.estimate_s:
        rows.append((tr("Takes about"), str(time_words(job.estimate_s))))
    rows.append((tr("File"), f"{job.suffix}, {_size_words(job.size)}"))
    if job.due_at is not None:
        rows.append((tr("Due"), str(moment_words(job.due_at, at))))
    rows.append((tr("Queued"), str(moment_words(job.created_at, at))))
    if job.attempt > 1:
        rows.append((tr("Tries"), str(job.attempt)))
    if job.cost >= 0.005:
        rows.append((tr("Cost so far"), f"¥{job.cost:.2f}"))
    if may_have_cause(job) and job.cause:
        rows.append((tr("What was wrong"), str(defect_title(job.cause))))
    if job.told and job.state not in {"done", "failed", "cancelled", "unknown"}:
        rows.append((tr("The printer says"), job.told))
    return rows


def _size_words(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} kB"
