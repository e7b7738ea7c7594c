"""Which printers take a job, and for every other one why it does not."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.dispatch.driver import Activity
from app.dispatch.matching import FOR_NOW, UNSAID, WRONG, Known, Misfit, match, reasons
from app.dispatch.records import Printer, PrintJob
from app.gui.base.look import Look, Role
from app.gui.base.words import say
from app.gui.dispatch.naming import Names
from app.gui.widgets.basics import button, clear, label
from app.gui.widgets.sign import Sign
from app.i18n import text, tr

MOST = 24  # printers that are listed; the best come first
_SIGNS: tuple[tuple[str, Role], ...] = (
    ("mdi6.check-circle", "ok"),
    ("mdi6.clock-outline", "warn"),
    ("mdi6.help-circle-outline", "dim"),
    ("mdi6.close-circle-outline", "dim"),
)


class FitList(QWidget):
    """Emits ``given`` with the id of a printer that somebody chooses."""

    given = Signal(object)

    def __init__(self, look: Look, names: Names) -> None:
        super().__init__()
        self._look, self._names = look, names
        self._shown: object = None
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(4)

    def show_job(
        self,
        job: PrintJob | None,
        printers: Sequence[Printer],
        activity: Mapping[int, Activity],
        *,
        may_give: bool,
    ) -> None:
        """Decide about every printer; None: there is nothing to decide."""
        decided = [] if job is None else best(job, printers, activity)
        state = (None if job is None else job.printer, may_give, tuple((int(f), p) for f, p in decided))
        if state == self._shown:
            return
        self._shown = state
        clear(self.rows)
        self.setVisible(bool(decided))
        for found, printer in decided:
            assert job is not None
            self.rows.addWidget(self._row(job, printer, found, may_give=may_give))

    def refresh(self) -> None:
        """Say everything again at the next look, in the language of then."""
        self._shown = None

    def _row(self, job: PrintJob, printer: Printer, found: Misfit, *, may_give: bool) -> QWidget:
        mine = printer.id == job.printer
        why = [str(reason) for reason in reasons(self._names.job(job), self._names.printer(printer), found)]
        if mine:
            why.insert(0, tr("It waits there."))
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Sign(self._look, *_SIGNS[rank(found)], 16), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label(printer.name, "strong" if mine else "", wrap=True))
        if why:
            words.addWidget(label("\n".join(why), "dim", wrap=True))
        row.addLayout(words, 1)
        if may_give and not mine and not found & WRONG:
            give = button(text("Give"), self._giving(printer.id), "small")
            words_of = text("Give the job to {printer}", printer=printer.name)
            say(give, setToolTip=words_of, setAccessibleName=words_of)
            row.addWidget(give, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _giving(self, printer: int) -> Callable[[], None]:
        return lambda: self.given.emit(printer)


def best(job: PrintJob, printers: Sequence[Printer], activity: Mapping[int, Activity]) -> list[tuple[Misfit, Printer]]:
    """The printers with what speaks against them, those that fit now first."""
    fitting = match((job,), printers, Known(activity=activity))
    decided = [(Misfit(int(found)), printer) for found, printer in zip(fitting.misfits[0], printers, strict=True)]
    return sorted(decided, key=lambda pair: (rank(pair[0]), pair[0].bit_count(), pair[1].position))[:MOST]


def rank(found: Misfit) -> int:
    """0 fits now, 1 as soon as the printer is ready, 2 nobody can say, 3 does not fit."""
    if not found:
        return 0
    if not found & ~FOR_NOW:
        return 1
    return 2 if not found & ~(FOR_NOW | UNSAID) else 3
