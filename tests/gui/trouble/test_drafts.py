"""What is being typed when the window ends unexpectedly is offered again, to whoever typed it; passwords never are."""

import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QVBoxLayout
from pytestqt.qtbot import QtBot

from app.bootstrap.workstation import Workstation
from app.gui.trouble.drafts import NAME, read
from app.gui.trouble.drafts_dialog import DraftsDialog
from app.gui.trouble.starting import Start
from app.gui.widgets.password_field import PasswordField
from app.settings.running import Before, Ended
from tests.gui.trouble.conftest import Begin

CRASHED = Before((Ended("up", "0.1.0", safe=False, at=1.0),), 0)
WORDS = "帽子再大一点 bow 13800000021"


class Form(QDialog):
    def __init__(self, workstation: Workstation) -> None:
        super().__init__(workstation.window)
        self.setWindowTitle("New note")
        self.note, self.name = QPlainTextEdit(), QLineEdit("as it was")
        self.note.setAccessibleName("Note")
        self.secret = PasswordField(workstation.window.look)
        column = QVBoxLayout(self)
        for field in (self.note, self.name, self.secret):
            column.addWidget(field)


def type_into(qtbot: QtBot, field: QLineEdit | QPlainTextEdit, words: str) -> None:
    field.setFocus()
    qtbot.waitUntil(field.hasFocus, timeout=20_000)
    if words.isascii():
        QTest.keyClicks(field, words)
    else:
        field.insertPlainText(words) if isinstance(field, QPlainTextEdit) else field.insert(words)


def open_form(qtbot: QtBot, workstation: Workstation) -> Form:
    form = Form(workstation)
    form.open()
    qtbot.waitActive(form, timeout=20_000)
    form.activateWindow()
    return form


def typed_file(home: Path) -> Path:
    return home / "data" / "typed" / f"{NAME}.sealed"


def test_typed_words_are_on_the_disk_soon_sealed_and_offered_after_a_crash(
    begin: Begin, qtbot: QtBot, home: Path
) -> None:
    workstation = begin()
    form = open_form(qtbot, workstation)
    type_into(qtbot, form.note, WORDS)
    type_into(qtbot, form.secret.line, "violet kettle 42")
    qtbot.waitUntil(typed_file(home).exists, timeout=30_000)  # nothing has gone wrong yet
    assert WORDS.encode() not in typed_file(home).read_bytes()
    assert [d.words for d in read(workstation.trouble.coming_back._typed)] == [WORDS]
    kept = typed_file(home).read_bytes()
    form.reject()
    begin.end(workstation)  # type: ignore[attr-defined]
    assert not typed_file(home).exists()  # it ended as it should
    typed_file(home).write_bytes(kept)  # the power went instead

    again = begin(Start(before=CRASHED))
    qtbot.waitUntil(lambda: len(again.trouble.notices.shown) == 2, timeout=60_000)
    ended, offer = again.trouble.notices.shown
    assert "ended unexpectedly" in ended.words.text()
    offer.verbs[0].click()
    dialog = again.window.findChild(DraftsDialog)
    assert dialog is not None
    shown = dialog.findChildren(QPlainTextEdit)
    assert [one.toPlainText() for one in shown] == [WORDS]
    assert "violet" not in "".join(one.toPlainText() for one in shown)
    dialog.findChildren(type(dialog.copies[0]))[-2].click()  # not needed any more
    qtbot.waitUntil(lambda: len(again.trouble.notices.shown) == 1, timeout=20_000)
    assert read(again.trouble.coming_back._typed) == ()


def test_what_was_left_is_not_overwritten_and_shown_to_nobody_else(begin: Begin, qtbot: QtBot, home: Path) -> None:
    workstation = begin()
    form = open_form(qtbot, workstation)
    type_into(qtbot, form.note, WORDS)
    workstation.trouble.drafts._who = lambda: "somebody else"
    workstation.trouble.drafts.keep()
    kept = typed_file(home).read_bytes()
    form.reject()
    begin.end(workstation)  # type: ignore[attr-defined]
    typed_file(home).write_bytes(kept)
    again = begin(Start(before=CRASHED))
    qtbot.waitUntil(lambda: not again.trouble.drafts.held, timeout=60_000)
    assert len(again.trouble.notices.shown) == 1  # of the crash alone
    form = open_form(qtbot, again)
    type_into(qtbot, form.name, " and more")
    again.crashes.keep_work()
    assert {d.words for d in read(again.trouble.coming_back._typed)} == {WORDS, "as it was and more"}
    again.window.workshop.preferences.navigation = "meshlab"
    assert again.crashes.keep_work()
    assert "meshlab" in (home / "settings" / "preferences.json").read_text("utf-8")
    form.reject()


def test_what_did_not_change_or_was_closed_is_not_kept(begin: Begin, qtbot: QtBot) -> None:
    workstation = begin()
    drafts = workstation.trouble.drafts
    form = open_form(qtbot, workstation)
    form.name.setFocus()
    assert drafts.now() == ()
    type_into(qtbot, form.name, " x")
    assert [d.words for d in drafts.now()] == ["as it was x"]
    assert drafts.now()[0].where.startswith("New note")
    assert drafts.now()[0].at <= time.time()
    QTest.keyClick(form.name, Qt.Key.Key_Backspace)
    QTest.keyClick(form.name, Qt.Key.Key_Backspace)
    assert drafts.now() == ()
    type_into(qtbot, form.note, "something")
    form.accept()
    assert drafts.now() == ()
