"""Somebody decides what became of a print that nobody can tell about: what was asked, what the printer says, three answers."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from app.commands.print_board import Unclear
from app.commands.print_floor import Sight
from app.dispatch.records import Attempt
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.row_words import moment_words
from app.gui.base.words import say
from app.gui.dispatch.facts import Facts
from app.gui.dispatch.good_copies import GoodCopies
from app.gui.dispatch.job_words import job_title
from app.gui.dispatch.tiles import STATES
from app.gui.widgets.basics import LEAVE, button, label, mark
from app.gui.widgets.panel import scrolling
from app.gui.widgets.scaled_picture import ScaledPicture
from app.i18n import Text, text, tr
from app.orders.record import now

WIDTH = 620
_PICTURE_WIDTH = 240
_STATE_OF = {
    "idle": "free", "printing": "printing", "paused": "halted", "attention": "attention", "error": "error",
    "busy": "busy", "starting": "starting", "offline": "offline",
}  # fmt: skip
PHASES: dict[str, Text] = {
    "uploading": text("The file was being sent."),
    "sent": text("The whole file had been sent; the printer has not said that it begins."),
    "uploaded": text("The printer has the file; it was not started yet."),
    "starting": text("The printer was told to start; its answer was lost."),
    "started": text("It was seen printing."),
}
FOUND: dict[str, Text] = {
    "running": text("It says that it prints this now."),
    "finished_ok": text("It says that it has printed this."),
    "finished_bad": text("It says that this print failed."),
    "cancelled": text("It says that this print was cancelled."),
    "stored": text("It keeps the file, and says nothing of a print."),
    "absent": text("It knows nothing of this job."),
    "cannot_know": text("It cannot tell."),
}
ANSWERS: tuple[tuple[str, Text, Text], ...] = (
    (
        "printed",
        text("It was printed, and it is good enough to go on"),
        text("The job is done and its item goes on to finishing. Nothing is sent again."),
    ),
    (
        "not_printed",
        text("It was not printed: there is nothing on the plate"),
        text("It goes back into the queue of its printer and is sent again. If it was printed after all, there will be two."),
    ),
    (
        "failed",
        text("Throw it away: it is bad, or only half there"),
        text("The job has failed and its item waits to be printed again, with the same file, when you queue it again."),
    ),
)  # fmt: skip


class ResolveDialog(QDialog):
    """Emits what was decided.

    decided  (decision, words, how many of several copies are good where it failed)
    gone     words: the workstation that was sending is gone for good
    looked   ask the printer once more
    """

    decided = Signal(str, str, int)
    gone = Signal(str)
    looked = Signal()

    def __init__(self, look: Look, unclear: Unclear, who: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(tr("What became of it?"))
        self.resize(WIDTH, min(760, parent.window().height() - 40))
        self.unclear = unclear
        self._answered: Callable[[], object] | None = None
        body = QWidget()
        body.setObjectName("panelBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 18, 16, 8)
        column.setSpacing(9)
        column.addWidget(label(self.windowTitle(), "title"))
        column.addWidget(label(job_title(unclear.row), "strong", wrap=True))
        column.addWidget(label(text("What was asked"), "heading"))
        asked = Facts()
        asked.show_rows(_asked_rows(unclear))
        column.addWidget(asked)
        column.addWidget(label(text("What the printer says now"), "heading"))
        says = QHBoxLayout()
        self.says = Facts()
        self.says.show_rows([(tr("Answer"), tr("Asking the printer…"))])
        self.picture = ScaledPicture(
            text("Picture of the plate"), text("The plate as its camera sees it"), _PICTURE_WIDTH
        )
        words = QVBoxLayout()
        words.addWidget(self.says)
        again = button(text("Ask it again"), self._look_again, "small", look.icon("mdi6.refresh"))
        say(again, setToolTip=text("Ask the printer once more what it has of this job"))
        words.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch()
        says.addLayout(words, 1)
        says.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(says)
        column.addWidget(label(text("Go and look at the plate. What is there?"), "heading"))
        self._group = QButtonGroup(self)
        self.choices: dict[str, QRadioButton] = {}
        for key, title, consequence in ANSWERS:
            choice = QRadioButton()
            say(choice, setText=title, setToolTip=consequence)
            self._group.addButton(choice)
            self.choices[key] = choice
            column.addWidget(choice)
            told = label(consequence, "dim", wrap=True)
            told.setContentsMargins(24, 0, 0, 4)
            column.addWidget(told)
            choice.toggled.connect(lambda _on: self._enable())
        self.good = GoodCopies(unclear.row.job)
        self.good.box.valueChanged.connect(lambda _count: self.choices["failed"].setChecked(True))
        column.addWidget(self.good)
        self.field = QLineEdit()
        self.field.setMaxLength(300)
        say(
            self.field,
            setPlaceholderText=text("What you saw, in a few words"),
            setAccessibleName=text("What you saw, in a few words"),
            setToolTip=text("It is kept with the job; needed where something is thrown away"),
        )
        self.field.textChanged.connect(lambda _words: self._enable())
        column.addWidget(self.field)
        self.recorded = label(
            text("Recorded as decided by {who}, with the time, where nobody can change it.", who=who), "dim", wrap=True
        )
        column.addWidget(self.recorded)
        column.addStretch()
        self.problem = label("", "", wrap=True)
        mark(self.problem, tone="bad")
        self.problem.hide()
        self.station_gone = button(text("That workstation is gone for good"), self._gone, "small")
        say(
            self.station_gone,
            setToolTip=text("It is switched off and will send nothing any more; say how you know, above"),
        )
        self.station_gone.hide()
        self.go = button(text("Decide"), self._decide, "primary", tip=text("Write the decision into the order book"))
        self.go.setDefault(True)
        self.no = button(text("Leave it unclear"), self.reject, "second", tip=LEAVE)
        self._arrange(body)
        self._enable()
        next(iter(self.choices.values())).setFocus()

    def chosen(self) -> str:
        """Key of the answer, or empty."""
        return next((key for key, choice in self.choices.items() if choice.isChecked()), "")

    def show_sight(self, sight: Sight) -> None:
        """What the printer has answered."""
        rows = []
        if str(sight.trouble):
            rows.append((tr("Answer"), str(sight.trouble)))
        if sight.trace is not None:
            rows.append((tr("Of this job"), str(FOUND[sight.trace.found])))
            if sight.trace.told:
                rows.append((tr("In its words"), sight.trace.told))
        if sight.status is not None:
            rows.append((tr("The printer"), str(STATES[_STATE_OF[sight.status.activity]].title)))
            if sight.status.message:
                rows.append((tr("Message"), sight.status.message))
        self.says.show_rows(rows or [(tr("Answer"), tr("It says nothing."))])
        self.picture.show_file(sight.snapshot)

    def show_refusal(self, error: AppError) -> None:
        """It cannot be decided so."""
        self.problem.setText(str(error))
        self.problem.show()
        self.station_gone.setVisible(bool(self.unclear.holder) and self.chosen() == "not_printed")
        self.go.setEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.go.isEnabled():
            self._decide()
        else:
            super().keyPressEvent(event)

    # ---- inside -------------------------------------------------------------

    def _arrange(self, body: QWidget) -> None:
        wrong = QHBoxLayout()
        wrong.setContentsMargins(20, 0, 20, 0)
        wrong.addWidget(self.problem, 1)
        wrong.addWidget(self.station_gone, 0, Qt.AlignmentFlag.AlignTop)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(20, 0, 20, 16)
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(self.no)
        buttons.addWidget(self.go)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(body), 1)
        whole.addLayout(wrong)
        whole.addLayout(buttons)

    def _words(self) -> str:
        return self.field.text().strip()

    def _enable(self) -> None:
        chosen = self.chosen()
        self.go.setEnabled(bool(chosen) and (chosen != "failed" or bool(self._words())))
        self.station_gone.setEnabled(bool(self._words()))

    def _decide(self) -> None:
        self.problem.hide()
        self.station_gone.hide()
        self.go.setEnabled(False)
        self.decided.emit(self.chosen(), self._words(), self.good.count() if self.chosen() == "failed" else 0)

    def _gone(self) -> None:
        self.gone.emit(self._words())

    def _look_again(self) -> None:
        self.says.show_rows([(tr("Answer"), tr("Asking the printer…"))])
        self.looked.emit()


def _asked_rows(unclear: Unclear) -> list[tuple[str, str]]:
    rows = [(tr("Printer"), "—" if unclear.printer is None else unclear.printer.name)]
    last: Attempt | None = unclear.attempts[-1] if unclear.attempts else None
    if last is not None:
        at = now()
        rows.append((tr("Sent at"), str(moment_words(last.began_at, at))))
        if last.asked_at != last.began_at:
            rows.append((tr("Last asked at"), str(moment_words(last.asked_at, at))))
        rows.append((tr("How far it came"), str(PHASES[last.phase])))
        rows.append((tr("Name at the printer"), last.uid))
        if len(unclear.attempts) > 1:
            rows.append((tr("Tries"), str(len(unclear.attempts))))
    if unclear.station:
        rows.append((tr("Sent by"), unclear.station))
    return rows
