"""Printers that announce themselves in the network, to be ticked; those that want a key get a field for it."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.commands import print_floor
from app.commands.office import Office
from app.commands.print_floor import FoundPrinter, PrintFloor
from app.commands.setup_wishes import new_printer
from app.dispatch.driver import DriverKind
from app.errors import AppError
from app.gui.assistant.course import Room
from app.gui.assistant.page import AssistantPage
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.dispatch.form_fields import KEY_TITLES
from app.gui.widgets.basics import Card, button, clear, label, mark
from app.gui.widgets.password_field import PasswordField
from app.i18n import Text, plural, text, tr
from app.jobs.progress import Progress
from app.security.permissions import Permission

NEEDED = {"bambu", "prusalink"}
"""Protocols that do not answer without a key; others have one only where somebody has set it."""


class FoundRow(Card):
    """One printer. ``problem``: why it could not be added."""

    def __init__(self, look: Look, kind: DriverKind, found: FoundPrinter) -> None:
        super().__init__()
        self.found, self.kind, self.added = found, kind, False
        self.tick = QCheckBox(found.name)
        self.tick.setAccessibleName(found.name)
        say(self.tick, setToolTip=text("Add this printer to the workshop"))
        where = str(found.settings.get("address") or found.settings.get("host") or "")
        self.facts = label(f"{kind.title} · {where}", "dim")
        self.problem = label("", "problem", wrap=True)
        mark(self.problem, tone="bad")
        self.problem.hide()
        sign = QLabel()
        sign.setPixmap(look.icon(kind.icon, "dim").pixmap(22, 22))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.tick)
        words.addWidget(self.facts)
        words.addWidget(self.problem)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 9, 14, 9)
        row.setSpacing(12)
        row.addWidget(sign)
        row.addLayout(words, 1)
        self.key: PasswordField | None = None
        name = next(iter(kind.secrets), "")
        if name:
            self.key = PasswordField(look)
            title = KEY_TITLES.get(name, text("Key of the printer"))
            say(
                self.key.line,
                setAccessibleName=title,
                setPlaceholderText=title,
                setToolTip=text("As the printer or its settings show it; kept sealed on this PC"),
            )
            self.key.setFixedWidth(190)
            self.key.setEnabled(False)
            row.addWidget(self.key)
            self.tick.toggled.connect(self.key.setEnabled)

    @property
    def wanted(self) -> bool:
        """Whether it is to be added."""
        return self.tick.isChecked() and not self.added

    def keys(self) -> Mapping[str, str]:
        """The key that was typed."""
        typed = "" if self.key is None else self.key.line.text().strip()
        return {self.kind.secrets[0]: typed} if typed else {}

    def show_problem(self, sentence: Text | str) -> None:
        """Why it could not be added; untick it to go on without it."""
        self.problem.setText(str(sentence))
        self.problem.setVisible(bool(str(sentence)))

    def show_added(self) -> None:
        """It is in the workshop now."""
        self.added = True
        self.tick.setEnabled(False)
        self.show_problem("")
        self.facts.setText(" · ".join((self.facts.text(), tr("added"))))
        if self.key is not None:
            self.key.hide()
            self.key.line.clear()


class PrintersPage(AssistantPage):
    """Searches when it comes up first; going on before the search has ended ends it."""

    id = "printers"
    name = text("Printers")
    title = text("Printers in the network")
    sentence = text(
        "Tick those that belong to the workshop. Others, and folders of other programs, are added under Dispatch."
    )
    icon = "mdi6.printer-3d-nozzle-outline"
    permission = Permission.SETTINGS

    def __init__(self, room: Room) -> None:
        self._searched = self._adding = False
        super().__init__(room)
        self.rows: list[FoundRow] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.search = button(text("Search again"), self._search, "second", room.look.icon("mdi6.refresh"))
        say(self.search, setToolTip=text("Listen once more for printers in the network"))
        row = QHBoxLayout()
        row.addWidget(self.search)
        row.addStretch()
        self.content.addLayout(self._list)
        self.content.addLayout(row)
        self.changed.connect(lambda: self.search.setEnabled(not self.busy))

    def enter(self) -> None:
        """Listening costs nobody anything: it begins by itself."""
        if not self._searched:
            self._search()

    def leave(self) -> None:
        """The keys of printers stay nowhere."""
        super().leave()
        for row in self.rows:
            if row.key is not None:
                row.key.line.clear()

    def first_field(self) -> QWidget | None:
        """The first printer."""
        return self.rows[0].tick if self.rows else None

    @property
    def ready(self) -> bool:
        """A search need not be waited for."""
        return not self.busy or self._searching

    @property
    def typed(self) -> bool:
        """Whether a key was typed that is not kept yet."""
        return any(row.wanted and row.keys() for row in self.rows)

    @property
    def _searching(self) -> bool:
        return self.busy and not self._adding

    def go_on(self) -> None:
        """Add those that are ticked, one after another."""
        self.stop()
        wanted = [row for row in self.rows if row.wanted]
        missing = next((row for row in wanted if row.kind.id in NEEDED and not row.keys()), None)
        if missing is not None and missing.key is not None:
            missing.show_problem(text("It answers only with its key; enter it, or untick the printer."))
            missing.key.line.setFocus()
            return
        if not wanted:
            self._finish()
            return
        self._adding = True
        self.work(
            _add, self.room.floor, tuple((row.kind, row.found, row.keys()) for row in wanted),
            then=lambda refusals: self._added(wanted, refusals), failed=lambda _error: self._not_added(),
            busy=text("Adding the printers…"), lane="book", progress=True,
        )  # fmt: skip

    def stop(self) -> None:
        """Wait no more."""
        super().stop()
        self._adding = False

    def _not_added(self) -> None:
        self._adding = False

    def _added(self, wanted: list[FoundRow], refusals: list[Text | str | None]) -> None:
        self._adding = False
        for row, refusal in zip(wanted, refusals, strict=True):
            if refusal is None:
                row.show_added()
            else:
                row.show_problem(refusal)
        if any(refusal is not None for refusal in refusals):
            self.say(text("Not all could be added. Untick them, or correct what is said beside them."), "bad")
            self.changed.emit()
            return
        self._finish()

    def _finish(self) -> None:
        count = sum(row.added for row in self.rows)
        self.room.course.told[self.id] = (
            plural("{n} printer added", "{n} printers added", count) if count else text("None added")
        )
        self.confirmed.emit()

    # ---- the search -------------------------------------------------------------

    def _search(self) -> None:
        self._searched = True
        for row in [row for row in self.rows if not row.added]:
            self.rows.remove(row)
        self.work(
            print_floor.discover, self.room.floor, then=self._found, busy=text("Listening for printers…"), progress=True
        )  # fmt: skip

    def _found(self, found: tuple[FoundPrinter, ...]) -> None:
        added = [row.found for row in self.rows if row.added]
        if not added:
            clear(self._list)
        for one in found:
            kind = self.room.floor.kinds.get(one.driver)
            if kind is not None and one not in added:
                row = FoundRow(self.room.look, kind, one)
                self.rows.append(row)
                self._list.addWidget(row)
        if found:
            self.say(plural("{n} printer was found.", "{n} printers were found.", len(found)))
        else:
            self.say(text("No printer has announced itself. Many do not: they are entered by hand under Dispatch."))
        self.changed.emit()


def _add(
    office: Office, floor: PrintFloor, printers: tuple[tuple[DriverKind, FoundPrinter, Mapping[str, str]], ...],
    *, progress: Progress,
) -> list[Text | str | None]:  # fmt: skip
    """Ask each who it is, and keep it; gives why not for those that were not kept."""
    refusals: list[Text | str | None] = []
    for number, (kind, found, keys) in enumerate(printers):
        progress(number / len(printers), text("Adding {printer}", printer=found.name))
        printer = new_printer(kind, found.name, found.settings)
        try:
            volume = print_floor.try_printer(office, floor, printer, keys).capabilities.volume_mm
            if volume is not None:
                printer = replace(printer, width_mm=volume[0], depth_mm=volume[1], height_mm=volume[2])
            print_floor.keep_printer(office, floor, printer, keys)
        except AppError as error:
            refusals.append(error.sentence)
        else:
            refusals.append(None)
    return refusals
