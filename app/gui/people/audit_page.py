"""The audit chain: whether it holds, and what stands in it."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QComboBox, QDateEdit, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout

from app.commands import accounts, audit
from app.commands.audit import EventsPage
from app.commands.office import Office
from app.commands.table_files import csv_cell
from app.errors import AppError, FileRefusedError
from app.gui.base.look import Look
from app.gui.base.look import Role as Tone
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.once import once
from app.gui.base.words import say
from app.gui.people.event_words import TOPICS, details, roles, what, who
from app.gui.people.local import Local
from app.gui.people.page import Page
from app.gui.people.table import Column, RowsTable
from app.gui.people.text_file import write_text
from app.gui.widgets.basics import Card, button, decoration, label
from app.gui.widgets.day_format import show_days
from app.gui.widgets.roomy import hold_width
from app.i18n import plural, text, tr
from app.moments import second
from app.orders.book import AuditEvent, ChainReport
from app.orders.record import now
from app.security.permissions import Permission

PAGE = 200
MOST_EXPORTED = 100_000
_HEADS = (
    text("Link"), text("Moment"), text("Who"), text("Roles"), text("What"), text("Order"), text("Details"), text("Kind"),
    text("Seal"),
)  # fmt: skip
_MOST_LOOKED_THROUGH = 4_000  # links that are read for one screenful of a narrow filter


class Found:
    """A piece of the chain that fits the filter, the numbers of its orders, and where to go on."""

    def __init__(self, events: list[AuditEvent], numbers: Mapping[int, str], following: int | None) -> None:
        self.events, self.numbers, self.next = events, numbers, following


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; ``order``: its number, as it was typed."""

    kinds: tuple[str, ...] = ()
    person: int | None = None
    order: str = ""
    on_day: date | None = None


def look_through(office: Office, wanted: Wanted, after: int = 0, most: int = PAGE) -> Found:
    """Links that are wanted, newest first. Raises AppError where there is no such order."""
    order_id, person, on_day = None, wanted.person, wanted.on_day
    if wanted.order:
        order_id = audit.order_of(office, wanted.order)
        if order_id is None:
            raise AppError(text("There is no order with this number."))
    found: list[AuditEvent] = []
    looked = 0
    following: int | None = after
    while following is not None and len(found) < most and looked < max(most, _MOST_LOOKED_THROUGH):
        page: EventsPage = audit.events(office, order=order_id, kinds=wanted.kinds, after=following, limit=PAGE)
        looked += len(page.events)
        following = page.next
        for event in page.events:
            local = event.at.astimezone().date()
            if on_day is not None and local < on_day:
                following = None
                break
            if (person is None or event.actor == person) and (on_day is None or local == on_day):
                found.append(event)
    return Found(found, audit.numbers(office, {event.order for event in found if event.order}), following)


class AuditPage(Page):
    """Verifies the chain, narrows it, writes what is listed to a file."""

    id = "audit"
    title = text("Audit chain")
    sentence = text(
        "Every step, look at personal data, log-in and change, each tied to the one before: nothing can be altered or "
        "taken out unseen."
    )
    icon = "mdi6.link-variant"
    permission = Permission.AUDIT_SEE

    def __init__(self, desk: OfficeDesk, look: Look, local: Local) -> None:
        super().__init__(desk, look, local)
        self.names: Mapping[int, str] = {}
        self._numbers: dict[int, str] = {}
        self._next: int | None = None
        self._asked = 0
        self._report: ChainReport | None = None
        self.sign, self.verdict, self.detail = decoration(), label("", "strong"), label("", "dim", wrap=True)
        self.check = button(text("Verify the chain"), self.verify, "second", look.icon("mdi6.link-lock"))
        say(self.check, setToolTip=text("Compute every link again and compare the end with what the PCs have noted"))
        self.topic, self.person, self.order = QComboBox(), QComboBox(), QLineEdit()
        self.day = QDateEdit()
        self.any_day = QComboBox()
        columns: list[Column[AuditEvent]] = [
            Column(text("Link"), lambda e: str(e.seq), 62, right=True),
            Column(text("Moment"), lambda e: second(e.at), 160),
            Column(text("Who"), lambda e: who(e, self.names), 112),
            Column(text("What"), lambda e: what(e, self.names), 190),
            Column(text("Order"), lambda e: self._numbers.get(e.order, ""), 138),
            Column(text("Details"), lambda e: details(e, self.names), -1),
        ]
        self.table = RowsTable(columns)
        say(self.table, setAccessibleName=text("Links of the chain"))
        self.table.verticalScrollBar().valueChanged.connect(lambda _value: self._more_if_near())
        self.state = label("", "dim")
        self.keep = button(text("Write to a file…"), self._export, "small", look.icon("mdi6.file-delimited-outline"))
        say(self.keep, setToolTip=text("Write the list as it is narrowed now, as a table for a spreadsheet"))
        self.whose = button(
            text("Trace a picture…"), self._ask_picture, "small", look.icon("mdi6.image-search-outline")
        )
        say(
            self.whose,
            setToolTip=text("Read from the watermark of a picture outside the house which order it was made for"),
        )
        self.content.addWidget(self._make_verdict())
        self.content.addLayout(self._make_filter())
        self.content.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.state, 1)
        foot.addWidget(self.whose)
        foot.addWidget(self.keep)
        self.content.addLayout(foot)
        self._wait = once(self, 250, self._again)
        look.changed.connect(self._show_verdict)
        self._show_verdict()

    # ---- loading ------------------------------------------------------------

    def load(self) -> None:
        """Ask for the names, then for the newest links."""
        self.ask(accounts.names, then=self._named)

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self._fill_filter()
        self.table.rows.refresh()
        self._show_verdict()
        self._show_state()

    def _named(self, names: dict[int, str]) -> None:
        self.names = names
        self._fill_filter()
        self._again()

    def _again(self) -> None:
        self._numbers = {}
        self.table.show_rows(())
        self._ask(0)

    def _ask(self, after: int) -> None:
        self._asked += 1
        number = self._asked
        self._next = None

        def arrived(found: Found) -> None:
            if number == self._asked:
                self._numbers.update(found.numbers)
                self._next = found.next
                self.table.rows.add_rows(found.events)
                self._show_state()
                self._more_if_near()

        self.ask(look_through, self._wanted(), after, then=arrived)

    def _wanted(self) -> Wanted:
        kinds = TOPICS[max(0, self.topic.currentIndex())][1]
        shown = self.day.date()
        on_day = date(shown.year(), shown.month(), shown.day()) if self.any_day.currentIndex() == 1 else None
        return Wanted(kinds, self.person.currentData(), self.order.text().strip(), on_day)

    def _more_if_near(self) -> None:
        bar = self.table.verticalScrollBar()
        if self._next is not None and bar.value() >= bar.maximum() - 20:
            self._ask(self._next)

    # ---- verifying ----------------------------------------------------------

    def verify(self) -> None:
        """Compute every link again."""
        self.check.setEnabled(False)
        say(self.check, setText=text("Verifying…"))

        def done(report: ChainReport) -> None:
            self._report = report
            self._end_check()
            self._again()

        self.ask(
            audit.verify, then=done, failed=lambda _error: self._end_check(),
            title=text("Verify the audit chain"), lane="batch",
        )  # fmt: skip

    def _end_check(self) -> None:
        self.check.setEnabled(True)
        say(self.check, setText=text("Verify the chain"))
        self._show_verdict()

    def _show_verdict(self) -> None:
        report = self._report
        icon, tone = ("mdi6.link-variant", "dim")
        if report is None:
            words = tr("Not verified since this page was opened")
            more = tr("It takes a few seconds, and work goes on meanwhile.")
        elif report.good:
            icon, tone = "mdi6.check-decagram", "ok"
            words = tr("The chain holds")
            more = str(
                plural(
                    "{n} link: nothing was altered, taken out or cut off.",
                    "{n} links: nothing was altered, taken out or cut off.",
                    report.links,
                )
            )
        else:
            icon, tone = "mdi6.link-variant-off", "bad"
            if report.broken_at is not None:
                words = tr("The chain is broken at link {n}", n=report.broken_at)
                more = tr("This link was altered, or one before it was taken out. Keep the last backup and ask why.")
            elif report.truncated:
                words = tr("Links are missing at the end")
                more = tr(
                    "A PC has noted a later link than the last one that is there. Keep the last backup and ask why."
                )
            else:
                words = tr("The chain cannot be verified")
                more = ""
            more = " ".join(part for part in (more, report.problem) if part)
        role: Tone = "ok" if tone == "ok" else "bad" if tone == "bad" else "dim"
        self.sign.setPixmap(self.look.icon(icon, role).pixmap(26, 26))
        self.verdict.setText(words)
        self.detail.setText(more)

    # ---- a picture that is outside the house --------------------------------

    def _ask_picture(self) -> None:
        title = tr("Picture that was found")
        name, _kind = QFileDialog.getOpenFileName(self, title, "", f"{title} (*.png *.jpg *.jpeg *.webp)")
        if name:
            self.trace(Path(name))

    def trace(self, path: Path) -> None:
        """Say which order a picture is of, and show what was done with that order."""
        self.whose.setEnabled(False)

        def found(number: str) -> None:
            self.whose.setEnabled(True)
            self.messages.say(text("The picture was made for order {number}.", number=number), "ok")
            self.order.setText(number)

        self.ask(
            _traced, path, then=found, failed=lambda _error: self.whose.setEnabled(True),
            title=text("Trace a picture"), lane="batch",
        )  # fmt: skip

    # ---- writing to a file --------------------------------------------------

    def _export(self) -> None:
        proposed = str(Path.home() / tr("audit chain {day}.csv", day=now().astimezone().date().isoformat()))
        name, _kind = QFileDialog.getSaveFileName(self, tr("Write the audit chain"), proposed, "CSV (*.csv)")
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write the list as it is narrowed now."""

        def arrived(found: Found) -> None:
            write_text(path, self._as_csv(found), self.messages)

        self.ask(look_through, self._wanted(), 0, MOST_EXPORTED, then=arrived, lane="batch", writes=path.name)

    def _as_csv(self, found: Found) -> str:
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([str(head) for head in _HEADS])
        for event in found.events:
            row = (
                str(event.seq), second(event.at), who(event, self.names), roles(event), what(event, self.names),
                found.numbers.get(event.order, ""), details(event, self.names), event.kind, event.mac.hex(),
            )  # fmt: skip
            writer.writerow([csv_cell(cell) for cell in row])
        return out.getvalue()

    # ---- how it is laid out -------------------------------------------------

    def _make_verdict(self) -> Card:
        card = Card()
        row = QHBoxLayout(card)
        row.setContentsMargins(14, 10, 12, 10)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.verdict)
        words.addWidget(self.detail)
        row.addWidget(self.sign)
        row.addLayout(words, 1)
        row.addWidget(self.check)
        return card

    def _make_filter(self) -> QHBoxLayout:
        self.day.setCalendarPopup(True)
        show_days(self.day)
        self.day.setDate(QDate.currentDate())
        hold_width(self.day, 128)
        self.day.setVisible(False)
        self.order.setClearButtonEnabled(True)
        say(self.topic, setToolTip=text("Show one kind of links only"), setAccessibleName=text("Kind"))
        say(self.person, setToolTip=text("Show what one person did only"), setAccessibleName=text("Person"))
        say(
            self.order,
            setToolTip=text("Show one order only"),
            setPlaceholderText=text("Order number"),
            setAccessibleName=text("Order number"),
        )
        say(self.any_day, setToolTip=text("Show one day only"), setAccessibleName=text("Day"))
        say(self.day, setAccessibleName=text("Day"))
        self._fill_filter()
        self.topic.activated.connect(lambda _index: self._again())
        self.person.activated.connect(lambda _index: self._again())
        self.any_day.activated.connect(self._day_wanted)
        self.day.dateChanged.connect(lambda _day: self._wait.start())
        self.order.textChanged.connect(lambda _words: self._wait.start())
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget, share in ((self.topic, 3), (self.person, 3), (self.order, 3), (self.any_day, 2), (self.day, 0)):
            row.addWidget(widget, share)
        return row

    def _day_wanted(self, index: int) -> None:
        self.day.setVisible(index == 1)
        self._again()

    def _fill_filter(self) -> None:
        topic, person, day = self.topic.currentIndex(), self.person.currentData(), self.any_day.currentIndex()
        for box in (self.topic, self.person, self.any_day):
            box.clear()
        for title, _kinds in TOPICS:
            self.topic.addItem(str(title))
        self.person.addItem(tr("Everybody"), None)
        for account, name in sorted(self.names.items(), key=lambda pair: pair[1]):
            self.person.addItem(name, account)
        for words in (tr("Any day"), tr("This day")):
            self.any_day.addItem(words)
        self.topic.setCurrentIndex(max(0, topic))
        self.person.setCurrentIndex(max(0, self.person.findData(person)) if person is not None else 0)
        self.any_day.setCurrentIndex(max(0, day))

    def _show_state(self) -> None:
        count = len(self.table.rows.rows)
        if not count and self._next is None:
            self.state.setText(tr("Nothing fits; choose another kind, person, order or day."))
        elif self._next is not None:
            self.state.setText(str(plural("{n} link, more below", "{n} links, more below", count)))
        else:
            self.state.setText(str(plural("{n} link", "{n} links", count)))


def _traced(office: Office, path: Path) -> str:
    """Number of the order that a picture is of. Raises FileRefusedError."""
    try:
        encoded = path.read_bytes()
    except OSError as error:
        raise FileRefusedError(
            text("“{file}” cannot be read: {reason}.", file=path.name, reason=error.strerror or "")
        ) from error
    return audit.trace_picture(office, encoded)
