"""The jobs dock: what runs, how far it is, and a way to stop it. What failed stays until it is dismissed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.base.listening import listen
from app.gui.base.look import Look
from app.gui.base.once import once
from app.gui.base.words import say
from app.gui.widgets.basics import Card, ElidedLabel, button, label, mark
from app.gui.widgets.panel import EmptyState, scrolling
from app.gui.widgets.thin_bar import ThinBar
from app.i18n import text, tr
from app.jobs.runner import Job, Runner

REFRESH_MILLISECONDS = 200  # each change of a word makes the window put its whole picture together again
LISTED_MILLISECONDS = 250  # what is done sooner would only flash up


class ProgressRow(Card):
    """One job: its title, what it does now, a bar, and cancel or dismiss."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job
        self._title = ElidedLabel("strong")
        self._what = ElidedLabel("dim")
        self._percent = label("", "dim")
        self._bar = ThinBar()
        self.stop = button(text("Cancel"), job.cancel, "small")
        say(self.stop, setToolTip=text("Stop this job; it is gone within half a second"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 10)
        column.setSpacing(5)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._title, 3)
        row.addWidget(self._what, 4)
        row.addWidget(self._percent)
        row.addWidget(self.stop)
        column.addLayout(row)
        column.addWidget(self._bar)
        self.refresh()

    def refresh(self) -> None:
        """Show the state that the job has now."""
        job = self.job
        self._title.set_text(str(job.title))
        self._percent.setText({"waiting": tr("waiting"), "failed": tr("failed")}.get(job.state, f"{job.done:.0%}"))
        if job.state == "failed":
            self._what.set_text(str(job.error or tr("An unexpected error; the details are in the error window.")))
        else:
            self._what.set_text(str(job.what or ""))
        self._bar.setVisible(job.state != "failed")
        self._bar.set_share(job.done)
        stopping = job.stop.is_set() and job.open
        self.stop.setEnabled(not stopping)
        if stopping:
            self._percent.setText(tr("stopping…"))


class JobsPanel(QWidget):
    """Follows a runner. Quiet jobs are listed only where they fail and nobody else says why."""

    def __init__(self, look: Look, runner: Runner) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.rows: dict[int, ProgressRow] = {}
        self._begun: dict[int, Job] = {}
        self._changed: set[int] = set()
        self._listing = once(self, LISTED_MILLISECONDS, self._list_begun)
        self._soon = once(self, REFRESH_MILLISECONDS, self._show_changes)
        self.counter = label("", "dim")
        self._empty = EmptyState(
            look,
            "mdi6.progress-check",
            text("Nothing is running"),
            text("Checks and repairs show here how far they are, and can be stopped."),
            wide=True,
        )
        body = QWidget()
        body.setObjectName("panelBody")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(12, 2, 12, 10)
        self._column.setSpacing(6)
        self._column.addWidget(self._empty)
        self._column.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(body))
        for signal, heard in (
            (runner.added, self._add), (runner.changed, self._change), (runner.finished, self._finish),
            (runner.untold, self._show_failed),
        ):  # fmt: skip
            listen(signal, self, heard)  # jobs end after the window, too
        for job in runner.jobs:
            if job.open:
                self._add(job)
        self.refresh()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        for row in self.rows.values():
            row.refresh()
        running = sum(1 for row in self.rows.values() if row.job.open)
        self.counter.setText(tr("{n} in progress", n=running) if running else "")
        self._empty.setVisible(not self.rows)

    def _add(self, job: Job) -> None:
        if not job.quiet:
            self._begun[job.id] = job
            if not self._listing.isActive():
                self._listing.start()

    def _list_begun(self) -> None:
        for job in self._begun.values():
            self._list(job)
        self._begun.clear()

    def _list(self, job: Job) -> ProgressRow:
        row = ProgressRow(job)
        self.rows[job.id] = row
        self._column.insertWidget(self._column.count() - 1, row)
        self.refresh()
        return row

    def _change(self, job: Job) -> None:
        self._changed.add(job.id)
        if not self._soon.isActive():
            self._soon.start()

    def _show_changes(self) -> None:
        for number in self._changed & self.rows.keys():
            self.rows[number].refresh()
        self._changed.clear()

    def _finish(self, job: Job) -> None:
        begun = self._begun.pop(job.id, None) is not None
        if job.state != "failed":
            self._remove(job)
        elif begun or job.id in self.rows or job.error is None:
            self._show_failed(job)

    def _show_failed(self, job: Job) -> None:
        row = self.rows.get(job.id) or self._list(job)
        mark(row, tone="bad")
        row.stop.clicked.disconnect()
        row.stop.clicked.connect(lambda _checked=False: self._remove(job))
        say(row.stop, setText=text("Dismiss"), setToolTip=text("Take this message away"))
        self.refresh()

    def _remove(self, job: Job) -> None:
        row = self.rows.pop(job.id, None)
        if row is not None:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.refresh()
