"""The recovery sheet: the workshop's key on paper. Printed or kept as a file, and confirmed by the person."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.commands import places
from app.gui.assistant.course import Room
from app.gui.assistant.page import AssistantPage
from app.gui.assistant.sheet_paper import draw_sheet, write_pdf
from app.gui.base.listening import listen
from app.gui.base.words import say
from app.gui.widgets.basics import Card, button, label
from app.gui.widgets.password_field import PasswordField
from app.i18n import text, tr
from app.orders.places import PlacesTold
from app.security.permissions import Permission
from app.security.recovery_sheet import WHAT_FOR, Sheet


class RecoveryPage(AssistantPage):
    """Who saw the code is in the audit chain before it is shown; it goes from the page when the page goes."""

    id = "recovery"
    name = text("Recovery sheet")
    title = text("The key of the workshop, on paper")
    sentence = text("Buyers' data is sealed with a key that lies on this PC alone. Keep it on paper, in a safe.")
    icon = "mdi6.key-outline"
    permission = Permission.SETTINGS

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._sheet: Sheet | None = None
        self._mark = ""
        self.printed = False
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 13, 16, 14)
        inside.setSpacing(8)
        for line in WHAT_FOR[:2]:
            inside.addWidget(label(line, wrap=True))
        self.password_title = label(text("Your password"), "dim")
        self.password = PasswordField(room.look)
        say(
            self.password.line,
            setAccessibleName=text("Your password"),
            setToolTip=text("So that nobody else prints the key while you are away from the desk"),
        )
        self.code = label("", "code")
        self.code.hide()
        say(self.code, setAccessibleName=text("Recovery code"))
        inside.addWidget(self.password_title)
        inside.addWidget(self.password)
        inside.addWidget(self.code)
        self.to_printer = button(text("Print…"), self._print, "second", room.look.icon("mdi6.printer-outline"))
        self.to_file = button(
            text("Save as a file…"), self._save, "second", room.look.icon("mdi6.content-save-outline")
        )
        self.to_screen = button(text("Show the code"), self._show, "second", room.look.icon("mdi6.eye-outline"))
        say(self.to_printer, setToolTip=text("One sheet with the code and what it is for"))
        say(self.to_file, setToolTip=text("A PDF or a text file: for a stick that is kept in the safe"))
        say(self.to_screen, setToolTip=text("To copy it by hand; that you looked at it is in the audit chain"))
        row = QHBoxLayout()
        row.setSpacing(8)
        for one in (self.to_printer, self.to_file, self.to_screen):
            row.addWidget(one)
        row.addStretch()
        inside.addLayout(row)
        self.content.addWidget(card)
        self.kept = QCheckBox()
        say(
            self.kept,
            setText=text("The sheet is in a safe place, and not on this PC"),
            setToolTip=text("Who confirmed it, and when, is in the audit chain"),
        )
        self.kept.toggled.connect(lambda _on: self.changed.emit())
        self.content.addWidget(self.kept)
        self.password.line.textChanged.connect(lambda _words: self._enable())
        self.changed.connect(self._enable)
        listen(room.desk.locked, self, self._covered)

    def enter(self) -> None:
        """A password is asked for where there are accounts."""
        asks = bool(self.room.desk.actor.account)
        self.password_title.setVisible(asks)
        self.password.setVisible(asks)
        self._enable()
        self.look(places.told, then=self._told)

    def leave(self) -> None:
        """Nothing of the key stays."""
        super().leave()
        self._covered()
        self.password.line.clear()

    def first_field(self) -> QWidget | None:
        """The password, or the button that prints."""
        return self.password.line if self.password.isVisibleTo(self) else self.to_printer

    @property
    def ready(self) -> bool:
        """Only somebody who has kept it goes on; the others skip."""
        return super().ready and self.kept.isChecked()

    def go_on(self) -> None:
        """The chain keeps that it was confirmed."""

        def noted(_none: object) -> None:
            day = datetime.now(UTC).astimezone().date().isoformat()
            self.room.course.told[self.id] = text("Kept on paper since {day}", day=day)
            self.confirmed.emit()

        self.work(places.sheet_kept, then=noted)

    # ---- the sheet --------------------------------------------------------------

    def _told(self, told: PlacesTold) -> None:
        self._mark = told.mark

    def _enable(self) -> None:
        typed = self._sheet is not None or self.password.isHidden() or bool(self.password.line.text())
        for one in (self.to_printer, self.to_file, self.to_screen):
            one.setEnabled(typed and not self.busy)

    def _with_sheet(self, then: Callable[[Sheet], object]) -> None:
        if self._sheet is not None:
            then(self._sheet)
            return
        typed = self.password.line.text()

        def there(code: str) -> None:
            day = datetime.now(UTC).astimezone().date()
            self._sheet = Sheet(code, self._mark, self.room.desk.office.station, day)
            self.password.line.clear()
            then(self._sheet)

        self.work(places.recovery_code, typed, then=there)

    def _show(self) -> None:
        def show(sheet: Sheet) -> None:
            self.code.setText("\n".join(sheet.code_lines()))
            self.code.show()
            say(self.to_screen, setText=text("Hide the code"))

        if self.code.isHidden():
            self._with_sheet(show)
        else:
            self._hide_code()

    def _hide_code(self) -> None:
        self.code.clear()
        self.code.hide()
        say(self.to_screen, setText=text("Show the code"))

    def _print(self) -> None:
        self._with_sheet(self._ask_printer)

    def _ask_printer(self, sheet: Sheet) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle(tr("Print the recovery sheet"))
        if dialog.exec() == QDialog.DialogCode.Accepted:
            draw_sheet(sheet, printer)
            self.printed = True
            self.say(text("The sheet was sent to the printer."), "ok")

    def _save(self) -> None:
        self._with_sheet(self._ask_file)

    def _ask_file(self, sheet: Sheet) -> None:
        title, pdf, words = tr("Recovery sheet"), tr("PDF file"), tr("Text file")
        name, _kind = QFileDialog.getSaveFileName(
            self, tr("Save the recovery sheet"), str(Path.home() / f"{title}.pdf"), f"{pdf} (*.pdf);;{words} (*.txt)"
        )
        if name:
            self.save_to(sheet, Path(name))

    def save_to(self, sheet: Sheet, path: Path) -> None:
        """Write the sheet for the eyes of this user alone, whole or not at all."""
        if path.suffix.lower() not in {".pdf", ".txt"}:
            path = path.with_name(f"{path.name}.pdf")
        draft = path.with_name(f".{path.name}.part")
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(sheet.words().encode() if path.suffix.lower() == ".txt" else write_pdf(sheet))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except OSError as error:
            draft.unlink(missing_ok=True)
            self.say(
                text("“{file}” cannot be written here: {reason}.", file=path.name, reason=error.strerror or ""), "bad"
            )
            return
        self.printed = True
        self.say(
            text("Saved {file}. Move it to a stick or print it, then delete it from this PC.", file=path.name), "ok"
        )

    def _covered(self) -> None:
        self._sheet = None
        self._hide_code()
