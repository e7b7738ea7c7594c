"""What has to go by the rules: shown first, then deleted exactly as shown, with a certificate."""

from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout

from app.commands import personal, workshop_settings
from app.commands.personal import CLASS_NAMES, DataClass, RetentionPlan
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.people.local import Local
from app.gui.people.page import Page
from app.gui.people.table import Column, RowsTable
from app.gui.people.typed_confirmation import TypedConfirmation
from app.gui.widgets.basics import Card, button, label
from app.gui.widgets.thin_bar import ThinBar
from app.i18n import plural, text, tr
from app.jobs.runner import Job
from app.moments import day, second
from app.orders.people import Certificate
from app.security.permissions import Permission
from app.settings.workshop import WorkshopSettings

_DAYS_OF = {
    DataClass.PORTRAITS: "retention_portraits_days",
    DataClass.MESH: "retention_mesh_days",
    DataClass.ADDRESS: "retention_address_days",
    DataClass.TICKETS: "retention_tickets_days",
}
_COUNTED_FROM = {
    DataClass.PORTRAITS: text("acceptance"),
    DataClass.MESH: text("end of the warranty"),
    DataClass.ADDRESS: text("acceptance"),
    DataClass.TICKETS: text("end of the warranty"),
}


@dataclass(frozen=True)
class _Row:
    kind: DataClass
    days: int
    orders: int
    records: int
    contents: int


class RetentionPage(Page):
    """Emits ``settings_wanted`` with the setting that somebody wants to change."""

    id = "retention"
    title = text("Retention")
    sentence = text("Personal data is kept no longer than it is needed. First look at what would go, then let it go.")
    icon = "mdi6.calendar-remove-outline"
    permission = Permission.PERSONAL_MANAGE
    settings_wanted = Signal(str)

    def __init__(self, desk: OfficeDesk, look: Look, local: Local) -> None:
        super().__init__(desk, look, local)
        self.plan: RetentionPlan | None = None
        self._settings: WorkshopSettings | None = None
        self._job: Job | None = None
        columns: list[Column[_Row]] = [
            Column(text("Data"), lambda r: str(CLASS_NAMES[r.kind]), -1),
            Column(text("Kept for"), lambda r: str(plural("{n} day", "{n} days", r.days)), 84),
            Column(text("Counted from"), lambda r: str(_COUNTED_FROM[r.kind]), 152),
            Column(text("Order count"), lambda r: self._count(r.orders), 96, right=True),
            Column(text("Entries"), lambda r: self._count(r.records), 68, right=True),
            Column(text("Files"), lambda r: self._count(r.contents), 62, right=True),
        ]
        self.table = RowsTable(columns)
        self.table.setFixedHeight(34 * 5 + 4)
        say(self.table, setAccessibleName=text("What would go, by kind of data"))
        self.state = label("", wrap=True)
        self.bar = ThinBar()
        self.bar.hide()
        self.look_button = button(text("See what would go"), self._look_through, "second", look.icon("mdi6.magnify"))
        say(self.look_button, setToolTip=text("Go through the finished orders; nothing is deleted"))
        self.run_button = button(
            text("Delete it…"), self._ask_run, "primary", look.icon("mdi6.delete-clock-outline", "on_fill")
        )
        say(self.run_button, setToolTip=text("Delete exactly what is listed and issue a certificate"))
        self.rules = button(
            text("Change the rules…"), lambda: self.settings_wanted.emit("retention_portraits_days"), "link"
        )
        say(self.rules, setToolTip=text("How long each kind of data is kept"))
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addWidget(self.look_button)
        acts.addWidget(self.run_button)
        acts.addStretch()
        acts.addWidget(self.rules)
        self.content.addWidget(self.table)
        self.content.addWidget(self.state)
        self.content.addWidget(self.bar)
        self.content.addLayout(acts)
        self.content.addSpacing(10)
        self.content.addWidget(self._make_hold())
        self.content.addStretch()
        self._enable()

    def load(self) -> None:
        """Ask for the rules."""
        self.ask(workshop_settings.settings, then=self._show_settings)

    def leave(self) -> None:
        """An old plan is none."""
        self.plan = None
        self._show()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.table.rows.refresh()
        self._show()

    # ---- looking and deleting -----------------------------------------------

    def _look_through(self) -> None:
        self._work(
            self.ask(
                personal.retention_plan, then=self._planned, failed=lambda _error: self._done(),
                title=text("See what has to be deleted"), lane="batch", progress=True,
            )
        )  # fmt: skip

    def _planned(self, plan: RetentionPlan) -> None:
        self.plan = plan
        self._done()

    def _ask_run(self) -> None:
        if self.plan is None:
            return
        orders = len({line.order for line in self.plan.lines})
        dialog = TypedConfirmation(
            self.look,
            text("Delete what has to go"),
            plural(
                "Personal data of {n} order is deleted as listed. This cannot be taken back; backups hold it until they "
                "are replaced.",
                "Personal data of {n} orders is deleted as listed. This cannot be taken back; backups hold it until they "
                "are replaced.",
                orders,
            ),
            word=tr("delete"),
            verb=text("Delete"),
            parent=self,
        )
        dialog.accepted.connect(self.run)
        dialog.open()

    def run(self) -> None:
        """Delete what was listed."""
        if self.plan is None:
            return
        self._work(
            self.ask(
                personal.retention_run, self.plan, then=self._ran, failed=lambda _error: self._done(),
                title=text("Delete what has to go"), lane="batch", progress=True,
            )
        )  # fmt: skip

    def _ran(self, certificate: Certificate) -> None:
        self.plan = None
        self._done()
        self.messages.say(
            text("Deleted. Certificate {number} is in the list of certificates.", number=certificate.id), "ok"
        )

    def _work(self, job: Job) -> None:
        self._job = job
        self.bar.set_share(0.0)
        self.bar.show()
        self._enable()
        self._follow()

    def _follow(self) -> None:
        if self._job is not None and self._job.open:
            self.bar.set_share(self._job.done)
            QTimer.singleShot(100, self, self._follow)
        elif self._job is not None:  # cancelled below, in the list of jobs
            self._done()

    def _done(self) -> None:
        self._job = None
        self.bar.hide()
        self._show()

    # ---- what is shown ------------------------------------------------------

    def _count(self, number: int) -> str:
        return "–" if self.plan is None else f"{number:,}"

    def _show_settings(self, settings: WorkshopSettings) -> None:
        self._settings = settings
        self.hold.blockSignals(True)
        self.hold.setChecked(settings.legal_hold)
        self.hold.blockSignals(False)
        self.hold_reason.setText(settings.legal_hold_reason)
        self._show()

    def _show(self) -> None:
        settings, plan = self._settings, self.plan
        if settings is not None:
            sums = {} if plan is None else plan.by_class
            self.table.show_rows(
                [_Row(kind, getattr(settings, _DAYS_OF[kind]), *sums.get(kind, (0, 0, 0))) for kind in DataClass]
            )
        if settings is not None and settings.legal_hold:
            words = tr("There is a legal hold: nothing is deleted until it ends.")
        elif plan is None:
            words = tr("Nothing was looked through yet.")
        elif not plan.lines:
            words = tr(
                "Nothing has to go: everything is younger than its time. Looked through {moment}.",
                moment=second(plan.at),
            )
        else:
            oldest = min(line.since for line in plan.lines)
            words = tr("The oldest of it had to go on {day}.", day=day(oldest))
        if plan is not None and plan.held:
            words += " " + tr("Under legal hold and left: {numbers}.", numbers=", ".join(plan.held))
        self.state.setText(words)
        self._enable()

    def _enable(self) -> None:
        working = self._job is not None
        hold = self._settings is not None and self._settings.legal_hold
        self.look_button.setEnabled(not working)
        self.run_button.setEnabled(not working and not hold and self.plan is not None and bool(self.plan.lines))

    # ---- the legal hold -----------------------------------------------------

    def _make_hold(self) -> Card:
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(14, 11, 14, 12)
        column.setSpacing(6)
        self.hold = QCheckBox()
        say(
            self.hold,
            setText=text("Legal hold"),
            setToolTip=text("While it is on, nothing is deleted, by nobody"),
        )
        column.addWidget(self.hold)
        column.addWidget(
            label(
                text("While a court or an authority needs the data, nothing is deleted, by nobody."), "dim", wrap=True
            )
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        self.hold_reason = QLineEdit()
        self.hold_reason.setMaxLength(200)
        say(
            self.hold_reason,
            setPlaceholderText=text("Which case or authority"),
            setAccessibleName=text("Reason of the legal hold"),
            setToolTip=text("Case or authority; it is kept with the hold"),
        )
        self.keep_hold = button(text("Save the hold"), self._save_hold, "small")
        say(self.keep_hold, setToolTip=text("It is recorded who has set or lifted it"))
        row.addWidget(self.hold_reason, 1)
        row.addWidget(self.keep_hold)
        column.addLayout(row)
        return card

    def _save_hold(self) -> None:
        on, reason = self.hold.isChecked(), self.hold_reason.text().strip()
        if on and not reason:
            self.messages.say(text("Say which case or authority needs the data."), "bad")
            return

        def saved(settings: WorkshopSettings) -> None:
            self._show_settings(settings)
            self.messages.say(
                text("The legal hold is on: nothing is deleted.") if on else text("The legal hold is lifted."), "ok"
            )

        def failed(_error: AppError) -> None:
            self.load()

        self.ask(workshop_settings.change, legal_hold=on, legal_hold_reason=reason, then=saved, failed=failed)
