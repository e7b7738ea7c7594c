"""The report dock: can this be printed, what stands in the way, and the button that takes it away."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.commands.results import RepairName
from app.gui.base.look import Look
from app.gui.base.once import once
from app.gui.base.slices import Slices
from app.gui.base.words import say
from app.gui.widgets.basics import button, label, mark, rule, tool
from app.gui.widgets.changes import ChangesView
from app.gui.widgets.finding_card import FindingCard
from app.gui.widgets.finding_list import FindingList
from app.gui.widgets.height_row import HeightRow
from app.gui.widgets.panel import scrolling
from app.gui.widgets.verdict import VerdictCard
from app.i18n import text, tr
from app.jobs.runner import Job
from app.mesh.forms import FORMS
from app.mesh.report import Finding, Report
from app.session.bench import Document
from app.settings.process import ProcessProfile

AFTER_PICTURE_MS = 10
NEXT = (
    ("tool.base", text("Base")),
    ("tool.hollow", text("Hollow")),
    ("tool.lettering", text("Text")),
    ("tool.qr", text("QR")),
)
"""What most figurines get once nothing stands in the way, with names short enough for a row."""


class ReportPanel(QWidget):
    """Shows a document and its report; emits what the user wants done."""

    fix_wanted = Signal(str)
    places_wanted = Signal(object)  # Finding, or None: show none
    place_wanted = Signal(object, int)
    repair_wanted = Signal()
    save_wanted = Signal()
    heat_wanted = Signal(object)  # Finding
    options_wanted = Signal(object)  # the button that the options belong to
    height_confirmed = Signal(float)
    process_chosen = Signal(str)

    def __init__(self, look: Look, processes: Mapping[str, ProcessProfile], actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = look
        self._processes = processes
        self._names: Mapping[str, RepairName] = {}
        self._document: Document | None = None
        self._report: Report | None = None
        self._job: Job | None = None
        self._chosen = ""
        self.seconds = label("", "dim")
        self.process = QComboBox()
        self.process.activated.connect(lambda _index: self.process_chosen.emit(self.process.currentData()))
        say(
            self.process,
            setAccessibleName=text("Print process"),
            setToolTip=text("The print process whose limits apply"),
        )
        self.printed_height = HeightRow()
        self.printed_height.confirmed.connect(self.height_confirmed)
        self.verdict = VerdictCard(look)
        self.changes = ChangesView(look, actions)
        self.findings = FindingList(look)
        self.findings.fix.connect(self.fix_wanted)
        self.findings.place.connect(self._go)
        self.findings.chosen.connect(self.choose)
        self.findings.heat.connect(self.heat_wanted)
        body = QWidget()
        body.setObjectName("panelBody")
        self._slices = Slices(self)
        self._list_soon = once(self, AFTER_PICTURE_MS, self._list)
        self._body = column = QVBoxLayout(body)
        column.setContentsMargins(12, 2, 12, 12)
        column.setSpacing(8)
        for widget in (self.process, self.printed_height, self.verdict, self.changes, self.findings):
            column.addWidget(widget)
        column.addStretch()
        self.repair = button(text("Repair and prove"), self.repair_wanted.emit, "primary")
        self.options = tool(
            look.icon("mdi6.tune-variant"),
            text("Repair in another way: how much may change, how fine"),
            lambda: self.options_wanted.emit(self.options),
            20,
            "beside",
        )
        repairing = QHBoxLayout()
        repairing.setSpacing(6)
        repairing.addWidget(self.repair, 1)
        repairing.addWidget(self.options)
        self.save = button(text("Save print file…"), self.save_wanted.emit, "second")
        self.stop = button(text("Cancel"), self._cancel, "second")
        for control, tip in (
            (self.repair, text("Make the model printable with the least change, then prove it with all checks")),
            (self.save, text("Save the model as a print file, 3MF with its colours if you like")),
            (self.stop, text("Stop this change; the model stays as it was")),
        ):
            say(control, setToolTip=tip)
        foot = QVBoxLayout()
        foot.setContentsMargins(12, 10, 12, 12)
        foot.setSpacing(6)
        foot.addWidget(self.stop)  # above: the foot grows upwards, and a second click must not land on it
        foot.addLayout(repairing)
        foot.addLayout(_next_steps(actions))
        foot.addWidget(self.save)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        area = scrolling(body)
        self.findings.focused.connect(lambda card: area.ensureWidgetVisible(card, 0, 24))
        outer.addWidget(area, 1)
        outer.addWidget(rule())
        outer.addLayout(foot)
        look.changed.connect(self.refresh)
        self.refresh()

    @property
    def cards(self) -> Mapping[str, FindingCard]:
        """The cards that are shown, by the id of their check."""
        if self._list_soon.isActive():
            self._list()
        self._slices.finish()
        return self.findings.cards

    @property
    def beside(self) -> QWidget:
        """The button that the ways of repair open above."""
        return self.options if self.options.isVisible() else self.save

    def show_names(self, names: Mapping[str, RepairName]) -> None:
        """What the repairs are called."""
        self._names = names
        self._fill()

    def show_process(self, process_id: str) -> None:
        """Which print process is chosen."""
        self.process.setCurrentIndex(max(0, self.process.findData(process_id)))

    def show_document(self, document: Document | None) -> None:
        """What is on the bench now."""
        if document is None or self._report is None or document.revision != self._report.revision:
            self._report = None
        self._document = document
        if document is not None:
            self.show_process(document.process)
        edit = None if document is None else document.last_edit
        self.changes.show_changes(None if edit is None else edit.changes)
        self._show_height()
        self._fill()

    def show_report(self, report: Report | None) -> None:
        """The report on it, or None while it is being made."""
        self._report = report
        self._chosen = ""
        self._show_height()
        self._fill()

    def show_job(self, job: Job | None) -> None:
        """The change that is under way: the button says how far it is, and the way to stop it stands beside it."""
        was, self._job = self._job, job if job is not None and job.open else None
        running = self._job is not None
        if was is not None and not running:
            self._show_height()  # where a height that was asked for has not come, the field must not go on saying it
        if self._job is not None:
            words = text("{what} {percent}", what=self._job.what or self._job.title, percent=f"{self._job.done:.0%}")
            say(self.repair, setText=words)
        else:
            say(self.repair, setText=text("Repair and prove"))
        self.stop.setVisible(running)
        self.repair.setEnabled(self._document is not None and not running)
        self.repair.setVisible(running or not self._printable())
        self.options.setVisible(not running and not self._printable())
        self.options.setEnabled(self._document is not None)
        self.printed_height.button.setEnabled(not running)
        self.findings.allow_fix(allowed=not running)

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        chosen = self.process.currentData()
        self.process.clear()
        for profile in self._processes.values():
            self.process.addItem(profile.title(), profile.id)
        if chosen is not None:
            self.show_process(chosen)
        self.show_document(self._document)

    def choose(self, finding: Finding | None) -> None:
        """Mark the card of a finding; clicking it again takes the mark away."""
        again = finding is not None and finding.id == self._chosen
        self._chosen = "" if finding is None or again else finding.id
        self.findings.select(self._chosen)
        self.places_wanted.emit(None if again else finding)

    def _show_height(self) -> None:
        document = self._document
        if document is None:
            self.printed_height.show_height(0.0, proposed=False)
        elif document.height_mm is not None:
            self.printed_height.show_height(document.height_mm, proposed=False)
        elif self._report is not None:
            self.printed_height.show_height(self._report.size_mm[2], proposed=True)

    def _fill(self) -> None:
        report = self._report
        self.findings.select(self._chosen)
        self._list_soon.start()
        self.verdict.show_report(report, working=self._document is not None)
        self.seconds.setText("" if report is None else tr("{seconds} s", seconds=f"{report.seconds:.1f}"))
        kinds = ("second", "primary") if self._printable() else ("primary", "second")
        for widget, kind in zip((self.repair, self.save), kinds, strict=True):
            mark(widget, kind=kind)
        # What stands in the way comes first; once nothing does, what the repair did is the news.
        self._body.removeWidget(self.changes)
        self._body.insertWidget(self._body.indexOf(self.findings) + (0 if self._printable() else 1), self.changes)
        self.show_job(self._job)
        self.save.setEnabled(self._document is not None)

    def _list(self) -> None:
        """The cards take as long as all the rest: the model and the verdict are on the screen before them."""
        self._list_soon.stop()
        self._slices.put("cards", self.findings.works(self._report, self._names))

    def _printable(self) -> bool:
        return self._report is not None and self._report.printable

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _go(self, finding: Finding, number: int) -> None:
        if finding.id != self._chosen:
            self.choose(finding)
        self.place_wanted.emit(finding, number)


def _next_steps(actions: Mapping[str, QAction]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for name, words in NEXT:
        action = actions.get(name)
        if action is None:  # a panel by itself, as in tests, has no window's actions
            continue
        made = button(words, action.trigger, "small")
        made.setEnabled(action.isEnabled())
        say(made, setToolTip=FORMS[name.removeprefix("tool.")].description, setAccessibleName=words)
        action.enabledChanged.connect(made.setEnabled)
        row.addWidget(made)
    return row
