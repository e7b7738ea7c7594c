"""The sample workshop in the window: filled in with progress, looked around in, taken out again in one go."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.commands.intake.sample import SampleState, fill_sample, remove_sample, sample_there
from app.errors import AppError
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.widgets.basics import LEAVE, button, label
from app.gui.widgets.still_there import while_there
from app.gui.widgets.thin_bar import ThinBar
from app.i18n import Text, plural, text
from app.jobs.runner import Job

LOOK_MS = 100


class SampleDialog(QDialog):
    """Says what the sample is and whether it is there; fills it in or takes it out. ``done`` is called after each."""

    def __init__(self, desk: OfficeDesk, done: Callable[[], object], parent: QWidget, *, at_once: bool = False) -> None:
        super().__init__(parent)
        self._desk, self._done, self._at_once = desk, done, at_once
        self._job: Job | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        say(self, setWindowTitle=text("Sample workshop"))
        self.resize(460, 220)
        self.sentence = label(text("The order book is being asked…"), wrap=True)
        self.bar = ThinBar()
        self.bar.hide()
        self.fill = button(text("Fill it in"), self._fill, "primary")
        self.remove = button(text("Take it out"), self._remove, "second")
        self.stop = button(text("Cancel"), self.reject, "second", tip=LEAVE)
        say(
            self.fill,
            setToolTip=text("A few dozen made-up orders in all states; they can be taken out again in one go"),
        )
        say(self.remove, setToolTip=text("Remove the made-up orders and all that belongs to them, and nothing else"))
        for one in (self.fill, self.remove):
            one.hide()
        buttons = QHBoxLayout()
        buttons.addStretch()
        for one in (self.stop, self.remove, self.fill):
            buttons.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label(text("Sample workshop"), "title"))
        column.addWidget(
            label(
                text("Orders of every product in every state, with pictures, parcels and claims. Nobody in it is real."),
                "dim", wrap=True,
            )
        )  # fmt: skip
        column.addWidget(self.sentence)
        column.addWidget(self.bar)
        column.addStretch()
        column.addLayout(buttons)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._show_progress)
        desk.ask(sample_there, then=while_there(self, self._show), failed=while_there(self, self._failed))

    def reject(self) -> None:
        """Closing it stops the work; what was filled in by then is taken out again."""
        if self._job is not None and self._job.open:
            self._job.cancel()  # the timer closes the window when it has stopped
            say(self.sentence, setText=text("It is being stopped…"))
            return
        super().reject()

    # ---- how it goes --------------------------------------------------------

    def _show(self, state: SampleState) -> None:
        if state.sample:
            said: Text = plural(
                "{n} order of the sample is in the book.", "{n} orders of the sample are in the book.", state.sample
            )
        elif state.others:
            said = plural(
                "There is {n} real order in the book; the sample comes in beside it.",
                "There are {n} real orders in the book; the sample comes in beside them.",
                state.others,
            )
        else:
            said = text("The order book is empty.")
        say(self.sentence, setText=said)
        self.fill.setVisible(not state.sample)
        self.remove.setVisible(bool(state.sample))
        say(self.stop, setText=text("Close"))
        (self.remove if state.sample else self.fill).setDefault(True)
        if self._at_once and not state.sample:
            self._fill()

    def _fill(self) -> None:
        self.fill.hide()
        self.bar.show()
        say(self.stop, setText=text("Cancel"))
        self._job = self._desk.ask(
            fill_sample, then=while_there(self, self._filled), failed=while_there(self, self._failed),
            title=text("Fill in the sample workshop"), lane="batch",
            progress=True,
        )  # fmt: skip
        self._timer.start()

    def _remove(self) -> None:
        self.remove.setEnabled(False)
        self._desk.ask(remove_sample, then=while_there(self, self._removed), failed=while_there(self, self._failed))

    def _filled(self, _count: int) -> None:
        self._done()
        self.accept()

    def _removed(self, _count: int) -> None:
        self._done()
        self.accept()

    def _show_progress(self) -> None:
        job = self._job
        if job is None or not job.open:
            self._timer.stop()
            if job is not None and job.state == "cancelled":
                self._done()
                super().reject()
            return
        self.bar.set_share(job.done)
        if job.what is not None:
            say(self.sentence, setText=job.what)

    def _failed(self, error: AppError) -> None:
        self._job = None
        self.bar.hide()
        self.sentence.setProperty("tone", "bad")
        self.sentence.style().polish(self.sentence)
        self.sentence.setText(str(error))
        self.remove.setEnabled(True)
        say(self.stop, setText=text("Close"))
